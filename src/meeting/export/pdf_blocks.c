/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/pdf_blocks.h"

#include "view/typography.h"

#define TIME_WIDTH 80.0
#define THREAD_X (MARGIN + 94)
#define TEXT_X (MARGIN + 112)
#define TEXT_WIDTH (PAGE_WIDTH - MARGIN - TEXT_X)
#define NODE_BELOW_TOP 11.5
#define THREAD_MIN 12.0 /* a shorter one would be a crumb */
#define CARD_GAP 9.0
#define CARD_PAD 7.0
#define CARDS_IN_ROW 3

static const char *typeset(const struct programme_sheet *s, const char *text)
{
    return typo_fr(s->c->arena, plain_text(s->c->arena, text));
}

static const char *clock_range(const struct programme_sheet *s, int start, int end)
{
    struct arena *a = s->c->arena;
    if (start == NO_TIME)
        return NULL;
    const char *from = time_text(a, s->c->lang, start);
    if (end == NO_TIME || end == start)
        return from;
    return arena_printf(a, "%s\u00a0– %s", from, time_text(a, s->c->lang, end));
}

static int wall_minutes(const struct programme_sheet *s, int64_t utc)
{
    return moment_minutes(s->z, utc);
}

const char *sheet_when(const struct programme_sheet *s)
{
    struct arena *a = s->c->arena;
    const struct event *e = &s->t->event;
    if (e->starts_at == NO_INSTANT)
        return tr(s->c->lang, TR("Date à fixer"));
    const char *first = moment_date(a, s->z, e->starts_at), *last = NULL;
    const char *words = text_capital(a, date_in_words(a, s->c->lang, first));
    for (size_t d = 0; d < s->t->n_days; d++)
        last = s->t->days[d].date ? s->t->days[d].date : last;
    if (last && strcmp(first, last) != 0)
        return arena_printf(a, "%s – %s", words, date_in_words(a, s->c->lang, last));
    bool closed = e->ends_at != NO_INSTANT && e->ends_at > e->starts_at;
    int end = closed ? wall_minutes(s, e->ends_at) : NO_TIME;
    return arena_printf(a, "%s, %s", words, clock_range(s, wall_minutes(s, e->starts_at), end));
}

static const char *length_in_words(const struct programme_sheet *s, int minutes)
{
    return minutes > 0 ? duration_text(s->c->arena, s->c->lang, minutes) : NULL;
}

static double draw_title(const struct programme_sheet *s, const struct canvas *c, double y)
{
    struct arena *a = s->c->arena;
    const struct event *e = &s->t->event;
    const double top = y;
    struct text_box at = {MARGIN, y, PAGE_WIDTH - 2 * MARGIN};
    bool themed = e->theme && *e->theme;
    if (themed)
        at.y += canvas_text(c, STYLE_KICKER, "P", &at, typeset(s, e->title), NULL) + 2;
    at.y += canvas_text(c, STYLE_THEME, "H1", &at, typeset(s, themed ? e->theme : e->title), NULL);
    at.y += 6;
    const char *how = joined(a, " · ", modality_label(s->c->lang, e), plain_line(a, e->place));
    at.y += canvas_text(c, STYLE_LEAD, "P", &at, joined(a, " · ", sheet_when(s), how), NULL) + 3;
    const char *zone = arena_printf(a, "%s\u00a0: %s", tr(s->c->lang, TR("Fuseau horaire")),
                                    zone_city(a, s->c->lang, e->zone));
    at.y += canvas_text(c, STYLE_NOTE, "P", &at, zone, NULL) + 10;
    canvas_rule(c, MARGIN, PAGE_WIDTH - MARGIN, at.y);
    return at.y + 8 - top;
}

static double draw_day(const struct programme_sheet *s, const struct canvas *c,
                       const struct block *b, double y)
{
    struct arena *a = s->c->arena;
    const char *date = date_in_words(a, s->c->lang, b->day->date);
    const char *label = plain_line(a, b->day->label);
    const char *title = joined(a, " · ", text_capital(a, date), label);
    struct text_box at = {MARGIN, y + 10, PAGE_WIDTH - 2 * MARGIN};
    return 10 + canvas_text(c, STYLE_DAY, "H2", &at, title, NULL) + 2;
}

/* A text of the left column whose baseline is that of the text beside it. */
static void draw_time(const struct canvas *c, enum text_style style, enum text_style beside,
                      double y, const char *text)
{
    struct text_box at = {MARGIN, y + canvas_ascent(c, beside) - canvas_ascent(c, style),
                          TIME_WIDTH};
    canvas_text(c, style, "P", &at, text, NULL);
}

