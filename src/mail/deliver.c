/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mail/deliver.h"

#include "base/log.h"
#include "mail/compose.h"
#include "mail/smtp.h"
#include "view/tr.h"

#include <pthread.h>
#include <sodium.h>

#define CONNECTIONS 4
#define CONNECTIONS_MAX 32
#define BATCH 16
#define LOOK_MS 500
#define RECORD_TRIES 100
#define REST_MS 5000
#define REST_MOST_MS 300000
#define LOOK_ANYWAY 10 /* looks: what a clock makes due changes no table */

struct mailer {
    struct mail_delivery d;
    const char *domain; /* of our Message-IDs */
    char owner[17];     /* of our leases: another process has another */
    int outbox;         /* the table's number */
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool stopping;
    int64_t rest_until; /* monotonic ms: nobody knocks at the relay before */
    unsigned rest_ms;
    char trouble[FAILURE_MAX + 1];
    pthread_t threads[CONNECTIONS_MAX];
    unsigned n_threads;
};

struct sender { /* one of its threads */
    struct mailer *m;
    struct db *db;
    struct smtp *smtp;
    struct arena a;
    uint64_t seen;     /* the table's version when it was last looked at */
    int64_t looked_at; /* monotonic ms */
};

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t now_of(const struct mailer *m)
{
    return m->d.now(m->d.ctx);
}

/* ---- the relay's moods ------------------------------------------------------------------ */

static void relay_is_away(struct mailer *m, const char *why)
{
    pthread_mutex_lock(&m->lock);
    if (monotonic_ms() >= m->rest_until) { /* the first of the threads to notice */
        m->rest_until = monotonic_ms() + m->rest_ms;
        log_line("event=mail-relay-away rest_ms=%u reason=\"%s\"", m->rest_ms, why);
        m->rest_ms = m->rest_ms * 2 < REST_MOST_MS ? m->rest_ms * 2 : REST_MOST_MS;
    }
    snprintf(m->trouble, sizeof m->trouble, "%s", why);
    pthread_mutex_unlock(&m->lock);
}

static void relay_is_there(struct mailer *m)
{
    pthread_mutex_lock(&m->lock);
    m->rest_until = 0;
    m->rest_ms = m->d.rest_ms;
    m->trouble[0] = '\0';
    pthread_mutex_unlock(&m->lock);
}

const char *mailer_trouble(struct mailer *m, struct arena *a)
{
    pthread_mutex_lock(&m->lock);
    const char *text = arena_strdup(a, m->trouble);
    pthread_mutex_unlock(&m->lock);
    return text;
}

/* Waits a moment; false when it is time to stop. */
static bool wait_for_work(struct mailer *m)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)(m->d.look_ms % 1000) * 1000000;
    until.tv_sec += m->d.look_ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&m->lock);
    int late = 0;
    while (!m->stopping && !late)
        late = pthread_cond_timedwait(&m->stop, &m->lock, &until);
    bool goes_on = !m->stopping;
    pthread_mutex_unlock(&m->lock);
    return goes_on;
}

static bool stops(struct mailer *m)
{
    pthread_mutex_lock(&m->lock);
    bool stopping = m->stopping;
    pthread_mutex_unlock(&m->lock);
    return stopping;
}

static bool rests(struct mailer *m)
{
    pthread_mutex_lock(&m->lock);
    bool resting = monotonic_ms() < m->rest_until;
    pthread_mutex_unlock(&m->lock);
    return resting;
}

/* ---- one message ------------------------------------------------------------------------ */

static enum err render(struct sender *s, const struct mail_row *row, struct mail_message *out,
                       enum mail_refusal *refusal)
{
    *refusal = REFUSAL_NONE;
    enum err e = db_begin_read(s->db);
    if (e == OK)
        e = mail_render(s->m->d.house, s->db, &s->a, row, out);
    if (e == OK)
        e = mail_refusal_of(s->db, &s->a, out->to_address, refusal);
    db_end_read(s->db);
    return e;
}

