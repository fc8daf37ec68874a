/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/accessibility.h"

#include "base/civil.h"
#include "base/embedded.h"
#include "base/text.h"
#include "site/accessibility_data.h"
#include "site/site_pages.h"
#include "site/texts.h"
#include "view/dates.h"
#include "view/tr.h"

#include <errno.h>
#include <jansson.h>

#define AUDIT_MAX_BYTES ((size_t)64 * 1024)

struct audit { /* of a person's, by the criteria of the RGAA */
    const char *date, *by, *report;
    int64_t met, applicable;
};

struct broken_rule {
    const char *rule, *help;
    int64_t pages;
};

struct accessibility {
    const char *version, *date, *browser, *axe; /* of the automatic check */
    int64_t pages, checks, documents, faulty;
    int64_t rules_passed, rules_for_people;
    const struct broken_rule *broken;
    size_t n_broken;
    bool audited;
    struct audit audit;
};

/* ---- reading ---------------------------------------------------------------------------- */

static const char *text_of(struct arena *a, const json_t *j, const char *key)
{
    const char *s = json_string_value(json_object_get(j, key));
    return s ? arena_strdup(a, s) : NULL;
}

static int64_t number_of(const json_t *j, const char *key)
{
    return json_integer_value(json_object_get(j, key));
}

static void read_broken(struct arena *a, const json_t *list, struct accessibility *out)
{
    out->n_broken = json_array_size(list);
    struct broken_rule *broken = arena_array(a, out->n_broken, sizeof *broken);
    for (size_t i = 0; i < out->n_broken; i++) {
        const json_t *x = json_array_get(list, i);
        broken[i] = (struct broken_rule){text_of(a, x, "rule"), text_of(a, x, "help"),
                                         number_of(x, "pages")};
    }
    out->broken = broken;
}

/* Ours, from the binary: wrong, it is a fault of the build. */
static void read_check(struct arena *a, struct accessibility *out)
{
    json_t *j = json_loadb(accessibility_data[0].text, accessibility_data[0].size, 0, NULL);
    const json_t *html = json_object_get(j, "html");
    *out = (struct accessibility){
        .version = text_of(a, j, "version"),
        .date = text_of(a, j, "date"),
        .browser = text_of(a, j, "browser"),
        .axe = text_of(a, j, "axe"),
        .pages = number_of(j, "pages"),
        .checks = number_of(j, "checks"),
        .documents = number_of(html, "documents"),
        .faulty = number_of(html, "faulty"),
        .rules_passed = (int64_t)json_array_size(json_object_get(j, "rules_passed")),
        .rules_for_people = (int64_t)json_array_size(json_object_get(j, "rules_for_people")),
    };
    read_broken(a, json_object_get(j, "violations"), out);
    json_decref(j);
    if (!out->version || !out->date || !out->browser || !out->axe)
        die("data/accessibility.json: write it anew, as test/browser/README.md says");
}

static bool audit_is_good(const struct audit *x)
{
    struct civil c;
    return x->date && civil_parse_date(x->date, &c) && x->by && *x->by && x->applicable > 0 &&
           x->applicable <= 106 && x->met >= 0 && x->met <= x->applicable &&
           (!x->report || strncmp(x->report, "https://", 8) == 0);
}

/* The operator's; without the file there was none. */
static enum err read_audit(struct app *app, struct accessibility *out, const char **why)
{
    struct arena *a = &app->arena;
    const char *path = arena_printf(a, "%s/pages/rgaa.json", app->config.data);
    char *text = arena_alloc(a, AUDIT_MAX_BYTES);
    FILE *f = fopen(path, "re");
    if (!f)
        return errno == ENOENT ? OK : ERR_IO;
    size_t n = fread(text, 1, AUDIT_MAX_BYTES, f);
    fclose(f);
    json_t *j = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
    out->audit = (struct audit){.date = text_of(a, j, "date"),
                                .by = text_of(a, j, "by"),
                                .report = text_of(a, j, "report"),
                                .met = number_of(j, "met"),
                                .applicable = number_of(j, "applicable")};
    json_decref(j);
    out->audited = audit_is_good(&out->audit);
    if (out->audited)
        return OK;
    *why = arena_printf(a,
                        "%s: {\"date\": \"AAAA-MM-JJ\", \"by\": \"…\", \"met\": N, \"applicable\": "
                        "N (106 au plus), \"report\": \"https://…\"} est attendu",
                        path);
    return ERR_INVALID;
}

