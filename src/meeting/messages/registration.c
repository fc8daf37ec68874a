/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Messages about a registration. A row says what happened; what follows from it (a seat, a list,
 * how many wait) is read when the message is rendered, so that it is true then.
 */
#include "meeting/messages/about.h"

#include "meeting/messages/statements.h"
#include "meeting/registration/views.h"
#include "meeting/store.h"
#include "view/tr.h"
#include "view/typography.h"

static const char *page_of(const struct about *x, const char *below)
{
    return arena_printf(x->l.a, "/inscriptions/%s%s", x->g.token, below);
}

/* ---- what they hold --------------------------------------------------------------------- */

/* The seat, offer or place for the event itself that is in that state. */
static const struct claim *seat_in_state(const struct about *x, enum claim_state s)
{
    for (size_t i = 0; i < x->n_claims; i++)
        if (x->claims[i].rank == 0 && x->claims[i].state == s)
            return &x->claims[i];
    return NULL;
}

static const struct claim *claim_on(const struct about *x, int64_t session)
{
    for (size_t i = 0; i < x->n_claims; i++)
        if (x->claims[i].rank > 0 && x->claims[i].session.v == session)
            return &x->claims[i];
    return NULL;
}

static const char *how(const struct about *x, enum modality m)
{
    static const char *const words[] = {TR("À distance"), TR("Sur place"), TR("À décider")};
    return letter_tr(&x->l, words[m]);
}

static const char *place_in_list(const struct about *x, const struct claim *c)
{
    if (!c || !c->ahead)
        return letter_tr(&x->l, TR("La prochaine place libre est pour vous."));
    return tr_count(x->l.a, x->l.lang,
                    TRN("Une personne attend avant vous.", "{n} personnes attendent avant vous."),
                    c->ahead);
}

static const char *say_waiting(struct about *x)
{
    x->l.v.more = place_in_list(x, seat_in_state(x, CLAIM_WAITING));
    return letter_tr(&x->l,
                     TR("Il n’y a plus de place pour l’instant : vous êtes sur la liste "
                        "d’attente. Nous vous écrirons dès qu’une place se libère pour vous."));
}

/* Where they stand now, in a sentence. */
static const char *standing(struct about *x)
{
    const struct letter *l = &x->l;
    switch (x->g.state) {
    case STATE_WAITING:
        return say_waiting(x);
    case STATE_OFFERED:
        return letter_tr(l, TR("Une place vous est proposée : répondez sur votre page."));
    case STATE_CANCELLED:
        return letter_tr(l, TR("Depuis, cette inscription a été annulée."));
    case STATE_CONFIRMED:
        break;
    }
    if (x->g.draft.modality == MODALITY_LATER)
        return letter_tr(l, TR("Vous choisirez entre sur place et à distance quand le format sera "
                               "fixé : nous vous écrirons."));
    return letter_tr(l, x->g.draft.modality == MODALITY_REMOTE
                            ? TR("Votre place est réservée, à distance.")
                            : TR("Votre place est réservée, sur place."));
}

static void list_workshops(struct about *x)
{
    for (size_t i = 0; i < x->n_claims && x->l.v.n_workshops < MESSAGE_WORKSHOPS_MAX; i++) {
        const struct claim *c = &x->claims[i];
        if (c->rank > 0)
            x->l.workshops[x->l.v.n_workshops++] = (struct message_fact){
                text_capital(x->l.a, typo_fr(x->l.a, c->session_title)),
                letter_tr(&x->l, c->state == CLAIM_CONFIRMED ? TR("place réservée")
                                 : c->state == CLAIM_OFFERED ? TR("place proposée")
                                                             : TR("liste d’attente"))};
    }
}

/* The workshop that the row is about; nothing when it is no longer on the programme. */
static enum err name_workshop(struct about *x)
{
    struct rows r;
    struct letter *l = &x->l;
    if (!x->details.session)
        return OK;
    enum err e = db_query(l->db, l->a, &sql_message_session, PARAMS(v_int(x->details.session)), &r);
    if (e != OK || !r.n)
        return e;
    l->v.workshop = text_capital(l->a, typo_fr(l->a, row_text(&r, 0, 0)));
    if (!row_null(&r, 0, 1))
        l->v.workshop_when = letter_span(l, l->home, row_int(&r, 0, 1),
                                         row_null(&r, 0, 2) ? NO_INSTANT : row_int(&r, 0, 2));
    return OK;
}

/* ---- what happened: one function a kind ------------------------------------------------- */

