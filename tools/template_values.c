/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The C of what prints: values, addresses, assets, parts, messages. */
#include "template.h"

static const char *printer(enum context context)
{
    static const char *const names[] = {
        [IN_TEXT] = "html_put_text",         [IN_RCDATA] = "html_put_attr",
        [IN_ATTRIBUTE] = "html_put_attr",    [IN_URL_START] = "html_put_url",
        [IN_URL_PART] = "html_put_url_part", [IN_SCRIPT_SRC] = "html_put_script_src",
        [IN_JSON_LD] = "html_put_json",
    };
    return names[context];
}

void emit_value(struct emitter *e, const struct piece *p)
{
    const char *tag = p->kind == PIECE_JSON ? "json" : "…";
    struct cursor c = {p->text, p->at};
    struct path path = known_path(e, &c, tag);
    expect_end(&c, tag);
    enum context context = html_placeholder(&e->html, p->at);
    if (p->kind == PIECE_JSON && context != IN_JSON_LD)
        fail_at(p->at, "{{json}} stands only inside <script type=\"application/ld+json\">");
    emit_line(e, p->at);
    emit_indent(e);
    buf_printf(&e->k->c, "%s(out, %s);\n", printer(context), path.c);
}

/* An address written out, checked now. */
static void check_address(struct str s, struct place at)
{
    if (!str_starts(s, "/") || str_starts(s, "//"))
        fail_at(at, "{{path}}: an internal address starts with \"/\", and one only");
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || strchr("&<>\"'\\`", s.p[i]))
            fail_at(at, "{{path}}: an address cannot hold \"%c\"", s.p[i]);
}

void emit_path(struct emitter *e, const struct piece *p)
{
    struct cursor c = {p->text, p->at};
    struct path path = {.c = NULL};
    struct str fixed = {NULL, 0};
    if (take_string(&c, &e->k->arena, &fixed))
        check_address(fixed, p->at);
    else
        path = known_path(e, &c, "path");
    expect_end(&c, "path");
    if (html_address(&e->html, p->at) == IN_JSON_LD)
        fail_at(p->at, "{{path}} cannot stand in a script");
    emit_line(e, p->at);
    emit_indent(e);
    if (path.c)
        buf_printf(&e->k->c, "html_path(out, pg->root, %s);\n", path.c);
    else
        buf_puts(&e->k->c, "html_attr(out, pg->root);\n");
    buf_add(&e->lit, fixed.p, fixed.n);
}

void emit_asset(struct emitter *e, const struct piece *p)
{
    struct cursor c = {p->text, p->at};
    struct str name;
    if (!take_string(&c, &e->k->arena, &name) || !name.n)
        fail_at(p->at, "{{asset}} needs a file's name: {{asset \"site.css\"}}");
    expect_end(&c, "asset");
    if (html_address(&e->html, p->at) == IN_JSON_LD)
        fail_at(p->at, "{{asset}} cannot stand in a script");
    buf_printf(&e->lit, "%cASSET_", ASSET_MARK);
    for (size_t i = 0; i < name.n; i++) {
        char ch = name.p[i];
        bool letter = ch >= 'a' && ch <= 'z';
        buf_putc(&e->lit, letter ? (char)(ch - 32) : is_name_char(ch) ? ch : '_');
    }
    buf_putc(&e->lit, ASSET_MARK);
    e->k->uses_assets = true;
    e->asset_at = p->at;
}

static void include_argument(struct emitter *e, struct cursor *c, struct buf *call)
{
    struct str s;
    size_t n = 0;
    skip_blanks(c);
    while (n < c->rest.n && (is_name_char(c->rest.p[n]) || (n == 0 && c->rest.p[n] == '-')))
        n++;
    struct str word = str_sub(c->rest, 0, n);
    int64_t number;
    if (take_string(c, &e->k->arena, &s)) {
        c_string(call, s);
    } else if (str_is(word, "true") || str_is(word, "false") ||
               parse_int(word, INT32_MIN, INT32_MAX, &number)) {
        buf_add(call, word.p, word.n);
        c->rest = str_sub(c->rest, n, c->rest.n);
    } else {
        bool address = take_char(c, '&');
        buf_printf(call, "%s%s", address ? "&" : "", known_path(e, c, "include").c);
    }
}

void emit_include(struct emitter *e, const struct piece *p)
{
    BUF_SCOPED call = BUF_INIT(MAX_TAG * 4);
    struct cursor c = {p->text, p->at};
    struct str name;
    if (!take_name(&c, &name) || !take_char(&c, '('))
        fail_at(p->at, "write {{include part_name(v.field, &v.struct, 3, true, \"text\")}}");
    if (e->html.at != AT_TEXT)
        fail_at(p->at, "{{include}} stands in text only, not in %s", html_where(&e->html));
    buf_printf(&call, "%.*s(out, pg", (int)name.n, name.p);
    for (bool more = !take_char(&c, ')'); more; more = !take_char(&c, ')')) {
        buf_puts(&call, ", ");
        include_argument(e, &c, &call);
        if (!take_char(&c, ',') && (at_end(&c) || c.rest.p[0] != ')'))
            fail_at(p->at, "{{include}}: \",\" or \")\" must follow an argument");
    }
    expect_end(&c, "include");
    e->html.blank = false;
    emit_line(e, p->at);
    emit_indent(e);
    buf_printf(&e->k->c, "%s);\n", buf_str(&call));
}

static void put_message(struct emitter *e, const struct tr_call *t)
{
    struct buf *c = &e->k->c;
    buf_puts(c, t->message.many.p ? "tr_n(pg->lang, " : "tr(pg->lang, ");
    c_string(c, t->message.one);
    if (t->message.many.p) {
        size_t n = 0;
        while (!str_is(t->names[n], "n"))
            n++;
        buf_puts(c, ", ");
        c_string(c, t->message.many);
        buf_printf(c, ", TR_INT(%s)", t->values[n].c);
    }
    buf_putc(c, ')');
}

void emit_translation(struct emitter *e, const struct piece *p)
{
    struct cursor cursor = {p->text, p->at};
    struct tr_call t = take_message(&cursor, &e->k->arena, p->kind == PIECE_TN);
    struct buf *c = &e->k->c;
    for (size_t i = 0; i < t.n_args; i++)
        if (!in_scope(e, t.values[i].variable))
            fail_at(p->at, "no variable \"%.*s\" here", (int)t.values[i].variable.n,
                    t.values[i].variable.p);
    note_message(e->k, &t, p->at);
    enum context context = html_placeholder(&e->html, p->at);
    if (context != IN_TEXT && context != IN_RCDATA && context != IN_ATTRIBUTE)
        fail_at(p->at, "a translation cannot stand in an address or a script");
    emit_line(e, p->at);
    emit_indent(e);
    const char *end = context == IN_TEXT ? "text" : "attr";
    buf_printf(c, t.n_args ? "html_tr_%s(out, pg->lang, " : "html_%s(out, ", end);
    put_message(e, &t);
    for (size_t i = 0; i < t.n_args; i++)
        buf_printf(c, "%sTR_ARG(\"%.*s\", %s)", i ? ", " : ", (const struct tr_arg[]){",
                   (int)t.names[i].n, t.names[i].p, t.values[i].c);
    if (t.n_args)
        buf_printf(c, "}, %zu", t.n_args);
    buf_puts(c, ");\n");
}
