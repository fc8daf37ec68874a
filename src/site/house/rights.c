/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/house/rights.h"

#include "view/tr.h"

static const struct {
    enum role role;
    const char *label, *help;
} roles[] = {
    {ROLE_MEMBER, TR("Membre"), TR("A son espace, ses inscriptions, ce qu’elle ou il publie.")},
    {ROLE_REVIEWER, TR("Relecture"), TR("Relit ce qui est proposé, avant sa publication.")},
    {ROLE_ORGANISER, TR("Organisation"), TR("Organise les parties du réseau cochées plus bas.")},
    {ROLE_ADMINISTRATOR, TR("Administration"),
     TR("Peut tout, et règle le site : les comptes, les couleurs, les pages légales.")},
};

static const struct {
    enum part part;
    const char *label, *help;
} parts[] = {
    {PART_MEETINGS, TR("Rencontres"),
     TR("Inscriptions, places, invitations, accueil, et les messages qui en partent.")},
    {PART_TOOLBOX, TR("Boîte à outils"), TR("Leviers, ressources, diagnostic.")},
    {PART_PRACTICES, TR("Pratiques"),
     TR("Les alliances racontées, leurs preuves, leur relecture.")},
    {PART_OBSERVATORY, TR("Observatoire"), TR("Chiffres, enquêtes, bibliothèque.")},
    {PART_MEMBERS, TR("Membres"), TR("L’annuaire des personnes et des structures.")},
};

const char *rights_role(const char *lang, enum role role)
{
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        if (roles[i].role == role)
            return tr(lang, roles[i].label);
    return tr(lang, TR("Aucun droit"));
}

const char *rights_parts(struct arena *a, const char *lang, part_set set)
{
    const char *text = NULL;
    if (set == ALL_PARTS)
        return tr(lang, TR("Toutes les parties"));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (set & part_bit(parts[i].part))
            text = arena_printf(a, "%s%s%s", text ? text : "", text ? ", " : "",
                                tr(lang, parts[i].label));
    return text;
}

struct rights rights_read(struct request *r)
{
    const char *word = http_form_get(&r->form, "role"), *lang = request_lang(r);
    struct rights x = {.role = ROLE_NONE};
    if (!word || !role_from_word(word, &x.role))
        x.role_wrong = tr(lang, TR("Choisissez un rôle."));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (http_form_get(&r->form, part_word(parts[i].part)))
            x.parts |= part_bit(parts[i].part);
    if (x.role == ROLE_ORGANISER && !x.parts)
        x.parts_wrong = tr(lang, TR("Cochez au moins une partie à organiser."));
    return x;
}

struct rights_view rights_view(struct request *r, const struct rights *x)
{
    const char *lang = request_lang(r);
    struct rights_choice_view *role = arena_array(r->arena, ARRAY_LEN(roles), sizeof *role);
    struct rights_choice_view *part = arena_array(r->arena, ARRAY_LEN(parts), sizeof *part);
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        role[i] = (struct rights_choice_view){
            arena_printf(r->arena, "role-%s", role_word(roles[i].role)), role_word(roles[i].role),
            tr(lang, roles[i].label), tr(lang, roles[i].help), x->role == roles[i].role};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        part[i] = (struct rights_choice_view){
            arena_printf(r->arena, "partie-%s", part_word(parts[i].part)), part_word(parts[i].part),
            tr(lang, parts[i].label), tr(lang, parts[i].help),
            (x->parts & part_bit(parts[i].part)) != 0};
    return (struct rights_view){.roles = role,
                                .n_roles = ARRAY_LEN(roles),
                                .parts = part,
                                .n_parts = ARRAY_LEN(parts),
                                .role_wrong = x->role_wrong,
                                .parts_wrong = x->parts_wrong};
}