static void received(struct about *x)
{
    struct letter_view *v = &x->l.v;
    bool later = x->g.draft.modality == MODALITY_LATER;
    v->title = letter_tr(&x->l, x->g.state == STATE_WAITING ? TR("Vous êtes sur la liste d’attente")
                                : x->g.state == STATE_CONFIRMED && !later
                                    ? TR("Votre inscription est confirmée")
                                    : TR("Votre inscription est enregistrée"));
    v->what = standing(x);
}

static void confirmed(struct about *x)
{
    struct letter *l = &x->l;
    l->v.title = letter_tr(l, TR("Une place est à vous"));
    l->v.what = x->details.session ? letter_tr(l, TR("Vous avez une place dans cet atelier."))
                                   : standing(x);
}

static void offer(struct about *x)
{
    struct letter *l = &x->l;
    const struct claim *c = seat_in_state(x, CLAIM_OFFERED);
    l->v.title = letter_tr(l, TR("Une place est libre pour vous"));
    if (x->details.session)
        l->v.what = letter_tr(l, TR("Une place s’est libérée dans un atelier que vous souhaitez."));
    else if (c)
        l->v.what = letter_tr(l, c->modality == MODALITY_REMOTE
                                     ? TR("Une place s’est libérée, à distance.")
                                     : TR("Une place s’est libérée, sur place."));
    else
        l->v.what = letter_tr(l, TR("Une place s’est libérée."));
    if (x->details.until)
        letter_deadline(l, x->details.until);
    l->v.more = letter_tr(l, TR("Sans réponse à cette date, elle sera proposée à la personne "
                                "suivante."));
    letter_act(l, page_of(x, ""), TR("Répondre"));
}

/* Still in the list, at its end; out of it; or out of the meeting, since nothing was left. */
static void offer_missed(struct about *x)
{
    struct letter *l = &x->l;
    int64_t session = x->details.session;
    bool waits = session ? claim_on(x, session) != NULL : seat_in_state(x, CLAIM_WAITING) != NULL;
    l->v.title = letter_tr(l, TR("La place proposée est passée à quelqu’un d’autre"));
    l->v.what = letter_tr(
        l, session ? TR("Votre réponse n’est pas arrivée à temps : la place dans cet atelier est "
                        "proposée à la personne suivante.")
                   : TR("Votre réponse n’est pas arrivée à temps : la place est proposée à la "
                        "personne suivante."));
    if (x->g.state == STATE_CANCELLED) {
        l->v.more =
            letter_tr(l, TR("Deux propositions sont restées sans réponse : votre inscription "
                            "prend fin. Vous pouvez vous inscrire à nouveau."));
        letter_act(l, arena_printf(l->a, "/rencontres/%s/inscription", l->event->slug),
                   TR("M’inscrire à nouveau"));
        return;
    }
    l->v.more = letter_tr(l, waits ? TR("Vous restez sur la liste d’attente, à la fin.")
                                   : TR("Vous n’êtes plus sur cette liste d’attente. Le reste de "
                                        "votre inscription ne change pas."));
}

static void cancelled(struct about *x)
{
    struct letter *l = &x->l;
    l->v.title = letter_tr(l, TR("Votre inscription est annulée"));
    l->v.what = letter_tr(l, TR("Votre place et vos ateliers sont proposés aux personnes qui "
                                "attendent."));
    l->v.more = letter_tr(l, TR("Si vous n’avez pas demandé cette annulation, inscrivez-vous à "
                                "nouveau ou prévenez l’équipe qui organise la rencontre."));
    letter_act(l, arena_printf(l->a, "/rencontres/%s/inscription", l->event->slug),
               TR("M’inscrire à nouveau"));
}

static void restored(struct about *x)
{
    x->l.v.title = letter_tr(&x->l, TR("Votre inscription est rétablie"));
    x->l.v.what = standing(x);
}

static void moved(struct about *x)
{
    struct letter *l = &x->l;
    l->v.title = letter_tr(l, x->g.draft.modality == MODALITY_ONSITE
                                  ? TR("Vous participez maintenant sur place")
                                  : TR("Vous participez maintenant à distance"));
    if (x->g.state == STATE_CONFIRMED) {
        l->v.more = standing(x);
        l->v.what = letter_tr(l, TR("Le format de la rencontre a changé, et votre inscription "
                                    "avec lui."));
    } else {
        l->v.title = letter_tr(l, TR("Le format de la rencontre a changé"));
        l->v.what = standing(x);
    }
}

static void choose(struct about *x)
{
    struct letter *l = &x->l;
    l->v.title = letter_tr(l, TR("Choisissez comment vous participerez"));
    l->v.what = letter_tr(l, TR("Le format de la rencontre est fixé. Vous aviez choisi de décider "
                                "plus tard : c’est le moment."));
    l->v.more = letter_tr(l, TR("Votre place n’est réservée qu’une fois ce choix fait."));
    letter_act(l, page_of(x, ""), TR("Choisir"));
}

