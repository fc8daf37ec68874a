/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * c3voc schedules: our own exports come back as the programme they were made from, a peer's gives
 * what its fields say, and what is not a schedule is left to the reader of text.
 */
#include "../../../test/fixtures/exports/timetables.h"
#include "meeting/export.h"
#include "meeting/export/common.h"
#include "meeting/read/read.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define OUT_CAP ((size_t)8 * 1024 * 1024)
#define AT(h, m) ((h)*60 + (m))

static int setup(void **state)
{
    struct arena *a = xcalloc(1, sizeof *a);
    *state = a;
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    free(*state);
    return 0;
}

static struct programme read_all(struct arena *a, struct str bytes)
{
    struct programme p;
    const char *why = NULL;
    enum err e = programme_from_schedule(a, bytes, &p, &why);
    if (e != OK)
        fail_msg("%s: %s", err_name(e), why ? why : "");
    return p;
}

/* Every line that is not blank is in a sequence or a note. */
static void covers_lines(const struct programme *p, struct str text)
{
    for (int line = 1; text.p; line++) {
        bool covered = !str_trim(str_cut(&text, '\n')).n;
        for (size_t i = 0; i < p->n_notes; i++)
            covered |= p->notes[i].lines.first <= line && line <= p->notes[i].lines.last;
        for (size_t d = 0; d < p->n_days; d++)
            for (size_t q = 0; q < p->days[d].n_sequences; q++)
                covered |= p->days[d].sequences[q].lines.first <= line &&
                           line <= p->days[d].sequences[q].lines.last;
        if (!covered)
            fail_msg("line %d is covered by nothing", line);
    }
}

/* ---- our own ------------------------------------------------------------------------------ */

static void same_text(struct arena *a, const char *was, const char *is)
{
    const char *wanted = plain_line(a, was);
    if (!wanted || !*wanted)
        assert_null(is);
    else
        assert_string_equal(is, wanted);
}

static void same_speakers(struct arena *a, const struct session *was,
                          const struct parsed_session *is)
{
    assert_int_equal(is->n_speakers, was->n_speakers);
    for (size_t i = 0; i < was->n_speakers; i++) {
        same_text(a, was->speakers[i].name, is->speakers[i].name);
        assert_int_equal(is->speakers[i].count, was->speakers[i].people);
    }
}

static void same_session(struct arena *a, const struct session *was,
                         const struct parsed_session *is)
{
    /* Half past two comes twice that night: the document's second one is 26:30 by the clocks. */
    assert_int_equal(is->start, was->start_min == AT(25, 30) ? AT(26, 30) : was->start_min);
    assert_int_equal(is->end, was->end_min);
    assert_string_equal(session_type_word(is->type), session_type_word(was->type));
    same_text(a, was->title, is->title);
    same_speakers(a, was, is);
    assert_int_equal(is->n_parallel, was->n_parallel);
    for (size_t i = 0; i < was->n_parallel; i++) {
        same_text(a, was->parallel[i].title, is->parallel[i].title);
        same_text(a, was->parallel[i].room, is->parallel[i].room);
    }
    if (!was->n_parallel) /* the form has no place for the room of a slot */
        same_text(a, was->room, is->room);
}

static bool says_more(const struct session *slot)
{
    for (size_t i = 0; i < slot->n_parallel; i++)
        if (slot->parallel[i].note)
            return true;
    return false;
}

/* Workshops that say more than a slot holds come back as sessions; how many there are. */
static size_t same_slot(struct arena *a, const struct session *was, const struct parsed_session *is)
{
    if (!says_more(was)) {
        same_session(a, was, is);
        return 1;
    }
    for (size_t i = 0; i < was->n_parallel; i++) {
        same_text(a, was->parallel[i].title, is[i].title);
        same_text(a, was->parallel[i].room, is[i].room);
        same_text(a, was->parallel[i].note, is[i].note ? plain_line(a, is[i].note) : NULL);
        assert_int_equal(is[i].start, was->start_min);
    }
    return was->n_parallel;
}

