/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The message that an invitation is. */
#include "meeting/messages/letter.h"

#include "meeting/invitation/invitation.h"
#include "view/tr.h"

static bool is_reminder(const struct letter *l)
{
    return strcmp(l->row->kind, "invitation/reminder") == 0;
}

static void say_invited(struct letter *l, const struct invitation *v)
{
    l->v.title = letter_tr(l, is_reminder(l) ? TR("Votre invitation vous attend")
                                             : TR("Une invitation pour vous"));
    l->v.what = tr_fill(l->a, l->lang, letter_tr(l, TR("{site} vous invite à cette rencontre.")),
                        TR_ARGS(TR_ARG("site", l->house->site_name)));
    l->v.more =
        letter_tr(l, TR("Votre formulaire est déjà rempli avec ce que nous savons de vous : "
                        "il reste à dire comment vous participerez."));
    letter_act(l, arena_printf(l->a, "/invitations/%s", v->token), TR("Ouvrir mon invitation"));
    l->v.act_note = letter_tr(l, TR("Cette invitation est à votre nom. Une autre personne peut "
                                    "s’inscrire depuis la page de la rencontre."));
    letter_link(l, arena_printf(l->a, "/rencontres/%s", l->event->slug), TR("Voir la rencontre"));
    letter_programme(l);
    letter_link(l, arena_printf(l->a, "/invitations/%s/refus", v->token),
                TR("Je ne viendrai pas, ou ne veux plus d’invitations"));
    l->v.why = letter_tr(l, TR("Vous recevez ce message parce que l’équipe qui organise cette "
                               "rencontre vous y invite."));
}

enum err invitation_letter(const struct mail_house *house, struct db *db, struct arena *a,
                           const struct mail_row *row, struct mail_draft *out)
{
    struct letter *l = arena_new(a, struct letter);
    struct invitation v;
    struct event event;
    enum err e = invitation_by_id(db, a, (invitation_id){row->about}, &v);
    if (e == OK)
        e = event_of_registration(db, a, v.event, &event);
    if (e != OK)
        return e;
    bool settled = v.answered || v.declined_at != NO_INSTANT;
    if (settled && strcmp(row->kind, "invitation/reminder") == 0 && !row->sent)
        return ERR_GONE; /* they answered while it waited */
    const struct reader to = {v.draft.given_name, v.draft.family_name, v.draft.email, v.draft.lang,
                              v.draft.territory};
    e = letter_open(l, house, db, a, row, &event, &to);
    if (e != OK)
        return e;
    say_invited(l, &v);
    out->unsubscribe =
        mail_href(house, a, l->lang, arena_printf(a, "/invitations/%s/refus", v.token));
    l->own = arena_printf(a, "/invitations/%s", v.token);
    return letter_close(l, &to, out);
}
