/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What stands before the timetable: the title, which edition it is, the theme, who supports it; and
 * the headings that group items without a time of their own.
 */
#include "meeting/parse/parse.h"

#define MAX_SUPPORTERS 200
#define HEAD_LINES 40 /* a title does not stand further down */

static const char *const event_words[] = {"rencontre",
                                          "rencontres",
                                          "journee",
                                          "journees",
                                          "colloque",
                                          "forum",
                                          "congres",
                                          "assises",
                                          "seminaire",
                                          "seminaires",
                                          "universite d'ete",
                                          "universite",
                                          "etats generaux",
                                          "conference",
                                          "workshop",
                                          "symposium",
                                          "festival",
                                          "salon",
                                          "convention",
                                          "carrefour",
                                          "webinaire",
                                          "webinar",
                                          "hackathon",
                                          "atelier",
                                          "assemblee generale",
                                          "assemblee",
                                          "matinale",
                                          "matinee",
                                          "entretiens",
                                          "gathering",
                                          "summit",
                                          "meeting",
                                          "inauguration",
                                          "week-end",
                                          "conseil",
                                          "cafe",
                                          "soiree",
                                          "trophees",
                                          "biennale",
                                          "fete",
                                          "semaine",
                                          "sommet",
                                          "meetup",
                                          "agm",
                                          "annual",
                                          "printemps",
                                          "conversations",
                                          "convivia",
                                          "grand debat",
                                          "stage",
                                          "formation",
                                          "retreat",
                                          "training",
                                          "school",
                                          "showcase",
                                          "expo",
                                          "reunion",
                                          "comite",
                                          "plenieres",
                                          "visite",
                                          "camp",
                                          "barcamp",
                                          NULL};

static uint32_t head_end(const struct doc *d)
{
    uint32_t end = d->first_item_line == NO_LINE ? d->n_lines : d->first_item_line;
    return end > HEAD_LINES ? HEAD_LINES : end;
}

static bool bare_heading(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {"programme",
                                        "programme de la journee",
                                        "programme previsionnel",
                                        "programme detaille",
                                        "agenda",
                                        "ordre du jour",
                                        "au programme",
                                        "deroule",
                                        "deroule de la journee",
                                        "schedule",
                                        "timetable",
                                        "invitation",
                                        "pre-programme",
                                        "programme provisoire",
                                        "le programme",
                                        "conference programme",
                                        "bonjour",
                                        "dear",
                                        "madame",
                                        "chers",
                                        "cheres",
                                        "hello",
                                        "hi",
                                        "cher",
                                        "vous etes",
                                        "nous avons",
                                        "you are",
                                        "draft programme",
                                        "final programme",
                                        "draft agenda",
                                        "programme at a glance",
                                        "avant-programme",
                                        "deroulement",
                                        "deroulement envisage",
                                        "deroule de notre journee",
                                        "aller au contenu",
                                        "aller au contenu principal",
                                        "skip to main content",
                                        "skip to content",
                                        "please note",
                                        "president de seance",
                                        "presidente de seance",
                                        "preliminary program",
                                        "preliminary programme",
                                        NULL};
    uint32_t n = any_word_at(d, l->body, l->to, words);
    return n && (skip_any(d, l->body + n, l->to, " :.*-!,") == l->to ||
                 word_at(d, l->body, l->to, "bonjour") || d->fold[l->body + n] == ':' ||
                 d->fold[l->to - 1] == ',' || word_at(d, l->body, l->to, "vous etes") ||
                 word_at(d, l->body, l->to, "you are") || word_at(d, l->body, l->to, "nous avons"));
}

