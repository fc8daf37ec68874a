/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sending what waits in the outbox, on threads of its own, as long as the site is served. A message
 * is sent once: what it becomes is recorded before the next one is begun. Only between the relay's
 * word that it has it and our record of that, a few milliseconds, does a crash send it again, under
 * the same Message-ID.
 */
#ifndef MAILLAGE_MAIL_DELIVER_H
#define MAILLAGE_MAIL_DELIVER_H

#include "mail/mail.h"

struct mailer;

struct mail_delivery {
    struct store *store;
    const struct mail_house *house;
    const char *relay;        /* see smtp_url_is_good */
    const char *from_address; /* the sender's; its name is the site's */
    int64_t (*now)(void *ctx);
    void *ctx;
    unsigned connections;      /* 0: as many as is polite */
    unsigned look_ms, rest_ms; /* how often it looks, how long it leaves a relay alone that does not
                                  answer (then longer); 0: 500 ms, 5 s */
};

/* Everything outlives the mailer. ERR_INVALID: the relay's or the sender's address is none. */
must_check enum err mailer_start(const struct mail_delivery *d, struct mailer **out,
                                 const char **why);
/* Waits for the messages that are being sent. NULL is fine. */
void mailer_stop(struct mailer *m);

/* The relay's answer to the latest try at reaching it, for the organiser; "" while it works. */
const char *mailer_trouble(struct mailer *m, struct arena *a);

#endif
