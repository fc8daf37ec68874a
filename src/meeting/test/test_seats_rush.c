/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Many people at once, many offers at once, a meeting whose form is settled while somebody who had
 * not decided waits, and a process that is killed while people register.
 * MAILLAGE_LONG=1 kills it 300 times.
 */
#include "meeting/registration/day.h"
#include "meeting/test/seat_world.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOW = 1700000000, DAY = 86400 };

static struct world world;
static struct play play;

static int open_world(void **state)
{
    struct model m;
    (void)state;
    world_init(&world);
    model_init(&m, ANSWER_YES, ANSWER_YES, NO_INSTANT);
    play_init(&play, &world, &m);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_free(&world);
    return 0;
}

/* One person who asks once for a seat on site. */
struct asking {
    const struct event *event;
    int number; /* of the person */
    int key;
    /* results */
    enum err answer;
    bool again;
    char token[TOKEN_SIZE];
};

static void ask(struct store *s, struct asking *x)
{
    char given[32], key[32], token[TOKEN_SIZE], ticket[TICKET_SIZE];
    const struct registration_draft draft = {.given_name = given,
                                             .family_name = "Nom",
                                             .email = "personne@example.org",
                                             .modality = MODALITY_ONSITE,
                                             .lang = "fr"};
    struct register_person r = {.event = x->event,
                                .draft = &draft,
                                .key = key,
                                .token = token,
                                .ticket = ticket,
                                .now = NOW};
    snprintf(given, sizeof given, "Prénom %d", x->number);
    snprintf(key, sizeof key, "clef-%d", x->key);
    registration_names(token, ticket);
    do
        x->answer = store_write(s, register_person, &r);
    while (x->answer == ERR_BUSY);
    x->again = r.again;
    memcpy(x->token, r.stored_token, sizeof x->token);
}

static void resize(int64_t seats, int64_t now)
{
    struct set_seats s = {play.event.id, MODALITY_ONSITE, {0}, seats, NULL, now};
    assert_ok(store_write(world.store, set_seats, &s));
}

/* ---- at the same time ------------------------------------------------------------------- */

struct crowd {
    struct asking *all;
    int n;
    _Atomic int next;
    pthread_barrier_t start;
};

static void *take_turns(void *arg)
{
    struct crowd *c = arg;
    pthread_barrier_wait(&c->start);
    for (int i; (i = c->next++) < c->n;)
        ask(world.store, &c->all[i]);
    return NULL;
}

enum { MOST_THREADS = 64 };

static void ask_all(struct asking *all, int n, int n_threads)
{
    pthread_t threads[MOST_THREADS];
    struct crowd c = {.all = all, .n = n};
    pthread_barrier_init(&c.start, NULL, (unsigned)n_threads);
    for (int i = 0; i < n_threads; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_turns, &c), 0);
    for (int i = 0; i < n_threads; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&c.start);
}

static const struct stmt registered = {"SELECT count(*) FROM registration WHERE event_id = $1", "i",
                                       "i"};

static void one_key_gives_one_registration(void **state)
{
    struct asking all[16];
    int first = 0;
    (void)state;
    for (int i = 0; i < 16; i++)
        all[i] = (struct asking){.event = &play.event, .number = 1, .key = 1};
    ask_all(all, 16, 16);
    for (int i = 0; i < 16; i++) {
        assert_ok(all[i].answer);
        assert_string_equal(all[i].token, all[0].token);
        first += !all[i].again;
    }
    assert_int_equal(first, 1);
    assert_int_equal(world_number(&world, &registered, play.event.id.v), 1);
}

static void one_person_with_many_keys_registers_once(void **state)
{
    struct asking all[16];
    int in = 0;
    (void)state;
    for (int i = 0; i < 16; i++)
        all[i] = (struct asking){.event = &play.event, .number = 1, .key = 1 + i};
    ask_all(all, 16, 16);
    for (int i = 0; i < 16; i++) {
        in += all[i].answer == OK;
        assert_true(all[i].answer == OK || all[i].answer == ERR_CONFLICT);
        assert_int_equal(all[i].token[0] != '\0', all[i].answer == OK);
    }
    assert_int_equal(in, 1);
    assert_int_equal(world_number(&world, &registered, play.event.id.v), 1);
}

