/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mail/compose.h"

#include <gmime/gmime.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_gmime(void)
{
    g_mime_init();
}

void mail_gmime_start(void)
{
    pthread_once(&once, start_gmime);
}

static GMimeObject *text_of(const char *subtype, const char *text)
{
    GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, text);
    g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

/* RFC 6047: the part's method says what its METHOD says. */
static GMimeObject *calendar_of(const char *text, const char *method)
{
    GMimeObject *part = text_of("calendar", text);
    GMimeContentType *type = g_mime_object_get_content_type(part);
    g_mime_content_type_set_parameter(type, "method", method);
    g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_BASE64);
    return part;
}

static void add_part(GMimeMultipart *parts, GMimeObject *part)
{
    g_mime_multipart_add(parts, part);
    g_object_unref(part);
}

static GMimeObject *words_of(const struct mail_message *m)
{
    GMimeMultipart *parts = g_mime_multipart_new_with_subtype("alternative");
    add_part(parts, text_of("plain", m->text));
    add_part(parts, text_of("html", m->html));
    if (m->calendar)
        add_part(parts, calendar_of(m->calendar, m->calendar_method));
    return GMIME_OBJECT(parts);
}

/* One part has one method: what is cancelled beside what is published stands after the words. */
static GMimeObject *body_of(const struct mail_message *m)
{
    if (!m->calendar_cancel)
        return words_of(m);
    GMimeMultipart *parts = g_mime_multipart_new_with_subtype("mixed");
    GMimeObject *cancel = calendar_of(m->calendar_cancel, "CANCEL");
    g_mime_object_set_disposition(cancel, "attachment");
    g_mime_part_set_filename(GMIME_PART(cancel), "annulations.ics");
    add_part(parts, words_of(m));
    add_part(parts, cancel);
    return GMIME_OBJECT(parts);
}

static void set_header(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

static GMimeMessage *message_of(const struct mail_message *m, const struct mail_envelope *e)
{
    GMimeMessage *message = g_mime_message_new(TRUE);
    GDateTime *date = g_date_time_new_from_unix_utc(e->date);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, e->from_name, e->from_address);
    if (e->reply_to)
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, e->reply_to);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, m->to_name, m->to_address);
    g_mime_message_set_subject(message, m->subject, "utf-8");
    g_mime_message_set_date(message, date);
    g_mime_message_set_message_id(message, e->message_id);
    g_date_time_unref(date);
    set_header(message, "Auto-Submitted", "auto-generated"); /* RFC 3834: no holiday notices */
    set_header(message, "Content-Language", m->lang);
    if (m->unsubscribe) {
        char *link = g_strdup_printf("<%s>", m->unsubscribe);
        set_header(message, "List-Unsubscribe", link);
        set_header(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"); /* RFC 8058 */
        g_free(link);
    }
    GMimeObject *body = body_of(m);
    g_mime_message_set_mime_part(message, body);
    g_object_unref(body);
    return message;
}

struct str mail_compose(struct arena *a, const struct mail_message *m,
                        const struct mail_envelope *e)
{
    mail_gmime_start();
    GMimeMessage *message = message_of(m, e);
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    GMimeStream *stream = g_mime_stream_mem_new();
    if (g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream) < 0)
        die("mail: no room to write a message");
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    struct str out = {arena_strndup(a, (const char *)bytes->data, bytes->len), bytes->len};
    g_object_unref(stream);
    g_mime_format_options_free(format);
    g_object_unref(message);
    return out;
}