static void same_sequence(struct arena *a, const struct sequence *was,
                          const struct parsed_sequence *is, const struct programme *p)
{
    size_t n = 0;
    assert_string_equal(is->title, was->title);
    assert_int_equal(is->n_questions, was->n_questions);
    for (size_t i = 0; i < was->n_questions; i++)
        assert_string_equal(p->questions[is->questions[i]].text, was->questions[i]);
    for (size_t i = 0; i < was->n_sessions; i++)
        n += same_slot(a, &was->sessions[i], &is->sessions[n]);
    assert_int_equal(is->n_sessions, n);
}

static void same_programme(struct arena *a, const struct timetable *was, const struct programme *is)
{
    assert_string_equal(is->title, was->event.title);
    assert_int_equal(is->edition, was->event.edition);
    same_text(a, was->event.theme, is->theme);
    assert_int_equal(is->n_days, was->n_days);
    for (size_t d = 0; d < was->n_days; d++) {
        const struct parsed_day *day = &is->days[d];
        assert_string_equal(arena_printf(a, "%04d-%02d-%02d", day->year, day->month, day->day),
                            was->days[d].date);
        assert_int_equal(day->n_sequences, was->days[d].n_sequences);
        for (size_t q = 0; q < day->n_sequences; q++)
            same_sequence(a, &was->days[d].sequences[q], &day->sequences[q], is);
    }
}

static void comes_back(struct arena *a, const struct timetable *t, const char *lang)
{
    enum err (*const forms[])(const struct export_context *, const struct timetable *,
                              struct buf *) = {export_schedule_json, export_schedule_xml};
    const struct export_context c = {a, "https://maillage.example", "Réseau", lang,
                                     utc_of(2021, 7, 5, 7, 0)};
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        BUF_SCOPED out = BUF_INIT(OUT_CAP);
        assert_int_equal(forms[i](&c, t, &out), OK);
        struct str bytes = {out.data, out.len};
        struct programme p = read_all(a, bytes);
        same_programme(a, t, &p);
        covers_lines(&p, bytes);
        assert_int_equal(p.n_warnings, 0);
    }
}

static void test_own(void **state)
{
    comes_back(*state, seventh_meeting(*state), "fr");
    comes_back(*state, seventh_meeting(*state), "en");
    comes_back(*state, awkward_meeting(*state), "fr");
    comes_back(*state, awkward_meeting(*state), "en");
}

static void test_own_modality(void **state)
{
    BUF_SCOPED out = BUF_INIT(OUT_CAP);
    const struct export_context c = {*state, "https://maillage.example", "Réseau", "fr", 0};
    assert_int_equal(export_schedule_xml(&c, seventh_meeting(*state), &out), OK);
    struct programme p = read_all(*state, (struct str){out.data, out.len});
    assert_int_equal(p.remote, ANSWER_YES);
    assert_int_equal(p.onsite, ANSWER_TBC);
}

/* ---- a peer's ------------------------------------------------------------------------------ */

static const char peer_xml[] =
    "<?xml version='1.0' encoding='utf-8' ?>\n"
    "<schedule>\n"
    "  <generator name=\"frab\" version=\"0.8\"/>\n"
    "  <conference>\n"
    "    <title>Jardins &amp; communs</title>\n"
    "    <venue>La Halle</venue>\n"
    "    <time_zone_name>Europe/Brussels</time_zone_name>\n"
    "  </conference>\n"
    "  <day index='1' date='2024-05-03' start='2024-05-03T10:00:00+02:00'>\n"
    "    <room name='Grande salle'>\n"
    "      <event id='1' guid='x'>\n"
    "        <date>2024-05-03T10:00:00+02:00</date>\n"
    "        <start>10:00</start>\n"
    "        <duration>1:15</duration>\n"
    "        <title>Mot de bienvenue</title>\n"
    "        <subtitle>et café</subtitle>\n"
    "        <type>other</type>\n"
    "        <track>Plénières</track>\n"
    "        <abstract>Pour commencer.</abstract>\n"
    "        <description>Pour commencer.</description>\n"
    "        <persons><person id='1'>Ana Lopez</person>\n"
    "          <person id='2'>Bo <![CDATA[Li]]></person></persons>\n"
    "      </event>\n"
    "      <event id='2'>\n"
    "        <date>2024-05-04T00:30:00+02:00</date><start>00:30</start><duration>00:30</duration>\n"
    "        <title>Concert</title><type>concert</type>\n"
    "      </event>\n"
    "    </room>\n"
    "    <room name='Petite salle'>\n"
    "      <event id='3'><start>10:00</start><title>Semences</title>\n"
    "        <type>lightning_talk</type></event>\n"
    "      <event id='4'><start>12:00</start><title>Repas partagé</title><type/></event>\n"
    "      <event id='5'><title>Quand on veut</title></event>\n"
    "    </room>\n"
    "  </day>\n"
    "  <day index='2' date='2024-05-04'/>\n"
    "</schedule>\n";

