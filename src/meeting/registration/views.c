/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/registration/views.h"

#include "meeting/registration/consent.h"

#include "base/zone.h"
#include "view/dates.h"
#include "view/tr.h"
#include "view/typography.h"

#include <qrencode.h>

#define QR_QUIET 4 /* modules of white around it: ISO/IEC 18004, 9.1 */

const char *view_ticket_href(struct request *r)
{
    return arena_printf(r->arena, "/inscriptions/%s", request_param(r, "token"));
}

const char *view_code(struct arena *a, const char *ticket)
{
    return arena_printf(a, "%.5s %s", ticket, ticket + 5);
}

const char *view_instant(struct request *r, const struct event *e, int64_t utc)
{
    const struct zone *z = zone_open(r->arena, e->zone);
    struct civil c;
    if (!z)
        return "";
    zone_local(z, utc, &c);
    const char *lang = request_lang(r);
    return arena_printf(r->arena, "%s, %s", date_long(r->arena, lang, &c),
                        time_text(r->arena, lang, c.hour * 60 + c.minute));
}

const char *view_modality(const char *lang, enum modality m)
{
    static const char *const labels[] = {TR("À distance"), TR("Sur place"), TR("À décider")};
    return tr(lang, labels[m]);
}

/* ---- states in words -------------------------------------------------------------------- */

struct state_words {
    const char *label, *help;
};

static struct state_words words_of(const struct registration *g)
{
    static const struct state_words words[] = {
        [STATE_CONFIRMED] =
            {TR("Inscription confirmée"),
             TR("Votre place est réservée. Nous vous écrirons si quelque chose change.")},
        [STATE_WAITING] =
            {TR("En liste d’attente"),
             TR("Il n’y a plus de place pour l’instant. Dès qu’une se libère, elle est "
                "proposée à la première personne de la liste.")},
        [STATE_OFFERED] = {TR("Une place est libre pour vous"),
                           TR("Répondez avant la date indiquée : ensuite, elle sera proposée à la "
                              "personne suivante.")},
        [STATE_CANCELLED] =
            {TR("Inscription annulée"),
             TR("Vous n’êtes plus sur la liste. Vous pouvez vous inscrire à nouveau.")},
    };
    static const struct state_words later = {
        TR("Inscription enregistrée"),
        TR("Vous choisirez entre sur place et à distance quand le format sera fixé : nous vous "
           "écrirons.")};
    if (g->state == STATE_CONFIRMED && g->draft.modality == MODALITY_LATER)
        return later;
    return words[g->state];
}

static const char *what_was_done(struct request *r)
{
    static const struct {
        const char *word, *text;
    } all[] = {
        {"reponses", TR("Vos réponses sont enregistrées.")},
        {"participation", TR("Votre choix est enregistré.")},
        {"place", TR("La place est à vous.")},
        {"laissee", TR("C’est noté : la place est laissée aux personnes suivantes.")},
        {"annulation", TR("Votre inscription est annulée.")},
        {"accord", TR("Votre accord est retiré, et ce qu’il permettait a cessé.")},
    };
    const char *done = http_form_get(&r->query, "fait");
    for (size_t i = 0; done && i < ARRAY_LEN(all); i++)
        if (strcmp(done, all[i].word) == 0)
            return tr(request_lang(r), all[i].text);
    return NULL;
}

/* ---- seats ------------------------------------------------------------------------------ */

static struct seat_view seat_of(struct request *r, const struct event *e, const struct claim *c)
{
    const char *lang = request_lang(r);
    struct seat_view s = {
        .title = c->rank ? typo_fr(r->arena, c->session_title) : view_modality(lang, c->modality),
        .claim = arena_printf(r->arena, "%lld", (long long)c->id),
    };
    switch (c->state) {
    case CLAIM_CONFIRMED:
        s.state = "confirmed";
        s.label = tr(lang, TR("Place réservée"));
        break;
    case CLAIM_OFFERED:
        s.state = "offered";
        s.offered = true;
        s.label = tr(lang, TR("Une place vous est proposée"));
        s.detail = tr_fill(r->arena, lang, tr(lang, TR("Répondez avant le {when}")),
                           TR_ARGS(TR_ARG("when", view_instant(r, e, c->offered_until))));
        break;
    case CLAIM_WAITING:
    case CLAIM_NONE:
        s.state = "waiting";
        s.waiting = true;
        s.label = tr(lang, TR("En liste d’attente"));
        s.detail = c->ahead ? tr_count(r->arena, lang,
                                       TRN("une personne avant vous", "{n} personnes avant vous"),
                                       c->ahead)
                            : tr(lang, TR("la prochaine place libre est pour vous"));
        break;
    }
    return s;
}