/* "7ème Rencontre", "38e Congrès", "5e édition", "édition n° 7", "Third annual": the number. */
static int edition_in(const struct doc *d, const struct line *l, bool *strong)
{
    static const char *const endings[] = {"eme", "e",  "es", "emes", "er",   "ere", "ers", "eres",
                                          "th",  "st", "nd", "rd",   "ieme", "nde", NULL};
    static const struct {
        const char *word;
        int value;
    } words[] = {{"premiere", 1},  {"premieres", 1},  {"premier", 1},   {"deuxieme", 2},
                 {"deuxiemes", 2}, {"seconde", 2},    {"troisieme", 3}, {"troisiemes", 3},
                 {"quatrieme", 4}, {"quatriemes", 4}, {"cinquieme", 5}, {"cinquiemes", 5},
                 {"sixieme", 6},   {"septieme", 7},   {"huitieme", 8},  {"neuvieme", 9},
                 {"dixieme", 10},  {"first", 1},      {"second", 2},    {"third", 3},
                 {"fourth", 4},    {"fifth", 5},      {"sixth", 6},     {"seventh", 7},
                 {"eighth", 8},    {"ninth", 9},      {"tenth", 10}};
    for (uint32_t i = l->from; i < l->to; i++) {
        if (i > l->from && is_word(d->fold[i - 1]))
            continue;
        int value = 0;
        uint32_t k = i;
        while (k < l->to && is_digit(d->fold[k]) && k - i < 3)
            value = value * 10 + d->fold[k++] - '0';
        uint32_t n = k > i ? any_word_at(d, k, l->to, endings) : 0;
        for (size_t w = 0; k == i && w < ARRAY_LEN(words) && !n; w++) {
            n = word_at(d, i, l->to, words[w].word);
            value = words[w].value;
        }
        uint32_t at = skip_spaces(d, k + n, l->to);
        static const char *const adjectives[] = {"grande",   "grandes",       "grand",    "annual",
                                                 "national", "international", "biennial", NULL};
        at = skip_spaces(d, at + any_word_at(d, at, l->to, adjectives), l->to);
        bool event = n && value && word_at(d, at, l->to, "edition");
        for (int words_on = 0; n && value && words_on < 3 && !event && at < l->to; words_on++) {
            event = any_word_at(d, at, l->to, event_words) > 0;
            while (at < l->to && is_word(d->fold[at]))
                at++;
            if (at < l->to && d->fold[at] != ' ' && d->fold[at] != '-')
                break;
            at = skip_any(d, at, l->to, " -");
        }
        if (event) {
            *strong = true;
            return value;
        }
        n = word_at(d, i, l->to, "edition no");
        n = n ? n : word_at(d, i, l->to, "edition");
        if (n) {
            uint32_t next;
            int v = number_at(d, skip_any(d, i + n, l->to, " #"), l->to, &next);
            if (v > 0 && v < 200) {
                *strong = true;
                return v;
            }
        }
    }
    return 0;
}

/* "XXIIe Congrès" */
static int roman_edition(const struct doc *d, const struct line *l)
{
    for (uint32_t i = l->from; i < l->to && i < l->from + 60; i++) {
        if (i > l->from && is_word(d->fold[i - 1]))
            continue;
        int value = 0, before = 0;
        uint32_t k = i;
        for (; k < l->to && strchr("ivxl", d->fold[k]) && d->text[d->map[k]] < 'a'; k++) {
            int v = d->fold[k] == 'i' ? 1 : d->fold[k] == 'v' ? 5 : d->fold[k] == 'x' ? 10 : 50;
            value += v > before ? v - 2 * before : v;
            before = v;
        }
        if (k == i + 1 && d->fold[i] == 'l') /* "Le salon", "L'assemblée" */
            continue;
        uint32_t n = k > i ? word_at(d, k, l->to, "e") : 0;
        n = n || k == i ? n : word_at(d, k, l->to, "eme");
        n = n || k == i ? n : word_at(d, k, l->to, "es");
        if (n && any_word_at(d, skip_spaces(d, k + n, l->to), l->to, event_words))
            return value;
    }
    return 0;
}

static void find_edition(struct doc *d)
{
    bool strong;
    for (uint32_t i = 0; i < head_end(d); i++) {
        const struct line *l = &d->lines[i];
        if (l->to - l->from > 200)
            continue;
        int e = edition_in(d, l, &strong);
        e = e ? e : roman_edition(d, l);
        if (e) {
            d->out->edition = e;
            return;
        }
    }
}

static int title_score(const struct doc *d, uint32_t i, const struct line *l)
{
    struct day_mark m;
    struct period p;
    struct date t;
    bool strong;
    uint32_t n = l->to - l->from;
    if (n > 220 || bare_heading(d, l) ||
        l->flags & (LINE_REPEATED | LINE_RULE | LINE_PAGE | LINE_COLUMNS | LINE_MAIL))
        return -100;
    int score = 10 - (int)(i > 8 ? 8 : i);
    if (scan_day_line(d, l, &m)) {
        if (skip_any(d, m.date.next, l->to, " .,:-|)") == l->to)
            return -100; /* a date and nothing else */
        score -= 20;
    } else if (scan_item_start(d, l->body, l->to, &p))
        score -= 20;
    else if (find_date(d, l->from, l->to, &t))
        score -= 3;
    if (l->heading)
        score += 12 - 3 * l->heading;
    if (has_any_word(d, l->from, l->to, event_words))
        score += 6;
    if (any_word_at(d, l->body, l->to, event_words))
        score += 2;
    if (edition_in(d, l, &strong))
        score += 5;
    if (is_room(d, (struct span){l->body, l->to}) || l->indent > 60)
        score -= 6;
    if (n > 120 || d->fold[l->to - 1] == '.')
        score -= 6;
    if (n < 12)
        score -= 4;
    if (d->fold[l->to - 1] == ':' || l->bullet)
        score -= 8;
    return score;
}

