/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/organiser/export.h"

#include "base/csv_cell.h"
#include "base/json.h"
#include "base/zone.h"
#include "meeting/export/common.h"
#include "meeting/organiser/views.h"
#include "meeting/registration/views.h"

/* ---- columns ---------------------------------------------------------------------------- */

static const char *given_name(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return w->given_name;
}

static const char *family_name(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return w->family_name;
}

static const char *email(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return w->email;
}

static const char *organisation(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return w->organisation;
}

static const char *ecosystem(const struct registration_export *x, const struct row *w)
{
    return x->lang ? organiser_ecosystem_label(x->lang, w->ecosystem) : w->ecosystem;
}

static const char *territory(const struct registration_export *x, const struct row *w)
{
    return organiser_territory(x->lang ? x->lang : "fr", w->territory, w->territory_words);
}

static const char *territory_code(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return w->territory;
}

static const char *area(const struct registration_export *x, const struct row *w)
{
    return x->lang ? organiser_area_label(x->lang, w->area) : w->area;
}

static const char *modality(const struct registration_export *x, const struct row *w)
{
    return x->lang ? view_modality(x->lang, w->modality) : modality_word(w->modality);
}

static const char *state(const struct registration_export *x, const struct row *w)
{
    return x->lang ? organiser_state_label(x->lang, w->state) : registration_state_word(w->state);
}

static const char *wish(const struct row *w, size_t i)
{
    return i < w->n_wishes ? w->wishes[i].title : NULL;
}

static const char *wish1(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return wish(w, 0);
}

static const char *wish2(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return wish(w, 1);
}

static const char *wish3(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return wish(w, 2);
}

/* Where they have a seat: one for each slot of parallel workshops. */
static const char *workshops(const struct registration_export *x, const struct row *w)
{
    const char *all = NULL;
    for (size_t i = 0; i < w->n_wishes; i++)
        if (w->wishes[i].state == CLAIM_CONFIRMED)
            all = joined(x->arena, " | ", all, w->wishes[i].title);
    return all;
}

static const char *access_needs(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return w->access_needs;
}

static const char *ticket(const struct registration_export *x, const struct row *w)
{
    (void)x;
    return w->ticket;
}

static int64_t consent(const struct row *w)
{
    return w->list_consent_at;
}

static int64_t created(const struct row *w)
{
    return w->created_at;
}

static int64_t checked_in(const struct row *w)
{
    return w->checked_in_at;
}

const struct column export_columns[] = {
    {"family_name", TR("Nom"), family_name, NULL, 20},
    {"given_name", TR("Prénom"), given_name, NULL, 16},
    {"email", TR("Adresse électronique"), email, NULL, 30},
    {"organisation", TR("Structure"), organisation, NULL, 28},
    {"ecosystem", TR("Écosystème"), ecosystem, NULL, 22},
    {"territory", TR("Territoire"), territory, NULL, 22},
    {"territory_code", TR("Code du territoire"), territory_code, NULL, 20},
    {"area", TR("Région, collectivité d’outre-mer ou pays"), area, NULL, 24},
    {"modality", TR("Participation"), modality, NULL, 14},
    {"state", TR("État"), state, NULL, 14},
    {"workshops", TR("Ateliers"), workshops, NULL, 30},
    {"wish1", TR("Premier vœu"), wish1, NULL, 30},
    {"wish2", TR("Deuxième vœu"), wish2, NULL, 30},
    {"wish3", TR("Troisième vœu"), wish3, NULL, 30},
    {"access_needs", TR("Besoins d’accessibilité"), access_needs, NULL, 30},
    {"consent_list", TR("Accord pour la liste"), NULL, consent, 17},
    {"registered", TR("Inscription"), NULL, created, 17},
    {"checked_in", TR("Arrivée"), NULL, checked_in, 17},
    {"ticket", TR("Billet"), ticket, NULL, 14},
};
const size_t n_export_columns = ARRAY_LEN(export_columns);

/* ---- CSV and JSON ----------------------------------------------------------------------- */

/* What programs and people both read: "2021-07-05 09:00" for a person, with its offset for a
 * program. */
static const char *cell_text(const struct registration_export *x, const struct column *c,
                             const struct row *w, const struct zone *z)
{
    if (c->text)
        return plain_text(x->arena, c->text(x, w));
    int64_t at = c->instant(w);
    if (at == NO_INSTANT)
        return NULL;
    if (!x->lang)
        return iso_instant(x->arena, z, at);
    return arena_printf(x->arena, "%s %s", moment_date(x->arena, z, at),
                        moment_clock(x->arena, z, at));
}

enum err registrations_csv(const struct registration_export *x, struct buf *out)
{
    const struct zone *z = zone_open(x->arena, x->event->zone);
    if (!z)
        return ERR_CORRUPT;
    buf_puts(out, CSV_MARK);
    for (size_t c = 0; c < n_export_columns; c++)
        csv_cell(out, x->lang ? tr(x->lang, export_columns[c].heading) : export_columns[c].key,
                 c + 1 == n_export_columns);
    for (size_t i = 0; i < x->n_rows; i++)
        for (size_t c = 0; c < n_export_columns; c++)
            csv_cell(out, cell_text(x, &export_columns[c], &x->rows[i], z),
                     c + 1 == n_export_columns);
    return out->full ? ERR_TOO_LARGE : OK;
}

enum err registrations_json(const struct registration_export *x, struct buf *out)
{
    const struct zone *z = zone_open(x->arena, x->event->zone);
    struct json j = json_to(out);
    if (!z)
        return ERR_CORRUPT;
    j.pretty = true;
    json_begin_object(&j);
    json_key_text(&j, "event", x->event->slug);
    json_key(&j, "registrations");
    json_begin_array(&j);
    for (size_t i = 0; i < x->n_rows; i++) {
        json_begin_object(&j);
        for (size_t c = 0; c < n_export_columns; c++)
            json_key_text(&j, export_columns[c].key,
                          cell_text(x, &export_columns[c], &x->rows[i], z));
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    buf_putc(out, '\n');
    return out->full ? ERR_TOO_LARGE : OK;
}
