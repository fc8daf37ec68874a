/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of tables: Markdown bars, tabs, or columns made of spaces.
 */
#include "meeting/parse/parse.h"

#define MAX_CELLS 16

static const char *const time_columns[] = {"horaire", "horaires", "heure",    "heures", "time",
                                           "times",   "hour",     "debut",    "fin",    "start",
                                           "end",     "creneau",  "creneaux", "date",   "jour",
                                           "when",    "duree",    "duration", NULL};
static const char *const title_columns[] = {
    "titre",       "intitule",  "evenement", "evenements", "session",  "sessions",
    "activite",    "activites", "programme", "sujet",      "theme",    "title",
    "event",       "activity",  "topic",     "contenu",    "sequence", "item",
    "description", "agenda",    "what",      "deroule",    "temps",    NULL};
static const char *const people_columns[] = {"intervenant",
                                             "intervenants",
                                             "intervenante",
                                             "intervenantes",
                                             "intervenant.e.s",
                                             "intervenant(e)s",
                                             "orateur",
                                             "orateurs",
                                             "speaker",
                                             "speakers",
                                             "presenter",
                                             "presenters",
                                             "animateur",
                                             "animateurs",
                                             "animation",
                                             "qui",
                                             "who",
                                             "intervenant-e-s",
                                             "panel",
                                             NULL};
static const char *const room_columns[] = {"salle", "salles",   "lieu",  "lieux", "room",
                                           "rooms", "location", "venue", "place", "where",
                                           "ou",    "espace",   NULL};
static const char *const other_columns[] = {"type", "format",   "notes",        "remarques", "no",
                                            "n",    "modalite", "commentaires", "public",    NULL};

bool next_cell(const struct doc *d, uint32_t *i, uint32_t to, struct span *cell)
{
    if (*i >= to)
        return false;
    bool bars = d->csv || memchr(d->fold + *i, '|', to - *i) != NULL;
    bool quoted = false;
    uint32_t k = *i, spaces = 0;
    for (; k < to; k++) {
        char c = d->fold[k];
        spaces = c == ' ' ? spaces + 1 : 0;
        quoted ^= d->csv && c == '"';
        if (d->csv && !quoted && c == d->csv)
            break;
        if (!d->csv && (c == '|' || c == '\t' || (!bars && spaces >= 3)))
            break;
    }
    *cell = span_trim(d, (struct span){*i, k});
    if (d->csv && cell->to > cell->from + 1 && d->fold[cell->from] == '"' &&
        d->fold[cell->to - 1] == '"' && d->text[d->map[cell->from]] == '"') {
        cell->from++;
        cell->to--;
    }
    if (!bars)
        while (k < to && is_space(d->fold[k]))
            k++;
    else if (k < to)
        k++;
    *i = k;
    return true;
}

enum column column_word(const struct doc *d, struct span cell)
{
    static const struct {
        const char *const *words;
        enum column column;
    } all[] = {{time_columns, COLUMN_TIME},
               {title_columns, COLUMN_TITLE},
               {people_columns, COLUMN_PEOPLE},
               {room_columns, COLUMN_ROOM},
               {other_columns, COLUMN_OTHER}};
    uint32_t i = skip_any(d, cell.from, cell.to, " *#");
    for (size_t c = 0; c < ARRAY_LEN(all); c++) {
        uint32_t n = any_word_at(d, i, cell.to, all[c].words);
        uint32_t end = skip_any(d, i + n, cell.to, " .:*()");
        if (n && end == cell.to)
            return all[c].column;
        if (n && cell.to - cell.from < 28 && all[c].column != COLUMN_OTHER &&
            strchr(" /", d->fold[i + n])) {
            uint32_t k = skip_any(d, i + n, cell.to, " /");
            uint32_t m = word_at(d, k, cell.to, "et");
            m = m ? m : word_at(d, k, cell.to, "de");
            m = m ? m : word_at(d, k, cell.to, "de la");
            k = skip_spaces(d, k + m, cell.to);
            if (column_word(d, (struct span){k, cell.to}) != COLUMN_NONE)
                return all[c].column;
        }
    }
    return COLUMN_NONE;
}

