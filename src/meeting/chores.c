/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/chores.h"

#include "meeting/invitation/statements.h"
#include "meeting/registration/statements.h"
#include "meeting/registration/store.h"
#include "view/tr.h"

/* ---- offers of seats that nobody answered go to the next --------------------------------- */

static enum err offers_are_due(const struct jobs_house *house, struct db *db, struct arena *a,
                               int64_t now, bool *out)
{
    (void)house;
    int64_t *pools;
    size_t n = 0;
    enum err e = store_pools_due(db, a, now, 0, &pools, &n);
    *out = n > 0;
    return e;
}

struct settling {
    struct settle_offers offers;
    struct job_progress *p;
};

static enum err settle(struct db *db, void *arg)
{
    struct settling *s = arg;
    enum err e = settle_offers(db, &s->offers);
    s->p->done = s->p->total = s->offers.pools;
    return e;
}

static enum err end_offers(struct job_run *run)
{
    struct job_progress p = {.ended = true, .result = TR("Salles et ateliers remis à jour : {n}.")};
    struct settling s = {.offers = {.now = job_now(run)}, .p = &p};
    return job_step(run, settle, &s, &p);
}

const struct job_kind meeting_jobs[MEETING_JOBS] = {{
    .name = "meeting/offers",
    .label = TR("Places libérées, proposées aux suivants"),
    .run = end_offers,
    .tries = 8,
    .rhythm = JOB_EVERY,
    .period = 30,
    .needed = offers_are_due,
}};

/* ---- what is kept, and for how long ------------------------------------------------------ */

/* The end of every list, whatever its order. */
static const unsigned char last_key[] = {0xFF};

static enum err forget(struct db *db, int64_t before, int64_t now, int64_t most, int64_t *changed)
{
    const struct str key = {(const char *)last_key, sizeof last_key};
    return db_exec(db, &sql_registrations_forget,
                   PARAMS(v_int(before), v_int(now), v_int(most), v_bytes(key)), changed);
}

const struct retention_rule meeting_retention[MEETING_RETENTION] = {
    {
        .name = "inscriptions",
        .label = TR("Inscriptions aux rencontres passées"),
        .words = TR("Noms, adresses, structures, territoires et besoins sont effacés. Restent des "
                    "nombres : le mode, l’écosystème, la région et qui est venu."),
        .why = TR("Le temps des attestations, du bilan et des justificatifs aux financeurs."),
        .unit = RETENTION_MONTHS,
        .delay = 24,
        .least = 1,
        .most = 36,
        .parts = {{.count = &sql_registrations_old, .act = forget}},
    },
    {
        .name = "invitations",
        .label = TR("Personnes invitées"),
        .words = TR("Les personnes invitées sont effacées des listes, trois ans au plus après leur "
                    "dernier signe : ajout à la liste, page ouverte ou réponse."),
        .why = TR("CNIL : trois ans pour les personnes sollicitées."),
        .unit = RETENTION_MONTHS,
        .delay = 36,
        .least = 6,
        .most = 36,
        .parts = {{.count = &sql_invitations_old, .erase = &sql_invitations_erase}},
    },
};
