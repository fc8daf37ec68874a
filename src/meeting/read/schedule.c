/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/schedule.h"

#include "base/civil.h"
#include "base/text.h"
#include "meeting/read/read.h"

#define TITLE_MAX 400              /* bytes in which an edition is looked for */
#define QUESTIONS_MAX 200          /* of a meeting */
#define IMPORT_ZONE "Europe/Paris" /* of meetings for which nobody said another */

struct building {
    struct schedule_file *f;
    struct programme *out;
    bool own;
    size_t cap_notes, cap_warnings, cap_questions;
    size_t in_room, online; /* sessions */
};

/* ---- what the two forms fill ------------------------------------------------------------ */

struct schedule_date *schedule_add_day(struct schedule_file *f, const char *date, const char *start)
{
    f->days = arena_grow(f->a, f->days, f->n, &f->cap, sizeof *f->days);
    f->days[f->n] = (struct schedule_date){.date = date, .start = start};
    return &f->days[f->n++];
}

struct schedule_date *schedule_day(struct schedule_file *f)
{
    return f->n ? &f->days[f->n - 1] : schedule_add_day(f, NULL, NULL);
}

struct schedule_item *schedule_add_item(struct schedule_file *f, struct schedule_date *day)
{
    day->items = arena_grow(f->a, day->items, day->n, &day->cap, sizeof *day->items);
    day->items[day->n] = (struct schedule_item){0};
    return &day->items[day->n++];
}

void schedule_add_speaker(struct schedule_file *f, struct schedule_item *item, const char *name)
{
    if (!name)
        return;
    item->speakers = arena_grow(f->a, item->speakers, item->n_speakers, &item->cap_speakers,
                                sizeof *item->speakers);
    item->speakers[item->n_speakers++] =
        (struct parsed_speaker){str_dup(f->a, str_trim(str_of(name))), 1};
}

void schedule_about(struct schedule_file *f, const char *what, const char *value)
{
    if (value && *value)
        buf_printf(f->about, "%s%s : %s", f->about->len ? "\n" : "", what, value);
}

/* ---- items to sessions ------------------------------------------------------------------ */

static void add_note(struct building *b, const char *text, struct line_range lines)
{
    struct programme *p = b->out;
    p->notes = arena_grow(b->f->a, p->notes, p->n_notes, &b->cap_notes, sizeof *p->notes);
    p->notes[p->n_notes++] = (struct parsed_text){text, lines};
}

static void warn(struct building *b, int line, const char *message)
{
    struct programme *p = b->out;
    p->warnings =
        arena_grow(b->f->a, p->warnings, p->n_warnings, &b->cap_warnings, sizeof *p->warnings);
    p->warnings[p->n_warnings++] = (struct parsed_warning){line, message};
}

/* What the type says when it says something; else what the title says, then the track. */
static enum session_type type_of(struct arena *a, const struct schedule_item *item)
{
    enum session_type type;
    struct str word = text_fold(a, str_of(item->type ? item->type : ""));
    char *words = str_dup(a, word);
    for (char *p = words; *p; p++)
        *p = *p == '_' ? ' ' : *p;
    if (session_type_from_word(word, &type) && type != SESSION_OTHER)
        return type;
    if (session_type_said(words, &type) || session_type_said(item->title, &type))
        return type;
    if (session_type_from_word(word, &type))
        return type;
    return item->track && session_type_said(item->track, &type) ? type : SESSION_TALK;
}

static const char *note_of(struct building *b, const struct schedule_item *item)
{
    struct arena *a = b->f->a;
    const char *parts[3] = {b->own ? NULL : item->subtitle, item->abstract,
                            b->own ? NULL : item->description};
    const char *all = NULL;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        const char *part = parts[i] ? str_dup(a, str_trim(str_of(parts[i]))) : NULL;
        if (!part || !*part || (all && strstr(all, part)))
            continue;
        all = all ? arena_printf(a, "%s\n%s", all, part) : part;
    }
    return all;
}

static bool is_online(struct arena *a, const char *room)
{
    static const char *const words[] = {"en ligne", "online", "visio", "distanciel", "a distance"};
    struct str folded = text_fold(a, str_of(room ? room : ""));
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (memmem(folded.p, folded.n, words[i], strlen(words[i])))
            return true;
    return false;
}

static struct parsed_session session_of(struct building *b, struct schedule_item *item)
{
    struct arena *a = b->f->a;
    bool online = is_online(a, item->room);
    bool stand_in = b->own && schedule_is_stand_in(item->room);
    b->online += online;
    b->in_room += !online && !stand_in;
    if (b->own)
        schedule_own_speakers(b->f, item);
    return (struct parsed_session){
        .start = item->from,
        .end = item->to,
        .type = type_of(a, item),
        .title = item->title,
        .note = note_of(b, item),
        .room = stand_in ? NULL : item->room,
        .speakers = item->speakers,
        .n_speakers = item->n_speakers,
        .lines = item->lines,
    };
}

