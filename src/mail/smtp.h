/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One connection to the relay, by libcurl; private to this folder. */
#ifndef MAILLAGE_MAIL_SMTP_H
#define MAILLAGE_MAIL_SMTP_H

#include "mail/outbox.h"

struct smtp;

/*
 * Whether an address of a relay is one: smtp://[USER:PASSWORD@]HOST[:PORT] (STARTTLS where the
 * relay offers it, required with a password unless it is this machine) or smtps://… (TLS from the
 * start).
 */
must_check bool smtp_url_is_good(const char *url);

struct smtp *smtp_new(const char *url);
void smtp_free(struct smtp *s); /* says goodbye; NULL is fine */

/*
 * Hands a message over. OUTCOME_UNTRIED: the relay was not reached, knows us not, or does not take
 * our sender. `why`, of FAILURE_MAX bytes and a NUL, gets the relay's last words, or ours.
 */
enum outcome smtp_send(struct smtp *s, const char *from, const char *to, struct str message,
                       char *why);

#endif
