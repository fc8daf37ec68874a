/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The people of the demonstration: 350 from every ecosystem, region and inhabited overseas
 * collectivity, and a few from abroad, with their organisations. All are invented, and their
 * addresses are under ".example", which no mail reaches (RFC 2606). Always the same ones, with the
 * same tickets and private addresses: those are no secret, and open nothing but a demonstration.
 */
#ifndef MAILLAGE_MEETING_DEMO_PEOPLE_H
#define MAILLAGE_MEETING_DEMO_PEOPLE_H

#include "app/app.h"
#include "meeting/registration/registration.h"

#define DEMO_PEOPLE 350
#define DEMO_WORKSHOPS 3

struct demo_person {
    struct registration_draft draft; /* without wishes, since only a database knows the sessions */
    int wishes[WISHES_MAX];          /* places of workshops in the programme, from 0 */
    size_t n_wishes;
    char token[TOKEN_SIZE], ticket[TICKET_SIZE];
    int64_t registers_at;
    int64_t cancels_at; /* NO_INSTANT: does not */
};

/*
 * In the order in which they register, over the three weeks before `until`. Eleven change their
 * mind; three of them in the last hours, when others wait for their seats.
 */
const struct demo_person *demo_people(struct arena *a, int64_t until);

/*
 * Registers them at that meeting, unless somebody is registered there already: one transaction, by
 * the rules that everyone's registration goes through. Of what they are told, the outbox gets what
 * concerns the last dozen of steps, so that an organiser reads messages and not 350 times the same.
 */
must_check enum err demo_people_register(struct app *app, struct arena *a, const char *slug);

#endif
