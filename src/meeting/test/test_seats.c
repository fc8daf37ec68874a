/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The decisions about seats as tables, and the rules held against a model over random histories.
 * MAILLAGE_SEED=n replays one history and prints it; MAILLAGE_HISTORIES=n runs as many.
 */
#include "meeting/test/seat_history.h"
#include "meeting/test/seat_world.h"

#include <stdio.h>

/* ---- decisions -------------------------------------------------------------------------- */

#define NONE SEATS_NO_LIMIT

static void seats_are_given_to_the_last_and_in_order(void **state)
{
    static const struct {
        struct seats s;
        int64_t left;
        enum claim_state claim;
        int64_t to_offer;
    } cases[] = {
        {{NONE, 0, 0, 0}, INT64_MAX, CLAIM_CONFIRMED, 0},
        {{NONE, SEATS_MAX, 3, 0}, INT64_MAX, CLAIM_CONFIRMED, 0},
        {{NONE, 5, 0, 7}, INT64_MAX, CLAIM_WAITING, 7}, /* a limit was lifted */
        {{0, 0, 0, 0}, 0, CLAIM_WAITING, 0},
        {{0, 0, 0, 4}, 0, CLAIM_WAITING, 0},
        {{1, 0, 0, 0}, 1, CLAIM_CONFIRMED, 0},
        {{1, 1, 0, 0}, 0, CLAIM_WAITING, 0},
        {{1, 1, 1, 0}, 0, CLAIM_WAITING, 0}, /* an offer holds its seat */
        {{10, 9, 2, 0}, 1, CLAIM_CONFIRMED, 0},
        {{10, 9, 2, 1}, 1, CLAIM_WAITING, 1}, /* behind who waits */
        {{10, 7, 0, 2}, 3, CLAIM_WAITING, 2},
        {{10, 7, 0, 9}, 3, CLAIM_WAITING, 3},
        {{5, 8, 1, 0}, 0, CLAIM_WAITING, 0}, /* made smaller than what was given */
        {{5, 8, 1, 6}, 0, CLAIM_WAITING, 0},
        {{5, 5, 0, 6}, 0, CLAIM_WAITING, 0},
        {{5, 4, 0, 6}, 1, CLAIM_WAITING, 1},
        {{SEATS_MAX, SEATS_MAX - 1, 0, 0}, 1, CLAIM_CONFIRMED, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct seats *s = &cases[i].s;
        if (seats_free(s) != cases[i].left || seats_claim(s) != cases[i].claim ||
            seats_to_offer(s) != cases[i].to_offer)
            fail_msg("case %zu: %lld free, claim %d, %lld to offer", i, (long long)seats_free(s),
                     (int)seats_claim(s), (long long)seats_to_offer(s));
    }
}

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static void an_offer_holds_until_it_must_not(void **state)
{
    static const struct {
        int64_t to_start, holds;
    } cases[] = {
        {365 * DAY, 2 * DAY},
        {4 * DAY + 1, 2 * DAY},
        {4 * DAY, 2 * DAY},
        {4 * DAY - 2, 2 * DAY - 1},
        {DAY, 12 * HOUR},
        {2 * HOUR, HOUR},
        {HOUR + 2, HOUR / 2 + 1},
        {HOUR, HOUR / 2},
        {59 * MINUTE, HOUR / 2},
        {HOUR / 2 + 1, HOUR / 2},
        {HOUR / 2, HOUR / 2},
        {HOUR / 2 - 1, HOUR / 2 - 1},
        {MINUTE, MINUTE},
        {1, 1},
        {0, HOUR / 2},
        {-DAY, HOUR / 2},
    };
    const int64_t now = 1700000000;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t holds = seats_offer_until(now, now + cases[i].to_start) - now;
        if (holds != cases[i].holds)
            fail_msg("%lld s before the start an offer holds %lld s", (long long)cases[i].to_start,
                     (long long)holds);
    }
    assert_int_equal(seats_offer_until(now, NO_INSTANT), now + 2 * DAY);
    /* Whatever the start, an offer can be answered. */
    for (int64_t start = now - 3 * DAY; start < now + 5 * DAY; start += 7 * MINUTE + 1)
        assert_true(seats_offer_until(now, start) > now);
}

