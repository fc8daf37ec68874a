/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The fields that say what a meeting is: of its own form, of a new meeting's, of a copy's. Private.
 */
#ifndef MAILLAGE_MEETING_PLAN_HEAD_H
#define MAILLAGE_MEETING_PLAN_HEAD_H

#include "meeting/plan/views.h"

enum head_field {
    HEAD_TITLE,
    HEAD_THEME,
    HEAD_EDITION,
    HEAD_PLACE,
    HEAD_ZONE,
    HEAD_PURPOSE,
    HEAD_FIELDS
};
extern const struct sheet_field head_fields[HEAD_FIELDS];

void head_offer_zones(struct sheet *s);
void head_fill(struct sheet *s, const void *plan);
struct plan_edit_head head_read(struct sheet *s);

#endif
