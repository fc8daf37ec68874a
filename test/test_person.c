/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is held about a person, by the annotations of the columns: a mark of its own is planted in
 * every personal column of two people's rows, one of them is exported and erased, the program is
 * closed, and every byte of every file of the data folder is looked through.
 */
#include "harness.h"

#include "mail/outbox.h"
#include "meeting/invitation/invitation.h"
#include "meeting/meeting.h"
#include "meeting/registration/registration.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>
#include <zip.h>

#define SLUG "2021-economie-de-l-alliance"
#define OTHER_SLUG "2019-rencontre-5"
#define LEAVES "Zqa-adresse@parti.example"
#define STAYS "zqb-adresse@reste.example"
#define MARKS_MAX 128

static struct harness h;

static void must(enum err e, const char *what)
{
    if (e != OK)
        fail_msg("%s: %s", what, err_name(e));
}

static int64_t now(void)
{
    return clock_now(&h.app.clock);
}

/* ---- SQL of the test's own, on the writer and on a reader --------------------------------- */

struct sql {
    struct stmt *stmt;
    struct params params;
    int64_t changed;
};

static enum err run_sql(struct db *db, void *arg)
{
    struct sql *x = arg;
    return db_exec(db, x->stmt, x->params, &x->changed);
}

static struct stmt *stmt_of(const char *sql, const char *params, const char *columns)
{
    struct stmt *s = arena_new(&h.app.arena, struct stmt); /* connections keep it by its address */
    *s = (struct stmt){sql, params, columns};
    return s;
}

static int64_t change(const char *sql, const char *letters, struct params params)
{
    struct sql x = {.stmt = stmt_of(sql, letters, ""), .params = params};
    must(store_write(h.app.store, run_sql, &x), sql);
    return x.changed;
}

static int64_t number(const char *sql, const char *letters, struct params params)
{
    struct rows r;
    must(db_begin_read(h.worker->db), "read");
    must(db_query(h.worker->db, &h.arena, stmt_of(sql, letters, "i"), params, &r), sql);
    db_end_read(h.worker->db);
    return r.n ? row_int(&r, 0, 0) : 0;
}

/* ---- every column says what it tells ------------------------------------------------------- */

static const struct store_column *annotation(const char *table, const char *column, size_t *times)
{
    const struct store_column *found = NULL;
    size_t n;
    const struct store_schema **schemas = app_schemas(&h.app, &n);
    *times = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < schemas[i]->n_columns; k++) {
            const struct store_column *c = &schemas[i]->columns[k];
            if (strcmp(c->table, table) == 0 && strcmp(c->column, column) == 0) {
                found = c;
                ++*times;
            }
        }
    return found;
}

static size_t check_columns(sqlite3 *db)
{
    sqlite3_stmt *s = NULL;
    size_t seen = 0;
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT m.name, c.name, c.type FROM sqlite_master AS m,"
                                        " pragma_table_info(m.name) AS c WHERE m.type = 'table'"
                                        " AND m.name <> 'migration' AND m.name NOT LIKE 'sqlite_%'",
                                        -1, &s, NULL),
                     SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(s, 0);
        const char *column = (const char *)sqlite3_column_text(s, 1);
        const char *type = (const char *)sqlite3_column_text(s, 2);
        size_t times;
        if (strcmp(type, "INTEGER") == 0 || strcmp(type, "REAL") == 0)
            continue;
        annotation(table, column, &times);
        if (times != 1)
            fail_msg("%s.%s (%s): said %zu times what it tells of whom; once, in the `columns` of "
                     "its module's schema (store.h, struct store_column)",
                     table, column, type, times);
        seen++;
    }
    sqlite3_finalize(s);
    return seen;
}