/* Why nothing is sent to such an address; NULL: this kind is. */
static const char *refused_because(const struct mail_kind *kind, enum mail_refusal refusal)
{
    if (refusal == REFUSAL_UNSUBSCRIBED)
        return kind->bulk ? TR("Cette personne ne veut plus recevoir d’invitations ni d’annonces.")
                          : NULL;
    return refusal == REFUSAL_BOUNCED ? TR("Les messages à cette adresse reviennent.")
           : refusal == REFUSAL_COMPLAINT
               ? TR("Cette personne a signalé un message comme indésirable.")
               : NULL;
}

static struct str bytes_of(struct sender *s, const struct mail_row *row,
                           const struct mail_message *m)
{
    const struct mail_envelope envelope = {
        .from_name = m->from_name,
        .reply_to = m->reply_to,
        .from_address = s->m->d.from_address,
        .message_id = arena_printf(&s->a, "m%lld.%lld@%s", (long long)row->id,
                                   (long long)row->created_at, s->m->domain),
        .date = row->created_at,
    };
    return mail_compose(&s->a, m, &envelope);
}

/* A reason is a translation key, or the relay's own words. */
static enum outcome send_row(struct sender *s, const struct mail_row *row, char *why)
{
    struct mail_message m;
    enum mail_refusal refusal = REFUSAL_NONE;
    bool stale = row->attempts == 1 && row->due_at < now_of(s->m) - OUTBOX_STALE_SECONDS;
    enum err e = stale ? OK : render(s, row, &m, &refusal);
    if (stale || e == ERR_NOT_FOUND || e == ERR_CORRUPT || e == ERR_GONE) {
        snprintf(why, FAILURE_MAX + 1, "%s",
                 stale                ? TR("Il attend depuis plus d’une semaine : relisez-le.")
                 : e == ERR_NOT_FOUND ? TR("Ce dont il parle n’est plus dans la base.")
                 : e == ERR_GONE      ? TR("Il n’est plus utile.")
                                      : TR("Il ne peut pas être écrit."));
        return OUTCOME_FAILED;
    }
    if (e != OK) {
        snprintf(why, FAILURE_MAX + 1, "%s", err_name(e));
        return OUTCOME_LATER;
    }
    const char *refused = refused_because(mail_kind_of(s->m->d.house, row->kind), refusal);
    if (refused) {
        snprintf(why, FAILURE_MAX + 1, "%s", refused);
        return OUTCOME_FAILED;
    }
    return smtp_send(s->smtp, s->m->d.from_address, m.to_address, bytes_of(s, row, &m), why);
}

/* What is not recorded is sent again, so it is tried for a while: the disk may be busy. */
static void record(struct sender *s, const struct result *r)
{
    const struct timespec nap = {0, 50 * 1000000};
    enum err e = ERR_BUSY;
    for (int i = 0; e != OK && i < RECORD_TRIES; i++) {
        e = outbox_record(s->m->d.store, r);
        if (e != OK)
            nanosleep(&nap, NULL);
    }
    if (e != OK)
        log_line("event=mail-not-recorded id=%lld error=%s", (long long)r->id, err_name(e));
}

static enum outcome deliver(struct sender *s, const struct mail_row *row)
{
    char why[FAILURE_MAX + 1] = "";
    enum outcome o = send_row(s, row, why);
    if (o == OUTCOME_UNTRIED)
        relay_is_away(s->m, why);
    else if (o == OUTCOME_SENT)
        relay_is_there(s->m);
    const struct result r = {row->id, now_of(s->m), row->attempts, o, why};
    record(s, &r);
    return o;
}

/* ---- a thread --------------------------------------------------------------------------- */

/* Whether it is worth looking: a commit wrote the table, or time has passed. */
static bool may_be_due(struct sender *s)
{
    uint64_t version = store_versions(s->m->d.store)[s->m->outbox];
    if (version == s->seen &&
        monotonic_ms() - s->looked_at < (int64_t)s->m->d.look_ms * LOOK_ANYWAY)
        return false;
    s->seen = version;
    s->looked_at = monotonic_ms();
    bool due = false;
    enum err e = db_begin_read(s->db);
    if (e == OK)
        e = outbox_is_due(s->db, &s->a, now_of(s->m), s->m->owner, &due);
    db_end_read(s->db);
    return e == OK && due;
}

