/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The registration form as its page shows it. */
#include "meeting/registration/form.h"

#include "meeting/views.h"
#include "view/tr.h"
#include "view/typography.h"

#include <sodium.h>

#define KEY_BYTES 18

static const char *error_of(const struct registration_form *f, const char *field)
{
    for (size_t i = 0; i < f->n_errors; i++)
        if (strcmp(f->errors[i].field, field) == 0)
            return f->errors[i].text;
    return NULL;
}

static struct field_view field(struct request *r, const struct registration_form *f,
                               const char *name, const char *label, const char *help,
                               const char *value)
{
    const char *error = error_of(f, name);
    struct field_view v = {
        .name = name,
        .label = tr(request_lang(r), label),
        .help = help ? tr(request_lang(r), help) : NULL,
        .value = value ? value : "",
        .error = error,
        .type = "text",
    };
    if (help || error)
        v.described =
            arena_printf(r->arena, "%s%s%s%s%s", help ? name : "", help ? "-aide" : "",
                         help && error ? " " : "", error ? name : "", error ? "-erreur" : "");
    return v;
}

/* ---- seats, in words -------------------------------------------------------------------- */

static const struct pool *pool_for(const struct form_offer *o, enum modality m, int64_t session)
{
    for (size_t i = 0; i < o->n_pools; i++) {
        const struct pool *p = &o->pools[i];
        if (session ? !p->of_event && p->session.v == session : p->of_event && p->modality == m)
            return p;
    }
    return NULL;
}

/* "12 places", "complet : liste d'attente"; NULL without a limit. */
static const char *seats_note(struct request *r, const struct pool *p)
{
    if (!p || p->s.seats == SEATS_NO_LIMIT)
        return NULL;
    if (p->s.waiting || seats_free(&p->s) == 0)
        return tr(request_lang(r), TR("complet : liste d’attente"));
    return tr_count(r->arena, request_lang(r), TRN("{n} place", "{n} places"), seats_free(&p->s));
}

/* ---- choices ---------------------------------------------------------------------------- */

static void add_ecosystems(struct request *r, const struct registration_form *f,
                           struct registration_form_view *v)
{
    struct choice_view *list = arena_array(r->arena, n_ecosystems, sizeof *list);
    for (size_t i = 0; i < n_ecosystems; i++)
        list[i] = (struct choice_view){
            .value = ecosystems[i].word,
            .label = tr(request_lang(r), ecosystems[i].label),
            .selected = f->typed_ecosystem && strcmp(f->typed_ecosystem, ecosystems[i].word) == 0,
        };
    v->ecosystems = list;
    v->n_ecosystems = n_ecosystems;
}

/* The territories that what was typed may mean, and "none of them". */
static void add_candidates(struct request *r, const struct registration_form *f,
                           struct registration_form_view *v)
{
    size_t n = f->candidates.n;
    struct choice_view *list = arena_array(r->arena, n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct choice_view){
            .id = arena_printf(r->arena, "territory-%zu", i),
            .value = f->candidates.items[i].code,
            .label = territory_label(r->arena, &f->candidates.items[i], request_lang(r)),
        };
    list[n] =
        (struct choice_view){.id = "territory-keep",
                             .value = FORM_KEEP,
                             .label = tr(request_lang(r), TR("Aucun : garder ce que j’ai écrit"))};
    v->candidates = list;
    v->n_candidates = n ? n + 1 : 0;
}

static void add_modalities(struct request *r, const struct form_offer *o,
                           const struct registration_form *f, struct registration_form_view *v)
{
    static const struct {
        const char *label, *unsure;
    } words[] = {
        {TR("À distance"), TR("À distance, si cela se confirme")},
        {TR("Sur place"), TR("Sur place, si cela se confirme")},
        {TR("Je déciderai plus tard"), TR("Je déciderai plus tard")},
    };
    const enum answer answers[] = {
        o->event->remote, o->event->onsite,
        o->event->remote == ANSWER_TBC || o->event->onsite == ANSWER_TBC ? ANSWER_YES : ANSWER_NO};
    struct choice_view *list = arena_array(r->arena, ARRAY_LEN(words), sizeof *list);
    for (size_t m = 0; m < ARRAY_LEN(words); m++) {
        const char *word = modality_word((enum modality)m);
        if (answers[m] == ANSWER_NO)
            continue;
        list[v->n_modalities++] = (struct choice_view){
            .id = v->n_modalities ? arena_printf(r->arena, "modality-%s", word) : "modality",
            .value = word,
            .label =
                tr(request_lang(r), answers[m] == ANSWER_TBC ? words[m].unsure : words[m].label),
            .note = m < MODALITY_LATER ? seats_note(r, pool_for(o, (enum modality)m, 0))
                                       : tr(request_lang(r), TR("quand le format sera fixé")),
            .selected = f->typed_modality && strcmp(f->typed_modality, word) == 0,
        };
    }
    if (v->n_modalities == 1)
        list[0].selected = true;
    v->modalities = list;
}

