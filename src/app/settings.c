/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/settings.h"

#include "app/app.h"
#include "app/migrations.h"

#include <sodium.h>

#define HIGHEST_REVISION "(SELECT COALESCE(MAX(revision), 0) FROM setting)"

/* Texts stand on pages of their own, which read them. */
static const struct stmt sql_settings = {
    "SELECT name, SUBSTR(value, 1, 400), revision, changed_at FROM setting ORDER BY name LIMIT 200",
    "", "ttii"};
static const struct stmt sql_setting_of = {
    "SELECT name, value, revision, changed_at FROM setting WHERE name = $1", "t", "ttii"};
/* An empty value stands for none, and keeps the revision: who edits sees that somebody emptied it.
 */
static const struct stmt sql_setting_put = {
    "INSERT INTO setting (name, value, revision, changed_at)"
    " VALUES ($1, $2, 1 + " HIGHEST_REVISION ", $3) ON CONFLICT (name) DO UPDATE"
    " SET value = excluded.value, revision = excluded.revision, changed_at = excluded.changed_at",
    "tti", ""};

static const struct stmt *const statements[] = {&sql_settings, &sql_setting_of, &sql_setting_put};

static const struct store_column columns[] = {
    COLUMN_PLAIN("setting", "name", "the name of a setting"),
    COLUMN_PUBLIC("setting", "value", "what the network says of itself"),
};

const struct store_schema settings_schema = {
    .migrations = app_migrations,
    .n_migrations = ARRAY_LEN(app_migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .columns = columns,
    .n_columns = ARRAY_LEN(columns),
};

/* ---- colours as text -------------------------------------------------------------------- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool hue_from_text(const char *text, uint32_t *out)
{
    uint32_t hue = 0;
    if (strlen(text) != 7 || text[0] != '#')
        return false;
    for (const char *p = text + 1; *p; p++) {
        if (hex_digit(*p) < 0)
            return false;
        hue = hue << 4 | (uint32_t)hex_digit(*p);
    }
    *out = hue;
    return true;
}

const char *hue_text(struct arena *a, uint32_t hue)
{
    return arena_printf(a, "#%06x", hue);
}

/* ---- reading ---------------------------------------------------------------------------- */

static enum err read_rows(struct arena *a, const struct rows *r, const struct setting **out,
                          size_t *n)
{
    struct setting *list = arena_array(a, r->n, sizeof *list);
    for (size_t i = 0; i < r->n; i++)
        list[i] = (struct setting){row_text(r, i, 0), row_text(r, i, 1), row_int(r, i, 2),
                                   row_int(r, i, 3)};
    *out = list;
    *n = r->n;
    return OK;
}

enum err settings_all(struct db *db, struct arena *a, const struct setting **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_settings, NO_PARAMS, &r);
    return e == OK ? read_rows(a, &r, out, n) : e;
}

enum err setting_of(struct db *db, struct arena *a, const char *name, struct setting *out)
{
    struct rows r;
    const struct setting *list;
    size_t n = 0;
    *out = (struct setting){.name = name};
    enum err e = db_query(db, a, &sql_setting_of, PARAMS(v_text(name)), &r);
    if (e == OK)
        e = read_rows(a, &r, &list, &n);
    if (e == OK && n)
        *out = list[0];
    if (out->value && !*out->value)
        out->value = NULL;
    return e;
}

static const char *value_of(const struct setting *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0 && *list[i].value)
            return list[i].value;
    return NULL;
}

static void read_hues(struct arena *a, const struct setting *list, size_t n, const char *prefix,
                      uint32_t hues[HUES], struct settings *s)
{
    for (int i = 0; i < HUES; i++) {
        const char *value = value_of(list, n, arena_printf(a, "%s%d", prefix, i + 1));
        if (value && hue_from_text(value, &hues[i]))
            s->themed = true;
    }
}

