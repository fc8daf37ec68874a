/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/registration/form.h"

#include "base/text.h"
#include "view/tr.h"

#include <sodium.h>

#define EMAIL_MAX 254 /* RFC 5321 4.5.3.1.3, without the angle brackets */
#define LOCAL_PART_MAX 64

const struct ecosystem ecosystems[] = {
    {"collectivite", TR("Collectivité territoriale")},
    {"association", TR("Association")},
    {"entreprise", TR("Entreprise")},
    {"accompagnateur", TR("Structure d’accompagnement")},
    {"institution", TR("Institution")},
    {"academique", TR("Acteur académique")},
    {"fondation", TR("Fondation")},
};
const size_t n_ecosystems = ARRAY_LEN(ecosystems);

const char *form_consent_words(const char *lang)
{
    return tr(lang, TR("J’accepte que mon nom, ma structure et mon territoire figurent dans la "
                       "liste des participants, visible des autres personnes inscrites."));
}

const char *form_needs_words(const char *lang)
{
    return tr(lang, TR("Sous-titrage, langue des signes, accès en fauteuil, régime… En l’écrivant, "
                       "vous acceptez que l’équipe qui organise le lise, elle seule, pour vous "
                       "accueillir."));
}

bool form_is_open(const struct event *e, int64_t now)
{
    bool over = e->ends_at != NO_INSTANT && e->ends_at <= now;
    return !over && (e->remote != ANSWER_NO || e->onsite != ANSWER_NO);
}

/* ---- reading ---------------------------------------------------------------------------- */

void form_fault(struct request *r, struct registration_form *f, const char *field, const char *text)
{
    if (f->n_errors == FORM_ERRORS_MAX)
        return;
    f->errors[f->n_errors].field = field;
    f->errors[f->n_errors++].text = tr(request_lang(r), text);
}

static const char *typed_line(struct request *r, const char *name)
{
    return text_line(r->arena, str_of(http_form_get(&r->form, name)));
}

static const char *line_field(struct request *r, struct registration_form *f, const char *name)
{
    const char *text = typed_line(r, name);
    if (strlen(text) > REGISTRATION_NAME_MAX)
        form_fault(r, f, name, TR("C’est trop long : 120 caractères au plus."));
    return text;
}

static const char *or_null(const char *s)
{
    return *s ? s : NULL;
}

bool form_is_email(const char *s)
{
    const char *at = strchr(s, '@');
    if (!at || at == s || at - s > LOCAL_PART_MAX || strchr(at + 1, '@') || strlen(s) > EMAIL_MAX)
        return false;
    const char *dot = strrchr(at, '.');
    if (!dot || dot == at + 1 || !dot[1] || strstr(at, "..") || at[1] == '-')
        return false;
    for (const char *p = s; *p; p++)
        if ((unsigned char)*p <= ' ' || strchr("<>()[]\\,;:\"", *p))
            return false;
    return true;
}

static void read_names(struct request *r, struct registration_form *f)
{
    f->draft.given_name = line_field(r, f, "given_name");
    f->draft.family_name = line_field(r, f, "family_name");
    if (!*f->draft.given_name && !*f->draft.family_name)
        form_fault(r, f, "family_name", TR("Indiquez votre nom, ou au moins votre prénom."));
}

static void read_email(struct request *r, struct registration_form *f)
{
    f->draft.email = typed_line(r, "email");
    if (!*f->draft.email)
        form_fault(r, f, "email",
                   TR("Indiquez votre adresse électronique : votre billet y sera envoyé."));
    else if (!form_is_email(f->draft.email))
        form_fault(r, f, "email",
                   TR("Cette adresse n’est pas complète : elle s’écrit comme nom@exemple.fr."));
}

const char *form_ecosystem(struct arena *a, const char *typed)
{
    struct str folded = text_fold(a, str_of(typed));
    for (size_t i = 0; i < n_ecosystems; i++) {
        struct str label = text_fold(a, str_of(ecosystems[i].label));
        struct str english = text_fold(a, str_of(tr("en", ecosystems[i].label)));
        if (str_is(folded, ecosystems[i].word) || str_eq(folded, label) || str_eq(folded, english))
            return ecosystems[i].word;
    }
    return NULL;
}

/* The form sends the word; a person who writes a script may send the label. */
static void read_ecosystem(struct request *r, struct registration_form *f)
{
    const char *typed = typed_line(r, "ecosystem");
    f->typed_ecosystem = typed;
    f->draft.ecosystem = form_ecosystem(r->arena, typed);
    if (*typed && !f->draft.ecosystem)
        form_fault(r, f, "ecosystem",
                   TR("Choisissez un écosystème dans la liste, ou laissez vide."));
}

/*
 * A code, a name, a postcode or what the list showed. Several that fit are offered as a choice,
 * once; what is not known, or not chosen, is kept as it was typed: every place exists for somebody.
 */
static void read_territory(struct request *r, struct registration_form *f)
{
    const char *typed = line_field(r, f, "territory");
    const char *chosen = http_form_get(&r->form, "territory_choice");
    struct territory t;
    bool kept = chosen && strcmp(chosen, FORM_KEEP) == 0;
    f->typed_territory = typed;
    f->draft.territory_words = or_null(typed);
    if (!*typed || kept)
        return;
    enum err e = chosen && *chosen ? territory_by_code(chosen, &t)
                                   : territory_resolve(r->arena, typed, &t, &f->candidates);
    if (e == OK) {
        f->draft.territory = t.code;
        f->draft.territory_words = territory_label(r->arena, &t, request_lang(r));
    } else if (e == ERR_CONFLICT && f->candidates.n) {
        form_fault(r, f, "territory",
                   TR("Plusieurs territoires correspondent : choisissez le vôtre ci-dessous."));
    }
}

