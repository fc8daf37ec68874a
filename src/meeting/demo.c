/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demonstration's meetings, through the same importer as everyone's. */
#include "meeting/verbs.h"

#include "meeting/demo_texts.h"
#include "meeting/meeting.h"

static const struct {
    const char *file, *slug, *purpose;
} meetings[] = {
    {"rencontre-5.txt", "2019-rencontre-5", "rencontre-5.presentation.md"},
    {"rencontre-6.txt", "2020-rencontre-6", "rencontre-6.presentation.md"},
    {"rencontre-7.txt", "2021-economie-de-l-alliance", "rencontre-7.presentation.md"},
};

static struct str text_of(const char *name)
{
    for (size_t i = 0; i < n_demo_texts; i++)
        if (strcmp(demo_texts[i].name, name) == 0)
            return (struct str){demo_texts[i].text, demo_texts[i].size};
    die("demonstration: %s is not in the program", name);
}

static enum err import_one(struct app *app, struct arena *a, size_t i, const char **why)
{
    struct programme p;
    struct programme_import import = {
        .programme = &p,
        .slug = meetings[i].slug,
        .source_name = meetings[i].file,
        .source = text_of(meetings[i].file),
        .purpose = str_dup(a, text_of(meetings[i].purpose)),
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
    return e;
}
