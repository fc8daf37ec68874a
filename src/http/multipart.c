/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * multipart/form-data, read by GMime: it finds the parts, we take of them what a form may hold. It
 * runs on a worker, once the route has let its visitor in.
 */
#include "http/http.h"

#include "base/text.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

#define FORM_DATA "multipart/form-data"
#define TYPE_MAX 512
#define NAME_MAX_BYTES 255

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_gmime(void)
{
    g_mime_init();
}

bool http_is_multipart(const char *content_type)
{
    size_t n = strlen(FORM_DATA);
    return content_type && strncasecmp(content_type, FORM_DATA, n) == 0 &&
           (!content_type[n] || strchr("; \t", content_type[n]));
}

/* What is being read. */
struct reading {
    struct arena *a;
    struct str whole;
    size_t file_max;
    size_t text; /* bytes of texts so far */
    struct http_form *form;
    size_t fields_cap, files_cap;
};

/* Where a part lies in the message; false when it is no plain part. */
static bool slice_of(const struct reading *r, GMimeObject *part, struct str *out)
{
    GMimeDataWrapper *content =
        GMIME_IS_PART(part) ? g_mime_part_get_content((GMimePart *)part) : NULL;
    GMimeStream *s = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    *out = (struct str){"", 0};
    if (!s)
        return GMIME_IS_PART(part);
    gint64 from = s->bound_start, to = s->bound_end;
    if (from < 0 || to < from || (uint64_t)to > r->whole.n)
        return false;
    *out = str_sub(r->whole, (size_t)from, (size_t)to);
    return true;
}

/* RFC 7578 4.7: browsers send bytes as they are, and nobody else needs to encode them. */
static bool is_plain(GMimeObject *part)
{
    if (!GMIME_IS_PART(part))
        return true;
    switch (g_mime_part_get_content_encoding((GMimePart *)part)) {
    case GMIME_CONTENT_ENCODING_DEFAULT:
    case GMIME_CONTENT_ENCODING_7BIT:
    case GMIME_CONTENT_ENCODING_8BIT:
    case GMIME_CONTENT_ENCODING_BINARY:
        return true;
    default:
        return false;
    }
}

static enum err take_text(struct reading *r, const char *name, GMimeObject *part)
{
    struct http_form *f = r->form;
    struct str value;
    if (!slice_of(r, part, &value) || value.n > HTTP_BODY_MAX - r->text || !text_is_utf8(value))
        return ERR_BAD_REQUEST;
    r->text += value.n;
    f->fields = arena_grow(r->a, f->fields, f->n, &r->fields_cap, sizeof *f->fields);
    f->fields[f->n++] = (struct http_field){arena_strdup(r->a, name), str_dup(r->a, value)};
    return OK;
}

/* What stands behind the last slash of either kind, short and on one line. */
static const char *plain_name(struct arena *a, const char *name)
{
    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '\\')
            name = p + 1;
    struct str s = str_of(name);
    if (!text_is_utf8(s))
        return "";
    s.p = text_line(a, s);
    s.n = strlen(s.p);
    while (s.n > NAME_MAX_BYTES || (s.n && !text_is_utf8(s)))
        s.n--;
    return str_dup(a, s);
}

/* A message within the form has bytes that GMime took apart: a file that is empty to us. */
static enum err take_file(struct reading *r, const char *field, const char *name, GMimeObject *part)
{
    struct http_form *f = r->form;
    struct http_file file = {.field = arena_strdup(r->a, field)};
    file.name = plain_name(r->a, name);
    if (!slice_of(r, part, &file.bytes) && GMIME_IS_PART(part))
        return ERR_BAD_REQUEST;
    if (!*name && !file.bytes.n)
        return OK; /* none was chosen */
    file.too_large = file.bytes.n > r->file_max;
    if (file.too_large)
        file.bytes = str_sub(file.bytes, 0, 0);
    f->files = arena_grow(r->a, f->files, f->n_files, &r->files_cap, sizeof *f->files);
    f->files[f->n_files++] = file;
    return OK;
}

static enum err take_part(struct reading *r, GMimeObject *part)
{
    GMimeContentDisposition *d = g_mime_object_get_content_disposition(part);
    const char *kind = d ? g_mime_content_disposition_get_disposition(d) : NULL;
    const char *field = d ? g_mime_content_disposition_get_parameter(d, "name") : NULL;
    const char *name = d ? g_mime_content_disposition_get_parameter(d, "filename") : NULL;
    if (!kind || strcasecmp(kind, "form-data") != 0 || !field || !text_is_utf8(str_of(field)) ||
        !is_plain(part))
        return ERR_BAD_REQUEST;
    return name ? take_file(r, field, name, part) : take_text(r, field, part);
}

static enum err take_parts(struct reading *r, GMimeObject *whole)
{
    if (!whole || !GMIME_IS_MULTIPART(whole))
        return ERR_BAD_REQUEST;
    const char *boundary = g_mime_object_get_content_type_parameter(whole, "boundary");
    if (!boundary || !*boundary)
        return ERR_BAD_REQUEST;
    GMimeMultipart *parts = (GMimeMultipart *)whole;
    int n = g_mime_multipart_get_count(parts);
    /* without its last boundary it was cut short */
    if (!parts->write_end_boundary || n > HTTP_FORM_MAX_FIELDS)
        return ERR_BAD_REQUEST;
    enum err e = OK;
    for (int i = 0; e == OK && i < n; i++)
        e = take_part(r, g_mime_multipart_get_part(parts, i));
    return e;
}

/* GMime reads a message: its head, which is the type with its boundary, and what follows. */
static GMimeObject *read_message(struct str whole)
{
    GByteArray bytes = {(guint8 *)(uintptr_t)whole.p, (guint)whole.n};
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_stream_mem_set_byte_array((GMimeStreamMem *)stream, &bytes);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
    GMimeObject *message = g_mime_parser_construct_part(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

/* Together, so that a part is a slice of it. */
static struct str with_head(struct arena *a, const char *content_type, struct str body)
{
    const char *head = arena_printf(a, "Content-Type: %s\r\n\r\n", content_type);
    size_t n = strlen(head);
    char *whole = arena_alloc(a, n + body.n + 1);
    memcpy(whole, head, n);
    memcpy(whole + n, body.p, body.n);
    return (struct str){whole, n + body.n};
}

enum err http_multipart_parse(struct arena *a, const char *content_type, struct str body,
                              size_t file_max, struct http_form *out)
{
    struct reading r = {.a = a, .file_max = file_max, .form = out};
    *out = (struct http_form){0};
    if (strlen(content_type) > TYPE_MAX || strpbrk(content_type, "\r\n") ||
        body.n > HTTP_UPLOAD_MAX)
        return ERR_BAD_REQUEST;
    pthread_once(&once, start_gmime);
    r.whole = with_head(a, content_type, body);
    GMimeObject *message = read_message(r.whole);
    enum err e = take_parts(&r, message);
    if (message)
        g_object_unref(message);
    return e;
}

const struct http_file *http_form_file(const struct http_form *f, const char *field)
{
    for (size_t i = 0; i < f->n_files; i++)
        if (strcmp(f->files[i].field, field) == 0)
            return &f->files[i];
    return NULL;
}