static void a_claim_ends_with_its_second_missed_offer(void **state)
{
    (void)state;
    assert_false(seats_give_up(0));
    assert_false(seats_give_up(1));
    assert_true(seats_give_up(2));
    assert_true(seats_give_up(3));
}

/* ---- the rules and the model ------------------------------------------------------------- */

static struct world world;

static int open_world(void **state)
{
    (void)state;
    world_init(&world);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_free(&world);
    return 0;
}

struct history {
    struct chance chance;
    struct model model, before;
    struct play play;
    bool loud;
};

/* One operation on both: NULL, or where they part. */
static const char *step(struct history *h, const struct operation *o)
{
    int who = o->who;
    h->before = h->model;
    enum err expected = model_apply(&h->model, o, &who);
    enum err answer = play_run(&h->play, o, who);
    if (h->loud)
        operation_print(o, answer);
    if (answer != expected)
        return arena_printf(&world.arena, "answers %s, not %s", err_name(answer),
                            err_name(expected));
    const char *why = model_broken(&h->model, &h->before);
    why = why ? why : play_differs(&h->play, &h->model);
    return why || expected != OK || !h->model.n ? why : play_differs_for(&h->play, &h->model, who);
}

/* ---- stories ---------------------------------------------------------------------------- */

enum { NOW = 1700000000, REMOTE = 0, ONSITE = 1, WORKSHOP = MODEL_POOLS - 1 };

#define SEATS(p, n, at)                                                                            \
    {                                                                                              \
        .kind = OP_RESIZE, .pool = (p), .seats = (n), .now = NOW + (at)                            \
    }
#define JOINS(person, how)                                                                         \
    {                                                                                              \
        .kind = OP_REGISTER, .name = (person), .modality = (how), .wishes = {WORKSHOP},            \
        .n_wishes = 1, .now = NOW                                                                  \
    }
#define DOES(person, what, p, at)                                                                  \
    {                                                                                              \
        .kind = OP_CHANGE, .who = (person), .name = (person), .change = (what), .pool = (p),       \
        .modality = (enum modality)(p), .now = NOW + (at)                                          \
    }
#define SETTLES(at)                                                                                \
    {                                                                                              \
        .kind = OP_SETTLE, .now = NOW + (at)                                                       \
    }

/* Each went wrong once. After it, `who` is `state` and has `claim` in `pool`. */
static const struct story {
    const char *name;
    struct operation all[12];
    int n, who;
    enum registration_state state;
    int pool;
    enum claim_state claim;
} stories[] = {
    {"who waits takes no workshop",
     {SEATS(ONSITE, 0, 0), JOINS(0, MODALITY_ONSITE)},
     2,
     0,
     STATE_WAITING,
     WORKSHOP,
     CLAIM_NONE},
    {"a seat of the event brings the workshop",
     {SEATS(ONSITE, 0, 0), JOINS(0, MODALITY_ONSITE), SEATS(ONSITE, 1, 0),
      DOES(0, CHANGE_ACCEPT, ONSITE, 0)},
     4,
     0,
     STATE_CONFIRMED,
     WORKSHOP,
     CLAIM_CONFIRMED},
    {"deciding later keeps the workshop",
     {JOINS(0, MODALITY_ONSITE), DOES(0, CHANGE_MODALITY, MODALITY_LATER, 0)},
     2,
     0,
     STATE_CONFIRMED,
     WORKSHOP,
     CLAIM_CONFIRMED},
    {"who decides later loses nothing by waiting",
     {SEATS(ONSITE, 0, 0), JOINS(0, MODALITY_LATER), DOES(0, CHANGE_MODALITY, ONSITE, 0),
      DOES(0, CHANGE_DECLINE, ONSITE, 0)},
     4,
     0,
     STATE_CONFIRMED,
     WORKSHOP,
     CLAIM_CONFIRMED},
    {"an offer accepted twice leaves the place in the other list",
     {SEATS(REMOTE, 0, 0), JOINS(0, MODALITY_REMOTE), SEATS(REMOTE, 1, 0),
      DOES(0, CHANGE_ACCEPT, REMOTE, 0), SEATS(ONSITE, 0, 0), DOES(0, CHANGE_MODALITY, ONSITE, 0),
      DOES(0, CHANGE_ACCEPT, REMOTE, 0)},
     7,
     0,
     STATE_CONFIRMED,
     ONSITE,
     CLAIM_WAITING},
    {"an ended offer may be given its seat",
     {SEATS(ONSITE, 0, 0), JOINS(0, MODALITY_ONSITE), SEATS(ONSITE, 1, 0),
      DOES(0, CHANGE_PROMOTE, ONSITE, 2 * DAY)},
     4,
     0,
     STATE_CONFIRMED,
     ONSITE,
     CLAIM_CONFIRMED},
    {"who was promoted stays before who had an offer",
     {SEATS(ONSITE, 0, 0), JOINS(0, MODALITY_ONSITE), JOINS(1, MODALITY_ONSITE),
      JOINS(2, MODALITY_ONSITE), SEATS(ONSITE, 1, 0), DOES(2, CHANGE_PROMOTE, ONSITE, 0),
      SEATS(ONSITE, 2, 0), SETTLES(2 * DAY)},
     8,
     0,
     STATE_WAITING,
     ONSITE,
     CLAIM_WAITING},
    {"a seat left while other offers end is counted once",
     {SEATS(ONSITE, 1, 0), SEATS(WORKSHOP, 0, 0), JOINS(0, MODALITY_ONSITE),
      JOINS(1, MODALITY_ONSITE), JOINS(2, MODALITY_REMOTE), SEATS(ONSITE, 2, 0), SETTLES(2 * DAY),
      SEATS(WORKSHOP, 1, 2 * DAY), DOES(0, CHANGE_CANCEL, ONSITE, 4 * DAY)},
     9,
     2,
     STATE_CONFIRMED,
     WORKSHOP,
     CLAIM_OFFERED},
};