/* "Horaire | Intitulé | Salle", or one such word alone in a cell of a line of its own. */
bool is_column_heading(const struct doc *d, const struct line *l)
{
    uint32_t i = l->from, cells = 0, known = 0, times = 0;
    struct span cell;
    if (l->to - l->from > 300)
        return false;
    while (next_cell(d, &i, l->to, &cell)) {
        if (cell.from == cell.to)
            continue;
        enum column c = column_word(d, cell);
        cells++;
        known += c != COLUMN_NONE;
        times += c == COLUMN_TIME;
    }
    if (cells == 1)
        return known == 1 && l->flags & LINE_CELLS &&
               find_word(d, l->from, l->to, "programme") == l->to;
    return known >= 2 || (times && cells >= 2 && (l->flags & LINE_CELLS));
}

static int time_cell(const struct doc *d, struct span cell, struct period *p)
{
    if (!scan_item_start(d, cell.from, cell.to, p))
        return 0;
    return skip_any(d, p->next, cell.to, " .)]*-:") == cell.to;
}

/* The cell that the headings call the title; -1 when there are none. */
static int title_column(const struct doc *d, const struct item *it, int *n)
{
    if (it->columns == NO_LINE)
        return -1;
    const struct line *l = &d->lines[it->columns];
    uint32_t i = l->from;
    int at = 0, found = -1;
    struct span cell;
    while (next_cell(d, &i, l->to, &cell) && at < MAX_CELLS) {
        if (column_word(d, cell) == COLUMN_TITLE && found < 0)
            found = at;
        at++;
    }
    *n = at;
    return found;
}

/* Nothing, or the ":" that some put between the time and the title. */
static bool is_empty(const struct doc *d, struct span cell)
{
    return skip_any(d, cell.from, cell.to, " :-|.") == cell.to;
}

/* A row with a cell that is a time. The title is the cell so headed, or the first other one. */
bool row_of_times(const struct doc *d, const struct line *l)
{
    uint32_t i = l->from;
    int times = 0, last = -1;
    bool after_time = false, ends = true;
    struct span cell;
    struct period p;
    while (next_cell(d, &i, l->to, &cell)) {
        bool timed = time_cell(d, cell, &p);
        if (timed && (after_time || p.start.minutes <= last))
            return false;
        last = timed ? p.start.minutes : last;
        times += timed;
        ends = ends && (!timed || p.has_end);
        after_time = timed;
    }
    return times >= 3 || (times == 2 && ends);
}

bool row_item(const struct doc *d, const struct line *l, struct item *it)
{
    uint32_t i = l->from;
    struct span cell, cells[MAX_CELLS];
    int n = 0, time_at = -1, headed = 0;
    while (n < MAX_CELLS && next_cell(d, &i, l->to, &cell))
        cells[n++] = cell;
    for (int k = 0; k < n && time_at < 0; k++)
        if (time_cell(d, cells[k], &it->when))
            time_at = k;
    if (time_at < 0)
        return false;
    struct period end;
    int title = title_column(d, it, &headed);
    bool end_cell = time_at + 1 < n && !it->when.has_end &&
                    time_cell(d, cells[time_at + 1], &end) && !end.has_end;
    if (end_cell) {
        it->when.end = end.start;
        it->when.has_end = true;
    }
    if (title < 0 || title >= n || title == time_at || is_empty(d, cells[title]))
        for (title = time_at + 1 + end_cell; title < n; title++)
            if (!is_empty(d, cells[title]) &&
                scan_duration(d, cells[title].from, cells[title].to, &i) == 0)
                break;
    if (title >= n)
        for (title = 0; title < n; title++)
            if (title != time_at && !is_empty(d, cells[title]))
                break;
    if (title >= n) {
        it->title = (struct span){l->to, l->to};
        it->rest = it->title;
        return true;
    }
    it->title = cells[title];
    it->rest = (struct span){l->from, l->to};
    return true;
}
