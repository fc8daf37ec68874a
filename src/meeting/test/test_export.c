/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Exports read back by other people's readers: libical, libxml2 with c3voc's schema, jansson. With
 * MAILLAGE_EXPORT_DIR set, the files are also left there for test/fixtures/exports/validate.sh.
 */
#include "meeting/export.h"

#include "../../../test/fixtures/exports/timetables.h"
#include "base/text.h"
#include "base/zone.h"
#include "meeting/export/labels.h"

#include <jansson.h>
#include <libical/ical.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <pthread.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unicode/ucal.h>
#include <unicode/uenum.h>
#include <unistd.h>

#include <cmocka.h>

#define OUT_CAP ((size_t)8 * 1024 * 1024)
#define XSD "../shared/schemas/c3voc-schedule.xml.xsd"

/* fontconfig keeps one pattern of its configuration for the life of the process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

struct bench {
    struct arena arena;
    struct buf out;
    struct export_context c;
};

static int setup(void **state)
{
    struct bench *b = xcalloc(1, sizeof *b);
    buf_init(&b->out, OUT_CAP);
    b->c = (struct export_context){&b->arena, "https://maillage.example:8443",
                                   "Réseau des pionniers", "fr", utc_of(2021, 7, 5, 7, 0)};
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    buf_free(&b->out);
    arena_free(&b->arena);
    free(b);
    return 0;
}

/* ---- iCalendar -------------------------------------------------------------------------- */

static icalcomponent *ics_of(struct bench *b, const struct timetable *t, const struct session *only,
                             bool with_breaks)
{
    const struct timetable *tables[] = {t};
    buf_clear(&b->out);
    assert_int_equal(export_ics(&b->c, tables, 1, only, with_breaks, &b->out), OK);
    icalcomponent *calendar = icalparser_parse_string(buf_str(&b->out));
    assert_non_null(calendar);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    return calendar;
}

/* The instant of a DTSTART or DTEND by the VTIMEZONE of the same calendar, as a client reads it. */
static int64_t instant_of(icalcomponent *calendar, icalproperty *p)
{
    struct icaltimetype t = icalvalue_get_datetime(icalproperty_get_value(p));
    icalparameter *tzid = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
    if (!tzid) {
        assert_true(icaltime_is_utc(t));
        return icaltime_as_timet(t);
    }
    const char *name = icalparameter_get_tzid(tzid);
    assert_null(strstr(name, "freeassociation"));
    icaltimezone *zone = icalcomponent_get_timezone(calendar, name);
    assert_non_null(zone);
    return icaltime_as_timet_with_zone(t, zone);
}

