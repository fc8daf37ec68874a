/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/test/fixture.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the sample ---------------------------------------------------------- */

static const struct migration migrations[] = {
    {"sample/0001_tables",
     "-- A comment; with a semicolon, and TEXT.\n"
     "CREATE TABLE org (id ID, name TEXT NOT NULL UNIQUE, note TEXT);\n"
     "CREATE TABLE member (id ID, org_id INT NOT NULL REFERENCES org (id) ON DELETE CASCADE,"
     " size INT NOT NULL CHECK (size > 0), photo BYTES, score REAL);\n"
     "CREATE TABLE badge (id ID, member_id INT REFERENCES member (id) ON DELETE SET NULL);\n"
     "CREATE TABLE late (id ID, org_id INT REFERENCES org (id) DEFERRABLE INITIALLY DEFERRED);\n"
     "CREATE TABLE tag (id ID, org_name TEXT REFERENCES org (name) ON UPDATE CASCADE);\n"
     "CREATE TABLE audit (id ID, words TEXT NOT NULL);\n"
     "CREATE TABLE lonely (id ID, words TEXT NOT NULL);\n"
     "CREATE VIEW roster AS SELECT member.id AS id, org.name AS name FROM member"
     " JOIN org ON org.id = member.org_id;\n"},
    {"sample/0002_sqlite_only",
     "CREATE TRIGGER member_gone AFTER DELETE ON member BEGIN\n"
     "  INSERT INTO audit (words) VALUES ('gone; for good');\n"
     "  SELECT CASE WHEN 1 THEN 2 END;\n"
     "END;\n"
     "CREATE VIRTUAL TABLE words USING fts5(name, note, content='org', content_rowid='id');\n"
     "CREATE VIRTUAL TABLE terms USING fts5vocab(words, row)"},
};

const struct stmt org_add = {"INSERT INTO org (note, name) VALUES ($2, $1) RETURNING id", "tT",
                             "i"};
const struct stmt org_by_name = {"SELECT id, name, note FROM org WHERE name = $1", "t", "itT"};
const struct stmt org_count = {"SELECT count(*) FROM org", "", "i"};
const struct stmt org_drop = {"DELETE FROM org WHERE name = $1", "t", ""};
const struct stmt org_rename = {"UPDATE org SET name = $2 WHERE name = $1", "tt", ""};
const struct stmt member_add = {
    "INSERT INTO member (id, org_id, size, photo, score) VALUES ($1, $2, $3, $4, $5)", "iiiBF", ""};
const struct stmt member_by_id = {"SELECT id, size, photo, score FROM member WHERE id = $1", "i",
                                  "iiBF"};
const struct stmt late_add = {"INSERT INTO late (org_id) VALUES ($1)", "i", ""};

static const struct stmt *const statements[] = {
    &org_add,    &org_by_name, &org_count,    &org_drop,
    &org_rename, &member_add,  &member_by_id, &late_add,
};

const struct store_schema sample_schema = {
    .migrations = migrations,
    .n_migrations = ARRAY_LEN(migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};

/* ---- opening and closing ------------------------------------------------- */

void fixture_dir(struct fixture *f)
{
    *f = (struct fixture){0};
    snprintf(f->dir, sizeof f->dir, "/tmp/maillage-store-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->path, sizeof f->path, "%s/test.db", f->dir);
    snprintf(f->url, sizeof f->url, "sqlite:%s", f->path);
}

enum err fixture_open(struct fixture *f, const struct store_schema *schema)
{
    return fixture_open_all(f, &schema, 1);
}

enum err fixture_open_all(struct fixture *f, const struct store_schema *const *schemas, size_t n)
{
    enum err e = store_open(&f->arena, f->url, schemas, n, &f->store, &f->why);
    if (e == OK)
        assert_ok(store_reader(f->store, &f->db));
    return e;
}

void fixture_close(struct fixture *f)
{
    store_reader_close(f->db);
    store_close(f->store);
    f->db = NULL;
    f->store = NULL;
}

void fixture_remove(struct fixture *f)
{
    DIR *dir = opendir(f->dir);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", f->dir, entry->d_name);
        unlink(path); /* "." and ".." stay */
    }
    closedir(dir);
    assert_int_equal(rmdir(f->dir), 0);
    arena_free(&f->arena);
}

int fixture_up(void **state)
{
    struct fixture *f = xmalloc(sizeof *f);
    fixture_dir(f);
    if (fixture_open(f, &sample_schema) != OK)
        fail_msg("%s", f->why);
    *state = f;
    return 0;
}

int fixture_down(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    fixture_remove(f);
    free(f);
    return 0;
}

/* ---- small things -------------------------------------------------------- */

static enum err add_org_rule(struct db *db, void *name)
{
    return db_exec(db, &org_add, PARAMS(v_text(name), v_null()), NULL);
}

enum err add_org(struct store *s, const char *name)
{
    return store_write(s, add_org_rule, (void *)(uintptr_t)name);
}

int64_t count_orgs(struct fixture *f)
{
    struct rows r;
    assert_ok(db_query(f->db, &f->arena, &org_count, NO_PARAMS, &r));
    return row_int(&r, 0, 0);
}

uint64_t version_of(const struct fixture *f, const char *table)
{
    int number = store_table(f->store, table);
    assert_true(number >= 0);
    return store_versions(f->store)[number];
}

bool dies_saying(void (*run)(void *), void *arg, const char *words)
{
    char text[4096];
    size_t n = 0;
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        run(arg);
        _exit(0);
    }
    close(ends[1]);
    for (ssize_t got; (got = read(ends[0], text + n, sizeof text - 1 - n)) > 0;)
        n += (size_t)got;
    text[n] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    bool died = WIFSIGNALED(status) || WEXITSTATUS(status) != 0;
    if (!died || !strstr(text, words))
        print_message("died: %d, saying: %s\n", died, text);
    return died && strstr(text, words);
}
