/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/plan/people.h"

#include "base/text.h"
#include "view/tr.h"

#define PEOPLE_MAX 99
#define TO_NAME TR("à annoncer")
#define MANY_TO_NAME TRN("{n} à annoncer", "{n} à annoncer")

/* The next line that holds something; false at the end. */
static bool next_line(struct arena *a, struct str *rest, const char **line)
{
    while (rest->p) {
        *line = text_line(a, str_cut(rest, '\n'));
        if (**line)
            return true;
    }
    return false;
}

/* "à annoncer", "3 to be named": how many people have no name yet; 0: it is a name. */
static int unnamed(struct arena *a, const char *line)
{
    static const char *const words[] = {
        "a annoncer",      "a confirmer", "a nommer", "a preciser", "to be announced",
        "to be confirmed", "to be named", "tba",      "tbc"};
    struct str s = text_fold(a, str_of(line));
    int64_t n = 1;
    size_t digits = 0;
    while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
        digits++;
    if (digits && !parse_int(str_sub(s, 0, digits), 1, PEOPLE_MAX, &n))
        return 0;
    struct str rest = str_trim(str_sub(s, digits, s.n));
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_is(rest, words[i]))
            return (int)n;
    return 0;
}

void speakers_read(struct arena *a, const char *text, struct plan_session *out, const char **why)
{
    struct str rest = str_of(text);
    const char *line;
    out->speakers = arena_array(a, PLAN_SPEAKERS_MAX, sizeof *out->speakers);
    out->n_speakers = 0;
    *why = NULL;
    while (next_line(a, &rest, &line)) {
        if (out->n_speakers == PLAN_SPEAKERS_MAX) {
            *why = TR("Trente lignes au plus.");
            return;
        }
        int n = unnamed(a, line);
        if (text_length(str_of(line)) > PLAN_LINE_MAX)
            *why = TR("Une ligne est trop longue : un nom, une fonction, 300 signes au plus.");
        out->speakers[out->n_speakers++] = (struct speaker){n ? NULL : line, n ? n : 1};
    }
}

const char *speakers_write(struct arena *a, const char *lang, const struct plan_session *s)
{
    BUF_SCOPED b = BUF_INIT(1 << 16);
    for (size_t i = 0; i < s->n_speakers; i++) {
        const struct speaker *x = &s->speakers[i];
        buf_puts(&b, i ? "\n" : "");
        if (x->name)
            buf_puts(&b, x->name);
        else
            buf_puts(&b, x->people == 1 ? tr(lang, TO_NAME)
                                        : tr_count(a, lang, MANY_TO_NAME, x->people));
    }
    return arena_strdup(a, buf_str(&b));
}

/* The last word of the line when it is an address of the web. */
static size_t address_in(const char *line)
{
    const char *space = strrchr(line, ' '), *word = space ? space + 1 : line;
    return strncmp(word, "https://", 8) == 0 || strncmp(word, "http://", 7) == 0
               ? (size_t)(word - line)
               : strlen(line);
}

void documents_read(struct arena *a, const char *text, struct plan_session *out, const char **why)
{
    struct str rest = str_of(text);
    const char *line;
    out->documents = arena_array(a, PLAN_DOCUMENTS_MAX, sizeof *out->documents);
    out->n_documents = 0;
    *why = NULL;
    while (next_line(a, &rest, &line) && !*why) {
        size_t at = address_in(line);
        const char *title = str_dup(a, str_trim((struct str){line, at}));
        if (!line[at])
            *why = TR("Chaque ligne finit par l’adresse du document, qui commence par https://.");
        else if (out->n_documents == PLAN_DOCUMENTS_MAX)
            *why = TR("Cinquante documents au plus.");
        else
            out->documents[out->n_documents++] =
                (struct document){*title ? title : line + at, line + at};
    }
}

const char *documents_write(struct arena *a, const struct plan_session *s)
{
    BUF_SCOPED b = BUF_INIT(1 << 18);
    for (size_t i = 0; i < s->n_documents; i++)
        buf_printf(&b, "%s%s %s", i ? "\n" : "", s->documents[i].title, s->documents[i].address);
    return arena_strdup(a, buf_str(&b));
}
