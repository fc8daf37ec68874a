/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/copies.h"

#include "app/copies.h"

#include "base/zone.h"
#include "view/tr.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PREFIX "maillage-"
#define NAME_CHARS 27 /* "maillage-2021-07-05-0310.db" */
#define FOLDER "backups"

/* ---- which are kept --------------------------------------------------------------------- */

bool copy_of_name(const char *name, struct copy *out)
{
    struct str s = str_of(name);
    char date[11] = "";
    struct civil c;
    int64_t hour, minute;
    if (s.n != NAME_CHARS || !str_starts(s, PREFIX) || !str_is(str_sub(s, 24, 27), ".db") ||
        s.p[19] != '-')
        return false;
    memcpy(date, s.p + 9, 10);
    if (!civil_parse_date(date, &c) || !parse_int(str_sub(s, 20, 22), 0, 23, &hour) ||
        !parse_int(str_sub(s, 22, 24), 0, 59, &minute))
        return false;
    *out = (struct copy){.day = civil_day_number(&c), .minute = (int)(hour * 60 + minute)};
    memcpy(out->name, name, s.n + 1);
    return true;
}

static int latest_first(const void *x, const void *y)
{
    const struct copy *a = x, *b = y;
    if (a->day != b->day)
        return a->day < b->day ? 1 : -1;
    return (a->minute < b->minute) - (a->minute > b->minute);
}

/* Day 0 was a Thursday. */
static int64_t week_of(int64_t day)
{
    int64_t since_monday = day + 3;
    return (since_monday - (since_monday % 7 + 7) % 7) / 7;
}

void copies_choose(struct copy *list, size_t n, unsigned daily, unsigned weekly)
{
    unsigned days = 0, weeks = 0;
    qsort(list, n, sizeof *list, latest_first);
    for (size_t i = 0; i < n; i++) {
        bool new_day = !i || list[i].day != list[i - 1].day;
        bool new_week = !i || week_of(list[i].day) != week_of(list[i - 1].day);
        list[i].keep = (new_day && days < daily) || (new_week && weeks < weekly);
        days += new_day;
        weeks += new_week;
    }
}

bool copies_are_made(const struct config *c)
{
    return (c->daily_copies || c->weekly_copies) && strncmp(c->db, "sqlite:", 7) == 0;
}

/* ---- the folder ------------------------------------------------------------------------- */

static bool is_part(const char *name)
{
    return strncmp(name, PREFIX, strlen(PREFIX)) == 0 && strstr(name, ".part-");
}

/* Takes away what a run left that was killed, and lists the rest. */
static enum err list_copies(struct arena *a, const char *folder, struct copy **out, size_t *n)
{
    DIR *d = opendir(folder);
    size_t cap = 0;
    struct dirent *f;
    *out = NULL;
    *n = 0;
    if (!d)
        return ERR_IO;
    while ((f = readdir(d)) && *n < COPIES_MOST) {
        struct copy c;
        if (is_part(f->d_name))
            unlinkat(dirfd(d), f->d_name, 0);
        if (!copy_of_name(f->d_name, &c))
            continue;
        *out = arena_grow(a, *out, *n, &cap, sizeof **out);
        (*out)[(*n)++] = c;
    }
    closedir(d);
    return OK;
}

/* Never the one just made, which a clock set back by years would put behind all the others. */
static enum err drop_old(struct job_run *run, const struct config *c, const char *folder,
                         const char *made)
{
    struct copy *list;
    size_t n;
    enum err e = list_copies(run->a, folder, &list, &n);
    if (e != OK)
        return e;
    if (n)
        copies_choose(list, n, c->daily_copies, c->weekly_copies);
    for (size_t i = 0; i < n; i++)
        if (!list[i].keep && strcmp(list[i].name, made) != 0 &&
            unlink(arena_printf(run->a, "%s/%s", folder, list[i].name)) != 0 && errno != ENOENT)
            e = ERR_IO;
    return e;
}