static struct history history; /* some 100 KB */

static void each_story_ends_well(void **state)
{
    struct history *h = &history;
    (void)state;
    for (size_t s = 0; s < ARRAY_LEN(stories); s++) {
        const struct story *t = &stories[s];
        memset(h, 0, sizeof *h);
        model_init(&h->model, ANSWER_YES, ANSWER_TBC, NO_INSTANT);
        play_init(&h->play, &world, &h->model);
        for (int i = 0; i < t->n; i++) {
            const char *why = step(h, &t->all[i]);
            if (why)
                fail_msg("%s, operation %d: %s", t->name, i + 1, why);
        }
        const struct model_person *x = &h->model.people[t->who];
        if (x->state != t->state || x->claims[t->pool].state != t->claim)
            fail_msg("%s: %s, claim %d", t->name, registration_state_word(x->state),
                     (int)x->claims[t->pool].state);
        play_free(&h->play);
    }
}

/* ---- histories -------------------------------------------------------------------------- */

static int from_environment(const char *name, int otherwise)
{
    const char *words = getenv(name);
    return words ? (int)strtol(words, NULL, 10) : otherwise;
}

/* As many operations as it had. */
static int run_history(int seed, bool loud)
{
    struct history *h = &history;
    int n = 0;
    memset(h, 0, sizeof *h);
    h->chance.state = (uint64_t)seed * 7919;
    h->loud = loud;
    history_start(&h->chance, &h->model);
    play_init(&h->play, &world, &h->model);
    for (int length = 40 + chance_below(&h->chance, 81); n < length; n++) {
        const struct operation o = history_next(&h->chance, &h->model);
        const char *why = step(h, &o);
        if (why)
            fail_msg("history %d, operation %d: %s (MAILLAGE_SEED=%d prints it)", seed, n + 1, why,
                     seed);
        arena_clear(&world.arena);
    }
    play_free(&h->play);
    return n;
}

static void histories_follow_the_model(void **state)
{
    int histories = from_environment("MAILLAGE_HISTORIES", 3000);
    int seed = from_environment("MAILLAGE_SEED", 0);
    int operations = 0;
    (void)state;
    for (int i = 1; !seed && i <= histories; i++)
        operations += run_history(i, false);
    if (seed)
        operations = run_history(seed, true);
    print_message("%d operations\n", operations);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seats_are_given_to_the_last_and_in_order),
        cmocka_unit_test(an_offer_holds_until_it_must_not),
        cmocka_unit_test(a_claim_ends_with_its_second_missed_offer),
        cmocka_unit_test_setup_teardown(each_story_ends_well, open_world, close_world),
        cmocka_unit_test_setup_teardown(histories_follow_the_model, open_world, close_world),
    };
    return cmocka_run_group_tests_name("seats", tests, NULL, NULL);
}
