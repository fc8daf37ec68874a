/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes the C of a template: one pass over its pieces, with a stack of open {{if}} and {{for}}. */
#include "template.h"

void emit_indent(struct emitter *e)
{
    for (size_t i = 0; i <= e->n_frames; i++)
        buf_puts(&e->k->c, "    ");
}

void emit_line(struct emitter *e, struct place at)
{
    buf_printf(&e->k->c, "#line %d ", at.line);
    c_string(&e->k->c, str_of(at.file));
    buf_putc(&e->k->c, '\n');
}

/* ---- literal text ---- */

/* A line of the page a line of C; a literal that names assets stands on one line, so that an error
 * names it. */
static void flush_piece(struct emitter *e, struct str s, bool asset, bool one_line)
{
    struct buf *c = &e->k->c;
    while (s.n) {
        const char *nl = one_line ? NULL : memchr(s.p, '\n', s.n);
        size_t n = nl ? (size_t)(nl - s.p) + 1 : s.n;
        buf_putc(c, one_line ? ' ' : '\n');
        if (!one_line) {
            emit_indent(e);
            buf_puts(c, "    ");
        }
        if (asset)
            buf_add(c, s.p, n);
        else
            c_string(c, str_sub(s, 0, n));
        s = str_sub(s, n, s.n);
    }
}

static void flush(struct emitter *e)
{
    struct str rest = {buf_str(&e->lit), e->lit.len};
    if (!rest.n)
        return;
    bool has_asset = memchr(rest.p, ASSET_MARK, rest.n);
    if (has_asset)
        emit_line(e, e->asset_at);
    emit_indent(e);
    buf_puts(&e->k->c, "html_literal(out,");
    for (bool asset = false; rest.p; asset = !asset)
        flush_piece(e, str_cut(&rest, ASSET_MARK), asset, has_asset);
    buf_puts(&e->k->c, ");\n");
    buf_clear(&e->lit);
}

static void literal(struct emitter *e, const struct piece *p)
{
    struct place at = p->at;
    for (size_t i = 0; i < p->text.n; i++) {
        char c = p->text.p[i];
        bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank && (unsigned char)c < 0x20)
            fail_at(at, "a control character (0x%02x); remove it", (unsigned)c);
        if (e->in_function)
            html_literal(&e->html, at, &e->lit, c);
        else if (!blank)
            fail_at(at, "text outside of any {{page …}} or {{part …}}");
        at.line += c == '\n';
    }
}

/* ---- variables ---- */

bool in_scope(const struct emitter *e, struct str name)
{
    for (size_t i = 0; i < e->n_scope; i++)
        if (str_eq(e->scope[i], name))
            return true;
    return str_is(name, "pg");
}

static void declare(struct emitter *e, struct str name, struct place at)
{
    if (is_reserved(name))
        fail_at(at, "\"%.*s\" is a word of the language; name the variable otherwise", (int)name.n,
                name.p);
    if (in_scope(e, name))
        fail_at(at, "there already is a variable \"%.*s\" here", (int)name.n, name.p);
    if (e->n_scope == MAX_SCOPE)
        fail_at(at, "more than %d variables", MAX_SCOPE);
    e->scope[e->n_scope++] = name;
}

struct path known_path(struct emitter *e, struct cursor *c, const char *tag)
{
    struct path path = take_path(c, &e->k->arena, tag);
    if (!in_scope(e, path.variable))
        fail_at(c->at, "no variable \"%.*s\" here; declare it in {{page}}, {{part}} or {{for}}",
                (int)path.variable.n, path.variable.p);
    return path;
}

/* ---- functions ---- */

/* The parameter list up to ")", its names declared. */
static struct str parameters(struct emitter *e, struct cursor *c)
{
    const char *close = memchr(c->rest.p, ')', c->rest.n);
    if (!take_char(c, '(') || !close)
        fail_at(c->at, "parameters are missing: {{page name(const struct x_view *v)}}");
    struct str all = str_trim(str_sub(c->rest, 0, (size_t)(close - c->rest.p))), rest = all;
    c->rest = str_sub(c->rest, (size_t)(close - c->rest.p) + 1, c->rest.n);
    while (all.n && rest.p) {
        struct str one = str_trim(str_cut(&rest, ','));
        size_t start = one.n;
        for (size_t i = 0; i < one.n; i++)
            if (!is_name_char(one.p[i]) && !strchr(" *\n\t", one.p[i]))
                fail_at(c->at, "a parameter cannot hold %c", one.p[i]);
        while (start && is_name_char(one.p[start - 1]))
            start--;
        if (!start || start == one.n)
            fail_at(c->at, "a parameter is a type and a name: const struct x_view *v");
        declare(e, str_sub(one, start, one.n), c->at);
    }
    return all;
}