static icalcomponent *entry_of(icalcomponent *calendar, const char *guid)
{
    icalcomponent *e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (; e; e = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        if (!strncmp(icalcomponent_get_uid(e), guid, strlen(guid)))
            return e;
    return NULL;
}

static const char *text_of(icalcomponent *entry, icalproperty_kind kind)
{
    icalproperty *p = icalcomponent_get_first_property(entry, kind);
    return p ? icalvalue_get_text(icalproperty_get_value(p)) : NULL;
}

static void check_entry(struct bench *b, icalcomponent *calendar, const struct session *s)
{
    icalcomponent *e = entry_of(calendar, s->guid);
    assert_non_null(e);
    assert_string_equal(icalcomponent_get_uid(e),
                        arena_printf(&b->arena, "%s@maillage.example", s->guid));
    icalproperty *start = icalcomponent_get_first_property(e, ICAL_DTSTART_PROPERTY);
    icalproperty *end = icalcomponent_get_first_property(e, ICAL_DTEND_PROPERTY);
    assert_int_equal(instant_of(calendar, start), s->starts_at);
    if (s->ends_at == NO_INSTANT)
        assert_null(end);
    else
        assert_int_equal(instant_of(calendar, end), s->ends_at);
    assert_null(icalcomponent_get_first_property(e, ICAL_DURATION_PROPERTY));
    assert_int_equal(icalcomponent_get_sequence(e), s->revision);
    assert_string_equal(text_of(e, ICAL_SUMMARY_PROPERTY), s->title);
    assert_int_equal(icalcomponent_get_status(e), ICAL_STATUS_CONFIRMED);
}

static void check_all_entries(struct bench *b, icalcomponent *calendar, const struct timetable *t)
{
    for (size_t d = 0; d < t->n_days; d++)
        for (size_t q = 0; q < t->days[d].n_sequences; q++)
            for (size_t i = 0; i < t->days[d].sequences[q].n_sessions; i++)
                check_entry(b, calendar, &t->days[d].sequences[q].sessions[i]);
}

static void test_ics_entries(void **state)
{
    struct bench *b = *state;
    const struct timetable *t = seventh_meeting(&b->arena);
    icalcomponent *without = ics_of(b, t, NULL, false);
    assert_int_equal(icalcomponent_count_components(without, ICAL_VEVENT_COMPONENT), 10);
    assert_int_equal(icalcomponent_get_method(without), ICAL_METHOD_PUBLISH);
    icalcomponent_free(without);
    icalcomponent *all = ics_of(b, t, NULL, true);
    assert_int_equal(icalcomponent_count_components(all, ICAL_VEVENT_COMPONENT), 13);
    check_all_entries(b, all, t);
    icalcomponent *slot = entry_of(all, t->days[0].sequences[6].sessions[0].guid);
    assert_non_null(
        strstr(text_of(slot, ICAL_DESCRIPTION_PROPERTY), "- Les leviers financiers à activer\n"));
    assert_string_equal(text_of(slot, ICAL_LOCATION_PROPERTY), "À distance, sur place à confirmer");
    assert_non_null(strstr(buf_str(&b->out), "\r\nTZID:Europe/Paris\r\n"));
    assert_non_null(strstr(buf_str(&b->out), "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"));
    icalcomponent_free(all);
}

static void test_ics_only(void **state)
{
    struct bench *b = *state;
    const struct timetable *t = awkward_meeting(&b->arena);
    const struct session *slot = &t->days[1].sequences[0].sessions[1];
    icalcomponent *calendar = ics_of(b, t, &slot->parallel[1], false);
    assert_int_equal(icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT), 1);
    icalcomponent *e = entry_of(calendar, slot->parallel[1].guid);
    assert_non_null(e);
    icalproperty *start = icalcomponent_get_first_property(e, ICAL_DTSTART_PROPERTY);
    assert_int_equal(instant_of(calendar, start), slot->starts_at);
    assert_string_equal(text_of(e, ICAL_LOCATION_PROPERTY), "Salle 2, Lyon; Rhône, France");
    icalcomponent_free(calendar);

    const struct timetable *undated = undated_meeting(&b->arena), *tables[] = {t, undated};
    const struct session *dateless = &undated->days[0].sequences[0].sessions[0];
    const struct session stranger = {.id = {999}};
    buf_clear(&b->out);
    assert_int_equal(export_ics(&b->c, tables, 2, dateless, false, &b->out), ERR_CONFLICT);
    assert_int_equal(export_ics(&b->c, tables, 2, &stranger, false, &b->out), ERR_NOT_FOUND);
    assert_int_equal(b->out.len, 0);
}

static void test_ics_awkward(void **state)
{
    struct bench *b = *state;
    const struct timetable *t = awkward_meeting(&b->arena);
    icalcomponent *calendar = ics_of(b, t, NULL, false);
    check_all_entries(b, calendar, t);
    /* 2:30 comes twice that night: only UTC says which. */
    assert_non_null(strstr(b->out.data, "\r\nDTSTART:20251026T013000Z\r\n"));
    const struct session *panel = &t->days[0].sequences[0].sessions[0];
    const char *text = text_of(entry_of(calendar, panel->guid), ICAL_DESCRIPTION_PROPERTY);
    assert_non_null(strstr(text, "Ligne une\nligne deux invisible\n@formule"));
    assert_non_null(
        strstr(text, "https://maillage.example:8443/bibliotheque/note%20%C3%A9t%C3%A9"));
    icalcomponent_free(calendar);
}