static void every_column_says_what_it_tells(void **state)
{
    sqlite3 *db;
    size_t n, said = 0;
    (void)state;
    harness_open(&h, "2021-07-05T09:00", false);
    const struct store_schema **schemas = app_schemas(&h.app, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < schemas[i]->n_columns; k++, said++)
            assert_non_null(schemas[i]->columns[k].why);
    assert_int_equal(sqlite3_open_v2(arena_printf(&h.arena, "%s/maillage.db", h.folder), &db,
                                     SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    assert_int_equal(check_columns(db), said); /* none is said of a column that is not there */
    sqlite3_close(db);
    harness_close(&h);
}

/* ---- two people, by the rules --------------------------------------------------------------- */

static const char *escaped(const char *address)
{
    return request_escape(&h.arena, address, "");
}

static const char *register_person_of(const char *address)
{
    const char *body = arena_printf(
        &h.arena,
        "given_name=Ana&family_name=%.3s&email=%s&organisation=Atelier&ecosystem=association"
        "&territory=commune-35238&modality=remote&access_needs=Une+boucle&consent_list=1",
        address, escaped(address));
    struct reply a = harness_send(&h, "POST", "/rencontres/" SLUG "/inscription", NULL, body);
    if (a.status != 303)
        fail_msg("registering %s: %d\n%.3000s", address, a.status, a.body);
    return reply_header(&a, "Location") + strlen("/inscriptions/");
}

static void invite(const char *address)
{
    struct event event;
    struct invitation_table t;
    must(db_begin_read(h.worker->db), "read");
    must(event_by_slug(h.worker->db, &h.arena, SLUG, &event), SLUG);
    db_end_read(h.worker->db);
    invitation_table_read(&h.arena, "fr",
                          str_of(arena_printf(&h.arena,
                                              "prénom,nom,e-mail,structure,écosystème,territoire\n"
                                              "Ana,Liste,%s,Atelier,association,Rennes\n",
                                              address)),
                          &t);
    assert_int_equal(t.n, 1);
    struct add_invitations add = {.event = event.id, .drafts = t.drafts, .n = t.n, .now = now()};
    must(store_write(h.app.store, add_invitations, &add), "invite");
    struct send_invitations send = {.event = event.id, .now = now()};
    must(store_write(h.app.store, send_invitations, &send), "send");
}

struct refusing {
    const char *address;
};

static enum err refuse_address(struct db *db, void *arg)
{
    const struct refusing *x = arg;
    return mail_refuse(db, x->address, REFUSAL_BOUNCED, "550 no such user", now());
}

/* A passkey, as a device's bytes would have made it. */
static void make_keys(const char *address)
{
    static const char *const all[] = {
        "INSERT INTO passkey_owner (account_id, handle) SELECT id, $2 FROM account",
        "INSERT INTO passkey (account_id, credential_id, public_key, sign_count, backup_eligible,"
        " backed_up, transports, name, created_at) SELECT id, $2, $2, 0, 0, 0, 'usb', 'Clé', 0"
        " FROM account",
        "INSERT INTO identity (account_id, issuer, subject, created_at, last_used_at)"
        " SELECT id, 'https://id.example', CAST($2 AS TEXT), 0, 0 FROM account",
        "INSERT INTO identity_flow (browser_hash, account_id, root, created_at, expires_at)"
        " SELECT $2, id, '', 0, 9999999999 FROM account",
        "INSERT INTO passkey_challenge (browser_hash, account_id, created_at, expires_at)"
        " SELECT $2, id, 0, 9999999999 FROM account"};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        assert_int_equal(change(arena_printf(&h.arena, "%s WHERE LOWER(email) = LOWER($1)", all[i]),
                                "tb", PARAMS(v_text(address), v_bytes(str_of(address)))),
                         1);
}

/* What they wrote as organisers, once their account has its mark for a name: that is the mark. */
static void make_versions(const char *address, const char *slug)
{
    static const char *const all[] = {
        "INSERT INTO event_plan (event_id, content, revision, based_on, changed_at, changed_by)"
        " SELECT event.id, '{}', 1, 1, 0, account.name FROM event, account",
        "INSERT INTO event_plan_past (event_id, revision, content, act, about, made_at, made_by)"
        " SELECT event.id, 900, '{}', 'x', '', 0, account.name FROM event, account",
        "INSERT INTO event_version (event_id, revision, content, released_at, released_by)"
        " SELECT event.id, 900, '{}', 0, account.name FROM event, account"};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        assert_int_equal(
            change(
                arena_printf(&h.arena, "%s WHERE LOWER(email) = LOWER($1) AND slug = $2", all[i]),
                "tt", PARAMS(v_text(address), v_text(slug))),
            1);
}

/* What they did as an organiser, to their own registration. */
static enum err note(struct db *db, void *arg)
{
    const struct audit_change seat = {"seat", "confirmed", "cancelled"};
    struct audit_entry *e = arg;
    e->changes = &seat;
    e->n_changes = 1;
    return audit_note(db, e);
}

static void leave_in_journal(const char *address)
{
    struct audit_entry e = {
        .by = {.account =
                   number("SELECT id FROM account WHERE email = $1", "t", PARAMS(v_text(address))),
               .name = "Ana"},
        .verb = "registration/cancelled",
        .id = number("SELECT id FROM registration WHERE email = $1", "t", PARAMS(v_text(address))),
        .title = "Ana",
        .now = now()};
    must(store_write(h.app.store, note, &e), "journal");
}

static struct signed_in make_person(const char *address)
{
    struct token browser;
    struct refusing x = {address};
    struct signed_in who = harness_sign_in(&h, address, ROLE_MEMBER);
    token_make(&browser);
    const struct sign_in_ask ask = {
        .email = address, .kind = "sign-in/code", .lang = "fr", .browser = &browser, .now = now()};
    invite(address);
    register_person_of(address);
    must(sign_in_ask(h.app.store, &h.arena, &ask), "ask");
    must(store_write(h.app.store, refuse_address, &x), "refuse");
    make_keys(address);
    leave_in_journal(address);
    return who;
}

/* ---- marks --------------------------------------------------------------------------------- */

struct mark {
    const struct store_column *column;
    const char *text;
};

struct marks {
    struct mark v[MARKS_MAX];
    size_t n;
    size_t columns; /* personal ones there are */
};

/* Which rows are theirs; of messages, by what the register of kinds knows. */
static const char *whose(const struct store_column *c)
{
    const char *sql = "0";
    if (c->whose)
        return c->whose;
    assert_string_equal(c->table, "outbox_message");
    for (size_t i = 0; i < h.app.mail.n_kinds; i++)
        if (h.app.mail.kinds[i]->about)
            sql = arena_printf(&h.arena, "%s OR (kind = '%s' AND about IN (%s))", sql,
                               h.app.mail.kinds[i]->name, h.app.mail.kinds[i]->about->sql);
    return arena_printf(&h.arena, "(%s)", sql);
}

/* A mark in each of their rows; of a column by which they are found, the address is the mark. */
static void plant_one(struct marks *m, const struct store_column *c, const char *address,
                      const char *prefix)
{
    const char *where = whose(c);
    const char *mark = arena_printf(&h.arena, "%s%zu-%s-%s", prefix, m->n, c->table, c->column);
    int64_t is_key = number(arena_printf(&h.arena,
                                         "SELECT count(*) FROM %s WHERE %s AND"
                                         " LOWER(CAST(%s AS TEXT)) = LOWER($1)",
                                         c->table, where, c->column),
                            "t", PARAMS(v_text(address)));
    if (is_key) {
        m->v[m->n++] = (struct mark){c, address};
        return;
    }
    /* Of one table no two rows may have the same; the details of a message are JSON. */
    const char *value = strcmp(c->column, "details") == 0 ? "'{\"note\":\"' || $2 || rowid || '\"}'"
                                                          : "$2 || '-' || rowid";
    bool bytes = number(arena_printf(&h.arena,
                                     "SELECT count(*) FROM pragma_table_info('%s')"
                                     " WHERE name = '%s' AND type = 'BLOB'",
                                     c->table, c->column),
                        "", NO_PARAMS) > 0;
    value = bytes ? arena_printf(&h.arena, "CAST(%s AS BLOB)", value) : value;
    int64_t n = change(
        arena_printf(&h.arena, "UPDATE %s SET %s = %s WHERE %s", c->table, c->column, value, where),
        "tt", PARAMS(v_text(address), v_text(mark)));
    if (n == 0)
        fail_msg("%s has no row of %s to mark %s in: make one in make_person", c->table, address,
                 c->column);
    m->v[m->n++] = (struct mark){c, mark};
}

static void plant(struct marks *m, const char *address, const char *prefix)
{
    size_t n;
    const struct store_schema **schemas = app_schemas(&h.app, &n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < schemas[i]->n_columns; k++) {
            const struct store_column *c = &schemas[i]->columns[k];
            bool personal = c->tells == TELLS_PERSON || c->tells == TELLS_AGAIN;
            m->columns += personal;
            bool by_name = c->whose && strstr(c->whose, "COALESCE(name, email)");
            m->columns -= by_name; /* the mark of their name stands there: make_versions */
            if (personal && !by_name && strcmp(c->column, "recipient") != 0) /* of the last one */
                plant_one(m, c, address, prefix);
        }
}

/* ---- every byte ------------------------------------------------------------------------------ */

static struct str read_whole(const char *path)
{
    FILE *f = fopen(path, "rbe");
    assert_non_null(f);
    BUF_SCOPED b = BUF_INIT((size_t)256 << 20);
    char piece[65536];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, piece, n);
    fclose(f);
    return (struct str){arena_strndup(&h.arena, buf_str(&b), b.len), b.len};
}

/* In any case, and as UTF-16 of both orders too. */
static bool holds(struct str bytes, const char *text)
{
    size_t n = strlen(text);
    for (size_t width = 1; width <= 2; width++)
        for (size_t at = 0; at + n * width <= bytes.n; at++) {
            size_t k = 0;
            while (k < n && (bytes.p[at + k * width] | 0x20) == (text[k] | 0x20) &&
                   (width == 1 || !bytes.p[at + k * width + 1]))
                k++;
            if (k == n)
                return true;
        }
    return false;
}

struct found {
    struct str files[32];
    const char *names[32];
    size_t n;
};

static void read_folder(struct found *f)
{
    DIR *d = opendir(h.folder);
    assert_non_null(d);
    for (struct dirent *x; (x = readdir(d));) {
        if (x->d_type != DT_REG)
            continue;
        assert_in_range(f->n, 0, ARRAY_LEN(f->files) - 1);
        f->names[f->n] = arena_strdup(&h.arena, x->d_name);
        f->files[f->n] = read_whole(arena_printf(&h.arena, "%s/%s", h.folder, x->d_name));
        f->n++;
    }
    closedir(d);
}

static const char *where_is(const struct found *f, const char *text)
{
    for (size_t i = 0; i < f->n; i++)
        if (holds(f->files[i], text))
            return f->names[i];
    return NULL;
}

/* The database and its log as they stand, or closed. */
static void assert_gone(const struct marks *m)
{
    struct found f = {0};
    read_folder(&f);
    assert_true(f.n >= 2);
    for (size_t i = 0; i < m->n; i++) {
        const char *name = where_is(&f, m->v[i].text);
        if (name)
            fail_msg("%s.%s: « %s » is still in %s", m->v[i].column->table, m->v[i].column->column,
                     m->v[i].text, name);
    }
}

static void assert_there(const struct marks *m)
{
    struct found f = {0};
    read_folder(&f);
    for (size_t i = 0; i < m->n; i++)
        if (!where_is(&f, m->v[i].text))
            fail_msg("%s.%s: « %s » of somebody else is gone", m->v[i].column->table,
                     m->v[i].column->column, m->v[i].text);
}

/* What the log says goes to a file of the data folder meanwhile. */
static int log_to_folder(void)
{
    int before = dup(STDERR_FILENO);
    int fd = open(arena_printf(&h.arena, "%s/log", h.folder), O_WRONLY | O_CREAT | O_APPEND, 0600);
    assert_true(before >= 0 && fd >= 0);
    fflush(stderr);
    dup2(fd, STDERR_FILENO);
    close(fd);
    return before;
}

static void log_back(int before)
{
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
}

/* ---- export ------------------------------------------------------------------------------------
 */

/* All files of the archive, one after the other; each .json is JSON. */
static struct str unzipped(struct str bytes, size_t *n)
{
    zip_error_t error;
    BUF_SCOPED all = BUF_INIT((size_t)64 << 20);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    assert_non_null(zip);
    *n = (size_t)zip_get_num_entries(zip, 0);
    for (size_t i = 0; i < *n; i++) {
        zip_stat_t st;
        zip_stat_index(zip, i, 0, &st);
        char *text = arena_alloc(&h.arena, st.size + 1);
        zip_file_t *f = zip_fopen_index(zip, i, 0);
        assert_int_equal(zip_fread(f, text, st.size), st.size);
        zip_fclose(f);
        buf_printf(&all, "== %s\n", st.name);
        buf_add(&all, text, st.size);
        if (!strstr(st.name, ".json"))
            continue;
        json_t *j = json_loadb(text, st.size, JSON_REJECT_DUPLICATES, NULL);
        if (!j)
            fail_msg("%s is no JSON", st.name);
        json_decref(j);
    }
    zip_discard(zip);
    return (struct str){arena_strndup(&h.arena, buf_str(&all), all.len), all.len};
}

static struct str export_of(const char *address, size_t *files)
{
    BUF_SCOPED b = BUF_INIT((size_t)64 << 20);
    must(db_begin_read(h.worker->db), "read");
    must(person_export_zip(&h.app.people, h.worker->db, &h.arena, address, now(), &b), address);
    db_end_read(h.worker->db);
    return unzipped((struct str){buf_str(&b), b.len}, files);
}

static void assert_exported(const struct marks *mine, const struct marks *others)
{
    size_t files;
    struct str all = export_of(LEAVES, &files);
    for (size_t i = 0; i < mine->n; i++)
        if (mine->v[i].column->tells == TELLS_PERSON && !holds(all, mine->v[i].text))
            fail_msg("%s.%s: « %s » is not in the export:\n%.6000s", mine->v[i].column->table,
                     mine->v[i].column->column, mine->v[i].text, all.p);
    for (size_t i = 0; i < others->n; i++)
        if (holds(all, others->v[i].text))
            fail_msg("%s.%s: « %s » of somebody else is in the export", others->v[i].column->table,
                     others->v[i].column->column, others->v[i].text);
    static const char *const names[] = {
        "LISEZMOI.txt",     "README.txt",       "account.json",  "sessions.json",
        "sign-ins.json",    "messages.json",    "consents.json", "registrations.json",
        "invitations.json", "mail-refusal.json"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!holds(all, arena_printf(&h.arena, "== %s\n", names[i])))
            fail_msg("the export has no %s", names[i]);
    assert_true(holds(all, "BEGIN:VCALENDAR") && holds(all, "<svg "));
}

/* ---- erasure -----------------------------------------------------------------------------------
 */

/* The last message leaves, as the mailer has it. */
static void send_farewell(void)
{
    struct mail_row *rows;
    struct mail_message m;
    size_t n;
    bool seen = false;
    must(outbox_take(h.app.store, &h.arena, "test", now(), 5000, &rows, &n), "take");
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].kind, MAIL_FAREWELL) != 0)
            continue;
        must(mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[i], &m), "render");
        assert_string_equal(m.to_address, LEAVES);
        assert_contains(m.text, "est effacé");
        seen = true;
        const struct result r = {rows[i].id, now(), rows[i].attempts, OUTCOME_SENT, NULL};
        must(outbox_record(h.app.store, &r), "record");
    }
    assert_true(seen);
    assert_int_equal(
        number("SELECT count(*) FROM outbox_message WHERE recipient IS NOT NULL", "", NO_PARAMS),
        0);
}

