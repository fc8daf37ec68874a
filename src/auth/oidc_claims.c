/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people are called, out of a provider's claims; and the key of a SIRET. */
#include "auth/oidc_token.h"
#include "base/text.h"

#define NAME_MAX_LENGTH 120
#define CLAIM_MAX_BYTES 1024
#define SIRET_DIGITS 14
#define LA_POSTE "356000000"

/* ---- SIRET ------------------------------------------------------------------------------ */

bool siret_is_good(const char *siret)
{
    unsigned sum = 0, luhn = 0;
    if (strlen(siret) != SIRET_DIGITS || strspn(siret, "0123456789") != SIRET_DIGITS)
        return false;
    for (size_t i = 0; i < SIRET_DIGITS; i++) {
        unsigned digit = (unsigned)(siret[i] - '0');
        unsigned weighed = i % 2 == 0 ? 2 * digit : digit;
        sum += digit;
        luhn += weighed > 9 ? weighed - 9 : weighed;
    }
    return luhn % 10 == 0 || (strncmp(siret, LA_POSTE, strlen(LA_POSTE)) == 0 && sum % 5 == 0);
}

/* ---- claims ----------------------------------------------------------------------------- */

struct claims {
    struct arena *a;
    const json_t *token, *info;
};

static const json_t *claim(const struct claims *c, const char *name)
{
    const json_t *v = json_object_get(c->info, name);
    return v ? v : json_object_get(c->token, name);
}

/* One clean line; NULL when there is none, it is empty, or too long to be one. */
static const char *claim_line(const struct claims *c, const char *name)
{
    const json_t *v = claim(c, name);
    const char *text = json_string_value(v);
    if (!text || json_string_length(v) > CLAIM_MAX_BYTES)
        return NULL;
    const char *line = text_line(c->a, str_of(text));
    return *line ? line : NULL;
}

static const char *shortened(struct arena *a, const char *name)
{
    struct str s = str_of(name);
    size_t at = 0;
    for (size_t n = 0; n < NAME_MAX_LENGTH && at < s.n; n++)
        (void)text_next(s, &at);
    return arena_strndup(a, name, at);
}

/* ProConnect has the name somebody goes by (usual_name), others the family's. */
static const char *name_of(const struct claims *c)
{
    const char *given = claim_line(c, "given_name"), *family = claim_line(c, "usual_name");
    if (!family)
        family = claim_line(c, "family_name");
    const char *name = given && family ? arena_printf(c->a, "%s %s", given, family)
                       : given         ? given
                       : family        ? family
                                       : claim_line(c, "name");
    return name ? shortened(c->a, name) : NULL;
}

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text > 0x7E)
            return false;
    return true;
}

/*
 * Some providers write the word where the standard wants the value. Of an address with letters
 * outside ASCII nobody answers: folded as accounts are compared, "é" is "e", and "nom@exémple.fr"
 * may be somebody else than "nom@exemple.fr".
 */
static bool is_vouched(const struct claims *c, bool vouches, const char *email)
{
    if (!email || !is_ascii(email))
        return false;
    const json_t *v = claim(c, "email_verified");
    const char *word = json_string_value(v);
    return v ? json_is_true(v) || (word && strcmp(word, "true") == 0) : vouches;
}

void person_of_claims(struct arena *a, const json_t *token, const json_t *info, bool vouches,
                      struct oidc_person *out)
{
    const struct claims c = {a, token, info};
    const char *email = claim_line(&c, "email"), *siret = claim_line(&c, "siret");
    out->subject = arena_strdup(a, json_string_value(json_object_get(token, "sub")));
    out->email = email && email_is_plausible(email) ? email : NULL;
    out->vouched = is_vouched(&c, vouches, out->email);
    out->name = name_of(&c);
    out->siret = siret && siret_is_good(siret) ? siret : NULL;
}
