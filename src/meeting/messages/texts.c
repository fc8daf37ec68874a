/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/messages/texts.h"

#include "meeting/messages/fills.h"
#include "meeting/writing/statements.h"
#include "view/tr.h"

bool message_text_allowed(const char *kind)
{
    return strncmp(kind, "registration/", 13) == 0 || strncmp(kind, "invitation/", 11) == 0;
}

enum err message_text_of(struct db *db, struct arena *a, const char *kind, const char *lang,
                         struct message_text *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_text_of, PARAMS(v_text(kind), v_text(lang)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = (struct message_text){kind, lang, row_text(&r, 0, 0), row_text(&r, 0, 1),
                                     row_int(&r, 0, 2)};
    return e;
}

enum err message_texts(struct db *db, struct arena *a, const struct message_text **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_texts, NO_PARAMS, &r);
    if (e != OK)
        return e;
    struct message_text *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct message_text){row_text(&r, i, 0), row_text(&r, i, 1), row_text(&r, i, 2),
                                        row_text(&r, i, 3), row_int(&r, i, 4)};
    *out = list;
    *n = r.n;
    return OK;
}

/* ---- faults ----------------------------------------------------------------------------- */

static const char *fault_of(struct arena *a, const char *lang, const char *text, size_t most)
{
    const char *why;
    if (strlen(text) > most)
        return tr(lang, TR("Ce texte est trop long."));
    return fill_check(a, lang, text, letter_fill_names, LETTER_FILLS, &why) ? NULL : why;
}

const char *message_subject_fault(struct arena *a, const char *lang, const char *subject)
{
    return fault_of(a, lang, subject, TEXT_SUBJECT_BYTES);
}

const char *message_intro_fault(struct arena *a, const char *lang, const char *intro)
{
    struct safe_html html;
    const char *why = fault_of(a, lang, intro, TEXT_INTRO_BYTES);
    if (!why && fill_markdown(a, intro, "", NULL, 0, &html) != OK)
        why = tr(lang, TR("Ce texte contient trop de crochets, ou des listes trop imbriquées."));
    return why;
}

/* ---- rules ------------------------------------------------------------------------------ */

enum err drop_text(struct db *db, void *arg)
{
    const struct put_text *x = arg;
    return db_exec(db, &sql_text_drop, PARAMS(v_text(x->text.kind), v_text(x->text.lang)), NULL);
}

enum err put_text(struct db *db, void *arg)
{
    const struct put_text *x = arg;
    if (!*x->text.subject && !*x->text.intro)
        return drop_text(db, arg);
    return db_exec(db, &sql_text_put,
                   PARAMS(v_text(x->text.kind), v_text(x->text.lang), v_text(x->text.subject),
                          v_text(x->text.intro), v_int(x->now)),
                   NULL);
}

/* ---- in a letter ------------------------------------------------------------------------ */

/* What a preview brings stands for what is stored, of that kind and language. */
static enum err find(struct letter *l, struct message_text *out)
{
    const struct message_text *typed = l->house->preview;
    if (!typed)
        return message_text_of(l->db, l->a, l->row->kind, l->lang, out);
    if (strcmp(typed->lang, l->lang) != 0)
        return ERR_NOT_FOUND;
    *out = *typed;
    return OK;
}

enum err message_text_apply(struct letter *l, const struct reader *to)
{
    struct message_text t;
    struct fill fills[LETTER_FILLS];
    enum err e = message_text_allowed(l->row->kind) ? find(l, &t) : ERR_NOT_FOUND;
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    if (message_subject_fault(l->a, l->lang, t.subject) ||
        message_intro_fault(l->a, l->lang, t.intro))
        return OK; /* it was right once: the original stands */
    letter_fill_values(l, to, l->how, l->own, fills);
    if (*t.subject)
        l->subject = l->v.title = fill_text(l->a, t.subject, fills, LETTER_FILLS);
    l->v.has_words = *t.intro;
    l->v.words_lang = l->lang;
    return *t.intro
               ? fill_markdown(l->a, t.intro, l->house->base_url, fills, LETTER_FILLS, &l->v.words)
               : OK;
}
