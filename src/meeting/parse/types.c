/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The type of a session from its words. Each known phrase has a weight; where it stands counts:
 * the first words of a title most, then what follows a colon, then the note. A longer phrase beats
 * a shorter one that it contains ("pause déjeuner" is lunch, "mot d'accueil" is opening).
 */
#include "base/text.h"
#include "meeting/parse/parse.h"
#include "meeting/parse/phrases.h"

#define TITLE_LOOK 240 /* bytes of a title that are read */
#define NOTE_LOOK 200
#define NAMED_LEAST 48 /* what such a word must weigh in a title with one or two speakers */
#define SAID 22        /* a score of a title under it is chance */
#define SAID_BY_NOTE 12

/* Phrases by their first two letters, so that a word is compared with a few. */
struct phrase_index {
    uint16_t *next, first[32 * 32];
    uint8_t *length;
};

static unsigned bucket(const char *s)
{
    return ((unsigned)(unsigned char)s[0] & 31) * 32 + ((unsigned)(unsigned char)s[1] & 31);
}

static const struct phrase_index *phrase_index(struct doc *d)
{
    struct phrase_index *x = d->phrases;
    if (x)
        return x;
    d->phrases = x = arena_new(d->a, struct phrase_index);
    x->next = arena_array(d->a, n_type_phrases, sizeof *x->next);
    x->length = arena_array(d->a, n_type_phrases, sizeof *x->length);
    memset(x->first, 0xFF, sizeof x->first);
    for (size_t i = n_type_phrases; i-- > 0;) {
        x->next[i] = x->first[bucket(type_phrases[i].words)];
        x->first[bucket(type_phrases[i].words)] = (uint16_t)i;
        x->length[i] = (uint8_t)strlen(type_phrases[i].words);
    }
    return x;
}

struct scores {
    int best[SESSION_TYPES];
};

/* The longest phrase at i; its index or -1. */
static int phrase_at(const struct phrase_index *x, const char *s, size_t n, size_t i, size_t *len)
{
    int found = -1;
    *len = 0;
    if (!is_word(s[i]) || i + 1 >= n)
        return -1;
    for (unsigned k = x->first[bucket(s + i)]; k != 0xFFFF; k = x->next[k]) {
        size_t m = x->length[k];
        if (m <= *len || i + m > n || (i + m < n && is_word(s[i + m])))
            continue;
        if (memcmp(s + i, type_phrases[k].words, m) != 0)
            continue;
        found = (int)k;
        *len = m;
    }
    return found;
}

/*
 * How much a place in a title counts, in hundredths: its first word fully, then less; inside
 * quotation marks or parentheses it names a subject and hardly counts.
 */
static int place_weight(int word, int quotes, int parentheses, bool after_break, bool in_note)
{
    if (quotes)
        return word == 0 ? 60 : 25;
    if (parentheses)
        return 30;
    if (word == 0)
        return 100;
    if (after_break)
        return 62;
    return word == 1 ? 75 : word <= 3 ? 60 : word <= 6 ? 42 : in_note ? 15 : 30;
}

/* Whether the text before i ends with the word. */
static bool ends_with(struct str s, size_t i, const char *word)
{
    size_t n = strlen(word);
    return i >= n && memcmp(s.p + i - n, word, n) == 0 && (i == n || !is_word(s.p[i - n - 1]));
}

/*
 * Whether the phrase at i only says what the title is about: "enjeux des ateliers", "le repas en
 * EHPAD". After a noun of time or of beginning it is the thing itself: "temps de pause", "suite des
 * ateliers".
 */
static bool is_subject(struct str s, size_t i, size_t end, enum session_type type)
{
    static const char *const links[] = {"des ",   "de ",   "d'",  "du ",
                                        "de la ", "de l'", "of ", "of the "};
    static const char *const itself[] = {"temps",     "moment", "moments", "seance",    "session",
                                         "sessions",  "espace", "soiree",  "journee",   "heure",
                                         "debut",     "suite",  "reprise", "lancement", "demarrage",
                                         "poursuite", "plage",  "matinee", "choix",     "rotation",
                                         "animation", "tenue",  "retour",  "retours",   "series",
                                         "round",     "start",  "serie",   "cycle",     "fin"};
    bool article =
        (i == 3 && (str_starts(s, "le ") || str_starts(s, "la ") || str_starts(s, "un "))) ||
        (i == 4 && (str_starts(s, "les ") || str_starts(s, "une "))) ||
        (i == 2 && str_starts(s, "l'"));
    if (article && (type == SESSION_LUNCH || type == SESSION_BREAK))
        return s.n > end + 3;
    if (type != SESSION_WORKSHOP && type != SESSION_LUNCH && type != SESSION_BREAK)
        return false;
    for (size_t k = 0; k < ARRAY_LEN(links); k++) {
        if (!ends_with(s, i, links[k]))
            continue;
        size_t before = i - strlen(links[k]);
        while (before && s.p[before - 1] == ' ')
            before--;
        for (size_t w = 0; before && w < ARRAY_LEN(itself); w++)
            if (ends_with(s, before, itself[w]))
                return false;
        if (before && is_word(s.p[before - 1]))
            return true;
    }
    return false;
}

