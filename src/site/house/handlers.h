/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of the house, for the module's table of routes. */
#ifndef MAILLAGE_SITE_HOUSE_HANDLERS_H
#define MAILLAGE_SITE_HOUSE_HANDLERS_H

#include "app/app.h"

enum err journal_show(struct request *r);
enum err journal_csv(struct request *r);
enum err journal_json(struct request *r);
enum err journal_undo(struct request *r);

enum err accounts_show(struct request *r);
enum err account_add_take(struct request *r);
enum err account_show(struct request *r);
enum err account_take(struct request *r);

enum err settings_show(struct request *r);
enum err settings_take(struct request *r);
enum err legal_show(struct request *r); /* a legal page, to be edited */
enum err legal_take(struct request *r);

enum err theme_css(struct request *r);
enum err theme_svg(struct request *r);

#define HOUSE_AUDIT 2
extern const struct audit_kind house_audit[HOUSE_AUDIT];

#endif