/* ---- a day ------------------------------------------------------------------------------ */

static int by_time(const void *x, const void *y)
{
    const struct schedule_item *a = x, *b = y;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* An event without a time cannot stand in a programme: it is kept, and said. */
static void set_aside(struct building *b, struct schedule_date *day)
{
    size_t kept = 0;
    for (size_t i = 0; i < day->n; i++) {
        struct schedule_item *item = &day->items[i];
        if (!item->title)
            item->title = item->subtitle ? item->subtitle : "Sans titre";
        if (item->from != NO_TIME) {
            day->items[kept++] = *item;
            continue;
        }
        const char *note = note_of(b, item);
        add_note(b, note ? arena_printf(b->f->a, "%s\n%s", item->title, note) : item->title,
                 item->around);
        warn(b, item->lines.first,
             "Cet événement n’a pas d’heure de début : il est gardé en note.");
    }
    day->n = kept;
}

/* An end that nobody wrote is the next start. Ours were inferred already: those left are open. */
static void infer_ends(const struct building *b, struct parsed_session *all, size_t n)
{
    int next = NO_TIME, later = NO_TIME;
    for (size_t i = n; !b->own && i-- > 0;) {
        if (i + 1 < n && all[i + 1].start != all[i].start)
            later = next;
        next = all[i].start;
        all[i].end_inferred = all[i].end == NO_TIME && later != NO_TIME;
        if (all[i].end_inferred)
            all[i].end = later;
    }
}

/* The questions of a sequence, which each of its events repeats. */
static void ask(struct building *b, struct parsed_sequence *q, const struct schedule_item *item)
{
    struct arena *a = b->f->a;
    struct programme *p = b->out;
    struct str rest = str_of(item->description);
    q->questions = arena_array(a, QUESTIONS_MAX, sizeof *q->questions);
    while (rest.p && rest.n && q->n_questions < QUESTIONS_MAX) {
        const char *text = str_dup(a, str_cut(&rest, '\n'));
        size_t i = 0;
        while (i < p->n_questions && strcmp(p->questions[i].text, text) != 0)
            i++;
        if (i == QUESTIONS_MAX)
            return;
        if (i == p->n_questions) {
            p->questions = arena_grow(a, p->questions, i, &b->cap_questions, sizeof *p->questions);
            p->questions[p->n_questions++] = (struct parsed_text){text, item->lines};
        }
        q->questions[q->n_questions++] = i;
    }
}

static void open_sequence(struct building *b, struct parsed_day *to, struct parsed_session *s,
                          const struct schedule_item *item)
{
    struct parsed_sequence *q = &to->sequences[to->n_sequences++];
    const char *track = item->track;
    *q = (struct parsed_sequence){.title = b->own && track ? track : s->title,
                                  .start = s->start,
                                  .end = s->end,
                                  .lines = item->around,
                                  .sessions = s,
                                  .n_sessions = 1};
    if (!b->own && track && strcmp(track, s->title) != 0)
        q->purpose = track;
    if (b->own && item->description)
        ask(b, q, item);
}

static void add_to_sequence(struct parsed_sequence *q, const struct parsed_session *s,
                            struct line_range around)
{
    q->n_sessions++;
    if (q->end != NO_TIME)
        q->end = s->end == NO_TIME || s->end > q->end ? s->end : q->end;
    q->lines.first = around.first < q->lines.first ? around.first : q->lines.first;
    q->lines.last = around.last > q->lines.last ? around.last : q->lines.last;
}

static void build_day(struct building *b, struct schedule_date *from, struct parsed_day *to)
{
    struct arena *a = b->f->a;
    struct civil date;
    if (from->date && civil_parse_date(from->date, &date))
        *to = (struct parsed_day){.year = date.year, .month = date.month, .day = date.day};
    set_aside(b, from);
    if (from->n)
        qsort(from->items, from->n, sizeof *from->items, by_time);
    struct parsed_session *all = arena_array(a, from->n + 1, sizeof *all);
    to->sequences = arena_array(a, from->n + 1, sizeof *to->sequences);
    for (size_t i = 0; i < from->n; i++)
        all[i] = session_of(b, &from->items[i]);
    infer_ends(b, all, from->n);
    for (size_t i = 0; i < from->n; i++) {
        const char *track = from->items[i].track;
        struct parsed_sequence *q = to->n_sequences ? &to->sequences[to->n_sequences - 1] : NULL;
        if (b->own && q && track && strcmp(q->title, track) == 0)
            add_to_sequence(q, &all[i], from->items[i].around);
        else
            open_sequence(b, to, &all[i], &from->items[i]);
    }
    for (size_t i = 0; b->own && i < to->n_sequences; i++)
        schedule_own_slots(a, from->items + (to->sequences[i].sessions - all), &to->sequences[i]);
}

/* ---- the whole -------------------------------------------------------------------------- */

/* The lines between events, which name rooms and days, go with the event that follows them. */
static int cover_lines(struct schedule_file *f)
{
    struct schedule_item *last = NULL;
    int first = 0;
    for (size_t d = 0; d < f->n; d++)
        for (size_t i = 0; i < f->days[d].n; i++) {
            struct schedule_item *item = &f->days[d].items[i];
            item->around = item->lines;
            if (last && last->lines.last + 1 < item->lines.first)
                item->around.first = last->lines.last + 1;
            first = last ? first : item->lines.first;
            last = item;
        }
    if (last)
        last->around.last = f->lines;
    return first;
}

/* "Title – Theme": as the export joins them. */
static void own_head(struct building *b)
{
    static const char dash[] = " – ";
    struct programme head, *p = b->out;
    const char *why, *at = NULL;
    for (const char *next = p->title; (next = strstr(next, dash)); next += strlen(dash))
        at = next;
    if (at) {
        p->theme = at + strlen(dash);
        p->title = arena_strndup(b->f->a, p->title, (size_t)(at - p->title));
    }
    if (*p->title && strlen(p->title) < TITLE_MAX &&
        programme_parse(b->f->a, str_of(p->title), &head, &why) == OK)
        p->edition = head.edition;
}

/* The form has no word for it; rooms tell. Ours are online also where the place is to be confirmed.
 */
static void find_modality(const struct building *b)
{
    enum answer without_room = b->own ? ANSWER_TBC : ANSWER_NO;
    b->out->remote = b->online ? ANSWER_YES : ANSWER_NO;
    b->out->onsite = b->online && !b->in_room ? without_room : ANSWER_YES;
}

static void build(struct building *b, struct buf *about)
{
    struct schedule_file *f = b->f;
    struct programme *p = b->out;
    int first = cover_lines(f);
    p->title = f->title ? f->title : "";
    if (b->own)
        own_head(b);
    add_note(b, arena_strndup(f->a, buf_str(about), about->len),
             (struct line_range){1, !first      ? f->lines
                                    : first > 1 ? first - 1
                                                : 1});
    if (f->zone && strcmp(f->zone, IMPORT_ZONE) != 0)
        warn(b, 1,
             arena_printf(f->a, "Les heures sont celles de %s : elles sont gardées telles quelles.",
                          f->zone));
    p->days = arena_array(f->a, f->n + 1, sizeof *p->days);
    for (size_t d = 0; d < f->n; d++) {
        schedule_times(&f->days[d]);
        build_day(b, &f->days[d], &p->days[p->n_days++]);
    }
    find_modality(b);
}

static int count_lines(struct str s)
{
    int n = 1;
    for (size_t i = 0; i + 1 < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

/* Of UTF-8 and UTF-16: '{' or '<' where JSON and XML begin; 0 for anything else. */
static char first_sign(struct str s)
{
    for (size_t i = 0; i < s.n && i < 64; i++)
        if (s.p[i] == '{' || s.p[i] == '<')
            return s.p[i];
        else if (s.p[i] && !strchr(" \t\r\n\xEF\xBB\xBF\xFE\xFF", s.p[i]))
            return 0;
    return 0;
}

enum err programme_from_schedule(struct arena *a, struct str bytes, struct programme *out,
                                 const char **why)
{
    struct str text;
    const char *encoding;
    char sign = first_sign(bytes);
    if (!sign)
        return ERR_NOT_FOUND;
    if (bytes.n > PROGRAMME_MAX_BYTES) {
        *why = "Le fichier dépasse 5 Mio : un horaire de cette taille n’est pas celui d’une "
               "rencontre.";
        return ERR_TOO_LARGE;
    }
    if (text_decode(a, bytes, &text, &encoding) != OK)
        return ERR_NOT_FOUND;
    text.p = str_dup(a, text);
    BUF_SCOPED about = BUF_INIT(PROGRAMME_MAX_BYTES);
    struct schedule_file f = {.a = a, .about = &about, .lines = count_lines(text)};
    enum err e = sign == '{' ? schedule_from_json(text, &f, why) : schedule_from_xml(text, &f, why);
    if (e != OK)
        return e;
    *out = (struct programme){.title = ""};
    *why = NULL;
    build(&(struct building){.f = &f, .out = out, .own = schedule_is_own(&f)}, &about);
    return OK;
}

enum err programme_read(struct arena *a, struct str bytes, struct programme *out, const char **why)
{
    struct str text;
    enum err e = programme_from_schedule(a, bytes, out, why);
    if (e != ERR_NOT_FOUND)
        return e;
    e = document_text(a, bytes, &text, why);
    return e == OK ? programme_parse(a, text, out, why) : e;
}
