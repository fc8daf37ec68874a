/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the stages of the programme parser share. The document is cleaned once into two parallel
 * texts: `text`, for display, and `fold`, lower case without accents, for recognition. All offsets
 * are into `fold`; `map` gives the place in `text`. Lines that hold nothing are left out of both,
 * the others are separated by "\n", so a span may run over several lines.
 *
 *     clean.c   bytes → lines           clock.c scan.c dates.c  times and dates in a span
 *     layout.c genre.c  which style it uses      items.c         lines → timed items and day marks
 *     slots.c grid.c under.c paragraph.c         their shapes    time_last.c
 *     days.c which_day.c  marks → dates          structure.c     items → sequences and sessions
 *     detail.c people.c  what stands under an item      types.c         words → types of sessions
 *     head.c modality.c questions.c  what stands around the timetable
 *     checks.c  warnings                         notes.c         every other line
 */
#ifndef MAILLAGE_MEETING_PARSE_H
#define MAILLAGE_MEETING_PARSE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "meeting/programme.h"

struct phrase_index;
struct word_masks;

struct span {
    uint32_t from, to; /* offsets in fold */
};

enum line_flag {
    LINE_REPEATED = 1 << 0, /* page header or footer that stood before */
    LINE_PAGE = 1 << 1,     /* a page number */
    LINE_RULE = 1 << 2,     /* only dashes, bars, dots */
    LINE_COLUMNS = 1 << 3,  /* headings of a table: "Horaire | Intitulé" */
    LINE_FOOTNOTE = 1 << 4,
    LINE_CELLS = 1 << 5, /* has "|" or tabs between cells */
    LINE_BOLD = 1 << 6,  /* all of it */
    LINE_UPPER = 1 << 7,
    LINE_USED = 1 << 8,     /* covered by a session, a sequence or a question */
    LINE_DAY = 1 << 9,      /* names a day */
    LINE_ITEM = 1 << 10,    /* begins a timed item */
    LINE_HEADING = 1 << 11, /* heads the items that follow */
    LINE_TIMES = 1 << 12,   /* holds a time somewhere */
    LINE_ABOVE = 1 << 13,   /* the title of the time that stands under it */
    LINE_MAIL = 1 << 14,    /* sender and date of a message */
    LINE_DIGITS = 1 << 15,  /* no other holds a date */
};

struct line {
    int number;
    uint32_t from, to; /* whole line in fold, without the line break */
    uint32_t body;     /* where the words begin, after bullets and enumerators */
    uint16_t indent, flags;
    uint8_t heading;      /* markdown level, 0 for none */
    uint8_t blank_before; /* blank lines just before, at most 255 */
    char bullet;          /* '-' for a list mark, '1' for an enumerator, 0 */
};

enum clock_form { CLOCK_H, CLOCK_COLON, CLOCK_DOT, CLOCK_FOUR, CLOCK_BARE, CLOCK_WORD };

struct clock {
    int minutes;
    enum clock_form form;
    char half;   /* 'a', 'p' or 0 */
    bool padded; /* written with two digits */
};

struct period {
    struct clock start, end;
    bool has_end;
    bool prefixed; /* "de", "à partir de"… stands before it */
    uint32_t from, next;
};

struct date {
    int year, month, day; /* 0 where not given */
    int weekday;          /* 1 Monday … 7 Sunday, 0 */
    struct {
        int year, month, day;
    } last; /* of "du 14 au 16", day 0 when a single day */
    uint32_t from, next;
};

struct day_mark {
    struct date date;
    int ordinal; /* of "Jour 2"; 0 none; below 0 a day that only its table's headings tell */
    uint32_t line;
    bool head; /* before the first item */
    bool grid; /* of a line that names several days side by side */
};

#define NO_LINE UINT32_MAX
#define NO_MARK (-1)

