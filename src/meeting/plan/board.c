/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The whole plan on one page: what is when, what is wrong, and a button for each move. */
#include "meeting/plan/handlers.h"
#include "meeting/plan/views.h"

#include "meeting/export/labels.h"
#include "meeting/meeting_pages.h"
#include "view/tr.h"
#include "view/typography.h"

struct board {
    struct request *r;
    struct planned p;
    const struct plan_warning *faults;
    size_t n_faults;
    int64_t here;  /* what was just changed */
    bool up, down; /* by a step that way: the same button is at hand again */
};

static const char *key_text(const struct board *b, int64_t key)
{
    return arena_printf(b->r->arena, "%lld", (long long)key);
}

static const char *path(const struct board *b, const char *below, int64_t key)
{
    return plan_path(b->r, &b->p.event,
                     arena_printf(b->r->arena, "%s/%lld", below, (long long)key));
}

/* ---- what is wrong ---------------------------------------------------------------------- */

static void add_warnings(const struct board *b, const struct plan_session *s,
                         struct board_session_view *v)
{
    const char **list = arena_array(b->r->arena, b->n_faults, sizeof *list);
    for (size_t i = 0; i < b->n_faults; i++) {
        const struct plan_warning *w = &b->faults[i];
        if (w->session != s || w->fault == FAULT_UNNAMED)
            continue;
        list[v->n_warnings++] = plan_fault_words(b->r, w);
        v->grave |= w->grave;
    }
    v->warnings = list;
}

/* ---- sessions --------------------------------------------------------------------------- */

static const char *speakers_of(const struct board *b, const struct plan_session *s)
{
    const char *out = NULL;
    for (size_t i = 0; i < s->n_speakers; i++) {
        const struct speaker *x = &s->speakers[i];
        const char *one = x->name ? x->name
                                  : tr_count(b->r->arena, request_lang(b->r),
                                             TRN("1 à annoncer", "{n} à annoncer"), x->people);
        out = out ? arena_printf(b->r->arena, "%s, %s", out, one) : one;
    }
    return out;
}

/* The button of the step that was just made, or the other one at the end of the way. */
static void add_focus(const struct board *b, struct board_session_view *v)
{
    if (!v->here || (!b->up && !b->down))
        return;
    v->focus_up = (b->up && !v->first) || v->last;
    v->focus_down = !v->focus_up;
}

static struct board_session_view session_of(const struct board *b, const struct plan_session *s,
                                            bool is_workshop)
{
    struct arena *a = b->r->arena;
    const char *lang = request_lang(b->r);
    struct board_session_view v = {
        .key = key_text(b, s->mark.key),
        .anchor = arena_printf(a, "t-%lld", (long long)s->mark.key),
        .href = path(b, "temps", s->mark.key),
        .title = typo_fr(a, s->title),
        .type = session_type_word(s->type),
        .type_label = session_type_label(lang, s->type),
        .start = is_workshop ? NULL : sheet_hour(a, s->start_min),
        .end = is_workshop || s->end_min == NO_TIME ? NULL : sheet_hour(a, s->end_min),
        .room = s->room,
        .speakers = speakers_of(b, s),
        .thin = session_is_pause(s->type),
        .here = s->mark.key == b->here,
    };
    add_warnings(b, s, &v);
    struct board_session_view *parallel = arena_array(a, s->n_parallel, sizeof *parallel);
    for (size_t i = 0; i < s->n_parallel; i++) {
        parallel[i] = session_of(b, &s->parallel[i], true);
        parallel[i].first = !i;
        parallel[i].last = i + 1 == s->n_parallel;
        add_focus(b, &parallel[i]);
    }
    v.parallel = parallel;
    v.n_parallel = s->n_parallel;
    if (s->n_parallel || s->type == SESSION_WORKSHOP)
        v.add = is_workshop ? NULL
                            : arena_printf(a, "%s?creneau=%lld",
                                           plan_path(b->r, &b->p.event, "temps/nouveau"),
                                           (long long)s->mark.key);
    return v;
}