static void find_title(struct doc *d)
{
    int best = -100;
    uint32_t at = NO_LINE, end = head_end(d);
    for (uint32_t i = 0; i < end; i++) {
        int score = title_score(d, i, &d->lines[i]);
        if (score > best) {
            best = score;
            at = i;
        }
    }
    d->out->title = "";
    if (at == NO_LINE || best <= -12)
        return;
    const struct line *l = &d->lines[at];
    struct span cell = {l->body, l->to};
    uint32_t i = l->body;
    next_cell(d, &i, l->to, &cell); /* "Les Entretiens de l'eau        5e édition" */
    for (uint32_t k = at + 1; cell.to == l->to && k < end && k < at + 3; k++, l++)
        if (continues_title(d, cell, &d->lines[k]))
            cell.to = d->lines[k].to;
        else
            break;
    d->out->title = span_text(d, cell.from, cell.to);
}

/* « L'économie de l'alliance » alone on its line, or after "Thème :", "sur le thème". */
static void find_theme(struct doc *d)
{
    static const char *const labels[] = {"theme",
                                         "thematique",
                                         "sur le theme",
                                         "sur le theme de",
                                         "theme de l'annee",
                                         "theme of the year",
                                         "autour du theme",
                                         NULL};
    for (uint32_t i = 0; i < head_end(d) && !d->out->theme; i++) {
        const struct line *l = &d->lines[i];
        uint32_t from = l->body, to = l->to;
        if (to - from > 300)
            continue;
        bool quoted = d->fold[from] == '"' && to - from > 4 && d->fold[to - 1] == '"' &&
                      !memchr(d->fold + from + 1, '"', to - from - 2);
        uint32_t n = any_word_at(d, from, to, labels);
        uint32_t k = skip_spaces(d, from + n, to);
        bool labelled = n && k < to && (d->fold[k] == ':' || d->fold[k] == '"');
        uint32_t inside = find_word(d, from, to, "sur le theme");
        if (!labelled && inside < to) {
            const char *open = memchr(d->fold + inside, '"', to - inside);
            k = open ? (uint32_t)(open - d->fold) : k;
            labelled = open != NULL;
        }
        if (!quoted && !labelled)
            continue;
        from = quoted ? from : k;
        from = skip_any(d, from, to, " :\"");
        const char *close = memchr(d->fold + from, '"', to - from);
        to = close ? (uint32_t)(close - d->fold) : to;
        d->out->theme = span_text(d, from, to);
    }
}

static void add_supporters(struct doc *d, uint32_t from, uint32_t to)
{
    struct programme *p = d->out;
    for (uint32_t i = from; i < to;) {
        uint32_t k = i;
        while (k < to && !strchr(",;|", d->fold[k]) &&
               !(is_space(d->fold[k]) &&
                 (word_at(d, k + 1, to, "et") || word_at(d, k + 1, to, "and"))))
            k++;
        static const char *const articles[] = {"de la", "de l'", "du", "de",  "des", "la", "le",
                                               "l'",    "les",   "et", "and", "the", NULL};
        uint32_t s = skip_any(d, i, k, " -*:;,");
        for (uint32_t n; (n = any_word_at(d, s, k, articles)) != 0;)
            s = skip_spaces(d, s + n, k);
        uint32_t e = k;
        while (e > s && strchr(" .,;:)", d->fold[e - 1]) && d->fold[e - 1] != ')')
            e--;
        if (e > s + 1 && e - s < 120) {
            p->supporters = arena_grow(d->a, p->supporters, p->n_supporters, &d->cap_supporters,
                                       sizeof *p->supporters);
            p->supporters[p->n_supporters++] = span_text(d, s, e);
        }
        i = k + 1;
    }
}