static void test_ics_folding(void **state)
{
    struct bench *b = *state;
    const struct timetable *tables[] = {awkward_meeting(&b->arena), seventh_meeting(&b->arena)};
    assert_int_equal(export_ics(&b->c, tables, 2, NULL, true, &b->out), OK);
    struct str rest = {b->out.data, b->out.len};
    size_t lines = 0;
    while (rest.p && rest.n) {
        struct str line = str_cut(&rest, '\n');
        assert_true(line.n > 1 && line.p[line.n - 1] == '\r');
        assert_true(line.n - 1 <= 75);
        assert_true(text_is_utf8(line)); /* never folded within a character */
        for (size_t i = 0; i + 1 < line.n; i++)
            assert_true((unsigned char)line.p[i] >= 0x20);
        lines++;
    }
    assert_true(lines > 100);
}

/* A session a month over three years, so that each zone's every habit is met. */
static struct timetable *monthly(struct arena *a, const char *zone)
{
    struct timetable *t = short_meeting(a, zone, 0);
    struct session *all = arena_array(a, 36, sizeof *all);
    for (int i = 0; i < 36; i++) {
        const struct given g = {SESSION_TALK, 540, 600, "Mois", NULL, NULL, NULL, 0};
        all[i] = session_given(a, &g, 1000 + i, utc_of(2021 + i / 12, i % 12 + 1, 15, 0, 0));
    }
    struct sequence *q = (struct sequence *)t->days[0].sequences;
    q->sessions = all;
    q->n_sessions = 36;
    return t;
}

static void test_ics_every_zone(void **state)
{
    struct bench *b = *state;
    UErrorCode e = U_ZERO_ERROR;
    UEnumeration *zones = ucal_openTimeZones(&e);
    const char *zone;
    int n = 0;
    while ((zone = uenum_next(zones, NULL, &e))) {
        struct arena a = ARENA_INIT;
        if (!zone_canonical(&a, zone))
            continue; /* the program refuses those that are no place's */
        struct timetable *t = monthly(&a, zone);
        icalcomponent *calendar = ics_of(b, t, NULL, false);
        for (size_t i = 0; i < 36; i++)
            check_entry(b, calendar, &t->days[0].sequences[0].sessions[i]);
        icalcomponent_free(calendar);
        arena_free(&a);
        n++;
    }
    uenum_close(zones);
    assert_true(n > 400);
}

static void test_ics_several(void **state)
{
    struct bench *b = *state;
    const struct timetable *tables[] = {
        seventh_meeting(&b->arena), short_meeting(&b->arena, "America/Guadeloupe", -4 * HOUR),
        short_meeting(&b->arena, "Pacific/Wallis", 12 * HOUR), undated_meeting(&b->arena)};
    assert_int_equal(export_ics(&b->c, tables, 4, NULL, false, &b->out), OK);
    icalcomponent *calendar = icalparser_parse_string(buf_str(&b->out));
    assert_int_equal(icalcomponent_count_components(calendar, ICAL_VTIMEZONE_COMPONENT), 3);
    assert_int_equal(icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT), 12);
    assert_string_equal(text_of(calendar, ICAL_NAME_PROPERTY), "Réseau des pionniers");
    icalcomponent_free(calendar);
    assert_non_null(strstr(b->out.data, "DTSTART;TZID=Pacific/Wallis:20240115T090000\r\n"));
    buf_clear(&b->out);
    assert_int_equal(export_ics(&b->c, tables + 3, 1, NULL, false, &b->out), OK);
    assert_non_null(strstr(b->out.data, "BEGIN:VTIMEZONE"));
    assert_null(strstr(b->out.data, "BEGIN:VEVENT"));
}

/* ---- c3voc schedule --------------------------------------------------------------------- */