static void add_questions(const struct board *b, const struct plan_sequence *q,
                          struct board_sequence_view *v)
{
    const char **list = arena_array(b->r->arena, q->n_questions, sizeof *list);
    for (size_t i = 0; i < q->n_questions; i++) {
        const struct plan_question *x = plan_question_of(&b->p.plan, q->questions[i]);
        if (x)
            list[v->n_questions++] = typo_fr(b->r->arena, x->words);
    }
    v->questions = list;
}

static struct board_sequence_view sequence_of(const struct board *b, const struct plan_day *d,
                                              const struct plan_sequence *q)
{
    struct arena *a = b->r->arena;
    const bool lone = plan_is_lone(q);
    struct board_sequence_view v = {
        .key = key_text(b, q->mark.key),
        .anchor = arena_printf(a, "q-%lld", (long long)q->mark.key),
        .href = path(b, "sequences", q->mark.key),
        .title = lone ? NULL : typo_fr(a, q->title),
        .time = plan_hours(b->r, q->start_min, q->end_min),
        .add = lone ? NULL
                    : arena_printf(a, "%s?dans=%lld", plan_path(b->r, &b->p.event, "temps/nouveau"),
                                   (long long)q->mark.key),
        .empty = !q->n_sessions,
        .n_sessions = q->n_sessions,
    };
    struct board_session_view *list = arena_array(a, q->n_sessions, sizeof *list);
    const bool top = q == d->sequences && d == b->p.plan.days;
    const bool bottom =
        q + 1 == d->sequences + d->n_sequences && d + 1 == b->p.plan.days + b->p.plan.n_days;
    for (size_t i = 0; i < q->n_sessions; i++) {
        list[i] = session_of(b, &q->sessions[i], false);
        list[i].first = top && !i;
        list[i].last = bottom && i + 1 == q->n_sessions;
        add_focus(b, &list[i]);
    }
    v.sessions = list;
    add_questions(b, q, &v);
    return v;
}

static void add_days(const struct board *b, struct board_view *v)
{
    const struct plan *p = &b->p.plan;
    struct board_day_view *days = arena_array(b->r->arena, p->n_days, sizeof *days);
    for (size_t d = 0; d < p->n_days; d++) {
        const struct plan_day *day = &p->days[d];
        struct board_sequence_view *list = arena_array(b->r->arena, day->n_sequences, sizeof *list);
        for (size_t q = 0; q < day->n_sequences; q++)
            list[q] = sequence_of(b, day, &day->sequences[q]);
        days[d] = (struct board_day_view){
            .href = path(b, "jours", day->mark.key),
            .title = plan_day_title(b->r, p, day),
            .add = arena_printf(b->r->arena, "%s?jour=%lld",
                                plan_path(b->r, &b->p.event, "sequences/nouveau"),
                                (long long)day->mark.key),
            .sequences = list,
            .n_sequences = day->n_sequences,
        };
    }
    v->days = days;
    v->n_days = p->n_days;
    v->empty = !plan_count(p);
}

/* ---- the top ---------------------------------------------------------------------------- */

static void add_faults(const struct board *b, struct board_view *v)
{
    struct arena *a = b->r->arena;
    struct link_view *list = arena_array(a, b->n_faults, sizeof *list);
    for (size_t i = 0; i < b->n_faults; i++) {
        const struct plan_warning *w = &b->faults[i];
        v->n_grave += w->grave;
        v->n_all++;
        const char *about = w->session    ? w->session->title
                            : w->sequence ? w->sequence->title
                                          : plan_day_title(b->r, &b->p.plan, w->day);
        list[v->n_faults++] = (struct link_view){
            w->session    ? arena_printf(a, "#t-%lld", (long long)w->session->mark.key)
            : w->sequence ? arena_printf(a, "#q-%lld", (long long)w->sequence->mark.key)
                          : path(b, "jours", w->day->mark.key),
            arena_printf(a, "%s – %s", typo_fr(a, about), plan_fault_words(b->r, w))};
    }
    v->faults = list;
}

