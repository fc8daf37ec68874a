/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/common.h"

#include "base/text.h"

#define TEXT_CAP ((size_t)4 * 1024 * 1024)

static size_t count_slots(const struct timetable *t)
{
    size_t n = 0;
    for (size_t d = 0; d < t->n_days; d++)
        for (size_t q = 0; q < t->days[d].n_sequences; q++) {
            const struct sequence *sequence = &t->days[d].sequences[q];
            n += sequence->n_sessions;
            for (size_t s = 0; s < sequence->n_sessions; s++)
                n += sequence->sessions[s].n_parallel;
        }
    return n;
}

static size_t put_workshops(struct slot *out, const struct slot *parent)
{
    const struct session *session = parent->session;
    for (size_t i = 0; i < session->n_parallel; i++) {
        const struct session *workshop = &session->parallel[i];
        out[i] = *parent;
        out[i].session = workshop;
        out[i].parent = session;
        out[i].nth = i + 1;
        if (workshop->starts_at != NO_INSTANT) {
            out[i].starts_at = workshop->starts_at;
            out[i].ends_at = workshop->ends_at;
        }
    }
    return session->n_parallel;
}

static size_t put_session(struct slot *out, const struct slot *row, enum slot_choice choice)
{
    size_t n = 0;
    if (choice != SLOTS_AS_WORKSHOPS || !row->session->n_parallel)
        out[n++] = *row;
    if (choice != SLOTS_ALONE)
        n += put_workshops(out + n, row);
    return n;
}

const struct slot *timetable_slots(struct arena *a, const struct timetable *t,
                                   enum slot_choice choice, size_t *n)
{
    struct slot *out = arena_array(a, count_slots(t) + 1, sizeof *out);
    *n = 0;
    for (size_t d = 0; d < t->n_days; d++)
        for (size_t q = 0; q < t->days[d].n_sequences; q++) {
            const struct sequence *sequence = &t->days[d].sequences[q];
            for (size_t s = 0; s < sequence->n_sessions; s++) {
                const struct session *session = &sequence->sessions[s];
                struct slot row = {&t->days[d], sequence,           session,         NULL, d,
                                   0,           session->starts_at, session->ends_at};
                *n += put_session(out + *n, &row, choice);
            }
        }
    return out;
}

int slot_start_min(const struct slot *s)
{
    bool own = !s->parent || s->session->start_min != NO_TIME;
    return own ? s->session->start_min : s->parent->start_min;
}

int slot_end_min(const struct slot *s)
{
    bool own = !s->parent || s->session->start_min != NO_TIME;
    return own ? s->session->end_min : s->parent->end_min;
}

/* XML 1.0, section 2.2, production Char; text_next answers negative where bytes are not UTF-8. */
static bool may_stand(int32_t c)
{
    return c == '\t' || c == '\n' || (c >= 0x20 && c != 0x7F && c != 0xFFFE && c != 0xFFFF);
}

static bool is_plain(const char *s, bool one_line)
{
    struct str all = str_of(s);
    for (size_t i = 0; i < all.n;) {
        int32_t c = text_next(all, &i);
        if (!may_stand(c) || (one_line && c < 0x20))
            return false;
    }
    return true;
}

static const char *purged(struct arena *a, const char *s, bool one_line)
{
    if (!s || is_plain(s, one_line))
        return s;
    struct str all = str_of(s);
    char *out = arena_alloc(a, all.n + 1);
    size_t n = 0;
    for (size_t i = 0, from = 0; i < all.n; from = i) {
        int32_t c = text_next(all, &i);
        if (one_line && (c == '\n' || c == '\t' || c == '\r')) {
            out[n++] = ' ';
        } else if (may_stand(c)) {
            memcpy(out + n, all.p + from, i - from);
            n += i - from;
        }
    }
    return out;
}

const char *plain_text(struct arena *a, const char *s)
{
    return purged(a, s, false);
}

const char *plain_line(struct arena *a, const char *s)
{
    return purged(a, s, true);
}

const char *joined(struct arena *a, const char *separator, const char *first, const char *second)
{
    if (!first || !*first)
        return second && *second ? second : NULL;
    if (!second || !*second)
        return first;
    return arena_printf(a, "%s%s%s", first, separator, second);
}

const char *event_address(const struct export_context *c, const struct event *event)
{
    return arena_printf(c->arena, "%s/rencontres/%s", c->base_url, event->slug);
}

const char *programme_address(const struct export_context *c, const struct event *event)
{
    return arena_printf(c->arena, "%s/rencontres/%s/programme", c->base_url, event->slug);
}

const char *session_address(const struct export_context *c, const struct event *event,
                            const struct session *session)
{
    return arena_printf(c->arena, "%s/rencontres/%s/programme/%s", c->base_url, event->slug,
                        session->slug);
}

const char *whole_address(const struct export_context *c, const char *address)
{
    BUF_SCOPED b = BUF_INIT(TEXT_CAP);
    if (address[0] == '/' && address[1] != '/')
        buf_puts(&b, c->base_url);
    for (const char *p = address; *p; p++) {
        unsigned char byte = (unsigned char)*p;
        if (byte <= 0x20 || byte >= 0x7F || strchr("\"<>\\^`{|}", byte))
            buf_printf(&b, "%%%02X", byte);
        else
            buf_putc(&b, *p);
    }
    return arena_strdup(c->arena, buf_str(&b));
}

const char *host_of(struct arena *a, const char *base_url)
{
    const char *host = strstr(base_url, "://");
    host = host ? host + 3 : base_url;
    return arena_strndup(a, host, strcspn(host, ":/"));
}

const char *event_full_title(struct arena *a, const struct event *event)
{
    return joined(a, " – ", plain_line(a, event->title), plain_line(a, event->theme));
}

const char *named_speakers(struct arena *a, const struct session *session)
{
    const char *all = NULL;
    for (size_t i = 0; i < session->n_speakers; i++)
        all = joined(a, ", ", all, plain_line(a, session->speakers[i].name));
    return all;
}

const char *all_speakers(const struct export_context *c, const struct session *session)
{
    return joined(c->arena, ", ", named_speakers(c->arena, session),
                  unnamed_speakers_label(c->arena, c->lang, session));
}
