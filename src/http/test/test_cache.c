/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/cache.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <pthread.h>

static _Atomic uint64_t versions[4];
static _Atomic int64_t now;

static int64_t read_now(void *ctx)
{
    (void)ctx;
    return now;
}

static struct cache *cache_of(size_t bytes)
{
    return cache_new(bytes, versions, read_now, NULL);
}

static struct cache_key key(const char *path, const char *zone)
{
    return (struct cache_key){"fr", "", path, str_of(zone)};
}

static struct page *page_of(const char *text, size_t repeat)
{
    struct http_response res = {.status = 200, .content_type = "image/x-test"};
    struct page_plan plan = plan_shared("");
    buf_init(&res.body, 1 << 24);
    for (size_t i = 0; i < repeat; i++)
        buf_puts(&res.body, text);
    res.made_from.n = 1;
    res.made_from.table[0] = 2;
    res.made_from.version[0] = versions[2];
    return page_make(&res, &plan);
}

static void store(struct cache *c, const char *path, const char *zone, struct page *p)
{
    struct cache_key k = key(path, "");
    cache_store(c, &k, zone, p);
    page_unref(p);
}

/* The page's first byte, or 0 when there is none. */
static char found(struct cache *c, const char *path, const char *zone)
{
    struct cache_key k = key(path, zone);
    struct page *p = cache_find(c, &k);
    char first = p ? p->body[0] : '\0';
    page_unref(p);
    return first;
}

static void is_valid_while_tables_stand(void **state)
{
    struct cache *c = cache_of(1 << 24);
    (void)state;
    store(c, "/x", NULL, page_of("a", 1));
    assert_int_equal(found(c, "/x", ""), 'a');
    versions[3]++;
    assert_int_equal(found(c, "/x", ""), 'a');
    versions[2]++;
    assert_int_equal(found(c, "/x", ""), 0);
    store(c, "/x", NULL, page_of("b", 1));
    assert_int_equal(found(c, "/x", ""), 'b');
    cache_free(c);
}

static void is_valid_until_its_time(void **state)
{
    struct cache *c = cache_of(1 << 24);
    struct page *p = page_of("a", 1);
    (void)state;
    now = 100;
    p->fresh_until = 110;
    store(c, "/x", NULL, p);
    now = 109;
    assert_int_equal(found(c, "/x", ""), 'a');
    now = 110;
    assert_int_equal(found(c, "/x", ""), 0);
    cache_free(c);
}

static void is_not_stored_when_a_table_moved(void **state)
{
    struct cache *c = cache_of(1 << 24);
    struct page *p = page_of("a", 1);
    (void)state;
    versions[2]++;
    store(c, "/x", NULL, p);
    assert_int_equal(found(c, "/x", ""), 0);
    assert_int_equal(cache_bytes_used(c), 0);
    cache_free(c);
}

static void keeps_keys_apart(void **state)
{
    struct cache *c = cache_of(1 << 24);
    struct cache_key english = {"en", "", "/x", str_of("")};
    struct cache_key rooted = {"fr", "/fr", "/x", str_of("")};
    (void)state;
    store(c, "/x", NULL, page_of("a", 1));
    assert_null(cache_find(c, &english));
    assert_null(cache_find(c, &rooted));
    assert_int_equal(found(c, "/x/", ""), 0);
    assert_int_equal(found(c, "/x", "UTC"), 'a'); /* any zone finds it */
    store(c, "/z", "", page_of("b", 1));
    store(c, "/z", "Europe/Paris", page_of("c", 1));
    assert_int_equal(found(c, "/z", ""), 'b');
    assert_int_equal(found(c, "/z", "Europe/Paris"), 'c');
    assert_int_equal(found(c, "/z", "UTC"), 0);
    cache_free(c);
}

static void stays_within_its_bytes(void **state)
{
    struct cache *c = cache_of(1 << 20);
    char path[32];
    (void)state;
    store(c, "/wanted", NULL, page_of("w", 10000));
    for (int i = 0; i < 1000; i++) {
        snprintf(path, sizeof path, "/%d", i);
        store(c, path, NULL, page_of("p", 10000));
        assert_int_equal(found(c, "/wanted", ""), 'w'); /* asked for each time: never evicted */
        assert_true(cache_bytes_used(c) <= 1 << 20);
    }
    assert_true(cache_bytes_used(c) > 1 << 19);
    assert_int_equal(found(c, "/0", ""), 0);
    assert_int_equal(found(c, "/999", ""), 'p');
    store(c, "/huge", NULL, page_of("h", 1 << 20));
    assert_int_equal(found(c, "/huge", ""), 0);
    assert_int_equal(found(c, "/wanted", ""), 'w');
    cache_free(c);
}

static void replaces_the_same_key(void **state)
{
    struct cache *c = cache_of(1 << 20);
    (void)state;
    store(c, "/x", NULL, page_of("a", 1000));
    size_t used = cache_bytes_used(c);
    for (int i = 0; i < 100; i++)
        store(c, "/x", NULL, page_of("b", 1000));
    assert_int_equal(cache_bytes_used(c), used);
    assert_int_equal(found(c, "/x", ""), 'b');
    cache_free(c);
}

static void *churn(void *arg)
{
    struct cache *c = arg;
    char path[16];
    for (int i = 0; i < 3000; i++) {
        snprintf(path, sizeof path, "/%d", i % 97);
        if (!found(c, path, ""))
            store(c, path, NULL, page_of("x", 5000));
        if (i % 500 == 0)
            versions[2]++;
    }
    return NULL;
}

static void holds_under_threads(void **state)
{
    struct cache *c = cache_of(200000);
    pthread_t t[4];
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        assert_int_equal(pthread_create(&t[i], NULL, churn, c), 0);
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        pthread_join(t[i], NULL);
    assert_true(cache_bytes_used(c) <= 200000);
    cache_free(c);
}

static void makes_variants_that_differ(void **state)
{
    struct http_response res = {.status = 200, .content_type = "text/html"};
    struct page_plan plan = plan_shared("");
    (void)state;
    buf_init(&res.body, 100000);
    for (int i = 0; i < 1000; i++)
        buf_puts(&res.body, "<p>text</p>");
    struct page *p = page_make(&res, &plan);
    assert_string_not_equal(p->etag[IDENTITY], p->etag[GZIP]);
    assert_string_not_equal(p->etag[GZIP], p->etag[BROTLI]);
    assert_true(p->size[BROTLI] < p->size[IDENTITY] && p->size[GZIP] < p->size[IDENTITY]);
    assert_int_equal(page_pick(p, ACCEPT_BROTLI | ACCEPT_GZIP), BROTLI);
    assert_int_equal(page_pick(p, ACCEPT_GZIP), GZIP);
    assert_int_equal(page_pick(p, 0), IDENTITY);
    page_unref(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_valid_while_tables_stand),
        cmocka_unit_test(is_valid_until_its_time),
        cmocka_unit_test(is_not_stored_when_a_table_moved),
        cmocka_unit_test(keeps_keys_apart),
        cmocka_unit_test(stays_within_its_bytes),
        cmocka_unit_test(replaces_the_same_key),
        cmocka_unit_test(holds_under_threads),
        cmocka_unit_test(makes_variants_that_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
