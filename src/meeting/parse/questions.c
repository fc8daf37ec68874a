/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The questions that a programme asks before its timetable, and the sequences that answer them:
 * those of the workshops go to the sequence with workshops, the others to the sequence whose words
 * are nearest.
 */
#include "base/text.h"
#include "meeting/parse/parse.h"

#define MAX_QUESTIONS 200
#define MAX_ATTACHED 64  /* questions compared with sequences, */
#define MAX_SEQUENCES 64 /* and sequences: the product is bounded */
#define STEM 6           /* letters by which two words are of one family */
#define MAX_STEMS 160

struct stems {
    char s[MAX_STEMS][STEM + 1];
    int weight[MAX_STEMS];
    size_t n;
};

struct question_group {
    size_t first, n; /* questions of one paragraph */
    bool workshops;
};

static void add_question(struct doc *d, uint32_t from, uint32_t to)
{
    struct programme *p = d->out;
    uint32_t s = skip_any(d, from, to, " :-*\t\n.;,");
    if (to - s < 8 || p->n_questions >= MAX_QUESTIONS)
        return;
    uint32_t a = line_at(d, s), b = line_at(d, to - 1);
    p->questions =
        arena_grow(d->a, p->questions, p->n_questions, &d->cap_questions, sizeof *p->questions);
    p->questions[p->n_questions++] =
        (struct parsed_text){span_text(d, s, to), {d->lines[a].number, d->lines[b].number}};
}

/* The questions of a bold run, or of a line that is one. */
static void questions_in(struct doc *d, uint32_t from, uint32_t to)
{
    uint32_t start = from;
    for (uint32_t i = from; i < to; i++) {
        if (d->fold[i] == '?') {
            add_question(d, start, i + 1);
            start = i + 1;
        } else if (strchr(".!:", d->fold[i]) && i + 1 < to && is_space(d->fold[i + 1])) {
            start = i + 1;
        }
    }
}

static bool asks(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {"question", "questions", "interrogations", NULL};
    return has_any_word(d, l->from, l->to, words);
}

void doc_questions(struct doc *d)
{
    uint32_t end = d->first_item_line == NO_LINE ? 0 : d->first_item_line;
    size_t b = 0;
    bool list = false;
    for (uint32_t i = 0; i < end; i++) {
        const struct line *l = &d->lines[i];
        while (b < d->n_bold && d->bold[b].to <= l->from)
            b++;
        bool any_bold = false;
        for (size_t k = b; k < d->n_bold && d->bold[k].from < l->to; k++) {
            if (d->bold[k].from == l->body && d->bold[k].to == l->to && !list && !asks(d, l) &&
                i < 3)
                continue; /* a title that is a question */
            any_bold = true;
            questions_in(d, d->bold[k].from, d->bold[k].to < l->to ? d->bold[k].to : l->to);
        }
        bool lead = asks(d, l);
        if (!any_bold && !l->heading && d->fold[l->to - 1] == '?' &&
            (lead || (list && l->to > l->body)))
            questions_in(d, l->body, l->to);
        list = lead || (list && (l->bullet || d->fold[l->to - 1] == '?'));
    }
}

static void add_stems(struct stems *out, struct str fold, int weight)
{
    static const char *const empty[] = {
        "quell", "quels", "quel",  "pour",  "dans",   "avec",   "leur",    "leurs", "sont",
        "cette", "temps", "which", "what",  "that",   "with",   "from",    "comme", "plus",
        "entre", "aux",   "etre",  "faire", "commen", "quelle", "quelles", NULL};
    for (size_t i = 0; i < fold.n;) {
        size_t end = i;
        while (end < fold.n && is_word(fold.p[end]))
            end++;
        size_t n = end - i;
        if (n >= 3) {
            char stem[STEM + 1] = {0};
            memcpy(stem, fold.p + i, n < STEM ? n : STEM);
            bool skip = n == 3 && !is_digit(fold.p[i]) && strcmp(stem, "odd") != 0;
            for (const char *const *w = empty; *w && !skip; w++)
                skip = strncmp(stem, *w, STEM) == 0;
            if (!skip && out->n < MAX_STEMS) {
                memcpy(out->s[out->n], stem, sizeof stem);
                out->weight[out->n++] = weight;
            }
        }
        i = end > i ? end : i + 1;
    }
}

