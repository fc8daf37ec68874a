/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of passkeys on a database of their own: challenges, keys, counters, signing in. */
#include "auth/test/device.h"
#include "store/test/fixture.h"

#include <pthread.h>
#include <sodium.h>

#define MONDAY INT64_C(1625468400) /* 2021-07-05T09:00 in Paris */

static const struct passkey_site site = {"reseau.example", "https://reseau.example"};
static const struct passkey_site elsewhere = {"mal.example", "https://mal.example"};
static const account_id nobody = {0};
static const struct store_schema *const schemas[] = {&auth_schema, &mail_schema};
static struct fixture f;
static struct account camille, dominique;
static struct device phone;

static void add_account(const char *email, struct account *out)
{
    const struct account wanted = {.email = email, .role = ROLE_ORGANISER};
    assert_ok(account_add(f.store, &f.arena, &wanted, MONDAY));
    assert_ok(account_by_email(f.db, &f.arena, email, out));
}

static int up(void **state)
{
    (void)state;
    fixture_dir(&f);
    assert_ok(store_open(&f.arena, f.url, schemas, ARRAY_LEN(schemas), &f.store, &f.why));
    assert_ok(store_reader(f.store, &f.db));
    add_account("camille@reseau.example", &camille);
    add_account("dominique@reseau.example", &dominique);
    device_make(&phone, &site);
    return 0;
}

static int down(void **state)
{
    (void)state;
    fixture_close(&f);
    fixture_remove(&f);
    return 0;
}

/* ---- a browser -------------------------------------------------------------------------- */

struct browser {
    const char *cookie; /* NULL: none */
    const char *challenge;
    bool fresh;
};

static struct browser ask(const char *cookie, account_id account, int64_t now)
{
    unsigned char handle[PASSKEY_HANDLE_BYTES];
    struct token token;
    struct passkey_challenge c;
    struct browser b = {0};
    token_make(&token);
    randombytes_buf(handle, sizeof handle);
    const struct passkey_ask q = {account, cookie, &token, handle, now};
    assert_ok(passkey_challenge(f.store, f.db, &f.arena, &q, &c, &b.fresh));
    b.cookie = b.fresh ? arena_strdup(&f.arena, token.text) : cookie;
    b.challenge = arena_strdup(&f.arena, c.text);
    return b;
}

static enum err add_at(const struct browser *b, const struct account *who, const struct device *d,
                       int64_t now, enum passkey_fault *fault)
{
    struct passkey_creation c = device_create(d, &f.arena, b->challenge);
    const struct passkey_addition q = {.site = &site,
                                       .account = who->id,
                                       .browser = b->cookie,
                                       .came = &c,
                                       .name = "Téléphone",
                                       .transports = "internal",
                                       .notice = {"passkey/added", "{}"},
                                       .now = now};
    return passkey_add(f.store, &f.arena, &q, fault);
}

/* The device's key, for an account, and the name it is to keep it under. */
static enum passkey_fault add(const struct account *who, struct device *d)
{
    enum passkey_fault fault;
    struct browser b = ask(NULL, who->id, MONDAY);
    assert_ok(passkey_handle(f.db, &f.arena, who->id, &d->handle));
    assert_ok(add_at(&b, who, d, MONDAY, &fault));
    return fault;
}

struct entry {
    enum err e;
    enum passkey_fault fault;
    enum role role;
    const char *session;
};

static struct entry enter_at(const struct browser *b, const struct passkey_assertion *g,
                             const char *old, int64_t now)
{
    struct sign_in in = {.old_session = old, .now = now};
    struct entry out = {0};
    sign_in_prepare(&in);
    const struct passkey_try t = {&site, b->cookie, g, &in};
    out.e = passkey_sign_in(f.store, f.db, &f.arena, &t, &out.fault, &out.role);
    out.session = arena_strdup(&f.arena, in.session.text);
    return out;
}

static struct entry enter(const struct device *d)
{
    struct browser b = ask(NULL, nobody, MONDAY);
    struct passkey_assertion g = device_get(d, &f.arena, b.challenge);
    return enter_at(&b, &g, NULL, MONDAY);
}

static bool is_open(const char *session)
{
    struct auth_session s;
    return auth_session_find(f.db, &f.arena, session, MONDAY, &s) == OK;
}

