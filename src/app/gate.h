/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who comes in. The dispatcher passes each request through these three, so that no handler can
 * forget one: who is there, whether the route is for them, whether a change was sent by one of our
 * own pages.
 */
#ifndef MAILLAGE_APP_GATE_H
#define MAILLAGE_APP_GATE_H

#include "app/app.h"

/* Reads the session's cookie: sets r->session, r->account, and what the page says of them. A cookie
 * that opens nothing makes a visitor. */
must_check enum err gate_who(struct request *r);

/* ERR_SIGN_IN: nobody is signed in; ERR_FORBIDDEN: who is may not. */
must_check enum err gate_enter(const struct request *r, enum capability c);

/* For a POST, once its form is read. ERR_STALE_FORM: it comes from another site, or it does not
 * carry the token of this session. */
must_check enum err gate_form(struct request *r);

/* The name of the session's cookie, by the public address. */
const char *gate_cookie(const struct config *c);

#endif
