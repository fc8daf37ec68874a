/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The plan of a meeting as values: what each change does, and what is found wrong. */
#include "harness.h"

#include "meeting/plan/paste.h"
#include "meeting/plan/people.h"
#include "meeting/plan/plan.h"
#include "meeting/plan/sheet.h"
#include "meeting/timetable.h"

static struct arena a = ARENA_INIT;
static struct plan p;

static const char day_text[] = "Journée d’essai\n\nMardi 4 mars 2025\n\n"
                               "9h00 – 10h30 : Séquence 1 – Comprendre\n"
                               "9h00 – 9h30 : Ouverture\n"
                               "9h30 – 10h00 : Table ronde sur l’eau\n"
                               "10h00 – 10h30 : Débat\n"
                               "10h30 – 10h45 : Pause\n"
                               "10h45 – 12h00 : Séquence 2 – Agir\n"
                               "10h45 – 11h15 : Témoignage de la commune\n"
                               "11h15 – 12h00 : Ateliers\n"
                               "- Atelier 1 : financer\n"
                               "- Atelier 2 : s’allier\n";

static struct plan read_plan(const char *text)
{
    struct programme programme;
    const char *why;
    struct plan out;
    assert_int_equal(programme_parse(&a, str_of(text), &programme, &why), OK);
    struct timetable t = timetable_from_programme(&a, &programme);
    t.event = (struct event){.title = "Journée d’essai", .zone = "Europe/Paris"};
    plan_from_timetable(&a, &t, NULL, 0, &out);
    out.making = 1;
    return out;
}

static int begin(void **state)
{
    (void)state;
    p = read_plan(day_text);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_clear(&a);
    return 0;
}

static struct plan_place at(const char *title)
{
    struct plan_place out;
    for (int64_t key = 1; key < p.next_key; key++)
        if (plan_find_session(&p, key, &out) && strcmp(out.session->title, title) == 0)
            return out;
    fail_msg("no session « %s »", title);
    return (struct plan_place){0};
}

static int64_t key_of(const char *title)
{
    return at(title).session->mark.key;
}

/* "9:00-9:30 Ouverture | …", sequences between brackets; workshops in parentheses. */
static const char *shown(void)
{
    const char *out = "";
    for (size_t d = 0; d < p.n_days; d++)
        for (size_t q = 0; q < p.days[d].n_sequences; q++) {
            const struct plan_sequence *s = &p.days[d].sequences[q];
            out = arena_printf(&a, "%s[%s-%s", out, sheet_hour(&a, s->start_min),
                               sheet_hour(&a, s->end_min));
            for (size_t i = 0; i < s->n_sessions; i++) {
                const struct plan_session *x = &s->sessions[i];
                out = arena_printf(&a, "%s %s-%s %.7s", out, sheet_hour(&a, x->start_min),
                                   sheet_hour(&a, x->end_min), x->title);
                for (size_t w = 0; w < x->n_parallel; w++)
                    out = arena_printf(&a, "%s(%.9s)", out, x->parallel[w].title);
            }
            out = arena_printf(&a, "%s]", out);
        }
    return out;
}

#define BEGINNING                                                                                  \
    "[09:00-10:30 09:00-09:30 Ouvertu 09:30-10:00 Table r 10:00-10:30 Débat]"                     \
    "[10:30-10:45 10:30-10:45 Pause]"                                                              \
    "[10:45-12:00 10:45-11:15 Témoig 11:15-12:00 Atelier(Atelier 1)(Atelier 2)]"

static void a_programme_becomes_a_plan(void **state)
{
    (void)state;
    assert_string_equal(shown(), BEGINNING);
    assert_int_equal(plan_count(&p), 8);
    assert_true(plan_is_lone(&p.days[0].sequences[1]));
    assert_false(plan_is_lone(&p.days[0].sequences[0]));
}

static void a_plan_is_kept_whole(void **state)
{
    (void)state;
    struct plan back;
    struct plan_session *s = at("Débat").session;
    s->note = "Une « note »\n\navec \"deux\" paragraphes <b>";
    s->room = "Salle 1";
    const char *why;
    speakers_read(&a, "Ada Exemple\n3 à annoncer\nà annoncer", s, &why);
    documents_read(&a, "Note de cadrage https://reseau.example/note.pdf\nhttps://x.example", s,
                   &why);
    const char *text = plan_to_json(&a, &p);
    assert_int_equal(plan_from_json(&a, text, &back), OK);
    assert_string_equal(plan_to_json(&a, &back), text);
    assert_int_equal(plan_from_json(&a, "{\"title\": \"x\", \"days\": [{}]}", &back), ERR_CORRUPT);
    assert_int_equal(plan_from_json(&a, "[", &back), ERR_CORRUPT);
}

