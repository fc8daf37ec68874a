/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit log: what is written, how it is found again, undone and erased. */
#include "../../store/test/fixture.h"

#include "audit/audit.h"
#include "audit/statements.h"

static const struct audit_by camille = {.account = 7, .name = "Camille Durand"};
static const struct audit_by sacha = {.account = 9, .name = "Sacha Petit"};

static int up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    fixture_dir(f);
    assert_ok(fixture_open(f, &audit_schema));
    *state = f;
    return 0;
}

static enum err note(struct db *db, void *arg)
{
    return audit_note(db, arg);
}

static enum err add(struct fixture *f, struct audit_entry x)
{
    return store_write(f->store, note, &x);
}

static const struct audit_row *list(struct fixture *f, const struct audit_filter *filter, size_t *n)
{
    const struct audit_row *rows = NULL;
    assert_ok(db_begin_read(f->db));
    assert_ok(audit_rows(f->db, &f->arena, filter, 100, &rows, n));
    assert_int_equal(db_statement_count(f->db), 1);
    db_end_read(f->db);
    return rows;
}

/* ---- writing and reading ---------------------------------------------------------------- */

static void an_entry_comes_back_as_it_was_noted(void **state)
{
    struct fixture *f = *state;
    const struct audit_change changes[] = {{"state", "confirmed", "cancelled"},
                                           {"same", "x", "x"},
                                           {"none", NULL, NULL},
                                           {"needs", NULL, "un <b>\"siège\"</b>"},
                                           {"wish", "l’atelier", NULL}};
    size_t n;
    assert_ok(add(f, (struct audit_entry){.by = camille,
                                          .verb = "registration/cancelled",
                                          .id = 12,
                                          .title = "Ada L.",
                                          .href = "/organisation/x",
                                          .changes = changes,
                                          .n_changes = ARRAY_LEN(changes),
                                          .now = 1000}));
    const struct audit_row *row = list(f, &(const struct audit_filter){0}, &n);
    assert_int_equal(n, 1);
    assert_int_equal(row->at, 1000);
    assert_int_equal(row->by.account, 7);
    assert_string_equal(row->by.name, "Camille Durand");
    assert_string_equal(row->verb, "registration/cancelled");
    assert_string_equal(row->thing, "registration");
    assert_int_equal(row->thing_id, 12);
    assert_string_equal(row->title, "Ada L.");
    assert_string_equal(row->href, "/organisation/x");
    assert_int_equal(row->n_changes, 3);
    assert_string_equal(audit_before(row, "state"), "confirmed");
    assert_string_equal(audit_after(row, "state"), "cancelled");
    assert_null(audit_before(row, "needs"));
    assert_string_equal(audit_after(row, "needs"), "un <b>\"siège\"</b>");
    assert_string_equal(audit_before(row, "wish"), "l’atelier");
    assert_null(audit_after(row, "wish"));
    assert_null(audit_after(row, "same"));
}

static void values_are_capped_between_two_characters(void **state)
{
    struct fixture *f = *state;
    char words[2 * AUDIT_VALUE_MAX + 3] = "x";
    size_t n;
    for (size_t i = 1; i + 2 < sizeof words; i += 2)
        memcpy(words + i, "é", 2);
    const struct audit_change changes[] = {{"words", "court", words}};
    assert_ok(add(f, (struct audit_entry){.by = camille,
                                          .verb = "thing/changed",
                                          .title = words,
                                          .changes = changes,
                                          .n_changes = 1}));
    const struct audit_row *row = list(f, &(const struct audit_filter){0}, &n);
    const char *kept = audit_after(row, "words");
    assert_in_range(strlen(kept), AUDIT_VALUE_MAX - 1, AUDIT_VALUE_MAX);
    assert_string_equal(kept + strlen(kept) - strlen("é…"), "é…");
    assert_in_range(strlen(row->title), AUDIT_TITLE_MAX - 1, AUDIT_TITLE_MAX);
}

static void a_change_that_is_undone_leaves_no_entry(void **state)
{
    struct fixture *f = *state;
    size_t n;
    const struct audit_by twice = {.account = 7, .name = "C", .undoes = 1};
    assert_ok(add(f, (struct audit_entry){.by = camille, .verb = "a/b"}));
    assert_ok(add(f, (struct audit_entry){.by = twice, .verb = "a/c"}));
    assert_err(add(f, (struct audit_entry){.by = twice, .verb = "a/c"}), ERR_CONFLICT);
    list(f, &(const struct audit_filter){0}, &n);
    assert_int_equal(n, 2);
}

/* ---- finding ---------------------------------------------------------------------------- */

