/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/noted.h"
#include "meeting/supporters/handlers.h"

#include "base/text.h"
#include "meeting/meeting_pages.h"
#include "meeting/organiser/views.h"
#include "meeting/supporters/views.h"
#include "view/tr.h"

static const int widths[] = {960, 320};

/* ---- what was typed ---------------------------------------------------------------------------
 */

static const char *typed_line(struct request *r, const char *name, size_t max)
{
    const char *value = http_form_get(&r->form, name);
    char *line = text_line(r->arena, str_of(value ? value : ""));
    size_t n = strlen(line);
    while (n > max || (n && !text_is_utf8((struct str){line, n})))
        n--;
    line[n] = '\0';
    return line;
}

static bool is_address(const char *s)
{
    struct str a = str_of(s);
    for (const char *p = s; *p; p++)
        if ((unsigned char)*p <= ' ' || strchr("\"<>\\^`{|}", *p))
            return false;
    return (str_starts(a, "https://") && a.n > 8) || (str_starts(a, "http://") && a.n > 7);
}

static struct supporter_typed read_form(struct request *r)
{
    const char *lang = request_lang(r);
    struct supporter_typed t = {
        .name = typed_line(r, "nom", SUPPORTER_NAME_MAX),
        .address = typed_line(r, "adresse", SUPPORTER_ADDRESS_MAX),
        .alt = typed_line(r, "alternative", FILE_ALT_MAX),
        .drop_logo = http_form_get(&r->form, "sans_logo") != NULL,
    };
    if (!*t.name)
        t.name_error = tr(lang, TR("Écrivez son nom."));
    if (*t.address && !is_address(t.address))
        t.address_error =
            tr(lang, TR("Cette adresse ne se lit pas : elle commence par https:// ou http://, sans "
                        "espace."));
    return t;
}

/* The logo that came, read and on disk; `*draft` NULL when none did. What is wrong with it is said
 * at its field. */
static enum err read_logo(struct request *r, struct supporter_typed *t,
                          const struct file_draft **draft)
{
    const struct http_file *f = http_form_file(&r->form, "logo");
    struct file_draft *d = arena_new(r->arena, struct file_draft);
    const char *why = TR("Ce fichier pèse plus de 10 Mo : réduisez-le, puis renvoyez-le.");
    *draft = NULL;
    if (!f || t->name_error || t->address_error)
        return OK; /* it has to be chosen again: browsers do not send it back */
    enum err e = f->too_large ? ERR_TOO_LARGE
                              : file_take_image(r->app->files, r->arena, f->name, f->bytes, widths,
                                                ARRAY_LEN(widths), request_now(r), d, &why);
    if (e == OK)
        *draft = d;
    else if (e != ERR_IO)
        t->logo_error = tr(request_lang(r), why);
    return e == ERR_IO ? e : OK;
}

static bool is_faulty(const struct supporter_typed *t)
{
    return t->name_error || t->address_error || t->logo_error;
}

static enum err write_noted(struct request *r, const struct event *e, store_write_fn rule,
                            void *arg)
{
    struct noted_write x = {.rule = rule,
                            .arg = arg,
                            .verb = "event/supporters",
                            .below = "soutiens",
                            .event = e->id,
                            .by = request_by(r),
                            .now = request_now(r)};
    return store_write(r->app->store, noted_write, &x);
}

static enum err save(struct request *r, const struct event *e, const struct supporter_typed *t,
                     const struct file_draft *draft)
{
    struct save_supporter s = {
        .event = e->id,
        .supporter = {.id = t->id, .name = t->name, .address = *t->address ? t->address : NULL},
        .draft = draft,
        .drop_logo = t->drop_logo,
        .alt = t->alt,
        .by = r->account->id.v,
        .now = request_now(r),
    };
    return write_noted(r, e, save_supporter, &s);
}

/* ---- the list ---------------------------------------------------------------------------------
 */

static const char *what_was_done(struct request *r)
{
    static const struct {
        const char *word, *sentence;
    } all[] = {
        {"ajoute", TR("Le soutien est ajouté, à la fin de la liste.")},
        {"enregistre", TR("Les changements sont enregistrés.")},
        {"deplace", TR("L’ordre est changé.")},
        {"retire", TR("Le soutien est retiré de la page de la rencontre.")},
    };
    const char *done = http_form_get(&r->query, "fait");
    for (size_t i = 0; done && i < ARRAY_LEN(all); i++)
        if (strcmp(done, all[i].word) == 0)
            return tr(request_lang(r), all[i].sentence);
    return NULL;
}

static enum err fill_rows(struct request *r, const struct event *event, struct supporters_view *v)
{
    struct supporter *list;
    struct backer_view *backers;
    size_t n;
    enum err e = supporters_of(r->db, r->arena, event->id, &list, &n);
    if (e == OK)
        e = view_backers(r, list, n, &backers);
    if (e != OK)
        return e;
    struct supporter_row_view *rows = arena_array(r->arena, n, sizeof *rows);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct supporter_row_view){
            .backer = backers[i],
            .id = arena_printf(r->arena, "%lld", (long long)list[i].id),
            .edit = arena_printf(r->arena, "%s/%lld", v->action, (long long)list[i].id),
            .first = i == 0,
            .last = i + 1 == n,
        };
    v->rows = rows;
    v->n_rows = n;
    v->full = n >= SUPPORTERS_MAX;
    return OK;
}