static void two_plans_of_one_programme_have_the_same_keys(void **state)
{
    (void)state;
    struct plan again = read_plan(day_text);
    assert_string_equal(plan_to_json(&a, &again), plan_to_json(&a, &p));
}

/* ---- moves ------------------------------------------------------------------------------ */

static void step(const char *title, bool down, enum err expected)
{
    assert_int_equal(plan_step_session(&a, &p, key_of(title), down), expected);
}

static void neighbours_change_places_and_keep_their_lengths(void **state)
{
    (void)state;
    at("Débat").session->end_min = 10 * 60 + 20;
    step("Débat", false, OK);
    assert_string_equal(
        shown(), "[09:00-10:30 09:00-09:30 Ouvertu 09:30-09:50 Débat 09:50-10:20 Table r]"
                 "[10:30-10:45 10:30-10:45 Pause]"
                 "[10:45-12:00 10:45-11:15 Témoig 11:15-12:00 Atelier(Atelier 1)(Atelier 2)]");
    step("Débat", true, OK);
    assert_int_equal(at("Débat").session->start_min, 10 * 60);
    assert_int_equal(at("Table ronde sur l’eau").session->start_min, 9 * 60 + 30);
    assert_int_equal(at("Débat").session->mark.revision, 1);
}

static void a_pause_between_them_stays(void **state)
{
    (void)state;
    at("Table ronde sur l’eau").session->end_min = 9 * 60 + 50; /* then ten minutes of nothing */
    step("Débat", false, OK);
    assert_int_equal(at("Débat").session->start_min, 9 * 60 + 30);
    assert_int_equal(at("Table ronde sur l’eau").session->start_min, 10 * 60 + 10);
    assert_int_equal(at("Table ronde sur l’eau").session->end_min, 10 * 60 + 30);
}

static void an_open_end_takes_the_others_start(void **state)
{
    (void)state;
    at("Débat").session->end_min = NO_TIME;
    step("Débat", false, OK);
    assert_int_equal(at("Débat").session->start_min, 9 * 60 + 30);
    assert_int_equal(at("Débat").session->end_min, NO_TIME);
    assert_int_equal(at("Table ronde sur l’eau").session->start_min, 10 * 60);
}

static void at_the_edge_it_passes_a_break_then_enters_the_next_sequence(void **state)
{
    (void)state;
    step("Débat", true, OK); /* it changes places with the break, and stands alone */
    assert_string_equal(shown(),
                        "[09:00-10:30 09:00-09:30 Ouvertu 09:30-10:00 Table r]"
                        "[10:00-10:15 10:00-10:15 Pause][10:15-10:45 10:15-10:45 Débat]"
                        "[10:45-12:00 10:45-11:15 Témoig 11:15-12:00 Atelier(Atelier 1)(Atelier "
                        "2)]");
    step("Débat", true, OK);
    assert_string_equal(shown(), "[09:00-10:30 09:00-09:30 Ouvertu 09:30-10:00 Table r]"
                                 "[10:00-10:15 10:00-10:15 Pause]"
                                 "[10:15-12:00 10:15-10:45 Débat 10:45-11:15 Témoig 11:15-12:00 "
                                 "Atelier(Atelier 1)(Atelier 2)]");
    step("Débat", false, OK); /* and back */
    step("Débat", false, OK);
    assert_int_equal(at("Débat").session->start_min, 10 * 60);
}

static void there_is_nowhere_to_go_at_the_ends(void **state)
{
    (void)state;
    step("Ouverture", false, ERR_INVALID);
    step("Ateliers", true, ERR_INVALID);
    assert_string_equal(shown(), BEGINNING);
    assert_int_equal(plan_step_session(&a, &p, 9999, true), ERR_NOT_FOUND);
}

static void workshops_change_places(void **state)
{
    (void)state;
    const char *first = at("Ateliers").session->parallel[0].title;
    step(first, true, OK);
    assert_string_equal(at("Ateliers").session->parallel[1].title, first);
    step(first, true, ERR_INVALID);
    step(first, false, OK);
    assert_string_equal(shown(), BEGINNING);
}

