/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/programme.h"
#include "base/text.h"
#include "meeting/parse/parse.h"

static const char *const type_words[SESSION_TYPES] = {
    [SESSION_OPENING] = "opening",
    [SESSION_PLENARY] = "plenary",
    [SESSION_TALK] = "talk",
    [SESSION_PANEL] = "panel",
    [SESSION_DEBATE] = "debate",
    [SESSION_WORKSHOP] = "workshop",
    [SESSION_REPORT] = "report",
    [SESSION_EXHIBITION] = "exhibition",
    [SESSION_BREAK] = "break",
    [SESSION_LUNCH] = "lunch",
    [SESSION_RECEPTION] = "reception",
    [SESSION_VISIT] = "visit",
    [SESSION_REGISTRATION] = "registration",
    [SESSION_CLOSING] = "closing",
    [SESSION_OTHER] = "other",
};

const char *session_type_word(enum session_type type)
{
    return (unsigned)type < SESSION_TYPES ? type_words[type] : "other";
}

bool session_type_from_word(struct str word, enum session_type *out)
{
    for (int t = 0; t < SESSION_TYPES; t++)
        if (str_is(word, type_words[t])) {
            *out = (enum session_type)t;
            return true;
        }
    return false;
}

const char *answer_word(enum answer a)
{
    return a == ANSWER_YES ? "yes" : a == ANSWER_NO ? "no" : "tbc";
}

static bool only_blanks(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        struct str rest = str_sub(s, i, s.n);
        if (str_starts(rest, "\xC2\xA0"))
            i += 2;
        else if (str_starts(rest, "\xEF\xBB\xBF") || str_starts(rest, "\xE2\x80\x8B"))
            i += 3;
        else if ((unsigned char)s.p[i] <= ' ')
            i++;
        else
            return false;
    }
    return true;
}

enum err programme_parse(struct arena *a, struct str bytes, struct programme *out, const char **why)
{
    struct str text;
    const char *encoding;
    *out = (struct programme){.title = "", .remote = ANSWER_NO, .onsite = ANSWER_YES};
    *why = NULL;
    if (bytes.n > PROGRAMME_MAX_BYTES) {
        *why = "Le document dépasse 5 Mio : donnez le programme seul, en texte.";
        return ERR_TOO_LARGE;
    }
    if (!bytes.n) {
        *why = "Le document est vide.";
        return ERR_INVALID;
    }
    if (text_decode(a, bytes, &text, &encoding) != OK) {
        *why = "Ce document n'est pas du texte lisible (fichier binaire ou encodage inconnu) : "
               "enregistrez-le en texte UTF-8.";
        return ERR_BAD_REQUEST;
    }
    text.p = str_dup(a, text); /* ended by a NUL, which the caller's bytes need not be */
    struct doc d = {.a = a, .out = out, .masks = word_masks_new(a)};
    if (!only_blanks(text))
        doc_clean(&d, text);
    if (!d.n_lines) {
        *why = "Le document est vide.";
        return ERR_INVALID;
    }
    doc_flag_lines(&d);
    doc_layout(&d);
    d.feast = doc_is_feast(&d);
    doc_items(&d);
    doc_headings(&d);
    doc_days(&d);
    doc_structure(&d);
    doc_day_alone(&d);
    doc_questions(&d);
    doc_attach_questions(&d);
    doc_head(&d);
    doc_modality(&d);
    doc_checks(&d);
    doc_notes(&d);
    return OK;
}