static void test_schedule_xml(void **state)
{
    struct bench *b = *state;
    const struct timetable *tables[] = {
        seventh_meeting(&b->arena), awkward_meeting(&b->arena),
        short_meeting(&b->arena, "America/Guadeloupe", -4 * HOUR),
        short_meeting(&b->arena, "America/Argentina/Buenos_Aires", -3 * HOUR)};
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(XSD);
    FILE *there = fopen(XSD, "r");
    xmlSchemaPtr schema = there ? xmlSchemaParse(parser) : NULL;
    if (there)
        fclose(there);
    if (!schema)
        print_message("[  NOTE    ] %s is not there: well-formedness alone is checked\n", XSD);
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        buf_clear(&b->out);
        assert_int_equal(export_schedule_xml(&b->c, tables[i], &b->out), OK);
        xmlDocPtr doc = xmlReadMemory(b->out.data, (int)b->out.len, NULL, NULL, XML_PARSE_NONET);
        assert_non_null(doc);
        xmlSchemaValidCtxtPtr valid = schema ? xmlSchemaNewValidCtxt(schema) : NULL;
        if (valid)
            assert_int_equal(xmlSchemaValidateDoc(valid, doc), 0);
        xmlSchemaFreeValidCtxt(valid);
        xmlFreeDoc(doc);
    }
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
}

static json_t *schedule_json_of(struct bench *b, const struct timetable *t)
{
    buf_clear(&b->out);
    assert_int_equal(export_schedule_json(&b->c, t, &b->out), OK);
    json_t *root = json_loadb(b->out.data, b->out.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    return root;
}

static void check_matches(const char *pattern, const char *text)
{
    regex_t r;
    assert_int_equal(regcomp(&r, pattern, REG_EXTENDED | REG_NOSUB), 0);
    assert_non_null(text);
    assert_int_equal(regexec(&r, text, 0, NULL, 0), 0);
    regfree(&r);
}

static const char *string_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* Counts the events and checks what the schema asks of each; `seen` collects what must be unique.
 */
static size_t check_events(const json_t *day, json_t *seen)
{
    static const char *const keys[] = {
        "abstract", "date", "duration", "guid",     "id",    "language", "links", "persons",
        "room",     "slug", "start",    "subtitle", "title", "track",    "type",  "url"};
    const char *room;
    json_t *events, *event, *person;
    size_t i, k, n = 0;
    json_object_foreach(json_object_get(day, "rooms"), room, events)
    {
        json_array_foreach(events, i, event)
        {
            for (k = 0; k < ARRAY_LEN(keys); k++)
                assert_non_null(json_object_get(event, keys[k]));
            assert_string_equal(string_at(event, "room"), room);
            check_matches("^[a-z0-9_]{4,}-[a-z0-9_-]{4,}$", string_at(event, "slug"));
            check_matches("^[a-z0-9_-]+[a-z0-9]$", string_at(event, "slug"));
            check_matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[+-][0-9]{2}:[0-9]{2}$",
                          string_at(event, "date"));
            check_matches("^[0-9]{2}:[0-9]{2}$", string_at(event, "duration"));
            assert_int_equal(strlen(string_at(event, "start")), 5);
            assert_memory_equal(string_at(event, "start"), string_at(event, "date") + 11, 5);
            json_array_foreach(json_object_get(event, "persons"), k, person)
                assert_non_null(string_at(person, "name"));
            assert_null(json_object_get(seen, string_at(event, "guid")));
            assert_null(json_object_get(seen, string_at(event, "slug")));
            json_object_set_new(seen, string_at(event, "guid"), json_true());
            json_object_set_new(seen, string_at(event, "slug"), json_true());
            n++;
        }
    }
    return n;
}

static size_t check_schedule(struct bench *b, const struct timetable *t, size_t days)
{
    json_t *root = schedule_json_of(b, t), *seen = json_pack("{}"), *day;
    const json_t *conference = json_object_get(json_object_get(root, "schedule"), "conference");
    check_matches("^[a-z0-9_]{4,}$", string_at(conference, "acronym"));
    check_matches("^[0-9]{2}:[0-9]{2}$", string_at(conference, "timeslot_duration"));
    assert_int_equal(json_integer_value(json_object_get(conference, "daysCount")), days);
    assert_int_equal(json_array_size(json_object_get(conference, "days")), days);
    size_t i, n = 0;
    json_array_foreach(json_object_get(conference, "days"), i, day)
    {
        assert_int_equal(json_integer_value(json_object_get(day, "index")), i + 1);
        n += check_events(day, seen);
    }
    json_decref(seen);
    json_decref(root);
    return n;
}

