/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A legal page, written on the site: seen before it is published, kept while it is written. */
#include "site/house/handlers.h"
#include "site/house/settings.h"

#include "base/text.h"
#include "site/site_pages.h"
#include "site/texts.h"
#include "view/tr.h"

#define SETTINGS "/organisation/reglages"

struct legal { /* "mentions-legales.fr" */
    const char *key, *name, *lang;
    struct text_source source;
    struct setting set;
};

static enum err find(struct request *r, struct legal *x)
{
    x->key = request_param(r, "page");
    const char *dot = strrchr(x->key, '.');
    if (!dot)
        return ERR_NOT_FOUND;
    x->name = arena_strndup(r->arena, x->key, (size_t)(dot - x->key));
    x->lang = dot + 1;
    if (!texts_source(r->app, x->name, x->lang, &x->source))
        return ERR_NOT_FOUND;
    return setting_of(r->db, r->arena, arena_printf(r->arena, SETTING_TEXT "%s", x->key), &x->set);
}

/* The program's words, or a file's, as they stand. */
static const char *stands(struct request *r, const struct legal *x)
{
    return x->set.value && !x->source.file ? x->set.value : str_dup(r->arena, x->source.text);
}

static enum err show(struct request *r, const struct legal *x, struct legal_view *v)
{
    const char *done = http_form_get(&r->query, "fait"), *lang = request_lang(r);
    struct text_view preview;
    v->action = arena_printf(r->arena, SETTINGS "/pages/%s", x->key);
    v->all = SETTINGS;
    v->page = arena_printf(r->arena, "/%s", x->name);
    v->title =
        strcmp(x->lang, "en") == 0 ? tr(lang, TR("en anglais")) : tr(lang, TR("en français"));
    v->lang = x->lang;
    v->keep = arena_printf(r->arena, "page-%s:%lld", x->key, (long long)r->account->id.v);
    v->file = x->source.file;
    v->seen = audit_int(r->arena, x->set.revision);
    v->own = x->set.value != NULL;
    if (done && !v->wrong)
        v->notice = tr(lang, TR("La page est publiée."));
    enum err e = text_render(r->arena, str_of(v->text), &preview);
    if (e == OK) {
        v->preview = preview.body;
        v->preview_title = preview.title;
        v->name = preview.title;
    }
    r->page.noindex = true;
    r->page.keeps = true;
    request_title(r, tr(lang, TR("Page légale")), NULL);
    legal_page(r->body, &r->page, v);
    return OK;
}

enum err legal_show(struct request *r)
{
    struct legal x;
    struct legal_view v = {0};
    enum err e = find(r, &x);
    if (e != OK)
        return e;
    v.text = stands(r, &x);
    return show(r, &x, &v);
}

/* What is wrong with the text, in a sentence; NULL: nothing. */
static const char *check(struct request *r, const char *text)
{
    const char *lang = request_lang(r);
    struct text_view view;
    if (!*text)
        return tr(lang, TR("Une page légale ne peut pas être vide."));
    if (text[0] != '#')
        return tr(lang, TR("Commencez par le titre de la page, sur une ligne : « # Mentions "
                           "légales »."));
    if (strlen(text) > TEXT_MAX_BYTES)
        return tr(lang, TR("Ce texte est trop long : 256 Kio au plus."));
    return text_render(r->arena, str_of(text), &view) == OK
               ? NULL
               : tr(lang, TR("Ce texte est trop imbriqué, ou compte trop de crochets."));
}

static enum err save(struct request *r, const struct legal *x, const char *text, int64_t seen)
{
    const struct setting_value value = {x->set.name, text};
    struct save_settings s = {.values = &value,
                              .n = 1,
                              .seen = seen,
                              .verb = "settings/text",
                              .title = x->key,
                              .href = arena_printf(r->arena, SETTINGS "/pages/%s", x->key),
                              .by = request_by(r),
                              .now = request_now(r)};
    return store_write(r->app->store, save_settings, &s);
}

static enum err publish(struct request *r, const struct legal *x, const char *text, int64_t seen,
                        struct legal_view *v)
{
    enum err e = save(r, x, text, seen);
    if (e == OK)
        return request_redirect(r, 303,
                                arena_printf(r->arena, SETTINGS "/pages/%s?fait=1", x->key));
    if (e != ERR_CONFLICT)
        return e;
    v->wrong = tr(request_lang(r),
                  TR("Quelqu’un d’autre a publié cette page pendant que vous écriviez : rien n’a "
                     "été enregistré. Votre texte est dans le champ, le texte en place dessous. "
                     "Publier met le vôtre à sa place."));
    v->theirs = stands(r, x);
    r->res->status = 409;
    return show(r, x, v);
}

enum err legal_take(struct request *r)
{
    const char *typed = http_form_get(&r->form, "texte"), *act = http_form_get(&r->form, "acte");
    const char *vu = http_form_get(&r->form, "vu");
    struct legal x;
    struct legal_view v = {.unsaved = true};
    int64_t seen;
    enum err e = find(r, &x);
    if (e != OK)
        return e;
    if (!vu || !parse_int(str_of(vu), 0, INT64_MAX, &seen) || x.source.file)
        return request_fail(r, ERR_INVALID, TR("Cette page ne se modifie pas ici."));
    if (act && strcmp(act, "origine") == 0)
        return publish(r, &x, "", seen, &v);
    struct str text = str_trim(text_nfc(r->arena, str_of(typed ? typed : "")));
    v.text = str_dup(r->arena, text);
    v.wrong = check(r, v.text);
    v.previewed = act && strcmp(act, "voir") == 0;
    r->res->status = v.wrong ? 422 : 200;
    if (v.wrong || v.previewed)
        return show(r, &x, &v);
    return publish(r, &x, v.text, seen, &v);
}
