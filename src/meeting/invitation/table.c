/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a list as people keep it to invitations: headings, lines, faults by line and column. */
#include "base/csv.h"
#include "base/text.h"
#include "meeting/invitation/invitation.h"
#include "meeting/invitation/words.h"
#include "meeting/registration/form.h"
#include "network/network.h"
#include "view/tr.h"

/* Folded, letters and digits alone. */
static const struct {
    const char *word;
    enum invitation_column column;
} headings[] = {
    {"prenom", COLUMN_GIVEN_NAME},
    {"prenoms", COLUMN_GIVEN_NAME},
    {"givenname", COLUMN_GIVEN_NAME},
    {"firstname", COLUMN_GIVEN_NAME},
    {"nom", COLUMN_FAMILY_NAME},
    {"nomdefamille", COLUMN_FAMILY_NAME},
    {"name", COLUMN_FAMILY_NAME},
    {"familyname", COLUMN_FAMILY_NAME},
    {"lastname", COLUMN_FAMILY_NAME},
    {"surname", COLUMN_FAMILY_NAME},
    {"email", COLUMN_EMAIL},
    {"mail", COLUMN_EMAIL},
    {"courriel", COLUMN_EMAIL},
    {"adresseelectronique", COLUMN_EMAIL},
    {"adresseemail", COLUMN_EMAIL},
    {"adressemail", COLUMN_EMAIL},
    {"emailaddress", COLUMN_EMAIL},
    {"structure", COLUMN_ORGANISATION},
    {"organisation", COLUMN_ORGANISATION},
    {"organization", COLUMN_ORGANISATION},
    {"organisme", COLUMN_ORGANISATION},
    {"ecosysteme", COLUMN_ECOSYSTEM},
    {"ecosystem", COLUMN_ECOSYSTEM},
    {"territoire", COLUMN_TERRITORY},
    {"territory", COLUMN_TERRITORY},
    {"commune", COLUMN_TERRITORY},
    {"ville", COLUMN_TERRITORY},
    {"langue", COLUMN_LANG},
    {"language", COLUMN_LANG},
    {"lang", COLUMN_LANG},
};

struct reading {
    struct arena *a;
    const char *lang;
    struct invitation_table *t;
    size_t place[INVITATION_COLUMNS]; /* of a column among the cells; NO_COLUMN */
    size_t n_headings;
    struct words addresses;   /* → the line they stand on */
    struct words territories; /* → a number of `found` */
    struct {
        const char *code, *label;
    } * found;
    size_t n_found, cap_found;
    size_t cap_drafts, cap_faults, cap_faulty, cap_ignored;
    const char **ignored;
    const struct csv_row *row;
    bool at_fault; /* the row */
};
#define NO_COLUMN ((size_t)-1)

static void fault(struct reading *x, const char *column, const char *text)
{
    struct invitation_table *t = x->t;
    t->faults = arena_grow(x->a, t->faults, t->n_faults, &x->cap_faults, sizeof *t->faults);
    t->faults[t->n_faults++] =
        (struct list_fault){x->row ? x->row->line : 1, column, tr(x->lang, text)};
    x->at_fault = true;
}

/* ---- headings --------------------------------------------------------------------------- */

static const char *bare_word(struct arena *a, struct str s)
{
    struct str f = text_fold(a, s);
    char *out = arena_alloc(a, f.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < f.n; i++)
        if ((f.p[i] >= 'a' && f.p[i] <= 'z') || (f.p[i] >= '0' && f.p[i] <= '9'))
            out[n++] = f.p[i];
    return out;
}

static bool find_heading(const char *word, enum invitation_column *out)
{
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        if (strcmp(headings[i].word, word) == 0) {
            *out = headings[i].column;
            return true;
        }
    return false;
}

