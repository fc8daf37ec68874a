/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whom each column of the module tells of, and the kinds of data that go to a person at their word.
 */
#include "meeting/people.h"

#include "view/tr.h"

const struct person_data meeting_people[MEETING_PEOPLE] = {
    {.name = "invitation",
     .label = TR("Invitations"),
     .export = invitation_person_export,
     .erase = invitation_person_erase,
     .count = &sql_invitation_person_count,
     .addresses = &sql_invitation_person_addresses},
    {.name = "registration",
     .label = TR("Inscriptions, places et vœux"),
     .export = registration_person_export,
     .erase = registration_person_erase,
     .count = &sql_registration_person_count,
     .addresses = &sql_registration_person_addresses},
    {.name = "plan", .erase = plan_person_erase},
};

#define BY_ADDRESS "LOWER(email) = LOWER($1)"
#define BY_REGISTRATION "registration_id IN (SELECT id FROM registration WHERE " BY_ADDRESS ")"
#define GOES "the row goes"
#define PUBLISHED "published by the organiser: corrected by another import of the programme"

#define OF_REGISTRATION(column) COLUMN_PERSONAL("registration", column, BY_ADDRESS, GOES)
#define REGISTRATION_AGAIN(column) COLUMN_DERIVED("registration", column, BY_ADDRESS, GOES)
#define OF_INVITATION(column) COLUMN_PERSONAL("invitation", column, BY_ADDRESS, GOES)
#define INVITATION_AGAIN(column) COLUMN_DERIVED("invitation", column, BY_ADDRESS, GOES)
/* The name of their account; the row is the network's. */
#define BY_AUTHOR(table, column)                                                                   \
    COLUMN_DERIVED(table, column,                                                                  \
                   column " IN (SELECT COALESCE(name, email) FROM account WHERE " BY_ADDRESS ")",  \
                   "replaced by words that name nobody")
#define OF_ORGANISER(table, column) COLUMN_PLAIN(table, column, "what organisers write to many")
#define OF_PROGRAMME(table, column) COLUMN_PLAIN(table, column, "the meeting's own words")

const struct store_column meeting_columns[MEETING_COLUMNS] = {
    OF_PROGRAMME("event", "slug"),
    COLUMN_PLAIN("event", "kind", "one of two words"),
    OF_PROGRAMME("event", "title"),
    OF_PROGRAMME("event", "theme"),
    OF_PROGRAMME("event", "purpose"),
    COLUMN_PLAIN("event", "zone", "a time zone"),
    OF_PROGRAMME("event", "place"),
    OF_PROGRAMME("event_question", "words"),
    COLUMN_PUBLIC("event_supporter", "name", PUBLISHED),
    COLUMN_PUBLIC("event_supporter", "address", PUBLISHED),
    COLUMN_PLAIN("session_removed", "guid", "random, of a session"),
    OF_PROGRAMME("session_removed", "title"),
    COLUMN_PLAIN("sending", "state", "one of six words"),
    COLUMN_PLAIN("sending", "audience", "one of two words"),
    COLUMN_PLAIN("sending", "segment", "a filter as the organisers' list has it in its address"),
    OF_ORGANISER("sending", "subject"),
    OF_ORGANISER("sending", "body"),
    OF_ORGANISER("sending", "subject_en"),
    OF_ORGANISER("sending", "body_en"),
    COLUMN_PLAIN("message_text", "kind", "the name of a kind of messages"),
    COLUMN_PLAIN("message_text", "lang", "one of two words"),
    OF_ORGANISER("message_text", "subject"),
    OF_ORGANISER("message_text", "intro"),
    COLUMN_PLAIN("day", "date", "a day of the programme"),
    OF_PROGRAMME("day", "label"),
    OF_PROGRAMME("sequence", "title"),
    OF_PROGRAMME("sequence", "purpose"),
    OF_PROGRAMME("session", "slug"),
    COLUMN_PLAIN("session", "guid", "random, of a session"),
    COLUMN_PLAIN("session", "type", "one of fifteen words"),
    OF_PROGRAMME("session", "title"),
    COLUMN_PUBLIC("session", "note", PUBLISHED),
    OF_PROGRAMME("session", "room"),
    COLUMN_PUBLIC("session_speaker", "name", PUBLISHED),
    OF_PROGRAMME("session_document", "title"),
    OF_PROGRAMME("session_document", "address"),
    OF_PROGRAMME("programme_source", "name"),
    COLUMN_PUBLIC("programme_source", "content", PUBLISHED),
    COLUMN_PUBLIC("programme_note", "words", PUBLISHED),

    COLUMN_PUBLIC("event_plan", "content", PUBLISHED),
    BY_AUTHOR("event_plan", "changed_by"),
    COLUMN_PUBLIC("event_plan_past", "content", PUBLISHED),
    COLUMN_PLAIN("event_plan_past", "act", "the word of a change"),
    COLUMN_PUBLIC("event_plan_past", "about", PUBLISHED),
    BY_AUTHOR("event_plan_past", "made_by"),
    COLUMN_PUBLIC("event_version", "content", PUBLISHED),
    COLUMN_PUBLIC("event_version", "note", PUBLISHED),
    BY_AUTHOR("event_version", "released_by"),
    OF_PROGRAMME("event_room", "name"),
    OF_PROGRAMME("event_room", "note"),

    OF_REGISTRATION("token"),
    OF_REGISTRATION("ticket"),
    REGISTRATION_AGAIN("form_key"),
    OF_REGISTRATION("given_name"),
    OF_REGISTRATION("family_name"),
    OF_REGISTRATION("email"),
    REGISTRATION_AGAIN("person"),
    REGISTRATION_AGAIN("looked_up"),
    REGISTRATION_AGAIN("sort_key"),
    OF_REGISTRATION("organisation"),
    OF_REGISTRATION("ecosystem"),
    OF_REGISTRATION("territory"),
    OF_REGISTRATION("territory_words"),
    REGISTRATION_AGAIN("area"),
    COLUMN_PLAIN("registration", "state", "one of four words"),
    OF_REGISTRATION("access_needs"),
    REGISTRATION_AGAIN("list_consent_words"),
    COLUMN_PLAIN("registration", "lang", "one of two words"),
    COLUMN_PLAIN("consent", "subject", "one of two words"),
    COLUMN_PLAIN("consent", "lang", "one of two words"),
    COLUMN_PERSONAL("consent", "words", BY_REGISTRATION, "the row goes with the registration"),
    COLUMN_PLAIN("seat_claim", "state", "one of three words"),

    OF_INVITATION("token"),
    OF_INVITATION("given_name"),
    OF_INVITATION("family_name"),
    OF_INVITATION("email"),
    INVITATION_AGAIN("address"),
    INVITATION_AGAIN("sort_key"),
    OF_INVITATION("organisation"),
    OF_INVITATION("ecosystem"),
    OF_INVITATION("territory"),
    OF_INVITATION("territory_words"),
    COLUMN_PLAIN("invitation", "lang", "one of two words"),
};
