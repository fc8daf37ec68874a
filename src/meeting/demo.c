/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demonstration's meetings, through the same importer as everyone's, and their people. */
#include "meeting/verbs.h"

#include "meeting/demo_people.h"
#include "meeting/demo_words.h"

#define UPCOMING "2021-economie-de-l-alliance"

static const struct {
    const char *file, *slug, *purpose;
} meetings[] = {
    {"rencontre-5.txt", "2019-rencontre-5", "rencontre-5.presentation.md"},
    {"rencontre-6.txt", "2020-rencontre-6", "rencontre-6.presentation.md"},
    {"rencontre-7.txt", UPCOMING, "rencontre-7.presentation.md"},
};

static enum err import_one(struct app *app, struct arena *a, size_t i, const char **why)
{
    struct programme p;
    struct programme_import import = {
        .programme = &p,
        .slug = meetings[i].slug,
        .source_name = meetings[i].file,
        .source = demo_text(meetings[i].file),
        .purpose = str_dup(a, demo_text(meetings[i].purpose)),
        .demo = true,
        .now = clock_now(&app->clock),
    };
    enum err e = programme_parse(a, import.source, &p, why);
    return e == OK ? programme_import(app->store, a, &import) : e;
}

static enum err is_empty(struct app *app, struct arena *a, bool *empty)
{
    struct db *db;
    const struct event *events;
    size_t n = 0;
    enum err e = store_reader(app->store, &db);
    if (e != OK)
        return e;
    e = db_begin_read(db);
    if (e == OK)
        e = event_list(db, a, &events, &n);
    db_end_read(db);
    store_reader_close(db);
    *empty = n == 0;
    return e;
}

enum err meeting_demo(struct app *app, struct arena *a, const char **why)
{
    bool empty = false;
    *why = "la démonstration n’a pas pu être enregistrée";
    enum err e = is_empty(app, a, &empty);
    for (size_t i = 0; e == OK && empty && i < ARRAY_LEN(meetings); i++)
        e = import_one(app, a, i, why);
    return e == OK ? demo_people_register(app, a, UPCOMING) : e;
}
