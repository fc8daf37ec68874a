/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"
#include "meeting/programme.h"

static void put_time(struct json *j, const char *key, int minutes)
{
    char text[16];
    json_key(j, key);
    if (minutes == NO_TIME) {
        json_put_null(j);
        return;
    }
    snprintf(text, sizeof text, "%02d:%02d", minutes / 60 % 24, minutes % 60);
    json_text(j, text);
}

static void put_lines(struct json *j, struct line_range r)
{
    json_key(j, "lines");
    json_begin_array(j);
    json_int(j, r.first);
    json_int(j, r.last);
    json_end(j);
}

static void put_speakers(struct json *j, const struct parsed_session *s)
{
    json_key(j, "speakers");
    json_begin_array(j);
    for (size_t k = 0; k < s->n_speakers; k++) {
        json_begin_object(j);
        json_key_text(j, "name", s->speakers[k].name);
        json_key_int(j, "count", s->speakers[k].count);
        json_end(j);
    }
    json_end(j);
}

static void put_parallel(struct json *j, const struct parsed_session *s)
{
    json_key(j, "parallel");
    json_begin_array(j);
    for (size_t k = 0; k < s->n_parallel; k++) {
        json_begin_object(j);
        json_key_text(j, "title", s->parallel[k].title);
        if (s->parallel[k].room)
            json_key_text(j, "room", s->parallel[k].room);
        put_lines(j, s->parallel[k].lines);
        json_end(j);
    }
    json_end(j);
}

static void put_session(struct json *j, const struct parsed_session *s)
{
    json_begin_object(j);
    put_time(j, "start", s->start);
    put_time(j, "end", s->end);
    json_key_bool(j, "end_inferred", s->end_inferred);
    json_key_text(j, "type", session_type_word(s->type));
    json_key_text(j, "title", s->title);
    json_key_text(j, "note", s->note);
    if (s->room)
        json_key_text(j, "room", s->room);
    put_parallel(j, s);
    put_speakers(j, s);
    put_lines(j, s->lines);
    json_end(j);
}

static void put_sequence(struct json *j, const struct parsed_sequence *q)
{
    json_begin_object(j);
    json_key_text(j, "title", q->title);
    put_time(j, "start", q->start);
    put_time(j, "end", q->end);
    json_key_text(j, "purpose", q->purpose);
    json_key(j, "questions");
    json_begin_array(j);
    for (size_t k = 0; k < q->n_questions; k++)
        json_int(j, (int64_t)q->questions[k]);
    json_end(j);
    put_lines(j, q->lines);
    json_key(j, "sessions");
    json_begin_array(j);
    for (size_t k = 0; k < q->n_sessions; k++)
        put_session(j, &q->sessions[k]);
    json_end(j);
    json_end(j);
}

static void put_day(struct json *j, const struct parsed_day *day)
{
    char text[48];
    json_begin_object(j);
    json_key(j, "date");
    if (day->year) {
        snprintf(text, sizeof text, "%04d-%02d-%02d", day->year, day->month, day->day);
        json_text(j, text);
    } else {
        json_put_null(j);
    }
    if (day->label)
        json_key_text(j, "label", day->label);
    json_key(j, "sequences");
    json_begin_array(j);
    for (size_t k = 0; k < day->n_sequences; k++)
        put_sequence(j, &day->sequences[k]);
    json_end(j);
    json_end(j);
}

static void put_texts(struct json *j, const char *key, const struct parsed_text *all, size_t n)
{
    json_key(j, key);
    json_begin_array(j);
    for (size_t k = 0; k < n; k++) {
        json_begin_object(j);
        json_key_text(j, "text", all[k].text);
        put_lines(j, all[k].lines);
        json_end(j);
    }
    json_end(j);
}

static void put_warnings(struct json *j, const struct programme *p)
{
    json_key(j, "warnings");
    json_begin_array(j);
    for (size_t k = 0; k < p->n_warnings; k++) {
        json_begin_object(j);
        json_key_int(j, "line", p->warnings[k].line);
        json_key_text(j, "message", p->warnings[k].message);
        json_end(j);
    }
    json_end(j);
}

