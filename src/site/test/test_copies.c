/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Copies that the site makes of its database, which are kept, and jobs as organisers see them. */
#include "work.h"

#include "site/copies.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE "/organisation/taches"

static struct harness h;
static struct signed_in camille;

static int up(void **state)
{
    (void)state;
    harness_extra = NULL;
    harness_open(&h, "2021-07-05T03:10", true);
    h.app.config.daily_copies = 7;
    h.app.config.weekly_copies = 4;
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    return 0;
}

static int down(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static enum err ask(struct db *db, void *arg)
{
    (void)arg;
    return job_queue(db, COPY_KIND, "", NULL, clock_now(&h.app.clock));
}

static void copy(void)
{
    assert_int_equal(store_write(h.app.store, ask, NULL), OK);
    assert_int_equal(harness_work(&h), 1);
}

static struct job_row last_job(void)
{
    const struct job_row *rows;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(jobs_open(h.worker->db, &h.arena, &rows, &n), OK);
    if (!n)
        assert_int_equal(jobs_last(h.worker->db, &h.arena, &rows, &n), OK);
    db_end_read(h.worker->db);
    assert_int_equal(n, 1);
    return rows[0];
}

static const char *in_folder(const char *name)
{
    return arena_printf(&h.arena, "%s/backups%s%s", h.folder, *name ? "/" : "", name);
}

static int files(void)
{
    DIR *d = opendir(in_folder(""));
    int n = 0;
    for (struct dirent *f; d && (f = readdir(d));)
        n += f->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

static void touch(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

/* ---- which are kept ----------------------------------------------------------------------- */

static int64_t day_of(const char *date)
{
    struct civil c;
    assert_true(civil_parse_date(date, &c));
    return civil_day_number(&c);
}

/* A copy a night for a year, thinned out each night: seven days, and Sundays before them. */
static void a_year_of_nights(void **state)
{
    struct copy list[64];
    size_t n = 0;
    int64_t first = day_of("2021-01-01"); /* a Friday */
    (void)state;
    for (int64_t day = first; day < first + 365; day++) {
        list[n++] = (struct copy){.day = day, .minute = 190};
        copies_choose(list, n, 7, 4);
        size_t kept = 0;
        for (size_t i = 0; i < n; i++)
            if (list[i].keep)
                list[kept++] = list[i];
        n = kept;
        if (day < first + 40)
            continue;
        assert_in_range(n, 9, 10);
        for (size_t i = 0; i < 7; i++)
            assert_int_equal(list[i].day, day - (int64_t)i);
        for (size_t i = 7; i < n; i++) {
            struct civil c = civil_from_day(list[i].day);
            assert_int_equal(civil_weekday(&c), 6); /* Sunday */
        }
        assert_true(list[n - 1].day <= day - 15);
    }
}

static void several_of_a_day(void **state)
{
    struct copy list[] = {{.day = 100, .minute = 10},
                          {.day = 100, .minute = 20},
                          {.day = 99, .minute = 5},
                          {.day = 100, .minute = 15}};
    (void)state;
    copies_choose(list, 4, 1, 0);
    assert_int_equal(list[0].minute, 20);
    assert_true(list[0].keep);
    assert_false(list[1].keep || list[2].keep || list[3].keep);
}

static void only_our_names(void **state)
{
    static const char *const others[] = {"maillage.db",
                                         "maillage-2021-07-05.db",
                                         "maillage-2021-13-05-0310.db",
                                         "maillage-2021-07-05-2510.db",
                                         "maillage-2021-07-05-0310.db.part-12",
                                         "maillage-2021-07-05-0310.bak",
                                         "../maillage-2021-07-05-0310",
                                         ""};
    struct copy c;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_false(copy_of_name(others[i], &c));
    assert_true(copy_of_name("maillage-2021-07-05-0310.db", &c));
    assert_int_equal(c.day, day_of("2021-07-05"));
    assert_int_equal(c.minute, 190);
}

/* ---- making one --------------------------------------------------------------------------- */

static void a_copy_is_whole(void **state)
{
    size_t n;
    const char *why = "", *name = "maillage-2021-07-05-0310.db";
    struct store *s;
    struct arena a = ARENA_INIT;
    (void)state;
    copy();
    struct job_row j = last_job();
    assert_int_equal(j.state, JOB_DONE);
    assert_string_equal(j.result_file, name);
    assert_true(j.done > 100); /* KiB */
    struct stat st;
    assert_int_equal(stat(in_folder(name), &st), 0);
    assert_int_equal(st.st_mode & 077, 0); /* its owner's alone */
    const struct store_schema **schemas = app_schemas(&h.app, &n);
    const char *url = arena_printf(&h.arena, "sqlite:%s/elsewhere.db", h.folder);
    assert_int_equal(store_restore(&a, url, in_folder(name), schemas, n, NULL, &why), OK);
    assert_int_equal(store_open(&a, url, schemas, n, &s, &why), OK);
    assert_int_equal(store_check(s, &a, &why), OK);
    store_close(s);
    arena_free(&a);
    assert_contains(harness_get_as(&h, PAGE, &camille).body, name);
}

/* A run that was killed: what it left unfinished goes, what it finished counts. */
static void a_run_that_was_killed(void **state)
{
    struct stat before, after;
    (void)state;
    copy();
    const char *part = in_folder("maillage-2021-07-04-0310.db.part-77");
    const char *whole = in_folder("maillage-2021-07-05-0310.db");
    touch(part);
    touch(in_folder("notes.txt"));
    assert_int_equal(stat(whole, &before), 0);
    copy(); /* the same minute: the same name */
    assert_int_equal(last_job().state, JOB_DONE);
    assert_int_equal(stat(whole, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_equal(access(part, F_OK), -1);
    assert_int_equal(access(in_folder("notes.txt"), F_OK), 0);
    assert_int_equal(files(), 2);
}

static void old_ones_go_and_the_new_one_stays(void **state)
{
    (void)state;
    h.app.config.daily_copies = 3;
    h.app.config.weekly_copies = 1;
    for (int i = 0; i < 6; i++) {
        copy();
        harness_pass(&h, DAY_SECONDS);
    }
    assert_int_equal(files(), 3);
    harness_pass(&h, -3650 * DAY_SECONDS);
    copy(); /* years behind the others, and the only one that is new */
    assert_int_equal(last_job().state, JOB_DONE);
    assert_int_equal(access(in_folder(last_job().result_file), F_OK), 0);
}

/* ---- what may go wrong --------------------------------------------------------------------- */

static void a_folder_that_is_none(void **state)
{
    (void)state;
    touch(in_folder(""));
    copy();
    struct job_row j = last_job();
    assert_int_equal(j.state, JOB_WAITING);
    assert_contains(j.failure, "dossier des copies");
    assert_contains(j.said, "Not a directory");
    for (int i = 0; i < 6; i++) {
        harness_pass(&h, 2 * DAY_SECONDS);
        assert_int_equal(harness_work(&h), 1);
    }
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    assert_int_equal(last_job().state, JOB_FAILED);
    assert_contains(harness_get_as(&h, "/organisation", &camille).body,
                    "Une tâche du site a échoué.");
    struct reply a = harness_get_as(&h, PAGE, &camille);
    assert_contains(a.body, "Not a directory");
    assert_contains(harness_get_as(&h, PAGE ".json", &camille).body, "\"state\":\"failed\"");
    assert_int_equal(unlink(in_folder("")), 0); /* put right, and tried again */
    const char *again = arena_printf(&h.arena, PAGE "/%lld/reessayer", (long long)last_job().id);
    a = harness_post_as(&h, again, &camille, "");
    assert_int_equal(a.status, 303);
    assert_contains(reply_header(&a, "Location"), "fait=reprise");
    assert_int_equal(harness_work(&h), 1);
    assert_int_equal(last_job().state, JOB_DONE);
    assert_lacks(harness_get_as(&h, "/organisation", &camille).body, "a échoué");
    a = harness_post_as(&h, again, &camille, "");
    assert_contains(reply_header(&a, "Location"), "fait=deja");
}

static void a_disk_that_is_full(void **state)
{
    (void)state;
    assert_int_equal(mkdir(in_folder(""), 0700), 0);
    if (mount("tmpfs", in_folder(""), "tmpfs", 0, "size=64k") != 0)
        skip(); /* not for who may not mount */
    copy();
    struct job_row j = last_job();
    int left = files();
    umount(in_folder(""));
    assert_int_equal(j.state, JOB_WAITING);
    assert_contains(j.failure, "place sur le disque");
    assert_contains(j.said, "KiB needed");
    assert_int_equal(left, 0);
}

static void not_where_it_was_told_not_to(void **state)
{
    bool needed = true;
    (void)state;
    assert_int_equal(copy_kind.needed(&h.app.jobs, NULL, NULL, 0, &needed), OK);
    assert_true(needed);
    h.app.config.daily_copies = h.app.config.weekly_copies = 0;
    assert_int_equal(copy_kind.needed(&h.app.jobs, NULL, NULL, 0, &needed), OK);
    assert_false(needed);
    assert_contains(harness_get_as(&h, PAGE, &camille).body, "--backups");
    h.app.config.daily_copies = 7;
    h.app.config.db = "postgresql://localhost/maillage";
    assert_int_equal(copy_kind.needed(&h.app.jobs, NULL, NULL, 0, &needed), OK);
    assert_false(needed);
    assert_contains(harness_get_as(&h, PAGE, &camille).body, "outils de PostgreSQL");
}

/* ---- the page ------------------------------------------------------------------------------ */

static enum err ask_many(struct db *db, void *arg)
{
    enum err e = OK;
    (void)arg;
    for (int i = 0; e == OK && i < 60; i++)
        e = job_queue(db, COPY_KIND, NULL, NULL, clock_now(&h.app.clock));
    return e;
}

static void many_jobs_take_no_more_statements(void **state)
{
    (void)state;
    copy();
    unsigned one = harness_get_as(&h, PAGE, &camille).statements;
    assert_int_equal(store_write(h.app.store, ask_many, NULL), OK);
    for (int64_t id = 2; id < 32; id++)
        assert_int_equal(job_drop(h.app.store, id, clock_now(&h.app.clock)), OK);
    struct reply a = harness_get_as(&h, PAGE, &camille);
    assert_int_equal(a.statements, one);
    assert_contains(a.body, PAGE "/61/abandonner");
    assert_int_equal(harness_get_as(&h, PAGE "/suivi", &camille).status, 200);
    assert_lacks(harness_get_as(&h, PAGE "/suivi", &camille).body, "<html");
}

static void one_that_waits_is_given_up(void **state)
{
    (void)state;
    assert_int_equal(store_write(h.app.store, ask, NULL), OK);
    struct reply a = harness_get_as(&h, PAGE, &camille);
    assert_contains(a.body, "data-busy=\"1\"");
    const char *drop = arena_printf(&h.arena, PAGE "/%lld/abandonner", (long long)last_job().id);
    assert_contains(a.body, drop);
    assert_int_equal(harness_post_as(&h, drop, &camille, "").status, 303);
    assert_int_equal(harness_work(&h), 0);
    a = harness_get_as(&h, PAGE, &camille);
    assert_contains(a.body, "Abandonnée");
    assert_contains(a.body, "data-busy=\"0\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, up, down)
        cmocka_unit_test(a_year_of_nights), cmocka_unit_test(several_of_a_day),
        cmocka_unit_test(only_our_names),   T(a_copy_is_whole),
        T(a_run_that_was_killed),           T(old_ones_go_and_the_new_one_stays),
        T(a_folder_that_is_none),           T(a_disk_that_is_full),
        T(not_where_it_was_told_not_to),    T(many_jobs_take_no_more_statements),
        T(one_that_waits_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