static void fill(struct fixture *f)
{
    const struct {
        struct audit_by by;
        const char *verb;
        int64_t id, now;
    } all[] = {
        {camille, "registration/cancelled", 1, 100},
        {sacha, "registration/cancelled", 2, 100},
        {camille, "registration/restored", 1, 200},
        {AUDIT_COMMAND_LINE, "event/seats", 1, 300},
        {sacha, "event/seats", 1, 300},
        {camille, "event/seats", 2, 300},
        {AUDIT_PROGRAM, "user/disabled", 1, 400},
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        assert_ok(
            add(f, (struct audit_entry){
                       .by = all[i].by, .verb = all[i].verb, .id = all[i].id, .now = all[i].now}));
}

static void finds(struct fixture *f, struct audit_filter filter, const char *ids)
{
    const char *found = "";
    size_t n;
    const struct audit_row *rows = list(f, &filter, &n);
    for (size_t i = 0; i < n; i++)
        found = arena_printf(&f->arena, "%s%lld ", found, (long long)rows[i].id);
    assert_string_equal(found, ids);
}

static void filters_restrict(void **state)
{
    static const char *const mine[] = {"registration", "user"};
    struct fixture *f = *state;
    fill(f);
    finds(f, (struct audit_filter){0}, "7 6 5 4 3 2 1 ");
    finds(f, (struct audit_filter){.by_actor = true, .actor = 7}, "6 3 1 ");
    finds(f, (struct audit_filter){.by_actor = true}, "4 ");
    finds(f, (struct audit_filter){.verb = "event/seats"}, "6 5 4 ");
    finds(f, (struct audit_filter){.verb = "event/seats", .by_actor = true, .actor = 9}, "5 ");
    finds(f, (struct audit_filter){.thing = "registration"}, "3 2 1 ");
    finds(f, (struct audit_filter){.thing = "registration", .by_actor = true, .actor = 7}, "3 1 ");
    finds(f, (struct audit_filter){.thing = "registration", .thing_id = 1}, "3 1 ");
    finds(f,
          (struct audit_filter){
              .thing = "event", .thing_id = 1, .by_actor = true, .actor = 9, .verb = "event/seats"},
          "5 ");
    finds(f,
          (struct audit_filter){
              .thing = "registration", .thing_id = 1, .verb = "registration/restored"},
          "3 ");
    finds(f, (struct audit_filter){.from = 200, .until = 400}, "6 5 4 3 ");
    finds(f, (struct audit_filter){.things = mine, .n_things = 2}, "7 3 2 1 ");
    finds(f, (struct audit_filter){.things = mine, .n_things = 2, .verb = "event/seats"}, "");
    finds(f, (struct audit_filter){.after_at = 300, .after_id = 5}, "4 3 2 1 ");
    finds(f, (struct audit_filter){.after_at = 300, .after_id = 5, .until = 300}, "3 2 1 ");
    finds(f, (struct audit_filter){.after_at = 300, .after_id = 5, .until = 900}, "4 3 2 1 ");
}

static void everyone_with_an_entry_is_named_once(void **state)
{
    struct fixture *f = *state;
    const struct audit_by *who;
    size_t n;
    const struct audit_by renamed = {.account = 7, .name = "Camille D."};
    fill(f);
    assert_ok(add(f, (struct audit_entry){.by = renamed, .verb = "a/b", .now = 900}));
    assert_ok(db_begin_read(f->db));
    assert_ok(audit_actors(f->db, &f->arena, &who, &n));
    db_end_read(f->db);
    assert_int_equal(n, 4);
    assert_int_equal(who[0].account, -1);
    assert_null(who[0].name);
    assert_int_equal(who[2].account, 7);
    assert_string_equal(who[2].name, "Camille D.");
    assert_string_equal(who[3].name, "Sacha Petit");
}

/* The plan of each list: an index in the order that is asked for, and nothing sorted. */
static void lists_need_no_sorting(void **state)
{
    struct fixture *f = *state;
    for (size_t i = BY_TIME; i <= BY_ONE; i++) {
        char sql[4096];
        sqlite3_stmt *plan;
        snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", sql_audit_lists[i]->sql);
        sqlite3 *raw;
        assert_int_equal(sqlite3_open(f->path, &raw), SQLITE_OK);
        assert_int_equal(sqlite3_prepare_v2(raw, sql, -1, &plan, NULL), SQLITE_OK);
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const char *step = (const char *)sqlite3_column_text(plan, 3);
            if (strstr(step, "TEMP B-TREE") || strncmp(step, "SCAN", 4) == 0)
                fail_msg("list %zu: %s", i, step);
        }
        sqlite3_finalize(plan);
        sqlite3_close(raw);
    }
}

/* ---- undoing and erasing ---------------------------------------------------------------- */

static enum err put_back(struct db *db, struct arena *a, const struct audit_row *row,
                         struct audit_by by, int64_t now)
{
    (void)a;
    if (!audit_before(row, "seats"))
        return ERR_CONFLICT;
    const struct audit_change back[] = {
        {"seats", audit_after(row, "seats"), audit_before(row, "seats")}};
    return audit_note(db, &(const struct audit_entry){.by = by,
                                                      .verb = "event/seats",
                                                      .id = row->thing_id,
                                                      .changes = back,
                                                      .n_changes = 1,
                                                      .now = now});
}

