/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mail/outbox.h"
#include "view/tr.h"

#define OLD " (sent_at IS NOT NULL OR failed_at IS NOT NULL) AND created_at <= $1"

const struct stmt sql_outbox_old = {
    "SELECT COUNT(*), MIN(created_at) FROM outbox_message WHERE" OLD, "i", "iI"};
const struct stmt sql_outbox_old_erase = {
    "DELETE FROM outbox_message WHERE id IN (SELECT id FROM outbox_message WHERE" OLD
    " ORDER BY id LIMIT $2)",
    "ii", ""};

const struct retention_rule mail_retention = {
    .name = "messages",
    .label = TR("Messages envoyés"),
    .words = TR("Le compte rendu de chaque message (à propos de qui, quand, parti ou non) est "
                "effacé. Ceux qui attendent de partir restent, et les adresses qui ne reçoivent "
                "plus aussi."),
    .why = TR("Un an suffit pour répondre à qui n’aurait pas reçu un message."),
    .unit = RETENTION_MONTHS,
    .delay = 12,
    .least = 1,
    .most = 36,
    .parts = {{.count = &sql_outbox_old, .erase = &sql_outbox_old_erase}},
};
