/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The reference for durable registrations: bare SQLite inserts of a row of the same size, committed
 * in groups. `inserts FOLDER GROUP SECONDS` prints rows a second.
 */
#include "base/str.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void must(sqlite3 *db, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
        die("inserts: %s", sqlite3_errmsg(db));
}

static void run(sqlite3 *db, const char *sql)
{
    must(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* As long as a registration's texts are. */
static void insert(sqlite3 *db, sqlite3_stmt *stmt, long n)
{
    char token[64], words[256];
    snprintf(token, sizeof token, "%032ld", n);
    snprintf(words, sizeof words, "Ada Lefort%ld ada%ld@example.org Maison des alliances %0120ld",
             n, n, n);
    must(db, sqlite3_reset(stmt));
    must(db, sqlite3_bind_text(stmt, 1, token, -1, SQLITE_TRANSIENT));
    must(db, sqlite3_bind_text(stmt, 2, words, -1, SQLITE_TRANSIENT));
    must(db, sqlite3_step(stmt));
}

int main(int argc, char **argv)
{
    char path[512];
    sqlite3 *db;
    sqlite3_stmt *stmt;
    long n = 0;
    int64_t group, length;
    if (argc != 4 || !parse_int(str_of(argv[2]), 1, 100000, &group) ||
        !parse_int(str_of(argv[3]), 1, 600, &length))
        die("inserts FOLDER GROUP SECONDS");
    snprintf(path, sizeof path, "%s/inserts.db", argv[1]);
    must(NULL, sqlite3_open(path, &db));
    run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE person (id INTEGER PRIMARY KEY, token TEXT UNIQUE, words TEXT) STRICT");
    must(db, sqlite3_prepare_v2(db, "INSERT INTO person (token, words) VALUES (?, ?)", -1, &stmt,
                                NULL));
    double from = seconds(), until = from + (double)length;
    while (seconds() < until) {
        run(db, "BEGIN");
        for (int64_t i = 0; i < group; i++)
            insert(db, stmt, n++);
        run(db, "COMMIT");
    }
    printf("%.0f\n", (double)n / (seconds() - from));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return 0;
}
