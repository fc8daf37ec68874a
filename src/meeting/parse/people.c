/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who speaks, and where: names as programmes write them ("Rémi Caldagués, géographe", "Mme Dupont",
 * "E. MALATRAY", "A (Org), B (Org)"), labels before them, numbers of people to come, rooms.
 */
#include "meeting/parse/parse.h"

#define MAX_CHUNKS 40 /* names that one line may hold */

static bool upper_at(const struct doc *d, uint32_t i)
{
    const unsigned char *p = (const unsigned char *)d->text + d->map[i];
    if (p[0] < 0x80)
        return p[0] >= 'A' && p[0] <= 'Z';
    if (p[0] == 0xC3)
        return p[1] >= 0x80 && p[1] <= 0x9E;
    return (p[0] == 0xC4 || p[0] == 0xC5) && p[1] % 2 == 0;
}

static uint32_t honorific(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const words[] = {
        "m.",   "mm.",   "mme",        "mmes",      "mlle",    "dr",     "dr.", "pr",  "pr.",
        "prof", "prof.", "professeur", "professor", "me",      "mr",     "mr.", "mrs", "mrs.",
        "ms",   "ms.",   "sir",        "dame",      "docteur", "maitre", NULL};
    uint32_t n = any_word_at(d, i, to, words);
    if (n && i + n < to && d->fold[i + n] == '.')
        n++;
    return n && upper_at(d, i) ? skip_spaces(d, i + n, to) - i : 0;
}

/* Words that begin with a capital and are no part of a name. */
static bool not_a_name(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const words[] = {"amphi",
                                        "amphitheatre",
                                        "salle",
                                        "atelier",
                                        "ateliers",
                                        "session",
                                        "table",
                                        "tables",
                                        "universite",
                                        "university",
                                        "region",
                                        "conseil",
                                        "maison",
                                        "agence",
                                        "institut",
                                        "centre",
                                        "ville",
                                        "mairie",
                                        "prefecture",
                                        "aeroport",
                                        "airport",
                                        "commune",
                                        "association",
                                        "ministere",
                                        "departement",
                                        "plan",
                                        "projet",
                                        "programme",
                                        "journee",
                                        "forum",
                                        "pause",
                                        "dejeuner",
                                        "accueil",
                                        "conference",
                                        "questions",
                                        "federation",
                                        "reseau",
                                        "hotel",
                                        "palais",
                                        "espace",
                                        "hall",
                                        "room",
                                        "centre-ville",
                                        "europe",
                                        "france",
                                        "paris",
                                        "agenda",
                                        "green",
                                        "social",
                                        "climate",
                                        "energy",
                                        "data",
                                        "public",
                                        "community",
                                        "new",
                                        "how",
                                        "why",
                                        "what",
                                        "the",
                                        "case",
                                        "study",
                                        "panel",
                                        "keynote",
                                        "workshop",
                                        "welcome",
                                        "open",
                                        "discussion",
                                        "future",
                                        "building",
                                        "working",
                                        "lunch",
                                        "coffee",
                                        "break",
                                        "networking",
                                        "closing",
                                        "opening",
                                        "remarks",
                                        "registration",
                                        "group",
                                        "track",
                                        "part",
                                        "poster",
                                        "posters",
                                        "demo",
                                        "tour",
                                        "visit",
                                        "site",
                                        "and",
                                        "for",
                                        "in",
                                        "on",
                                        "with",
                                        "to",
                                        "of",
                                        "introduction",
                                        "conclusion",
                                        "developpement",
                                        "durable",
                                        "theme",
                                        "partie",
                                        "sequence",
                                        "groupe",
                                        "groupes",
                                        "quelle",
                                        "quelles",
                                        "quel",
                                        "quels",
                                        "comment",
                                        "pourquoi",
                                        "des",
                                        "les",
                                        "un",
                                        "une",
                                        "nos",
                                        "vos",
                                        "notre",
                                        "parc",
                                        "halle",
                                        "chambre",
                                        "communaute",
                                        "metropole",
                                        "pays",
                                        "syndicat",
                                        "service",
                                        "direction",
                                        "comite",
                                        "fondation",
                                        "societe",
                                        "ecole",
                                        "college",
                                        "lycee",
                                        "theatre",
                                        "cafe",
                                        "restaurant",
                                        "place",
                                        "rue",
                                        "avenue",
                                        "international",
                                        "national",
                                        "local",
                                        "transition",
                                        "economie",
                                        "smart",
                                        "city",
                                        "cities",
                                        "health",
                                        "water",
                                        "learning",
                                        "making",
                                        "towards",
                                        "from",
                                        "innovation",
                                        "zoom",
                                        "teams",
                                        "day",
                                        "street",
                                        "house",
                                        "school",
                                        "ag",
                                        "cse",
                                        "esr",
                                        NULL};
    return any_word_at(d, i, to, words) != 0;
}