static void day_changed(struct about *x)
{
    struct letter *l = &x->l;
    l->v.title = letter_tr(l, TR("Le format de la rencontre a changé"));
    l->v.what = letter_tr(l, TR("Votre inscription reste ce qu’elle était. Voici comment la "
                                "rencontre a lieu désormais."));
}

static void again(struct about *x)
{
    struct letter *l = &x->l;
    l->v.title = letter_tr(l, TR("Votre inscription existe déjà"));
    l->v.what =
        letter_tr(l, TR("Le formulaire vient d’être rempli à nouveau à votre nom et à cette "
                        "adresse. Rien n’a changé : voici votre lien personnel."));
    l->v.more = standing(x);
}

static const struct {
    const char *name;
    void (*say)(struct about *x);
} kinds[] = {
    {"registration/received", received},
    {"registration/confirmed", confirmed},
    {"registration/offer", offer},
    {"registration/offer-missed", offer_missed},
    {"registration/cancelled", cancelled},
    {"registration/restored", restored},
    {"registration/moved", moved},
    {"registration/choose", choose},
    {"registration/day-changed", day_changed},
    {"registration/again", again},
    {"registration/meeting-cancelled", about_cancelled_meeting},
};

/* ---- the letter ------------------------------------------------------------------------- */

/* What every letter to who is still registered ends with. */
static void add_links(struct about *x)
{
    struct letter *l = &x->l;
    if (!l->v.act)
        letter_act(l, page_of(x, ""), TR("Ouvrir ma page personnelle"));
    if (x->g.state == STATE_CANCELLED) {
        letter_programme(l);
        return;
    }
    letter_fact(l, TR("Vous participez"), how(x, x->g.draft.modality));
    l->v.act_note =
        letter_tr(l, TR("Ce lien est le vôtre : qui l’a peut changer votre inscription. "
                        "Gardez-le pour vous."));
    if (x->g.state == STATE_CONFIRMED && l->event->starts_at != NO_INSTANT)
        letter_link(l, page_of(x, "/agenda.ics"), TR("Ajouter à mon agenda"));
    letter_programme(l);
    letter_link(l, page_of(x, "/annulation"), TR("Annuler mon inscription"));
}

/* Theirs of the programme, and what was taken out since they last heard of it. */
static enum err read_programme(struct about *x, struct db *db, struct arena *a,
                               const struct event *event)
{
    if (x->details.since < x->g.created_at)
        x->details.since = x->g.created_at;
    enum err e = timetable_load(db, a, event, &x->t);
    if (e == OK)
        e = view_my_timetable(db, a, &x->g, &x->t);
    if (e == OK)
        e = store_removed(db, a, event->id, x->details.since, &x->removed, &x->n_removed);
    return e;
}

static enum err read_about(struct about *x, struct db *db, struct arena *a,
                           const struct mail_row *row, struct event *event)
{
    enum err e = registration_by_id(db, a, (registration_id){row->about}, &x->g);
    if (e == OK && x->g.erased)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = event_of_registration(db, a, x->g.event, event);
    if (e == OK)
        e = registration_claims(db, a, x->g.id, &x->claims, &x->n_claims);
    if (e == OK)
        e = letter_details(row, &x->details);
    return e == OK ? read_programme(x, db, a, event) : e;
}

enum err registration_letter(const struct mail_house *house, struct db *db, struct arena *a,
                             const struct mail_row *row, struct mail_draft *out)
{
    struct about *x = arena_new(a, struct about);
    struct event event;
    enum err e = read_about(x, db, a, row, &event);
    if (e != OK)
        return e;
    const struct registration_draft *d = &x->g.draft;
    const struct reader to = {d->given_name, d->family_name, d->email, d->lang, d->territory};
    e = letter_open(&x->l, house, db, a, row, &event, &to);
    if (e == OK)
        e = name_workshop(x);
    if (e == OK && strcmp(row->kind, "registration/programme") == 0)
        e = about_programme(x);
    if (e != OK)
        return e;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].name, row->kind) == 0)
            kinds[i].say(x);
    list_workshops(x);
    add_links(x);
    x->l.v.why = letter_tr(&x->l, TR("Vous recevez ce message parce qu’une inscription à cette "
                                     "rencontre porte votre adresse."));
    x->l.how = how(x, x->g.draft.modality);
    x->l.own = page_of(x, "");
    e = letter_close(&x->l, &to, out);
    return e == OK ? about_calendar(x, out) : e;
}