static void score_text(const struct phrase_index *x, struct str s, int percent, struct scores *out)
{
    int word = 0, quotes = 0, parentheses = 0;
    bool after_break = false;
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == '"')
            quotes = !quotes;
        else if (c == '(')
            parentheses++;
        else if (c == ')')
            parentheses = 0;
        else if (c == '\n')
            word = 0; /* another line of a note */
        if (strchr(":-.;?!/", c) && c != '\0' && (i + 1 >= s.n || s.p[i + 1] == ' '))
            after_break = true;
        if (!is_word(c)) {
            i++;
            continue;
        }
        size_t len, end = i;
        int k = phrase_at(x, s.p, s.n, i, &len);
        while (end < s.n && is_word(s.p[end]))
            end++;
        if (k >= 0) {
            bool far = percent < 100 && !str_starts(str_sub(s, i, s.n), "suivi");
            int v = type_phrases[k].weight *
                    place_weight(word, quotes, parentheses, after_break, far) / 100 * percent / 100;
            if (is_subject(s, i, i + len, type_phrases[k].type))
                v /= 4;
            if (v > out->best[type_phrases[k].type])
                out->best[type_phrases[k].type] = v;
            end = i + len;
        }
        if (end - i > 2 || is_digit(s.p[i]))
            word++;
        after_break = false;
        i = end;
    }
}

static int winner(const struct scores *s)
{
    int best = 0;
    for (int t = 1; t < SESSION_TYPES; t++)
        if (s->best[t] > s->best[best])
            best = t;
    return best;
}

static struct str fold_some(struct doc *d, const char *text, size_t most)
{
    size_t n = strlen(text);
    n = n > most ? most : n;
    struct str f = text_fold(d->a, (struct str){text, n});
    while (f.n && !is_word(f.p[0]) && f.p[0] != '"')
        f = str_sub(f, 1, f.n);
    return f;
}

/* What the hour and the place in the day change: a buffet at night, accueil in mid-afternoon. */
static enum session_type adjust(enum session_type t, const struct scores *s,
                                const struct day_place *place, struct str title)
{
    const int start = place->start;
    const bool last = place->last;
    static const char *const night[] = {"repas", "buffet", "dejeuner"};
    if (t == SESSION_LUNCH && start >= 17 * 60)
        for (size_t i = 0; i < ARRAY_LEN(night) - 1; i++)
            if (memmem(title.p, title.n, night[i], strlen(night[i])))
                return SESSION_RECEPTION;
    if (t == SESSION_RECEPTION && start >= 11 * 60 && start <= 13 * 60 + 30 &&
        s->best[SESSION_RECEPTION] < 95 &&
        (memmem(title.p, title.n, "diner", 5) || memmem(title.p, title.n, "banquet", 7) ||
         memmem(title.p, title.n, "dinner", 6)))
        return SESSION_LUNCH; /* "dîner" at noon, in Quebec, Belgium and Switzerland */
    if (t == SESSION_CLOSING && !last && s->best[SESSION_CLOSING] < 60 && start < 12 * 60 + 30)
        return SESSION_TALK;
    if (t == SESSION_TALK && place->index <= 1 && str_starts(title, "lancement"))
        return SESSION_OPENING;
    bool speech = str_starts(title, "discours") || str_starts(title, "allocution");
    if (t == SESSION_OPENING && speech && s->best[SESSION_OPENING] <= 70) {
        if (last && start >= 15 * 60)
            return SESSION_CLOSING;
        if (!last && place->index >= 4)
            return SESSION_TALK; /* in the midst of the day */
    }
    return t;
}

/* What a session is may stand in its note; that a meal follows it, or a welcome, says nothing. */
static bool said_by_note(enum session_type t)
{
    switch (t) {
    case SESSION_OPENING:
    case SESSION_BREAK:
    case SESSION_LUNCH:
    case SESSION_EXHIBITION:
    case SESSION_RECEPTION:
    case SESSION_REGISTRATION:
    case SESSION_CLOSING:
    case SESSION_TALK: /* what it is anyway, unless something else is said */
        return false;
    default:
        return true;
    }
}

