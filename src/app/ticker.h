/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What comes due while nobody asks: each module's `tick`, every half minute, on a thread of its
 * own, as long as the site is served. What a tick does it must be able to do twice: another node
 * does the same.
 */
#ifndef MAILLAGE_APP_TICKER_H
#define MAILLAGE_APP_TICKER_H

#include "app/app.h"

struct ticker;

struct ticker *ticker_start(struct app *app);
void ticker_stop(struct ticker *t); /* waits for the tick that runs; NULL is fine */

#endif
