/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What came back, out of a mailbox file: delivery reports (RFC 3464) and complaints (RFC 5965), by
 * GMime. A message is known by our Message-ID in what they return of it.
 */
#include "mail/compose.h"

#include "base/text.h"
#include "mail/outbox.h"

#include <gmime/gmime.h>

struct report { /* of one message of the mailbox */
    bool failed, complaint;
    char said[FAILURE_MAX + 1];
    int64_t message, written_at; /* 0: none of ours */
};

struct reading {
    struct arena *a;
    struct mail_bounce *list;
    size_t n, cap;
};

/* "m12.1625468400@reseau.example" */
bool mail_message_id(const char *text, int64_t *message, int64_t *written_at)
{
    const char *p = strchr(text, 'm');
    const char *at = p ? strchr(p, '@') : NULL, *dot = p ? strchr(p, '.') : NULL;
    return at && dot && dot < at &&
           parse_int((struct str){p + 1, (size_t)(dot - p - 1)}, 1, INT64_MAX, message) &&
           parse_int((struct str){dot + 1, (size_t)(at - dot - 1)}, 1, INT64_MAX, written_at);
}

static void read_id(const char *text, struct report *r)
{
    if (!mail_message_id(text, &r->message, &r->written_at))
        r->message = r->written_at = 0;
}

/* A line "Name: value" of a report, the name in any case. */
static const char *field(struct arena *a, struct str line, const char *name)
{
    size_t n = strlen(name);
    if (line.n <= n || line.p[n] != ':' || strncasecmp(line.p, name, n) != 0)
        return NULL;
    return str_dup(a, str_trim(str_sub(line, n + 1, line.n)));
}

static void read_line(struct arena *a, struct str line, struct report *r)
{
    const char *status = field(a, line, "Status"), *action = field(a, line, "Action");
    const char *said = field(a, line, "Diagnostic-Code"), *id = field(a, line, "Message-ID");
    const char *kind = field(a, line, "Feedback-Type");
    if (action && strcasecmp(action, "failed") != 0)
        r->failed = false; /* delayed, relayed: it may still arrive */
    if (status && status[0] == '5')
        r->failed = true;
    if (kind && strcasecmp(kind, "abuse") == 0)
        r->complaint = true;
    if (said || (status && !r->said[0]))
        snprintf(r->said, sizeof r->said, "%s", said ? said : status);
    if (id && !r->message)
        read_id(id, r);
}

static char *bytes_of(struct arena *a, GMimeObject *part)
{
    GMimeDataWrapper *content =
        GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
    if (!content)
        return NULL;
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    char *text = arena_strndup(a, (const char *)bytes->data, bytes->len);
    g_object_unref(stream);
    return text;
}

struct walk {
    struct arena *a;
    struct report *report;
};

static void read_part(GMimeObject *parent, GMimeObject *part, gpointer ctx)
{
    const struct walk *w = ctx;
    (void)parent;
    if (GMIME_IS_MESSAGE_PART(part)) { /* the message itself, whole */
        GMimeMessage *returned = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        const char *id = returned ? g_mime_message_get_message_id(returned) : NULL;
        if (id && !w->report->message)
            read_id(id, w->report);
        return;
    }
    GMimeContentType *type = g_mime_object_get_content_type(part);
    if (!g_mime_content_type_is_type(type, "message", "*") &&
        !g_mime_content_type_is_type(type, "text", "rfc822-headers"))
        return;
    char *text = bytes_of(w->a, part);
    for (struct str rest = str_of(text ? text : ""); rest.p;)
        read_line(w->a, str_cut(&rest, '\n'), w->report);
}

static void read_message(struct reading *x, GMimeMessage *message)
{
    struct report r = {0};
    struct walk w = {x->a, &r};
    g_mime_message_foreach(message, read_part, &w);
    if (!r.message || (!r.failed && !r.complaint))
        return;
    x->list = arena_grow(x->a, x->list, x->n, &x->cap, sizeof *x->list);
    x->list[x->n++] = (struct mail_bounce){
        .message = r.message,
        .written_at = r.written_at,
        .reason = r.complaint ? REFUSAL_COMPLAINT : REFUSAL_BOUNCED,
        .said = text_line(x->a, str_of(r.said)),
    };
}

void mail_bounces_read(struct arena *a, struct str mailbox, const struct mail_bounce **out,
                       size_t *n)
{
    struct reading x = {.a = a};
    mail_gmime_start();
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mailbox.p, mailbox.n);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    bool mbox = mailbox.n > 5 && memcmp(mailbox.p, "From ", 5) == 0;
    g_mime_parser_set_format(parser, mbox ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);
    do {
        GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
        if (!message)
            break;
        read_message(&x, message);
        g_object_unref(message);
    } while (mbox && !g_mime_parser_eos(parser));
    g_object_unref(parser);
    g_object_unref(stream);
    *out = x.list;
    *n = x.n;
}
