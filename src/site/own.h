/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handlers of "Mon espace"; for the route table. */
#ifndef MAILLAGE_SITE_OWN_H
#define MAILLAGE_SITE_OWN_H

#include "app/app.h"

enum err own_show(struct request *r);
enum err own_session_close(struct request *r);
enum err own_sessions_close_others(struct request *r);

#endif
