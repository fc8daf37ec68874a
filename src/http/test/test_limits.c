/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a visitor may not do: ask for too much, take too long, keep others waiting. */
#include "http/test/harness.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define POST "POST /echo HTTP/1.1\r\nHost: localhost\r\n"

static void bounds_the_head(void **state)
{
    struct site *s = site_start(NULL);
    BUF_SCOPED more = BUF_INIT(100000);
    (void)state;
    buf_puts(&more, "X: ");
    while (more.len < 15 * 1024)
        buf_puts(&more, "0123456789abcdef");
    buf_puts(&more, "\r\n");
    struct answer *a = ask(s, "GET", "/who", buf_str(&more));
    assert_int_equal(a->status, 200);
    answer_free(a);
    buf_puts(&more, "Y: ");
    while (more.len < 17 * 1024)
        buf_puts(&more, "0123456789abcdef");
    buf_puts(&more, "\r\n");
    a = ask(s, "GET", "/who", buf_str(&more));
    assert_int_equal(a->status, 431);
    answer_free(a);
    buf_clear(&more);
    for (int i = 0; i < 120; i++)
        buf_printf(&more, "X%d: y\r\n", i);
    a = ask(s, "GET", "/who", buf_str(&more));
    assert_int_equal(a->status, 431);
    answer_free(a);
    site_stop(s);
}

/* Far over libmicrohttpd's own memory: refused, by it or by us, and never served. */
static void bounds_a_huge_head(void **state)
{
    struct site *s = site_start(NULL);
    BUF_SCOPED b = BUF_INIT(200000);
    (void)state;
    buf_puts(&b, "GET /smuggled?");
    while (b.len < 100000)
        buf_puts(&b, "a=1&");
    buf_puts(&b, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    int fd = dial(s);
    send_bytes(fd, b.data, b.len);
    struct answer *a = read_answer(fd, 3000, false);
    assert_true(a->closed);
    assert_true(a->status == 0 || a->status == 414 || a->status == 431);
    assert_int_equal(s->smuggled, 0);
    answer_free(a);
    close(fd);
    site_stop(s);
}

static struct answer *post_chunks(const struct site *s, size_t total)
{
    static char zeros[65536];
    int fd = dial(s);
    send_text(fd, POST "Transfer-Encoding: chunked\r\n\r\n");
    for (size_t sent = 0; sent < total;) {
        char size[16];
        size_t n = total - sent < sizeof zeros ? total - sent : sizeof zeros;
        snprintf(size, sizeof size, "%zx\r\n", n);
        send_text(fd, size);
        send_bytes(fd, zeros, n);
        send_text(fd, "\r\n");
        sent += n;
    }
    send_text(fd, "0\r\n\r\n");
    struct answer *a = read_answer(fd, 3000, false);
    close(fd);
    return a;
}

static void bounds_the_body(void **state)
{
    struct site *s = site_start(NULL);
    char text[256];
    (void)state;
    int fd = dial(s);
    snprintf(text, sizeof text, POST "Content-Length: %zu\r\n\r\n", HTTP_BODY_MAX + 1);
    send_text(fd, text);
    struct answer *a = read_answer(fd, 3000, false); /* before a byte of body */
    assert_int_equal(a->status, 413);
    assert_true(a->closed);
    answer_free(a);
    close(fd);
    fd = dial(s);
    snprintf(text, sizeof text, POST "Content-Length: %zu\r\n\r\n", HTTP_BODY_MAX);
    send_text(fd, text);
    char *body = xcalloc(1, HTTP_BODY_MAX);
    send_bytes(fd, body, HTTP_BODY_MAX);
    a = read_answer(fd, 3000, true);
    assert_string_equal(a->body, "1048576");
    answer_free(a);
    free(body);
    close(fd);
    a = post_chunks(s, HTTP_BODY_MAX);
    assert_string_equal(a->body, "1048576");
    answer_free(a);
    a = post_chunks(s, HTTP_BODY_MAX + 1);
    assert_int_equal(a->status, 413);
    assert_true(a->closed);
    answer_free(a);
    a = post_chunks(s, 16 * HTTP_BODY_MAX); /* cut off */
    assert_true(a->closed && a->status == 0);
    answer_free(a);
    site_stop(s);
}

static size_t files_welcome(void *ctx, const char *path)
{
    (void)ctx;
    return strcmp(path, "/echo") == 0 ? 4 * HTTP_BODY_MAX : HTTP_BODY_MAX;
}

static void take_files(struct http_config *config, struct http_limits *limits)
{
    config->body_max = files_welcome;
    limits->body_ms = 500;
    limits->body_rate = 8 * 1024 * 1024; /* and so 375 ms more for 3 MiB */
    limits->tick_ms = 20;
}

#define SESSION "Cookie: session=x\r\n"

/* `n`: what is claimed; `sent`: what is sent of it. */
static struct answer *post_file(const struct site *s, const char *target, const char *more,
                                const char *n, size_t sent)
{
    char text[256];
    int fd = dial(s);
    char *body = xcalloc(1, sent + 1);
    snprintf(text, sizeof text,
             "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %s\r\n\r\n", target, more,
             n);
    send_text(fd, text);
    send_bytes(fd, body, sent);
    struct answer *a = read_answer(fd, 5000, true);
    free(body);
    close(fd);
    return a;
}

/* More than a form's worth, where a route says so, for who may be signed in. */
static void bounds_files(void **state)
{
    static const struct {
        const char *target, *more, *claim;
        size_t sent;
        int status;
    } all[] = {
        {"/echo", SESSION, "4194304", 4 * HTTP_BODY_MAX, 200},
        {"/en/echo", SESSION, "3000000", 3000000, 200},
        {"/echo", SESSION, "4194305", 0, 413},
        {"/echo", "", "4194304", 0, 413},
        {"/echo", "Cookie: autre=session\r\n", "4194304", 0, 413},
        {"/who", SESSION, "4194304", 0, 413},
        {"/echo", SESSION, "10737418240", 0, 413},
        {"/echo", SESSION, "9223372036854775807", 0, 413},
        {"/echo", SESSION, "9223372036854775808", 0, 400},
    };
    struct site *s = site_start(take_files);
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct answer *a = post_file(s, all[i].target, all[i].more, all[i].claim, all[i].sent);
        if (a->status != all[i].status)
            fail_msg("%zu: %d", i, a->status);
        if (a->status == 200)
            assert_string_equal(a->body, all[i].claim);
        answer_free(a);
    }
    site_stop(s);
}

