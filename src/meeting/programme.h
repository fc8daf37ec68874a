/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A programme as its organiser wrote it, read from text: days, sequences, sessions, and every line
 * of the source accounted for. Values only: nothing here knows of a database or a page.
 *
 * Times are minutes since midnight of their day as written in the document (24:30 is 1470 when a
 * day runs past midnight), NO_TIME where there is none. Lines are counted from 1, first and last
 * included. Everything lives in the arena given to programme_parse.
 */
#ifndef MAILLAGE_MEETING_PROGRAMME_H
#define MAILLAGE_MEETING_PROGRAMME_H

#include "base/buf.h"
#include "base/str.h"

#define PROGRAMME_MAX_BYTES ((size_t)5 * 1024 * 1024)
#define NO_TIME (-1)

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_TBC };

enum session_type {
    SESSION_OPENING,
    SESSION_PLENARY,
    SESSION_TALK,
    SESSION_PANEL,
    SESSION_DEBATE,
    SESSION_WORKSHOP,
    SESSION_REPORT,
    SESSION_EXHIBITION,
    SESSION_BREAK,
    SESSION_LUNCH,
    SESSION_RECEPTION,
    SESSION_VISIT,
    SESSION_REGISTRATION,
    SESSION_CLOSING,
    SESSION_OTHER,
    SESSION_TYPES
};

struct line_range {
    int first, last;
};

struct parsed_speaker {
    const char *name; /* NULL: announced, not named */
    int count;        /* people: 1 for a name, n for "5 intervenants" */
};

struct parsed_parallel {
    const char *title;
    const char *room; /* NULL when none is given */
    struct line_range lines;
};

struct parsed_session {
    int start, end;
    bool end_inferred;
    enum session_type type;
    const char *title;
    const char *note; /* NULL when none; paragraphs are separated by "\n" */
    const char *room; /* NULL when none */
    struct parsed_parallel *parallel;
    size_t n_parallel;
    struct parsed_speaker *speakers;
    size_t n_speakers;
    struct line_range lines;
};

struct parsed_sequence {
    const char *title;
    int start, end;      /* end NO_TIME when unknown */
    const char *purpose; /* NULL when none */
    size_t *questions;   /* indices into struct programme's questions */
    size_t n_questions;
    struct line_range lines;
    struct parsed_session *sessions;
    size_t n_sessions;
};

struct parsed_day {
    int year, month, day; /* year 0: the document gives no date for it */
    const char *label;    /* "Jour 2", "Samedi matin"; NULL when only a date or nothing */
    struct parsed_sequence *sequences;
    size_t n_sequences;
};

struct parsed_text { /* a question or a note with the lines it comes from */
    const char *text;
    struct line_range lines;
};

struct parsed_warning {
    int line;
    const char *message; /* in French; names the other line when two disagree */
};

struct programme {
    const char *title; /* never NULL; "" when the document has none */
    int edition;       /* 0 when none is given */
    const char *theme; /* NULL when none */
    enum answer remote, onsite;
    struct parsed_text *questions;
    size_t n_questions;
    const char **supporters;
    size_t n_supporters;
    struct parsed_day *days;
    size_t n_days;
    struct parsed_text *notes;
    size_t n_notes;
    struct parsed_warning *warnings;
    size_t n_warnings;
};

/*
 * Reads a document's bytes, of any of the encodings of text_decode. Never refuses a line: what is
 * not understood is kept in notes with a warning. Linear in the size of the text. ERR_INVALID:
 * empty. ERR_TOO_LARGE: over PROGRAMME_MAX_BYTES. ERR_BAD_REQUEST: binary or undecodable.
 * `*why` says so in French for the person who gave the file.
 */
must_check enum err programme_parse(struct arena *a, struct str bytes, struct programme *out,
                                    const char **why);

/* "opening", "plenary"…: the stable word of contract, and back (false when unknown). */
const char *session_type_word(enum session_type type);
must_check bool session_type_from_word(struct str word, enum session_type *out);

/* What kind of session the words are a title of, when they tell: "Pause déjeuner", "table ronde".
 */
must_check bool session_type_said(const char *words, enum session_type *out);

/* "yes", "no", "tbc" */
const char *answer_word(enum answer a);

/* The programme as the JSON or the plain text that `programme import --dry-run` prints. */
void programme_to_json(const struct programme *p, struct buf *out);
void programme_to_text(const struct programme *p, struct buf *out);

#endif
