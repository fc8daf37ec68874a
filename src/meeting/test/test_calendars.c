/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What messages do to people's calendars, read by libical as a reader of mail would: published,
 * moved, struck out (RFC 5546, 6047). The fate of an entry is followed through all its messages.
 */
#include "harness.h"

#include "meeting/messages/tell.h"
#include "meeting/registration/registration.h"

#include <libical/ical.h>
#include <stdio.h>

#define SLUG "2021-essai"

static struct harness h;

static const char *programme(const char *hour, bool with_visit)
{
    return arena_printf(
        &h.arena,
        "Rencontre d’essai\n12 juillet 2021, à distance et en présentiel\n\n"
        "12 juillet 2021\n9 h – 12 h Matinée\n9 h – 10 h Plénière : ouverture des travaux\n"
        "%s Table ronde : les alliances du territoire\n%s",
        hour, with_visit ? "11 h 30 – 12 h Visite : le jardin partagé\n" : "");
}

static int open_it(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", false);
    h.app.config.limits = false;
    harness_import(&h, SLUG, programme("10 h – 11 h", true));
    h.app.clock.shift += 60;
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static int64_t now(void)
{
    return clock_now(&h.app.clock);
}

static struct registration person(const char *token)
{
    struct registration g;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(registration_by_token(h.worker->db, &h.arena, token, &g), OK);
    db_end_read(h.worker->db);
    return g;
}

/* The latest row of that kind about somebody, rendered. */
static struct mail_message latest(const char *kind, int64_t about)
{
    struct mail_row *rows;
    struct mail_message m;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows_about(h.worker->db, &h.arena, kind, about, &rows, &n), OK);
    if (!n)
        fail_msg("no %s about %lld", kind, (long long)about);
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[0], &m), OK);
    db_end_read(h.worker->db);
    return m;
}

static size_t told(const char *kind, int64_t about)
{
    struct mail_row *rows;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows_about(h.worker->db, &h.arena, kind, about, &rows, &n), OK);
    db_end_read(h.worker->db);
    return n;
}

/* ---- a calendar, as its owner's program keeps it ---------------------------------------- */

#define ENTRIES_MAX 20

struct kept {
    char uid[120], summary[200];
    int sequence;
    int64_t starts_at;
    bool cancelled;
};

struct agenda {
    struct kept entries[ENTRIES_MAX];
    size_t n;
};

static struct kept *entry_named(struct agenda *g, const char *summary)
{
    for (size_t i = 0; i < g->n; i++)
        if (strstr(g->entries[i].summary, summary))
            return &g->entries[i];
    fail_msg("no entry is called %s", summary);
    return NULL;
}

static struct kept *entry_of_uid(struct agenda *g, const char *uid)
{
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->entries[i].uid, uid) == 0)
            return &g->entries[i];
    assert_true(g->n < ENTRIES_MAX);
    struct kept *k = &g->entries[g->n++];
    *k = (struct kept){.sequence = -1};
    snprintf(k->uid, sizeof k->uid, "%s", uid);
    return k;
}

static int64_t start_of(icalcomponent *calendar, icalcomponent *e)
{
    icalproperty *p = icalcomponent_get_first_property(e, ICAL_DTSTART_PROPERTY);
    icalparameter *tzid = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
    struct icaltimetype t = icalvalue_get_datetime(icalproperty_get_value(p));
    return tzid ? icaltime_as_timet_with_zone(
                      t, icalcomponent_get_timezone(calendar, icalparameter_get_tzid(tzid)))
                : icaltime_as_timet(t);
}