static void add_parts(const struct board *b, struct board_view *v)
{
    static const struct {
        const char *below, *label;
    } all[] = {{"presentation", TR("Présentation")},
               {"questions", TR("Questions")},
               {"salles", TR("Salles")},
               {"texte", TR("Reprendre d’un texte")},
               {"version", TR("Versions et historique")}};
    struct link_view *list = arena_array(b->r->arena, ARRAY_LEN(all), sizeof *list);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        list[i] = (struct link_view){plan_path(b->r, &b->p.event, all[i].below),
                                     tr(request_lang(b->r), all[i].label)};
    v->parts = list;
    v->n_parts = ARRAY_LEN(all);
}

static enum err add_state(const struct board *b, struct board_view *v)
{
    struct plan_change_set set;
    const char *lang = request_lang(b->r);
    enum err e = plan_changes(b->r, &b->p, &set);
    if (e != OK)
        return e;
    int64_t n = (int64_t)set.n + set.head + set.questions + set.rooms + (set.sequences && !set.n);
    v->dirty = n > 0;
    v->unpublished = !b->p.event.published;
    v->state =
        n ? tr_count(b->r->arena, lang,
                     TRN("Un changement que le public ne voit pas encore.",
                         "{n} changements que le public ne voit pas encore."),
                     n)
        : v->unpublished
            ? tr(lang, TR("Cette rencontre n’est pas publiée : personne d’autre ne la voit."))
            : tr_fill(b->r->arena, lang, tr(lang, TR("Tout est publié : version {n}.")),
                      TR_ARGS(TR_ARG("n", b->p.event.revision)));
    if (b->p.kept)
        v->changed =
            tr_fill(b->r->arena, lang, tr(lang, TR("Dernière modification : {name}, {when}.")),
                    TR_ARGS(TR_ARG("name", b->p.changed_by),
                            TR_ARG("when", organiser_hour(b->r, &b->p.event, b->p.changed_at))));
    if (b->p.based_on != b->p.event.revision)
        v->gone_past =
            tr(lang, TR("Un autre programme a été publié depuis que celui-ci est en préparation, "
                        "par un import sur le serveur. Repartez de ce qui est publié : ce qui "
                        "était préparé reste dans l’historique."));
    return OK;
}

static enum err add_undo(const struct board *b, struct board_view *v)
{
    const struct plan_past *past;
    size_t n;
    if (!http_form_get(&b->r->query, "fait"))
        return OK;
    enum err e = plan_pasts(b->r->db, b->r->arena, b->p.event.id, 1, &past, &n);
    if (e != OK || !n)
        return e;
    v->undo = tr_fill(b->r->arena, request_lang(b->r),
                      tr(request_lang(b->r), plan_act_words(past[0].act)),
                      TR_ARGS(TR_ARG("title", typo_fr(b->r->arena, past[0].about))));
    v->undo_revision = key_text(b, past[0].revision);
    return OK;
}

/* ---- the page --------------------------------------------------------------------------- */

static int64_t here(struct request *r)
{
    const char *word = http_form_get(&r->query, "ici");
    int64_t key;
    return word && parse_int(str_of(word), 1, INT64_MAX, &key) ? key : 0;
}

