/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/labels.h"

#include "view/tr.h"

static const char *const type_labels[SESSION_TYPES] = {
    [SESSION_OPENING] = TR("Ouverture"),
    [SESSION_PLENARY] = TR("Plénière"),
    [SESSION_TALK] = TR("Intervention"),
    [SESSION_PANEL] = TR("Table ronde"),
    [SESSION_DEBATE] = TR("Débat"),
    [SESSION_WORKSHOP] = TR("Atelier"),
    [SESSION_REPORT] = TR("Restitution"),
    [SESSION_EXHIBITION] = TR("Exposition"),
    [SESSION_BREAK] = TR("Pause"),
    [SESSION_LUNCH] = TR("Déjeuner"),
    [SESSION_RECEPTION] = TR("Moment convivial"),
    [SESSION_VISIT] = TR("Visite"),
    [SESSION_REGISTRATION] = TR("Accueil"),
    [SESSION_CLOSING] = TR("Clôture"),
    [SESSION_OTHER] = TR("Autre temps"),
};

const char *session_type_label(const char *lang, enum session_type type)
{
    bool known = (unsigned)type < SESSION_TYPES;
    return tr(lang, type_labels[known ? type : SESSION_OTHER]);
}

const char *modality_label(const char *lang, const struct event *event)
{
    static const char *const phrases[3][3] = {
        /* remote no, yes, to be confirmed; on site no, yes, to be confirmed */
        {NULL, TR("Sur place"), TR("Sur place, à confirmer")},
        {TR("À distance"), TR("Sur place et à distance"), TR("À distance, sur place à confirmer")},
        {TR("À distance, à confirmer"), TR("Sur place, à distance à confirmer"),
         TR("Sur place ou à distance, à confirmer")},
    };
    return tr(lang, phrases[event->remote][event->onsite]);
}

const char *unnamed_speakers_label(struct arena *a, const char *lang, const struct session *session)
{
    int people = 0;
    for (size_t i = 0; i < session->n_speakers; i++)
        if (!session->speakers[i].name)
            people += session->speakers[i].people;
    if (people <= 0)
        return NULL;
    return tr_count(a, lang, TRN("une personne à annoncer", "{n} personnes à annoncer"), people);
}
