/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of registration, for the module's table of routes. */
#ifndef MAILLAGE_MEETING_REGISTRATION_HANDLERS_H
#define MAILLAGE_MEETING_REGISTRATION_HANDLERS_H

#include "app/app.h"

enum err registration_form_show(struct request *r);
enum err registration_form_take(struct request *r);
enum err registration_show(struct request *r); /* the private page */
enum err registration_edit_show(struct request *r);
enum err registration_edit_take(struct request *r);
enum err registration_modality_take(struct request *r);
enum err registration_seat_take(struct request *r); /* the answer to an offer */
enum err registration_consent_withdraw(struct request *r);
enum err registration_cancel_show(struct request *r);
enum err registration_cancel_take(struct request *r);
enum err registration_qr(struct request *r);
enum err registration_ics(struct request *r);
enum err participants_show(struct request *r); /* who else comes, for who is registered */
enum err badge_show(struct request *r);

#endif