enum { PEOPLE = 2000, ASKED = PEOPLE + PEOPLE / 2, SEATS = 500 };

/* Everybody once, every second one twice; what is asked twice is asked at about the same time. */
static void people_who_ask(struct asking all[ASKED])
{
    int n = 0;
    for (int i = 0; i < PEOPLE; i++)
        for (int times = 0; times <= i % 2; times++)
            all[n++] = (struct asking){.event = &play.event, .number = i, .key = i};
}

static void answers_agree(const struct asking all[ASKED])
{
    const char *tokens[PEOPLE] = {NULL};
    for (int i = 0; i < ASKED; i++) {
        const char *other = tokens[all[i].key];
        assert_ok(all[i].answer);
        if (other)
            assert_string_equal(all[i].token, other);
        tokens[all[i].key] = all[i].token;
    }
}

static void five_hundred_seats_for_two_thousand(void **state)
{
    static const struct stmt claims = {
        "SELECT registration.id, seat_claim.state, registration.state FROM registration"
        " JOIN seat_claim ON registration_id = registration.id WHERE event_id = $1 ORDER BY place",
        "i", "itt"};
    static struct asking all[ASKED];
    struct rows r;
    (void)state;
    resize(SEATS, NOW);
    people_who_ask(all);
    ask_all(all, ASKED, MOST_THREADS);
    answers_agree(all);
    assert_int_equal(world_number(&world, &registered, play.event.id.v), PEOPLE);
    assert_null(world_broken(&world));
    assert_ok(db_query(world.db, &world.arena, &claims, PARAMS(v_int(play.event.id.v)), &r));
    assert_int_equal(r.n, PEOPLE);
    for (size_t i = 0; i < r.n; i++) {
        const char *expected = i < SEATS ? "confirmed" : "waiting";
        assert_string_equal(row_text(&r, i, 1), expected);
        assert_string_equal(row_text(&r, i, 2), expected);
        assert_true(i == 0 || row_int(&r, i, 0) > row_int(&r, i - 1, 0));
    }
}

/* ---- many offers ------------------------------------------------------------------------ */

static const struct stmt stand_past = {
    "SELECT count(*) FROM seat_claim WHERE state = 'offered' AND offered_until <= $1", "i", "i"};

static void settle(int64_t now, int64_t pools)
{
    struct settle_offers s = {.now = now};
    assert_ok(store_write(world.store, settle_offers, &s));
    assert_int_equal(s.pools, pools);
    assert_int_equal(world_number(&world, &stand_past, now), 0);
    assert_null(world_broken(&world));
}

/* More than the rules take in hand at a time. */
static void every_offer_of_a_pool_ends_in_time(void **state)
{
    enum { OFFERS = 1200 };
    static const struct stmt waiting = {
        "SELECT count(*) FROM registration WHERE event_id = $1 AND state = 'waiting'", "i", "i"};
    static const struct stmt cancelled = {
        "SELECT count(*) FROM registration WHERE event_id = $1 AND state = 'cancelled'", "i", "i"};
    (void)state;
    resize(0, NOW);
    for (int i = 0; i < OFFERS; i++) {
        struct asking x = {.event = &play.event, .number = i, .key = i};
        ask(world.store, &x);
    }
    assert_int_equal(world_number(&world, &waiting, play.event.id.v), OFFERS);
    resize(OFFERS, NOW);
    assert_int_equal(world_number(&world, &waiting, play.event.id.v), 0);
    settle(NOW + 2 * DAY - 1, 0);
    settle(NOW + 2 * DAY, 1); /* everybody is offered their seat a second time */
    assert_int_equal(world_number(&world, &cancelled, play.event.id.v), 0);
    settle(NOW + 4 * DAY, 1);
    assert_int_equal(world_number(&world, &cancelled, play.event.id.v), OFFERS);
}