static void add_text(struct doc *d, struct stems *out, const char *text, int weight)
{
    if (text)
        add_stems(out, text_fold(d->a, str_of(text)), weight);
}

static void sequence_stems(struct doc *d, const struct parsed_sequence *q, struct stems *out)
{
    out->n = 0;
    add_text(d, out, q->title, 4);
    add_text(d, out, q->purpose, 2);
    for (size_t k = 0; k < q->n_sessions; k++) {
        add_text(d, out, q->sessions[k].title, 2);
        add_text(d, out, q->sessions[k].note, 1);
        for (size_t n = 0; n < q->sessions[k].n_parallel; n++)
            add_text(d, out, q->sessions[k].parallel[n].title, 2);
    }
}

static int nearness(const struct stems *question, const struct stems *sequence)
{
    int score = 0;
    for (size_t i = 0; i < question->n; i++) {
        int best = 0;
        for (size_t k = 0; k < sequence->n; k++)
            if (sequence->weight[k] > best && strcmp(question->s[i], sequence->s[k]) == 0)
                best = sequence->weight[k];
        score += best;
    }
    return score;
}

static bool has_type(const struct parsed_sequence *q, enum session_type type)
{
    for (size_t k = 0; k < q->n_sessions; k++)
        if (q->sessions[k].type == type || (type == SESSION_WORKSHOP && q->sessions[k].n_parallel))
            return true;
    return false;
}

/* A pause, a meal or a welcome answers no question. */
static bool answers(const struct parsed_sequence *q)
{
    for (size_t k = 0; k < q->n_sessions; k++)
        switch (q->sessions[k].type) {
        case SESSION_PLENARY:
        case SESSION_TALK:
        case SESSION_PANEL:
        case SESSION_DEBATE:
        case SESSION_WORKSHOP:
            return true;
        default:
            break;
        }
    return false;
}

/* Whether the words that introduce a question speak of workshops. */
static bool about_workshops(struct doc *d, const struct parsed_text *question)
{
    static const char *const words[] = {"atelier", "ateliers", "workshop", "workshops", NULL};
    for (uint32_t i = 0; i < d->n_lines; i++)
        if (d->lines[i].number == question->lines.first)
            return has_any_word(d, d->lines[i].from, d->lines[i].to, words);
    return false;
}

static void attach(struct doc *d, struct parsed_sequence *q, size_t question)
{
    if (!q->questions)
        q->questions = arena_array(d->a, MAX_ATTACHED, sizeof *q->questions);
    q->questions[q->n_questions++] = question;
}

void doc_attach_questions(struct doc *d)
{
    struct programme *p = d->out;
    struct parsed_sequence *all[MAX_SEQUENCES];
    size_t n = 0, questions = p->n_questions < MAX_ATTACHED ? p->n_questions : MAX_ATTACHED;
    if (!questions)
        return;
    for (size_t k = 0; k < p->n_days; k++)
        for (size_t s = 0; s < p->days[k].n_sequences && n < MAX_SEQUENCES; s++)
            if (answers(&p->days[k].sequences[s]))
                all[n++] = &p->days[k].sequences[s];
    struct stems *words = arena_array(d->a, n + 1, sizeof *words);
    bool workshop_sequence = false;
    for (size_t s = 0; s < n; s++) {
        sequence_stems(d, all[s], &words[s]);
        workshop_sequence = workshop_sequence || has_type(all[s], SESSION_WORKSHOP);
    }
    for (size_t i = 0; i < questions; i++) {
        bool workshops = about_workshops(d, &p->questions[i]) && workshop_sequence;
        struct stems own = {.n = 0};
        int best = -1;
        size_t at = 0;
        add_text(d, &own, p->questions[i].text, 1);
        for (size_t s = 0; s < n; s++) {
            int score = nearness(&own, &words[s]);
            if (has_type(all[s], SESSION_WORKSHOP) != workshops)
                score -= workshops ? 100 : 3;
            if (score > best) {
                best = score;
                at = s;
            }
        }
        if (best > 0)
            attach(d, all[at], i);
    }
}
