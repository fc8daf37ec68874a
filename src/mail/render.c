/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a row of the outbox to a message: its kind's words, one document around them. */
#include "mail/mail.h"

#include "base/embedded.h"
#include "base/text.h"
#include "mail/mail_style.h"
#include "view/html.h"

#include <sodium.h>

#define NAME_MAX_BYTES 120
#define SUBJECT_MAX_BYTES 300

const struct mail_kind *mail_kind_of(const struct mail_house *house, const char *name)
{
    for (size_t i = 0; i < house->n_kinds; i++)
        if (strcmp(house->kinds[i]->name, name) == 0)
            return house->kinds[i];
    return NULL;
}

static const char *root_of(const char *lang)
{
    return strcmp(lang, "en") == 0 ? "/en" : "";
}

struct page mail_page(const struct mail_house *house, const char *lang)
{
    return (struct page){.lang = lang,
                         .root = root_of(lang),
                         .site_name = house->site_name,
                         .base_url = house->base_url};
}

const char *mail_href(const struct mail_house *house, struct arena *a, const char *lang,
                      const char *path)
{
    return arena_printf(a, "%s%s%s", house->base_url, root_of(lang), path);
}

/* ---- what people typed ------------------------------------------------------------------ */

/* At most `max` bytes, in whole code points. */
static char *cut(char *s, size_t max)
{
    size_t n = strlen(s);
    if (n > max)
        for (n = max; n && ((unsigned char)s[n] & 0xC0) == 0x80;)
            n--;
    s[n] = '\0';
    return s;
}

/* The name beside an address, without what ends one or begins another (RFC 5322 3.2.3). */
static const char *header_name(struct arena *a, const char *typed)
{
    char *line = cut(text_line(a, str_of(typed)), NAME_MAX_BYTES), *end = line;
    for (const char *p = line; *p; p++)
        if (!strchr("<>\"\\@,;:()[]", *p))
            *end++ = *p;
    *end = '\0';
    return *line ? line : NULL;
}

static bool is_letter(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

/* A point between letters is a domain's, a slash or a colon an address's. */
static bool may_become_link(const char *s)
{
    for (const char *p = s; *p; p++)
        if (strchr("/\\:@<>", *p) || (*p == '.' && p > s && is_letter(p[-1]) && is_letter(p[1])))
            return true;
    return false;
}

const char *mail_name(struct arena *a, const char *typed)
{
    const char *line = text_line(a, str_of(typed));
    return *line && !may_become_link(line) ? line : NULL;
}

/* ---- the document ----------------------------------------------------------------------- */

/*
 * Readers of mail load no style sheet and templates hold no style, so the one sheet of all messages
 * is put here, as it stands in the binary.
 */
static const char *document(struct arena *a, const struct mail_draft *d, const char *subject)
{
    BUF_SCOPED b = BUF_INIT(MAIL_BODY_MAX + 16384);
    buf_puts(&b, "<!doctype html>\n<html lang=\"");
    html_attr(&b, d->lang);
    buf_puts(&b, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    html_attr(&b, subject);
    buf_puts(&b,
             "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n<style>");
    buf_puts(&b, mail_style[0].text);
    buf_puts(&b, "</style>\n</head>\n<body>\n");
    buf_add(&b, buf_str(d->body), d->body->len);
    buf_puts(&b, "\n</body>\n</html>\n");
    return arena_strndup(a, buf_str(&b), b.len);
}

const char *mail_style_source(struct arena *a)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[64];
    const struct embedded_text *style = &mail_style[0];
    crypto_hash_sha256(hash, (const unsigned char *)style->text, style->size);
    sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    return arena_printf(a, "'sha256-%s'", text);
}

static enum err finish(struct arena *a, const struct mail_house *house, const struct mail_draft *d,
                       struct mail_message *out)
{
    if (d->body->full)
        return ERR_TOO_LARGE;
    *out = (struct mail_message){
        .to_name = header_name(a, d->to_name),
        .to_address = text_line(a, str_of(d->to_address)),
        .subject = cut(text_line(a, str_of(d->subject)), SUBJECT_MAX_BYTES),
        .lang = d->lang,
        .calendar = d->calendar,
        .calendar_method = d->calendar_method,
        .calendar_cancel = d->calendar_cancel,
        .unsubscribe = d->unsubscribe,
        .from_name = header_name(a, house->from_name ? house->from_name : house->site_name),
        .reply_to = house->reply_to,
    };
    if (strpbrk(out->to_address, " <>,;\"")) /* what the forms refuse: somebody else wrote it */
        return ERR_CORRUPT;
    out->html = document(a, d, out->subject);
    out->text = mail_text(a, d->lang, out->html);
    return OK;
}

enum err mail_render(const struct mail_house *house, struct db *db, struct arena *a,
                     const struct mail_row *row, struct mail_message *out)
{
    const struct mail_kind *kind = mail_kind_of(house, row->kind);
    BUF_SCOPED body = BUF_INIT(MAIL_BODY_MAX);
    struct mail_draft d = {.body = &body, .lang = "fr", .subject = ""};
    struct mail_house now = *house;
    if (!kind)
        return ERR_NOT_FOUND;
    enum err e = house->refresh ? house->refresh(house->ctx, db, a, &now) : OK;
    if (e == OK)
        e = kind->render(&now, db, a, row, &d);
    return e == OK ? finish(a, &now, &d, out) : e;
}

struct params mail_people_ids(struct value ids[MAIL_PEOPLE_MAX], const int64_t *about, size_t n)
{
    for (size_t i = 0; i < MAIL_PEOPLE_MAX; i++)
        ids[i] = v_int(i < n ? about[i] : 0);
    return (struct params){MAIL_PEOPLE_MAX, ids};
}

/* ---- whom rows are for ------------------------------------------------------------------ */

/* Asks once for all rows from `first` whose kind has the same function as its own. */
static enum err ask(const struct mail_house *house, struct db *db, struct arena *a,
                    const struct mail_row *rows, size_t first, size_t n, bool *asked,
                    struct mail_person *out)
{
    const struct mail_kind *kind = mail_kind_of(house, rows[first].kind);
    int64_t about[MAIL_PEOPLE_MAX];
    size_t place[MAIL_PEOPLE_MAX], k = 0;
    struct mail_person people[MAIL_PEOPLE_MAX] = {0};
    for (size_t i = first; kind && i < n; i++) {
        const struct mail_kind *other = mail_kind_of(house, rows[i].kind);
        if (!other || other->people != kind->people)
            continue;
        asked[i] = true;
        place[k] = i;
        about[k++] = rows[i].about;
    }
    enum err e = k ? kind->people(db, a, about, k, people) : OK;
    for (size_t i = 0; e == OK && i < k; i++)
        out[place[i]] = people[i];
    return e;
}

enum err mail_people(const struct mail_house *house, struct db *db, struct arena *a,
                     const struct mail_row *rows, size_t n, struct mail_person *out)
{
    bool asked[MAIL_PEOPLE_MAX] = {false};
    enum err e = OK;
    if (n > MAIL_PEOPLE_MAX)
        die("mail: %zu rows at once", n);
    memset(out, 0, n * sizeof *out);
    for (size_t i = 0; e == OK && i < n; i++)
        if (!asked[i])
            e = ask(house, db, a, rows, i, n, asked, out);
    return e;
}
