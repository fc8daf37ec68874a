/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which colours text may have. Contrast is that of WCAG 2.2 (relative luminance, 1.4.3): a thread
 * is the colour of links and buttons, so it needs 4.5:1 against every ground that text stands on,
 * by day and by night, and the words on a button need it against the thread. Pure.
 */
#ifndef MAILLAGE_SITE_HOUSE_COLOURS_H
#define MAILLAGE_SITE_HOUSE_COLOURS_H

#include "base/base.h"

enum ground { BY_DAY, BY_NIGHT };

#define CONTRAST_NEEDED 4.5

/* From 1 to 21, the same both ways. */
double contrast(uint32_t x, uint32_t y);

/* The least contrast of a thread with what it stands on, or stands on it. */
double thread_contrast(enum ground g, uint32_t hue);

/* The colour itself when it passes, else the nearest on its way to black (by day) or white (by
 * night): the hue stays, the lightness moves as little as it must. */
uint32_t thread_nearest(enum ground g, uint32_t hue);

/* A part of the way to black or white: what a button becomes under the pointer. */
uint32_t hue_mixed(uint32_t hue, uint32_t with, double share);

#endif
