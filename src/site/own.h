/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handlers of "Mon espace"; for the route table. */
#ifndef MAILLAGE_SITE_OWN_H
#define MAILLAGE_SITE_OWN_H

#include "app/app.h"
#include "base/zone.h"

/* "5 juil. 2021, 9 h" */
const char *own_instant(struct request *r, const struct zone *z, int64_t utc);

enum err own_show(struct request *r);
/* The same, with why a new key was refused, under the name that was typed (NULL: none was). */
enum err own_show_refused(struct request *r, const char *key_name, const char *key_error);
enum err own_session_close(struct request *r);
enum err own_sessions_close_others(struct request *r);

/* "12 juil. 2021, 9 h 10", in the visitor's zone. */
struct zone;
const char *own_instant(struct request *r, const struct zone *z, int64_t utc);

#endif
