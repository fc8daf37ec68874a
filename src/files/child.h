/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The process that reads what strangers send. It is this program, started anew with FILE_CHILD and
 * what is wanted ("image:960,320", "document"): so it has none of the server's memory, sockets or
 * files. Before it looks at a byte it gives up all but reading its input, writing its answer and
 * memory (seccomp), within limits. A decoder that is broken into can spoil its own picture.
 *
 * In: the bytes, on standard input. Out, on standard output: lines, then the bytes they announce.
 *     refused WORD
 *     document TYPE
 *     piece WIDTH HEIGHT SIZE
 *     end
 */
#ifndef MAILLAGE_FILES_CHILD_H
#define MAILLAGE_FILES_CHILD_H

#include "files/files.h"

#define FILE_CHILD "--read-file"

#define FILE_WIDTH_MAX 2000                     /* of what is kept, in pixels */
#define FILE_PIXELS_MAX (24 * 1000 * 1000)      /* of what is sent */
#define FILE_JPEG_PIXELS_MAX (60 * 1000 * 1000) /* these are made smaller while they are read */
#define FILE_PIECE_MAX ((size_t)4 * 1024 * 1024)

/* Whether main() is to become that process. */
bool file_child_wanted(int argc, char **argv);
/* Never returns to anything else: the status of the process. */
int file_child(const char *wanted);

/* What is refused, as words between the two processes. */
enum file_refusal {
    REFUSED_NOT,
    REFUSED_TYPE,    /* not one of those we take */
    REFUSED_SVG,     /* a drawing that could hold a program */
    REFUSED_MOVING,  /* a film */
    REFUSED_LARGE,   /* too many pixels */
    REFUSED_DAMAGED, /* cannot be read to its end */
    N_REFUSED
};
extern const char *const file_refusal_words[N_REFUSED];

#endif