static void dropped_in_another_sequence_the_rest_makes_room(void **state)
{
    (void)state;
    struct plan_drop d = {key_of("Ouverture"), at("Ateliers").sequence->mark.key,
                          key_of("Ateliers")};
    assert_int_equal(plan_move_session(&a, &p, &d), OK);
    assert_string_equal(shown(), "[09:00-10:30 09:30-10:00 Table r 10:00-10:30 Débat]"
                                 "[10:30-10:45 10:30-10:45 Pause]"
                                 "[10:45-12:30 10:45-11:15 Témoig 11:15-11:45 Ouvertu 11:45-12:30 "
                                 "Atelier(Atelier 1)(Atelier 2)]");
}

static void dropped_in_its_own_sequence_it_slides(void **state)
{
    (void)state;
    struct plan_drop d = {key_of("Ouverture"), at("Ouverture").sequence->mark.key, 0};
    assert_int_equal(plan_move_session(&a, &p, &d), OK);
    assert_string_equal(
        shown(), "[09:00-10:30 09:00-09:30 Table r 09:30-10:00 Débat 10:00-10:30 Ouvertu]"
                 "[10:30-10:45 10:30-10:45 Pause]"
                 "[10:45-12:00 10:45-11:15 Témoig 11:15-12:00 Atelier(Atelier 1)(Atelier 2)]");
}

static void dropped_beside_a_break_it_stands_alone(void **state)
{
    (void)state;
    struct plan_drop d = {key_of("Ouverture"), at("Pause").sequence->mark.key, 0};
    assert_int_equal(plan_move_session(&a, &p, &d), OK);
    assert_string_equal(shown(),
                        "[09:00-10:30 09:30-10:00 Table r 10:00-10:30 Débat]"
                        "[10:30-10:45 10:30-10:45 Pause][10:45-11:15 10:45-11:15 Ouvertu]"
                        "[10:45-12:00 10:45-11:15 Témoig 11:15-12:00 Atelier(Atelier 1)(Atelier "
                        "2)]");
}

/* ---- changes ---------------------------------------------------------------------------- */

static struct plan_edit_session edit_of(const char *title)
{
    const struct plan_place x = at(title);
    struct plan_edit_session e = {.session = *x.session};
    if (plan_is_lone(x.sequence))
        e.day = x.day->mark.key;
    else
        e.sequence = x.sequence->mark.key;
    return e;
}

static void a_longer_session_moves_what_follows(void **state)
{
    (void)state;
    struct plan_edit_session e = edit_of("Ouverture");
    e.session.end_min += 15;
    e.shifts = true;
    assert_int_equal(plan_put_session(&a, &p, &e), OK);
    assert_string_equal(
        shown(), "[09:00-10:45 09:00-09:45 Ouvertu 09:45-10:15 Table r 10:15-10:45 Débat]"
                 "[10:45-11:00 10:45-11:00 Pause]"
                 "[11:00-12:15 11:00-11:30 Témoig 11:30-12:15 Atelier(Atelier 1)(Atelier 2)]");
}

static void a_session_goes_where_its_hour_is(void **state)
{
    (void)state;
    struct plan_edit_session e = edit_of("Ouverture");
    e.session.start_min = 9 * 60 + 45;
    e.session.end_min = 9 * 60 + 55;
    assert_int_equal(plan_put_session(&a, &p, &e), OK);
    assert_int_equal(at("Ouverture").index, 1);
}

static void a_breaks_sequence_follows_it(void **state)
{
    (void)state;
    struct plan_edit_session e = edit_of("Pause");
    e.session.title = "Pause café";
    e.session.end_min = 10 * 60 + 50;
    assert_int_equal(plan_put_session(&a, &p, &e), OK);
    assert_string_equal(at("Pause café").sequence->title, "Pause café");
    assert_int_equal(at("Pause café").sequence->end_min, 10 * 60 + 50);
    struct plan_mark m = at("Pause café").session->mark;
    size_t n = p.days[0].n_sequences;
    assert_int_equal(plan_drop_session(&p, &m), OK);
    assert_int_equal(p.days[0].n_sequences, n - 1);
}

