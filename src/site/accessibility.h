/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The accessibility statement, in the order that the decree no. 2019-768 and the order of 20
 * September 2019 (RGAA 4) ask for. It is made from two results: the automatic check of this version
 * (data/accessibility.json, in the binary), and, if the operator has had one done, a conformance
 * audit of the site as it is (DATA/pages/rgaa.json). Without an audit the rule has one word for the
 * state: not conformant.
 *
 *     {"date": "2026-10-02", "by": "Cabinet Exemple", "met": 41, "applicable": 48,
 *      "report": "https://…"}                                              report may be left out
 */
#ifndef MAILLAGE_SITE_ACCESSIBILITY_H
#define MAILLAGE_SITE_ACCESSIBILITY_H

#include "app/app.h"

struct accessibility;

/* ERR_INVALID: a file that is not as it should be; `*why` names it. */
must_check enum err accessibility_load(struct app *app, const struct accessibility **out,
                                       const char **why);

enum err accessibility_show(struct request *r);

#endif
