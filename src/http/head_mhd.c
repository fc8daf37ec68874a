/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The head of a request out of libmicrohttpd's buffer. 0.9.75 keeps the head where it arrived and
 * writes NUL over each separator; a value ends at its first NUL, a continued line is glued to a
 * *name*, a bare LF passes as a line's end. None of that is told to us, but each leaves a gap: a
 * head is `exact` when its pieces follow one another with CRLF between.
 */
#include "http/server.h"

#include <microhttpd.h>

/* 1.0 refuses these by itself and lays the head out anew. */
static bool knows_layout(void)
{
    return MHD_get_version()[0] == '0';
}

struct walk {
    struct head *head;
    const char *at; /* where the next name must begin */
    bool exact;
};

static bool is_crlf(const char *p) /* as libmicrohttpd leaves it */
{
    return p[0] == '\0' && p[1] == '\0';
}

static bool only_blanks(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    return from == to;
}

static void step(struct walk *w, struct str name, struct str value)
{
    const char *colon = name.p + name.n, *end = value.p + value.n;
    w->exact = w->exact && name.p == w->at && value.p > colon && *colon == '\0' &&
               only_blanks(colon + 1, value.p) && is_crlf(end);
    w->at = end + 2;
}

static enum MHD_Result take_field(void *cls, enum MHD_ValueKind kind, const char *name,
                                  size_t name_size, const char *value, size_t value_size)
{
    struct walk *w = cls;
    struct head *h = w->head;
    (void)kind;
    struct head_field f = {{name, name_size}, {value ? value : name + name_size, value_size}};
    if (w->exact)
        step(w, f.name, f.value);
    if (h->n_fields < HEAD_MAX_FIELDS) {
        f.value = str_trim(f.value);
        h->fields[h->n_fields] = f;
    }
    h->n_fields++;
    return h->n_fields > HEAD_MAX_FIELDS ? MHD_NO : MHD_YES;
}

void head_collect(struct conn *c, struct MHD_Connection *mhd, const char *method,
                  const char *version)
{
    struct head *h = &c->head;
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct walk w = {.head = h, .at = version + 10};
    memset(h, 0, offsetof(struct head, fields));
    memset(&h->host, 0, sizeof *h - offsetof(struct head, host));
    h->method = str_of(method);
    h->target = str_of(c->text);
    h->http_1_0 = strcmp(version, "HTTP/1.0") == 0;
    h->size = size ? size->header_size : 0;
    w.exact = strlen(version) == 8 && is_crlf(version + 8) &&
              method + h->method.n + 1 == c->target_at && c->target_at + h->target.n + 1 == version;
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, take_field, &w);
    h->exact = !knows_layout() || (w.exact && is_crlf(w.at) && w.at + 2 == method + h->size);
}