static void test_schedule_json(void **state)
{
    struct bench *b = *state;
    assert_int_equal(check_schedule(b, seventh_meeting(&b->arena), 1), 15);
    assert_non_null(strstr(b->out.data, "\"day_start\":\"2021-07-12T09:00:00+02:00\""));
    assert_non_null(strstr(b->out.data, "\"timeslot_duration\":\"00:05\""));
    assert_non_null(strstr(b->out.data, "5 personnes à annoncer"));
    assert_non_null(strstr(b->out.data, "\"persons\":[{\"name\":\"Stéphane Rozès\"}]"));
    assert_int_equal(check_schedule(b, awkward_meeting(&b->arena), 2), 6);
    assert_non_null(strstr(b->out.data, "invisible\\n@formule\\n\\nune personne"));
    assert_non_null(strstr(b->out.data, "\"date\":\"2025-10-26T02:30:00+01:00\""));
    assert_non_null(strstr(b->out.data, "\"end\":\"2025-10-26T01:00:00+02:00\""));
    struct timetable *wallis = short_meeting(&b->arena, "Pacific/Wallis", 12 * HOUR);
    assert_int_equal(check_schedule(b, wallis, 1), 1);
    assert_non_null(strstr(b->out.data, "\"time_zone_name\":\"Pacific/Wallis\""));
    const struct timetable *undated = undated_meeting(&b->arena);
    buf_clear(&b->out);
    assert_int_equal(export_schedule_json(&b->c, undated, &b->out), ERR_CONFLICT);
    assert_int_equal(export_schedule_xml(&b->c, undated, &b->out), ERR_CONFLICT);
    assert_int_equal(b->out.len, 0);
}

/* ---- CSV -------------------------------------------------------------------------------- */

/* Reads one cell of RFC 4180; `*end` says that it was the row's last. */
static char *read_cell(struct arena *a, const char **at, bool *end)
{
    char *out = arena_alloc(a, strlen(*at) + 1);
    size_t n = 0;
    bool quoted = **at == '"';
    *at += quoted;
    while (**at && (quoted || (**at != ',' && **at != '\r'))) {
        if (quoted && **at == '"' && *++*at != '"')
            break;
        out[n++] = *(*at)++;
    }
    *end = **at == '\r';
    assert_true(*end || **at == ',');
    *at += *end ? 2 : 1;
    return out;
}

static size_t check_csv(struct bench *b, const struct timetable *t)
{
    buf_clear(&b->out);
    assert_int_equal(export_csv(&b->c, t, &b->out), OK);
    assert_memory_equal(b->out.data, "\xEF\xBB\xBF", 3);
    const char *at = b->out.data + 3;
    size_t rows = 0;
    while (*at) {
        size_t cells = 0;
        for (bool end = false; !end; cells++) {
            const char *cell = read_cell(&b->arena, &at, &end);
            assert_true(!*cell || !strchr("=+-@\t\r\n", *cell));
            assert_true(strncmp(cell, "＝", 3) != 0);
        }
        assert_int_equal(cells, 10);
        rows++;
    }
    return rows;
}

static void test_csv(void **state)
{
    struct bench *b = *state;
    assert_int_equal(check_csv(b, seventh_meeting(&b->arena)), 1 + 13 + 3);
    assert_non_null(strstr(b->out.data, "date,début,fin,séquence,type,titre,intervenants,salle"));
    assert_non_null(strstr(b->out.data, "2021-07-12,09:10,09:45,"));
    assert_int_equal(check_csv(b, awkward_meeting(&b->arena)), 1 + 4 + 3);
    assert_non_null(strstr(b->out.data, "\"'=1+1\""));
    assert_non_null(strstr(b->out.data, "2025-10-25,22:30,01:00,"));
    assert_non_null(strstr(b->out.data, "2025-10-26,02:30,,"));
    b->c.lang = "en";
    assert_int_equal(check_csv(b, undated_meeting(&b->arena)), 2);
    assert_null(strstr(b->out.data, "début"));
    assert_null(strstr(b->out.data, "Intervention"));
    assert_non_null(strstr(b->out.data, "\r\nJour 1,09:00,10:00,Matin,"));
}

