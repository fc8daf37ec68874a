/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The template compiler's parts: where a placeholder stands in HTML (template_html.c), what a tag
 * says (template_read.c), the C that comes out (template_emit.c), the program (template.c).
 * The language is described in tools/README.md.
 */
#ifndef MAILLAGE_TEMPLATE_H
#define MAILLAGE_TEMPLATE_H

#include "tool.h"

#define MAX_FILE ((size_t)1024 * 1024)
#define MAX_TAG 4096 /* bytes between {{ and }} */
#define MAX_NAME 64
#define MAX_ARGS 16
#define MAX_DEPTH 32 /* of {{if}} and {{for}} */
#define MAX_SCOPE 64 /* variables in sight */

/* ---- template_html.c: a tokenizer over the literal text ---- */

enum html_at {
    AT_TEXT,
    AT_LESS,    /* after "<" */
    AT_MARKUP,  /* after "<!" */
    AT_COMMENT, /* dropped from the output */
    AT_DOCTYPE,
    AT_TAG_NAME,
    AT_TAG,       /* between attributes, after a blank */
    AT_SEPARATOR, /* in a tag where a blank, "/" or ">" must follow */
    AT_ATTR_NAME,
    AT_ATTR_END, /* a blank after an attribute's name */
    AT_VALUE_START,
    AT_VALUE,      /* within quotes */
    AT_BARE_VALUE, /* without quotes */
    AT_SLASH,      /* "/" that closes the tag */
    AT_RAW,        /* in <script>, <title>, <textarea>, <iframe>: see html.tag */
    AT_RAW_END,    /* in what must be their end tag */
};

/* How far the value of a URL attribute is known. */
enum url_at {
    URL_START,  /* nothing yet */
    URL_SCHEME, /* literal text that may become a scheme */
    URL_OPEN,   /* a value stands there: no ":" may follow before "/", "?" or "#" */
    URL_SAFE,   /* past the scheme and host */
};

struct html {
    enum html_at at;
    char tag[32];  /* lower case; of the open tag, or of the raw element */
    char attr[40]; /* lower case */
    char value[64];
    size_t n_value;  /* bytes of the attribute's value seen, may exceed `value` */
    bool value_made; /* a placeholder stands in the value */
    char quote;
    bool closing; /* "</tag" */
    bool json_ld; /* the script's type is application/ld+json */
    enum url_at url;
    unsigned pre;   /* inside that many <pre> */
    unsigned match; /* bytes matched of an end tag or of "--" */
    bool blank;     /* white space was just written: more is dropped */
};

/* How a placeholder must be printed. */
enum context {
    IN_TEXT,
    IN_RCDATA, /* <title>, <textarea> */
    IN_ATTRIBUTE,
    IN_URL_START,
    IN_URL_PART,
    IN_SCRIPT_SRC, /* a script's address: one of our own */
    IN_JSON_LD,
};

void html_start(struct html *h);
/* One byte of literal text; appends to `lit` what is to be printed. */
void html_literal(struct html *h, struct place at, struct buf *lit, char c);
/* A placeholder stands here: its context, and the state after it. Refuses where none may stand. */
enum context html_placeholder(struct html *h, struct place at);
/* A whole internal address or a constant of ours stands here; as html_placeholder otherwise. */
enum context html_address(struct html *h, struct place at);
/* A control tag stands here. */
void html_control(struct html *h, struct place at);
/* The state after two branches; refuses when they differ. */
struct html html_join(const struct html *a, const struct html *b, struct place at);
/* Refuses when a loop's body does not end as it began. */
struct html html_loop(const struct html *before, const struct html *after, struct place at);
/* Whether the attribute's value is an address. */
bool html_is_url(const struct html *h);
/* "an attribute's value" */
const char *html_where(const struct html *h);

/* ---- template_read.c ---- */

