/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The audit log: who changed what, written in the transaction of the change. A rule notes what it
 * did; a module brings the sentences (struct audit_kind, in its struct module). Entries are only
 * added: no statement changes one but to erase what it says of a person.
 *
 * Only what organisers, administrators and the command line do is noted, never what people do with
 * their own data, and never what anonymous answers hold. Values that tell of a person (a name, an
 * address) belong into an entry only where the organiser needs them to understand it.
 *
 * Times are UTC seconds, texts UTF-8. Personal columns of audit_entry: actor_name, title, before,
 * after; audit_erase_actor and audit_erase_thing empty them. Example, in a rule:
 *
 *     const struct audit_change changes[] = {{"seats", "40", "60"}};
 *     e = audit_note(db, &(const struct audit_entry){.by = x->by, .verb = "event/seats",
 *                        .id = event.id.v, .title = event.title, .href = "/organisation/…",
 *                        .changes = changes, .n_changes = ARRAY_LEN(changes), .now = x->now});
 */
#ifndef MAILLAGE_AUDIT_H
#define MAILLAGE_AUDIT_H

#include "store/store.h"

extern const struct store_schema audit_schema;

/* ---- writing ---------------------------------------------------------------------------- */

/* Who does something, as plain values. `undoes`: the entry that is undone by it; 0: none. */
struct audit_by {
    int64_t account;  /* its id, or one of the two below */
    const char *name; /* of the account at this moment; NULL for the two below */
    int64_t undoes;
};
#define AUDIT_COMMAND_LINE ((struct audit_by){.account = 0})
#define AUDIT_PROGRAM ((struct audit_by){.account = -1}) /* what comes due by itself */

/* A field that changed. Values are text; NULL: there was, or is, none. */
struct audit_change {
    const char *field; /* a constant word, named by the kind's `fields` */
    const char *before, *after;
};

#define AUDIT_CHANGES_MAX 40
#define AUDIT_VALUE_MAX 400 /* bytes of a value; what is longer is cut, with "…" */
#define AUDIT_TITLE_MAX 300

struct audit_entry {
    struct audit_by by;
    const char *verb;  /* a constant, "registration/cancelled": the kind of thing, and what */
    int64_t id;        /* of the thing; 0 when there is only one of its kind */
    const char *title; /* what it is called now; NULL: nothing */
    const char *href;  /* its page, internal; NULL: none */
    const struct audit_change *changes; /* those whose two values are the same are left out */
    size_t n_changes;
    int64_t now;
};

/* For rules: adds an entry. More than AUDIT_CHANGES_MAX changes, or a verb without "/", is a bug
 * and dies. ERR_CONFLICT: what it undoes is undone already. */
must_check enum err audit_note(struct db *db, const struct audit_entry *entry);

/* A number as the text of a value. */
const char *audit_int(struct arena *a, int64_t n);

/* ---- kinds ------------------------------------------------------------------------------ */

struct audit_row;

struct audit_word { /* a value that is a word of the program's */
    const char *value, *label;
};

struct audit_field {
    const char *name, *label; /* the label in French, a translation key */
    /* Ended by {NULL, NULL}; a value may be several, "a, b". NULL: the value is shown as it is. */
    const struct audit_word *words;
    bool instant; /* the value is an instant: UTC seconds, by audit_int */
};

/* What a module brings for each verb that its rules note. */
struct audit_kind {
    const char *verb;
    const char *label;    /* "Inscription annulée", a translation key: for lists of choices */
    const char *sentence; /* "{who} a annulé l’inscription de {what}", a translation key */
    /* Whose organisers read such entries: a word of a part of the network (auth.h), "" for any
     * organiser, NULL for administrators alone. */
    const char *part;
    const struct audit_field *fields;
    size_t n_fields;
    /*
     * A rule that puts the thing back as `row` says it was before, and notes that with `by`.
     * ERR_CONFLICT: the thing is no longer as the row left it. NULL: it cannot be undone.
     */
    enum err (*undo)(struct db *db, struct arena *a, const struct audit_row *row,
                     struct audit_by by, int64_t now);
};

struct audit_house { /* all kinds; nothing is copied */
    const struct audit_kind *const *kinds;
    size_t n_kinds;
};

/* NULL: no module brings it. */
const struct audit_kind *audit_kind_of(const struct audit_house *house, const char *verb);
/* NULL: the kind does not name it. */
const struct audit_field *audit_field_of(const struct audit_kind *kind, const char *name);
/* "registration" of "registration/cancelled". */
const char *audit_thing_of(struct arena *a, const char *verb);

/* ---- reading ---------------------------------------------------------------------------- */

#define AUDIT_UNDO_SECONDS (30 * 86400)

struct audit_row {
    int64_t id, at;
    struct audit_by by; /* a name that is NULL, of an account: it was erased */
    const char *verb, *thing;
    int64_t thing_id;
    const char *title, *href;           /* NULL: none, or erased */
    const struct audit_change *changes; /* those it was written with, or none: erased */
    size_t n_changes;
    bool undone; /* a later entry undoes it */
    bool moved;  /* a later entry is about the same thing */
};

/* What one looks for; zero and NULL do not restrict. */
struct audit_filter {
    bool by_actor;
    int64_t actor; /* when by_actor */
    const char *verb;
    const char *thing;   /* "registration"; of several restrictions the verb's thing wins */
    int64_t thing_id;    /* with `thing` */
    int64_t from, until; /* at >= from, at < until; 0: no limit */
    /* The things that may be read; NULL: all. */
    const char *const *things;
    size_t n_things;
    /* The key of the row that the page begins after; 0: from the latest. */
    int64_t after_at, after_id;
};
#define AUDIT_THINGS_MAX 16

/* The latest first, at most `most`; one statement whatever the filter. */
must_check enum err audit_rows(struct db *db, struct arena *a, const struct audit_filter *filter,
                               int64_t most, const struct audit_row **out, size_t *n);
/* ERR_NOT_FOUND. */
must_check enum err audit_row_of(struct db *db, struct arena *a, int64_t id, struct audit_row *out);

/* Everyone who has an entry, by their latest name (NULL: erased, or not an account). */
must_check enum err audit_actors(struct db *db, struct arena *a, const struct audit_by **out,
                                 size_t *n);

/* The value before or after of a field, NULL when it is none or not there. For `undo`. */
const char *audit_before(const struct audit_row *row, const char *field);
const char *audit_after(const struct audit_row *row, const char *field);

/*
 * For rules: undoes an entry by its kind's `undo`. ERR_NOT_FOUND: no such entry. ERR_FORBIDDEN: it
 * cannot be undone, or is older than AUDIT_UNDO_SECONDS. ERR_CONFLICT: it is undone already, or the
 * thing has changed since.
 */
struct audit_undo {
    const struct audit_house *house;
    int64_t id;
    struct audit_by by;
    int64_t now;
};
enum err audit_undo(struct db *db, void *arg);

/* ---- erasing ---------------------------------------------------------------------------- */

/* For rules: the log keeps that something was done, and no longer says whose name it was. */
must_check enum err audit_erase_actor(struct db *db, int64_t account);
/* The titles and the values of entries about one thing. */
must_check enum err audit_erase_thing(struct db *db, const char *thing, int64_t id);

#endif