static void erase(const char *address)
{
    struct person_erasure x = {.address = address, .now = now(), .tell = "fr"};
    must(person_erase_for_good(h.app.store, &h.app.people, &x), address);
    assert_true(x.rows > 0);
}

static int64_t pools_that_disagree(void)
{
    return number("SELECT count(*) FROM seat_pool WHERE"
                  " taken <> (SELECT count(*) FROM seat_claim WHERE pool_id = seat_pool.id"
                  " AND state <> 'waiting')"
                  " OR offered <> (SELECT count(*) FROM seat_claim WHERE pool_id = seat_pool.id"
                  " AND state = 'offered')"
                  " OR waiting <> (SELECT count(*) FROM seat_claim WHERE pool_id = seat_pool.id"
                  " AND state = 'waiting')",
                  "", NO_PARAMS);
}

static void nothing_is_left_of_who_is_erased(void **state)
{
    struct marks a = {0}, b = {0};
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    int before = log_to_folder();
    make_person(LEAVES);
    struct signed_in other = make_person(STAYS);
    plant(&a, LEAVES, "zqa");
    plant(&b, STAYS, "zqb");
    make_versions(LEAVES, SLUG);
    make_versions(STAYS, OTHER_SLUG);
    assert_int_equal(a.n, a.columns - 1);
    assert_there(&a); /* or what follows would show nothing */
    assert_exported(&a, &b);
    erase(LEAVES);
    harness_get_as(&h, "/mon-espace", &other);
    send_farewell();
    must(person_tick(h.app.store, now()), "tick");
    assert_gone(&a); /* while it runs: the database, its log, the list of erasures, ours */
    assert_there(&b);
    assert_int_equal(pools_that_disagree(), 0);
    assert_int_equal(number("SELECT count(*) FROM event_version WHERE released_by ="
                            " 'une personne qui a quitté le réseau'",
                            "", NO_PARAMS),
                     1);
    harness_stop(&h);
    log_back(before);
    assert_gone(&a);
    assert_there(&b);
    harness_close(&h);
}