static uint32_t word_end(const struct doc *d, uint32_t i, uint32_t to)
{
    while (i < to &&
           (is_word(d->fold[i]) || strchr("-'.", d->fold[i]) || (unsigned char)d->fold[i] >= 0x80))
        i++;
    return i;
}

/* A person's name and nothing else. */
static bool is_name(const struct doc *d, struct span s)
{
    static const char *const particles[] = {"de",  "du",  "des", "la",  "le", "van", "von", "der",
                                            "den", "da",  "di",  "del", "el", "ben", "bin", "al",
                                            "y",   "dos", "ter", "d'",  "l'", NULL};
    s = span_trim(d, s);
    uint32_t title = honorific(d, s.from, s.to), i = s.from + title;
    int capitals = 0, words = 0, initials = 0;
    if (title && word_at(d, i, s.to, "le"))
        return false;
    while (i < s.to) {
        uint32_t end = word_end(d, i, s.to);
        if (end == i || end - i > 30 || is_digit(d->fold[i]))
            return false;
        if (not_a_name(d, i, s.to))
            return false;
        if (upper_at(d, i)) {
            capitals++;
            initials += d->fold[end - 1] == '.' || end - i == 1;
        } else if (!any_word_at(d, i, s.to, particles) || words == 0) {
            uint32_t n = word_at(d, i, s.to, "d'");
            if (!n || !upper_at(d, i + n))
                return false;
            capitals++;
        }
        words++;
        i = skip_spaces(d, end, s.to);
    }
    return words <= 5 && capitals - initials >= 1 && (capitals >= 2 || title);
}

/* Where a chunk of a list of people ends: a comma, "et", "and"… outside parentheses. */
static uint32_t chunk_end(const struct doc *d, uint32_t i, uint32_t to, uint32_t *next)
{
    int depth = 0;
    for (uint32_t k = i; k < to; k++) {
        char c = d->fold[k];
        depth += c == '(' ? 1 : c == ')' && depth ? -1 : 0;
        if (depth)
            continue;
        uint32_t n = strchr(",;/&+\n|", c) ? 1 : 0;
        if (!n && k > i && is_space(d->fold[k - 1])) {
            static const char *const words[] = {"et", "and", "avec", "puis", "with", NULL};
            n = any_word_at(d, k, to, words);
            n = n ? n : (c == '-' || c == '>') && k + 1 < to && is_space(d->fold[k + 1]) ? 1 : 0;
        }
        if (n) {
            *next = k + n;
            return k;
        }
    }
    *next = to;
    return to;
}

static struct span name_part(const struct doc *d, struct span s)
{
    s = span_trim(d, s);
    for (uint32_t k = s.from; k < s.to; k++)
        if (d->fold[k] == '(' || d->fold[k] == '[' || d->fold[k] == ':')
            return span_trim(d, (struct span){s.from, k});
    while (s.to > s.from && strchr(".) ", d->fold[s.to - 1]))
        s.to--;
    return s;
}