static void expect(struct entry x, enum passkey_fault fault)
{
    assert_ok(x.e);
    assert_int_equal(x.fault, fault);
    assert_int_equal(is_open(x.session), fault == PASSKEY_GOOD);
}

/* ---- tests ------------------------------------------------------------------------------ */

static void a_key_lets_in(void **state)
{
    const struct passkey *list;
    struct auth_session s;
    size_t n;
    (void)state;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    struct entry x = enter(&phone);
    expect(x, PASSKEY_GOOD);
    assert_int_equal(x.role, ROLE_ORGANISER);
    assert_ok(auth_session_find(f.db, &f.arena, x.session, MONDAY, &s));
    assert_int_equal(s.account.id.v, camille.id.v);
    assert_ok(passkeys_of(f.db, &f.arena, camille.id, &list, &n));
    assert_int_equal(n, 1);
    assert_string_equal(list[0].name, "Téléphone");
    assert_string_equal(list[0].transports, "internal");
    assert_int_equal(list[0].created_at, MONDAY);
    assert_int_equal(list[0].last_used_at, MONDAY);
    assert_ok(passkeys_of(f.db, &f.arena, dominique.id, &list, &n));
    assert_int_equal(n, 0);
}

static void a_challenge_serves_once(void **state)
{
    enum passkey_fault fault;
    (void)state;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    struct browser b = ask(NULL, nobody, MONDAY);
    struct passkey_assertion g = device_get(&phone, &f.arena, b.challenge);
    expect(enter_at(&b, &g, NULL, MONDAY), PASSKEY_GOOD);
    assert_err(enter_at(&b, &g, NULL, MONDAY).e, ERR_GONE); /* replayed */
    b = ask(NULL, nobody, MONDAY);
    struct passkey_assertion wrong = device_get(&phone, &f.arena, "AAAA");
    expect(enter_at(&b, &wrong, NULL, MONDAY), PASSKEY_CHALLENGE);
    g = device_get(&phone, &f.arena, b.challenge);
    assert_err(enter_at(&b, &g, NULL, MONDAY).e, ERR_GONE); /* a failure takes it too */
    struct device other;
    device_make(&other, &site);
    b = ask(NULL, camille.id, MONDAY);
    assert_ok(add_at(&b, &camille, &other, MONDAY, &fault));
    assert_int_equal(fault, PASSKEY_GOOD);
    device_make(&other, &site);
    assert_err(add_at(&b, &camille, &other, MONDAY, &fault), ERR_GONE);
}

static void a_challenge_is_of_one_browser_and_one_purpose(void **state)
{
    enum passkey_fault fault;
    struct device other;
    (void)state;
    device_make(&other, &site);
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    struct browser b = ask(NULL, nobody, MONDAY), c = ask(NULL, nobody, MONDAY);
    assert_string_not_equal(b.challenge, c.challenge);
    struct passkey_assertion g = device_get(&phone, &f.arena, b.challenge);
    expect(enter_at(&c, &g, NULL, MONDAY), PASSKEY_CHALLENGE);
    struct browser none = {NULL, b.challenge, false}, made_up = {"inconnu", b.challenge, false};
    assert_err(enter_at(&none, &g, NULL, MONDAY).e, ERR_GONE);
    assert_err(enter_at(&made_up, &g, NULL, MONDAY).e, ERR_GONE);
    assert_err(add_at(&b, &camille, &other, MONDAY, &fault), ERR_GONE); /* given to sign in */
    expect(enter_at(&b, &g, NULL, MONDAY), PASSKEY_GOOD);
    b = ask(NULL, camille.id, MONDAY);
    assert_err(add_at(&b, &dominique, &other, MONDAY, &fault), ERR_GONE); /* given to another */
    g = device_get(&phone, &f.arena, b.challenge);
    assert_err(enter_at(&b, &g, NULL, MONDAY).e, ERR_GONE); /* given to add one */
}