/* Types whose words are also what people speak about. */
static bool is_topic(enum session_type t)
{
    switch (t) {
    case SESSION_DEBATE:
    case SESSION_WORKSHOP:
    case SESSION_EXHIBITION:
    case SESSION_BREAK:
    case SESSION_LUNCH:
    case SESSION_RECEPTION:
    case SESSION_VISIT:
    case SESSION_OTHER:
        return true;
    default:
        return false;
    }
}

/* "Marche" is a walk, "Marché" a market; their folded words are one. */
static struct str walk_not_market(struct doc *d, struct str folded, const char *title)
{
    static const char walk[] = "balade", market[] = "march\xC3\xA9";
    bool plain = str_starts(folded, "marche") && !(folded.n > 6 && is_word(folded.p[6])) &&
                 !strcasestr(title, market) && !strstr(title, "MARCHE");
    if (!plain)
        return folded;
    char *words = str_dup(d->a, folded);
    memcpy(words, walk, sizeof walk - 1);
    return (struct str){words, folded.n};
}

enum session_type session_type_of(struct doc *d, const char *title, const char *note,
                                  const struct day_place *place)
{
    const enum session_type quiet = d->feast ? SESSION_OTHER : SESSION_TALK;
    const struct phrase_index *x = phrase_index(d);
    struct scores s = {{0}};
    struct str t = walk_not_market(d, fold_some(d, title, TITLE_LOOK), title);
    score_text(x, t, 100, &s);
    int best = winner(&s);
    bool by_note = false;
    if (s.best[best] < 40 && note) {
        struct scores in_note = {{0}};
        int before = s.best[best];
        score_text(x, fold_some(d, note, NOTE_LOOK), 60, &in_note);
        for (int k = 0; k < SESSION_TYPES; k++)
            if (said_by_note((enum session_type)k) && in_note.best[k] > s.best[k])
                s.best[k] = in_note.best[k];
        best = winner(&s);
        by_note = s.best[best] > before;
    }
    if (s.best[best] < (by_note ? SAID_BY_NOTE : SAID))
        return quiet;
    if (place->names && !d->feast && is_topic((enum session_type)best) &&
        (by_note || (place->names <= 2 && s.best[best] < NAMED_LEAST)))
        return quiet; /* somebody speaks of a visit, of a training: that is no visit */
    return adjust((enum session_type)best, &s, place, t);
}

bool session_type_said(const char *words, enum session_type *out)
{
    struct arena room = ARENA_INIT;
    struct doc d = {.a = &room};
    struct scores s = {{0}};
    score_text(phrase_index(&d), fold_some(&d, words, TITLE_LOOK), 100, &s);
    int best = winner(&s);
    arena_free(&room);
    if (s.best[best] >= SAID)
        *out = (enum session_type)best;
    return s.best[best] >= SAID;
}

/* Whether a line begins with a word by which sessions begin: "Accueil", "Table ronde", "Lunch". */
bool begins_like_session(struct doc *d, struct span s)
{
    uint32_t i = s.from;
    size_t len;
    while (i < s.to && !is_word(d->fold[i]))
        i++;
    int k = phrase_at(phrase_index(d), d->fold, s.to, i, &len);
    return k >= 0 && type_phrases[k].weight >= 60;
}

bool is_workshop_title(const struct doc *d, struct span title)
{
    static const char *const words[] = {"ateliers",
                                        "atelier",
                                        "workshops",
                                        "workshop",
                                        "groupes",
                                        "groupe",
                                        "breakout",
                                        "breakouts",
                                        "paralleles",
                                        "parallel",
                                        "communications",
                                        "sessions",
                                        "au choix",
                                        "simultanes",
                                        "simultanees",
                                        "en parallele",
                                        "world cafe",
                                        "parcours",
                                        "tracks",
                                        "sous-groupes",
                                        "commissions",
                                        "visites",
                                        "balades",
                                        "stands",
                                        "tables rondes",
                                        "conferences",
                                        "panels",
                                        "tables thematiques",
                                        "groups",
                                        "forum ouvert",
                                        "clinics",
                                        "masterclasses",
                                        "co-developpement",
                                        "codeveloppement",
                                        "site visits",
                                        "trois",
                                        NULL};
    uint32_t to = title.to - title.from > 160 ? title.from + 160 : title.to;
    static const char *const back[] = {"retour",   "retours",    "restitution", "restitutions",
                                       "synthese", "report",     "feedback",    "bilan",
                                       "reports",  "conclusion", NULL};
    if (any_word_at(d, skip_any(d, title.from, to, " *-:\""), to, back))
        return false;
    return has_any_word(d, title.from, to, words);
}