/* "avec le soutien de :", then names on the line or in the list under it. */
static void find_supporters(struct doc *d)
{
    static const char *const labels[] = {"avec le soutien de",
                                         "avec le soutien du",
                                         "avec le soutien des",
                                         "avec le soutien financier de",
                                         "avec le concours de",
                                         "with the support of",
                                         "supported by",
                                         "partenaires",
                                         "nos partenaires",
                                         "en partenariat avec",
                                         "partners",
                                         "sponsors",
                                         "soutiens",
                                         "avec l'appui de",
                                         NULL};
    for (uint32_t i = 0; i < d->n_lines; i++) {
        const struct line *l = &d->lines[i];
        static const char *const keys[] = {"soutien",     "concours",    "support",  "supported",
                                           "partenaires", "partenariat", "partners", "sponsors",
                                           "soutiens",    "appui",       "l'appui",  NULL};
        if (l->flags & (LINE_USED | LINE_REPEATED) || l->to - l->from > 500 ||
            l->to - l->from < 8 || d->out->n_supporters >= MAX_SUPPORTERS ||
            !has_any_word(d, l->from, l->to, keys))
            continue;
        for (const char *const *w = labels; *w; w++) {
            uint32_t at = find_word(d, l->from, l->to, *w);
            bool name = strncmp(*w, "avec", 4) == 0 || strchr(*w, ' ');
            uint32_t after = at + (uint32_t)strlen(*w);
            uint32_t k = skip_any(d, after, l->to, " :*-");
            bool colon = after < l->to && memchr(d->fold + after, ':', k - after) != NULL;
            if (at == l->to || (!name && (at != l->body || !colon)))
                continue;
            if (k < l->to) {
                add_supporters(d, k, l->to);
            } else {
                for (uint32_t n = i + 1; n < d->n_lines && n < i + 30; n++) {
                    const struct line *m = &d->lines[n];
                    if (m->blank_before > (n == i + 1 ? 1 : 0) || m->to - m->from > 100 ||
                        m->flags & (LINE_USED | LINE_ITEM | LINE_DAY | LINE_FOOTNOTE | LINE_UPPER))
                        break;
                    add_supporters(d, m->body, m->to);
                }
            }
            break;
        }
    }
}

void doc_head(struct doc *d)
{
    find_title(d);
    find_edition(d);
    find_theme(d);
    find_supporters(d);
}

/* A line that begins with an arrow of its own, not with the ">" of a quoted message. */
static bool has_arrow(const struct doc *d, const struct line *l)
{
    return d->fold[l->from] == '>' && d->text[d->map[l->from]] != '>';
}

/* "➜ Ateliers (salle 2)", parted from what precedes, over items that have no arrow. */
static bool arrow_heading(const struct doc *d, uint32_t i)
{
    const struct line *l = &d->lines[i];
    return has_arrow(d, l) && (l->blank_before || d->fold[l->to - 1] == ':') &&
           i + 1 < d->n_lines && !has_arrow(d, l + 1);
}

/* A line that heads the items after it: "Première séquence : comprendre", "## Le matin". */
static bool heads_items(const struct doc *d, uint32_t i, bool first)
{
    static const char *const words[] = {"matin",
                                        "matinee",
                                        "le matin",
                                        "apres-midi",
                                        "l'apres-midi",
                                        "la matinee",
                                        "sequence",
                                        "premiere partie",
                                        "deuxieme partie",
                                        "troisieme partie",
                                        "partie",
                                        "premiere sequence",
                                        "deuxieme sequence",
                                        "troisieme sequence",
                                        "morning",
                                        "afternoon",
                                        "evening",
                                        "morning session",
                                        "afternoon session",
                                        "soiree",
                                        "en soiree",
                                        "part",
                                        "axe",
                                        "session",
                                        "temps",
                                        "premier temps",
                                        "second temps",
                                        "deuxieme temps",
                                        "volet",
                                        "seance",
                                        "midi",
                                        "soir",
                                        "bloc",
                                        NULL};
    const struct line *l = &d->lines[i];
    if (l->flags & (LINE_ITEM | LINE_DAY | LINE_PAGE | LINE_RULE | LINE_REPEATED | LINE_COLUMNS) ||
        l->to - l->from > 120 || l->bullet == '-')
        return false;
    if (first && (bare_heading(d, l) || find_word(d, l->from, l->to, "programme") < l->to))
        return false;
    if (any_word_at(d, skip_any(d, l->body, l->to, " *-:"), l->to, words))
        return !first || l->heading || l->flags & (LINE_UPPER | LINE_BOLD) || l->to - l->from < 60;
    if (l->heading)
        return !first || l->heading > 1;
    if (arrow_heading(d, i))
        return true;
    return !first && l->flags & (LINE_UPPER | LINE_BOLD) && l->blank_before;
}

void doc_headings(struct doc *d)
{
    uint32_t heading = NO_LINE;
    for (size_t k = 0; k < d->n_items; k++) {
        struct item *it = &d->items[k];
        struct item *before = k ? &d->items[k - 1] : NULL;
        if (before && before->mark != it->mark)
            heading = NO_LINE;
        if (it->line > 0) {
            uint32_t i = it->line - 1;
            bool title_of_before =
                before && before->title.from == before->title.to && i == before->last + 1;
            if ((!before || i > before->last) && !title_of_before && heads_items(d, i, !before)) {
                d->lines[i].flags |= LINE_HEADING;
                heading = i;
            }
        }
        if (heading != NO_LINE && arrow_heading(d, heading) && has_arrow(d, &d->lines[it->line]))
            heading = NO_LINE;
        it->heading = heading;
    }
}