static void a_challenge_lives_five_minutes(void **state)
{
    (void)state;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    const int64_t late[] = {MONDAY + PASSKEY_CHALLENGE_SECONDS, MONDAY + 86400,
                            MONDAY - PASSKEY_CHALLENGE_SECONDS};
    for (size_t i = 0; i < ARRAY_LEN(late); i++) {
        struct browser b = ask(NULL, nobody, MONDAY);
        struct passkey_assertion g = device_get(&phone, &f.arena, b.challenge);
        assert_err(enter_at(&b, &g, NULL, late[i]).e, ERR_GONE);
    }
    struct browser b = ask(NULL, nobody, MONDAY);
    struct passkey_assertion g = device_get(&phone, &f.arena, b.challenge);
    expect(enter_at(&b, &g, NULL, MONDAY + PASSKEY_CHALLENGE_SECONDS - 1), PASSKEY_GOOD);
}

/* Loading the page again writes nothing; once used or too old there is another. */
static void asking_again_gives_the_same(void **state)
{
    (void)state;
    uint64_t before;
    struct browser b = ask(NULL, nobody, MONDAY);
    before = version_of(&f, "passkey_challenge");
    struct browser again = ask(b.cookie, nobody, MONDAY + 60);
    assert_string_equal(again.challenge, b.challenge);
    assert_false(again.fresh);
    assert_true(version_of(&f, "passkey_challenge") == before);
    struct browser other = ask(b.cookie, camille.id, MONDAY + 60);
    assert_true(other.fresh);
    assert_string_not_equal(other.challenge, b.challenge);
    again = ask(b.cookie, nobody, MONDAY + PASSKEY_CHALLENGE_SECONDS);
    assert_true(again.fresh);
    assert_string_not_equal(again.challenge, b.challenge);
}

static void a_counter_never_goes_back(void **state)
{
    (void)state;
    phone.count = 5;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    expect(enter(&phone), PASSKEY_COUNTER); /* as often as when it was made */
    phone.count = 6;
    expect(enter(&phone), PASSKEY_GOOD);
    expect(enter(&phone), PASSKEY_COUNTER);
    phone.count = 3;
    expect(enter(&phone), PASSKEY_COUNTER);
    phone.count = 0;
    expect(enter(&phone), PASSKEY_COUNTER);
    phone.count = UINT32_MAX;
    expect(enter(&phone), PASSKEY_GOOD);
}

/* A key that is synchronised does not count. */
static void a_counter_that_stays_at_nought_is_none(void **state)
{
    (void)state;
    phone.flags |= DEVICE_ELIGIBLE | DEVICE_BACKED_UP;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    for (int i = 0; i < 3; i++)
        expect(enter(&phone), PASSKEY_GOOD);
    phone.flags &= ~DEVICE_BACKED_UP; /* it is on one device again */
    expect(enter(&phone), PASSKEY_GOOD);
    phone.flags &= ~DEVICE_ELIGIBLE;
    expect(enter(&phone), PASSKEY_STATE);
}

static void anothers_key_is_not_ones_own(void **state)
{
    struct device theirs;
    (void)state;
    device_make(&theirs, &site);
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    assert_int_equal(add(&dominique, &theirs), PASSKEY_GOOD);
    struct device mixed = phone; /* Camille's key under Dominique's name, or id */
    mixed.handle = theirs.handle;
    expect(enter(&mixed), PASSKEY_OWNER);
    mixed = phone;
    memcpy(mixed.id, theirs.id, sizeof mixed.id);
    expect(enter(&mixed), PASSKEY_SIGNATURE);
    /* nor can it be added again, by whoever it is */
    assert_int_equal(add(&dominique, &phone), PASSKEY_TAKEN);
    assert_int_equal(add(&camille, &phone), PASSKEY_TAKEN);
    struct passkey k;
    const struct passkey *list;
    size_t n;
    assert_ok(passkeys_of(f.db, &f.arena, camille.id, &list, &n));
    assert_err(passkey_of(f.db, &f.arena, dominique.id, list[0].id, &k), ERR_NOT_FOUND);
    assert_err(passkey_rename(f.store, dominique.id, list[0].id, "à moi"), ERR_NOT_FOUND);
    const struct passkey_notice notice = {"passkey/removed", "{}"};
    assert_err(passkey_remove(f.store, dominique.id, list[0].id, &notice, MONDAY), ERR_NOT_FOUND);
}

