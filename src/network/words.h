/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names and queries made comparable. The build's index and the search both come through here. */
#ifndef MAILLAGE_NETWORK_WORDS_H
#define MAILLAGE_NETWORK_WORDS_H

#include "base/str.h"

/*
 * Words of a–z and 0–9 with one space between: accents, case and signs gone, "st", "ste" before
 * another word opened to "saint", "sainte", "s/" to "sur", "communauté de communes" closed to "cc"
 * as official names have it. Other scripts leave nothing.
 */
struct str territory_words(struct arena *a, struct str text);

/* The next word, or one of no bytes at the end. */
static inline struct str next_word(struct str *rest)
{
    return rest->n ? str_cut(rest, ' ') : (struct str){rest->p, 0};
}

/* "saint" for "st": what a word may stand for, or the word. */
struct str open_word(struct str word);

/* An article or a preposition, which neither tells territories apart nor need be typed. */
bool is_small_word(struct str word);

/* Compares what follows at `text`, blanks skipped, with `n` bytes of `wanted`: 0 if it begins so.
 */
int compact_compare(const char *text, const char *wanted, size_t n);

/* The i-th byte at `text`, blanks not counted; NUL behind the end. */
char compact_at(const char *text, size_t i);

#endif