void programme_to_json(const struct programme *p, struct buf *out)
{
    struct json j = json_to(out);
    j.pretty = true;
    json_begin_object(&j);
    json_key_text(&j, "title", p->title);
    json_key(&j, "edition");
    if (p->edition)
        json_int(&j, p->edition);
    else
        json_put_null(&j);
    json_key_text(&j, "theme", p->theme);
    json_key(&j, "modality");
    json_begin_object(&j);
    json_key_text(&j, "remote", answer_word(p->remote));
    json_key_text(&j, "onsite", answer_word(p->onsite));
    json_end(&j);
    put_texts(&j, "questions", p->questions, p->n_questions);
    json_key(&j, "supporters");
    json_begin_array(&j);
    for (size_t k = 0; k < p->n_supporters; k++)
        json_text(&j, p->supporters[k]);
    json_end(&j);
    json_key(&j, "days");
    json_begin_array(&j);
    for (size_t k = 0; k < p->n_days; k++)
        put_day(&j, &p->days[k]);
    json_end(&j);
    put_texts(&j, "notes", p->notes, p->n_notes);
    put_warnings(&j, p);
    json_end(&j);
    buf_putc(out, '\n');
}

static void text_time(struct buf *out, int start, int end)
{
    buf_printf(out, "%02d:%02d", start / 60 % 24, start % 60);
    if (end != NO_TIME)
        buf_printf(out, " – %02d:%02d", end / 60 % 24, end % 60);
    else
        buf_puts(out, "        ");
}

static void text_session(struct buf *out, const struct parsed_session *s)
{
    buf_puts(out, "    ");
    text_time(out, s->start, s->end);
    buf_printf(out, "  [%s] %s", session_type_word(s->type), s->title);
    if (s->room)
        buf_printf(out, " (%s)", s->room);
    buf_putc(out, '\n');
    for (size_t k = 0; k < s->n_parallel; k++)
        buf_printf(out, "        = %s\n", s->parallel[k].title);
    for (size_t k = 0; k < s->n_speakers; k++) {
        if (s->speakers[k].name)
            buf_printf(out, "        avec %s\n", s->speakers[k].name);
        else
            buf_printf(out, "        %d intervenants à préciser\n", s->speakers[k].count);
    }
}

static void text_day(struct buf *out, const struct parsed_day *day)
{
    buf_putc(out, '\n');
    if (day->year)
        buf_printf(out, "%02d/%02d/%04d", day->day, day->month, day->year);
    else
        buf_puts(out, "Date à préciser");
    if (day->label)
        buf_printf(out, " (%s)", day->label);
    buf_putc(out, '\n');
    for (size_t q = 0; q < day->n_sequences; q++) {
        const struct parsed_sequence *s = &day->sequences[q];
        if (s->n_sessions != 1 || strcmp(s->title, s->sessions[0].title) != 0) {
            buf_puts(out, "  ");
            text_time(out, s->start, s->end);
            buf_printf(out, "  %s\n", s->title);
        }
        for (size_t k = 0; k < s->n_sessions; k++)
            text_session(out, &s->sessions[k]);
    }
}

void programme_to_text(const struct programme *p, struct buf *out)
{
    static const char *const answers[] = {"non", "oui", "à confirmer"};
    buf_printf(out, "%s\n", p->title[0] ? p->title : "(sans titre)");
    if (p->edition)
        buf_printf(out, "Édition : %d\n", p->edition);
    if (p->theme)
        buf_printf(out, "Thème : %s\n", p->theme);
    buf_printf(out, "À distance : %s ; sur place : %s\n", answers[p->remote], answers[p->onsite]);
    for (size_t k = 0; k < p->n_questions; k++)
        buf_printf(out, "Question : %s\n", p->questions[k].text);
    for (size_t k = 0; k < p->n_supporters; k++)
        buf_printf(out, "Soutien : %s\n", p->supporters[k]);
    for (size_t k = 0; k < p->n_days; k++)
        text_day(out, &p->days[k]);
    if (p->n_warnings)
        buf_puts(out, "\nÀ vérifier :\n");
    for (size_t k = 0; k < p->n_warnings; k++)
        buf_printf(out, "  ligne %d : %s\n", p->warnings[k].line, p->warnings[k].message);
    if (p->n_notes)
        buf_printf(out, "\n%zu passages gardés en notes.\n", p->n_notes);
}