static double draw_chapter(const struct programme_sheet *s, const struct canvas *c,
                           const struct block *b, double y)
{
    const struct sequence *q = b->sequence;
    struct text_box at = {TEXT_X, y + 11, TEXT_WIDTH};
    draw_time(c, STYLE_CHAPTER_TIME, STYLE_CHAPTER, at.y, clock_range(s, q->start_min, q->end_min));
    const char *address = b->session ? session_address(s->c, &s->t->event, b->session) : NULL;
    at.y += canvas_text(c, STYLE_CHAPTER, "H2", &at, typeset(s, q->title), address);
    for (size_t i = 0; i < q->n_questions; i++)
        at.y += canvas_text(c, STYLE_QUESTION, "P", &at, typeset(s, q->questions[i]), NULL) + 1;
    if (!q->n_questions)
        at.y += canvas_text(c, STYLE_QUESTION, "P", &at, typeset(s, q->purpose), NULL);
    return at.y + 4 - y;
}

static double draw_card(const struct programme_sheet *s, const struct canvas *c,
                        const struct session *workshop, const struct text_box *card)
{
    struct arena *a = s->c->arena;
    struct text_box at = {card->x + CARD_PAD, card->y + CARD_PAD, card->width - 2 * CARD_PAD};
    at.y += canvas_text(c, STYLE_CARD, "H4", &at, typeset(s, workshop->title),
                        session_address(s->c, &s->t->event, workshop));
    at.y +=
        canvas_text(c, STYLE_SPEAKERS, "P", &at, typeset(s, all_speakers(s->c, workshop)), NULL);
    at.y += canvas_text(c, STYLE_NOTE, "P", &at, plain_line(a, workshop->room), NULL);
    return at.y + CARD_PAD - card->y;
}

/* One row of cards of one height. */
static double draw_cards(const struct programme_sheet *s, const struct canvas *c,
                         const struct session *workshops, size_t n, double y)
{
    static const unsigned colours[CARDS_IN_ROW] = {THREAD_1, THREAD_3, THREAD_2};
    struct canvas measure = *c;
    measure.cr = NULL;
    double width = (TEXT_WIDTH - CARD_GAP * (double)(n - 1)) / (double)n, height = 0;
    for (size_t i = 0; i < n; i++) {
        struct text_box at = {TEXT_X + (width + CARD_GAP) * (double)i, y, width};
        double h = draw_card(s, &measure, &workshops[i], &at);
        height = h > height ? h : height;
    }
    for (size_t i = 0; c->cr && i < n; i++) {
        struct text_box at = {TEXT_X + (width + CARD_GAP) * (double)i, y, width};
        canvas_card(c, &at, height, colours[i % CARDS_IN_ROW]);
        draw_card(s, c, &workshops[i], &at);
    }
    return height;
}

static double draw_parallel(const struct programme_sheet *s, const struct canvas *c,
                            const struct session *session, double y)
{
    double top = y;
    /* Two rows of two rather than three and one. */
    size_t in_row = session->n_parallel == 4 ? 2 : CARDS_IN_ROW;
    for (size_t i = 0; i < session->n_parallel; i += in_row) {
        size_t n = session->n_parallel - i < in_row ? session->n_parallel - i : in_row;
        y += 5;
        y += draw_cards(s, c, session->parallel + i, n, y);
    }
    return session->n_parallel ? y + 3 - top : 0;
}

static const char *session_label(const struct programme_sheet *s, const struct block *b)
{
    struct arena *a = s->c->arena;
    bool side_by_side = b->session->n_parallel > 1 && b->session->type == SESSION_WORKSHOP;
    const char *type = side_by_side ? tr(s->c->lang, TR("Ateliers"))
                                    : session_type_label(s->c->lang, b->session->type);
    const char *label = joined(a, " · ", type, length_in_words(s, b->length));
    return joined(a, " · ", label, plain_line(a, b->session->room));
}

static double draw_session(const struct programme_sheet *s, const struct canvas *c,
                           const struct block *b, double y)
{
    const struct session *session = b->session;
    const char *address = session_address(s->c, &s->t->event, session);
    const double node = y + NODE_BELOW_TOP, end = y + b->height;
    double to = b->last ? end - 3 : end + NODE_BELOW_TOP;
    if (to - node > THREAD_MIN)
        canvas_weave(c, THREAD_X, node, THREAD_X, to);
    canvas_node(c, THREAD_X, node, 3.4, THREAD_1);
    struct text_box at = {TEXT_X, y + 5, TEXT_WIDTH};
    canvas_begin(c, "Sect");
    draw_time(c, STYLE_TIME, STYLE_LABEL, at.y + 1, clock_range(s, b->start, NO_TIME));
    at.y += canvas_text(c, STYLE_LABEL, "P", &at, session_label(s, b), NULL) + 0.5;
    if (!b->untitled)
        at.y += canvas_text(c, STYLE_TITLE, "H3", &at, typeset(s, session->title), address);
    at.y += canvas_text(c, STYLE_SPEAKERS, "P", &at, typeset(s, all_speakers(s->c, session)), NULL);
    at.y += canvas_text(c, STYLE_NOTE, "P", &at, typeset(s, session->note), NULL);
    at.y += draw_parallel(s, c, session, at.y) + 5;
    canvas_end(c, "Sect");
    if (!b->last)
        canvas_rule(c, TEXT_X, PAGE_WIDTH - MARGIN, at.y);
    return at.y - y;
}

