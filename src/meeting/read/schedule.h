/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A c3voc schedule as its file says it, before it becomes a programme. Text is NULL when absent. */
#ifndef MAILLAGE_MEETING_READ_SCHEDULE_H
#define MAILLAGE_MEETING_READ_SCHEDULE_H

#include "meeting/programme.h"

struct schedule_item {
    const char *title, *subtitle, *type, *track, *abstract, *description, *room;
    const char *date;             /* "2021-07-12T09:00:00+02:00" */
    const char *start, *duration; /* "09:00", "00:45" */
    const char *end;              /* as date; JSON alone has it */
    struct parsed_speaker *speakers;
    size_t n_speakers, cap_speakers;
    struct line_range lines;
    size_t order; /* in the file */

    int from, to;             /* minutes of the day, NO_TIME */
    struct line_range around; /* the event, and the lines before it that name its room and day */
};

struct schedule_date {
    const char *date, *start; /* "2021-07-12", "2021-07-12T09:00:00+02:00" */
    struct schedule_item *items;
    size_t n, cap;
};

struct schedule_file {
    struct arena *a;
    const char *title, *generator, *zone;
    struct buf *about; /* what else it says of the meeting, a line each */
    struct schedule_date *days;
    size_t n, cap;
    int lines; /* of the file */
};

/* The last day read, or a first one without a date. */
struct schedule_date *schedule_day(struct schedule_file *f);
struct schedule_date *schedule_add_day(struct schedule_file *f, const char *date,
                                       const char *start);
struct schedule_item *schedule_add_item(struct schedule_file *f, struct schedule_date *day);
void schedule_add_speaker(struct schedule_file *f, struct schedule_item *item, const char *name);
void schedule_about(struct schedule_file *f, const char *what, const char *value);

/* The two forms. ERR_NOT_FOUND: it is not a schedule; ERR_BAD_REQUEST: damaged, see `why`. `text`
 * is UTF-8 and ends with a NUL. */
must_check enum err schedule_from_json(struct str text, struct schedule_file *f, const char **why);
must_check enum err schedule_from_xml(struct str text, struct schedule_file *f, const char **why);

/* schedule_times.c: from, to of every item; those without a time get NO_TIME. */
void schedule_times(struct schedule_date *day);

/* schedule_own.c: what Maillage's export adds, which comes back as what it was. */
bool schedule_is_own(const struct schedule_file *f);
bool schedule_is_stand_in(const char *room); /* "Salle principale", "Atelier 2" */
/* Takes "5 personnes à annoncer" off the end of the abstract. */
void schedule_own_speakers(struct schedule_file *f, struct schedule_item *item);
/* Sessions that are workshops of one slot become that slot; `items` are what they come from. */
void schedule_own_slots(struct arena *a, const struct schedule_item *items,
                        struct parsed_sequence *sequence);

#endif
