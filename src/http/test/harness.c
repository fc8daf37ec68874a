/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/test/harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static int64_t site_now(void *ctx)
{
    struct site *s = ctx;
    return s->now;
}

static void nap(void)
{
    const struct timespec ms = {0, 1000000};
    nanosleep(&ms, NULL);
}

void wait_until(_Atomic int *value, int at_least)
{
    for (int i = 0; i < 5000 && *value < at_least; i++)
        nap();
    assert_true(*value >= at_least);
}

static void fill(struct buf *b, const char *word)
{
    for (int i = 0; i < 400; i++)
        buf_printf(b, "%s line %05d\n", word, i);
}

static void keep(struct http_response *res, uint16_t table, uint64_t version)
{
    res->cacheable = true;
    res->made_from.n = 1;
    res->made_from.table[0] = table;
    res->made_from.version[0] = version;
    res->log_route = "/page";
}

static void page(struct site *s, const struct http_request *r, struct http_response *res)
{
    keep(res, 0, s->versions[0]);
    res->fresh_until = s->fresh_until;
    s->rendered++;
    fill(&res->body, r->language);
}

static void moving(struct site *s, struct http_response *res)
{
    keep(res, 1, s->versions[1]);
    s->rendered++;
    s->versions[1]++;
    fill(&res->body, "moving");
}

static void slow(struct site *s, struct http_response *res)
{
    s->waiting++;
    for (int i = 0; i < 10000 && !s->open; i++)
        nap();
    buf_puts(&res->body, "slow");
}

static void site_handle(void *worker, struct arena *a, const struct http_request *r,
                        struct http_response *res)
{
    struct site *s = worker;
    static const char *const methods[] = {"GET", "HEAD", "POST", "OTHER"};
    (void)a;
    http_set_header(res, "X-Content-Type-Options", "nosniff");
    if (strcmp(r->path, "/page") == 0) {
        page(s, r, res);
    } else if (strcmp(r->path, "/page/slow") == 0) {
        slow(s, res);
        page(s, r, res);
    } else if (strcmp(r->path, "/page/zone") == 0) {
        page(s, r, res);
        res->zone_matters = true;
        res->cache_zone = r->zone;
        buf_puts(&res->body, r->zone);
    } else if (strcmp(r->path, "/liar") == 0) {
        keep(res, 0, s->versions[0]);
        buf_printf(&res->body, "%d", s->liar++);
    } else if (strcmp(r->path, "/moving") == 0) {
        moving(s, res);
    } else if (strcmp(r->path, "/slow") == 0) {
        slow(s, res);
    } else if (strcmp(r->path, "/who") == 0) {
        buf_printf(&res->body, "%s %s [%s] %s [%s] [%s]", methods[r->method], r->path, r->query,
                   r->language, r->root, r->zone);
    } else if (strcmp(r->path, "/visitor") == 0) {
        char text[INET6_ADDRSTRLEN];
        inet_ntop(AF_INET6, r->address.b, text, sizeof text);
        buf_printf(&res->body, "%s %llx %d", text, (unsigned long long)r->visitor, r->secure);
    } else if (strcmp(r->path, "/echo") == 0) {
        buf_printf(&res->body, "%zu", r->body.n);
    } else {
        s->smuggled += strcmp(r->path, "/smuggled") == 0;
        res->status = 404;
        buf_puts(&res->body, "nothing here");
    }
}

static void site_log(void *ctx, const struct http_log *line)
{
    struct site *s = ctx;
    assert_non_null(line->route);
    s->logged++;
}

static void *worker_open(void *ctx)
{
    return ctx;
}

static const struct http_asset assets[] = {
    {"/a/1/site.css", "text/css; charset=utf-8", "abc", (const unsigned char *)"raw bytes",
     (const unsigned char *)"gz", (const unsigned char *)"b", 9, 2, 1},
    {"/a/2/icon.png", "image/png", "def", (const unsigned char *)"png", NULL, NULL, 3, 0, 0},
};

struct site *site_start(void (*change)(struct http_config *, struct http_limits *))
{
    static const char *const hosts[] = {"localhost", "example.org", "[::1]", NULL};
    static const char *const languages[] = {"fr", "en", NULL};
    struct site *s = xcalloc(1, sizeof *s);
    const char *why = "";
    struct http_config config = {.host = "127.0.0.1",
                                 .allowed_hosts = hosts,
                                 .languages = languages,
                                 .workers = 2,
                                 .versions = s->versions,
                                 .now = site_now,
                                 .assets = assets,
                                 .n_assets = ARRAY_LEN(assets),
                                 .handle = site_handle,
                                 .log = site_log,
                                 .worker_open = worker_open,
                                 .ctx = s};
    struct http_limits limits = http_limits_default;
    if (change)
        change(&config, &limits);
    assert_int_equal(http_start_limited(&config, &limits, &s->server, &why), OK);
    return s;
}

void site_stop(struct site *s)
{
    s->open = true;
    http_stop(s->server);
    free(s);
}

int dial_port(uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

int dial(const struct site *s)
{
    return dial_port(http_port(s->server));
}

/* The server may hang up first. */
void send_bytes(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return;
        bytes += sent;
        n -= (size_t)sent;
    }
}

void send_text(int fd, const char *text)
{
    send_bytes(fd, text, strlen(text));
}

static void parse(struct answer *a)
{
    a->bytes[a->n] = '\0';
    a->heads = 0;
    a->status = 0;
    a->body = NULL;
    if (sscanf(a->bytes, "HTTP/1.1 %3d ", &a->status) != 1)
        return;
    for (const char *p = a->bytes; (p = strstr(p, "HTTP/1.1 ")); p++)
        a->heads++;
    a->body = strstr(a->bytes, "\r\n\r\n");
    if (a->body) {
        a->body += 4;
        a->body_n = a->n - (size_t)(a->body - a->bytes);
    }
}

static bool complete(const struct answer *a)
{
    const char *length = a->body ? answer_header(a, "Content-Length") : NULL;
    return length && a->body_n >= strtoul(length, NULL, 10);
}

struct answer *read_answer(int fd, int ms, bool whole)
{
    struct answer *a = xcalloc(1, sizeof *a);
    while (a->n < sizeof a->bytes - 1 && !(whole && complete(a))) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, ms) <= 0)
            break;
        ssize_t n = recv(fd, a->bytes + a->n, sizeof a->bytes - 1 - a->n, 0);
        a->closed = n <= 0;
        if (n <= 0)
            break;
        a->n += (size_t)n;
        parse(a);
    }
    return a;
}

const char *answer_header(const struct answer *a, const char *name)
{
    static char value[512];
    size_t n = strlen(name);
    for (const char *p = strstr(a->bytes, "\r\n"); p && p + 2 < a->body; p = strstr(p, "\r\n")) {
        p += 2;
        if (strncasecmp(p, name, n) == 0 && p[n] == ':') {
            snprintf(value, sizeof value, "%.*s", (int)strcspn(p + n + 2, "\r"), p + n + 2);
            return value;
        }
    }
    return NULL;
}

struct answer *ask(const struct site *s, const char *method, const char *target, const char *more)
{
    BUF_SCOPED b = BUF_INIT(100000);
    int fd = dial(s);
    buf_printf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n", method,
               target, more);
    send_bytes(fd, buf_str(&b), b.len);
    struct answer *a = read_answer(fd, 5000, false);
    assert_true(a->closed);
    close(fd);
    return a;
}

void answer_free(struct answer *a)
{
    free(a);
}