/* ---- the job ---------------------------------------------------------------------------- */

static enum err fail(struct job_run *run, const char *failure, const char *said)
{
    return job_fail(run, ERR_IO, failure, said);
}

static int64_t size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* Said before the disk is filled, not by filling it. */
static enum err check_room(struct job_run *run, const char *db, const char *folder)
{
    struct statvfs fs;
    int64_t needed = size_of(db) + size_of(arena_printf(run->a, "%s-wal", db)) + (1 << 20);
    if (statvfs(folder, &fs) != 0)
        return fail(run, TR("Le dossier des copies ne peut pas être lu."), strerror(errno));
    int64_t free_bytes = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
    if (free_bytes >= needed)
        return OK;
    return fail(run, TR("Il n’y a pas assez de place sur le disque pour une copie de la base."),
                arena_printf(run->a, "%s: %lld KiB free, %lld KiB needed", folder,
                             (long long)(free_bytes >> 10), (long long)(needed >> 10)));
}

/* The job's own name for it, so that a try that was interrupted finds what it made. */
static const char *name_of(struct job_run *run)
{
    struct civil c;
    zone_local(zone_open(run->a, run->house->zone), run->job.created_at, &c);
    return arena_printf(run->a, PREFIX "%04d-%02d-%02d-%02d%02d.db", c.year, c.month, c.day, c.hour,
                        c.minute);
}

static enum err make_copy(struct job_run *run, struct app *app, const char *folder,
                          const char *path)
{
    const struct config *c = &app->config;
    const char *why = "";
    struct copy *list;
    size_t n;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail(run, TR("Le dossier des copies ne peut pas être créé."),
                    arena_printf(run->a, "%s: %s", folder, strerror(errno)));
    if (list_copies(run->a, folder, &list, &n) != OK)
        return fail(run, TR("Le dossier des copies ne peut pas être lu."),
                    arena_printf(run->a, "%s: %s", folder, strerror(errno)));
    if (access(path, F_OK) == 0)
        return OK; /* it takes its name only once it is whole and checked */
    enum err e = check_room(run, c->db + strlen("sqlite:"), folder);
    if (e == OK && app_backup(app, run->a, path, &why) != OK)
        e = fail(run, TR("La copie de la base n’a pas pu être écrite."), why);
    return e;
}

static enum err copy_run(struct job_run *run)
{
    struct app *app = run->house->host;
    const char *folder = arena_printf(run->a, "%s/" FOLDER, app->config.data);
    const char *name = name_of(run), *path = arena_printf(run->a, "%s/%s", folder, name);
    struct job_progress p = {.sentence = TR("Copie en cours, puis vérification")};
    enum err e = job_step(run, NULL, NULL, &p);
    if (e == OK)
        e = make_copy(run, app, folder, path);
    if (e == OK && drop_old(run, &app->config, folder, name) != OK)
        e = fail(run, TR("La copie est faite, mais les anciennes n’ont pas pu être effacées."),
                 strerror(errno));
    if (e != OK)
        return e;
    p = (struct job_progress){.ended = true,
                              .done = (size_of(path) + 1023) >> 10,
                              .result = TR("Copie faite et vérifiée : {file} ({n} Kio)."),
                              .result_file = name};
    return job_step(run, NULL, NULL, &p);
}

static enum err copy_needed(const struct jobs_house *house, struct db *db, struct arena *a,
                            int64_t now, bool *out)
{
    const struct app *app = house->host;
    (void)db;
    (void)a;
    (void)now;
    *out = copies_are_made(&app->config);
    return OK;
}

const struct job_kind copy_kind = {
    .name = COPY_KIND,
    .label = TR("Copie de la base"),
    .run = copy_run,
    .tries = 7,
    .rhythm = JOB_DAILY,
    .minute = 3 * 60 + 10,
    .needed = copy_needed,
};