static enum err show_list(struct request *r, const struct event *event,
                          const struct supporter_typed *typed)
{
    struct supporters_view v = {.action = organiser_path(r, event, "soutiens"),
                                .notice = what_was_done(r)};
    enum err e = organiser_top(r, event, TAB_SUPPORTERS, TR("Soutiens"), NULL, v.action, &v.top);
    if (e == OK)
        e = fill_rows(r, event, &v);
    if (e != OK)
        return e;
    v.form.action = v.action;
    v.form.act = "ajouter";
    v.form.submit = tr(request_lang(r), TR("Ajouter ce soutien"));
    view_supporter_form(r, typed, &v.form);
    if (v.form.n_errors)
        r->res->status = 422;
    supporters_page(r->body, &r->page, &v);
    return OK;
}

enum err supporters_show(struct request *r)
{
    const struct supporter_typed nothing = {.name = "", .address = "", .alt = ""};
    struct event event;
    enum err e = organiser_event(r, &event);
    return e == OK ? show_list(r, &event, &nothing) : e;
}

static enum err back_to_list(struct request *r, const struct event *event, const char *done)
{
    return request_redirect(
        r, 303, arena_printf(r->arena, "%s?fait=%s", organiser_path(r, event, "soutiens"), done));
}

static enum err move_one(struct request *r, const struct event *event, bool up)
{
    const char *id = http_form_get(&r->form, "soutien");
    struct move_supporter m = {.event = event->id, .up = up};
    if (!id || !parse_int(str_of(id), 1, INT64_MAX, &m.id))
        return ERR_NOT_FOUND;
    enum err e = write_noted(r, event, move_supporter, &m);
    return e == OK ? back_to_list(r, event, "deplace") : e;
}

static enum err add_one(struct request *r, const struct event *event)
{
    struct supporter_typed t = read_form(r);
    const struct file_draft *draft;
    enum err e = read_logo(r, &t, &draft);
    if (e != OK)
        return e;
    if (is_faulty(&t))
        return show_list(r, event, &t);
    e = save(r, event, &t, draft);
    if (e == ERR_TOO_LARGE)
        return request_fail(
            r, ERR_INVALID,
            TR("Une rencontre montre 64 soutiens au plus : retirez-en un d’abord."));
    return e == OK ? back_to_list(r, event, "ajoute") : e;
}

enum err supporters_take(struct request *r)
{
    const char *act = http_form_get(&r->form, "acte");
    struct event event;
    enum err e = organiser_event(r, &event);
    if (e != OK)
        return e;
    bool up = act && strcmp(act, "monter") == 0;
    if (up || (act && strcmp(act, "descendre") == 0))
        return move_one(r, &event, up);
    return add_one(r, &event);
}

/* ---- one of them ------------------------------------------------------------------------------
 */

static enum err find_one(struct request *r, struct event *event, struct supporter *out)
{
    struct supporter *list;
    size_t n = 0;
    int64_t id;
    enum err e = organiser_event(r, event);
    if (e == OK && !parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = supporters_of(r->db, r->arena, event->id, &list, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        if (list[i].id == id) {
            *out = list[i];
            return OK;
        }
    return e == OK ? ERR_NOT_FOUND : e;
}

static enum err show_one(struct request *r, const struct event *event, const struct supporter *s,
                         const struct supporter_typed *typed)
{
    struct backer_view *now;
    struct supporter_typed t = *typed;
    struct supporter_page_view v = {.all = organiser_path(r, event, "soutiens"), .name = s->name};
    v.form.action = arena_printf(r->arena, "%s/%lld", v.all, (long long)s->id);
    enum err e = organiser_top(r, event, TAB_SUPPORTERS, TR("Soutiens"), s->name, v.all, &v.top);
    if (e == OK)
        e = view_backers(r, s, 1, &now);
    if (e != OK)
        return e;
    v.form.now = now[0];
    if (!t.alt)
        t.alt = now[0].src && strcmp(now[0].alt, s->name) != 0 ? now[0].alt : "";
    v.form.act = "enregistrer";
    v.form.submit = tr(request_lang(r), TR("Enregistrer"));
    view_supporter_form(r, &t, &v.form);
    if (v.form.n_errors)
        r->res->status = 422;
    supporter_page(r->body, &r->page, &v);
    return OK;
}

enum err supporter_show(struct request *r)
{
    struct event event;
    struct supporter s;
    enum err e = find_one(r, &event, &s);
    if (e != OK)
        return e;
    const struct supporter_typed t = {.name = s.name, .address = s.address ? s.address : ""};
    return show_one(r, &event, &s, &t);
}

static enum err drop_one(struct request *r, const struct event *event, const struct supporter *s)
{
    struct drop_supporter d = {event->id, s->id};
    enum err e = write_noted(r, event, drop_supporter, &d);
    return e == OK ? back_to_list(r, event, "retire") : e;
}

enum err supporter_take(struct request *r)
{
    const char *act = http_form_get(&r->form, "acte");
    struct event event;
    struct supporter s;
    const struct file_draft *draft;
    enum err e = find_one(r, &event, &s);
    if (e != OK)
        return e;
    if (act && strcmp(act, "retirer") == 0)
        return drop_one(r, &event, &s);
    struct supporter_typed t = read_form(r);
    t.id = s.id;
    e = read_logo(r, &t, &draft);
    if (e != OK)
        return e;
    if (is_faulty(&t))
        return show_one(r, &event, &s, &t);
    e = save(r, &event, &t, draft);
    return e == OK ? back_to_list(r, &event, "enregistre") : e;
}