enum err plan_board_show(struct request *r)
{
    const char *step = http_form_get(&r->query, "fait");
    struct board b = {.r = r,
                      .here = here(r),
                      .up = step && strcmp(step, "haut") == 0,
                      .down = step && strcmp(step, "bas") == 0};
    struct board_view v = {0};
    enum err e = planned_of(r, &b.p);
    if (e != OK)
        return e;
    b.n_faults = plan_check(r->arena, &b.p.plan, &b.faults);
    v.action = plan_path(r, &b.p.event, "");
    e = organiser_top(r, &b.p.event, TAB_PROGRAMME, TR("Programme"), NULL, v.action, &v.top);
    if (e == OK)
        e = add_state(&b, &v);
    if (e == OK)
        e = add_undo(&b, &v);
    if (e != OK)
        return e;
    v.based_on = key_text(&b, b.p.based_on);
    v.seen = key_text(&b, b.p.revision);
    v.preview = plan_path(r, &b.p.event, "apercu");
    v.release = plan_path(r, &b.p.event, "version");
    v.paste = plan_path(r, &b.p.event, "texte");
    v.add_day = plan_path(r, &b.p.event, "jours/nouveau");
    add_parts(&b, &v);
    add_faults(&b, &v);
    add_days(&b, &v);
    plan_board_page(r->body, &r->page, &v);
    return OK;
}

/* ---- moves ------------------------------------------------------------------------------ */

struct move {
    struct plan_drop drop;
    bool steps, down;
};

static enum err apply_move(struct arena *a, struct plan *p, void *arg)
{
    const struct move *m = arg;
    return m->steps ? plan_step_session(a, p, m->drop.key, m->down)
                    : plan_move_session(a, p, &m->drop);
}

static bool form_key(struct request *r, const char *name, int64_t *out)
{
    const char *word = http_form_get(&r->form, name);
    return word && parse_int(str_of(word), 0, INT64_MAX, out);
}

static bool read_move(struct request *r, struct move *m)
{
    if (form_key(r, "haut", &m->drop.key)) {
        m->steps = true;
        return true;
    }
    if (form_key(r, "bas", &m->drop.key)) {
        m->steps = m->down = true;
        return true;
    }
    return form_key(r, "deplacer", &m->drop.key) && form_key(r, "vers", &m->drop.sequence) &&
           form_key(r, "avant", &m->drop.before);
}

static enum err take_move(struct request *r, struct planned *p, const struct sheet_mark *mark)
{
    struct move m = {0};
    struct plan_place at;
    if (!read_move(r, &m))
        return sheet_incomplete(r);
    if (!plan_find_session(&p->plan, m.drop.key, &at))
        return request_fail(r, ERR_NOT_FOUND, TR("Ce temps n’est plus dans le programme."));
    struct plan_change c = {
        .apply = apply_move, .arg = &m, .act = ACT_MOVE, .about = at.session->title};
    enum err e = plan_write(r, p, mark, &c);
    if (e == ERR_INVALID) /* it is at the end already */
        e = OK;
    return e == OK ? plan_back(r, p,
                               !m.steps ? "deplacement"
                               : m.down ? "bas"
                                        : "haut",
                               m.drop.key)
                   : e;
}

static enum err take_back(struct request *r, struct planned *p)
{
    struct plan_restore x = {.event = p->event.id, .by = plan_author(r), .now = request_now(r)};
    const char *from = http_form_get(&r->form, "reprendre");
    x.source = strcmp(from, "publie") == 0    ? FROM_RELEASED
               : strcmp(from, "version") == 0 ? FROM_VERSION
                                              : FROM_PAST;
    if (!form_key(r, "vu", &x.seen) || !form_key(r, "etape", &x.revision))
        return sheet_incomplete(r);
    enum err e = store_write(r->app->store, plan_restore, &x);
    if (e == ERR_CONFLICT)
        return request_fail(r, e,
                            TR("Le programme a encore changé entre-temps : rien n’a été repris. "
                               "Regardez-le à nouveau."));
    if (e == ERR_NOT_FOUND)
        return request_fail(r, ERR_GONE, TR("Cet état du programme n’est plus gardé."));
    return e == OK ? plan_back(r, p, "reprise", 0) : e;
}

enum err plan_board_take(struct request *r)
{
    struct planned p;
    struct sheet_mark m = {0};
    enum err e = planned_of(r, &p);
    if (e != OK)
        return e;
    if (http_form_get(&r->form, "reprendre"))
        return take_back(r, &p);
    if (!form_key(r, "base", &m.based_on))
        return sheet_incomplete(r);
    return take_move(r, &p, &m);
}