/* ---- seats ----------------------------------------------------------------------------------- */

static const char *text(const char *sql, const char *letters, struct params params)
{
    struct rows r;
    must(db_begin_read(h.worker->db), "read");
    must(db_query(h.worker->db, &h.arena, stmt_of(sql, letters, "t"), params, &r), sql);
    db_end_read(h.worker->db);
    return r.n ? row_text(&r, 0, 0) : NULL;
}

static int64_t messages(const char *kind)
{
    return number("SELECT count(*) FROM outbox_message WHERE kind = $1", "t", PARAMS(v_text(kind)));
}

static void a_seat_of_a_meeting_to_come_goes_to_the_next(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    const char *address =
        text("SELECT email FROM registration WHERE id IN (SELECT registration_id FROM seat_claim"
             " JOIN seat_pool ON seat_pool.id = pool_id WHERE seat_pool.modality = 1"
             " AND seat_pool.waiting > 0 AND seat_claim.state = 'confirmed') LIMIT 1",
             "", NO_PARAMS);
    static const char *const sum = "SELECT sum(taken) FROM seat_pool WHERE modality = 1";
    int64_t taken = number(sum, "", NO_PARAMS), offers = messages("registration/offer");
    int64_t told = messages("registration/cancelled");
    assert_non_null(address);
    erase(address);
    assert_int_equal(number(sum, "", NO_PARAMS), taken); /* the next one holds it */
    assert_true(messages("registration/offer") > offers);
    assert_int_equal(messages("registration/cancelled"), told); /* nobody is left to be told */
    assert_int_equal(pools_that_disagree(), 0);
    assert_int_equal(number("SELECT count(*) FROM erased_attendance", "", NO_PARAMS), 0);
    harness_close(&h);
}