static void add_person(struct doc *d, struct people *out, const char *name, int count)
{
    for (size_t k = 0; name && k < out->n && k < 64; k++)
        if (out->list[k].name && strcmp(out->list[k].name, name) == 0)
            return;
    out->list = arena_grow(d->a, out->list, out->n, &out->cap, sizeof *out->list);
    out->list[out->n++] = (struct parsed_speaker){name, count};
}

size_t people_in(struct doc *d, struct span s, struct people *out)
{
    size_t found = 0;
    uint32_t i = s.from;
    for (int k = 0; i < s.to && k < MAX_CHUNKS; k++) {
        uint32_t next, end = chunk_end(d, i, s.to, &next);
        struct span part = name_part(d, (struct span){i, end});
        if (part.from < part.to && is_name(d, part)) {
            add_person(d, out, span_text(d, part.from, part.to), 1);
            found++;
        }
        i = next;
    }
    return found;
}

bool names_people(struct doc *d, struct span s)
{
    static const char *const words[] = {"par",        "by",        "avec", "with",
                                        "animee par", "anime par", NULL};
    s = span_trim(d, s);
    uint32_t n = any_word_at(d, s.from, s.to, words);
    uint32_t next, i = skip_spaces(d, s.from + n, s.to);
    uint32_t end = chunk_end(d, i, s.to, &next);
    return end > i && is_name(d, name_part(d, (struct span){i, end}));
}

uint32_t people_label(const struct doc *d, uint32_t i, uint32_t to)
{
    static const char *const words[] = {"intervenants",
                                        "intervenant",
                                        "intervenante",
                                        "intervenantes",
                                        "intervenant.e.s",
                                        "intervenant(e)s",
                                        "intervenant-e-s",
                                        "intervention",
                                        "interventions",
                                        "orateurs",
                                        "orateur",
                                        "oratrice",
                                        "conferencier",
                                        "conferenciere",
                                        "conferenciers",
                                        "animation",
                                        "animateur",
                                        "animatrice",
                                        "animateurs",
                                        "anime par",
                                        "animee par",
                                        "animes par",
                                        "moderation",
                                        "moderateur",
                                        "moderatrice",
                                        "modere par",
                                        "moderee par",
                                        "moderator",
                                        "moderators",
                                        "moderated by",
                                        "panellists",
                                        "panelists",
                                        "panellist",
                                        "speakers",
                                        "speaker",
                                        "chair",
                                        "chaired by",
                                        "facilitator",
                                        "facilitators",
                                        "facilitated by",
                                        "presidence",
                                        "president de seance",
                                        "grand temoin",
                                        "grands temoins",
                                        "temoins",
                                        "temoin",
                                        "discutant",
                                        "discutante",
                                        "discutants",
                                        "avec la participation de",
                                        "en presence de",
                                        "avec",
                                        "with",
                                        "par",
                                        "by",
                                        "host",
                                        "hosts",
                                        "presente par",
                                        "presentee par",
                                        "presented by",
                                        "participants",
                                        "invites",
                                        "invite",
                                        "avec les interventions de",
                                        "led by",
                                        "rapporteur",
                                        "rapporteurs",
                                        "presenter",
                                        "presenters",
                                        NULL};
    i = skip_any(d, i, to, " *-_>\"(");
    uint32_t n = any_word_at(d, i, to, words);
    if (!n)
        return 0;
    uint32_t k = skip_spaces(d, i + n, to);
    if (k < to && d->fold[k] == '(' && to - k > 3 && d->fold[k + 2] == ')') /* intervenant(s) */
        k = skip_spaces(d, k + 3, to);
    if (k < to && (d->fold[k] == ':' || d->fold[k] == '-'))
        return skip_any(d, k, to, " :-*");
    static const char *const bare[] = {"avec",           "par",        "by",           "with",
                                       "anime par",      "animee par", "moderated by", "led by",
                                       "en presence de", NULL};
    return any_word_at(d, i, to, bare) ? k : 0;
}

