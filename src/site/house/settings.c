/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The settings: a form for each section, saved on its own. */
#include "site/house/settings.h"
#include "site/house/handlers.h"

#include "site/site_pages.h"
#include "site/texts.h"
#include "view/tr.h"

#define PATH "/organisation/reglages"

struct typed { /* what a form brought, by field of its section */
    const char *values[SAVE_SETTINGS_MAX], *wrong[SAVE_SETTINGS_MAX];
    size_t n_wrong;
    bool conflict;
};

struct settings_page {
    struct request *r;
    const struct setting *stored;
    size_t n_stored;
    const struct section *edited; /* the one whose form was sent; NULL: none */
    const struct typed *typed;
};

/* ---- fields ----------------------------------------------------------------------------- */

static const struct setting *stored_of(const struct settings_page *p, const char *name)
{
    for (size_t i = 0; i < p->n_stored; i++)
        if (strcmp(p->stored[i].name, name) == 0)
            return &p->stored[i];
    return NULL;
}

static const char *stands(const struct settings_page *p, const struct field *f)
{
    const struct setting *s = stored_of(p, f->name);
    if (s && *s->value)
        return s->value;
    if (strcmp(f->name, SETTING_NAME) == 0)
        return p->r->app->config.site_name;
    return f->otherwise ? f->otherwise : "";
}

static const struct house_choice *choices_of(struct request *r, const struct field *f,
                                             const char *value, size_t *n)
{
    for (*n = 0; f->choices[*n].value;)
        ++*n;
    struct house_choice *list = arena_array(r->arena, *n, sizeof *list);
    for (size_t i = 0; i < *n; i++)
        list[i] =
            (struct house_choice){f->choices[i].value, tr(request_lang(r), f->choices[i].label),
                                  strcmp(f->choices[i].value, value) == 0};
    return list;
}

static const char *described(struct request *r, const struct setting_field_view *v)
{
    const char *ids = v->help ? arena_printf(r->arena, "%s-aide", v->name) : NULL;
    if (v->wrong)
        ids = arena_printf(r->arena, "%s%s%s-erreur", ids ? ids : "", ids ? " " : "", v->name);
    if (v->theirs)
        ids = arena_printf(r->arena, "%s%s%s-autre", ids ? ids : "", ids ? " " : "", v->name);
    return ids;
}

static bool is_colour(const struct field *f)
{
    return f->kind == FIELD_DAY_COLOUR || f->kind == FIELD_NIGHT_COLOUR;
}

static struct setting_field_view field_view(const struct settings_page *p, const struct field *f,
                                            const char *typed, const char *wrong)
{
    struct request *r = p->r;
    const char *lang = request_lang(r), *now = stands(p, f);
    bool fixed = strcmp(f->name, SETTING_NAME) == 0 && r->app->config.site_name_fixed;
    struct setting_field_view v = {
        .name = f->name,
        .label = tr(lang, f->label),
        .help = f->help ? tr(lang, f->help) : NULL,
        .value = fixed   ? r->app->config.site_name
                 : typed ? typed
                         : now,
        .type = f->kind == FIELD_EMAIL ? "email" : "text",
        .fixed = fixed ? "--site-name" : NULL,
        .wrong = wrong,
        .long_text = f->kind == FIELD_LONG,
    };
    if (f->otherwise && !*v.value)
        v.value = f->otherwise;
    if (p->typed && typed && p->typed->conflict && strcmp(v.value, now) != 0)
        v.theirs = *now ? now : tr(lang, TR("rien"));
    if (is_colour(f) && (v.says = field_says(r, f, v.value)))
        v.swatch = v.value;
    if (f->choices)
        v.choices = choices_of(r, f, v.value, &v.n_choices);
    v.described = described(r, &v);
    return v;
}

/* ---- sections --------------------------------------------------------------------------- */

static int64_t revision_of(const struct settings_page *p, const struct section *s)
{
    int64_t highest = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct setting *x = stored_of(p, s->fields[i].name);
        highest = x && x->revision > highest ? x->revision : highest;
    }
    return highest;
}

static const char *what_is_wrong(const struct settings_page *p)
{
    const char *lang = request_lang(p->r);
    if (p->typed->conflict)
        return tr(lang, TR("Quelqu’un d’autre a changé ces réglages pendant que vous écriviez : "
                           "rien n’a été enregistré. Voici ce que vous aviez écrit et, à côté, "
                           "ce qui est maintenant en place. Enregistrer garde ce que vous voyez "
                           "dans les champs."));
    return tr(lang, TR("Rien n’a été enregistré : il y a quelque chose à corriger."));
}