/* ---- Atom, JSON-LD ---------------------------------------------------------------------- */

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
        n++;
    return n;
}

static void test_atom(void **state)
{
    struct bench *b = *state;
    struct event events[] = {seventh_meeting(&b->arena)->event,
                             awkward_meeting(&b->arena)->event,
                             undated_meeting(&b->arena)->event,
                             {.slug = "secret"}};
    assert_int_equal(export_atom(&b->c, events, ARRAY_LEN(events), &b->out), OK);
    xmlDocPtr doc = xmlReadMemory(b->out.data, (int)b->out.len, NULL, NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    const xmlNode *feed = xmlDocGetRootElement(doc);
    assert_string_equal((const char *)feed->ns->href, "http://www.w3.org/2005/Atom");
    xmlFreeDoc(doc);
    assert_int_equal(count_of(b->out.data, "<entry>"), 3);
    assert_int_equal(count_of(b->out.data, "<updated>"), 4);
    assert_null(strstr(b->out.data, "secret"));
    const char *first = strstr(b->out.data, "rencontres/x</id>");
    const char *last = strstr(b->out.data, "rencontres/2021-economie-de-l-alliance</id>");
    assert_true(first && last && first < last);
    assert_non_null(strstr(b->out.data, "<summary>lundi 12 juillet 2021, À distance"));
    assert_non_null(strstr(b->out.data, "<summary>Date à fixer, Sur place"));
}

static json_t *json_ld_of(struct bench *b, const struct timetable *t, const struct session *only)
{
    buf_clear(&b->out);
    assert_int_equal(export_json_ld(&b->c, t, only, &b->out), OK);
    json_t *root = json_loadb(b->out.data, b->out.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal(string_at(root, "@context"), "https://schema.org");
    return root;
}

static void test_json_ld(void **state)
{
    struct bench *b = *state;
    const struct timetable *t = seventh_meeting(&b->arena);
    json_t *root = json_ld_of(b, t, NULL);
    assert_string_equal(string_at(root, "eventAttendanceMode"),
                        "https://schema.org/OnlineEventAttendanceMode");
    assert_string_equal(string_at(root, "startDate"), "2021-07-12T09:00:00+02:00");
    assert_string_equal(string_at(root, "endDate"), "2021-07-12T18:00:00+02:00");
    assert_int_equal(json_array_size(json_object_get(root, "subEvent")), 10 + 3);
    assert_null(json_object_get(root, "isAccessibleForFree"));
    json_decref(root);
    root = json_ld_of(b, t, &t->days[0].sequences[6].sessions[0].parallel[2]);
    assert_string_equal(string_at(root, "name"), "Les alliances stratégiques à développer");
    assert_non_null(json_object_get(root, "superEvent"));
    json_decref(root);
    root = json_ld_of(b, undated_meeting(&b->arena), NULL);
    assert_string_equal(string_at(root, "eventAttendanceMode"),
                        "https://schema.org/OfflineEventAttendanceMode");
    assert_null(json_object_get(root, "startDate"));
    assert_null(json_object_get(root, "location"));
    json_decref(root);
    root = json_ld_of(b, awkward_meeting(&b->arena), NULL);
    assert_string_equal(string_at(root, "eventAttendanceMode"),
                        "https://schema.org/MixedEventAttendanceMode");
    assert_null(strchr(b->out.data, '<'));
    json_decref(root);
}

/* ---- PDF -------------------------------------------------------------------------------- */

static size_t count_bytes(const struct buf *b, const char *what)
{
    size_t n = 0, len = strlen(what);
    for (size_t i = 0; i + len <= b->len; i++)
        n += !memcmp(b->data + i, what, len);
    return n;
}

static size_t pages_of(const struct buf *b)
{
    return count_bytes(b, "/Type /Page\n") + count_bytes(b, "/Type /Page ");
}

/* The last startxref leads to a table, whose one entry leads to the catalogue. */
static void check_update(const struct buf *b)
{
    size_t at = b->len;
    while (at && strncmp(b->data + at, "startxref\n", 10) != 0)
        at--;
    size_t table = strtoul(b->data + at + 10, NULL, 10), object = 0;
    assert_memory_equal(b->data + table, "xref\n", 5);
    const char *entry = strchr(b->data + table + 5, '\n') + 1;
    object = strtoul(entry, NULL, 10);
    assert_int_equal(b->data[object - 1], '\n');
    const char *rest = b->data + object + strspn(b->data + object, "0123456789");
    assert_true(rest > b->data + object);
    assert_memory_equal(rest, " 0 obj\n<< /Type /Catalog", 24);
    assert_non_null(strstr(b->data + object, "/Lang (fr)"));
}

static void test_pdf(void **state)
{
    struct bench *b = *state;
    const struct timetable *t = seventh_meeting(&b->arena);
    assert_int_equal(export_pdf(&b->c, t, &b->out), OK);
    assert_memory_equal(b->out.data, "%PDF-", 5);
    assert_in_range(pages_of(&b->out), 1, 2);
    assert_true(count_bytes(&b->out, "/FontFile") >= 2);
    assert_int_equal(count_bytes(&b->out, "/S /Document"), 1);
    assert_int_equal(count_bytes(&b->out, "/S /H1"), 1);
    assert_int_equal(count_bytes(&b->out, "/S /H2"), 5);
    assert_int_equal(count_bytes(&b->out, "/S /H4"), 3);
    assert_int_equal(count_bytes(&b->out, "/S /URI"), count_bytes(&b->out, "/Subtype /Link"));
    assert_int_equal(count_bytes(&b->out, "/programme/temps-"), 10 + 3);
    check_update(&b->out);
    BUF_SCOPED again = BUF_INIT(OUT_CAP);
    b->c.now += 86400;
    assert_int_equal(export_pdf(&b->c, t, &again), OK);
    assert_int_equal(again.len, b->out.len);
    assert_memory_equal(again.data, b->out.data, again.len);
}

static void test_pdf_long(void **state)
{
    struct bench *b = *state;
    struct timetable *t = monthly(&b->arena, "Pacific/Wallis");
    assert_int_equal(export_pdf(&b->c, t, &b->out), OK);
    assert_in_range(pages_of(&b->out), 2, 4);
    buf_clear(&b->out);
    assert_int_equal(export_pdf(&b->c, awkward_meeting(&b->arena), &b->out), OK);
    buf_clear(&b->out);
    assert_int_equal(export_pdf(&b->c, undated_meeting(&b->arena), &b->out), OK);
    assert_int_equal(pages_of(&b->out), 1);
    struct timetable empty = *undated_meeting(&b->arena);
    empty.n_days = 0;
    buf_clear(&b->out);
    assert_int_equal(export_pdf(&b->c, &empty, &b->out), OK);
}

/* ---- all of them ------------------------------------------------------------------------ */

typedef enum err (*export_fn)(const struct export_context *c, const struct timetable *t,
                              struct buf *out);

static enum err ics_fn(const struct export_context *c, const struct timetable *t, struct buf *out)
{
    return export_ics(c, &t, 1, NULL, true, out);
}

static enum err json_ld_fn(const struct export_context *c, const struct timetable *t,
                           struct buf *out)
{
    return export_json_ld(c, t, NULL, out);
}

static enum err atom_fn(const struct export_context *c, const struct timetable *t, struct buf *out)
{
    return export_atom(c, &t->event, 1, out);
}

static const struct {
    const char *suffix;
    export_fn make;
    bool by_zone;
} forms[] = {
    {"ics", ics_fn, true},
    {"json", export_schedule_json, true},
    {"xml", export_schedule_xml, true},
    {"csv", export_csv, true},
    {"pdf", export_pdf, true},
    {"jsonld", json_ld_fn, true},
    {"atom", atom_fn, false},
};

static void test_refusals(void **state)
{
    struct bench *b = *state;
    struct timetable lost = *seventh_meeting(&b->arena);
    lost.event.zone = "Europe/Atlantis";
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        BUF_SCOPED none = BUF_INIT(0);
        assert_int_equal(forms[i].make(&b->c, seventh_meeting(&b->arena), &none), ERR_TOO_LARGE);
        BUF_SCOPED out = BUF_INIT(OUT_CAP);
        if (forms[i].by_zone)
            assert_int_equal(forms[i].make(&b->c, &lost, &out), ERR_CORRUPT);
    }
}

#define THREADS 4

struct crew {
    struct buf out[THREADS];
    pthread_barrier_t done;
};

struct worker_of {
    struct crew *crew;
    struct buf *all;
};

/* Workers live as long as the process: base/zone.h keeps calendars for each until then. */
static void *run_all(void *state)
{
    struct worker_of *w = state;
    for (int round = 0; round < 5; round++) {
        struct arena a = ARENA_INIT;
        const struct export_context c = {&a, "https://maillage.example", "Réseau", "fr",
                                         1625468400};
        buf_clear(w->all);
        for (size_t i = 0; i < ARRAY_LEN(forms); i++)
            if (forms[i].make(&c, seventh_meeting(&a), w->all) != OK)
                w->all->full = true;
        arena_free(&a);
    }
    pthread_barrier_wait(&w->crew->done);
    for (;;)
        pause();
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    static struct crew crew;
    static struct worker_of workers[THREADS];
    pthread_barrier_init(&crew.done, NULL, THREADS + 1);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_t thread;
        buf_init(&crew.out[i], OUT_CAP);
        workers[i] = (struct worker_of){&crew, &crew.out[i]};
        assert_int_equal(pthread_create(&thread, NULL, run_all, &workers[i]), 0);
        pthread_detach(thread);
    }
    pthread_barrier_wait(&crew.done);
    for (size_t i = 0; i < THREADS; i++) {
        assert_false(crew.out[i].full);
        assert_int_equal(crew.out[i].len, crew.out[0].len);
        assert_memory_equal(crew.out[i].data, crew.out[0].data, crew.out[0].len);
    }
    for (size_t i = 0; i < THREADS; i++)
        buf_free(&crew.out[i]);
}