static void offers_end_in_every_pool(void **state)
{
    enum { EVENTS = 120 };
    struct model m;
    (void)state;
    model_init(&m, ANSWER_YES, ANSWER_YES, NO_INSTANT);
    for (int i = 0; i < EVENTS; i++) {
        play_init(&play, &world, &m);
        struct asking x = {.event = &play.event, .number = i, .key = i};
        resize(0, NOW);
        ask(world.store, &x);
        resize(1, NOW);
    }
    settle(NOW + 2 * DAY, EVENTS);
    settle(NOW + 4 * DAY, EVENTS);
}

/* ---- an address that does not change ---------------------------------------------------- */

static void details_keep_the_address(void **state)
{
    static const struct stmt person = {
        "SELECT person = 'personne@example.org prenom 1 nom' FROM registration WHERE event_id = $1",
        "i", "i"};
    const struct registration_draft draft = {
        .given_name = "Prénom 1", .family_name = "Nom", .email = "autre@example.org", .lang = "fr"};
    struct asking x = {.event = &play.event, .number = 1, .key = 1};
    struct change_registration c = {.change = CHANGE_DETAILS, .draft = &draft, .now = NOW};
    (void)state;
    ask(world.store, &x);
    c.token = x.token;
    assert_ok(store_write(world.store, change_registration, &c));
    assert_int_equal(world_number(&world, &person, play.event.id.v), 1);
    x.key = 2;
    ask(world.store, &x);
    assert_int_equal(x.answer, ERR_CONFLICT);
}

/* ---- what was to be confirmed ------------------------------------------------------------ */

/* Somebody who decides later and, while a form is open, asks for a seat that is not there; then the
 * form is settled. What they are afterwards. */
static struct registration after_settling(enum answer remote, enum answer onsite)
{
    struct registration r = {.token = "t"};
    struct model m;
    model_init(&m, ANSWER_YES, ANSWER_TBC, NO_INSTANT);
    play_init(&play, &world, &m);
    const struct operation later = {.kind = OP_REGISTER, .modality = MODALITY_LATER, .now = NOW};
    const struct operation full = {.kind = OP_RESIZE, .pool = MODALITY_REMOTE, .now = NOW};
    const struct operation asks = {
        .kind = OP_CHANGE, .change = CHANGE_MODALITY, .modality = MODALITY_REMOTE, .now = NOW};
    struct change_day day = {
        .event = play.event.id, .remote = remote, .onsite = onsite, .now = NOW};
    assert_ok(play_run(&play, &later, 0));
    assert_ok(play_run(&play, &full, 0));
    assert_ok(play_run(&play, &asks, 0));
    assert_ok(registration_by_id(world.db, &world.arena, play.ids[0], &r));
    assert_true(r.state == STATE_CONFIRMED && r.draft.modality == MODALITY_LATER);
    assert_ok(store_write(world.store, change_day, &day));
    assert_ok(registration_by_id(world.db, &world.arena, play.ids[0], &r));
    return r;
}

static void nobody_decides_later_once_one_form_is_left(void **state)
{
    (void)state;
    struct registration one = after_settling(ANSWER_YES, ANSWER_NO);
    assert_int_equal(one.state, STATE_WAITING);
    assert_int_equal(one.draft.modality, MODALITY_REMOTE);
    /* With both certain there is something to decide: who waits for the one keeps the other. */
    struct registration both = after_settling(ANSWER_YES, ANSWER_YES);
    assert_int_equal(both.state, STATE_CONFIRMED);
    assert_int_equal(both.draft.modality, MODALITY_LATER);
    assert_null(world_broken(&world));
}

/* ---- killed ----------------------------------------------------------------------------- */

enum { KILLS = 60, KILLS_LONG = 300, WRITERS = 4, MOST_TOLD = 200000 };

/* What a child tells: this answer was given. */
struct told_answer {
    char token[TOKEN_SIZE];
    bool cancelled;
};

