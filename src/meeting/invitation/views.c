/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/invitation/views.h"

#include "base/text.h"
#include "base/zone.h"
#include "view/dates.h"
#include "view/tr.h"

#define FAULTS_SHOWN 50
#define SAMPLE_SHOWN 5

/* ---- one person ------------------------------------------------------------------------- */

static const char *name_of(struct arena *a, const struct invitation_draft *d)
{
    const char *name =
        text_line(a, str_of(arena_printf(a, "%s %s", d->given_name, d->family_name)));
    return *name ? name : d->email;
}

static const char *about(struct arena *a, const struct invitation_draft *d)
{
    const char *parts[] = {*d->given_name || *d->family_name ? d->email : NULL, d->organisation,
                           d->territory_words};
    const char *text = "";
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (parts[i])
            text = *text ? arena_printf(a, "%s · %s", text, parts[i]) : parts[i];
    return text;
}

static const char *on_day(struct request *r, const struct zone *z, const char *message, int64_t at)
{
    struct civil c;
    zone_local(z, at, &c);
    return tr_fill(r->arena, request_lang(r), tr(request_lang(r), message),
                   TR_ARGS(TR_ARG("date", date_short(r->arena, request_lang(r), &c))));
}

static void say_state(struct request *r, const struct zone *z, const struct invitation *v,
                      struct invited_view *out)
{
    static const char *const answers[] = {
        [STATE_CONFIRMED] = TR("Inscription confirmée"),
        [STATE_WAITING] = TR("En liste d’attente"),
        [STATE_OFFERED] = TR("Place proposée"),
        [STATE_CANCELLED] = TR("Inscription annulée"),
    };
    if (v->answered) {
        out->state = v->state == STATE_CANCELLED ? "cancelled" : "answered";
        out->label = tr(request_lang(r), answers[v->state]);
    } else if (v->declined_at != NO_INSTANT) {
        out->state = "cancelled";
        out->label = on_day(r, z, TR("Décline, le {date}"), v->declined_at);
    } else if (v->opened_at != NO_INSTANT) {
        out->state = "opened";
        out->label = on_day(r, z, TR("Ouverte le {date}"), v->opened_at);
    } else if (v->sent_at != NO_INSTANT) {
        out->state = "sent";
        out->label = on_day(r, z, TR("Invitation du {date}"), v->sent_at);
    } else {
        out->state = "new";
        out->label = tr(request_lang(r), TR("À inviter"));
    }
}

/* ---- the list --------------------------------------------------------------------------- */

static const struct {
    const char *word, *label;
} filters[] = {
    [INVITATIONS_ALL] = {"", TR("Tout le monde ({n})")},
    [INVITATIONS_TO_SEND] = {"a-inviter", TR("À inviter ({n})")},
    [INVITATIONS_TO_REMIND] = {"a-relancer", TR("À relancer ({n})")},
    [INVITATIONS_ANSWERED] = {"inscrits", TR("Inscriptions ({n})")},
};

enum invitation_filter view_filter_of(const char *word)
{
    for (size_t i = 1; word && i < ARRAY_LEN(filters); i++)
        if (strcmp(filters[i].word, word) == 0)
            return (enum invitation_filter)i;
    return INVITATIONS_ALL;
}

static const char *address_of(struct request *r, enum invitation_filter f, int64_t after)
{
    const char *with = *filters[f].word ? arena_printf(r->arena, "?qui=%s", filters[f].word) : "";
    if (!after)
        return arena_printf(r->arena, "%s%s", r->http->path, with);
    return arena_printf(r->arena, "%s%s%capres=%lld", r->http->path, with, *with ? '&' : '?',
                        (long long)after);
}

static void add_filters(struct request *r, const struct invitation_counts *c,
                        enum invitation_filter current, struct invitations_view *v)
{
    const int64_t counts[] = {c->all, c->to_send, c->to_remind, c->answered};
    struct nav_item *items = arena_array(r->arena, ARRAY_LEN(filters), sizeof *items);
    for (size_t i = 0; i < ARRAY_LEN(filters); i++)
        items[i] = (struct nav_item){
            .href = address_of(r, (enum invitation_filter)i, 0),
            .label = tr_fill(r->arena, request_lang(r), tr(request_lang(r), filters[i].label),
                             TR_ARGS(TR_ARG("n", counts[i]))),
            .current = i == current,
        };
    v->filters = items;
    v->n_filters = ARRAY_LEN(filters);
    v->all = c->all;
    v->opened = c->opened;
    v->to_send = c->to_send;
}