static void test_labels(void **state)
{
    (void)state;
    for (int t = 0; t < SESSION_TYPES; t++) {
        const char *french = session_type_label("fr", (enum session_type)t);
        const char *english = session_type_label("en", (enum session_type)t);
        assert_true(french && *french && english && *english);
    }
    assert_string_equal(session_type_label("fr", SESSION_PANEL), "Table ronde");
    assert_string_not_equal(session_type_label("en", SESSION_LUNCH), "Déjeuner");
    assert_string_equal(session_type_label("fr", (enum session_type)99), "Autre temps");
}

static void leave_file(struct bench *b, const char *name, const struct timetable *t, size_t form)
{
    buf_clear(&b->out);
    if (forms[form].make(&b->c, t, &b->out) != OK)
        return;
    const char *path = arena_printf(&b->arena, "%s/%s.%s", getenv("MAILLAGE_EXPORT_DIR"), name,
                                    forms[form].suffix);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b->out.data, 1, b->out.len, f), b->out.len);
    fclose(f);
}

static void test_leave_files(void **state)
{
    struct bench *b = *state;
    if (!getenv("MAILLAGE_EXPORT_DIR"))
        return;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        leave_file(b, "seventh", seventh_meeting(&b->arena), i);
        leave_file(b, "awkward", awkward_meeting(&b->arena), i);
        leave_file(b, "wallis", short_meeting(&b->arena, "Pacific/Wallis", 12 * HOUR), i);
        leave_file(b, "guadeloupe", short_meeting(&b->arena, "America/Guadeloupe", -4 * HOUR), i);
        leave_file(b, "undated", undated_meeting(&b->arena), i);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_ics_entries),  TEST(test_ics_only),      TEST(test_ics_awkward),
        TEST(test_ics_folding),  TEST(test_ics_several),   TEST(test_ics_every_zone),
        TEST(test_schedule_xml), TEST(test_schedule_json), TEST(test_csv),
        TEST(test_atom),         TEST(test_json_ld),       TEST(test_pdf),
        TEST(test_pdf_long),     TEST(test_refusals),      TEST(test_threads),
        TEST(test_labels),       TEST(test_leave_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