static void what_was_changed_meanwhile_is_not_overwritten(void **state)
{
    (void)state;
    struct plan_edit_session first = edit_of("Débat"), second = edit_of("Débat");
    first.session.title = "Grand débat";
    second.session.room = "Salle 2";
    p.making = 7;
    assert_int_equal(plan_put_session(&a, &p, &first), OK);
    assert_int_equal(plan_put_session(&a, &p, &second), ERR_CONFLICT);
    struct plan_mark old = second.session.mark;
    assert_int_equal(plan_drop_session(&p, &old), ERR_CONFLICT);
    assert_null(at("Grand débat").session->room);
    assert_int_equal(at("Grand débat").session->mark.revision, 7);
    second.session.mark.key = 9999;
    assert_int_equal(plan_put_session(&a, &p, &second), ERR_NOT_FOUND);
}

static void a_workshop_is_added_at_its_slots_hours(void **state)
{
    (void)state;
    struct plan_edit_session e = {.session = {.title = "Atelier 3", .type = SESSION_WORKSHOP},
                                  .slot = key_of("Ateliers")};
    assert_int_equal(plan_put_session(&a, &p, &e), OK);
    assert_int_equal(at("Ateliers").session->n_parallel, 3);
    assert_int_equal(at("Atelier 3").session->start_min, 11 * 60 + 15);
    e.slot = key_of("Atelier 3"); /* no workshop of a workshop */
    assert_int_equal(plan_put_session(&a, &p, &e), ERR_NOT_FOUND);
}

static void a_room_is_renamed_everywhere(void **state)
{
    (void)state;
    struct plan_room rooms[2] = {{0, "Agora", NULL, 120}, {0, "Forum", "Au premier étage", 0}};
    assert_int_equal(plan_put_rooms(&a, &p, 0, rooms, 2), OK);
    at("Débat").session->room = "Agora";
    at("Ateliers").session->parallel[0].room = "Agora";
    rooms[0] = p.rooms[0];
    rooms[0].name = "Grande salle";
    assert_int_equal(plan_put_rooms(&a, &p, 0, rooms, 1), ERR_CONFLICT);
    assert_int_equal(plan_put_rooms(&a, &p, 1, rooms, 1), OK);
    assert_string_equal(at("Débat").session->room, "Grande salle");
    assert_string_equal(at("Ateliers").session->parallel[0].room, "Grande salle");
    assert_int_equal(p.n_rooms, 1);
}

static void a_dropped_question_leaves_its_sequences(void **state)
{
    (void)state;
    struct plan_question q[2] = {{0, "Qui paie ?"}, {0, "Qui décide ?"}};
    assert_int_equal(plan_put_questions(&a, &p, 0, q, 2), OK);
    p.days[0].sequences[0].questions = &p.questions[1].key;
    p.days[0].sequences[0].n_questions = 1;
    struct timetable t;
    struct event e = {.zone = "Europe/Paris"};
    plan_to_timetable(&a, &p, &e, &t);
    assert_int_equal(t.days[0].sequences[0].n_questions, 1);
    q[0] = p.questions[0];
    assert_int_equal(plan_put_questions(&a, &p, 1, q, 1), OK);
    plan_to_timetable(&a, &p, &e, &t);
    assert_int_equal(t.days[0].sequences[0].n_questions, 0);
}

static void a_years_move_keeps_the_days_apart(void **state)
{
    (void)state;
    struct plan_edit_day d = {.day = {.date = "2025-03-06"}};
    assert_int_equal(plan_put_day(&a, &p, &d), OK);
    plan_shift_days(&a, &p, 52 * 7);
    assert_string_equal(p.days[0].date, "2026-03-03");
    assert_string_equal(p.days[1].date, "2026-03-05");
}

static void a_text_takes_the_place_and_known_sessions_stay_themselves(void **state)
{
    (void)state;
    struct programme programme;
    const char *why;
    int64_t next = p.next_key;
    at("Débat").session->id.v = 51;
    at("Pause").session->id.v = 52;
    at("Ateliers").session->parallel[1].id.v = 53;
    assert_int_equal(
        programme_parse(&a,
                        str_of("Mercredi 5 mars 2025\n\n14h00 – 15h00 : Débat\n"
                               "15h00 – 16h00 : Ateliers\n- Atelier 2 : s’allier\n- Atelier 9\n"),
                        &programme, &why),
        OK);
    struct timetable t = timetable_from_programme(&a, &programme);
    assert_int_equal(plan_replace(&a, &p, &t), OK);
    assert_int_equal(at("Débat").session->id.v, 51);
    assert_string_equal(p.days[0].date, "2025-03-05");
    size_t kept = 0;
    for (size_t i = 0; i < at("Ateliers").session->n_parallel; i++)
        kept += at("Ateliers").session->parallel[i].id.v == 53;
    assert_int_equal(kept, 1);
    assert_true(key_of("Débat") >= next);
    assert_string_equal(p.title, "Journée d’essai");
}

