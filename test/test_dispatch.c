/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The dispatcher by itself: where a change may come from, what a failure says, which routes are
 * refused. */
#include "harness.h"

#include "app/routes.h"

#include <stdio.h>

static enum err form_take(struct request *r)
{
    const char *name = http_form_get(&r->form, "nom");
    request_content(r, "text/plain; charset=utf-8", NULL);
    buf_puts(r->body, name ? name : "-");
    return OK;
}

static enum err clock_show(struct request *r)
{
    buf_printf(r->body, "%lld", (long long)request_now(r));
    return OK;
}

static enum err cookie_show(struct request *r)
{
    buf_puts(r->body, request_cookie(r, "x") ? "oui" : "non");
    return OK;
}

static enum err fault_show(struct request *r)
{
    (void)r;
    return ERR_IO;
}

static enum err conflict_show(struct request *r)
{
    return request_fail(r, ERR_CONFLICT, "Une phrase pour la personne.");
}

static const struct route routes[] = {
    {HTTP_POST, "/essai", PUBLIC, form_take},
    {HTTP_GET, "/essai", PUBLIC, clock_show},
    {HTTP_GET, "/essai/cookie", PUBLIC, cookie_show},
    {HTTP_GET, "/essai/faute", PUBLIC, fault_show},
    {HTTP_GET, "/essai/:nom", PUBLIC, conflict_show},
};
static const struct module essai = {
    .name = "essai", .routes = routes, .n_routes = ARRAY_LEN(routes)};

static struct harness h;

static int open_it(void **state)
{
    (void)state;
    harness_extra = &essai;
    harness_open(&h, "2021-07-05T09:00", false);
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static int post_from(const char *name, const char *value)
{
    const struct http_field headers[] = {{name, value}, {NULL, NULL}};
    return harness_send(&h, "POST", "/essai", headers, "nom=%C3%89lan+vital").status;
}

static void a_change_comes_from_our_pages(void **state)
{
    (void)state;
    struct reply a = harness_send(&h, "POST", "/essai", NULL, "nom=%C3%89lan+vital");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, "Élan vital");
    assert_int_equal(post_from("Sec-Fetch-Site", "same-origin"), 200);
    assert_int_equal(post_from("Sec-Fetch-Site", "cross-site"), 403);
    assert_int_equal(post_from("Sec-Fetch-Site", "same-site"), 403);
    assert_int_equal(post_from("Origin", "http://localhost:8017"), 200);
    assert_int_equal(post_from("Origin", "http://localhost:9999"), 403);
    assert_int_equal(post_from("Origin", "null"), 403);
    assert_int_equal(post_from("Origin", "https://evil.example"), 403);
}

static void a_form_that_is_not_text_is_refused(void **state)
{
    (void)state;
    assert_int_equal(harness_send(&h, "POST", "/essai", NULL, "nom=%FF").status, 400);
    assert_int_equal(harness_send(&h, "POST", "/essai", NULL, "nom=%0").status, 400);
}

static void what_depends_on_the_moment_or_the_visitor_is_not_kept(void **state)
{
    (void)state;
    assert_false(harness_get(&h, "/essai").cacheable);
    assert_false(harness_get(&h, "/essai/cookie").cacheable);
    assert_false(harness_get(&h, "/essai/faute").cacheable);
}

static void a_literal_address_wins(void **state)
{
    (void)state;
    assert_string_equal(harness_get(&h, "/essai/cookie").body, "non");
    assert_int_equal(harness_get(&h, "/essai/autre").status, 409);
}

static void a_failure_says_what_to_do(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/essai/autre");
    assert_contains(a.body, "Une phrase pour la personne.");
    assert_contains(a.body, "Rouvrez la page");
    a = harness_get(&h, "/essai/faute");
    assert_int_equal(a.status, 500);
    assert_contains(a.body, "donnez");
    static const int all[] = {400, 403, 404, 405, 409, 413, 421, 422, 429, 431, 500, 503};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        char number[16];
        struct http_response page = {.status = 200, .body = BUF_INIT(1 << 20)}, json = page;
        snprintf(number, sizeof number, "%d", all[i]);
        app_refuse(&h.app, &h.arena, all[i], "fr", false, &page);
        assert_int_equal(page.status, all[i]);
        assert_contains(buf_str(&page.body), number);
        assert_contains(buf_str(&page.body), "<h1");
        app_refuse(&h.app, &h.arena, all[i], "en", true, &json);
        assert_contains(buf_str(&json.body), number);
        assert_contains(json.content_type, "problem+json");
        buf_free(&page.body);
        buf_free(&json.body);
    }
}

static void a_route_without_capability_does_not_start(void **state)
{
    static const struct route open_door[] = {{HTTP_GET, "/porte", CAPABILITY_NONE, clock_show}};
    static const struct route twice[] = {{HTTP_GET, "/a/:x", PUBLIC, clock_show},
                                         {HTTP_GET, "/a/:y", PUBLIC, clock_show}};
    const struct module bad[] = {{.name = "bad", .routes = open_door, .n_routes = 1},
                                 {.name = "bad", .routes = twice, .n_routes = 2}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const struct module *const list[] = {&bad[i]};
        struct app app = {.modules = list, .n_modules = 1, .arena = ARENA_INIT};
        const char *why = "";
        assert_int_equal(routes_gather(&app, &why), ERR_BUG);
        assert_true(why[0]);
        arena_free(&app.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_comes_from_our_pages),
        cmocka_unit_test(a_form_that_is_not_text_is_refused),
        cmocka_unit_test(what_depends_on_the_moment_or_the_visitor_is_not_kept),
        cmocka_unit_test(a_literal_address_wins),
        cmocka_unit_test(a_failure_says_what_to_do),
        cmocka_unit_test(a_route_without_capability_does_not_start),
    };
    return cmocka_run_group_tests(tests, open_it, close_it);
}
