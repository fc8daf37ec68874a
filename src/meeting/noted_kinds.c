/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sentences of the audit log about meetings, and what can be undone. */
#include "meeting/noted.h"

#include "meeting/organiser/store.h"
#include "meeting/registration/day.h"
#include "view/tr.h"

/* ---- words ------------------------------------------------------------------------------ */

static const struct audit_word states[] = {{"confirmed", TR("Confirmée")},
                                           {"waiting", TR("En attente")},
                                           {"offered", TR("Place proposée")},
                                           {"cancelled", TR("Annulée")},
                                           {NULL, NULL}};
static const struct audit_word seats[] = {{"confirmed", TR("Place réservée")},
                                          {"waiting", TR("En liste d’attente")},
                                          {"offered", TR("Place proposée")},
                                          {NULL, NULL}};
static const struct audit_word modalities[] = {{"remote", TR("À distance")},
                                               {"onsite", TR("Sur place")},
                                               {"later", TR("À décider plus tard")},
                                               {NULL, NULL}};
static const struct audit_word answers[] = {
    {"yes", TR("Oui")}, {"no", TR("Non")}, {"tbc", TR("À confirmer")}, {NULL, NULL}};
static const struct audit_word numbers[] = {{"none", TR("Sans limite")}, {NULL, NULL}};

static const struct audit_field of_registration[] = {
    {"state", TR("État"), states, false},
    {"modality", TR("Participation"), modalities, false},
    {"onsite", TR("Sur place"), seats, false},
    {"remote", TR("À distance"), seats, false},
    {"workshops", TR("Ateliers"), NULL, false},
    {"waits", TR("Ateliers en attente"), NULL, false},
    {"ahead", TR("Personnes avant elle dans la liste"), NULL, false},
    {"arrived", TR("Arrivée"), NULL, true},
    {"name", TR("Nom"), NULL, false},
    {"organisation", TR("Structure"), NULL, false},
};
static const struct audit_field of_seats[] = {
    {"onsite", TR("Places sur place"), numbers, false},
    {"remote", TR("Places à distance"), numbers, false},
    {"workshop", TR("Places de l’atelier"), numbers, false},
};
static const struct audit_field of_format[] = {
    {"onsite", TR("Sur place"), answers, false},
    {"remote", TR("À distance"), answers, false},
    {"told", TR("Personnes prévenues"), NULL, false},
};
static const struct audit_field of_programme[] = {
    {"file", TR("Fichier"), NULL, false},
    {"sessions", TR("Temps du programme"), NULL, false},
};
static const struct audit_field of_people[] = {{"people", TR("Personnes"), NULL, false}};

/* ---- undoing ---------------------------------------------------------------------------- */

static enum err change(struct db *db, const struct audit_row *row, const struct audit_by *by,
                       int64_t now, enum registration_change change, enum modality m)
{
    struct change_registration c = {
        .change = change, .id = {row->thing_id}, .modality = m, .by = by, .now = now};
    return change_registration(db, &c);
}

static enum err undo_cancelled(struct db *db, struct arena *a, const struct audit_row *row,
                               struct audit_by by, int64_t now)
{
    struct registration r;
    enum err e = registration_by_id(db, a, (registration_id){row->thing_id}, &r);
    if (e == OK && r.state != STATE_CANCELLED)
        e = ERR_CONFLICT;
    return e == OK ? change(db, row, &by, now, CHANGE_RESTORE, MODALITY_LATER) : e;
}

static enum err undo_restored(struct db *db, struct arena *a, const struct audit_row *row,
                              struct audit_by by, int64_t now)
{
    struct registration r;
    enum err e = registration_by_id(db, a, (registration_id){row->thing_id}, &r);
    if (e == OK && r.state == STATE_CANCELLED)
        e = ERR_CONFLICT;
    return e == OK ? change(db, row, &by, now, CHANGE_CANCEL, MODALITY_LATER) : e;
}

static enum err undo_arrived(struct db *db, struct arena *a, const struct audit_row *row,
                             struct audit_by by, int64_t now)
{
    struct registration r;
    const char *at = audit_after(row, "arrived");
    enum err e = registration_by_id(db, a, (registration_id){row->thing_id}, &r);
    if (e == OK && (!at || strcmp(at, audit_int(a, r.checked_in_at)) != 0))
        e = ERR_CONFLICT;
    return e == OK ? change(db, row, &by, now, CHANGE_CHECK_OUT, MODALITY_LATER) : e;
}

/* The number that the row says, "none" being no limit. */
static bool number_of(const char *text, int64_t *out)
{
    *out = SEATS_NO_LIMIT;
    return text && (strcmp(text, "none") == 0 || parse_int(str_of(text), 0, SEATS_MAX, out));
}

static enum err put_seats_back(struct db *db, struct arena *a, const struct audit_row *row,
                               const char *field, struct set_seats *s, event_id event)
{
    const struct pool *pools;
    int64_t was, is;
    size_t n;
    enum err e = pools_of_event(db, a, event, &pools, &n);
    if (e == OK &&
        (!number_of(audit_before(row, field), &was) || !number_of(audit_after(row, field), &is)))
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    for (size_t i = 0; i < n; i++)
        if (pools[i].session.v == s->session.v &&
            (s->session.v || pools[i].modality == s->modality) && pools[i].s.seats != is)
            return ERR_CONFLICT;
    s->event = event;
    s->seats = was;
    return set_seats(db, s);
}