void people_announced(struct doc *d, struct span s, struct people *out)
{
    static const char *const nouns[] = {"eclairages",
                                        "intervenants",
                                        "intervenantes",
                                        "temoins",
                                        "temoignages",
                                        "orateurs",
                                        "conferenciers",
                                        "experts",
                                        "expertes",
                                        "panelistes",
                                        "speakers",
                                        "panellists",
                                        "panelists",
                                        "invites",
                                        "grands temoins",
                                        "pitchs",
                                        "porteurs de projet",
                                        "chercheurs",
                                        "elus",
                                        "maires",
                                        "entrepreneurs",
                                        "experiences",
                                        NULL};
    for (uint32_t i = s.from; i < s.to; i++) {
        uint32_t next;
        if (!is_word(d->fold[i]) || (i > s.from && is_word(d->fold[i - 1])))
            continue;
        int n = number_at(d, i, s.to, &next);
        if (n < 2 || n > 60)
            continue;
        next = skip_spaces(d, next, s.to);
        if (any_word_at(d, next, s.to, nouns)) {
            add_person(d, out, NULL, n);
            return;
        }
    }
}

/* "de Stéphane ROZES": a first name, then a family name in capitals, anywhere. */
void people_capitals(struct doc *d, struct span s, struct people *out)
{
    uint32_t before = s.from, before_end = s.from;
    for (uint32_t i = s.from; i < s.to;) {
        uint32_t end = i;
        while (end < s.to && (is_word(d->fold[end]) || d->fold[end] == '-'))
            end++;
        if (end == i) {
            i++;
            continue;
        }
        bool capitals = end - i >= 3 && is_letter(d->fold[i]);
        for (uint32_t k = i; k < end && capitals; k++)
            capitals = d->fold[k] == '-' || (is_letter(d->fold[k]) && upper_at(d, k));
        bool first = before_end > before + 2 && upper_at(d, before) && !upper_at(d, before + 1) &&
                     before_end + 1 == i && !not_a_name(d, before, s.to);
        if (capitals && first)
            add_person(d, out, span_text(d, before, end), 1);
        before = i;
        before_end = end;
        i = end;
    }
}

bool is_room(const struct doc *d, struct span s)
{
    static const char *const words[] = {"salle",
                                        "salles",
                                        "amphi",
                                        "amphitheatre",
                                        "auditorium",
                                        "hall",
                                        "foyer",
                                        "studio",
                                        "espace",
                                        "room",
                                        "main room",
                                        "theatre",
                                        "gymnase",
                                        "chapiteau",
                                        "grande salle",
                                        "petite salle",
                                        "salon",
                                        "batiment",
                                        "niveau",
                                        "etage",
                                        "rez-de-chaussee",
                                        "restaurant",
                                        "cafeteria",
                                        "lecture hall",
                                        "main hall",
                                        "ballroom",
                                        "atrium",
                                        "mediatheque",
                                        "bibliotheque",
                                        "cour",
                                        "jardin",
                                        "terrasse",
                                        "cafe",
                                        "brasserie",
                                        "library",
                                        "garden",
                                        "building",
                                        "floor",
                                        "suite",
                                        "en ligne",
                                        "visio",
                                        "zoom",
                                        "plateau",
                                        "parvis",
                                        "patio",
                                        "grand amphi",
                                        "petit amphi",
                                        "grand salon",
                                        "grand hall",
                                        "petit salon",
                                        "agora",
                                        "mezzanine",
                                        "gallery",
                                        "galerie",
                                        "chapelle",
                                        "the",
                                        "cantine",
                                        "refectoire",
                                        "self",
                                        "lieu",
                                        "lieu :",
                                        NULL};
    s = span_trim(d, s);
    uint32_t n = any_word_at(d, s.from, s.to, words);
    if (!n || s.to - s.from > 60)
        return false;
    if (word_at(d, s.from, s.to, "the") || word_at(d, s.from, s.to, "cafe"))
        return false;
    return true;
}
