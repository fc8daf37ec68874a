/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* {{t}} and {{tn}}: their arguments against their {names}, and the gettext template. */
#include "template.h"

#define MAX_MESSAGES 20000

static size_t index_of(const struct tr_call *t, struct str name)
{
    size_t i = 0;
    while (i < t->n_args && !str_eq(t->names[i], name))
        i++;
    return i;
}

/* Every {name} of the message has an argument; marks those used. */
static void check_names(const struct tr_call *t, struct str s, struct place at, bool *used)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '<' || s.p[i] == '>')
            fail_at(at, "a message holds no HTML; cut it around the tag");
        if (s.p[i] == '}')
            fail_at(at, "a lone } in a message");
        if (s.p[i] != '{')
            continue;
        const char *close = memchr(s.p + i, '}', s.n - i);
        if (!close)
            fail_at(at, "a lone { in a message");
        struct str name = {s.p + i + 1, (size_t)(close - s.p) - i - 1};
        size_t arg = index_of(t, name);
        if (arg == t->n_args)
            fail_at(at, "the message holds {%.*s} but no argument %.*s=…", (int)name.n, name.p,
                    (int)name.n, name.p);
        used[arg] = true;
        i += name.n + 1;
    }
}

static void check_call(const struct tr_call *t, struct place at)
{
    bool used[MAX_ARGS] = {false};
    check_names(t, t->message.one, at, used);
    if (t->message.many.p) {
        size_t n = index_of(t, str_of("n"));
        if (n == t->n_args)
            fail_at(at, "{{tn}} needs the number it speaks of: n=…");
        used[n] = true;
        check_names(t, t->message.many, at, used);
    }
    for (size_t i = 0; i < t->n_args; i++)
        if (!used[i])
            fail_at(at, "the argument %.*s is not in the message", (int)t->names[i].n,
                    t->names[i].p);
}

struct tr_call take_message(struct cursor *c, struct arena *a, bool plural)
{
    const char *tag = plural ? "tn" : "t";
    struct tr_call t = {.n_args = 0};
    if (!take_string(c, a, &t.message.one) || (plural && !take_string(c, a, &t.message.many)))
        fail_at(c->at, plural ? "{{tn}} needs two messages: {{tn \"une place\" \"{n} places\" n=…}}"
                              : "{{t}} needs a message: {{t \"S’inscrire\"}}");
    if (!t.message.one.n || (plural && !t.message.many.n))
        fail_at(c->at, "{{%s}}: an empty message", tag);
    while (!at_end(c)) {
        if (t.n_args == MAX_ARGS)
            fail_at(c->at, "{{%s}}: more than %d arguments", tag, MAX_ARGS);
        struct str *name = &t.names[t.n_args];
        if (!take_name(c, name) || index_of(&t, *name) < t.n_args || !take_char(c, '='))
            fail_at(c->at, "{{%s}}: arguments are name=value, each name once", tag);
        skip_blanks(c);
        t.values[t.n_args] = take_path(c, a, tag);
        t.n_args++;
    }
    check_call(&t, c->at);
    return t;
}

static struct message *find_message(struct compiler *k, struct str one)
{
    for (size_t i = 0; i < k->n_messages; i++)
        if (str_eq(k->messages[i].one, one))
            return &k->messages[i];
    if (k->n_messages == MAX_MESSAGES)
        die("more than %d messages", MAX_MESSAGES);
    k->messages =
        arena_grow(&k->arena, k->messages, k->n_messages, &k->cap_messages, sizeof *k->messages);
    struct message *m = &k->messages[k->n_messages++];
    *m = (struct message){.one = one};
    return m;
}

void note_message(struct compiler *k, const struct tr_call *t, struct place at)
{
    struct message *m = find_message(k, t->message.one);
    if (t->message.many.p) {
        if (m->many.p && !str_eq(m->many, t->message.many))
            fail_at(at, "\"%.*s\" has another plural at %s:%d; use the same", (int)m->one.n,
                    m->one.p, m->places[0].file, m->places[0].line);
        m->many = t->message.many;
    }
    m->places = arena_grow(&k->arena, m->places, m->n_places, &m->cap_places, sizeof *m->places);
    m->places[m->n_places++] = at;
}

void print_pot(const struct compiler *k, struct buf *out)
{
    buf_puts(out, "msgid \"\"\nmsgstr \"\"\n"
                  "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                  "\"Content-Transfer-Encoding: 8bit\\n\"\n");
    for (size_t i = 0; i < k->n_messages; i++) {
        const struct message *m = &k->messages[i];
        buf_putc(out, '\n');
        for (size_t j = 0; j < m->n_places; j++)
            buf_printf(out, "#: %s:%d\n", m->places[j].file, m->places[j].line);
        buf_puts(out, "msgid ");
        c_string(out, m->one);
        if (m->many.p) {
            buf_puts(out, "\nmsgid_plural ");
            c_string(out, m->many);
            buf_puts(out, "\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n");
        } else {
            buf_puts(out, "\nmsgstr \"\"\n");
        }
    }
}
