/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A form of the plan: its fields are a table, what was typed stands beside what is kept, and a form
 * that was made from something older is shown again with both. Private.
 */
#ifndef MAILLAGE_MEETING_PLAN_SHEET_H
#define MAILLAGE_MEETING_PLAN_SHEET_H

#include "app/app.h"
#include "meeting/plan/pages.h"
#include "meeting/plan/store.h"

#define SHEET_FIELDS_MAX 16
#define SHEET_CHECKS_MAX PLAN_QUESTIONS_MAX

enum sheet_kind {
    SHEET_LINE,
    SHEET_TEXT,   /* several lines */
    SHEET_TIME,   /* "9 h 30"; number: minutes, NO_TIME when empty */
    SHEET_DATE,   /* kept as "2021-07-12", typed as "12/07/2021" as well */
    SHEET_NUMBER, /* 0 when empty */
    SHEET_CHOICE,
    SHEET_CHECK,
    SHEET_CHECKS /* any of several: its values are keys */
};

struct sheet_field {
    const char *name, *label, *help; /* label and help: translation keys; help NULL */
    enum sheet_kind kind;
    bool required, french;
    size_t most;   /* characters of a line or text; the largest number */
    bool suggests; /* the view's suggestions are for it */
};

struct sheet {
    struct request *r;
    const struct sheet_field *fields;
    size_t n;
    const char *value[SHEET_FIELDS_MAX]; /* as it is kept, or as typed; never NULL */
    const char *now[SHEET_FIELDS_MAX];   /* as kept, in a conflict */
    const char *error[SHEET_FIELDS_MAX]; /* translated */
    int64_t number[SHEET_FIELDS_MAX];
    int64_t checks[SHEET_CHECKS_MAX]; /* of the one SHEET_CHECKS */
    size_t n_checks;
    const struct choice_view *choices[SHEET_FIELDS_MAX];
    size_t n_choices[SHEET_FIELDS_MAX];
    bool left_out[SHEET_FIELDS_MAX]; /* neither shown nor read */
    size_t n_errors;
    struct sheet_view view;
};

void sheet_init(struct sheet *s, struct request *r, const struct sheet_field *fields, size_t n);
/* Everything that was sent; faults stand at their fields. */
void sheet_read(struct sheet *s);
void sheet_fault(struct sheet *s, size_t field, const char *text); /* a translation key */
/* NULL for an empty field. */
const char *sheet_text(const struct sheet *s, size_t field);
bool sheet_on(const struct sheet *s, size_t field);

/* What is kept, for a page; after a conflict also what it is kept as now. */
void sheet_set(struct sheet *s, size_t field, const char *value);
void sheet_set_time(struct sheet *s, size_t field, int minutes);
void sheet_set_number(struct sheet *s, size_t field, int64_t n); /* 0: empty */
void sheet_set_check(struct sheet *s, size_t field, bool on);
/* The typed values become what differs from those set by `fill`: the page shows both. */
void sheet_conflict(struct sheet *s, void (*fill)(struct sheet *s, const void *from),
                    const void *from, const char *who);

/* Fills view.fields and view.errors; the rest of the view is the caller's. Status 422 with faults.
 */
void sheet_show(struct sheet *s);

/* "12.3": the release that the page was made from, and the revision of what it shows. */
struct sheet_mark {
    int64_t based_on, revision;
};
const char *sheet_mark(struct arena *a, const struct sheet_mark *m);
/* ERR_INVALID, with a sentence: what was sent is not what our page sends. */
enum err sheet_incomplete(struct request *r);
/* The form's; ERR_INVALID: none that we wrote. */
must_check enum err sheet_mark_read(struct request *r, struct sheet_mark *out);

/* "9h", "9 h 30", "09:30", "9.30": minutes; false when it is no hour. */
must_check bool sheet_minutes(const char *text, int *out);
/* "09:30": as the field of a browser wants it; "" for NO_TIME. */
const char *sheet_hour(struct arena *a, int minutes);
/* Lines of what was typed, NFC, no blanks at the ends, no control characters. */
const char *sheet_paragraphs(struct arena *a, const char *typed);

#endif