enum piece_kind {
    PIECE_TEXT,
    PIECE_COMMENT,
    PIECE_USE,
    PIECE_PAGE,
    PIECE_PART,
    PIECE_IF,
    PIECE_ELSE,
    PIECE_END,
    PIECE_FOR,
    PIECE_INCLUDE,
    PIECE_T,
    PIECE_TN,
    PIECE_JSON,
    PIECE_PATH,
    PIECE_ASSET,
    PIECE_VALUE,
};

struct piece {
    enum piece_kind kind;
    struct str text;    /* literal text; of a tag, what stands after its word */
    bool at_line_start; /* literal text that begins a line */
    struct place at;
};

/* Cuts a file into literal text and tags; lines that hold one control tag alone leave no trace. */
struct piece *template_cut(struct arena *a, const char *file, struct str text, size_t *n);

/* A tag's text while it is read. */
struct cursor {
    struct str rest;
    struct place at;
};

void skip_blanks(struct cursor *c);
bool at_end(struct cursor *c); /* nothing but blanks left */
void expect_end(struct cursor *c, const char *tag);
bool take_char(struct cursor *c, char wanted);
bool take_name(struct cursor *c, struct str *name); /* [A-Za-z_][A-Za-z0-9_]* */
/* "…" with \" and \\; refuses control characters. False when no quote stands there. */
bool take_string(struct cursor *c, struct arena *a, struct str *s);
bool is_name_char(char c);
bool is_reserved(struct str name); /* a word of the language, `out` or `pg` */

/* v.a->b.c as C: its variable and the whole expression; `last` is where its last name starts. */
struct path {
    struct str variable;
    const char *c;
    size_t last;
};
struct path take_path(struct cursor *c, struct arena *a, const char *tag);

/* ---- template_emit.c ---- */

struct message {          /* for translation */
    struct str one, many; /* many.p NULL without plural */
    struct place *places;
    size_t n_places, cap_places;
};

struct compiler {
    struct arena arena;
    struct buf c, h, uses;
    struct message *messages;
    size_t n_messages, cap_messages;
    bool uses_assets;
};

#define ASSET_MARK '\001' /* surrounds a constant's name within the literal */

struct frame {
    enum piece_kind kind; /* PIECE_IF, PIECE_ELSE or PIECE_FOR */
    struct place at;
    struct html before, then; /* then: where the first branch ended */
    size_t n_scope;
};

struct emitter {
    struct compiler *k;
    struct html html;
    struct buf lit;
    struct frame frames[MAX_DEPTH];
    size_t n_frames;
    struct str scope[MAX_SCOPE];
    size_t n_scope;
    bool in_function;
    unsigned n_loops;
    struct str function;
    struct place asset_at;
};

/* Compiles one file's pieces, appending to the buffers. */
void template_compile(struct compiler *k, const struct piece *pieces, size_t n);

void emit_indent(struct emitter *e);
/* From here the C compiler names the template in its errors. */
void emit_line(struct emitter *e, struct place at);
bool in_scope(const struct emitter *e, struct str name);
/* A path whose variable is known. */
struct path known_path(struct emitter *e, struct cursor *c, const char *tag);

/* ---- template_values.c ---- */

void emit_value(struct emitter *e, const struct piece *p);
void emit_path(struct emitter *e, const struct piece *p);
void emit_asset(struct emitter *e, const struct piece *p);
void emit_include(struct emitter *e, const struct piece *p);
void emit_translation(struct emitter *e, const struct piece *p);

/* ---- template_tr.c: {{t}} and {{tn}} ---- */

struct tr_call {
    struct message message; /* `one` and `many` only */
    size_t n_args;
    struct str names[MAX_ARGS];
    struct path values[MAX_ARGS];
};
struct tr_call take_message(struct cursor *c, struct arena *a, bool plural);
/* Keeps the message for --extract; refuses two plurals of one singular. */
void note_message(struct compiler *k, const struct tr_call *t, struct place at);
/* The messages as a gettext template. */
void print_pot(const struct compiler *k, struct buf *out);

#endif