/* What RFC 5546 2.1.5 has a program do with an entry: only a greater SEQUENCE changes it. */
static void take_entry(struct agenda *g, icalcomponent *calendar, icalcomponent *e, bool cancel)
{
    struct kept *k = entry_of_uid(g, icalcomponent_get_uid(e));
    int sequence = icalcomponent_get_sequence(e);
    assert_non_null(icalcomponent_get_first_property(e, ICAL_ORGANIZER_PROPERTY));
    assert_non_null(icalcomponent_get_first_property(e, ICAL_DTSTAMP_PROPERTY));
    if (cancel && sequence <= k->sequence)
        fail_msg("%s: cancelled by %d after %d", k->summary, sequence, k->sequence);
    if (sequence <= k->sequence)
        return;
    k->sequence = sequence;
    k->starts_at = start_of(calendar, e);
    k->cancelled = cancel;
    if (cancel)
        assert_int_equal(icalcomponent_get_status(e), ICAL_STATUS_CANCELLED);
    snprintf(k->summary, sizeof k->summary, "%s", icalcomponent_get_summary(e));
}

static void take_part(struct agenda *g, const char *text, const char *method)
{
    icalcomponent *calendar = icalparser_parse_string(text);
    assert_non_null(calendar);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    bool cancel = icalcomponent_get_method(calendar) == ICAL_METHOD_CANCEL;
    assert_string_equal(method, cancel ? "CANCEL" : "PUBLISH"); /* RFC 6047 2.4 */
    icalcomponent *e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    assert_non_null(e);
    for (; e; e = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        take_entry(g, calendar, e, cancel);
    icalcomponent_free(calendar);
}

static void take(struct agenda *g, const struct mail_message *m)
{
    assert_non_null(m->calendar);
    take_part(g, m->calendar, m->calendar_method);
    if (m->calendar_cancel)
        take_part(g, m->calendar_cancel, "CANCEL");
}

static size_t standing(const struct agenda *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        n += !g->entries[i].cancelled;
    return n;
}

static void change(int64_t id, enum registration_change what)
{
    struct change_registration x = {.change = what, .id = {id}, .now = now()};
    assert_int_equal(store_write(h.app.store, change_registration, &x), OK);
    h.app.clock.shift += 60;
}

/* ---- tests ------------------------------------------------------------------------------ */

static void what_is_cancelled_leaves_and_comes_back(void **state)
{
    struct agenda g = {0};
    struct registration p = person(harness_register(&h, SLUG, "Aline"));
    (void)state;
    struct mail_message m = latest("registration/received", p.id.v);
    take(&g, &m);
    assert_int_equal(standing(&g), 3);
    for (int i = 0; i < 2; i++) {
        change(p.id.v, CHANGE_CANCEL);
        m = latest("registration/cancelled", p.id.v);
        assert_string_equal(m.calendar_method, "CANCEL");
        take(&g, &m);
        assert_int_equal(g.n, 3); /* the same entries */
        assert_int_equal(standing(&g), 0);
        change(p.id.v, CHANGE_RESTORE);
        m = latest("registration/restored", p.id.v);
        take(&g, &m);
        assert_int_equal(standing(&g), 3);
    }
}

/* A second registration is another row, and the same person's calendar. */
static void registering_anew_brings_entries_back(void **state)
{
    struct agenda g = {0};
    struct registration p = person(harness_register(&h, SLUG, "Basile"));
    (void)state;
    struct mail_message m = latest("registration/received", p.id.v);
    take(&g, &m);
    change(p.id.v, CHANGE_CANCEL);
    m = latest("registration/cancelled", p.id.v);
    take(&g, &m);
    assert_int_equal(standing(&g), 0);
    struct registration again = person(harness_register(&h, SLUG, "Basile"));
    assert_int_not_equal(again.id.v, p.id.v);
    m = latest("registration/received", again.id.v);
    take(&g, &m);
    assert_int_equal(standing(&g), 3);
}

/* Nothing was ever put into the calendar of who only waited. */
static void who_never_had_a_seat_gets_no_cancellation(void **state)
{
    struct event event;
    (void)state;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, SLUG, &event), OK);
    db_end_read(h.worker->db);
    struct set_seats full = {.event = event.id, .modality = MODALITY_REMOTE, .now = now()};
    assert_int_equal(store_write(h.app.store, set_seats, &full), OK);
    struct registration p = person(harness_register(&h, SLUG, "Céleste"));
    assert_int_equal(p.state, STATE_WAITING);
    assert_null(latest("registration/received", p.id.v).calendar);
    change(p.id.v, CHANGE_CANCEL);
    assert_null(latest("registration/cancelled", p.id.v).calendar);
    full.seats = SEATS_NO_LIMIT;
    assert_int_equal(store_write(h.app.store, set_seats, &full), OK);
}