static void of_a_meeting_that_is_over_a_number_stays(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    const char *token = register_person_of(LEAVES);
    struct change_registration here = {.change = CHANGE_CHECK_IN, .token = token, .now = now()};
    must(store_write(h.app.store, change_registration, &here), "check in");
    int64_t offers = messages("registration/offer");
    h.app.clock = clock_from(now() + 30 * 86400);
    erase(LEAVES);
    assert_int_equal(
        number("SELECT people FROM erased_attendance WHERE modality = 0", "", NO_PARAMS), 1);
    assert_int_equal(
        number("SELECT present FROM erased_attendance WHERE modality = 0", "", NO_PARAMS), 1);
    assert_int_equal(messages("registration/offer"), offers);
    assert_int_equal(pools_that_disagree(), 0);
    harness_close(&h);
}

/* ---- copies ------------------------------------------------------------------------------------
 */

static int64_t registered(const char *address)
{
    return number("SELECT count(*) FROM registration WHERE LOWER(email) = LOWER($1)", "t",
                  PARAMS(v_text(address)));
}

static void put_back(const char *copy)
{
    const char *db = arena_printf(&h.arena, "%s/maillage.db", h.folder);
    struct str bytes = read_whole(copy);
    unlink(arena_printf(&h.arena, "%s-wal", db));
    unlink(arena_printf(&h.arena, "%s-shm", db));
    FILE *f = fopen(db, "wbe");
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    fclose(f);
}