static enum err undo_event_seats(struct db *db, struct arena *a, const struct audit_row *row,
                                 struct audit_by by, int64_t now)
{
    bool onsite = audit_after(row, "onsite");
    struct set_seats s = {
        .modality = onsite ? MODALITY_ONSITE : MODALITY_REMOTE, .by = &by, .now = now};
    return put_seats_back(db, a, row, onsite ? "onsite" : "remote", &s, (event_id){row->thing_id});
}

static enum err undo_workshop_seats(struct db *db, struct arena *a, const struct audit_row *row,
                                    struct audit_by by, int64_t now)
{
    struct set_seats s = {.session = {row->thing_id}, .by = &by, .now = now};
    event_id event;
    const char *title;
    enum err e = workshop_find(db, a, s.session, &title, &event);
    if (e == ERR_NOT_FOUND)
        e = ERR_CONFLICT;
    return e == OK ? put_seats_back(db, a, row, "workshop", &s, event) : e;
}

/* ---- the table -------------------------------------------------------------------------- */

#define KIND(verb, label, sentence, fields, undo)                                                  \
    {                                                                                              \
        verb, label, sentence, "meetings", fields, ARRAY_LEN(fields), undo                         \
    }

const struct audit_kind meeting_audit[MEETING_AUDIT] = {
    KIND("registration/cancelled", TR("Inscription annulée"),
         TR("{who} a annulé l’inscription de {what}"), of_registration, undo_cancelled),
    KIND("registration/restored", TR("Inscription rétablie"),
         TR("{who} a rétabli l’inscription de {what}"), of_registration, undo_restored),
    KIND("registration/moved", TR("Participation déplacée"),
         TR("{who} a changé la façon de participer de {what}"), of_registration, NULL),
    KIND("registration/promoted", TR("Place donnée"), TR("{who} a donné une place à {what}"),
         of_registration, NULL),
    KIND("registration/arrived", TR("Arrivée pointée"), TR("{who} a pointé l’arrivée de {what}"),
         of_registration, undo_arrived),
    KIND("registration/left", TR("Arrivée effacée"), TR("{who} a effacé l’arrivée de {what}"),
         of_registration, NULL),
    KIND("registration/changed", TR("Inscription modifiée"),
         TR("{who} a modifié l’inscription de {what}"), of_registration, NULL),
    KIND("event/onsite-seats", TR("Places sur place"),
         TR("{who} a réglé les places sur place de {what}"), of_seats, undo_event_seats),
    KIND("event/remote-seats", TR("Places à distance"),
         TR("{who} a réglé les places à distance de {what}"), of_seats, undo_event_seats),
    KIND("workshop/seats", TR("Places d’un atelier"),
         TR("{who} a réglé les places de l’atelier {what}"), of_seats, undo_workshop_seats),
    KIND("event/format", TR("Format de la rencontre"), TR("{who} a changé le format de {what}"),
         of_format, NULL),
    KIND("event/programme", TR("Programme importé"), TR("{who} a importé le programme de {what}"),
         of_programme, NULL),
    KIND("event/made", TR("Rencontre préparée"), TR("{who} a préparé la rencontre {what}"),
         of_programme, NULL),
    KIND("event/released", TR("Programme publié"), TR("{who} a publié le programme de {what}"),
         of_programme, NULL),
    KIND("event/published", TR("Rencontre publiée"), TR("{who} a publié la rencontre {what}"),
         of_programme, NULL),
    KIND("event/withdrawn", TR("Rencontre retirée"),
         TR("{who} a retiré du site la rencontre {what}"), of_programme, NULL),
    KIND("event/dropped", TR("Rencontre supprimée"), TR("{who} a supprimé la rencontre {what}"),
         of_programme, NULL),
    KIND("event/invitations-added", TR("Liste d’invitations"),
         TR("{who} a ajouté des personnes à inviter à {what}"), of_people, NULL),
    KIND("event/invitations-sent", TR("Invitations envoyées"),
         TR("{who} a envoyé les invitations à {what}"), of_people, NULL),
    KIND("event/invitations-reminded", TR("Invitations relancées"),
         TR("{who} a relancé les personnes invitées à {what}"), of_people, NULL),
    KIND("event/invitations-withdrawn", TR("Invitations retirées"),
         TR("{who} a retiré des personnes à inviter à {what}"), of_people, NULL),
    KIND("event/supporters", TR("Soutiens d’une rencontre"),
         TR("{who} a changé les soutiens de {what}"), of_programme, NULL),
    KIND("event/sending", TR("Message à plusieurs"),
         TR("{who} a agi sur un message écrit aux personnes de {what}"), of_programme, NULL),
    KIND("event/told", TR("Programme annoncé"),
         TR("{who} a prévenu du nouveau programme les personnes de {what}"), of_programme, NULL),
    KIND("text/changed", TR("Texte d’un message"), TR("{who} a changé le texte du message {what}"),
         of_programme, NULL),
};
