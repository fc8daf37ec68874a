/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/house/settings.h"

#include "base/text.h"
#include "site/house/colours.h"
#include "view/tr.h"

#define LETTERS_MAX 3

/* ---- the tables ------------------------------------------------------------------------- */

static const struct field network[] = {
    {SETTING_NAME, FIELD_LINE, TR("Nom du réseau"), TR("En tête de chaque page et des messages."),
     80, NULL, NULL},
    {SETTING_DESCRIPTION, FIELD_LONG, TR("Présentation courte"),
     TR("Une phrase : elle accueille sur la première page, et les moteurs de recherche la "
        "montrent."),
     300, NULL, NULL},
    {SETTING_LETTERS, FIELD_LINE, TR("Lettres du sigle"),
     TR("Trois au plus, à la place du dessin de la maille. Vide : le dessin."), LETTERS_MAX, NULL,
     NULL},
    {SETTING_CONTACT, FIELD_EMAIL, TR("Adresse de contact"),
     TR("En bas de chaque page : on y écrit à l’équipe. Vide : rien n’y figure."), 254, NULL, NULL},
};

static const struct field colours[] = {
    {SETTING_LIGHT "1", FIELD_DAY_COLOUR, TR("Premier fil"), TR("Liens et boutons."), 7, NULL,
     "#0b6e69"},
    {SETTING_LIGHT "2", FIELD_DAY_COLOUR, TR("Deuxième fil"), TR("Ce qui se passe, ce qui alerte."),
     7, NULL, "#b3431e"},
    {SETTING_LIGHT "3", FIELD_DAY_COLOUR, TR("Troisième fil"), TR("Ce qui attend, ce qui compte."),
     7, NULL, "#7a5c00"},
    {SETTING_DARK "1", FIELD_NIGHT_COLOUR, TR("Premier fil, la nuit"),
     TR("Vide : déduit de la couleur du jour."), 7, NULL, NULL},
    {SETTING_DARK "2", FIELD_NIGHT_COLOUR, TR("Deuxième fil, la nuit"),
     TR("Vide : déduit de la couleur du jour."), 7, NULL, NULL},
    {SETTING_DARK "3", FIELD_NIGHT_COLOUR, TR("Troisième fil, la nuit"),
     TR("Vide : déduit de la couleur du jour."), 7, NULL, NULL},
};

static const struct audit_word offered[] = {
    {"fr,en", TR("Français et anglais")}, {"fr", TR("Français seulement")}, {NULL, NULL}};
static const struct audit_word by_default[] = {
    {"fr", TR("Français")}, {"en", TR("Anglais")}, {NULL, NULL}};

static const struct field languages[] = {
    {SETTING_LANGUAGES, FIELD_CHOICE, TR("Langues proposées"),
     TR("Les adresses d’une langue retirée mènent à la même page, en français."), 8, offered,
     "fr,en"},
    {SETTING_LANGUAGE, FIELD_CHOICE, TR("Langue par défaut"),
     TR("De qui n’en demande aucune des deux. Vaut au prochain démarrage du serveur."), 8,
     by_default, "fr"},
};

static const struct field mail[] = {
    {SETTING_MAIL_NAME, FIELD_LINE, TR("Nom de l’expéditeur"),
     TR("Devant l’adresse d’envoi. Vide : le nom du réseau."), 80, NULL, NULL},
    {SETTING_MAIL_REPLY, FIELD_EMAIL, TR("Adresse de réponse"),
     TR("Où va la réponse à un message du site. Vide : à l’adresse d’envoi."), 254, NULL, NULL},
};

#define SECTION(word, id, title, help, fields)                                                     \
    {                                                                                              \
        word, id, title, help, fields, ARRAY_LEN(fields)                                           \
    }

const struct section sections[] = {
    SECTION("reseau", 1, TR("Le réseau"), NULL, network),
    SECTION("couleurs", 2, TR("Couleurs"),
            TR("Du texte a ces couleurs : chacune doit se lire sur le papier comme sur un bouton, "
               "avec un contraste de 4,5 au moins."),
            colours),
    SECTION("langues", 3, TR("Langues"), NULL, languages),
    SECTION("courriel", 4, TR("Messages"), NULL, mail),
};
const size_t n_sections = ARRAY_LEN(sections);

