/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/organiser/filter.h"

#include "base/text.h"
#include "view/html.h"

#define ADDRESS_CAP ((size_t)8 * 1024)
#define WORD_MAX 32 /* bytes of an ecosystem's or an area's word */

/* ---- reading ---------------------------------------------------------------------------- */

static int state_of(const char *word)
{
    for (int s = STATE_CONFIRMED; word && s <= STATE_CANCELLED; s++)
        if (strcmp(word, registration_state_word((enum registration_state)s)) == 0)
            return s;
    return ANY;
}

static int modality_of(const char *word)
{
    for (int m = MODALITY_REMOTE; word && m <= MODALITY_LATER; m++)
        if (strcmp(word, modality_word((enum modality)m)) == 0)
            return m;
    return ANY;
}

/* "?" in an address is "not said", which is '' to the database. */
static const char *word_of(const char *typed)
{
    if (!typed || !*typed || strlen(typed) > WORD_MAX)
        return NULL;
    return strcmp(typed, "?") == 0 ? "" : typed;
}

static int64_t id_of(const char *typed)
{
    int64_t id;
    return typed && parse_int(str_of(typed), 1, INT64_MAX, &id) ? id : 0;
}

/* At most SEARCH_MAX bytes of what was typed, cut between two characters. */
static const char *search_of(struct arena *a, const char *typed)
{
    struct str s = str_trim(text_nfc(a, str_of(typed ? typed : "")));
    size_t n = 0;
    for (size_t next = 0; next < s.n;) {
        if (text_next(s, &next) < 0 || next > SEARCH_MAX)
            break;
        n = next;
    }
    return n ? arena_strndup(a, s.p, n) : NULL;
}

static session_id workshop_of(const char *typed)
{
    bool none = typed && strcmp(typed, "aucun") == 0;
    return (session_id){none ? NO_WORKSHOP : id_of(typed)};
}

struct filter filter_of(struct arena *a, const struct http_form *q)
{
    const char *present = http_form_get(q, "presence"), *order = http_form_get(q, "tri");
    struct filter f = {
        .state = state_of(http_form_get(q, "etat")),
        .modality = modality_of(http_form_get(q, "participation")),
        .present = ANY,
        .ecosystem = word_of(http_form_get(q, "ecosysteme")),
        .area = word_of(http_form_get(q, "region")),
        .workshop = workshop_of(http_form_get(q, "atelier")),
        .search = search_of(a, http_form_get(q, "q")),
        .by_arrival = order && strcmp(order, "arrivee") == 0,
        .after = id_of(http_form_get(q, "apres")),
        .before = id_of(http_form_get(q, "avant")),
    };
    if (present && *present)
        f.present = strcmp(present, "oui") == 0 ? 1 : strcmp(present, "non") == 0 ? 0 : ANY;
    return f;
}

struct filter filter_read(struct request *r)
{
    return filter_of(r->arena, &r->query);
}

struct filter filter_of_text(struct arena *a, const char *query)
{
    struct http_form form = {0};
    if (http_form_parse(a, str_of(*query == '?' ? query + 1 : query), &form) != OK)
        form = (struct http_form){0};
    return filter_of(a, &form);
}

/* ---- writing ---------------------------------------------------------------------------- */

static void put(struct buf *b, const char *name, const char *value)
{
    if (!value)
        return;
    buf_putc(b, memchr(buf_str(b), '?', b->len) ? '&' : '?');
    buf_puts(b, name);
    buf_putc(b, '=');
    html_url_part(b, value);
}

static void put_id(struct buf *b, struct arena *a, const char *name, int64_t id)
{
    if (id)
        put(b, name, arena_printf(a, "%lld", (long long)id));
}

static const char *or_unsaid(const char *word)
{
    return word && !*word ? "?" : word;
}

const char *filter_address(struct arena *a, const char *path, const struct filter *f)
{
    struct buf b = BUF_INIT(ADDRESS_CAP);
    buf_puts(&b, path);
    put(&b, "q", f->search);
    if (f->state != ANY)
        put(&b, "etat", registration_state_word((enum registration_state)f->state));
    if (f->modality != ANY)
        put(&b, "participation", modality_word((enum modality)f->modality));
    put(&b, "ecosysteme", or_unsaid(f->ecosystem));
    put(&b, "region", or_unsaid(f->area));
    if (f->workshop.v == NO_WORKSHOP)
        put(&b, "atelier", "aucun");
    else
        put_id(&b, a, "atelier", f->workshop.v);
    if (f->present != ANY)
        put(&b, "presence", f->present ? "oui" : "non");
    put(&b, "tri", f->by_arrival ? "arrivee" : NULL);
    put_id(&b, a, "apres", f->after);
    put_id(&b, a, "avant", f->before);
    const char *address = arena_strdup(a, buf_str(&b));
    buf_free(&b);
    return address;
}

bool filter_is_on(const struct filter *f)
{
    return f->state != ANY || f->modality != ANY || f->present != ANY || f->ecosystem || f->area ||
           f->workshop.v || f->search;
}

const char *address_part(struct arena *a, const char *text)
{
    struct buf b = BUF_INIT(ADDRESS_CAP);
    html_url_part(&b, text);
    const char *part = arena_strdup(a, buf_str(&b));
    buf_free(&b);
    return part;
}