struct item {
    struct period when;
    int start, end;
    bool end_inferred, dropped, on_date_line, time_last;
    struct span title, rest;         /* rest: further cells of a table's row */
    uint32_t line, last;             /* index of the first and last line that states it */
    uint32_t title_floor;            /* in a paragraph: where the words before it end */
    uint32_t children, children_end; /* lines under it */
    uint32_t columns;                /* the line that heads its table, NO_LINE */
    uint32_t heading;                /* the line that heads its group, NO_LINE */
    int32_t mark;                    /* day mark that governs, -1 */
    uint32_t day;                    /* index of its day, once resolved */
    bool is_sequence;
    int32_t parent; /* index of the enclosing item, -1 */
};

struct doc {
    struct arena *a;
    const char *text, *fold;
    uint32_t *map; /* for each byte of fold and its end */
    size_t text_n, fold_n;
    struct line *lines;
    uint32_t n_lines;
    struct span *bold;
    size_t n_bold, cap_bold;
    int source_lines;

    bool clock_dot, clock_four, clock_twelve;
    bool titles_above, times_last;
    bool feast;       /* no meeting: a village fête, a match day, a retreat */
    bool times_comma; /* "9h, accueil": a comma parts times from titles */
    bool dated_lines; /* "4 mars – 12h30 : Titre": each line has its own date and time */
    char csv;         /* what parts the cells of a CSV file, 0 */

    struct item *items;
    size_t n_items, cap_items;
    size_t n_solid; /* items, without the hours that stand beside a date */
    struct day_mark *marks;
    size_t n_marks, cap_marks;
    struct date sure; /* "aura lieu le vendredi 23 mars": the one day of the meeting; day 0 none */
    uint32_t first_item_line, last_item_line; /* NO_LINE when there are none */

    struct word_masks *masks;     /* of words.c */
    struct phrase_index *phrases; /* of types.c, made at its first use */
    struct programme *out;
    size_t cap_warnings, cap_notes, cap_questions, cap_supporters;
    int modality_line[2]; /* where remote and on site were stated first, 0 */
};

/* clean.c */
void doc_clean(struct doc *d, struct str source);
void doc_flag_lines(struct doc *d);
char *span_text(const struct doc *d, uint32_t from, uint32_t to); /* trimmed, single spaces */
struct span span_trim(const struct doc *d, struct span s);
bool span_is_bold(const struct doc *d, uint32_t from, uint32_t to);
uint32_t line_at(const struct doc *d, uint32_t offset);

/* words.c: comparisons on the folded text */
struct word_masks *word_masks_new(struct arena *a);
static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}
static inline bool is_word(char c)
{
    return is_letter(c) || is_digit(c);
}
static inline bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}
static inline bool wordish(char ch)
{
    return is_word((char)(ch | 0x20)) || is_digit(ch) || (unsigned char)ch >= 0x80;
}
uint32_t skip_spaces(const struct doc *d, uint32_t i, uint32_t to);
uint32_t skip_any(const struct doc *d, uint32_t i, uint32_t to, const char *set);
/* Length of `word` when it stands at i and ends there, otherwise 0. */
uint32_t word_at(const struct doc *d, uint32_t i, uint32_t to, const char *word);
/* Of a static list that ends with NULL: the longest of its words that stands at i, or 0. */
uint32_t any_word_at(const struct doc *d, uint32_t i, uint32_t to, const char *const *words);
/* The first place of a whole word or phrase; `to` when it is not there. */
uint32_t find_word(const struct doc *d, uint32_t i, uint32_t to, const char *word);
bool has_any_word(const struct doc *d, uint32_t i, uint32_t to, const char *const *words);
/* A small number in figures or words ("5", "cinq", "five"); 0 when there is none at i. */
int number_at(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next);

/* clock.c */
int two_digits(const struct doc *d, uint32_t i, uint32_t to); /* -1 when there are none */
void apply_half(struct clock *c);                             /* 1 pm is 13:00 */
bool scan_clock(const struct doc *d, uint32_t i, uint32_t to, struct clock *c, uint32_t *next);
/* Whether a capital letter stands at i: "9h30Accueil" is a time and the title it begins. */
bool capital_at(const struct doc *d, uint32_t i, uint32_t to);