/* ---- what is wrong ---------------------------------------------------------------------- */

static size_t faults(enum plan_fault fault, bool *grave)
{
    const struct plan_warning *list;
    size_t n = plan_check(&a, &p, &list), found = 0;
    for (size_t i = 0; i < n; i++)
        if (list[i].fault == fault) {
            found++;
            *grave = list[i].grave;
        }
    return found;
}

static void a_sound_programme_has_no_fault(void **state)
{
    (void)state;
    const struct plan_warning *list;
    assert_int_equal(plan_check(&a, &p, &list), 0);
}

static void two_in_one_room_at_once_is_grave(void **state)
{
    (void)state;
    bool grave = false;
    at("Table ronde sur l’eau").session->room = "Agora";
    at("Débat").session->room = "Agora";
    assert_int_equal(faults(FAULT_ROOM, &grave), 0); /* one after the other */
    at("Débat").session->start_min = 9 * 60 + 50;
    assert_int_equal(faults(FAULT_ROOM, &grave), 1);
    assert_true(grave);
    assert_int_equal(faults(FAULT_OVERLAP, &grave), 1);
    assert_false(grave);
    at("Ateliers").session->room = "Forum";
    at("Ateliers").session->parallel[0].room = "Forum"; /* the slot's own room */
    assert_int_equal(faults(FAULT_ROOM, &grave), 1);
    at("Ateliers").session->parallel[1].room = "Forum";
    assert_int_equal(faults(FAULT_ROOM, &grave), 2);
}

static void nobody_speaks_in_two_places(void **state)
{
    (void)state;
    bool grave = false;
    const char *why;
    speakers_read(&a, "Ada Exemple", &at("Ateliers").session->parallel[0], &why);
    speakers_read(&a, "Bob Exemple\nAda Exemple", &at("Ateliers").session->parallel[1], &why);
    assert_int_equal(faults(FAULT_SPEAKER, &grave), 1);
    assert_true(grave);
}

static void other_faults_are_found(void **state)
{
    (void)state;
    bool grave;
    p.days[0].date = NULL;
    at("Débat").session->end_min = NO_TIME;
    at("Ouverture").session->speakers[0] = (struct speaker){NULL, 1};
    at("Ouverture").session->n_speakers = 1;
    p.days[0].sequences[2].start_min = 11 * 60;
    struct plan_edit_sequence q = {.sequence = {.title = "Vide", .start_min = 840, .end_min = 900},
                                   .day = p.days[0].mark.key};
    assert_int_equal(plan_put_sequence(&a, &p, &q), OK);
    struct plan_edit_session late = {
        .session = {.title = "Soirée", .start_min = 1140, .end_min = 1200}, .day = q.day};
    assert_int_equal(plan_put_session(&a, &p, &late), OK);
    struct plan_room room = {0, "Agora", NULL, 0};
    assert_int_equal(plan_put_rooms(&a, &p, 0, &room, 1), OK);
    at("Soirée").session->room = "Ailleurs";
    static const enum plan_fault all[] = {FAULT_NO_DATE,     FAULT_NO_END, FAULT_UNNAMED,
                                          FAULT_OUTSIDE,     FAULT_EMPTY,  FAULT_GAP,
                                          FAULT_ROOM_UNKNOWN};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        assert_int_equal(faults(all[i], &grave), 1);
}

/* ---- what changed ----------------------------------------------------------------------- */

