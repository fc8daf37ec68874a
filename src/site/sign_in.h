/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handlers of signing in and out, and of the organisers' front page; for the route table. */
#ifndef MAILLAGE_SITE_SIGN_IN_H
#define MAILLAGE_SITE_SIGN_IN_H

#include "app/app.h"

enum err sign_in_show(struct request *r);
enum err sign_in_link_page_show(struct request *r);
enum err sign_in_link_take(struct request *r);
enum err sign_out_take(struct request *r);
enum err organisation_show(struct request *r);

#endif