const struct section *section_of(const char *word)
{
    for (size_t i = 0; i < n_sections; i++)
        if (strcmp(sections[i].word, word) == 0)
            return &sections[i];
    return NULL;
}

/* ---- what is typed ---------------------------------------------------------------------- */

static const char *too_long(struct request *r, size_t most)
{
    return tr_count(r->arena, request_lang(r),
                    TRN("Un seul caractère au plus.", "{n} caractères au plus."), (int64_t)most);
}

/* "4,5" */
static const char *ratio_text(struct request *r, double ratio)
{
    long tenths = (long)(ratio * 10); /* never more than there is */
    return arena_printf(r->arena, strcmp(request_lang(r), "en") == 0 ? "%ld.%ld" : "%ld,%ld",
                        tenths / 10, tenths % 10);
}

static const char *check_colour(struct request *r, const struct field *f, const char *value)
{
    enum ground g = f->kind == FIELD_DAY_COLOUR ? BY_DAY : BY_NIGHT;
    const char *lang = request_lang(r);
    uint32_t hue;
    if (!hue_from_text(value, &hue))
        return tr(lang, TR("Écrivez une couleur comme #0b6e69 : # et six chiffres ou lettres de a "
                           "à f."));
    double ratio = thread_contrast(g, hue);
    if (ratio >= CONTRAST_NEEDED)
        return NULL;
    return tr_fill(r->arena, lang,
                   tr(lang, TR("Son contraste est de {ratio}, il en faut 4,5. La couleur la plus "
                               "proche qui convient : {nearest}.")),
                   TR_ARGS(TR_ARG("ratio", ratio_text(r, ratio)),
                           TR_ARG("nearest", hue_text(r->arena, thread_nearest(g, hue)))));
}

static const char *check_choice(struct request *r, const struct field *f, const char *value)
{
    for (const struct audit_word *w = f->choices; w->value; w++)
        if (strcmp(w->value, value) == 0)
            return NULL;
    return tr(request_lang(r), TR("Choisissez dans la liste."));
}

static const char *check(struct request *r, const struct field *f, const char *value)
{
    if (!*value)
        return NULL;
    if (text_length(str_of(value)) > f->most)
        return too_long(r, f->most);
    switch (f->kind) {
    case FIELD_EMAIL:
        return email_is_plausible(value)
                   ? NULL
                   : tr(request_lang(r),
                        TR("Écrivez une adresse électronique, par exemple lea@reseau.example."));
    case FIELD_DAY_COLOUR:
    case FIELD_NIGHT_COLOUR:
        return check_colour(r, f, value);
    case FIELD_CHOICE:
        return check_choice(r, f, value);
    case FIELD_LINE:
    case FIELD_LONG:
        break;
    }
    return NULL;
}

const char *field_read(struct request *r, const struct field *f, const char **wrong)
{
    const char *typed = http_form_get(&r->form, f->name);
    const char *value = typed ? text_line(r->arena, str_of(typed)) : "";
    *wrong = check(r, f, value);
    return !*wrong && f->otherwise && strcasecmp(value, f->otherwise) == 0 ? "" : value;
}

const char *field_says(struct request *r, const struct field *f, const char *value)
{
    bool colour = f->kind == FIELD_DAY_COLOUR || f->kind == FIELD_NIGHT_COLOUR;
    uint32_t hue;
    if (!colour || !value || !hue_from_text(value, &hue))
        return NULL;
    return tr_fill(
        r->arena, request_lang(r), tr(request_lang(r), TR("contraste {ratio}")),
        TR_ARGS(TR_ARG(
            "ratio",
            ratio_text(r, thread_contrast(f->kind == FIELD_DAY_COLOUR ? BY_DAY : BY_NIGHT, hue)))));
}
