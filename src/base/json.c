/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"

struct json json_to(struct buf *out)
{
    return (struct json){.out = out};
}

static void line_break(struct json *j)
{
    if (!j->pretty)
        return;
    buf_putc(j->out, '\n');
    for (unsigned i = 0; i < j->depth; i++)
        buf_add(j->out, "  ", 2);
}

static void before_value(struct json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (!j->depth)
        return;
    if (j->filled[j->depth - 1])
        buf_putc(j->out, ',');
    j->filled[j->depth - 1] = true;
    line_break(j);
}

static void open_level(struct json *j, char open, char close)
{
    before_value(j);
    if (j->depth == JSON_DEPTH)
        die("json: deeper than %d", JSON_DEPTH);
    buf_putc(j->out, open);
    j->close[j->depth] = close;
    j->filled[j->depth] = false;
    j->depth++;
}

void json_begin_object(struct json *j)
{
    open_level(j, '{', '}');
}

void json_begin_array(struct json *j)
{
    open_level(j, '[', ']');
}

void json_end(struct json *j)
{
    if (!j->depth)
        die("json: nothing to close");
    j->depth--;
    if (j->filled[j->depth])
        line_break(j);
    buf_putc(j->out, j->close[j->depth]);
}

/* What must be written otherwise than as it is, RFC 8259 section 7; NULL for the rest. */
static const char *escape_of(unsigned char c, char room[8])
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    case '\r':
        return "\\r";
    default:
        break;
    }
    if (c >= 0x20 && c != '<' && c != '>' && c != '&')
        return NULL;
    static const char hex[] = "0123456789abcdef";
    memcpy(room, "\\u00", 4);
    room[4] = hex[c >> 4];
    room[5] = hex[c & 15];
    room[6] = '\0';
    return room;
}

static void quoted(struct buf *b, struct str s)
{
    char room[8];
    size_t from = 0;
    buf_putc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        const char *e = escape_of((unsigned char)s.p[i], room);
        if (!e)
            continue;
        buf_add(b, s.p + from, i - from);
        buf_puts(b, e);
        from = i + 1;
    }
    buf_add(b, s.p + from, s.n - from);
    buf_putc(b, '"');
}

void json_key(struct json *j, const char *key)
{
    before_value(j);
    quoted(j->out, str_of(key));
    buf_puts(j->out, j->pretty ? ": " : ":");
    j->after_key = true;
}

void json_str(struct json *j, struct str s)
{
    before_value(j);
    quoted(j->out, s);
}

void json_text(struct json *j, const char *s)
{
    if (s)
        json_str(j, str_of(s));
    else
        json_put_null(j);
}

void json_int(struct json *j, int64_t v)
{
    before_value(j);
    buf_int(j->out, v);
}

void json_bool(struct json *j, bool v)
{
    before_value(j);
    buf_puts(j->out, v ? "true" : "false");
}

void json_put_null(struct json *j)
{
    before_value(j);
    buf_puts(j->out, "null");
}

void json_key_text(struct json *j, const char *key, const char *s)
{
    json_key(j, key);
    json_text(j, s);
}

void json_key_int(struct json *j, const char *key, int64_t v)
{
    json_key(j, key);
    json_int(j, v);
}

void json_key_bool(struct json *j, const char *key, bool v)
{
    json_key(j, key);
    json_bool(j, v);
}