/* A file that does not come to its end is given up, and leaves nothing. */
static void ends_slow_files(void **state)
{
    struct site *s = site_start(take_files);
    (void)state;
    int64_t began = monotonic_ns();
    struct answer *a = post_file(s, "/echo", SESSION, "4194304", 2 * HTTP_BODY_MAX);
    int64_t ms = (monotonic_ns() - began) / 1000000;
    assert_int_equal(a->status, 0);
    assert_true(a->closed);
    assert_true(ms > 500 && ms < 4000);
    answer_free(a);
    for (int i = 0; i < 200 && s->server->bodies; i++)
        nanosleep(&(struct timespec){0, 10000000}, NULL);
    assert_int_equal(s->server->bodies, 0);
    site_stop(s);
}

static void nowhere_to_put_files(struct http_config *config, struct http_limits *limits)
{
    take_files(config, limits);
    config->spool = "/nulle/part";
}

static void a_full_disk_is_said(void **state)
{
    struct site *s = site_start(nowhere_to_put_files);
    (void)state;
    struct answer *a = post_file(s, "/echo", SESSION, "3000000", 3000000);
    assert_int_equal(a->status, 503);
    answer_free(a);
    a = post_file(s, "/echo", SESSION, "1000", 1000); /* in memory */
    assert_int_equal(a->status, 200);
    answer_free(a);
    site_stop(s);
}

/* And a moment more: a request is counted just before it is queued. */
static void wait_for_requests(const struct site *s, uint64_t n)
{
    const struct timespec ms = {0, 1000000}, moment = {0, 50000000};
    for (int i = 0; i < 3000 && http_counters(s->server).requests < n; i++)
        nanosleep(&ms, NULL);
    nanosleep(&moment, NULL);
}

static void few_bodies(struct http_config *config, struct http_limits *limits)
{
    (void)config;
    limits->bodies_max = 100;
}

/* All bodies together are bounded too, and what is answered is given back. */
static void bounds_all_bodies(void **state)
{
    struct site *s = site_start(few_bodies);
    (void)state;
    int first = dial(s), second = dial(s);
    send_text(first, POST "Content-Length: 90\r\n\r\n0123456789012345678901234567890123456789"
                          "0123456789012345678901234567890123456789");
    wait_for_requests(s, 1);
    send_text(second, POST "Content-Length: 30\r\n\r\n012345678901234567890123456789");
    struct answer *a = read_answer(second, 3000, false);
    assert_true(a->closed && a->status == 0);
    answer_free(a);
    send_text(first, "0123456789");
    a = read_answer(first, 3000, true);
    assert_string_equal(a->body, "90");
    answer_free(a);
    close(second);
    send_text(first, POST "Content-Length: 30\r\n\r\n012345678901234567890123456789");
    a = read_answer(first, 3000, true);
    assert_string_equal(a->body, "30");
    answer_free(a);
    close(first);
    site_stop(s);
}

static void quick(struct http_config *config, struct http_limits *limits)
{
    (void)config;
    limits->head_ms = 600;
    limits->body_ms = 600;
    limits->idle_ms = 1000; /* libmicrohttpd counts whole seconds */
    limits->tick_ms = 50;
}