/* Everywhere, as the decree asks. */
static const char *footer_words(const struct accessibility *x)
{
    if (!x->audited || 2 * x->audit.met < x->audit.applicable)
        return TR("Accessibilité : non conforme");
    return x->audit.met == x->audit.applicable ? TR("Accessibilité : totalement conforme")
                                               : TR("Accessibilité : partiellement conforme");
}

enum err accessibility_load(struct app *app, const struct accessibility **out, const char **why)
{
    struct accessibility *x = arena_new(&app->arena, struct accessibility);
    read_check(&app->arena, x);
    *out = x;
    enum err e = read_audit(app, x, why);
    app->accessibility = footer_words(x);
    return e;
}

/* ---- the page --------------------------------------------------------------------------- */

static const char *day(struct request *r, const char *iso)
{
    struct civil c;
    return civil_parse_date(iso, &c) ? date_long(r->arena, request_lang(r), &c) : iso;
}

static const char *count(struct request *r, int64_t n)
{
    return arena_printf(r->arena, "%lld", (long long)n);
}

/* DINUM's reading of the law: half of the applicable criteria makes it partly conformant. */
static const char *state_words(const struct accessibility *x)
{
    if (!x->audited)
        return TR("non conforme");
    if (x->audit.met == x->audit.applicable)
        return TR("totalement conforme");
    return 2 * x->audit.met >= x->audit.applicable ? TR("partiellement conforme")
                                                   : TR("non conforme");
}

static void add_audit(struct request *r, const struct accessibility *x,
                      struct accessibility_view *v)
{
    const char *lang = request_lang(r);
    v->state = tr(lang, state_words(x));
    v->audited = x->audited;
    if (!x->audited)
        return;
    v->audit_by = x->audit.by;
    v->audit_date = day(r, x->audit.date);
    v->audit_met = count(r, x->audit.met);
    v->audit_applicable = count(r, x->audit.applicable);
    v->audit_rate = count(r, x->audit.met * 100 / x->audit.applicable);
    v->audit_report = x->audit.report;
}

static void add_check(struct request *r, const struct accessibility *x,
                      struct accessibility_view *v)
{
    struct broken_rule_view *broken = arena_array(r->arena, x->n_broken, sizeof *broken);
    for (size_t i = 0; i < x->n_broken; i++)
        broken[i] = (struct broken_rule_view){.rule = x->broken[i].rule,
                                              .help = x->broken[i].help,
                                              .pages = tr_count(r->arena, request_lang(r),
                                                                TRN("une page", "{n} pages"),
                                                                x->broken[i].pages)};
    v->broken = broken;
    v->n_broken = x->n_broken;
    v->version = x->version;
    v->date = day(r, x->date);
    v->browser = x->browser;
    v->axe = x->axe;
    v->pages = count(r, x->pages);
    v->checks = count(r, x->checks);
    v->rules_passed = count(r, x->rules_passed);
    v->rules_for_people = count(r, x->rules_for_people);
    v->documents = count(r, x->documents);
    v->faulty = x->faulty ? count(r, x->faulty) : NULL;
}

/* A whole page of the operator's goes before; of ours, two parts are theirs to replace. */
enum err accessibility_show(struct request *r)
{
    const char *lang = request_lang(r);
    const struct text_view *own = texts_find(r->app, "accessibilite", lang);
    struct accessibility_view v = {.site = r->app->config.site_name};
    if (!texts_accessibility(r->app)) /* a command without a server reads no texts */
        return ERR_NOT_FOUND;
    if (own) {
        request_title(r, own->title, NULL);
        text_page(r->body, &r->page, own);
        return OK;
    }
    v.contents = *texts_find(r->app, "accessibilite-contenus", lang);
    v.recourse = *texts_find(r->app, "accessibilite-recours", lang);
    v.contact = *texts_find(r->app, "accessibilite-contact", lang);
    add_audit(r, texts_accessibility(r->app), &v);
    add_check(r, texts_accessibility(r->app), &v);
    request_title(r, tr(lang, TR("Déclaration d’accessibilité")), NULL);
    accessibility_page(r->body, &r->page, &v);
    return OK;
}