/* An address that no other colours have had. */
static const char *theme_of(struct arena *a, const struct settings *s)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    char text[2 * sizeof hash + 1];
    uint32_t all[2 * HUES];
    memcpy(all, s->light, sizeof s->light);
    memcpy(all + HUES, s->dark, sizeof s->dark);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)all, sizeof all, NULL, 0);
    sodium_bin2hex(text, sizeof text, hash, sizeof hash);
    return arena_printf(a, "/theme/%.16s", text);
}

enum err settings_load(struct db *db, struct arena *a, const struct config *config,
                       struct settings *out)
{
    const struct setting *list = NULL;
    size_t n = 0;
    enum err e = settings_all(db, a, &list, &n);
    const char *name = value_of(list, n, SETTING_NAME);
    const char *languages = value_of(list, n, SETTING_LANGUAGES);
    const char *language = value_of(list, n, SETTING_LANGUAGE);
    *out = (struct settings){
        .site_name = name && !config->site_name_fixed ? name : config->site_name,
        .description = value_of(list, n, SETTING_DESCRIPTION),
        .letters = value_of(list, n, SETTING_LETTERS),
        .contact = value_of(list, n, SETTING_CONTACT),
        .mail_name = value_of(list, n, SETTING_MAIL_NAME),
        .mail_reply = value_of(list, n, SETTING_MAIL_REPLY),
        .english = !languages || strcmp(languages, "fr") != 0,
        .language = "fr",
    };
    if (out->english && language && strcmp(language, "en") == 0)
        out->language = "en";
    read_hues(a, list, n, SETTING_LIGHT, out->light, out);
    read_hues(a, list, n, SETTING_DARK, out->dark, out);
    if (out->themed)
        out->theme = theme_of(a, out);
    return e;
}

enum err settings_refresh_mail(const void *config, struct db *db, struct arena *a,
                               struct mail_house *house)
{
    struct settings s;
    enum err e = settings_load(db, a, config, &s);
    if (e != OK)
        return e;
    house->site_name = s.site_name;
    house->from_name = s.mail_name ? s.mail_name : s.site_name;
    house->reply_to = s.mail_reply;
    return OK;
}

/* ---- editing ---------------------------------------------------------------------------- */

static bool is_text(const char *x, const char *y)
{
    return strcmp(x ? x : "", y ? y : "") == 0;
}

static enum err save_one(struct db *db, struct arena *a, const struct save_settings *x,
                         const struct setting_value *v, struct audit_change *change, bool *changed)
{
    struct setting is;
    const char *value = v->value && *v->value ? v->value : NULL;
    enum err e = setting_of(db, a, v->name, &is);
    if (e == OK && is.revision > x->seen)
        e = ERR_CONFLICT;
    *changed = e == OK && !is_text(is.value, value);
    if (!*changed)
        return e;
    *change = (struct audit_change){v->name, is.value, value};
    return db_exec(db, &sql_setting_put,
                   PARAMS(v_text(v->name), v_text(value ? value : ""), v_int(x->now)), NULL);
}

static enum err save_rule(struct db *db, struct arena *a, const struct save_settings *x)
{
    struct audit_change changes[SAVE_SETTINGS_MAX];
    size_t n = 0;
    enum err e = OK;
    if (x->n > SAVE_SETTINGS_MAX)
        die("settings: %zu at once", x->n);
    for (size_t i = 0; e == OK && i < x->n; i++) {
        bool changed = false;
        e = save_one(db, a, x, &x->values[i], &changes[n], &changed);
        n += changed;
    }
    if (e != OK || !n)
        return e;
    return audit_note(db, &(const struct audit_entry){.by = x->by,
                                                      .verb = x->verb,
                                                      .id = x->id,
                                                      .title = x->title,
                                                      .href = x->href,
                                                      .changes = changes,
                                                      .n_changes = n,
                                                      .now = x->now});
}

enum err save_settings(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = save_rule(db, &a, arg);
    arena_free(&a);
    return e;
}