static const struct parsed_session *nth(const struct programme *p, size_t day, size_t n)
{
    assert_true(n < p->days[day].n_sequences);
    assert_int_equal(p->days[day].sequences[n].n_sessions, 1);
    return &p->days[day].sequences[n].sessions[0];
}

static void is_session(const struct parsed_session *s, int start, int end, enum session_type type,
                       const char *title, const char *room)
{
    assert_string_equal(s->title, title);
    assert_int_equal(s->start, start);
    assert_int_equal(s->end, end);
    assert_string_equal(session_type_word(s->type), session_type_word(type));
    assert_string_equal(s->room, room);
}

static void test_peer_xml(void **state)
{
    struct programme p = read_all(*state, str_of(peer_xml));
    assert_string_equal(p.title, "Jardins & communs");
    assert_int_equal(p.n_days, 2);
    assert_int_equal(p.days[1].day, 4);
    assert_int_equal(p.days[0].n_sequences, 4);
    const struct parsed_session *first = nth(&p, 0, 0);
    is_session(first, AT(10, 0), AT(11, 15), SESSION_OPENING, "Mot de bienvenue", "Grande salle");
    assert_string_equal(first->note, "et café\nPour commencer.");
    assert_int_equal(first->n_speakers, 2);
    assert_string_equal(first->speakers[1].name, "Bo Li");
    assert_int_equal(first->lines.first, 11);
    assert_int_equal(first->lines.last, 23);
    assert_string_equal(p.days[0].sequences[0].purpose, "Plénières");
    is_session(nth(&p, 0, 1), AT(10, 0), AT(12, 0), SESSION_TALK, "Semences", "Petite salle");
    assert_true(nth(&p, 0, 1)->end_inferred);
    is_session(nth(&p, 0, 2), AT(12, 0), AT(24, 30), SESSION_LUNCH, "Repas partagé",
               "Petite salle");
    is_session(nth(&p, 0, 3), AT(24, 30), AT(25, 0), SESSION_OTHER, "Concert", "Grande salle");
    assert_int_equal(p.n_warnings, 2);
    assert_non_null(strstr(p.warnings[0].message, "Europe/Brussels"));
    assert_int_equal(p.warnings[1].line, 33);
    covers_lines(&p, str_of(peer_xml));
}

static const char peer_json[] =
    "{\"schedule\": {\"version\": \"1\", \"conference\": {\n"
    "  \"title\": \"Forum {des} [communs]\",\n"
    "  \"time_zone_name\": \"Europe/Paris\",\n"
    "  \"days\": [{\"index\": 1, \"date\": \"2024-05-03\",\n"
    "   \"day_start\": \"2024-05-03T09:00:00+02:00\",\n"
    "   \"rooms\": {\n"
    "    \"Visio\": [\n"
    "      {\"guid\": \"a\", \"title\": \"L\\u2019eau \\\"}{\\\"\",\n"
    "       \"start\": \"09:00\", \"duration\": \"00:45\", \"type\": \"Panel\",\n"
    "       \"track\": {\"fr\": \"Eau\"}, \"links\": [{\"url\": \"x\"}],\n"
    "       \"persons\": [{\"public_name\": \"Ana\"}, {\"name\": \"Bo\"}]},\n"
    "      {\"title\": \"Veillée\", \"start\": \"01:00\", \"duration\": \"01:00\",\n"
    "       \"type\": \"Table ronde\", \"persons\": []}\n"
    "    ]}}]}}}\n";

