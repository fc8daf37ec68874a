/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random keys that outlive the process, each in a file of the data folder: what is hashed with one
 * cannot be looked up by who has the database alone. */
#ifndef MAILLAGE_APP_KEY_FILE_H
#define MAILLAGE_APP_KEY_FILE_H

#include "base/arena.h"

/* Reads `n` bytes, or draws them and writes the file (0600) when there is none, or another length.
 * ERR_IO: `*why`, in the arena, says what the system refused. */
must_check enum err key_file_read(struct arena *a, const char *folder, const char *name,
                                  uint8_t *out, size_t n, const char **why);

#endif
