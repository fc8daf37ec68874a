/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writing to people: a draft, its reading before it leaves, its departure, what became of it. */
#include "meeting/noted.h"
#include "meeting/writing/handlers.h"

#include "base/zone.h"
#include "meeting/meeting_pages.h"
#include "meeting/messages/tell.h"
#include "meeting/organiser/views.h"
#include "meeting/registration/registration.h"
#include "meeting/registration/views.h"
#include "meeting/views.h"
#include "meeting/writing/form.h"
#include "meeting/writing/views.h"
#include "view/dates.h"
#include "view/tr.h"

#define PLAN_MOST_SECONDS (366 * 24 * 3600)

/* ---- all of a meeting ------------------------------------------------------------------- */

enum err writing_choose_show(struct request *r)
{
    const struct event *events;
    struct meeting_choices_view v = {0};
    enum err e = event_list(r->db, r->arena, &events, &v.n_rows);
    if (e != OK)
        return e;
    struct meeting_choice_view *rows = arena_array(r->arena, v.n_rows, sizeof *rows);
    for (size_t i = 0; e == OK && i < v.n_rows; i++) {
        const struct event *event = &events[v.n_rows - 1 - i]; /* the latest first */
        struct event_head head;
        e = meeting_head(r, event, &head);
        if (e == OK)
            rows[i] = (struct meeting_choice_view){organiser_path(r, event, "messages/nouveau"),
                                                   head.name, head.date};
    }
    v.rows = rows;
    request_private(r);
    request_title(r, tr(request_lang(r), TR("Écrire un message")), NULL);
    writing_choose_page(r->body, &r->page, &v);
    return e;
}

/* From "?prevenues=12". */
static const char *who_was_told(struct request *r)
{
    const char *typed = http_form_get(&r->query, "prevenues");
    int64_t n;
    if (!typed || !parse_int(str_of(typed), 0, INT32_MAX, &n))
        return NULL;
    return tr_count(r->arena, request_lang(r),
                    TRN("Un message est prêt à partir.", "{n} messages sont prêts à partir."), n);
}

enum err sendings_show(struct request *r)
{
    struct event event;
    struct sendings_view v = {0};
    enum err e = organiser_event(r, &event);
    if (e == OK)
        e = organiser_top(r, &event, TAB_MESSAGES, TR("Écrire"), NULL, r->http->path, &v.top);
    if (e == OK)
        e = sendings_page_fill(r, &event, &v);
    if (e != OK)
        return e;
    v.top.notice.text = who_was_told(r);
    if (http_form_get(&r->query, "supprime"))
        v.top.notice.text = tr(request_lang(r), TR("Le brouillon est supprimé."));
    sendings_page(r->body, &r->page, &v);
    return OK;
}

static enum err write_noted(struct request *r, const struct event *event, const char *verb,
                            store_write_fn rule, void *arg)
{
    struct noted_write x = {.rule = rule,
                            .arg = arg,
                            .verb = verb,
                            .below = "messages",
                            .event = event->id,
                            .by = request_by(r),
                            .now = request_now(r)};
    return store_write(r->app->store, noted_write, &x);
}

enum err sendings_take(struct request *r)
{
    struct event event;
    enum err e = organiser_event(r, &event);
    if (e != OK)
        return e;
    struct tell_programme tell = {.event = event.id, .now = request_now(r)};
    e = write_noted(r, &event, "event/told", tell_programme, &tell);
    if (e != OK)
        return e;
    return request_redirect(
        r, 303, arena_printf(r->arena, "%s?prevenues=%lld", r->http->path, (long long)tell.people));
}

/* ---- a draft ---------------------------------------------------------------------------- */

static enum err find(struct request *r, struct event *event, struct sending *s)
{
    int64_t id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err e = organiser_event(r, event);
    if (e == OK)
        e = sending_by_id(r->db, r->arena, (sending_id){id}, s);
    return e == OK && s->event.v != event->id.v ? ERR_NOT_FOUND : e;
}

static const char *page_of(struct request *r, const struct event *e, sending_id id, const char *did)
{
    return organiser_path(r, e,
                          arena_printf(r->arena, "messages/%lld%s%s", (long long)id.v,
                                       did ? "?fait=" : "", did ? did : ""));
}

enum err writing_new_show(struct request *r)
{
    struct writing w = {0};
    enum err e = organiser_event(r, &w.event);
    if (e != OK)
        return e;
    writing_start(r, &w);
    return writing_show(r, &w);
}

/* Somebody was quicker: what was typed is shown, and would take the place of theirs. */
static enum err keep_typed(struct request *r, struct writing *w)
{
    struct sending now;
    enum err e = sending_by_id(r->db, r->arena, w->s.id, &now);
    if (e != OK)
        return e;
    if (now.state != SENDING_DRAFT && now.state != SENDING_PLANNED)
        return request_fail(r, ERR_CONFLICT,
                            TR("Cet envoi a commencé : son texte ne change plus."));
    w->conflict = true;
    w->s.version = now.version;
    return writing_show(r, w);
}