static void end_function(struct emitter *e, struct place at)
{
    if (!e->in_function)
        return;
    if (e->n_frames)
        fail_at(e->frames[e->n_frames - 1].at, "this {{%s}} has no {{end}}",
                e->frames[e->n_frames - 1].kind == PIECE_FOR ? "for" : "if");
    if (e->html.at != AT_TEXT || e->html.pre)
        fail_at(at, "%.*s ends inside %s; close it", (int)e->function.n, e->function.p,
                e->html.pre ? "<pre>" : html_where(&e->html));
    while (e->lit.len && strchr(" \n", e->lit.data[e->lit.len - 1]))
        e->lit.len--;
    flush(e);
    buf_puts(&e->k->c, "}\n");
    e->in_function = false;
}

static void start_function(struct emitter *e, const struct piece *p)
{
    end_function(e, p->at);
    struct cursor c = {p->text, p->at};
    if (!take_name(&c, &e->function))
        fail_at(p->at, "a name is missing: {{page name(const struct x_view *v)}}");
    e->n_scope = 0;
    struct str params = parameters(e, &c);
    expect_end(&c, "page");
    struct buf *to[] = {&e->k->h, &e->k->c};
    buf_putc(&e->k->c, '\n');
    emit_line(e, p->at);
    for (size_t i = 0; i < 2; i++) {
        buf_printf(to[i], "void %.*s(struct buf *out, const struct page *pg%s", (int)e->function.n,
                   e->function.p, params.n ? ", " : "");
        for (size_t j = 0; j < params.n; j++)
            buf_putc(to[i], params.p[j] == '\n' ? ' ' : params.p[j]);
        buf_puts(to[i], i ? ")\n{\n    (void)out, (void)pg" : ");\n");
    }
    for (size_t i = 0; i < e->n_scope; i++)
        buf_printf(&e->k->c, ", (void)%.*s", (int)e->scope[i].n, e->scope[i].p);
    buf_puts(&e->k->c, ";\n");
    html_start(&e->html);
    e->in_function = true;
}

static void use(struct emitter *e, const struct piece *p)
{
    struct cursor c = {p->text, p->at};
    struct str name;
    if (!take_string(&c, &e->k->arena, &name) || !name.n)
        fail_at(p->at, "{{use}} needs a header: {{use \"module/pages.h\"}}");
    expect_end(&c, "use");
    const char *text = arena_printf(&e->k->arena, "#include \"%s\"\n", name.p);
    if (strchr(name.p, '"') || strchr(name.p, '\\'))
        fail_at(p->at, "{{use}}: a header's name holds no \\ or quote");
    if (!strstr(buf_str(&e->k->uses), text))
        buf_puts(&e->k->uses, text);
}

/* ---- control ---- */

static struct frame *push(struct emitter *e, enum piece_kind kind, struct place at)
{
    if (e->n_frames == MAX_DEPTH)
        fail_at(at, "more than %d {{if}} and {{for}} inside each other; make a {{part}}",
                MAX_DEPTH);
    html_control(&e->html, at);
    struct frame *f = &e->frames[e->n_frames++];
    *f = (struct frame){.kind = kind, .at = at, .before = e->html, .n_scope = e->n_scope};
    return f;
}

static void start_if(struct emitter *e, const struct piece *p)
{
    struct cursor c = {p->text, p->at}, after_not = c;
    struct str word;
    bool negated = take_name(&after_not, &word) && str_is(word, "not") && !at_end(&after_not);
    if (negated)
        c = after_not;
    struct path path = known_path(e, &c, "if");
    expect_end(&c, "if");
    emit_line(e, p->at);
    emit_indent(e);
    buf_printf(&e->k->c, "if (%shtml_true(%s)) {\n", negated ? "!" : "", path.c);
    push(e, PIECE_IF, p->at);
}

