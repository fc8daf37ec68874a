/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a rendered message to the bytes of RFC 5322 and MIME, by GMime; private to this folder. */
#ifndef MAILLAGE_MAIL_COMPOSE_H
#define MAILLAGE_MAIL_COMPOSE_H

#include "mail/mail.h"

struct mail_envelope {
    const char *from_name, *from_address;
    const char *reply_to;   /* an address; NULL */
    const char *message_id; /* without its angle brackets; the same at each try */
    int64_t date;           /* UTC seconds */
};

/* Before any use of the library. */
void mail_gmime_start(void);

/* Lines end in CRLF and are at most 998 bytes long. In the arena. */
struct str mail_compose(struct arena *a, const struct mail_message *m,
                        const struct mail_envelope *e);

#endif
