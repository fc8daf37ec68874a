/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The register of the module's messages. */
#include "meeting/messages/messages.h"

#include "meeting/invitation/statements.h"
#include "meeting/messages/letter.h"
#include "meeting/registration/statements.h"
#include "view/tr.h"

#define REGISTRATION(name, label)                                                                  \
    {                                                                                              \
        "registration/" name, label, registration_letter, registration_readers,                    \
            &sql_registration_person_ids                                                           \
    }

const struct mail_kind meeting_mail[MEETING_MAIL] = {
    REGISTRATION("received", TR("Inscription reçue")),
    REGISTRATION("confirmed", TR("Place obtenue")),
    REGISTRATION("offer", TR("Place proposée")),
    REGISTRATION("offer-missed", TR("Proposition restée sans réponse")),
    REGISTRATION("cancelled", TR("Inscription annulée")),
    REGISTRATION("restored", TR("Inscription rétablie")),
    REGISTRATION("moved", TR("Participation déplacée")),
    REGISTRATION("choose", TR("Choix à faire")),
    REGISTRATION("day-changed", TR("Format de la rencontre changé")),
    REGISTRATION("again", TR("Lien personnel rappelé")),
    REGISTRATION("programme", TR("Programme changé")),
    REGISTRATION("meeting-cancelled", TR("Rencontre annulée")),
    {"message/practical", TR("Message de l’équipe"), sending_letter, registration_readers,
     &sql_registration_person_ids},
    {"message/announcement", TR("Annonce"), sending_letter, registration_readers,
     &sql_registration_person_ids, .bulk = true},
    {"message/invited", TR("Message aux personnes invitées"), sending_letter, invitation_readers,
     &sql_invitation_person_ids, .bulk = true},
    {"message/trial", TR("Essai d’un message"), trial_letter, trial_readers, &accounts_of_address},
    {"invitation/reminder", TR("Relance d’une invitation"), invitation_letter, invitation_readers,
     &sql_invitation_person_ids, .bulk = true},
    {"invitation/sent", TR("Invitation"), invitation_letter, invitation_readers,
     &sql_invitation_person_ids, .bulk = true},
};