static enum err add_seats(struct request *r, const struct registration *g, const struct event *e,
                          struct ticket_view *v)
{
    const struct claim *claims;
    size_t n;
    enum err err = registration_claims(r->db, r->arena, g->id, &claims, &n);
    if (err != OK)
        return err;
    struct seat_view *seats = arena_array(r->arena, n, sizeof *seats);
    for (size_t i = 0; i < n; i++) {
        seats[i] = seat_of(r, e, &claims[i]);
        v->has_seat = v->has_seat || (claims[i].rank == 0 && claims[i].state == CLAIM_CONFIRMED);
    }
    v->seats = seats;
    v->n_seats = n;
    return OK;
}

/* The other ways to take part that are on offer, each a button. */
static void add_switches(struct request *r, const struct registration *g, const struct event *e,
                         struct ticket_view *v)
{
    static const char *const labels[] = {TR("Participer plutôt à distance"),
                                         TR("Participer plutôt sur place")};
    const enum answer answers[] = {e->remote, e->onsite};
    struct choice_view *list = arena_array(r->arena, 2, sizeof *list);
    for (int m = MODALITY_REMOTE; m <= MODALITY_ONSITE; m++)
        if (answers[m] != ANSWER_NO && g->draft.modality != (enum modality)m)
            list[v->n_switches++] = (struct choice_view){
                .value = modality_word((enum modality)m),
                .label = tr(request_lang(r), labels[m]),
                .note = answers[m] == ANSWER_TBC ? tr(request_lang(r), TR("à confirmer")) : NULL,
            };
    v->switches = list;
}

static enum err add_consents(struct request *r, const struct registration *g,
                             const struct event *event, struct ticket_view *v)
{
    const struct consent *list;
    size_t n;
    enum err e = consents_of_registration(r->db, r->arena, g->id, &list, &n);
    if (e != OK)
        return e;
    struct consent_view *out = arena_array(r->arena, n, sizeof *out);
    for (size_t i = 0; i < n; i++) {
        bool holds = list[i].withdrawn_at == NO_INSTANT;
        out[i] = (struct consent_view){
            .words = list[i].words,
            .lang = list[i].lang,
            .given = view_instant(r, event, list[i].given_at),
            .withdrawn = holds ? NULL : view_instant(r, event, list[i].withdrawn_at),
            .action = holds ? arena_printf(r->arena, "%s/accords/%lld/retirer", v->href,
                                           (long long)list[i].id)
                            : NULL,
        };
    }
    v->consents = out;
    v->n_consents = n;
    return OK;
}

enum err view_ticket(struct request *r, const struct registration *g, const struct event *event,
                     struct ticket_view *out)
{
    const char *lang = request_lang(r), *href = view_ticket_href(r);
    const struct state_words words = words_of(g);
    const struct registration_draft *d = &g->draft;
    bool over = event->ends_at != NO_INSTANT && event->ends_at <= request_now(r);
    *out = (struct ticket_view){
        .state = registration_state_word(g->state),
        .state_label = tr(lang, words.label),
        .state_help = tr(lang, words.help),
        .href = href,
        .name = str_dup(r->arena, str_trim(str_of(arena_printf(r->arena, "%s %s", d->given_name,
                                                               d->family_name)))),
        .email = d->email,
        .organisation = d->organisation,
        .territory = d->territory_words,
        .modality = view_modality(lang, d->modality),
        .code = view_code(r->arena, g->ticket),
        .qr = arena_printf(r->arena, "%s/billet.svg", href),
        .calendar = g->state == STATE_CONFIRMED && event->starts_at != NO_INSTANT
                        ? arena_printf(r->arena, "%s/agenda.ics", href)
                        : NULL,
        .participants =
            g->state == STATE_CANCELLED ? NULL : arena_printf(r->arena, "%s/participants", href),
        .cancelled = g->state == STATE_CANCELLED,
        .may_change = g->state != STATE_CANCELLED && !over,
        .notice = what_was_done(r),
    };
    add_switches(r, g, event, out);
    enum err e = meeting_head(r, event, &out->head);
    if (e == OK)
        e = add_consents(r, g, event, out);
    return e == OK ? add_seats(r, g, event, out) : e;
}