static const struct audit_kind seats = {"event/seats", "Places", "…", NULL, NULL, 0, put_back};
static const struct audit_kind final = {"event/told", "Dit", "…", NULL, NULL, 0, NULL};
static const struct audit_kind *const kinds[] = {&seats, &final};
static const struct audit_house house = {kinds, 2};

static enum err undo(struct fixture *f, int64_t id, int64_t now)
{
    struct audit_undo x = {&house, id, sacha, now};
    return store_write(f->store, audit_undo, &x);
}

static void what_is_undone_is_undone_once(void **state)
{
    struct fixture *f = *state;
    struct audit_row row;
    const struct audit_change changes[] = {{"seats", "40", "60"}};
    const struct audit_entry x = {.by = camille,
                                  .verb = "event/seats",
                                  .id = 3,
                                  .changes = changes,
                                  .n_changes = 1,
                                  .now = 1000};
    assert_ok(add(f, x));
    assert_err(undo(f, 2, 1000), ERR_NOT_FOUND);
    assert_err(undo(f, 1, 1000 + AUDIT_UNDO_SECONDS), ERR_FORBIDDEN);
    assert_ok(undo(f, 1, 999 + AUDIT_UNDO_SECONDS));
    assert_err(undo(f, 1, 1001), ERR_CONFLICT);
    assert_ok(db_begin_read(f->db));
    assert_ok(audit_row_of(f->db, &f->arena, 2, &row));
    db_end_read(f->db);
    assert_int_equal(row.by.undoes, 1);
    assert_int_equal(row.by.account, 9);
    assert_string_equal(audit_after(&row, "seats"), "40");
    assert_ok(undo(f, 2, 1002)); /* an undoing can be undone */
}

static void what_has_changed_since_is_not_undone(void **state)
{
    struct fixture *f = *state;
    const struct audit_change changes[] = {{"seats", "40", "60"}};
    const struct audit_entry x = {
        .by = camille, .verb = "event/seats", .id = 3, .changes = changes, .n_changes = 1};
    struct audit_entry other = x;
    other.id = 4;
    assert_ok(add(f, x));
    assert_ok(add(f, x));
    assert_ok(add(f, other));
    assert_err(undo(f, 1, 0), ERR_CONFLICT);
    assert_ok(undo(f, 2, 0));
    assert_ok(add(f, (struct audit_entry){.by = camille, .verb = "event/told", .id = 5}));
    assert_err(undo(f, 5, 0), ERR_FORBIDDEN);
}

static enum err erase(struct db *db, void *arg)
{
    (void)arg;
    enum err e = audit_erase_actor(db, 7);
    return e == OK ? audit_erase_thing(db, "registration", 12) : e;
}

static void erasing_keeps_that_it_was_done(void **state)
{
    struct fixture *f = *state;
    const struct audit_change changes[] = {{"name", "Ada", "Ada L."}};
    struct audit_entry x = {.by = camille,
                            .verb = "registration/changed",
                            .id = 12,
                            .title = "Ada L.",
                            .changes = changes,
                            .n_changes = 1};
    size_t n;
    assert_ok(add(f, x));
    x.by = sacha;
    x.id = 13;
    assert_ok(add(f, x));
    assert_ok(store_write(f->store, erase, NULL));
    const struct audit_row *rows = list(f, &(const struct audit_filter){0}, &n);
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].by.name, "Sacha Petit");
    assert_string_equal(rows[0].title, "Ada L.");
    assert_string_equal(audit_after(&rows[0], "name"), "Ada L.");
    assert_int_equal(rows[1].by.account, 7);
    assert_null(rows[1].by.name);
    assert_null(rows[1].title);
    assert_int_equal(rows[1].n_changes, 0);
    assert_err(undo(f, 1, 0), ERR_FORBIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_entry_comes_back_as_it_was_noted, up, fixture_down),
        cmocka_unit_test_setup_teardown(values_are_capped_between_two_characters, up, fixture_down),
        cmocka_unit_test_setup_teardown(a_change_that_is_undone_leaves_no_entry, up, fixture_down),
        cmocka_unit_test_setup_teardown(filters_restrict, up, fixture_down),
        cmocka_unit_test_setup_teardown(everyone_with_an_entry_is_named_once, up, fixture_down),
        cmocka_unit_test_setup_teardown(lists_need_no_sorting, up, fixture_down),
        cmocka_unit_test_setup_teardown(what_is_undone_is_undone_once, up, fixture_down),
        cmocka_unit_test_setup_teardown(what_has_changed_since_is_not_undone, up, fixture_down),
        cmocka_unit_test_setup_teardown(erasing_keeps_that_it_was_done, up, fixture_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