static void an_older_copy_does_not_bring_them_back(void **state)
{
    const char *why = "";
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    register_person_of(LEAVES);
    register_person_of(STAYS);
    const char *old = arena_printf(&h.arena, "%s/old.copy", h.folder);
    const char *new = arena_printf(&h.arena, "%s/new.copy", h.folder);
    must(store_backup(h.app.store, &h.arena, old, NULL, &why), why);
    erase(LEAVES);
    register_person_of(LEAVES); /* they come again, of their own will */
    must(store_backup(h.app.store, &h.arena, new, NULL, &why), why);
    harness_stop(&h);

    harness_start(&h, "2021-07-06T09:00", false);
    assert_int_equal(registered(LEAVES), 1); /* what is done is not done again */
    harness_stop(&h);

    put_back(old);
    harness_start(&h, "2021-07-07T09:00", false);
    assert_int_equal(registered(LEAVES), 0);
    assert_int_equal(registered(STAYS), 1);
    assert_int_equal(
        number("SELECT count(*) FROM erasure WHERE scrubbed_at IS NULL", "", NO_PARAMS), 0);
    harness_stop(&h);
    struct found f = {0};
    read_folder(&f);
    for (size_t i = 0; i < f.n; i++)
        if (!strstr(f.names[i], ".copy"))
            assert_false(holds(f.files[i], LEAVES));

    put_back(new);
    harness_start(&h, "2021-07-08T09:00", false);
    assert_int_equal(registered(LEAVES), 1);
    harness_close(&h);
}