/* scan.c */
bool scan_period(const struct doc *d, uint32_t i, uint32_t to, struct period *p);
/* As scan_period where an item may begin: skips marks and "de", "à partir de" before it. */
bool scan_item_start(const struct doc *d, uint32_t i, uint32_t to, struct period *p);
uint32_t skip_after_time(const struct doc *d, uint32_t i, uint32_t to, struct period *p);
/* Whether "(heure du Québec)" follows a time. */
bool place_follows(const struct doc *d, uint32_t i, uint32_t to);
/* Whether a time ends its line: nothing after it, or "| See film", a short cell without a figure.
 */
bool ends_line(const struct doc *d, uint32_t next, uint32_t to);
/* "Café d'accueil9h15Ouverture": a time between two words that lost what parted them. */
bool glued_time(const struct doc *d, uint32_t i, uint32_t to, struct period *p);
/* The next time from i on, anywhere. */
bool find_period(const struct doc *d, uint32_t i, uint32_t to, struct period *p);
/* "(30 min)", "1h30": minutes of a duration that stands at i, 0 for none. */
int scan_duration(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next);

/* dates.c */
bool scan_date(const struct doc *d, uint32_t i, uint32_t to, struct date *out);
bool find_date(const struct doc *d, uint32_t i, uint32_t to, struct date *out);
bool scan_day_line(const struct doc *d, const struct line *l, struct day_mark *m);
int weekday_of(int year, int month, int day);
void date_add_days(int *year, int *month, int *day, int n);
bool weekday_at(const struct doc *d, uint32_t i, uint32_t to);
uint32_t scan_half_day(const struct doc *d, uint32_t i, uint32_t to);

/* layout.c, items.c, days.c, structure.c */
void doc_layout(struct doc *d);
bool block_ends(const struct doc *d, uint32_t i);
void doc_items(struct doc *d);
void doc_headings(struct doc *d);
void doc_days(struct doc *d);
void doc_day_alone(struct doc *d);
void doc_structure(struct doc *d);

/* cells.c */
bool next_cell(const struct doc *d, uint32_t *i, uint32_t to, struct span *cell);
enum column { COLUMN_NONE, COLUMN_TIME, COLUMN_TITLE, COLUMN_PEOPLE, COLUMN_ROOM, COLUMN_OTHER };
enum column column_word(const struct doc *d, struct span cell);
bool is_column_heading(const struct doc *d, const struct line *l);
/* "9h00 | Accueil | 9h15 | Ouverture | 9h30 | …": several items, each time followed by its title.
 */
bool row_of_times(const struct doc *d, const struct line *l);
bool row_item(const struct doc *d, const struct line *l, struct item *it);

/* detail.c, people.c, rooms.c */
/* Whether a line under a title goes on with it. */
bool continues_title(const struct doc *d, struct span title, const struct line *under);
void session_details(struct doc *d, const struct item *it, struct parsed_session *s);
struct people {
    struct parsed_speaker *list;
    size_t n, cap;
};
/* Adds the persons whom a span names; how many. */
size_t people_in(struct doc *d, struct span s, struct people *out);
void people_announced(struct doc *d, struct span s, struct people *out);
void people_capitals(struct doc *d, struct span s, struct people *out);
bool names_people(struct doc *d, struct span s);
uint32_t people_label(const struct doc *d, uint32_t i, uint32_t to);
bool is_room(const struct doc *d, struct span s);

/* genre.c */
bool doc_is_feast(struct doc *d);

/* types.c */
struct day_place { /* of a session in its day */
    size_t index;
    bool last;
    int start;
    size_t names; /* people named as its speakers */
};
enum session_type session_type_of(struct doc *d, const char *title, const char *note,
                                  const struct day_place *place);
bool begins_like_session(struct doc *d, struct span s);
bool is_workshop_title(const struct doc *d, struct span title);

/* head.c, modality.c, questions.c */
void doc_head(struct doc *d);
void doc_modality(struct doc *d);
void doc_questions(struct doc *d);
void doc_attach_questions(struct doc *d);

/* checks.c, notes.c */
void warn(struct doc *d, int line, const char *fmt, ...) printf_like(3, 4);
void doc_checks(struct doc *d);
void doc_notes(struct doc *d);

#endif