static double draw_break(const struct programme_sheet *s, const struct canvas *c,
                         const struct block *b, double y)
{
    struct arena *a = s->c->arena;
    struct text_box at = {TEXT_X, y + 6, TEXT_WIDTH};
    draw_time(c, STYLE_BREAK_TIME, STYLE_BREAK, at.y, clock_range(s, b->start, NO_TIME));
    canvas_node(c, THREAD_X, at.y + 6.8, 2, MUTED);
    const char *title = typeset(s, b->session->title);
    const char *text = joined(a, "\u00a0·\u00a0", title, length_in_words(s, b->length));
    at.y += canvas_text(c, STYLE_BREAK, "P", &at, text, NULL);
    at.y += canvas_text(c, STYLE_NOTE, "P", &at, typeset(s, b->session->note), NULL);
    return at.y + 3 - y;
}

static double draw_supporters(const struct programme_sheet *s, const struct canvas *c, double y)
{
    struct arena *a = s->c->arena;
    const char *names = NULL;
    for (size_t i = 0; i < s->t->n_supporters; i++)
        names = joined(a, ", ", names, plain_line(a, s->t->supporters[i]));
    const char *text =
        arena_printf(a, "%s\u00a0: %s", tr(s->c->lang, TR("Avec le soutien de")), names);
    struct text_box at = {TEXT_X, y + 16, TEXT_WIDTH};
    return 16 + canvas_text(c, STYLE_NOTE, "P", &at, text, NULL);
}

double block_draw(const struct programme_sheet *s, const struct canvas *c, const struct block *b,
                  double y)
{
    switch (b->kind) {
    case BLOCK_TITLE:
        return draw_title(s, c, y);
    case BLOCK_DAY:
        return draw_day(s, c, b, y);
    case BLOCK_CHAPTER:
        return draw_chapter(s, c, b, y);
    case BLOCK_SESSION:
        return draw_session(s, c, b, y);
    case BLOCK_BREAK:
        return draw_break(s, c, b, y);
    case BLOCK_SUPPORTERS:
        return draw_supporters(s, c, y);
    }
    return 0;
}

static struct block session_block(const struct programme_sheet *s, const struct session *session)
{
    struct block b = {.session = session, .start = session->start_min};
    b.kind = session_is_pause(session->type) ? BLOCK_BREAK : BLOCK_SESSION;
    if (session->starts_at != NO_INSTANT) {
        b.start = wall_minutes(s, session->starts_at);
        if (session->ends_at != NO_INSTANT && session->ends_at > session->starts_at)
            b.length = (int)((session->ends_at - session->starts_at) / 60);
    } else if (session->end_min > session->start_min) {
        b.length = session->end_min - session->start_min;
    }
    return b;
}

static void add(struct programme_sheet *s, struct block b)
{
    s->blocks[s->n++] = b;
}

static bool is_pause(const struct sequence *q)
{
    return q->n_sessions == 1 && session_is_pause(q->sessions[0].type);
}

static void add_sequence(struct programme_sheet *s, const struct day *day, const struct sequence *q,
                         size_t group)
{
    bool same = q->n_sessions == 1 && q->title && !strcmp(q->title, q->sessions[0].title);
    if (!is_pause(q))
        add(s, (struct block){BLOCK_CHAPTER, .day = day, .sequence = q,
                              .session = same ? &q->sessions[0] : NULL, .group = group});
    for (size_t i = 0; i < q->n_sessions; i++) {
        struct block b = session_block(s, &q->sessions[i]);
        b.day = day;
        b.sequence = q;
        b.group = group;
        b.untitled = same;
        b.last = i + 1 == q->n_sessions;
        add(s, b);
    }
}

static size_t most_blocks(const struct timetable *t)
{
    size_t n = 2;
    for (size_t d = 0; d < t->n_days; d++) {
        n++;
        for (size_t q = 0; q < t->days[d].n_sequences; q++)
            n += 1 + t->days[d].sequences[q].n_sessions;
    }
    return n;
}

void sheet_build(struct programme_sheet *s, const struct canvas *canvas)
{
    const struct timetable *t = s->t;
    size_t group = 0;
    s->blocks = arena_array(s->c->arena, most_blocks(t), sizeof *s->blocks);
    add(s, (struct block){BLOCK_TITLE, .group = group++});
    for (size_t d = 0; d < t->n_days; d++) {
        const struct day *day = &t->days[d];
        if (t->n_days > 1)
            add(s, (struct block){BLOCK_DAY, .day = day, .group = group});
        for (size_t q = 0; q < day->n_sequences; q++) {
            /* A break stays with what it ends. */
            bool follows = q && is_pause(&day->sequences[q]);
            add_sequence(s, day, &day->sequences[q], follows ? group - 1 : group++);
        }
    }
    if (t->n_supporters)
        add(s, (struct block){BLOCK_SUPPORTERS, .group = group});
    for (size_t i = 0; i < s->n; i++)
        s->blocks[i].height = block_draw(s, canvas, &s->blocks[i], 0);
}