static void what_is_not_for_here_is_not_kept(void **state)
{
    struct device d = phone;
    const struct passkey *list;
    size_t n;
    (void)state;
    d.origin = elsewhere.origin;
    assert_int_equal(add(&camille, &d), PASSKEY_ORIGIN);
    d = phone;
    d.rp_id = elsewhere.rp_id;
    assert_int_equal(add(&camille, &d), PASSKEY_RP);
    d = phone;
    d.flags = DEVICE_PRESENT;
    assert_int_equal(add(&camille, &d), PASSKEY_NOT_VERIFIED);
    assert_ok(passkeys_of(f.db, &f.arena, camille.id, &list, &n));
    assert_int_equal(n, 0);
}

static void a_removed_key_opens_nothing(void **state)
{
    const struct passkey *list;
    size_t n;
    const struct passkey_notice notice = {"passkey/removed", "{}"};
    (void)state;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    assert_ok(passkeys_of(f.db, &f.arena, camille.id, &list, &n));
    assert_ok(passkey_rename(f.store, camille.id, list[0].id, "Ancien téléphone"));
    struct passkey k;
    assert_ok(passkey_of(f.db, &f.arena, camille.id, list[0].id, &k));
    assert_string_equal(k.name, "Ancien téléphone");
    assert_ok(passkey_remove(f.store, camille.id, k.id, &notice, MONDAY));
    assert_err(passkey_remove(f.store, camille.id, k.id, &notice, MONDAY), ERR_NOT_FOUND);
    expect(enter(&phone), PASSKEY_UNKNOWN);
    struct device never;
    device_make(&never, &site);
    expect(enter(&never), PASSKEY_UNKNOWN);
}

static void a_disabled_account_keeps_no_key(void **state)
{
    const struct account again = {.email = "camille@reseau.example", .role = ROLE_ORGANISER};
    (void)state;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    assert_ok(account_disable(f.store, camille.id, MONDAY));
    expect(enter(&phone), PASSKEY_UNKNOWN);
    assert_ok(account_add(f.store, &f.arena, &again, MONDAY)); /* opened again: with none */
    expect(enter(&phone), PASSKEY_UNKNOWN);
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    expect(enter(&phone), PASSKEY_GOOD);
}

static void there_is_room_for_twenty(void **state)
{
    struct device d;
    (void)state;
    for (int i = 0; i < PASSKEYS_MAX; i++) {
        device_make(&d, &site);
        assert_int_equal(add(&camille, &d), PASSKEY_GOOD);
    }
    expect(enter(&d), PASSKEY_GOOD);
    device_make(&d, &site);
    assert_int_equal(add(&camille, &d), PASSKEY_FULL);
    assert_int_equal(add(&dominique, &d), PASSKEY_GOOD);
}

static void a_session_is_never_kept_over_signing_in(void **state)
{
    (void)state;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    struct entry before = enter(&phone);
    struct browser b = ask(NULL, nobody, MONDAY);
    struct passkey_assertion g = device_get(&phone, &f.arena, b.challenge);
    struct entry after = enter_at(&b, &g, before.session, MONDAY);
    expect(after, PASSKEY_GOOD);
    assert_string_not_equal(before.session, after.session);
    assert_false(is_open(before.session));
    b = ask(NULL, nobody, MONDAY);
    g = device_get(&phone, &f.arena, "AAAA"); /* a refusal closes nothing */
    expect(enter_at(&b, &g, after.session, MONDAY), PASSKEY_CHALLENGE);
    assert_true(is_open(after.session));
}

/* ---- at once ---------------------------------------------------------------------------- */

struct racer {
    struct browser b;
    struct passkey_assertion g;
    enum err e;
    enum passkey_fault fault;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct arena a = ARENA_INIT;
    struct sign_in in = {.now = MONDAY};
    enum role role;
    struct db *db;
    sign_in_prepare(&in);
    const struct passkey_try t = {&site, r->b.cookie, &r->g, &in};
    r->e = store_reader(f.store, &db);
    if (r->e == OK)
        r->e = passkey_sign_in(f.store, db, &a, &t, &r->fault, &role);
    store_reader_close(db);
    arena_free(&a);
    return NULL;
}

#define RACERS 8