/* What is left of a batch when it is time to stop, or the relay is away. */
static void put_back(struct sender *s, const struct mail_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct result r = {rows[i].id, now_of(s->m), rows[i].attempts, OUTCOME_UNTRIED,
                                 rows[i].failure};
        record(s, &r);
    }
}

/* Returns whether there may be more. */
static bool send_batch(struct sender *s)
{
    struct mail_row *rows;
    size_t n, i = 0;
    enum err e = outbox_take(s->m->d.store, &s->a, s->m->owner, now_of(s->m), BATCH, &rows, &n);
    if (e != OK) {
        log_line("event=mail-not-taken error=%s", err_name(e));
        return false;
    }
    while (i < n && !rests(s->m) && !stops(s->m))
        deliver(s, &rows[i++]);
    put_back(s, rows + i, n - i);
    return n == BATCH && i == n;
}

static void *sender_main(void *arg)
{
    struct mailer *m = arg;
    struct sender s = {.m = m, .a = ARENA_INIT, .seen = UINT64_MAX};
    if (store_reader(m->d.store, &s.db) != OK)
        die("mail: no connection to the database");
    s.smtp = smtp_new(m->d.relay);
    do {
        bool more = !rests(m) && may_be_due(&s);
        while (more && !stops(m)) {
            arena_clear(&s.a);
            more = send_batch(&s);
        }
        arena_clear(&s.a);
    } while (wait_for_work(m));
    smtp_free(s.smtp);
    store_reader_close(s.db);
    arena_free(&s.a);
    return NULL;
}

/* ---- start and stop --------------------------------------------------------------------- */

static void begin(struct mailer *m)
{
    pthread_condattr_t attr;
    pthread_mutex_init(&m->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&m->stop, &attr);
    pthread_condattr_destroy(&attr);
    while (m->n_threads < m->d.connections) {
        if (pthread_create(&m->threads[m->n_threads], NULL, sender_main, m) != 0)
            die("mail: no thread");
        m->n_threads++;
    }
}

static void name_owner(char out[17])
{
    unsigned char bytes[8];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(out, 17, bytes, sizeof bytes);
}

enum err mailer_start(const struct mail_delivery *d, struct mailer **out, const char **why)
{
    const char *at = strchr(d->from_address, '@');
    if (!smtp_url_is_good(d->relay)) {
        *why = "smtp://HÔTE:PORT ou smtps://HÔTE:PORT est attendu";
        return ERR_INVALID;
    }
    if (!at || strpbrk(d->from_address, " <>,;\"\r\n")) {
        *why = "l’adresse d’expédition n’en est pas une";
        return ERR_INVALID;
    }
    enum err e = outbox_release(d->store); /* nobody else sends from this database */
    if (e != OK) {
        *why = "la base n’a pas pu être préparée pour l’envoi";
        return e;
    }
    struct mailer *m = xcalloc(1, sizeof *m);
    m->d = *d;
    m->d.connections = d->connections ? d->connections : CONNECTIONS;
    m->d.look_ms = d->look_ms ? d->look_ms : LOOK_MS;
    m->d.rest_ms = m->rest_ms = d->rest_ms ? d->rest_ms : REST_MS;
    m->domain = at + 1;
    m->outbox = store_table(d->store, "outbox_message");
    name_owner(m->owner);
    begin(m);
    *out = m;
    return OK;
}

void mailer_stop(struct mailer *m)
{
    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    m->stopping = true;
    pthread_cond_broadcast(&m->stop);
    pthread_mutex_unlock(&m->lock);
    for (unsigned i = 0; i < m->n_threads; i++)
        pthread_join(m->threads[i], NULL);
    pthread_cond_destroy(&m->stop);
    pthread_mutex_destroy(&m->lock);
    free(m);
}