static void read_heading(struct reading *x, size_t place)
{
    const char *shown = text_line(x->a, x->row->cells[place]);
    enum invitation_column c;
    if (!find_heading(bare_word(x->a, x->row->cells[place]), &c)) {
        x->ignored =
            arena_grow(x->a, x->ignored, x->t->n_ignored, &x->cap_ignored, sizeof *x->ignored);
        if (*shown)
            x->ignored[x->t->n_ignored++] = shown;
    } else if (x->place[c] != NO_COLUMN) {
        fault(x, shown, TR("Deux colonnes disent la même chose : en garder une."));
    } else {
        x->place[c] = place;
        x->t->columns[c] = shown;
    }
}

static bool holds_address(const struct reading *x)
{
    for (size_t i = 0; i < x->row->n; i++)
        if (form_is_email(text_line(x->a, x->row->cells[i])))
            return true;
    return false;
}

/* Whether the lines below can be read. */
static bool read_headings(struct reading *x)
{
    for (size_t c = 0; c < INVITATION_COLUMNS; c++)
        x->place[c] = NO_COLUMN;
    for (size_t i = 0; i < x->row->n; i++)
        read_heading(x, i);
    x->n_headings = x->row->n;
    x->t->heading = x->row->raw;
    x->t->ignored = x->ignored;
    if (x->place[COLUMN_EMAIL] == NO_COLUMN)
        fault(x, NULL,
              holds_address(x)
                  ? TR("La première ligne doit nommer les colonnes, par exemple : prénom ; nom ; "
                       "e-mail ; structure ; territoire.")
                  : TR("Aucune colonne ne s’appelle « e-mail » : sans adresse, personne ne peut "
                       "être invité."));
    return !x->t->n_faults;
}

/* ---- one line --------------------------------------------------------------------------- */

static const char *cell(struct reading *x, enum invitation_column c)
{
    size_t i = x->place[c];
    if (i == NO_COLUMN || i >= x->row->n)
        return "";
    const char *text = text_line(x->a, x->row->cells[i]);
    if (strlen(text) > REGISTRATION_NAME_MAX && c != COLUMN_EMAIL)
        fault(x, x->t->columns[c], TR("C’est trop long : 120 caractères au plus."));
    return text;
}

static const char *or_null(const char *s)
{
    return *s ? s : NULL;
}

static void read_email(struct reading *x, struct invitation_draft *d)
{
    d->email = cell(x, COLUMN_EMAIL);
    d->address = text_fold(x->a, str_of(d->email)).p;
    if (!*d->email)
        fault(x, x->t->columns[COLUMN_EMAIL], TR("L’adresse manque."));
    else if (!form_is_email(d->email))
        fault(x, x->t->columns[COLUMN_EMAIL],
              TR("Ce n’est pas une adresse complète : elle s’écrit comme nom@exemple.fr."));
}

static void read_ecosystem(struct reading *x, struct invitation_draft *d)
{
    const char *typed = cell(x, COLUMN_ECOSYSTEM);
    d->ecosystem = *typed ? form_ecosystem(x->a, typed) : NULL;
    if (*typed && !d->ecosystem)
        fault(x, x->t->columns[COLUMN_ECOSYSTEM],
              TR("Écosystème inconnu : collectivité, association, entreprise, accompagnateur, "
                 "institution, académique ou fondation, ou rien."));
}

/* The same words are looked up once: a list of thousands names few places. */
static void read_territory(struct reading *x, struct invitation_draft *d)
{
    const char *typed = cell(x, COLUMN_TERRITORY);
    struct territory t;
    struct territories could_be;
    if (!*typed)
        return;
    int64_t *known = words_find(x->a, &x->territories, typed);
    if (!*known) {
        bool clear = territory_resolve(x->a, typed, &t, &could_be) == OK;
        x->found = arena_grow(x->a, x->found, x->n_found, &x->cap_found, sizeof *x->found);
        x->found[x->n_found].code = clear ? t.code : NULL;
        x->found[x->n_found].label = clear ? territory_label(x->a, &t, "fr") : typed;
        *known = (int64_t)++x->n_found;
    }
    d->territory = x->found[*known - 1].code;
    d->territory_words = x->found[*known - 1].label;
}