/* Sends a byte every 40 ms; how long the server bore it, at most 4 s. */
static int64_t drip(int fd, const char *bytes, size_t n)
{
    int64_t began = monotonic_ns();
    for (size_t i = 0; i < 100; i++) {
        const struct timespec nap = {0, 40000000};
        char c;
        send_bytes(fd, &bytes[i % n], 1);
        nanosleep(&nap, NULL);
        if (recv(fd, &c, 1, MSG_DONTWAIT) == 0)
            break;
    }
    close(fd);
    return (monotonic_ns() - began) / 1000000;
}

static void ends_slow_heads_and_bodies(void **state)
{
    struct site *s = site_start(quick);
    (void)state;
    int fd = dial(s);
    send_text(fd, "GET /who HTTP/1.1\r\nX: ");
    int64_t ms = drip(fd, "abc", 3);
    assert_in_range(ms, 500, 2000);
    fd = dial(s);
    send_text(fd, POST "Content-Length: 1000\r\n\r\n");
    ms = drip(fd, "abc", 3);
    assert_in_range(ms, 500, 2000);
    fd = dial(s); /* a second head on a living connection: idle and head together */
    send_text(fd, "GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
    answer_free(read_answer(fd, 2000, true));
    send_text(fd, "GET /who HTTP/1.1\r\nX: ");
    ms = drip(fd, "abc", 3);
    assert_in_range(ms, 1400, 3000);
    site_stop(s);
}

static void does_not_end_a_slow_answer(void **state)
{
    struct site *s = site_start(quick);
    int fd = dial(s);
    const struct timespec nap = {2, 0};
    (void)state;
    send_text(fd, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    wait_until(&s->waiting, 1);
    nanosleep(&nap, NULL);
    s->open = true;
    struct answer *a = read_answer(fd, 3000, true);
    assert_string_equal(a->body, "slow");
    answer_free(a);
    close(fd);
    site_stop(s);
}

static void small_queue(struct http_config *config, struct http_limits *limits)
{
    (void)limits;
    config->workers = 2;
    config->queue_max = 3;
}

static void says_no_when_the_queue_is_full(void **state)
{
    struct site *s = site_start(small_queue);
    int fds[5];
    (void)state;
    answer_free(ask(s, "GET", "/page", ""));
    for (int i = 0; i < 5; i++) {
        fds[i] = dial(s);
        send_text(fds[i], "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if (i < 2)
            wait_until(&s->waiting, i + 1);
    }
    wait_for_requests(s, 6);
    struct answer *a = ask(s, "GET", "/no", "Accept-Encoding: br\r\n");
    assert_int_equal(a->status, 503);
    assert_string_equal(answer_header(a, "Retry-After"), "2");
    answer_free(a);
    a = ask(s, "GET", "/page", "");
    assert_int_equal(a->status, 200); /* the cache and assets need no worker */
    answer_free(a);
    a = ask(s, "GET", "/a/1/site.css", "");
    assert_int_equal(a->status, 200);
    answer_free(a);
    s->open = true;
    for (int i = 0; i < 5; i++) {
        a = read_answer(fds[i], 3000, true);
        assert_string_equal(a->body, "slow");
        answer_free(a);
        close(fds[i]);
    }
    assert_int_equal(s->waiting, 5);
    assert_true(http_counters(s->server).refused_full >= 1);
    site_stop(s);
}

/* Ten ask for one page at once: only those whom a worker took before it was there render it. */
static void renders_once_for_many(void **state)
{
    struct site *s = site_start(NULL);
    int fds[10];
    (void)state;
    for (int i = 0; i < 10; i++) {
        fds[i] = dial(s);
        send_text(fds[i], "GET /page/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    wait_for_requests(s, 10);
    s->open = true;
    for (int i = 0; i < 10; i++) {
        struct answer *a = read_answer(fds[i], 3000, true);
        assert_int_equal(a->status, 200);
        answer_free(a);
        close(fds[i]);
    }
    assert_true(s->rendered <= 3); /* two workers, and one that finishes while the other looks */
    site_stop(s);
}

static void serves_two_hundred_at_once(void **state)
{
    enum { N = 200 };
    struct site *s = site_start(NULL);
    int fds[N];
    (void)state;
    for (int i = 0; i < N; i++)
        fds[i] = dial(s);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < N; i++)
            send_text(fds[i], "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
        for (int i = 0; i < N; i++) {
            struct answer *a = read_answer(fds[i], 5000, true);
            assert_int_equal(a->status, 200);
            assert_int_equal(a->body_n, 5600);
            answer_free(a);
        }
    }
    for (int i = 0; i < N; i++)
        close(fds[i]);
    site_stop(s);
}

static void with_one_io_thread(struct http_config *config, struct http_limits *limits)
{
    (void)limits;
    config->io_threads = 1;
}

static pid_t fork_site(uint16_t *port)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        *port = http_port(site_start(with_one_io_thread)->server);
        if (write(ends[1], port, sizeof *port) < 0)
            _exit(1);
        while (true)
            pause();
    }
    assert_int_equal(read(ends[0], port, sizeof *port), sizeof *port);
    close(ends[0]);
    close(ends[1]);
    return child;
}

/* All of these are there when the server's thread gets to look. */
static void ask_at_once(pid_t server, const int *fds, int n)
{
    kill(server, SIGSTOP);
    for (int i = 0; i < n; i++)
        send_text(fds[i], "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
    kill(server, SIGCONT);
    for (int i = 0; i < n; i++) {
        struct answer *a = read_answer(fds[i], 3000, true);
        assert_int_equal(a->status, 200);
        answer_free(a);
    }
}

/* libmicrohttpd takes 128 events at a time, and would wait for one more before it serves them. */
static void serves_as_many_as_it_takes_at_once(void **state)
{
    enum { N = 130 };
    uint16_t port;
    int fds[N];
    (void)state;
    pid_t server = fork_site(&port);
    for (int i = 0; i < N; i++)
        fds[i] = dial_port(port);
    for (int n = N; n > 125; n--)
        ask_at_once(server, fds, n);
    for (int i = 0; i < N; i++)
        close(fds[i]);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
}

static void survives_visitors_who_leave(void **state)
{
    struct site *s = site_start(NULL);
    (void)state;
    for (int i = 0; i < 50; i++) {
        int fd = dial(s);
        send_text(fd, i % 3 == 0   ? "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"
                      : i % 3 == 1 ? POST "Content-Length: 100\r\n\r\nabc"
                                   : "GET /pa");
        close(fd);
    }
    s->open = true;
    struct answer *a = ask(s, "GET", "/who", "");
    assert_int_equal(a->status, 200);
    answer_free(a);
    site_stop(s);
}

static void *stop_server(void *arg)
{
    struct site *s = arg;
    http_stop(s->server);
    return NULL;
}

static void begin_stop(struct site *s, pthread_t *t, int *fd)
{
    const struct timespec nap = {0, 100000000};
    *fd = dial(s);
    send_text(*fd, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    wait_until(&s->waiting, 1);
    assert_int_equal(pthread_create(t, NULL, stop_server, s), 0);
    nanosleep(&nap, NULL);
}

static void stops_after_what_it_answers(void **state)
{
    struct site *s = site_start(NULL);
    pthread_t t;
    int fd, idle = dial(s);
    (void)state;
    begin_stop(s, &t, &fd);
    s->open = true;
    struct answer *a = read_answer(fd, 3000, false);
    assert_string_equal(a->body, "slow");
    answer_free(a);
    pthread_join(t, NULL);
    close(fd);
    close(idle);
    free(s);
}

static void impatient(struct http_config *config, struct http_limits *limits)
{
    config->workers = 1;
    limits->stop_ms = 300;
}

/* A worker that does not return: its visitor gets 503 in time, and so do those who wait. */
static void stops_while_busy(void **state)
{
    struct site *s = site_start(impatient);
    pthread_t t;
    int fd, queued = dial(s);
    (void)state;
    answer_free(ask(s, "GET", "/page", ""));
    fd = dial(s);
    send_text(fd, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    wait_until(&s->waiting, 1);
    send_text(queued, "GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
    wait_for_requests(s, 3);
    assert_int_equal(pthread_create(&t, NULL, stop_server, s), 0);
    struct answer *a = read_answer(fd, 3000, true);
    assert_int_equal(a->status, 503);
    answer_free(a);
    a = read_answer(queued, 3000, true);
    assert_int_equal(a->status, 503);
    answer_free(a);
    s->open = true;
    pthread_join(t, NULL);
    close(fd);
    close(queued);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_the_head),
        cmocka_unit_test(bounds_a_huge_head),
        cmocka_unit_test(bounds_the_body),
        cmocka_unit_test(bounds_files),
        cmocka_unit_test(ends_slow_files),
        cmocka_unit_test(a_full_disk_is_said),
        cmocka_unit_test(bounds_all_bodies),
        cmocka_unit_test(ends_slow_heads_and_bodies),
        cmocka_unit_test(does_not_end_a_slow_answer),
        cmocka_unit_test(says_no_when_the_queue_is_full),
        cmocka_unit_test(renders_once_for_many),
        cmocka_unit_test(serves_two_hundred_at_once),
        cmocka_unit_test(serves_as_many_as_it_takes_at_once),
        cmocka_unit_test(survives_visitors_who_leave),
        cmocka_unit_test(stops_after_what_it_answers),
        cmocka_unit_test(stops_while_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