static int winners(struct racer *all)
{
    pthread_t threads[RACERS];
    int won = 0;
    for (int i = 0; i < RACERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, race, &all[i]), 0);
    for (int i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        won += all[i].e == OK && all[i].fault == PASSKEY_GOOD;
    }
    return won;
}

static void of_many_at_once_one_gets_in(void **state)
{
    struct racer all[RACERS];
    (void)state;
    phone.count = 1;
    assert_int_equal(add(&camille, &phone), PASSKEY_GOOD);
    phone.count = 2; /* the same signature again and again */
    struct browser b = ask(NULL, nobody, MONDAY);
    for (int i = 0; i < RACERS; i++)
        all[i] = (struct racer){.b = b, .g = device_get(&phone, &f.arena, b.challenge)};
    assert_int_equal(winners(all), 1);
    phone.count = 3; /* copies of the key, each in a browser of its own */
    for (int i = 0; i < RACERS; i++) {
        all[i] = (struct racer){.b = ask(NULL, nobody, MONDAY)};
        all[i].g = device_get(&phone, &f.arena, all[i].b.challenge);
    }
    assert_int_equal(winners(all), 1);
}

/* ---- what is stored --------------------------------------------------------------------- */

static const struct stmt stored = {
    "SELECT browser_hash FROM passkey_challenge UNION ALL SELECT handle FROM passkey_owner", "",
    "b"};
static const struct stmt count_challenges = {"SELECT count(*) FROM passkey_challenge", "", "i"};

static void no_challenge_is_in_the_database(void **state)
{
    struct rows r;
    (void)state;
    struct browser b = ask(NULL, camille.id, MONDAY);
    unsigned char challenge[32];
    size_t n;
    assert_int_equal(sodium_base642bin(challenge, 32, b.challenge, strlen(b.challenge), NULL, &n,
                                       NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                     0);
    assert_ok(db_query(f.db, &f.arena, &stored, NO_PARAMS, &r));
    assert_int_equal(r.n, 2);
    for (size_t i = 0; i < r.n; i++) {
        assert_int_equal(row_bytes(&r, i, 0).n, 32);
        assert_memory_not_equal(row_bytes(&r, i, 0).p, challenge, 32);
        assert_memory_not_equal(row_bytes(&r, i, 0).p, b.cookie, 32);
    }
    ask(NULL, nobody, MONDAY + PASSKEY_CHALLENGE_SECONDS); /* what is over is swept */
    assert_ok(db_query(f.db, &f.arena, &count_challenges, NO_PARAMS, &r));
    assert_int_equal(row_int(&r, 0, 0), 1);
}

/* The same for all of its keys, other for another account. */
static void an_account_has_one_handle(void **state)
{
    struct str first, second, other;
    (void)state;
    assert_err(passkey_handle(f.db, &f.arena, camille.id, &first), ERR_NOT_FOUND);
    ask(NULL, camille.id, MONDAY);
    assert_ok(passkey_handle(f.db, &f.arena, camille.id, &first));
    ask(NULL, camille.id, MONDAY + 1);
    assert_ok(passkey_handle(f.db, &f.arena, camille.id, &second));
    ask(NULL, dominique.id, MONDAY);
    assert_ok(passkey_handle(f.db, &f.arena, dominique.id, &other));
    assert_true(str_eq(first, second));
    assert_false(str_eq(first, other));
    assert_int_equal(first.n, PASSKEY_HANDLE_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, up, down)
        EACH(a_key_lets_in),
        EACH(a_challenge_serves_once),
        EACH(a_challenge_is_of_one_browser_and_one_purpose),
        EACH(a_challenge_lives_five_minutes),
        EACH(asking_again_gives_the_same),
        EACH(a_counter_never_goes_back),
        EACH(a_counter_that_stays_at_nought_is_none),
        EACH(anothers_key_is_not_ones_own),
        EACH(what_is_not_for_here_is_not_kept),
        EACH(a_removed_key_opens_nothing),
        EACH(a_disabled_account_keeps_no_key),
        EACH(there_is_room_for_twenty),
        EACH(a_session_is_never_kept_over_signing_in),
        EACH(of_many_at_once_one_gets_in),
        EACH(no_challenge_is_in_the_database),
        EACH(an_account_has_one_handle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