static struct programme_news news(event_id event)
{
    struct programme_news n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(programme_news(h.worker->db, &h.arena, event, &n), OK);
    db_end_read(h.worker->db);
    return n;
}

static void a_moved_session_moves_and_a_removed_one_leaves(void **state)
{
    struct agenda g = {0};
    struct registration p = person(harness_register(&h, SLUG, "Diane"));
    (void)state;
    struct mail_message m = latest("registration/received", p.id.v);
    take(&g, &m);
    int64_t before = entry_named(&g, "alliances")->starts_at;
    assert_int_equal(news(p.event).people, 0);
    h.app.clock.shift += 60;
    harness_import(&h, SLUG, programme("10 h 30 – 11 h 30", false));
    h.app.clock.shift += 60;
    struct registration late = person(harness_register(&h, SLUG, "Élise"));
    struct programme_news n = news(p.event);
    assert_int_equal(n.changed, 1);
    assert_int_equal(n.removed, 1);
    struct tell_programme tell = {.event = p.event, .now = now()};
    assert_int_equal(store_write(h.app.store, tell_programme, &tell), OK);
    assert_int_equal(tell.people, n.people);
    assert_int_equal(told("registration/programme", late.id.v), 0); /* they read the new one */
    m = latest("registration/programme", p.id.v);
    take(&g, &m);
    assert_int_equal(entry_named(&g, "alliances")->starts_at, before + 1800);
    assert_int_equal(g.n, 3);
    assert_int_equal(standing(&g), 2);
    assert_true(entry_named(&g, "jardin")->cancelled);
    assert_contains(m.text, "n’a plus lieu");
    assert_contains(m.text, "10\u00a0h\u00a030");
    assert_lacks(m.text, "Ouverture des travaux");
    assert_int_equal(news(p.event).people, 0);
    assert_int_equal(store_write(h.app.store, tell_programme, &tell), OK);
    assert_int_equal(tell.people, 0); /* once */
}

static void a_cancelled_meeting_leaves_every_calendar(void **state)
{
    struct agenda g = {0};
    struct registration p = person(harness_register(&h, SLUG, "Fatou"));
    struct registration gone = person(harness_register(&h, SLUG, "Gaël"));
    (void)state;
    struct mail_message m = latest("registration/received", p.id.v);
    take(&g, &m);
    change(gone.id.v, CHANGE_CANCEL);
    for (int i = 0; i < 2; i++) {
        struct tell_cancelled tell = {.event = p.event, .now = now()};
        assert_int_equal(store_write(h.app.store, tell_cancelled, &tell), OK);
        assert_int_equal(tell.people > 0, i == 0);
        assert_int_equal(told("registration/meeting-cancelled", p.id.v), 1);
        assert_int_equal(told("registration/meeting-cancelled", gone.id.v), 0);
    }
    m = latest("registration/meeting-cancelled", p.id.v);
    assert_contains(m.subject, "La rencontre est annulée");
    take(&g, &m);
    assert_int_equal(standing(&g), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_cancelled_leaves_and_comes_back),
        cmocka_unit_test(registering_anew_brings_entries_back),
        cmocka_unit_test(who_never_had_a_seat_gets_no_cancellation),
        cmocka_unit_test(a_moved_session_moves_and_a_removed_one_leaves),
        cmocka_unit_test(a_cancelled_meeting_leaves_every_calendar),
    };
    return cmocka_run_group_tests(tests, open_it, close_it);
}
