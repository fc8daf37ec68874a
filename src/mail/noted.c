/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is noted of messages and addresses, and its sentences. */
#include "mail/outbox.h"

#include "view/tr.h"

enum err outbox_note(struct db *db, const char *verb, int64_t message, const char *reason,
                     struct audit_by by, int64_t now)
{
    struct arena a = ARENA_INIT;
    const struct audit_change change = {"reason", NULL, reason};
    enum err e = audit_note(
        db, &(const struct audit_entry){
                .by = by,
                .verb = verb,
                .id = message,
                .href = arena_printf(&a, "/organisation/messages/%lld", (long long)message),
                .changes = &change,
                .n_changes = 1,
                .now = now});
    arena_free(&a);
    return e;
}

/* An address that was allowed again is refused again, for the reason it had. */
static enum err undo_allowed(struct db *db, struct arena *a, const struct audit_row *row,
                             struct audit_by by, int64_t now)
{
    const char *reason = audit_before(row, "reason"), *said = audit_before(row, "said");
    const struct audit_change changes[] = {{"reason", NULL, reason}, {"said", NULL, said}};
    enum mail_refusal is = REFUSAL_NONE;
    enum err e = row->title && reason ? mail_refusal_of(db, a, row->title, &is) : ERR_CONFLICT;
    if (e == OK && is != REFUSAL_NONE)
        e = ERR_CONFLICT;
    if (e == OK)
        e = mail_refuse(db, row->title, refusal_of_word(reason), said, now);
    if (e != OK)
        return e;
    return audit_note(db, &(const struct audit_entry){.by = by,
                                                      .verb = "address/refused",
                                                      .id = row->thing_id,
                                                      .title = row->title,
                                                      .href = row->href,
                                                      .changes = changes,
                                                      .n_changes = ARRAY_LEN(changes),
                                                      .now = now});
}

static const struct audit_word reasons[] = {
    {"unsubscribed", TR("Ne veut plus d’invitations")},
    {"bounced", TR("Les messages reviennent")},
    {"complaint", TR("A signalé un message comme indésirable")},
    {NULL, NULL}};
static const struct audit_field fields[] = {{"reason", TR("Motif"), reasons, false},
                                            {"said", TR("Réponse du serveur"), NULL, false}};

#define KIND(verb, label, sentence, undo)                                                          \
    {                                                                                              \
        verb, label, sentence, "meetings", fields, ARRAY_LEN(fields), undo                         \
    }

const struct audit_kind mail_audit[MAIL_AUDIT] = {
    KIND("message/again", TR("Message renvoyé"), TR("{who} a renvoyé le message {what}"), NULL),
    KIND("message/returned", TR("Message revenu"),
         TR("{who} a lu l’avis de retour du message {what}"), NULL),
    KIND("address/allowed", TR("Adresse réadmise"),
         TR("{who} a permis d’écrire à nouveau à {what}"), undo_allowed),
    KIND("address/refused", TR("Adresse refusée"),
         TR("{who} a remis {what} parmi les adresses qui ne reçoivent plus"), NULL),
};
