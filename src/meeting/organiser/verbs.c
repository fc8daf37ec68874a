/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/organiser/verbs.h"

#include "meeting/messages/tell.h"
#include "meeting/organiser/export.h"
#include "meeting/organiser/places.h"
#include "meeting/registration/day.h"
#include "meeting/store.h"
#include "meeting/verbs.h"

static int no_such_event(struct cli *c, const char *slug, enum err e)
{
    if (e == ERR_NOT_FOUND)
        return cli_refuse(c, slug,
                          "aucune rencontre à cette adresse ; c’est la fin de /rencontres/…");
    return cli_refuse(c, slug, "lecture impossible (%s)", err_name(e));
}

static int find_event(struct cli *c, const char *slug, struct event *out)
{
    struct db *db;
    if (!cli_reader(c, &db))
        return CLI_REFUSED;
    enum err e = store_event_find(db, c->arena, slug, out);
    db_end_read(db);
    store_reader_close(db);
    return e == OK ? CLI_DONE : no_such_event(c, slug, e);
}

/* ---- event set -------------------------------------------------------------------------- */

struct event_change { /* what the options ask for */
    struct set_seats seats[2];
    size_t n_seats;
    enum answer answers[2]; /* by enum modality */
    bool answered[2];
};

static const char *const seat_options[] = {"--remote-seats", "--onsite-seats"};
static const char *const answer_options[] = {"--remote", "--onsite"};

/* CLI_USAGE, said, when the value is none. */
static int read_seats(struct cli *c, enum modality m, struct event_change *x)
{
    const char *value = cli_option(c, seat_options[m]);
    struct set_seats one = {.modality = m, .seats = SEATS_NO_LIMIT};
    if (!value)
        return CLI_DONE;
    if (strcmp(value, "none") != 0 && !seats_from_text(value, &one.seats))
        return cli_usage(c, "%s: un nombre de 0 à %d, ou none", seat_options[m], SEATS_MAX);
    x->seats[x->n_seats++] = one;
    return CLI_DONE;
}

static int read_answer(struct cli *c, enum modality m, struct event_change *x)
{
    const char *value = cli_option(c, answer_options[m]);
    for (int a = ANSWER_NO; value && a <= ANSWER_TBC; a++)
        if (strcmp(value, answer_word((enum answer)a)) == 0) {
            x->answers[m] = (enum answer)a;
            x->answered[m] = true;
        }
    if (value && !x->answered[m])
        return cli_usage(c, "%s: yes, no ou tbc", answer_options[m]);
    return CLI_DONE;
}

static int read_change(struct cli *c, struct event_change *x)
{
    int status = CLI_DONE;
    for (int m = MODALITY_REMOTE; status == CLI_DONE && m <= MODALITY_ONSITE; m++) {
        status = read_seats(c, (enum modality)m, x);
        if (status == CLI_DONE)
            status = read_answer(c, (enum modality)m, x);
    }
    if (status == CLI_DONE && !x->n_seats && !x->answered[0] && !x->answered[1])
        return cli_usage(c, "que faut-il changer ?");
    return status;
}

/* Everything that one command asks for, in one transaction: seats first, for who is moved to them.
 */
struct change_event {
    struct set_all_seats seats;
    struct change_day day;
};

static enum err change_event(struct db *db, void *arg)
{
    struct change_event *x = arg;
    enum err e = set_all_seats(db, &x->seats);
    return e == OK ? change_day(db, &x->day) : e;
}

static int set_event(struct cli *c, const struct event *event, struct event_change *x)
{
    const struct audit_by by = AUDIT_COMMAND_LINE;
    int64_t now = clock_now(&c->app->clock);
    for (size_t i = 0; i < x->n_seats; i++) {
        x->seats[i].event = event->id;
        x->seats[i].by = &by;
        x->seats[i].now = now;
    }
    struct change_event all = {
        .seats = {.seats = x->seats, .n = x->n_seats},
        .day = {.event = event->id,
                .remote =
                    x->answered[MODALITY_REMOTE] ? x->answers[MODALITY_REMOTE] : event->remote,
                .onsite =
                    x->answered[MODALITY_ONSITE] ? x->answers[MODALITY_ONSITE] : event->onsite,
                .by = &by,
                .now = now},
    };
    enum err e = store_write(c->app->store, change_event, &all);
    if (e == ERR_INVALID)
        return cli_refuse(c, event->slug, "il faut au moins une façon de participer");
    if (e != OK)
        return cli_refuse(c, event->slug, "rien n’a été changé (%s)", err_name(e));
    fprintf(c->out, "%s : enregistré. Places proposées : %lld. Personnes averties : %lld.\n",
            event->slug, (long long)all.seats.offers, (long long)all.day.done.told);
    if (all.seats.over)
        fputs("Plus de places sont données qu’il n’y en a : personne ne perd la sienne.\n", c->out);
    return CLI_DONE;
}

int verb_event_set(struct cli *c)
{
    struct event event;
    struct event_change x = {0};
    if (c->n_args != 1)
        return cli_usage(c, "l’adresse d’une rencontre est attendue");
    int status = read_change(c, &x);
    if (status == CLI_DONE)
        status = find_event(c, c->args[0], &event);
    return status == CLI_DONE ? set_event(c, &event, &x) : status;
}

/* ---- event cancel ----------------------------------------------------------------------- */

int verb_event_cancel(struct cli *c)
{
    struct event event;
    if (c->n_args != 1)
        return cli_usage(c, "l’adresse d’une rencontre est attendue");
    int status = find_event(c, c->args[0], &event);
    if (status != CLI_DONE)
        return status;
    struct tell_cancelled tell = {.event = event.id, .now = clock_now(&c->app->clock)};
    enum err e = store_write(c->app->store, tell_cancelled, &tell);
    if (e != OK)
        return cli_refuse(c, event.slug, "rien n’a été écrit (%s)", err_name(e));
    fprintf(c->out, "%s : personnes averties : %lld.\n", event.slug, (long long)tell.people);
    return CLI_DONE;
}

/* ---- registration export ---------------------------------------------------------------- */

typedef enum err (*write_fn)(const struct registration_export *x, struct buf *out);

static int write_rows(struct cli *c, struct db *db, const char *slug, write_fn write)
{
    struct event event;
    struct registration_export x = {.arena = c->arena, .event = &event};
    const struct filter f = {.state = ANY, .modality = ANY, .present = ANY, .by_arrival = true};
    bool more = false;
    enum err e = store_event_find(db, c->arena, slug, &event);
    if (e != OK)
        return no_such_event(c, slug, e);
    e = rows_of_event(db, c->arena, event.id, &f, ROWS_ALL - 1, &x.rows, &x.n_rows, &more);
    BUF_SCOPED b = BUF_INIT(EXPORT_MAX_BYTES);
    if (e == OK)
        e = more ? ERR_TOO_LARGE : write(&x, &b);
    return e == OK ? verb_write_output(c, &b)
                   : cli_refuse(c, slug, "export impossible (%s)", err_name(e));
}

int verb_registration_export(struct cli *c)
{
    const char *slug = cli_option(c, "--event"), *format = cli_option(c, "--format");
    struct db *db;
    bool csv = format && strcmp(format, "csv") == 0;
    bool json = format && strcmp(format, "json") == 0;
    if (!slug || (!csv && !json))
        return cli_usage(c, "--event et --format (csv ou json) sont attendus");
    if (!cli_reader(c, &db))
        return CLI_REFUSED;
    int status = write_rows(c, db, slug, csv ? registrations_csv : registrations_json);
    db_end_read(db);
    store_reader_close(db);
    return status;
}
