/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an organiser wrote to many, for one of them; and a trial of it for the organiser. The words
 * are theirs, what stands around them (whose page it is, why one gets it, how to get no more) is
 * not.
 */
#include "meeting/messages/fills.h"

#include "meeting/invitation/invitation.h"
#include "meeting/registration/views.h"
#include "meeting/writing/writing.h"
#include "view/tr.h"

#include <jansson.h>

struct piece { /* a message of a sending, while it is made */
    struct letter l;
    struct sending s;
    struct event event;
    struct reader to;
    const char *how;       /* they take part; NULL */
    const char *own;       /* path of their page */
    const char *no_more;   /* path where one wants no more of these; NULL: not offered */
    const char *act, *why; /* translation keys */
    bool over;             /* they came off since it was counted */
    bool trial;
};

/* The words in their language where the organiser gave them. */
static enum err put_words(struct piece *p)
{
    struct letter *l = &p->l;
    const struct sending_words *w = &p->s.words;
    bool english = strcmp(l->lang, "en") == 0 && w->body_en && *w->body_en;
    struct fill fills[LETTER_FILLS];
    letter_fill_values(l, &p->to, p->how, p->own, fills);
    l->subject =
        fill_text(l->a, english && w->subject_en && *w->subject_en ? w->subject_en : w->subject,
                  fills, LETTER_FILLS);
    l->v.title = l->subject;
    l->v.greeting = NULL;
    l->v.words_lang = english ? "en" : "fr";
    l->v.has_words = true;
    return fill_markdown(l->a, english ? w->body_en : w->body, l->house->base_url, fills,
                         LETTER_FILLS, &l->v.words);
}

static enum err write_piece(struct piece *p, const struct mail_house *house, struct db *db,
                            struct arena *a, const struct mail_row *row, struct mail_draft *out)
{
    struct letter *l = &p->l;
    enum err e = p->over && !row->sent && !p->trial ? ERR_GONE : OK;
    if (p->trial)
        p->own = arena_printf(a, "/rencontres/%s", p->event.slug); /* nobody's page */
    if (e == OK)
        e = letter_open(l, house, db, a, row, &p->event, &p->to);
    if (e == OK)
        e = put_words(p);
    if (e != OK)
        return e;
    letter_act(l, p->own, p->act);
    letter_programme(l);
    if (p->no_more && !p->trial) {
        letter_link(l, p->no_more, TR("Ne plus recevoir d’annonces"));
        out->unsubscribe = mail_href(house, a, l->lang, p->no_more);
    }
    l->v.why = letter_tr(l, p->why);
    return letter_close(l, &p->to, out);
}

static enum err for_registration(struct piece *p, struct db *db, struct arena *a, int64_t id)
{
    struct registration g;
    enum err e = registration_by_id(db, a, (registration_id){id}, &g);
    if (e == OK && g.event.v != p->s.event.v)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    const struct registration_draft *d = &g.draft;
    p->to = (struct reader){d->given_name, d->family_name, d->email, d->lang, d->territory};
    p->how = view_modality(strcmp(d->lang, "en") == 0 ? "en" : "fr", d->modality);
    p->own = arena_printf(a, "/inscriptions/%s", g.token);
    if (p->s.announcement)
        p->no_more = arena_printf(a, "/inscriptions/%s/annonces", g.token);
    p->act = TR("Ouvrir ma page personnelle");
    p->why = TR("Vous recevez ce message parce qu’une inscription à cette rencontre porte votre "
                "adresse.");
    p->over = g.state == STATE_CANCELLED && filter_of_text(a, p->s.segment).state == ANY;
    return OK;
}

static enum err for_invitation(struct piece *p, struct db *db, struct arena *a, int64_t id)
{
    struct invitation v;
    enum err e = invitation_by_id(db, a, (invitation_id){id}, &v);
    if (e == OK && v.event.v != p->s.event.v)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    p->to = (struct reader){v.draft.given_name, v.draft.family_name, v.draft.email, v.draft.lang,
                            v.draft.territory};
    p->own = arena_printf(a, "/invitations/%s", v.token);
    p->no_more = arena_printf(a, "/invitations/%s/refus", v.token);
    p->act = TR("Ouvrir mon invitation");
    p->why = TR("Vous recevez ce message parce que l’équipe qui organise cette rencontre vous y "
                "invite.");
    p->over = v.answered || v.declined_at != NO_INSTANT;
    return OK;
}

static enum err open_piece(struct piece *p, struct db *db, struct arena *a, int64_t sending,
                           int64_t person)
{
    enum err e = sending_by_id(db, a, (sending_id){sending}, &p->s);
    if (e == OK)
        e = event_of_registration(db, a, p->s.event, &p->event);
    if (e != OK)
        return e;
    return p->s.audience == AUDIENCE_INVITED ? for_invitation(p, db, a, person)
                                             : for_registration(p, db, a, person);
}

enum err sending_letter(const struct mail_house *house, struct db *db, struct arena *a,
                        const struct mail_row *row, struct mail_draft *out)
{
    struct piece *p = arena_new(a, struct piece);
    enum err e = open_piece(p, db, a, row->sending, row->about);
    return e == OK ? write_piece(p, house, db, a, row, out) : e;
}

/* ---- trials ----------------------------------------------------------------------------- */

static enum err account_of(struct db *db, struct arena *a, int64_t id, struct account *out)
{
    const struct account *list;
    size_t n;
    enum err e = account_list(db, a, &list, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        if (list[i].id.v == id) {
            *out = list[i];
            return OK;
        }
    return e == OK ? ERR_NOT_FOUND : e;
}

enum err trial_letter(const struct mail_house *house, struct db *db, struct arena *a,
                      const struct mail_row *row, struct mail_draft *out)
{
    struct piece *p = arena_new(a, struct piece);
    struct account account;
    json_t *json = row->details ? json_loads(row->details, JSON_REJECT_DUPLICATES, NULL) : NULL;
    int64_t person = json_integer_value(json_object_get(json, "as"));
    int64_t sending = json_integer_value(json_object_get(json, "of"));
    json_decref(json);
    enum err e = account_of(db, a, row->about, &account);
    if (e == OK)
        e = open_piece(p, db, a, sending, person);
    p->trial = true;
    if (e == OK)
        e = write_piece(p, house, db, a, row, out);
    if (e != OK)
        return e;
    out->to_name = account.name;
    out->to_address = account.email;
    out->subject = tr_fill(a, out->lang, tr(out->lang, TR("[Essai] {subject}")),
                           TR_ARGS(TR_ARG("subject", out->subject)));
    return OK;
}

enum err trial_readers(struct db *db, struct arena *a, const int64_t *about, size_t n,
                       struct mail_person *out)
{
    const struct account *list;
    size_t n_accounts;
    enum err e = account_list(db, a, &list, &n_accounts);
    for (size_t i = 0; e == OK && i < n; i++)
        for (size_t k = 0; k < n_accounts; k++)
            if (list[k].id.v == about[i])
                out[i] = (struct mail_person){list[k].name, list[k].email};
    return e;
}
