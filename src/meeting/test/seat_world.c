/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/test/seat_world.h"

#include "audit/audit.h"
#include "files/files.h"
#include "jobs/jobs.h"
#include "link/person.h"
#include "mail/mail.h"

#include <ftw.h>
#include <unistd.h>

/* Nothing here asks what the disk keeps without power (test_writer.c does), so none waits for it.
 */
int fdatasync(int fd);
int fsync(int fd);

int fdatasync(int fd)
{
    (void)fd;
    return 0;
}

int fsync(int fd)
{
    return fdatasync(fd);
}

/* ---- the store -------------------------------------------------------------------------- */

void world_open(struct world *w)
{
    const struct store_schema *const schemas[] = {&audit_schema, &jobs_schema,
                                                  &files_schema, &link_schema,
                                                  &mail_schema,  meeting_module.schema};
    const char *why = "";
    if (store_open(&w->arena, w->url, schemas, ARRAY_LEN(schemas), &w->store, &why) != OK)
        fail_msg("%s", why);
    assert_ok(store_reader(w->store, &w->db));
}

void world_init(struct world *w)
{
    *w = (struct world){.arena = ARENA_INIT};
    snprintf(w->folder, sizeof w->folder, "/tmp/maillage-seats-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->url, sizeof w->url, "sqlite:%s/seats.db", w->folder);
    world_open(w);
}

void world_close(struct world *w)
{
    store_reader_close(w->db);
    store_close(w->store);
    w->db = NULL;
    w->store = NULL;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

void world_free(struct world *w)
{
    world_close(w);
    arena_free(&w->arena);
    nftw(w->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int64_t world_number(struct world *w, const struct stmt *stmt, int64_t id)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    struct params params = stmt->params[0] ? PARAMS(v_int(id)) : NO_PARAMS;
    assert_ok(db_query(w->db, &a, stmt, params, &r));
    int64_t n = r.n ? row_int(&r, 0, 0) : -1;
    arena_free(&a);
    return n;
}

#define CLAIMS(state)                                                                              \
    "(SELECT count(*) FROM seat_claim WHERE pool_id = seat_pool.id AND state = '" state "')"

const char *world_broken(struct world *w)
{
    static const struct stmt counts = {
        "SELECT count(*) FROM seat_pool WHERE taken - offered <> " CLAIMS("confirmed") //
        " OR offered <> " CLAIMS("offered") " OR waiting <> " CLAIMS("waiting"),
        "", "i"};
    static const struct stmt over = {"SELECT count(*) FROM seat_pool WHERE taken > seats", "", "i"};
    static const struct stmt idle = {
        "SELECT count(*) FROM seat_pool WHERE waiting > 0 AND (seats IS NULL OR taken < seats)", "",
        "i"};
    static const struct stmt people = {
        "SELECT count(*) FROM registration WHERE CASE WHEN EXISTS (SELECT 1 FROM seat_claim"
        " WHERE registration_id = registration.id AND rank = 0) THEN state = 'cancelled'"
        " ELSE state <> 'cancelled' AND modality <> 2 END",
        "", "i"};
    if (world_number(w, &counts, 0))
        return "a pool's counts are not those of its claims";
    if (world_number(w, &over, 0))
        return "a pool gave more seats than it has";
    if (world_number(w, &idle, 0))
        return "somebody waits while a seat is free";
    if (world_number(w, &people, 0))
        return "somebody holds nothing, or somebody cancelled something";
    return NULL;
}

/* ---- an event --------------------------------------------------------------------------- */

static const struct stmt event_add = {
    "INSERT INTO event (slug, kind, title, zone, remote, onsite, starts_at, published, demo,"
    " revision, changed_at) SELECT 'essai-' || count(*), 'webinar', 'Essai', 'Europe/Paris', $1,"
    " $2, $3, 1, 0, 1, 0 FROM event RETURNING id",
    "iiI", "i"};
static const struct stmt day_add = {
    "INSERT INTO day (event_id, position) VALUES ($1, 1) RETURNING id", "i", "i"};
static const struct stmt sequence_add = {
    "INSERT INTO sequence (event_id, day_id, position, title, start_min)"
    " VALUES ($1, $2, 1, 'Ateliers', 540) RETURNING id",
    "ii", "i"};
static const struct stmt session_add = {
    "INSERT INTO session (event_id, sequence_id, parent_id, position, slug, guid, type, title,"
    " start_min, end_inferred, revision, changed_at)"
    " VALUES ($1, $2, $3, $4, 'atelier-' || $4, $1 || '-' || $4, 'workshop', 'Atelier', 540, 0, 0,"
    " 0) RETURNING id",
    "iiIi", "i"};

struct new_event {
    struct play *p;
    const struct model *m;
};

/* The id that an INSERT returns; the first failure stays in `*e`. */
static int64_t added(struct db *db, struct arena *a, const struct stmt *stmt, struct params params,
                     enum err *e)
{
    struct rows r;
    if (*e == OK)
        *e = db_query(db, a, stmt, params, &r);
    return *e == OK ? row_int(&r, 0, 0) : 0;
}

static void add_sessions(struct db *db, struct arena *a, struct play *p, int64_t sequence,
                         enum err *e)
{
    int64_t event = p->event.id.v, parent = 0;
    for (int pool = MODEL_WORKSHOPS; pool < MODEL_POOLS; pool++) {
        bool first = model_slots[pool] != model_slots[pool - 1];
        bool alone = first && pool == MODEL_POOLS - 1;
        if (first)
            parent = added(db, a, &session_add,
                           PARAMS(v_int(event), v_int(sequence), v_null(), v_int(10 * pool)), e);
        p->sessions[pool].v =
            alone
                ? parent
                : added(db, a, &session_add,
                        PARAMS(v_int(event), v_int(sequence), v_int(parent), v_int(10 * pool + 1)),
                        e);
    }
}

static enum err add_event(struct db *db, void *arg)
{
    const struct new_event *n = arg;
    struct arena a = ARENA_INIT;
    enum err e = OK;
    int64_t starts_at = n->m->starts_at;
    struct value start = starts_at == NO_INSTANT ? v_null() : v_int(starts_at);
    int64_t event =
        added(db, &a, &event_add, PARAMS(v_int(n->m->remote), v_int(n->m->onsite), start), &e);
    n->p->event.id.v = event;
    int64_t day = added(db, &a, &day_add, PARAMS(v_int(event)), &e);
    int64_t sequence = added(db, &a, &sequence_add, PARAMS(v_int(event), v_int(day)), &e);
    add_sessions(db, &a, n->p, sequence, &e);
    arena_free(&a);
    return e;
}

void play_init(struct play *p, struct world *w, const struct model *m)
{
    static const struct stmt last = {"SELECT max(id) FROM outbox_message", "", "I"};
    struct new_event n = {p, m};
    memset(p, 0, sizeof *p);
    p->w = w;
    p->last_message = world_number(w, &last, 0);
    assert_ok(store_write(w->store, add_event, &n));
}

static enum err drop_event(struct db *db, void *arg)
{
    static const struct stmt stmt = {"DELETE FROM event WHERE id = $1", "i", ""};
    const event_id *event = arg;
    return db_exec(db, &stmt, PARAMS(v_int(event->v)), NULL);
}

void play_free(struct play *p)
{
    assert_ok(store_write(p->w->store, drop_event, &p->event.id));
}

/* ---- doing ------------------------------------------------------------------------------ */

/* People with the numbers 2n and 2n + 1 share an address; a name says who it is. */
static struct registration_draft draft_of(struct arena *a, const struct play *p,
                                          const struct operation *o)
{
    struct registration_draft d = {
        .given_name = arena_printf(a, "Prénom %d", o->name),
        .family_name = "Nom",
        .email = arena_printf(a, "personne%d@example.org", o->name / 2),
        .modality = o->modality,
        .n_wishes = o->n_wishes,
        .lang = "fr",
    };
    for (size_t i = 0; i < o->n_wishes; i++)
        d.wishes[i] = p->sessions[o->wishes[i]];
    return d;
}

static enum err run_register(struct play *p, const struct operation *o, int who)
{
    struct arena *a = &p->w->arena;
    struct registration_draft draft = draft_of(a, p, o);
    const char *token = arena_printf(a, "t%lld-%d", (long long)p->event.id.v, ++p->tokens);
    struct register_person r = {.event = &p->event,
                                .draft = &draft,
                                .key = o->key ? arena_printf(a, "key-%d", o->key) : NULL,
                                .token = token,
                                .ticket = token,
                                .now = o->now};
    enum err e = store_write(p->w->store, register_person, &r);
    if (e == OK && !r.again)
        p->ids[who] = r.id;
    return e == OK && p->ids[who].v != r.id.v ? ERR_BUG : e;
}

static enum err run_change(struct play *p, const struct operation *o)
{
    struct registration_draft draft = draft_of(&p->w->arena, p, o);
    int64_t mine = p->claims[o->who][o->pool];
    struct change_registration c = {
        .change = o->change,
        .id = p->ids[o->who],
        .draft = &draft,
        .modality = o->modality,
        .now = o->now,
        .claim = mine ? mine : p->claims[0][o->pool], /* somebody else's is nothing of theirs */
    };
    return store_write(p->w->store, change_registration, &c);
}

enum err play_run(struct play *p, const struct operation *o, int who)
{
    struct set_seats seats = {
        p->event.id, (enum modality)(o->pool & 1), p->sessions[o->pool], o->seats, NULL, o->now};
    struct settle_offers settle = {.now = o->now};
    switch (o->kind) {
    case OP_REGISTER:
        return run_register(p, o, who);
    case OP_CHANGE:
        return run_change(p, o);
    case OP_RESIZE:
        return store_write(p->w->store, set_seats, &seats);
    case OP_SETTLE:
        break;
    }
    return store_write(p->w->store, settle_offers, &settle);
}

/* ---- seeing ----------------------------------------------------------------------------- */

static const char *const claim_words[] = {"nothing", "waiting", "offered", "confirmed"};

static const char *people_differ(struct play *p, const struct model *m)
{
    static const struct stmt stmt = {
        "SELECT id, state, modality FROM registration WHERE event_id = $1 ORDER BY id", "i", "iti"};
    struct arena *a = &p->w->arena;
    struct rows r;
    assert_ok(db_query(p->w->db, a, &stmt, PARAMS(v_int(p->event.id.v)), &r));
    if ((int)r.n != m->n)
        return arena_printf(a, "%d registrations, not %d", (int)r.n, m->n);
    for (int i = 0; i < m->n; i++) {
        const char *state = registration_state_word(m->people[i].state);
        if (row_int(&r, (size_t)i, 0) != p->ids[i].v)
            return arena_printf(a, "registration %d is another", i);
        if (strcmp(row_text(&r, (size_t)i, 1), state) != 0)
            return arena_printf(a, "%d is %s, not %s", i, row_text(&r, (size_t)i, 1), state);
        if (row_int(&r, (size_t)i, 2) != (int64_t)m->people[i].modality)
            return arena_printf(a, "%d: modality %d, not %d", i, (int)row_int(&r, (size_t)i, 2),
                                (int)m->people[i].modality);
    }
    return NULL;
}

static int pool_of(const struct play *p, const struct rows *r, size_t row, size_t column)
{
    if (row_null(r, row, column + 1))
        return (int)row_int(r, row, column);
    for (int pool = MODEL_WORKSHOPS; pool < MODEL_POOLS; pool++)
        if (p->sessions[pool].v == row_int(r, row, column + 1))
            return pool;
    die("seats: a pool of an unknown session");
}

static int who_of(const struct play *p, const struct model *m, int64_t id)
{
    for (int i = 0; i < m->n; i++)
        if (p->ids[i].v == id)
            return i;
    die("seats: a claim of an unknown registration");
}

/* One row against the model's claim, and its place in the list. */
static const char *claim_differs(struct play *p, const struct model *m, const struct rows *r,
                                 size_t row, int *reached)
{
    struct arena *a = &p->w->arena;
    int pool = pool_of(p, r, row, 1), who = who_of(p, m, row_int(r, row, 0));
    const struct model_claim *c = &m->people[who].claims[pool];
    const struct model_pool *list = &m->pools[pool];
    p->claims[who][pool] = row_int(r, row, 8);
    if (strcmp(row_text(r, row, 4), claim_words[c->state]) != 0)
        return arena_printf(a, "%d has %s in pool %d, not %s", who, row_text(r, row, 4), pool,
                            claim_words[c->state]);
    if (c->rank != row_int(r, row, 3))
        return arena_printf(a, "%d: rank %d in pool %d, not %d", who, (int)row_int(r, row, 3), pool,
                            c->rank);
    if (c->state == CLAIM_CONFIRMED)
        return NULL;
    if (c->missed != row_int(r, row, 7) ||
        (c->state == CLAIM_OFFERED && c->until != row_int(r, row, 6)))
        return arena_printf(a, "%d: another offer in pool %d", who, pool);
    if (list->list[reached[pool]++] != who)
        return arena_printf(a, "%d is not the number %d of pool %d", who, reached[pool], pool);
    return NULL;
}

static const char *claims_differ(struct play *p, const struct model *m)
{
    static const struct stmt stmt = {
        "SELECT registration_id, modality, session_id, rank, state, place, offered_until, missed,"
        " seat_claim.id FROM seat_pool JOIN seat_claim ON pool_id = seat_pool.id"
        " WHERE event_id = $1 ORDER BY pool_id, place, seat_claim.id",
        "i", "iIIitiIii"};
    int reached[MODEL_POOLS] = {0};
    size_t expected = 0;
    const char *why = NULL;
    struct rows r;
    assert_ok(db_query(p->w->db, &p->w->arena, &stmt, PARAMS(v_int(p->event.id.v)), &r));
    memset(p->claims, 0, sizeof p->claims);
    for (size_t i = 0; !why && i < r.n; i++)
        why = claim_differs(p, m, &r, i, reached);
    for (int i = 0; i < m->n; i++)
        for (int pool = 0; pool < MODEL_POOLS; pool++)
            expected += m->people[i].claims[pool].state != CLAIM_NONE;
    return why ? why : r.n == expected ? NULL : "a claim is missing";
}

static const char *pools_differ(struct play *p, const struct model *m)
{
    struct arena *a = &p->w->arena;
    struct seats seen[MODEL_POOLS];
    const struct pool *pools;
    size_t n;
    for (int i = 0; i < MODEL_POOLS; i++)
        seen[i] = (struct seats){SEATS_NO_LIMIT, 0, 0, 0};
    assert_ok(pools_of_event(p->w->db, a, p->event.id, &pools, &n));
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < MODEL_POOLS; k++)
            if (pools[i].of_event ? k == (int)pools[i].modality
                                  : k > 1 && pools[i].session.v == p->sessions[k].v)
                seen[k] = pools[i].s;
    for (int k = 0; k < MODEL_POOLS; k++) {
        int64_t offered = model_count(m, k, CLAIM_OFFERED);
        int64_t taken = offered + model_count(m, k, CLAIM_CONFIRMED);
        int64_t waiting = model_count(m, k, CLAIM_WAITING);
        if (seen[k].seats != m->pools[k].seats || seen[k].taken != taken ||
            seen[k].offered != offered || seen[k].waiting != waiting)
            return arena_printf(a, "pool %d: %d/%d/%d, not %d/%d/%d taken/offered/waiting", k,
                                (int)seen[k].taken, (int)seen[k].offered, (int)seen[k].waiting,
                                (int)taken, (int)offered, (int)waiting);
    }
    return NULL;
}

/* What people are told by one operation: as many of each kind. */
static const char *messages_differ(struct play *p, const struct model *m)
{
    static const struct stmt stmt = {
        "SELECT id, kind FROM outbox_message WHERE id > $1 ORDER BY id", "i", "it"};
    struct arena *a = &p->w->arena;
    int seen[TOLD_KINDS] = {0};
    struct rows r;
    assert_ok(db_query(p->w->db, a, &stmt, PARAMS(v_int(p->last_message)), &r));
    for (size_t i = 0; i < r.n; i++) {
        p->last_message = row_int(&r, i, 0);
        for (int k = 0; k < TOLD_KINDS; k++)
            seen[k] += strcmp(row_text(&r, i, 1), told_words[k]) == 0;
    }
    for (int k = 0; k < TOLD_KINDS; k++)
        if (seen[k] != m->told[k])
            return arena_printf(a, "%d messages %s, not %d", seen[k], told_words[k], m->told[k]);
    return NULL;
}

const char *play_differs(struct play *p, const struct model *m)
{
    const char *why = people_differ(p, m);
    why = why ? why : claims_differ(p, m);
    why = why ? why : pools_differ(p, m);
    return why ? why : messages_differ(p, m);
}

const char *play_differs_for(struct play *p, const struct model *m, int who)
{
    const struct claim *claims;
    size_t n;
    assert_ok(registration_claims(p->w->db, &p->w->arena, p->ids[who], &claims, &n));
    for (size_t i = 0; i < n; i++) {
        int pool = claims[i].rank == 0 ? (int)claims[i].modality : MODEL_POOLS - 1;
        while (claims[i].rank && pool > 0 && p->sessions[pool].v != claims[i].session.v)
            pool--;
        bool waits = claims[i].state == CLAIM_WAITING;
        if (claims[i].ahead != (waits ? model_ahead(m, who, pool) : 0))
            return arena_printf(&p->w->arena, "%d people before %d in pool %d, not %d",
                                (int)claims[i].ahead, who, pool, (int)model_ahead(m, who, pool));
        if (i && claims[i].rank < claims[i - 1].rank)
            return "claims are not by rank";
    }
    return NULL;
}