enum err view_badge(struct request *r, const struct registration *g, const struct event *event,
                    struct badge_view *out)
{
    *out = (struct badge_view){
        .code = view_code(r->arena, g->ticket),
        .state_label = tr(request_lang(r), words_of(g).label),
        .modality = view_modality(request_lang(r), g->draft.modality),
        .cancelled = g->state == STATE_CANCELLED,
    };
    return meeting_head(r, event, &out->head);
}

/* ---- the picture ------------------------------------------------------------------------ */

/* One path; a run of dark modules of a line is one rectangle. */
static void draw_modules(struct buf *out, const QRcode *q)
{
    for (int y = 0; y < q->width; y++)
        for (int x = 0; x < q->width;) {
            int from = x;
            while (x < q->width && q->data[y * q->width + x] & 1)
                x++;
            if (x > from)
                buf_printf(out, "M%d %dh%dv1h-%dz", from + QR_QUIET, y + QR_QUIET, x - from,
                           x - from);
            else
                x++;
        }
}

enum err view_qr_to(struct buf *out, const char *text)
{
    QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!q)
        return ERR_TOO_LARGE;
    int side = q->width + 2 * QR_QUIET;
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
               "<path d=\"",
               side, side, side, side);
    draw_modules(out, q);
    buf_puts(out, "\"/></svg>\n");
    QRcode_free(q);
    return OK;
}

enum err view_qr(struct request *r, const char *text)
{
    return view_qr_to(r->body, text);
}

/* ---- the calendar ----------------------------------------------------------------------- */

static bool has_seat_in(const struct claim *claims, size_t n, session_id session)
{
    for (size_t i = 0; i < n; i++)
        if (claims[i].rank > 0 && claims[i].session.v == session.v &&
            claims[i].state == CLAIM_CONFIRMED)
            return true;
    return false;
}

/* The slot with the workshops that are theirs; all of them when none is. */
static void keep_mine(struct arena *a, struct session *slot, const struct claim *claims, size_t n)
{
    struct session *mine = arena_array(a, slot->n_parallel, sizeof *mine);
    size_t kept = 0;
    for (size_t k = 0; k < slot->n_parallel; k++)
        if (has_seat_in(claims, n, slot->parallel[k].id))
            mine[kept++] = slot->parallel[k];
    if (!kept)
        return;
    slot->parallel = mine;
    slot->n_parallel = kept;
}

static const struct sequence *my_sequences(struct arena *a, const struct day *d,
                                           const struct claim *claims, size_t n)
{
    struct sequence *list = arena_array(a, d->n_sequences, sizeof *list);
    for (size_t q = 0; q < d->n_sequences; q++) {
        list[q] = d->sequences[q];
        struct session *sessions = arena_array(a, list[q].n_sessions, sizeof *sessions);
        for (size_t i = 0; i < list[q].n_sessions; i++) {
            sessions[i] = list[q].sessions[i];
            keep_mine(a, &sessions[i], claims, n);
        }
        list[q].sessions = sessions;
    }
    return list;
}

enum err view_my_timetable(struct db *db, struct arena *a, const struct registration *g,
                           struct timetable *t)
{
    const struct claim *claims;
    size_t n;
    enum err e = registration_claims(db, a, g->id, &claims, &n);
    if (e != OK)
        return e;
    struct day *days = arena_array(a, t->n_days, sizeof *days);
    for (size_t d = 0; d < t->n_days; d++) {
        days[d] = t->days[d];
        days[d].sequences = my_sequences(a, &t->days[d], claims, n);
    }
    t->days = days;
    return OK;
}
