/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/messages/fills.h"

#include "view/tr.h"

enum { FIRST, LAST, MEETING, WHEN, WHERE, FORMAT, HOW, OWN, PROGRAMME, PAGE };

const struct letter_fill letter_fills[LETTER_FILLS] = {
    [FIRST] = {"prenom", TR("le prénom"), false},
    [LAST] = {"nom", TR("le nom"), false},
    [MEETING] = {"rencontre", TR("le nom de la rencontre"), false},
    [WHEN] = {"date", TR("sa date, à l’heure de la rencontre"), false},
    [WHERE] = {"lieu", TR("son lieu, s’il est connu"), false},
    [FORMAT] = {"format", TR("à distance, sur place, ou les deux"), false},
    [HOW] = {"participation", TR("comment la personne participe"), false},
    [OWN] = {"lien_personnel", TR("l’adresse de sa page personnelle"), true},
    [PROGRAMME] = {"lien_programme", TR("l’adresse du programme"), true},
    [PAGE] = {"lien_rencontre", TR("l’adresse de la rencontre"), true},
};

const char *const letter_fill_names[LETTER_FILLS] = {
    "prenom", "nom",           "rencontre",      "date",           "lieu",
    "format", "participation", "lien_personnel", "lien_programme", "lien_rencontre"};

void letter_fill_values(struct letter *l, const struct reader *to, const char *how, const char *own,
                        struct fill out[LETTER_FILLS])
{
    const char *page = arena_printf(l->a, "/rencontres/%s", l->event->slug);
    const char *const values[LETTER_FILLS] = {
        [FIRST] = mail_name(l->a, to->given_name), /* what would become a link greets nobody */
        [LAST] = mail_name(l->a, to->family_name),
        [MEETING] = l->v.event_name,
        [WHEN] = l->facts[0].text,
        [WHERE] = l->event->place,
        [FORMAT] = l->facts[1].text,
        [HOW] = how,
        [OWN] = mail_href(l->house, l->a, l->lang, own),
        [PROGRAMME] = mail_href(l->house, l->a, l->lang, arena_printf(l->a, "%s/programme", page)),
        [PAGE] = mail_href(l->house, l->a, l->lang, page),
    };
    for (size_t i = 0; i < LETTER_FILLS; i++)
        out[i] = (struct fill){letter_fills[i].name, values[i], letter_fills[i].address};
}
