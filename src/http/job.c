/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A request's own copy: the worker reads it after the connection may be gone (http_stop). */
#include "http/server.h"

struct cursor {
    char *at;
};

static const char *put(struct cursor *c, struct str s)
{
    char *start = c->at;
    if (s.n)
        memcpy(start, s.p, s.n);
    start[s.n] = '\0';
    c->at += s.n + 1;
    return start;
}

static size_t text_size(const struct conn *c, const struct cache_key *k)
{
    size_t n = strlen(k->path) + c->query.n + k->zone.n + 3;
    for (unsigned i = 0; i < c->head.n_fields; i++)
        n += c->head.fields[i].name.n + c->head.fields[i].value.n + 2;
    return n;
}

static void take_body(struct job *j, struct conn *c)
{
    j->body = c->body.data;
    j->request.body = (struct str){c->body.len ? c->body.data : "", c->body.len};
    buf_init(&c->body, HTTP_BODY_MAX);
}

struct job *job_new(struct conn *c, struct MHD_Connection *mhd, const struct cache_key *key,
                    bool may_cache)
{
    const struct head *h = &c->head;
    struct job *j = xcalloc(1, sizeof *j);
    size_t fields_size = h->n_fields * sizeof(struct http_field);
    struct http_field *fields = j->text = xmalloc(fields_size + text_size(c, key));
    struct cursor to = {(char *)j->text + fields_size};
    for (unsigned i = 0; i < h->n_fields; i++) {
        fields[i].name = put(&to, h->fields[i].name);
        fields[i].value = put(&to, h->fields[i].value);
    }
    enum http_method m = method_of(h->method);
    j->conn = c;
    j->mhd = mhd;
    j->accepted = encodings_accepted(h->accept_encoding);
    j->may_cache = may_cache;
    j->must_close = h->chunked; /* its framing was judged by another parser than ours */
    j->request = (struct http_request){
        .method = m == HTTP_HEAD && may_cache ? HTTP_GET : m, /* one page for both */
        .path = put(&to, str_of(key->path)),
        .query = put(&to, c->query),
        .headers = fields,
        .n_headers = h->n_fields,
        .language = key->language,
        .zone = put(&to, key->zone),
        .root = key->root,
        .secure = h->forwarded_https && c->by_proxy,
    };
    j->request.visitor = visitor_of(c, &j->request.address);
    j->key = (struct cache_key){key->language, key->root, j->request.path, str_of(j->request.zone)};
    take_body(j, c);
    return j;
}
