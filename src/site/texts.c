/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/texts.h"

#include "base/embedded.h"
#include "base/text.h"
#include "site/default_texts.h"
#include "view/markdown.h"

#include <errno.h>
#include <stdio.h>

struct text {
    const char *name; /* "mentions-legales.fr.md" */
    struct text_source source;
    struct text_view view;
};

struct texts {
    struct text *v;
    size_t n;
    const struct accessibility *accessibility;
};

/* Pages that this program makes by itself unless the operator has one. */
static const struct embedded_text replaceable[] = {{"accessibilite.fr.md", "", 0},
                                                   {"accessibilite.en.md", "", 0}};

static enum err read_replacement(struct app *app, const char *name, struct str *source,
                                 const char **why)
{
    const char *path = arena_printf(&app->arena, "%s/pages/%s", app->config.data, name);
    FILE *f = fopen(path, "re");
    if (!f)
        return errno == ENOENT ? OK : ERR_IO;
    char *text = arena_alloc(&app->arena, TEXT_MAX_BYTES + 1);
    size_t n = fread(text, 1, TEXT_MAX_BYTES + 1, f);
    fclose(f);
    *source = (struct str){text, n};
    if (n <= TEXT_MAX_BYTES && text_is_utf8(*source))
        return OK;
    *why = arena_printf(&app->arena, "%s: du Markdown en UTF-8 de %zu octets au plus est attendu",
                        path, TEXT_MAX_BYTES);
    return ERR_INVALID;
}

/* The first line, "# Titre", is the page's title; the rest its body. */
static const char *take_title(struct arena *a, struct str *source)
{
    struct str first = str_cut(source, '\n');
    if (!source->p)
        *source = str_of("");
    while (first.n && (first.p[0] == '#' || first.p[0] == ' '))
        first = str_sub(first, 1, first.n);
    return str_dup(a, str_trim(first));
}

enum err text_render(struct arena *a, struct str source, struct text_view *out)
{
    out->title = take_title(a, &source);
    return markdown(a, source, 0, &out->body);
}

static enum err load_one(struct app *app, const struct embedded_text *from, struct text *out,
                         const char **why)
{
    struct str source = {from->text, from->size};
    enum err e = read_replacement(app, from->name, &source, why);
    if (e != OK)
        return e;
    out->name = from->name;
    out->source.text = source;
    if (source.p != from->text)
        out->source.file = arena_printf(&app->arena, "%s/pages/%s", app->config.data, from->name);
    return text_render(&app->arena, source, &out->view);
}

enum err texts_load(struct app *app, const char **why)
{
    struct texts *t = arena_new(&app->arena, struct texts);
    size_t most = n_default_texts + ARRAY_LEN(replaceable);
    t->v = arena_array(&app->arena, most, sizeof *t->v);
    for (size_t i = 0; i < most; i++) {
        bool ours = i < n_default_texts;
        enum err e = load_one(app, ours ? &default_texts[i] : &replaceable[i - n_default_texts],
                              &t->v[t->n], why);
        if (e != OK)
            return e;
        t->n += ours || *t->v[t->n].view.title;
    }
    app->texts = t;
    return accessibility_load(app, &t->accessibility, why);
}

const struct accessibility *texts_accessibility(const struct app *app)
{
    const struct texts *t = app->texts;
    return t ? t->accessibility : NULL;
}

static const struct text *find(const struct app *app, const char *name, const char *lang)
{
    const struct texts *t = app->texts;
    for (size_t i = 0; t && i < t->n; i++) {
        struct str rest = str_of(t->v[i].name);
        struct str stem = str_cut(&rest, '.'), language = str_cut(&rest, '.');
        if (str_is(stem, name) && str_is(language, lang))
            return &t->v[i];
    }
    return NULL;
}

const struct text_view *texts_find(const struct app *app, const char *name, const char *lang)
{
    const struct text *t = find(app, name, lang);
    return t ? &t->view : NULL;
}

bool texts_source(const struct app *app, const char *name, const char *lang,
                  struct text_source *out)
{
    const struct text *t = find(app, name, lang);
    if (t)
        *out = t->source;
    return t;
}
