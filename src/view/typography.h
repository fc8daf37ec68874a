/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* French typography for text that comes from people or documents. */
#ifndef MAILLAGE_VIEW_TYPOGRAPHY_H
#define MAILLAGE_VIEW_TYPOGRAPHY_H

#include "base/arena.h"

/*
 * U+202F before ; ! ? and U+00A0 before : and » and after «, whether a space stood there or none; ’
 * for ' in a word; … for three dots. Addresses, hours ("9:30") and text between backquotes stay as
 * they are. Doing it twice changes nothing. NULL for NULL.
 */
const char *typo_fr(struct arena *a, const char *s);

/* The same text with a capital first: "lundi" gives "Lundi". NULL for NULL. */
const char *text_capital(struct arena *a, const char *s);

#endif