static void start_else(struct emitter *e, const struct piece *p)
{
    struct frame *f = e->n_frames ? &e->frames[e->n_frames - 1] : NULL;
    if (!f || f->kind != PIECE_IF)
        fail_at(p->at, "{{else}} without {{if}}");
    if (p->text.n)
        fail_at(p->at, "{{else}} takes nothing; put an {{if}} inside it");
    f->kind = PIECE_ELSE;
    f->then = e->html;
    e->html = f->before;
    e->n_frames--;
    emit_indent(e);
    e->n_frames++;
    buf_puts(&e->k->c, "} else {\n");
}

static void start_for(struct emitter *e, const struct piece *p)
{
    struct cursor c = {p->text, p->at};
    struct str name, in;
    if (!take_name(&c, &name) || !take_name(&c, &in) || !str_is(in, "in"))
        fail_at(p->at, "write {{for s in v.sessions}}");
    skip_blanks(&c);
    struct path path = known_path(e, &c, "for");
    expect_end(&c, "for");
    unsigned i = ++e->n_loops;
    emit_line(e, p->at);
    emit_indent(e);
    buf_printf(&e->k->c, "for (size_t i_%u = 0; i_%u < %.*sn_%s; i_%u++) {", i, i, (int)path.last,
               path.c, path.c + path.last, i);
    buf_printf(&e->k->c, " const __typeof__(html_item(%s, 0)) %.*s = html_item(%s, i_%u);", path.c,
               (int)name.n, name.p, path.c, i);
    buf_printf(&e->k->c, " (void)%.*s;\n", (int)name.n, name.p);
    push(e, PIECE_FOR, p->at);
    declare(e, name, p->at);
    e->html.blank = false;
}

static void end_block(struct emitter *e, const struct piece *p)
{
    if (p->text.n)
        fail_at(p->at, "{{end}} takes nothing");
    if (!e->n_frames) { /* of the page or part itself, which may also go on to the next one */
        end_function(e, p->at);
        return;
    }
    struct frame *f = &e->frames[--e->n_frames];
    if (f->kind == PIECE_FOR)
        e->html = html_loop(&f->before, &e->html, p->at);
    else
        e->html = html_join(f->kind == PIECE_IF ? &f->before : &f->then, &e->html, p->at);
    e->n_scope = f->n_scope;
    emit_indent(e);
    buf_puts(&e->k->c, "}\n");
}

static void emit(struct emitter *e, const struct piece *p)
{
    typedef void (*emit_fn)(struct emitter *, const struct piece *);
    static const emit_fn by_kind[] = {
        [PIECE_IF] = start_if,         [PIECE_ELSE] = start_else,      [PIECE_END] = end_block,
        [PIECE_FOR] = start_for,       [PIECE_INCLUDE] = emit_include, [PIECE_T] = emit_translation,
        [PIECE_TN] = emit_translation, [PIECE_JSON] = emit_value,      [PIECE_PATH] = emit_path,
        [PIECE_ASSET] = emit_asset,    [PIECE_VALUE] = emit_value,
    };
    if (!e->in_function)
        fail_at(p->at, p->kind == PIECE_END ? "{{end}} without {{if}}, {{for}} or {{page}}"
                                            : "a tag outside of any {{page …}} or {{part …}}");
    bool last = p->kind == PIECE_END && !e->n_frames; /* end_function trims, then flushes */
    if (p->kind != PIECE_ASSET && !last)
        flush(e);
    by_kind[p->kind](e, p);
}

void template_compile(struct compiler *k, const struct piece *pieces, size_t n)
{
    struct emitter e = {.k = k, .lit = BUF_INIT(MAX_FILE * 2)};
    for (size_t i = 0; i < n; i++) {
        const struct piece *p = &pieces[i];
        switch (p->kind) {
        case PIECE_TEXT:
            literal(&e, p);
            break;
        case PIECE_COMMENT:
            break;
        case PIECE_USE:
            use(&e, p);
            break;
        case PIECE_PAGE:
        case PIECE_PART:
            start_function(&e, p);
            break;
        default:
            emit(&e, p);
        }
    }
    if (n)
        end_function(&e, pieces[n - 1].at);
    buf_free(&e.lit);
}
