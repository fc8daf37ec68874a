/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The module's tables: every SQL statement of it stands in store.c, behind these functions. */
#ifndef MAILLAGE_MEETING_STORE_H
#define MAILLAGE_MEETING_STORE_H

#include "meeting/meeting.h"

extern const struct store_schema meeting_schema;

/* A row as it is written. Ids of parents are known by then; texts may be NULL where the column may.
 */
struct day_row {
    int64_t event;
    size_t position;
    const char *date, *label;
};
struct sequence_row {
    int64_t event, day;
    size_t position;
    const char *title, *purpose;
    int start_min, end_min;
};
struct session_row {
    int64_t event, sequence, parent; /* parent 0: none */
    size_t position;
    struct session
        session; /* id 0: new; its speakers, documents and workshops are rows of their own */
};

/* A session that a release finds there. */
struct stored_session {
    struct session session; /* without speakers, documents and workshops */
    bool kept;              /* one of the release's sessions is this one */
};

must_check enum err store_event_find(struct db *db, struct arena *a, const char *slug,
                                     struct event *out);
must_check enum err store_event_put(struct db *db, const struct event *e, int64_t *id);
/* Takes away all but the sessions, and sets the days aside: they go by store_old_days_drop, with
 * what was not moved. Supporters and notes of the document only when asked. */
must_check enum err store_programme_clear(struct db *db, int64_t event, bool supporters,
                                          bool notes);
must_check enum err store_old_days_drop(struct db *db, int64_t event);
must_check enum err store_sessions_of(struct db *db, struct arena *a, int64_t event,
                                      struct stored_session **out, size_t *n);
must_check enum err store_session_drop(struct db *db, int64_t id);
must_check enum err store_day_put(struct db *db, const struct day_row *d, int64_t *id);
must_check enum err store_sequence_put(struct db *db, const struct sequence_row *s, int64_t *id);
must_check enum err store_session_put(struct db *db, const struct session_row *s, int64_t *id);
must_check enum err store_question_put(struct db *db, int64_t event, size_t position,
                                       const char *words, int64_t *id);
must_check enum err store_sequence_question_put(struct db *db, int64_t sequence, int64_t question);
must_check enum err store_supporter_put(struct db *db, int64_t event, size_t position,
                                        const char *name);
must_check enum err store_speaker_put(struct db *db, int64_t session, size_t position,
                                      const struct speaker *s);
must_check enum err store_document_put(struct db *db, int64_t session, size_t position,
                                       const struct document *d);
must_check enum err store_source_put(struct db *db, int64_t event, const char *name,
                                     struct str content, int64_t now);
must_check enum err store_note_put(struct db *db, int64_t event, size_t position,
                                   const struct parsed_text *note);

#endif
