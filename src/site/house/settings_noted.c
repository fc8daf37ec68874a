/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is noted of the settings, and its undoing. */
#include "site/house/handlers.h"
#include "site/house/settings.h"

#include "view/tr.h"

static const struct audit_word offered[] = {
    {"fr,en", TR("Français et anglais")}, {"fr", TR("Français seulement")}, {NULL, NULL}};
static const struct audit_word by_default[] = {
    {"fr", TR("Français")}, {"en", TR("Anglais")}, {NULL, NULL}};

static const struct audit_field fields[] = {
    {SETTING_NAME, TR("Nom du réseau"), NULL, false},
    {SETTING_DESCRIPTION, TR("Présentation courte"), NULL, false},
    {SETTING_LETTERS, TR("Lettres du sigle"), NULL, false},
    {SETTING_CONTACT, TR("Adresse de contact"), NULL, false},
    {SETTING_LIGHT "1", TR("Premier fil"), NULL, false},
    {SETTING_LIGHT "2", TR("Deuxième fil"), NULL, false},
    {SETTING_LIGHT "3", TR("Troisième fil"), NULL, false},
    {SETTING_DARK "1", TR("Premier fil, la nuit"), NULL, false},
    {SETTING_DARK "2", TR("Deuxième fil, la nuit"), NULL, false},
    {SETTING_DARK "3", TR("Troisième fil, la nuit"), NULL, false},
    {SETTING_LANGUAGES, TR("Langues proposées"), offered, false},
    {SETTING_LANGUAGE, TR("Langue par défaut"), by_default, false},
    {SETTING_MAIL_NAME, TR("Nom de l’expéditeur"), NULL, false},
    {SETTING_MAIL_REPLY, TR("Adresse de réponse"), NULL, false},
    {SETTING_TEXT "accessibilite.fr", TR("Accessibilité, en français"), NULL, false},
    {SETTING_TEXT "accessibilite.en", TR("Accessibilité, en anglais"), NULL, false},
    {SETTING_TEXT "mentions-legales.fr", TR("Mentions légales, en français"), NULL, false},
    {SETTING_TEXT "mentions-legales.en", TR("Mentions légales, en anglais"), NULL, false},
    {SETTING_TEXT "donnees-personnelles.fr", TR("Données personnelles, en français"), NULL, false},
    {SETTING_TEXT "donnees-personnelles.en", TR("Données personnelles, en anglais"), NULL, false},
};

/* The values of the row, when they still stand. */
static enum err undo_settings(struct db *db, struct arena *a, const struct audit_row *row,
                              struct audit_by by, int64_t now)
{
    struct setting_value values[SAVE_SETTINGS_MAX];
    struct setting is;
    enum err e = row->n_changes && row->n_changes <= SAVE_SETTINGS_MAX ? OK : ERR_CONFLICT;
    for (size_t i = 0; e == OK && i < row->n_changes; i++) {
        const struct audit_change *c = &row->changes[i];
        e = setting_of(db, a, c->field, &is);
        if (e == OK && strcmp(is.value ? is.value : "", c->after ? c->after : "") != 0)
            e = ERR_CONFLICT;
        values[i] = (struct setting_value){c->field, c->before};
    }
    if (e != OK)
        return e;
    struct save_settings x = {.values = values,
                              .n = row->n_changes,
                              .seen = INT64_MAX,
                              .verb = "settings/changed",
                              .id = row->thing_id,
                              .title = row->title,
                              .href = row->href,
                              .by = by,
                              .now = now};
    return save_settings(db, &x);
}

const struct audit_kind house_audit[HOUSE_AUDIT] = {
    {"settings/changed", TR("Réglages changés"), TR("{who} a changé les réglages : {what}"), NULL,
     fields, ARRAY_LEN(fields), undo_settings},
    {"settings/text", TR("Page légale modifiée"), TR("{who} a modifié la page {what}"), NULL,
     fields, ARRAY_LEN(fields), NULL},
};