static enum err save(struct request *r, struct writing *w)
{
    writing_read(r, w);
    if (w->n_errors)
        return writing_show(r, w);
    struct save_sending x = {.s = w->s, .now = request_now(r)};
    enum err e = store_write(r->app->store, save_sending, &x);
    if (e == ERR_CONFLICT)
        return keep_typed(r, w);
    return e == OK ? request_redirect(r, 303, page_of(r, &w->event, x.saved, "enregistre")) : e;
}

enum err writing_new_take(struct request *r)
{
    struct writing w = {0};
    enum err e = organiser_event(r, &w.event);
    return e == OK ? save(r, &w) : e;
}

enum err writing_edit_show(struct request *r)
{
    struct writing w = {0};
    enum err e = find(r, &w.event, &w.s);
    if (e != OK)
        return e;
    if (w.s.state != SENDING_DRAFT && w.s.state != SENDING_PLANNED)
        return request_redirect(r, 303, page_of(r, &w.event, w.s.id, NULL));
    w.filter = filter_of_text(r->arena, w.s.segment);
    return writing_show(r, &w);
}

enum err writing_edit_take(struct request *r)
{
    struct writing w = {0};
    enum err e = find(r, &w.event, &w.s);
    return e == OK ? save(r, &w) : e;
}

/* ---- one sending ------------------------------------------------------------------------ */

static enum err show(struct request *r, const struct event *event, const struct sending *s,
                     const struct act_fault *fault)
{
    struct sending_view v = {0};
    enum err e = organiser_top(r, event, TAB_MESSAGES, TR("Message"), NULL, r->http->path, &v.top);
    if (e == OK)
        e = sending_page_fill(r, event, s, fault, &v);
    if (e != OK)
        return e;
    v.top.title = v.subject;
    if (v.html)
        request_frames_own(r);
    if (fault->refusal || fault->date_error)
        r->res->status = fault->refusal ? 409 : 422;
    sending_page(r->body, &r->page, &v);
    return OK;
}

enum err sending_show(struct request *r)
{
    struct event event;
    struct sending s;
    enum err e = find(r, &event, &s);
    return e == OK ? show(r, &event, &s, &(const struct act_fault){0}) : e;
}

enum err sending_html_show(struct request *r)
{
    struct event event;
    struct sending s;
    struct mail_message m;
    int64_t person = 0;
    enum err e = find(r, &event, &s);
    if (e == OK)
        e = sending_example(r, &s, &person);
    if (e == OK)
        e = sending_preview(r, &s, person, &m);
    if (e != OK)
        return e;
    request_private(r);
    request_policy(r, arena_printf(r->arena,
                                   "default-src 'none'; style-src %s; sandbox allow-popups; "
                                   "form-action 'none'; frame-ancestors 'self'; base-uri 'none'",
                                   mail_style_source(r->arena)));
    buf_puts(r->body, m.html);
    return OK;
}

/* ---- acts ------------------------------------------------------------------------------- */

static const struct act {
    const char *word, *done;
    enum sending_act act;
} acts[] = {
    {"envoyer", "envoi", ACT_SEND},
    {"planifier", "planifie", ACT_PLAN},
    {"deplanifier", "deplanifie", ACT_UNPLAN},
    {"pause", "pause", ACT_PAUSE},
    {"reprendre", "reprise", ACT_GO_ON},
    {"arreter", "arret", ACT_STOP},
    {"supprimer", NULL, ACT_DELETE},
};

/* A row of the outbox for the organiser alone, with the words of a person of the segment. */
struct trial {
    int64_t account, person, now;
    sending_id sending;
};

static enum err queue_trial(struct db *db, void *arg)
{
    const struct trial *t = arg;
    char details[64];
    snprintf(details, sizeof details, "{\"as\":%lld,\"of\":%lld}", (long long)t->person,
             (long long)t->sending.v);
    return mail_queue(db, "message/trial", t->account, details, t->now);
}

static enum err send_trial(struct request *r, const struct event *event, const struct sending *s)
{
    static const struct limit trials = {.burst = 20, .per_second = 10.0 / 60};
    struct trial t = {.account = r->account->id.v, .now = request_now(r), .sending = s->id};
    enum err e = request_limit(r, "essai", false, &trials, 1);
    if (e == OK)
        e = sending_example(r, s, &t.person);
    if (e == OK)
        e = store_write(r->app->store, queue_trial, &t);
    return e == OK ? request_redirect(r, 303,
                                      arena_printf(r->arena, "%s&pour=%lld",
                                                   page_of(r, event, s->id, "essai"),
                                                   (long long)t.person))
                   : e;
}