static void read_lang(struct reading *x, struct invitation_draft *d)
{
    const char *typed = cell(x, COLUMN_LANG), *word = bare_word(x->a, str_of(typed));
    bool french = !*word || strcmp(word, "fr") == 0 || strcmp(word, "francais") == 0 ||
                  strcmp(word, "french") == 0;
    bool english =
        strcmp(word, "en") == 0 || strcmp(word, "anglais") == 0 || strcmp(word, "english") == 0;
    d->lang = english ? "en" : "fr";
    if (!french && !english)
        fault(x, x->t->columns[COLUMN_LANG], TR("Langue inconnue : fr ou en, ou rien."));
}

/* What the reader of CSV found wrong, and cells beyond the last heading: what its cells then say is
 * not looked at, since they are not the ones that were meant. */
static bool is_well_formed(struct reading *x)
{
    static const char *const texts[] = {
        [CSV_OPEN_QUOTE] = TR("Un guillemet est ouvert et jamais refermé."),
        [CSV_AFTER_QUOTE] = TR("Du texte suit un guillemet fermant : un guillemet dans une cellule "
                               "s’écrit en double."),
        [CSV_TOO_MANY] = TR("Plus de 64 cellules sur cette ligne."),
    };
    if (x->row->fault != CSV_FINE)
        fault(x, NULL, texts[x->row->fault]);
    for (size_t i = x->n_headings; i < x->row->n; i++)
        if (str_trim(x->row->cells[i]).n) {
            fault(x, NULL,
                  TR("Plus de cellules que de colonnes : un séparateur est sans doute de trop."));
            break;
        }
    return !x->at_fault;
}

static void sort_and_name(struct reading *x, struct invitation_draft *d)
{
    char ticket[TICKET_SIZE];
    const char *order = arena_printf(x->a, "%s %s %s", d->family_name, d->given_name, d->email);
    d->sort_key = text_sort_key(x->a, "fr", str_trim(str_of(order)));
    registration_names(d->token, ticket);
}

static void keep(struct reading *x, const struct invitation_draft *d)
{
    struct invitation_table *t = x->t;
    if (x->at_fault) {
        t->faulty = arena_grow(x->a, t->faulty, t->n_faulty, &x->cap_faulty, sizeof *t->faulty);
        t->faulty[t->n_faulty++] = x->row->raw;
        return;
    }
    int64_t *line = words_find(x->a, &x->addresses, d->address);
    if (*line) {
        t->repeated++;
        return;
    }
    *line = x->row->line;
    t->drafts = arena_grow(x->a, t->drafts, t->n, &x->cap_drafts, sizeof *t->drafts);
    t->drafts[t->n] = *d;
    sort_and_name(x, &t->drafts[t->n++]);
}

static void read_row(struct reading *x)
{
    struct invitation_draft d = {.line = x->row->line};
    x->at_fault = false;
    if (is_well_formed(x)) {
        d.given_name = cell(x, COLUMN_GIVEN_NAME);
        d.family_name = cell(x, COLUMN_FAMILY_NAME);
        read_email(x, &d);
        d.organisation = or_null(cell(x, COLUMN_ORGANISATION));
        read_ecosystem(x, &d);
        read_territory(x, &d);
        read_lang(x, &d);
    }
    keep(x, &d);
}

void invitation_table_read(struct arena *a, const char *lang, struct str text,
                           struct invitation_table *out)
{
    struct csv c = csv_of(text);
    struct csv_row row;
    struct reading x = {.a = a, .lang = lang, .t = out};
    *out = (struct invitation_table){0};
    if (!csv_next(&c, a, &row)) {
        fault(&x, NULL, TR("La liste est vide."));
        return;
    }
    x.row = &row;
    if (!read_headings(&x))
        return;
    for (int64_t rows = 0; csv_next(&c, a, &row); rows++) {
        if (rows == INVITATIONS_MAX) {
            fault(&x, NULL, TR("Plus de 5 000 lignes : couper la liste en plusieurs."));
            out->n = 0;
            return;
        }
        read_row(&x);
    }
    if (!out->n && !out->n_faults)
        fault(&x, NULL, TR("La liste n’a pas de ligne sous ses titres."));
}
