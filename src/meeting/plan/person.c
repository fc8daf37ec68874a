/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who made a version of a programme, once their data is erased: the version stays, their name does
 * not. */
#include "meeting/people.h"
#include "meeting/plan/statements.h"

#include "view/tr.h"

/* In the language of the programmes, as names are kept there. */
#define SOMEBODY TR("une personne qui a quitté le réseau")

const struct stmt sql_plan_forget = {"UPDATE event_plan SET changed_by = $2 WHERE changed_by = $1",
                                     "tt", ""};
const struct stmt sql_plan_past_forget = {
    "UPDATE event_plan_past SET made_by = $2 WHERE made_by = $1", "tt", ""};
const struct stmt sql_version_forget = {
    "UPDATE event_version SET released_by = $2 WHERE released_by = $1", "tt", ""};

enum err plan_person_erase(struct db *db, struct arena *a, struct person_erasure *x)
{
    static const struct stmt *const all[] = {&sql_plan_forget, &sql_plan_past_forget,
                                             &sql_version_forget};
    enum err e = OK;
    (void)a;
    for (size_t n = 0; n < x->n_names; n++)
        for (size_t i = 0; e == OK && i < ARRAY_LEN(all); i++) {
            int64_t changed = 0;
            e = db_exec(db, all[i], PARAMS(v_text(x->names[n]), v_text(SOMEBODY)), &changed);
            x->rows += changed;
        }
    return e;
}
