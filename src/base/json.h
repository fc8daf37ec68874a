/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A JSON writer that streams into a buffer: commas, escaping and nesting are its business. Output
 * is compact and in UTF-8; `<`, `>` and `&` are written as \u escapes so that the text may also
 * stand in a page's data block. Parsing is jansson's, whose names these keep clear of: both stand
 * in one program. Example:
 *
 *     struct json j = json_to(&b);
 *     json_begin_object(&j);
 *     json_key_text(&j, "title", "L'économie");
 *     json_key(&j, "days"); json_begin_array(&j); … json_end(&j);
 *     json_end(&j);
 */
#ifndef MAILLAGE_JSON_H
#define MAILLAGE_JSON_H

#include "base/buf.h"
#include "base/str.h"

#define JSON_DEPTH 32

struct json {
    struct buf *out;
    unsigned depth;
    bool pretty; /* two spaces a level, for people */
    bool after_key;
    char close[JSON_DEPTH];
    bool filled[JSON_DEPTH];
};

struct json json_to(struct buf *out);

void json_begin_object(struct json *j);
void json_begin_array(struct json *j);
void json_end(struct json *j); /* closes the innermost object or array */

void json_key(struct json *j, const char *key);
void json_text(struct json *j, const char *s); /* NULL writes null */
void json_str(struct json *j, struct str s);
void json_int(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_put_null(struct json *j);

void json_key_text(struct json *j, const char *key, const char *s);
void json_key_int(struct json *j, const char *key, int64_t v);
void json_key_bool(struct json *j, const char *key, bool v);

#endif