static void test_peer_json(void **state)
{
    struct programme p = read_all(*state, str_of(peer_json));
    const struct parsed_session *first = nth(&p, 0, 0), *last = nth(&p, 0, 1);
    assert_string_equal(p.title, "Forum {des} [communs]");
    is_session(first, AT(9, 0), AT(9, 45), SESSION_PANEL, "L’eau \"}{\"", "Visio");
    assert_int_equal(first->n_speakers, 2);
    assert_string_equal(first->speakers[0].name, "Ana");
    assert_int_equal(first->lines.first, 8);
    assert_int_equal(first->lines.last, 11);
    is_session(last, AT(25, 0), AT(26, 0), SESSION_PANEL, "Veillée", "Visio");
    assert_int_equal(last->lines.first, 12);
    assert_int_equal(p.remote, ANSWER_YES);
    assert_int_equal(p.onsite, ANSWER_NO);
    assert_int_equal(p.n_warnings, 0);
    covers_lines(&p, str_of(peer_json));
}

/* ---- what is none ------------------------------------------------------------------------- */

static enum err outcome(struct arena *a, const char *bytes, const char **why)
{
    struct programme p;
    *why = "";
    return programme_from_schedule(a, str_of(bytes), &p, why);
}

static void test_not_a_schedule(void **state)
{
    static const char *const others[] = {
        "9h Accueil",
        "",
        "{\"days\": []}",
        "{ 9h Accueil }",
        "[1]",
        "<html><p>9h</p></html>",
        "<!DOCTYPE html><p>9h",
        "{\"schedule\": {\"conference\": {}}}",
        "<a><schedule/></a>",
        "<",
    };
    const char *why;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_int_equal(outcome(*state, others[i], &why), ERR_NOT_FOUND);
    struct programme p;
    assert_int_equal(programme_read(*state, str_of("{Forum}\n9h Accueil"), &p, &why), OK);
    assert_int_equal(p.days[0].sequences[0].sessions[0].start, AT(9, 0));
}

static void test_damaged(void **state)
{
    const char *why, *cut_json = arena_strndup(*state, peer_json, 300);
    const char *cut_xml = arena_strndup(*state, peer_xml, 700);
    assert_int_equal(outcome(*state, cut_json, &why), ERR_BAD_REQUEST);
    if (!strstr(why, "ligne 9"))
        fail_msg("%s", why);
    assert_int_equal(outcome(*state, cut_xml, &why), ERR_BAD_REQUEST);
    if (!strstr(why, "ligne 20"))
        fail_msg("%s", why);
    assert_int_equal(outcome(*state,
                             "<!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                             "<schedule><conference><title>&x;</title></conference></schedule>",
                             &why),
                     ERR_BAD_REQUEST);
    assert_non_null(strstr(why, "DOCTYPE"));
}

static void test_deep(void **state)
{
    BUF_SCOPED b = BUF_INIT(OUT_CAP);
    const char *why;
    for (size_t i = 0; i < 100000; i++)
        buf_puts(&b, "<schedule>");
    assert_int_equal(outcome(*state, buf_str(&b), &why), ERR_BAD_REQUEST);
    buf_clear(&b);
    buf_puts(&b, "{\"schedule\": {\"conference\": ");
    for (size_t i = 0; i < 100000; i++)
        buf_puts(&b, "[");
    assert_int_equal(outcome(*state, buf_str(&b), &why), ERR_BAD_REQUEST);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_own),       TEST(test_own_modality),   TEST(test_peer_xml),
        TEST(test_peer_json), TEST(test_not_a_schedule), TEST(test_damaged),
        TEST(test_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
