/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv.h"

#include <strings.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define NOT_CLOSED ((size_t)-1)

/* ---- lines ------------------------------------------------------------------------------ */

static bool at_line_end(const struct csv *c)
{
    return c->at == c->text.n || c->text.p[c->at] == '\n' || c->text.p[c->at] == '\r';
}

/* Past "\r\n", "\n" or "\r". */
static void skip_line_end(struct csv *c)
{
    if (c->at == c->text.n)
        return;
    bool carriage = c->text.p[c->at++] == '\r';
    if (carriage && c->at < c->text.n && c->text.p[c->at] == '\n')
        c->at++;
    c->line++;
}

static int64_t line_ends(struct str s)
{
    int64_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n' || (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'));
    return n;
}

static void skip_blank_lines(struct csv *c)
{
    for (;;) {
        size_t at = c->at;
        while (at < c->text.n && (c->text.p[at] == ' ' || c->text.p[at] == '\t'))
            at++;
        if (at == c->text.n || (c->text.p[at] != '\n' && c->text.p[at] != '\r'))
            return;
        c->at = at;
        skip_line_end(c);
    }
}

/* ---- the separator ---------------------------------------------------------------------- */

static struct str first_line(const struct csv *c)
{
    size_t end = c->at;
    while (end < c->text.n && c->text.p[end] != '\n' && c->text.p[end] != '\r')
        end++;
    return str_sub(c->text, c->at, end);
}

static char frequent(struct str line)
{
    static const char separators[] = {'\t', ';', ','};
    size_t counts[sizeof separators] = {0}, best = sizeof separators - 1;
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        quoted = quoted != (line.p[i] == '"');
        for (size_t k = 0; !quoted && k < sizeof separators; k++)
            counts[k] += line.p[i] == separators[k];
    }
    for (size_t k = sizeof separators; k-- > 0;)
        if (counts[k] >= counts[best])
            best = k;
    return counts[best] ? separators[best] : ',';
}

struct csv csv_of(struct str text)
{
    struct csv c = {.text = text, .line = 1};
    if (str_starts(text, BYTE_ORDER_MARK))
        c.at = strlen(BYTE_ORDER_MARK);
    skip_blank_lines(&c);
    struct str line = first_line(&c);
    c.separator = frequent(line);
    bool says = line.n == 5 && strncasecmp(line.p, "sep=", 4) == 0 && strchr("\t;,", line.p[4]);
    if (says) {
        c.separator = line.p[4];
        c.at += line.n;
        skip_line_end(&c);
    }
    return c;
}

/* ---- cells ------------------------------------------------------------------------------ */

/* Where the quote that opens before `from` is closed; NOT_CLOSED. Doubled quotes are text. */
static size_t closing_quote(const struct csv *c, size_t from)
{
    size_t end = c->text.n - from > CSV_CELL_MAX ? from + CSV_CELL_MAX : c->text.n;
    for (size_t i = from; i < end; i++) {
        if (c->text.p[i] != '"')
            continue;
        if (i + 1 == c->text.n || c->text.p[i + 1] != '"')
            return i;
        i++;
    }
    return NOT_CLOSED;
}

static struct str unquoted(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        out[n++] = s.p[i];
        if (s.p[i] == '"')
            i++;
    }
    return (struct str){out, n};
}

static struct str until_separator(struct csv *c)
{
    size_t from = c->at;
    while (!at_line_end(c) && c->text.p[c->at] != c->separator)
        c->at++;
    return str_sub(c->text, from, c->at);
}

static struct str joined(struct arena *a, struct str x, struct str y)
{
    char *out = arena_alloc(a, x.n + y.n + 1);
    memcpy(out, x.p, x.n);
    memcpy(out + x.n, y.p, y.n);
    return (struct str){out, x.n + y.n};
}

/* In quotes: the text between them, and what wrongly follows before the next separator. */
static struct str quoted_cell(struct csv *c, struct arena *a, size_t open, size_t close,
                              enum csv_fault *fault)
{
    struct str inside = str_sub(c->text, open + 1, close);
    c->line += line_ends(inside);
    c->at = close + 1;
    struct str after = str_trim(until_separator(c));
    inside = unquoted(a, inside);
    if (!after.n)
        return inside;
    *fault = CSV_AFTER_QUOTE;
    return joined(a, inside, after);
}

static struct str cell(struct csv *c, struct arena *a, enum csv_fault *fault)
{
    size_t open = c->at;
    while (open < c->text.n && c->text.p[open] == ' ')
        open++;
    if (open < c->text.n && c->text.p[open] == '"') {
        size_t close = closing_quote(c, open + 1);
        if (close != NOT_CLOSED)
            return quoted_cell(c, a, open, close, fault);
        *fault = CSV_OPEN_QUOTE;
    }
    struct str plain = until_separator(c);
    return (struct str){str_dup(a, plain), plain.n};
}

static void add_cell(struct csv_row *row, struct str *cells, struct str s, enum csv_fault fault)
{
    if (row->n == CSV_CELLS_MAX)
        fault = CSV_TOO_MANY;
    else
        cells[row->n++] = s;
    if (fault != CSV_FINE && row->fault == CSV_FINE) {
        row->fault = fault;
        row->faulty = row->n - 1;
    }
}

static bool has_something(const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (str_trim(row->cells[i]).n)
            return true;
    return row->fault != CSV_FINE;
}

static void read_row(struct csv *c, struct arena *a, struct str *cells, struct csv_row *out)
{
    size_t from = c->at;
    *out = (struct csv_row){.cells = cells, .line = c->line};
    for (bool more = true; more;) {
        enum csv_fault fault = CSV_FINE;
        struct str s = cell(c, a, &fault);
        add_cell(out, cells, s, fault);
        more = !at_line_end(c);
        c->at += more; /* the separator */
    }
    out->raw = str_sub(c->text, from, c->at);
    skip_line_end(c);
}

bool csv_next(struct csv *c, struct arena *a, struct csv_row *out)
{
    struct str *cells = arena_array(a, CSV_CELLS_MAX, sizeof *cells);
    for (;;) {
        if (c->separator != '\t')
            skip_blank_lines(c);
        if (c->at == c->text.n)
            return false;
        read_row(c, a, cells, out);
        if (has_something(out))
            return true;
    }
}
