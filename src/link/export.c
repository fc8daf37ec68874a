/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is held about somebody, as a ZIP: the kinds' files, and a page that says what each is. */
#include "base/civil.h"
#include "link/bundle.h"
#include "link/statements.h"
#include "view/tr.h"

#define NAMES_MAX 64
#define README_MAX ((size_t)64 * 1024)

/* What the README lists; stands in front of the archive while the export is made. */
struct contents {
    struct person_export x;
    struct {
        const char *name, *what;
    } files[NAMES_MAX];
    size_t n;
};

void person_json_time(struct json *j, const char *key, int64_t utc)
{
    char text[40];
    if (utc == INT64_MIN) {
        json_key_text(j, key, NULL);
        return;
    }
    struct civil c = civil_from_seconds(utc);
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour,
             c.minute, c.second);
    json_key_text(j, key, text);
}

enum err person_export_add(struct person_export *x, const char *name, struct str bytes,
                           const char *what)
{
    struct contents *c = (struct contents *)x; /* its first member */
    if (what && c->n == NAMES_MAX)
        die("export: more than %d files with words of their own", NAMES_MAX);
    if (what) {
        c->files[c->n].name = name;
        c->files[c->n++].what = what;
    }
    return bundle_add(x->bundle, name, bytes, PERSON_EXPORT_MAX);
}

enum err person_export_buf(struct person_export *x, const char *name, const struct buf *b,
                           const char *what)
{
    if (b->full)
        return ERR_TOO_LARGE;
    return person_export_add(x, name, (struct str){buf_str(b), b->len}, what);
}

/* ---- the README ------------------------------------------------------------------------- */

static void say_contents(struct contents *c, const char *lang, struct buf *b)
{
    const char *paragraphs[] = {
        tr(lang, TR("Les fichiers .json sont en UTF-8 et s’ouvrent dans tout éditeur de texte ou "
                    "tableur. Leurs champs gardent le même nom d’une version à l’autre. Les "
                    "instants sont en temps universel (UTC), au format RFC 3339 ; « null » veut "
                    "dire : rien.")),
        tr(lang, TR("Ce que d’autres personnes ont confié au site n’y figure pas, même à côté de "
                    "votre nom. Une connexion ou une demande de code qui a pris fin est effacée : "
                    "il n’y en a pas d’historique plus ancien.")),
        tr(lang, TR("Vos droits : corriger, faire effacer, vous opposer, et adresser une "
                    "réclamation à la CNIL (articles 15 à 21 du RGPD).")),
    };
    for (size_t i = 0; i < c->n; i++)
        buf_printf(b, "%s\n    %s\n\n", c->files[i].name, tr(lang, c->files[i].what));
    for (size_t i = 0; i < ARRAY_LEN(paragraphs); i++)
        buf_printf(b, "%s\n\n", paragraphs[i]);
}

static enum err add_readme(struct contents *c, const char *lang, const char *name)
{
    BUF_SCOPED b = BUF_INIT(README_MAX);
    struct arena *a = c->x.arena;
    struct civil day = civil_from_seconds(c->x.now);
    const char *date = arena_printf(a, "%04d-%02d-%02d", day.year, day.month, day.day);
    const char *title = tr_fill(a, lang, tr(lang, TR("Ce que {site} garde sur vous")),
                                TR_ARGS(TR_ARG("site", c->x.people->site_name)));
    const char *whose = tr_fill(a, lang, tr(lang, TR("Adresse : {address}. Fait le {date} (UTC).")),
                                TR_ARGS(TR_ARG("address", c->x.address), TR_ARG("date", date)));
    buf_printf(&b, "%s\n\n%s\n\n", title, whose);
    say_contents(c, lang, &b);
    return person_export_buf(&c->x, name, &b, NULL);
}

/* ---- the whole -------------------------------------------------------------------------- */

static enum err add_kinds(struct contents *c)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < c->x.people->n; i++)
        if (c->x.people->kinds[i]->export)
            e = c->x.people->kinds[i]->export(&c->x);
    if (e == OK)
        e = add_readme(c, "fr", "LISEZMOI.txt");
    return e == OK ? add_readme(c, "en", "README.txt") : e;
}

enum err person_export_zip(const struct person_register *r, struct db *db, struct arena *a,
                           const char *address, int64_t now, struct buf *out)
{
    struct person_held *held = arena_array(a, r->n, sizeof *held);
    size_t n;
    enum err e = person_held(db, a, r, address, held, &n);
    if (e != OK)
        return e;
    struct contents *c = arena_new(a, struct contents);
    *c = (struct contents){.x = {.people = r,
                                 .db = db,
                                 .arena = a,
                                 .address = address,
                                 .now = now,
                                 .bundle = bundle_new(now)}};
    e = add_kinds(c);
    enum err closed = bundle_close(c->x.bundle, e == OK ? out : NULL);
    return e == OK ? closed : e;
}
