/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handlers of signing in and out, and of the organisers' front page; for the route table. */
#ifndef MAILLAGE_SITE_SIGN_IN_H
#define MAILLAGE_SITE_SIGN_IN_H

#include "app/app.h"

/* Where to go once signed in: one of our own addresses, or NULL when none was given. */
enum err sign_in_way_back(struct request *r, const struct http_form *form, const char **out);
/* An address of ours that keeps it. */
const char *sign_in_with_back(struct request *r, const char *path, const char *back);

/* Where one comes to once in: `back`, or one's own side. */
const char *sign_in_home(enum role role, const char *back);

enum err sign_in_show(struct request *r);
enum err sign_in_link_page_show(struct request *r);
enum err sign_in_link_take(struct request *r);
enum err sign_out_take(struct request *r);
enum err organisation_show(struct request *r);

#endif
