/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether one may take part at a distance and on site: yes, no, or to be confirmed, from what the
 * document states outside its sessions. Two statements that disagree are a warning with both lines.
 */
#include "meeting/parse/parse.h"

enum { REMOTE, ONSITE };

struct stated {
    int line; /* 0: nothing yet */
    enum answer answer;
};

static const char *const remote_words[] = {"distanciel",
                                           "en distanciel",
                                           "a distance",
                                           "visio",
                                           "visioconference",
                                           "visio-conference",
                                           "en ligne",
                                           "numerique",
                                           "format numerique",
                                           "online",
                                           "on-line",
                                           "virtual",
                                           "virtuel",
                                           "virtuelle",
                                           "remote",
                                           "remotely",
                                           "zoom",
                                           "teams",
                                           "webinaire",
                                           "webinaires",
                                           "webinar",
                                           "webinars",
                                           "livestream",
                                           "live stream",
                                           "live-stream",
                                           "streaming",
                                           "retransmission",
                                           "retransmise",
                                           "retransmis",
                                           "en direct sur",
                                           "visios",
                                           "lien de connexion",
                                           NULL};
static const char *const onsite_words[] = {
    "presentiel", "en presentiel", "in person",    "in-person",    "on site",
    "on-site",    "onsite",        "face-to-face", "face to face", NULL};
static const char *const hybrid_words[] = {"hybride", "hybrid", "format mixte", "bimodal", NULL};
static const char *const open_words[] = {"a confirmer",
                                         "en cours de definition",
                                         "a definir",
                                         "sous reserve",
                                         "to be confirmed",
                                         "tbc",
                                         "a preciser",
                                         "en cours de",
                                         "selon la situation",
                                         "to be decided",
                                         "tbd",
                                         "si possible",
                                         "a l'etude",
                                         "reste a",
                                         "non encore",
                                         "pas encore",
                                         NULL};
static const char *const only_words[] = {
    "uniquement", "exclusivement", "entierement", "seulement",     "only",       "100 %",  "100%",
    "entirely",   "fully",         "exclusively", "integralement", "totalement", "wholly", NULL};
static const char *const not_words[] = {"pas de", "pas",         "aucune",  "aucun", "sans", "no",
                                        "not",    "ne sera pas", "neither", "ni",    NULL};
/* Words that show a "numérique" or "en ligne" that is about something else. */
static const char *const other_subject[] = {"inscription",
                                            "inscriptions",
                                            "s'inscrire",
                                            "formulaire",
                                            "replay",
                                            "mis en ligne",
                                            "mise en ligne",
                                            "mises en ligne",
                                            "disponible",
                                            "disponibles",
                                            "register",
                                            "registration form",
                                            "plateforme",
                                            "http",
                                            "https",
                                            "www",
                                            "recording",
                                            "enregistrement",
                                            "grace au numerique",
                                            "outils numeriques",
                                            NULL};

static void state(struct doc *d, struct stated *all, int mode, enum answer answer, int line)
{
    static const char *const names[] = {"à distance", "sur place"};
    static const char *const answers[] = {"non", "oui", "à confirmer"};
    struct stated *s = &all[mode];
    if (!s->line) {
        *s = (struct stated){line, answer};
    } else if (s->answer != answer) {
        warn(d, line,
             "Deux indications contradictoires sur la participation %s : « %s » ligne %d, « %s » "
             "ligne %d. La première est gardée.",
             names[mode], answers[s->answer], s->line, answers[answer], line);
    }
}