/* A machine that stopped while a line was written, or between the list and the database. */
static void the_list_survives_a_crash(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    register_person_of(STAYS);
    erase(STAYS);
    const char *list = h.app.people.list;
    struct str lines = read_whole(list);
    list = arena_strdup(&h.arena, list);
    register_person_of(STAYS);
    harness_stop(&h);

    FILE *f = fopen(list, "abe"); /* half a line: nothing was erased by it */
    fwrite(lines.p + lines.n - 30, 1, 20, f);
    fclose(f);
    harness_start(&h, "2021-07-06T09:00", false);
    assert_int_equal(registered(STAYS), 1);
    register_person_of(LEAVES);
    erase(LEAVES); /* takes the place of the half line */
    harness_stop(&h);
    struct str whole = read_whole(list);
    assert_true(whole.n > lines.n && memcmp(whole.p, lines.p, lines.n) == 0);

    f = fopen(list,
              "abe"); /* a whole line that no commit followed: the same person, a later time */
    const char *hash = arena_strndup(&h.arena, lines.p + lines.n - 64 - 12, 64);
    fprintf(f, "%s 1625600000\n", hash);
    fclose(f);
    harness_start(&h, "2021-07-07T09:00", false);
    assert_int_equal(registered(STAYS), 0);
    harness_stop(&h);

    f = fopen(list, "wbe");
    fputs("of another program\n", f);
    fclose(f);
    harness_refused(&h, "2021-07-07T09:00");
    harness_close(&h);
}

/* ---- for rules of retention
 * ---------------------------------------------------------------------- */

static void a_rule_of_retention_erases_without_the_list(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    register_person_of(LEAVES);
    struct person_erasure x = {.people = &h.app.people, .address = LEAVES, .now = now()};
    must(store_write(h.app.store, person_erase, &x), "rule");
    assert_int_equal(registered(LEAVES), 0);
    assert_int_equal(access(h.app.people.list, F_OK), -1);
    assert_int_equal(
        number("SELECT count(*) FROM erasure WHERE scrubbed_at IS NULL", "", NO_PARAMS), 1);
    must(person_tick(h.app.store, now()), "tick");
    assert_int_equal(
        number("SELECT count(*) FROM erasure WHERE scrubbed_at IS NULL", "", NO_PARAMS), 0);
    assert_int_equal(messages(MAIL_FAREWELL), 0);
    harness_close(&h);
}

static void a_farewell_that_cannot_leave_is_forgotten(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    register_person_of(LEAVES);
    erase(LEAVES);
    must(mail_farewells_end(h.app.store, now() + FAREWELL_SECONDS - 60), "end");
    assert_int_equal(
        number("SELECT count(*) FROM outbox_message WHERE recipient IS NOT NULL", "", NO_PARAMS),
        1);
    must(mail_farewells_end(h.app.store, now() + FAREWELL_SECONDS + 60), "end");
    must(person_tick(h.app.store, now()), "tick");
    struct found f = {0};
    read_folder(&f);
    assert_null(where_is(&f, LEAVES));
    harness_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_says_what_it_tells),
        cmocka_unit_test(nothing_is_left_of_who_is_erased),
        cmocka_unit_test(a_seat_of_a_meeting_to_come_goes_to_the_next),
        cmocka_unit_test(of_a_meeting_that_is_over_a_number_stays),
        cmocka_unit_test(an_older_copy_does_not_bring_them_back),
        cmocka_unit_test(the_list_survives_a_crash),
        cmocka_unit_test(a_rule_of_retention_erases_without_the_list),
        cmocka_unit_test(a_farewell_that_cannot_leave_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