static void a_versions_differences_are_named(void **state)
{
    (void)state;
    struct event e = {.zone = "Europe/Paris"};
    struct timetable before, after;
    const struct plan_delta *d;
    int64_t id = 0;
    for (int64_t key = 1; key < p.next_key; key++) {
        struct plan_place x;
        if (plan_find_session(&p, key, &x))
            x.session->id.v = ++id;
    }
    plan_to_timetable(&a, &p, &e, &before);
    assert_int_equal(plan_compare(&a, &before, &before, &d), 0);
    struct plan_mark gone = at("Pause").session->mark;
    assert_int_equal(plan_drop_session(&p, &gone), OK);
    at("Débat").session->title = "Grand débat";
    at("Ouverture").session->end_min -= 5;
    struct plan_edit_session new = {.session = {.title = "Mot d’accueil", .start_min = 530},
                                    .day = p.days[0].mark.key};
    assert_int_equal(plan_put_session(&a, &p, &new), OK);
    plan_to_timetable(&a, &p, &e, &after);
    assert_int_equal(plan_compare(&a, &before, &after, &d), 4);
    assert_int_equal(d[0].what, DIFFERENCE_ADDED);
    assert_int_equal(d[1].what, DIFFERENCE_MOVED);
    assert_true(d[1].time && !d[1].title);
    assert_int_equal(d[2].what, DIFFERENCE_REWRITTEN);
    assert_true(d[2].title && !d[2].time && !d[2].speakers);
    assert_int_equal(d[3].what, DIFFERENCE_REMOVED);
    assert_string_equal(d[3].before->title, "Pause");
}

/* ---- what is typed ---------------------------------------------------------------------- */

static void hours_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int minutes; /* NO_TIME: refused */
    } all[] = {{"9h", 540},        {"9 h 30", 570},    {"9h30", 570},     {"09:30", 570},
               {"9.30", 570},      {"9 h 05", 545},    {"24:30", 1470},   {"0:00", 0},
               {"9:5", NO_TIME},   {"", NO_TIME},      {"midi", NO_TIME}, {"9:60", NO_TIME},
               {"40:00", NO_TIME}, {"9h30m", NO_TIME}, {"930", NO_TIME},  {"h30", NO_TIME}};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        int minutes = 0;
        bool good = sheet_minutes(all[i].text, &minutes);
        if (good != (all[i].minutes != NO_TIME) || (good && minutes != all[i].minutes))
            fail_msg("« %s » is read as %d", all[i].text, good ? minutes : NO_TIME);
    }
}

static void people_are_read_line_by_line(void **state)
{
    (void)state;
    struct plan_session s = {0};
    const char *why;
    speakers_read(&a, " Ada  Exemple \n\nÀ annoncer\n2 to be announced\n12 rue de l’Alliance\n", &s,
                  &why);
    assert_null(why);
    assert_int_equal(s.n_speakers, 4);
    assert_string_equal(s.speakers[0].name, "Ada Exemple");
    assert_null(s.speakers[1].name);
    assert_int_equal(s.speakers[2].people, 2);
    assert_string_equal(s.speakers[3].name, "12 rue de l’Alliance");
    assert_string_equal(speakers_write(&a, "fr", &s),
                        "Ada Exemple\nà annoncer\n2 à annoncer\n12 rue de l’Alliance");
    documents_read(&a, "Note https://x.example/a\njavascript:alert(1)", &s, &why);
    assert_non_null(why);
    documents_read(&a, "Note https://x.example/a\nhttp://y.example", &s, &why);
    assert_null(why);
    assert_int_equal(s.n_documents, 2);
    assert_string_equal(s.documents[1].title, "http://y.example");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        T(a_programme_becomes_a_plan),
        T(a_plan_is_kept_whole),
        T(two_plans_of_one_programme_have_the_same_keys),
        T(neighbours_change_places_and_keep_their_lengths),
        T(a_pause_between_them_stays),
        T(an_open_end_takes_the_others_start),
        T(at_the_edge_it_passes_a_break_then_enters_the_next_sequence),
        T(there_is_nowhere_to_go_at_the_ends),
        T(workshops_change_places),
        T(dropped_in_another_sequence_the_rest_makes_room),
        T(dropped_in_its_own_sequence_it_slides),
        T(dropped_beside_a_break_it_stands_alone),
        T(a_longer_session_moves_what_follows),
        T(a_session_goes_where_its_hour_is),
        T(a_breaks_sequence_follows_it),
        T(what_was_changed_meanwhile_is_not_overwritten),
        T(a_workshop_is_added_at_its_slots_hours),
        T(a_room_is_renamed_everywhere),
        T(a_dropped_question_leaves_its_sequences),
        T(a_years_move_keeps_the_days_apart),
        T(a_text_takes_the_place_and_known_sessions_stay_themselves),
        T(a_sound_programme_has_no_fault),
        T(two_in_one_room_at_once_is_grave),
        T(nobody_speaks_in_two_places),
        T(other_faults_are_found),
        T(a_versions_differences_are_named),
        T(hours_are_read_as_people_write_them),
        T(people_are_read_line_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