struct registrar {
    struct store *store;
    int pipe, number;
};

static void tell(const struct registrar *w, const struct asking *x, bool cancelled)
{
    struct told_answer t = {.cancelled = cancelled};
    memcpy(t.token, x->token, sizeof t.token);
    if (x->answer != OK || write(w->pipe, &t, sizeof t) != sizeof t)
        _exit(4);
}

/* Registers people, and cancels every third, so that seats are offered as well. */
static void *register_and_tell(void *arg)
{
    struct registrar *w = arg;
    for (;; w->number += WRITERS) {
        struct asking x = {.event = &play.event, .number = w->number, .key = w->number};
        struct change_registration c = {.change = CHANGE_CANCEL, .token = x.token, .now = NOW};
        ask(w->store, &x);
        tell(w, &x, false);
        if (w->number / WRITERS % 3)
            continue;
        x.answer = store_write(w->store, change_registration, &c);
        tell(w, &x, true);
    }
    return NULL;
}

static void child(int first, int out)
{
    struct registrar w[WRITERS];
    pthread_t threads[WRITERS];
    world_open(&world);
    for (int i = 0; i < WRITERS; i++) {
        w[i] = (struct registrar){world.store, out, first + i};
        pthread_create(&threads[i], NULL, register_and_tell, &w[i]);
    }
    pause();
}

/* Runs a child and kills it `ms` after its first answer; how many answers it gave. */
static int one_life(int first, unsigned ms, struct told_answer *told)
{
    int ends[2], status, n = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        child(first, ends[1]);
    }
    close(ends[1]);
    n += read(ends[0], &told[n], sizeof *told) == sizeof *told;
    usleep(ms * 1000);
    kill(pid, SIGKILL);
    while (read(ends[0], &told[n], sizeof *told) == sizeof *told)
        assert_true(++n < MOST_TOLD / KILLS_LONG);
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    return n;
}

static void check_told(const struct told_answer *told, int n)
{
    for (int i = 0; i < n; i++) {
        struct registration r;
        enum err e = registration_by_token(world.db, &world.arena, told[i].token, &r);
        if (e != OK)
            fail_msg("%s was acknowledged: %s", told[i].token, err_name(e));
        if (told[i].cancelled)
            assert_int_equal(r.state, STATE_CANCELLED);
        arena_clear(&world.arena);
    }
}

static void check_whole(void)
{
    const char *why = world_broken(&world);
    if (why || store_check(world.store, &world.arena, &why) != OK)
        fail_msg("%s", why);
}

static void what_was_acknowledged_outlives_a_kill(void **state)
{
    struct told_answer *told = xcalloc(MOST_TOLD, sizeof *told);
    int kills = getenv("MAILLAGE_LONG") ? KILLS_LONG : KILLS, n = 0;
    uint32_t random = 2021;
    (void)state;
    resize(40, NOW);
    world_close(&world);
    for (int i = 0; i < kills; i++) {
        random = random * 1103515245 + 12345;
        int lived = one_life(i * 1000000, random / 65536 % 60, &told[n]);
        world_open(&world);
        check_told(&told[n], lived);
        check_whole();
        n += lived;
        if (i + 1 < kills)
            world_close(&world);
    }
    check_told(told, n);
    print_message("%d answers acknowledged over %d lives\n", n, kills);
    assert_true(n >= kills * 2);
    free(told);
}

int main(void)
{
#define in_a_world(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)
    const struct CMUnitTest tests[] = {
        in_a_world(one_key_gives_one_registration),
        in_a_world(one_person_with_many_keys_registers_once),
        in_a_world(five_hundred_seats_for_two_thousand),
        in_a_world(every_offer_of_a_pool_ends_in_time),
        in_a_world(offers_end_in_every_pool),
        in_a_world(details_keep_the_address),
        in_a_world(nobody_decides_later_once_one_form_is_left),
        in_a_world(what_was_acknowledged_outlives_a_kill),
    };
    return cmocka_run_group_tests_name("seats-rush", tests, NULL, NULL);
}
