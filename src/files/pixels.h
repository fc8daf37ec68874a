/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pictures as points, in the process apart only: one reader a format, one writer. */
#ifndef MAILLAGE_FILES_PIXELS_H
#define MAILLAGE_FILES_PIXELS_H

#include "files/child.h"

struct pixels {
    uint8_t *rgba; /* malloc'd, four bytes a point, rows without gaps, alpha not multiplied */
    int width, height;
    bool drawn; /* a logo rather than a photograph: its edges must stay sharp */
};

/*
 * `wanted`: the width that will be needed; a reader may give a smaller picture than the file's as
 * long as it is not narrower (nor lower: the picture may still be turned).
 */
typedef enum file_refusal (*pixels_fn)(struct str bytes, int wanted, struct pixels *out);
enum file_refusal pixels_from_jpeg(struct str bytes, int wanted, struct pixels *out);
enum file_refusal pixels_from_png(struct str bytes, int wanted, struct pixels *out);
enum file_refusal pixels_from_webp(struct str bytes, int wanted, struct pixels *out);
enum file_refusal pixels_from_gif(struct str bytes, int wanted, struct pixels *out);

static inline bool pixels_too_many(int64_t width, int64_t height, int64_t most)
{
    return width < 1 || height < 1 || width > most / height;
}

/* Turns and mirrors as Exif says (1 to 8). */
void pixels_orient(struct pixels *p, int orientation);

/* As WebP of at most that width, from the widest to the narrowest: `p` is made smaller meanwhile.
 * `*out` holds until the next size. False: no memory, or over FILE_PIECE_MAX. */
struct webp_writer;
must_check bool webp_begin(struct pixels *p, struct webp_writer **out); /* takes the points */
must_check bool webp_next(struct webp_writer *w, int width, struct str *out, int *made_width,
                          int *made_height);

void webp_free(struct webp_writer *w);

#endif