enum err view_invitations(struct request *r, const struct event *e, enum invitation_filter filter,
                          invitation_id after, struct invitations_view *out)
{
    struct invitation_counts counts;
    const struct invitation *list;
    size_t n;
    const struct zone *z = zone_open(r->arena, e->zone);
    enum err err = z ? invitation_count(r->db, r->arena, e->id, &counts) : ERR_CORRUPT;
    if (err == OK)
        err = invitations_remindable(r->db, r->arena, e->id, request_now(r), &out->to_remind);
    if (err == OK)
        err = invitation_list(r->db, r->arena, e->id, filter, after, ROWS_SHOWN + 1, &list, &n);
    if (err != OK)
        return err;
    add_filters(r, &counts, filter, out);
    struct invited_view *rows = arena_array(r->arena, ROWS_SHOWN, sizeof *rows);
    for (size_t i = 0; i < n && i < ROWS_SHOWN; i++, out->n_rows++) {
        rows[i] = (struct invited_view){.name = name_of(r->arena, &list[i].draft),
                                        .about = about(r->arena, &list[i].draft)};
        say_state(r, z, &list[i], &rows[i]);
    }
    out->rows = rows;
    out->next = n > ROWS_SHOWN ? address_of(r, filter, list[ROWS_SHOWN - 1].id.v) : NULL;
    return OK;
}

/* ---- a list to be added ----------------------------------------------------------------- */

const char *view_where(struct arena *a, const char *lang, const struct list_fault *f)
{
    if (!f->column)
        return tr_fill(a, lang, tr(lang, TR("Ligne {n}")), TR_ARGS(TR_ARG("n", f->line)));
    return tr_fill(a, lang, tr(lang, TR("Ligne {n}, colonne « {column} »")),
                   TR_ARGS(TR_ARG("n", f->line), TR_ARG("column", f->column)));
}

static void add_faults(struct request *r, const struct invitation_table *t,
                       struct invitation_list_view *v)
{
    size_t n = t->n_faults < FAULTS_SHOWN ? t->n_faults : FAULTS_SHOWN;
    struct list_fault_view *faults = arena_array(r->arena, n, sizeof *faults);
    for (size_t i = 0; i < n; i++)
        faults[i] = (struct list_fault_view){view_where(r->arena, request_lang(r), &t->faults[i]),
                                             t->faults[i].text};
    v->faults = faults;
    v->n_faults = n;
    v->more_faults = (int64_t)(t->n_faults - n);
}

void view_table(struct request *r, const struct invitation_table *t,
                struct invitation_list_view *out)
{
    size_t n = t->n < SAMPLE_SHOWN ? t->n : SAMPLE_SHOWN;
    struct invited_view *rows = arena_array(r->arena, n, sizeof *rows);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct invited_view){.name = name_of(r->arena, &t->drafts[i]),
                                        .about = about(r->arena, &t->drafts[i]),
                                        .state = "new"};
    out->rows = rows;
    out->n_rows = n;
    out->more_rows = (int64_t)(t->n - n);
    out->ready = (int64_t)t->n;
    out->repeated = t->repeated;
    for (size_t i = 0; i < t->n_ignored; i++)
        out->ignored = out->ignored ? arena_printf(r->arena, "%s, %s", out->ignored, t->ignored[i])
                                    : t->ignored[i];
    add_faults(r, t, out);
}

const char *view_faulty(struct arena *a, const struct invitation_table *t)
{
    struct buf b = BUF_INIT(INVITATION_LIST_MAX);
    buf_add(&b, t->heading.p, t->heading.n);
    for (size_t i = 0; i < t->n_faulty; i++) {
        buf_putc(&b, '\n');
        buf_add(&b, t->faulty[i].p, t->faulty[i].n);
    }
    const char *text = arena_strndup(a, buf_str(&b), b.len);
    buf_free(&b);
    return text;
}
