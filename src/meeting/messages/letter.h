/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all messages about a meeting say alike: when, how, where, links. Private to this folder. */
#ifndef MAILLAGE_MEETING_LETTER_H
#define MAILLAGE_MEETING_LETTER_H

#include "base/zone.h"
#include "mail/mail.h"
#include "meeting/meeting.h"
#include "meeting/messages/pages.h"

struct letter {
    const struct mail_house *house;
    struct db *db;
    struct arena *a;
    const struct mail_row *row;
    const char *lang;
    const struct event *event;
    const struct zone *home;
    const struct zone *theirs; /* of the person's territory; NULL: not known, or the same */
    struct message_fact facts[MESSAGE_FACTS_MAX], workshops[MESSAGE_WORKSHOPS_MAX];
    struct link_view links[MESSAGE_LINKS_MAX];
    const char *how, *own; /* how they take part, NULL; path of their own page */
    const char *subject;   /* instead of "title – meeting"; NULL */
    struct letter_view v;
};

struct reader {                           /* whom it is for */
    const char *given_name, *family_name; /* may be "" */
    const char *email;
    const char *lang;
    const char *territory; /* a code; NULL */
};

/* Greeting, event, dates. `event` outlives the letter. */
must_check enum err letter_open(struct letter *l, const struct mail_house *house, struct db *db,
                                struct arena *a, const struct mail_row *row,
                                const struct event *event, const struct reader *to);
/* Renders it to the draft, with an organiser's own text of its kind. */
must_check enum err letter_close(struct letter *l, const struct reader *to, struct mail_draft *out);

const char *letter_tr(const struct letter *l, const char *message);
void letter_fact(struct letter *l, const char *label, const char *text);
/* `path` of the site; label a translation key. */
void letter_link(struct letter *l, const char *path, const char *label);
void letter_programme(struct letter *l); /* a link to it */
void letter_act(struct letter *l, const char *path, const char *label);
/* "mercredi 7 juillet 2021, 9 h (heure de Paris)" */
const char *letter_instant(const struct letter *l, const struct zone *z, int64_t utc);
/* "lundi 12 juillet 2021, 9 h – 18 h (heure de Paris)"; `to` NO_INSTANT: open. */
const char *letter_span(const struct letter *l, const struct zone *z, int64_t from, int64_t to);
/* Answer before an instant. */
void letter_deadline(struct letter *l, int64_t until);

/* The values of a row's details; 0 where there is none. */
struct letter_details {
    int64_t session, until;
    int64_t since; /* an instant: what changed after it */
};
must_check enum err letter_details(const struct mail_row *row, struct letter_details *out);

/* ---- the kinds -------------------------------------------------------------------------- */

enum err registration_letter(const struct mail_house *house, struct db *db, struct arena *a,
                             const struct mail_row *row, struct mail_draft *out);
enum err registration_readers(struct db *db, struct arena *a, const int64_t *about, size_t n,
                              struct mail_person *out);
enum err sending_letter(const struct mail_house *house, struct db *db, struct arena *a,
                        const struct mail_row *row, struct mail_draft *out);
enum err trial_letter(const struct mail_house *house, struct db *db, struct arena *a,
                      const struct mail_row *row, struct mail_draft *out);
enum err trial_readers(struct db *db, struct arena *a, const int64_t *about, size_t n,
                       struct mail_person *out);
enum err invitation_letter(const struct mail_house *house, struct db *db, struct arena *a,
                           const struct mail_row *row, struct mail_draft *out);
enum err invitation_readers(struct db *db, struct arena *a, const int64_t *about, size_t n,
                            struct mail_person *out);

#endif
