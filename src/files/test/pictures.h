/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pictures to send, made by the libraries that the world makes them with. In the arena. */
#ifndef MAILLAGE_FILES_TEST_PICTURES_H
#define MAILLAGE_FILES_TEST_PICTURES_H

#include "base/arena.h"
#include "base/str.h"

/* Left half red, right half blue; the top left corner's tenth green. */
struct str png_picture(struct arena *a, int width, int height);
struct str jpeg_picture(struct arena *a, int width, int height);
struct str inks_picture(struct arena *a, int width, int height); /* a JPEG in cyan, magenta… */
struct str webp_picture(struct arena *a, int width, int height);
/* A JPEG with Exif: how the camera was held, and where. */
struct str exif_picture(struct arena *a, int width, int height, int orientation);
struct str gif_picture(struct arena *a); /* 2 × 1, red and none; then a second image */

/* A PNG of nothing but a head that claims a size. */
struct str png_claim(struct arena *a, uint32_t width, uint32_t height);

/* The points of a WebP: red, green, blue, alpha. To be freed. */
uint8_t *webp_points(struct str webp, int *width, int *height);

#endif
