/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text of the binary, put there by tools/embed when it is built: a migration, a legal page. */
#ifndef MAILLAGE_EMBEDDED_H
#define MAILLAGE_EMBEDDED_H

#include <stddef.h>

struct embedded_text {
    const char *name; /* the file's name without its folder */
    const char *text; /* NUL-terminated */
    size_t size;      /* bytes, without the NUL */
};

#endif
