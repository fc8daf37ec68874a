/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who supports a meeting, with their logos. The names come with the programme; an organiser adds
 * to them, orders them and gives them logos, and what they did outlives the next import.
 */
#ifndef MAILLAGE_MEETING_SUPPORTERS_H
#define MAILLAGE_MEETING_SUPPORTERS_H

#include "files/files.h"
#include "meeting/meeting.h"

#define SUPPORTERS_MAX FILE_LIST_MAX
#define SUPPORTER_NAME_MAX 160    /* bytes */
#define SUPPORTER_ADDRESS_MAX 254 /* bytes */

struct supporter {
    int64_t id;
    const char *name;
    const char *address; /* of their site, http or https; NULL */
    file_id logo;
};

/* In their order. */
must_check enum err supporters_of(struct db *db, struct arena *a, event_id event,
                                  struct supporter **out, size_t *n);

/* A rule. ERR_NOT_FOUND: the meeting has none of that id. ERR_TOO_LARGE: SUPPORTERS_MAX. */
struct save_supporter {
    event_id event;
    struct supporter supporter;     /* id 0: a new one, the last; its logo is not looked at */
    const struct file_draft *draft; /* the new logo; NULL: as it was */
    bool drop_logo;
    const char *alt;
    int64_t by, now;
};
enum err save_supporter(struct db *db, void *arg);

/* A rule: one place up or down; nothing happens at the end of the list. */
struct move_supporter {
    event_id event;
    int64_t id;
    bool up;
};
enum err move_supporter(struct db *db, void *arg);

/* A rule. */
struct drop_supporter {
    event_id event;
    int64_t id;
};
enum err drop_supporter(struct db *db, void *arg);

/*
 * In the rule of an import: those of the text that are not there are added behind the others, those
 * that are neither in the text nor in an organiser's hand go. Names are compared folded.
 */
must_check enum err supporters_import(struct db *db, struct arena *a, event_id event,
                                      const char *const *names, size_t n);

#endif