/* "2021-07-10" and "09:00" by the meeting's clocks; what they skip or what is past is at fault. */
static bool read_plan(struct request *r, const struct event *e, struct act_fault *fault,
                      int64_t *out)
{
    const char *date = http_form_get(&r->form, "date"), *hour = http_form_get(&r->form, "heure");
    const struct zone *z = zone_open(r->arena, e->zone);
    struct civil c;
    fault->date = date ? date : "";
    fault->hour = hour ? hour : "";
    const char *text = arena_printf(r->arena, "%sT%.5s", fault->date, fault->hour);
    if (!z || strlen(fault->date) != 10 || strlen(fault->hour) < 5 ||
        !instant_parse(text, e->zone, out)) {
        fault->date_error = TR("Donnez une date et une heure, par exemple le 10/07/2021 à 9:00.");
        return false;
    }
    zone_local(z, *out, &c);
    const char *shown = arena_printf(r->arena, "%02d:%02d", c.hour, c.minute);
    if (strncmp(shown, fault->hour, 5) != 0)
        fault->date_error =
            TR("Ce jour-là, les horloges sautent cette heure : choisissez-en une autre.");
    else if (*out <= request_now(r))
        fault->date_error = TR("Cette heure est passée.");
    else if (*out > request_now(r) + PLAN_MOST_SECONDS)
        fault->date_error = TR("C’est dans plus d’un an.");
    return !fault->date_error;
}

static enum err act(struct request *r, const struct event *event, const struct sending *s,
                    const struct act *a)
{
    struct act_fault fault = {0};
    struct act_on_sending x = {
        .event = event->id, .id = s->id, .act = a->act, .now = request_now(r)};
    if (a->act == ACT_PLAN && !read_plan(r, event, &fault, &x.planned_at)) {
        fault.date_error = tr(request_lang(r), fault.date_error);
        return show(r, event, s, &fault);
    }
    enum err e = write_noted(r, event, "event/sending", act_on_sending, &x);
    if (e == ERR_CONFLICT) /* pressed twice, or somebody was quicker: its page says */
        return request_redirect(r, 303, page_of(r, event, s->id, NULL));
    if (e != OK)
        return e;
    if (a->act == ACT_SEND || a->act == ACT_GO_ON)
        sendings_turn(r->app, false);
    return request_redirect(r, 303,
                            a->act == ACT_DELETE ? organiser_path(r, event, "messages?supprime=1")
                                                 : page_of(r, event, s->id, a->done));
}

/* How many get it may have changed since the page was read: it is shown again then. */
static bool saw_another_number(struct request *r, const struct sending *s)
{
    const struct segment segment = segment_of(r->arena, s);
    const char *seen = http_form_get(&r->form, "vu");
    struct segment_counts n;
    int64_t people;
    return seen && parse_int(str_of(seen), 0, INT64_MAX, &people) &&
           segment_count(r->db, r->arena, &segment, &n) == OK && n.people != people;
}

enum err sending_take(struct request *r)
{
    const char *word = http_form_get(&r->form, "acte");
    struct event event;
    struct sending s;
    enum err e = find(r, &event, &s);
    if (e != OK)
        return e;
    word = word ? word : "";
    if (strcmp(word, "essai") == 0)
        return send_trial(r, &event, &s);
    if (strcmp(word, "envoyer") == 0 && saw_another_number(r, &s))
        return show(r, &event, &s,
                    &(const struct act_fault){
                        .refusal = tr(request_lang(r), TR("Le nombre de personnes a changé depuis "
                                                          "que vous avez lu cette page."))});
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        if (strcmp(word, acts[i].word) == 0)
            return act(r, &event, &s, &acts[i]);
    return request_redirect(r, 303, page_of(r, &event, s.id, NULL));
}

/* ---- no more announcements -------------------------------------------------------------- */

enum err announcements_show(struct request *r)
{
    struct registration g;
    struct event event;
    enum mail_refusal refusal = REFUSAL_NONE;
    struct announcements_view v = {.action = r->http->path, .back = view_ticket_href(r)};
    enum err e = find_mine(r, &g, &event);
    if (e == OK)
        e = meeting_head(r, &event, &v.head);
    if (e == OK)
        e = mail_refusal_of(r->db, r->arena, g.draft.email, &refusal);
    if (e != OK)
        return e;
    v.refused = refusal == REFUSAL_UNSUBSCRIBED;
    v.blocked = refusal > REFUSAL_UNSUBSCRIBED;
    request_title(r, tr(request_lang(r), TR("Recevoir les annonces")), NULL);
    announcements_page(r->body, &r->page, &v);
    return OK;
}

struct wish_of_news {
    const char *address;
    bool more;
    int64_t now;
};

static enum err wish_news(struct db *db, void *arg)
{
    const struct wish_of_news *x = arg;
    return x->more ? mail_subscribe_again(db, x->address)
                   : mail_refuse(db, x->address, REFUSAL_UNSUBSCRIBED, NULL, x->now);
}

/* RFC 8058: a reader of mail sends "List-Unsubscribe=One-Click", without cookie. */
enum err announcements_take(struct request *r)
{
    struct registration g;
    struct event event;
    enum err e = find_mine(r, &g, &event);
    if (e != OK)
        return e;
    struct wish_of_news x = {.address = g.draft.email,
                             .more = http_form_get(&r->form, "encore") != NULL,
                             .now = request_now(r)};
    e = store_write(r->app->store, wish_news, &x);
    return e == OK ? request_redirect(r, 303, r->http->path) : e;
}