/* The statements of one clause, which a line may hold several of. */
static void read_clause(struct doc *d, struct stated *all, struct span c, int line)
{
    bool remote = has_any_word(d, c.from, c.to, remote_words);
    bool onsite = has_any_word(d, c.from, c.to, onsite_words);
    bool hybrid = has_any_word(d, c.from, c.to, hybrid_words);
    if (!remote && !onsite && !hybrid)
        return;
    if (!onsite && !hybrid && has_any_word(d, c.from, c.to, other_subject))
        return;
    remote |= hybrid;
    onsite |= hybrid;
    bool open = has_any_word(d, c.from, c.to, open_words);
    bool only = has_any_word(d, c.from, c.to, only_words);
    bool negated = has_any_word(d, c.from, c.to, not_words);
    enum answer a = open ? ANSWER_TBC : negated && !only ? ANSWER_NO : ANSWER_YES;
    if (remote && !hybrid && find_word(d, c.from, c.to, "numerique") < c.to &&
        find_word(d, c.from, c.to, "format") == c.to && !onsite && !only)
        return; /* "numérique" as a subject */
    if (remote)
        state(d, all, REMOTE, a, line);
    if (onsite)
        state(d, all, ONSITE, a, line);
    if (only && remote != onsite && a == ANSWER_YES)
        state(d, all, remote ? ONSITE : REMOTE, ANSWER_NO, line);
}

/* First syllables of all the words above: a line without one states nothing. */
static bool may_state(const struct doc *d, const struct line *l)
{
    static const char *const keys[] = {"dist", "visi", "lign", "nume", "onli", "on-l", "virt",
                                       "remo", "zoom", "team", "webi", "live", "stre", "retr",
                                       "dire", "lien", "pres", "pers", "site", "in-p", "on-s",
                                       "onsi", "face", "hybr", "mixt", "bimo"};
    for (uint32_t i = l->from; i + 4 <= l->to; i++) {
        if (i > l->from && is_word(d->fold[i - 1]))
            continue;
        for (size_t k = 0; k < ARRAY_LEN(keys); k++)
            if (d->fold[i] == keys[k][0] && memcmp(d->fold + i, keys[k], 4) == 0)
                return true;
    }
    return false;
}

static void read_line(struct doc *d, struct stated *all, const struct line *l, bool head)
{
    uint32_t from = l->from;
    if (!may_state(d, l))
        return;
    bool whole = has_any_word(d, l->from, l->to, open_words);
    for (uint32_t i = l->from; i <= l->to; i++) {
        bool end =
            i == l->to || (!whole && strchr(".;(", d->fold[i]) &&
                           (d->fold[i] == '(' || (i + 1 < l->to && is_space(d->fold[i + 1]))));
        if (!end)
            continue;
        struct span c = {from, i};
        /* Far from the head only a sentence about the meeting itself counts. */
        static const char *const about[] = {
            "rencontre",  "journee", "seminaire",      "colloque",   "forum",
            "evenement",  "event",   "meeting",        "format",     "participation",
            "participer", "seance",  "retransmission", "uniquement", "exclusivement",
            "only",       NULL};
        if (c.to - c.from < 2000 && (head || has_any_word(d, c.from, c.to, about)))
            read_clause(d, all, c, l->number);
        from = i + 1;
    }
}

void doc_modality(struct doc *d)
{
    struct stated all[2] = {{0, ANSWER_NO}, {0, ANSWER_NO}};
    for (uint32_t i = 0; i < d->n_lines; i++) {
        const struct line *l = &d->lines[i];
        bool head = d->first_item_line == NO_LINE || i < d->first_item_line;
        if (l->flags & (LINE_USED | LINE_REPEATED) || (head && l->to - l->from > 300) ||
            l->to - l->from > 600)
            continue;
        read_line(d, all, l, head);
    }
    struct programme *p = d->out;
    p->remote = all[REMOTE].line ? all[REMOTE].answer : ANSWER_NO;
    p->onsite = all[ONSITE].line ? all[ONSITE].answer
                : all[REMOTE].line && all[REMOTE].answer == ANSWER_YES &&
                        has_any_word(d, 0, d->n_lines ? d->lines[0].to : 0, remote_words)
                    ? ANSWER_NO
                    : ANSWER_YES;
    d->modality_line[REMOTE] = all[REMOTE].line;
    d->modality_line[ONSITE] = all[ONSITE].line;
}