static bool on_offer(const struct event *e, enum modality m)
{
    if (m == MODALITY_LATER)
        return e->remote == ANSWER_TBC || e->onsite == ANSWER_TBC;
    return (m == MODALITY_REMOTE ? e->remote : e->onsite) != ANSWER_NO;
}

static void read_modality(struct request *r, const struct event *e, struct registration_form *f)
{
    const char *typed = http_form_get(&r->form, "modality");
    f->typed_modality = typed ? typed : "";
    for (int m = MODALITY_REMOTE; typed && m <= MODALITY_LATER; m++)
        if (strcmp(typed, modality_word((enum modality)m)) == 0 && on_offer(e, (enum modality)m)) {
            f->draft.modality = (enum modality)m;
            return;
        }
    form_fault(r, f, "modality", TR("Choisissez comment vous participerez."));
}

static bool is_workshop_of(const struct timetable *t, int64_t id)
{
    for (size_t d = 0; d < t->n_days; d++)
        for (size_t q = 0; q < t->days[d].n_sequences; q++)
            for (size_t i = 0; i < t->days[d].sequences[q].n_sessions; i++) {
                const struct session *s = &t->days[d].sequences[q].sessions[i];
                for (size_t k = 0; k < s->n_parallel; k++)
                    if (s->parallel[k].id.v == id)
                        return true;
            }
    return false;
}

static const char *const wish_fields[WISHES_MAX] = {"wish1", "wish2", "wish3"};

bool form_has_wishes(const struct request *r)
{
    for (size_t i = 0; i < WISHES_MAX; i++) {
        const char *typed = http_form_get(&r->form, wish_fields[i]);
        if (typed && *typed)
            return true;
    }
    return false;
}

static void read_wishes(struct request *r, const struct timetable *t, struct registration_form *f)
{
    struct registration_draft *d = &f->draft;
    for (size_t i = 0; i < WISHES_MAX; i++) {
        const char *typed = http_form_get(&r->form, wish_fields[i]);
        int64_t id;
        bool twice = false;
        f->typed_wishes[i] = typed ? typed : "";
        if (!*f->typed_wishes[i])
            continue;
        if (!parse_int(str_of(typed), 1, INT64_MAX, &id) || !is_workshop_of(t, id)) {
            form_fault(r, f, wish_fields[i],
                       TR("Cet atelier n’est plus au programme : choisissez-en un autre."));
            continue;
        }
        for (size_t k = 0; k < d->n_wishes; k++)
            twice = twice || d->wishes[k].v == id;
        if (twice)
            form_fault(r, f, wish_fields[i],
                       TR("Cet atelier est déjà l’un de vos vœux : choisissez-en un autre, ou "
                          "laissez vide."));
        else
            d->wishes[d->n_wishes++] = (session_id){id};
    }
}

static void read_needs(struct request *r, struct registration_form *f)
{
    const char *typed = http_form_get(&r->form, "access_needs");
    struct str text = str_trim(text_nfc(r->arena, str_of(typed ? typed : "")));
    f->draft.access_needs = text.n ? str_dup(r->arena, text) : NULL;
    f->draft.needs_words = text.n ? form_needs_words(request_lang(r)) : NULL;
    if (text.n > REGISTRATION_NEEDS_MAX)
        form_fault(r, f, "access_needs", TR("C’est trop long : 2 000 caractères au plus."));
}

void form_read(struct request *r, const struct form_offer *o, struct registration_form *f)
{
    const char *key = http_form_get(&r->form, "key");
    *f = (struct registration_form){.draft = {.lang = request_lang(r)}};
    read_names(r, f);
    if (!o->is_change)
        read_email(r, f);
    f->draft.organisation = or_null(line_field(r, f, "organisation"));
    read_ecosystem(r, f);
    read_territory(r, f);
    if (!o->is_change)
        read_modality(r, o->event, f);
    read_wishes(r, o->timetable, f);
    read_needs(r, f);
    if (http_form_get(&r->form, "consent_list"))
        f->draft.list_consent_words = form_consent_words(request_lang(r));
    if (key && *key && strlen(key) <= FORM_KEY_MAX)
        f->key = key;
    const char *invitation = http_form_get(&r->form, "invitation");
    if (invitation && *invitation && strlen(invitation) < TOKEN_SIZE)
        f->invitation = invitation;
}

void form_fill(struct request *r, const struct registration *g, const session_id *wishes, size_t n,
               struct registration_form *f)
{
    *f = (struct registration_form){.draft = g->draft};
    f->typed_ecosystem = g->draft.ecosystem ? g->draft.ecosystem : "";
    f->typed_territory = g->draft.territory_words ? g->draft.territory_words : "";
    f->typed_modality = modality_word(g->draft.modality);
    for (size_t i = 0; i < WISHES_MAX; i++)
        f->typed_wishes[i] = i < n ? arena_printf(r->arena, "%lld", (long long)wishes[i].v) : "";
}

void form_invite(const struct invitation *v, struct registration_form *f)
{
    const struct invitation_draft *d = &v->draft;
    *f = (struct registration_form){
        .draft = {.given_name = d->given_name,
                  .family_name = d->family_name,
                  .email = d->email,
                  .organisation = d->organisation},
        .invitation = v->token,
        .typed_ecosystem = d->ecosystem,
        .typed_territory = d->territory_words,
    };
}