static struct setting_section_view section_view(const struct settings_page *p,
                                                const struct section *s)
{
    struct request *r = p->r;
    const char *lang = request_lang(r), *done = http_form_get(&r->query, "fait");
    bool edited = p->edited == s;
    struct setting_field_view *fields = arena_array(r->arena, s->n, sizeof *fields);
    for (size_t i = 0; i < s->n; i++)
        fields[i] = field_view(p, &s->fields[i], edited ? p->typed->values[i] : NULL,
                               edited ? p->typed->wrong[i] : NULL);
    return (struct setting_section_view){
        .id = s->word,
        .title = tr(lang, s->title),
        .help = s->help ? tr(lang, s->help) : NULL,
        .action = arena_printf(r->arena, PATH "/%s", s->word),
        .keep = arena_printf(r->arena, "reglages-%s:%lld", s->word, (long long)r->account->id.v),
        .seen = audit_int(r->arena, revision_of(p, s)),
        .notice = done && strcmp(done, s->word) == 0 ? tr(lang, TR("C’est enregistré.")) : NULL,
        .wrong = edited ? what_is_wrong(p) : NULL,
        .unsaved = edited,
        .fields = fields,
        .n_fields = s->n,
    };
}

static void add_legal(const struct settings_page *p, struct settings_view *v)
{
    static const struct {
        const char *page, *title;
    } pages[] = {{"mentions-legales", TR("Mentions légales")},
                 {"donnees-personnelles", TR("Données personnelles")},
                 {"accessibilite", TR("Accessibilité")}};
    static const char *const langs[][2] = {{"fr", TR("en français")}, {"en", TR("en anglais")}};
    struct request *r = p->r;
    const char *lang = request_lang(r);
    struct legal_line_view *list = arena_array(r->arena, 6, sizeof *list);
    for (size_t i = 0; i < ARRAY_LEN(pages); i++)
        for (size_t k = 0; k < ARRAY_LEN(langs); k++) {
            const char *key = arena_printf(r->arena, "%s.%s", pages[i].page, langs[k][0]);
            const struct setting *s = stored_of(p, arena_printf(r->arena, SETTING_TEXT "%s", key));
            struct text_source source;
            bool file = texts_source(r->app, pages[i].page, langs[k][0], &source) && source.file;
            list[v->n_legal++] = (struct legal_line_view){
                .href = arena_printf(r->arena, PATH "/pages/%s", key),
                .title = tr(lang, pages[i].title),
                .lang = tr(lang, langs[k][1]),
                .state = file             ? tr(lang, TR("un fichier de l’hébergeur"))
                         : s && *s->value ? tr(lang, TR("votre texte"))
                                          : tr(lang, TR("le texte fourni avec le logiciel"))};
        }
    v->legal = list;
}

static enum err show(struct request *r, const struct section *edited, const struct typed *typed)
{
    struct settings_page p = {.r = r, .edited = edited, .typed = typed};
    struct settings_view v = {.journal = "/organisation/journal?quoi=settings"};
    enum err e = settings_all(r->db, r->arena, &p.stored, &p.n_stored);
    if (e != OK)
        return e;
    struct setting_section_view *list = arena_array(r->arena, n_sections, sizeof *list);
    for (size_t i = 0; i < n_sections; i++)
        list[i] = section_view(&p, &sections[i]);
    v.sections = list;
    v.n_sections = n_sections;
    add_legal(&p, &v);
    r->res->status = !typed ? 200 : typed->conflict ? 409 : 422;
    r->page.noindex = true;
    r->page.keeps = true;
    request_title(r, tr(request_lang(r), TR("Réglages")), NULL);
    settings_page(r->body, &r->page, &v);
    return OK;
}

enum err settings_show(struct request *r)
{
    return show(r, NULL, NULL);
}

/* ---- saving ----------------------------------------------------------------------------- */

static void read_section(struct request *r, const struct section *s, struct typed *t)
{
    *t = (struct typed){.n_wrong = 0};
    for (size_t i = 0; i < s->n; i++) {
        t->values[i] = field_read(r, &s->fields[i], &t->wrong[i]);
        t->n_wrong += t->wrong[i] != NULL;
    }
}

static enum err save(struct request *r, const struct section *s, const struct typed *t,
                     int64_t seen)
{
    struct setting_value values[SAVE_SETTINGS_MAX];
    struct save_settings x = {.values = values,
                              .seen = seen,
                              .verb = "settings/changed",
                              .id = s->id,
                              .title = tr("fr", s->title),
                              .href = PATH,
                              .by = request_by(r),
                              .now = request_now(r)};
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->fields[i].name, SETTING_NAME) != 0 || !r->app->config.site_name_fixed)
            values[x.n++] = (struct setting_value){s->fields[i].name, t->values[i]};
    return store_write(r->app->store, save_settings, &x);
}

enum err settings_take(struct request *r)
{
    const struct section *s = section_of(request_param(r, "section"));
    const char *seen = http_form_get(&r->form, "vu");
    struct typed t;
    int64_t revision;
    if (!s)
        return ERR_NOT_FOUND;
    if (!seen || !parse_int(str_of(seen), 0, INT64_MAX, &revision))
        return request_fail(r, ERR_INVALID, TR("Ce formulaire ne dit pas quoi faire."));
    read_section(r, s, &t);
    if (t.n_wrong)
        return show(r, s, &t);
    enum err e = save(r, s, &t, revision);
    t.conflict = e == ERR_CONFLICT;
    if (t.conflict)
        return show(r, s, &t);
    return e == OK ? request_redirect(r, 303,
                                      arena_printf(r->arena, PATH "?fait=%s#%s", s->word, s->word))
                   : e;
}