/* Every workshop of the programme, by the order of the day. */
static size_t workshops(struct request *r, const struct form_offer *o, struct choice_view *out)
{
    size_t n = 0;
    for (size_t d = 0; d < o->timetable->n_days; d++)
        for (size_t q = 0; q < o->timetable->days[d].n_sequences; q++)
            for (size_t i = 0; i < o->timetable->days[d].sequences[q].n_sessions; i++) {
                const struct session *s = &o->timetable->days[d].sequences[q].sessions[i];
                for (size_t k = 0; k < s->n_parallel; k++, n++)
                    if (out)
                        out[n] = (struct choice_view){
                            .value = arena_printf(r->arena, "%lld", (long long)s->parallel[k].id.v),
                            .label = typo_fr(r->arena, s->parallel[k].title),
                            .note = seats_note(r, pool_for(o, 0, s->parallel[k].id.v)),
                        };
            }
    return n;
}

static void add_wishes(struct request *r, const struct form_offer *o,
                       const struct registration_form *f, struct registration_form_view *v)
{
    static const char *const labels[WISHES_MAX] = {TR("Premier vœu"), TR("Deuxième vœu"),
                                                   TR("Troisième vœu")};
    static const char *const names[WISHES_MAX] = {"wish1", "wish2", "wish3"};
    size_t n = workshops(r, o, NULL);
    struct wish_view *wishes = arena_array(r->arena, WISHES_MAX, sizeof *wishes);
    for (size_t w = 0; w < WISHES_MAX && w < n; w++) {
        struct choice_view *choices = arena_array(r->arena, n, sizeof *choices);
        workshops(r, o, choices);
        for (size_t i = 0; i < n; i++)
            choices[i].selected =
                f->typed_wishes[w] && strcmp(f->typed_wishes[w], choices[i].value) == 0;
        wishes[v->n_wishes++] = (struct wish_view){
            .field = field(r, f, names[w], labels[w], NULL, NULL),
            .choices = choices,
            .n_choices = n,
        };
    }
    v->wishes = wishes;
}

/* ---- the whole -------------------------------------------------------------------------- */

static void add_errors(struct request *r, const struct registration_form *f,
                       struct registration_form_view *v)
{
    struct form_error_view *list = arena_array(r->arena, f->n_errors, sizeof *list);
    for (size_t i = 0; i < f->n_errors; i++)
        list[i] = (struct form_error_view){arena_printf(r->arena, "#%s", f->errors[i].field),
                                           f->errors[i].text};
    v->errors = list;
    v->n_errors = f->n_errors;
    v->modality_error = error_of(f, "modality");
}

/* The form's own name: a form that is sent twice does its work once. */
static const char *new_key(struct request *r)
{
    uint8_t bytes[KEY_BYTES];
    char *text = arena_alloc(r->arena, KEY_BYTES * 2);
    randombytes_buf(bytes, sizeof bytes);
    return sodium_bin2base64(text, KEY_BYTES * 2, bytes, sizeof bytes,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void add_person(struct request *r, const struct registration_form *f,
                       struct registration_form_view *v)
{
    const struct registration_draft *d = &f->draft;
    v->given_name = field(r, f, "given_name", TR("Prénom"), NULL, d->given_name);
    v->given_name.autocomplete = "given-name";
    v->family_name = field(r, f, "family_name", TR("Nom"), NULL, d->family_name);
    v->family_name.autocomplete = "family-name";
    v->family_name.required = true;
    v->email =
        field(r, f, "email", TR("Adresse électronique"),
              TR("Pour votre billet et les nouvelles de cette rencontre, rien d’autre."), d->email);
    v->email.type = "email";
    v->email.autocomplete = "email";
    v->email.required = true;
    v->organisation = field(r, f, "organisation", TR("Structure"), NULL, d->organisation);
    v->organisation.autocomplete = "organization";
    v->ecosystem = field(r, f, "ecosystem", TR("Écosystème"), NULL, f->typed_ecosystem);
    v->territory = field(r, f, "territory", TR("Territoire"),
                         TR("Commune, intercommunalité, département, région ou pays : un nom ou un "
                            "code postal."),
                         f->typed_territory);
}

struct registration_form_view form_view(struct request *r, const struct form_offer *o,
                                        const struct registration_form *f)
{
    struct registration_form_view v = {
        .is_change = o->is_change,
        .closed = !form_is_open(o->event, request_now(r)),
        .consent_words = form_consent_words(request_lang(r)),
        .consents = f->draft.list_consent_words != NULL,
        .key = f->key ? f->key : new_key(r),
        .invitation = f->invitation,
        .since = form_since(r),
    };
    add_errors(r, f, &v);
    add_person(r, f, &v);
    add_ecosystems(r, f, &v);
    add_candidates(r, f, &v);
    add_modalities(r, o, f, &v);
    add_wishes(r, o, f, &v);
    v.access_needs = field(r, f, "access_needs", TR("Besoins d’accessibilité"),
                           form_needs_words(request_lang(r)), f->draft.access_needs);
    return v;
}
