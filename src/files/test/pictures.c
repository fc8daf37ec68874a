/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "files/test/pictures.h"

#include <png.h>
#include <stdlib.h>
#include <turbojpeg.h>
#include <webp/decode.h>
#include <webp/encode.h>
#include <zlib.h>

static struct str kept(struct arena *a, const void *bytes, size_t n)
{
    return (struct str){arena_strndup(a, bytes, n), n};
}

static uint8_t *points(int width, int height)
{
    uint8_t *rgba = malloc((size_t)width * (size_t)height * 4), *p = rgba;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, p += 4) {
            bool corner = x < width / 10 && y < height / 10, left = x < width / 2;
            p[0] = !corner && left ? 220 : 0;
            p[1] = corner ? 220 : 0;
            p[2] = !corner && !left ? 220 : 0;
            p[3] = 255;
        }
    return rgba;
}

struct str png_picture(struct arena *a, int width, int height)
{
    uint8_t *rgba = points(width, height);
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_RGBA};
    png_alloc_size_t n = 0;
    if (!png_image_write_to_memory(&image, NULL, &n, 0, rgba, 0, NULL))
        abort();
    void *bytes = malloc(n);
    if (!png_image_write_to_memory(&image, bytes, &n, 0, rgba, 0, NULL))
        abort();
    struct str s = kept(a, bytes, n);
    free(bytes);
    free(rgba);
    return s;
}

static struct str jpeg_of(struct arena *a, const uint8_t *p, int width, int height, int format)
{
    tjhandle t = tjInitCompress();
    unsigned char *bytes = NULL;
    unsigned long n = 0;
    if (tjCompress2(t, p, width, 0, height, format, &bytes, &n, TJSAMP_444, 92, 0) != 0)
        abort();
    struct str s = kept(a, bytes, n);
    tjFree(bytes);
    tjDestroy(t);
    return s;
}

struct str jpeg_picture(struct arena *a, int width, int height)
{
    uint8_t *rgba = points(width, height);
    struct str s = jpeg_of(a, rgba, width, height, TJPF_RGBA);
    free(rgba);
    return s;
}

struct str inks_picture(struct arena *a, int width, int height)
{
    uint8_t *p = points(width, height); /* inverted inks with no black: they are the light */
    struct str s = jpeg_of(a, p, width, height, TJPF_CMYK);
    free(p);
    return s;
}

struct str webp_picture(struct arena *a, int width, int height)
{
    uint8_t *rgba = points(width, height), *bytes = NULL;
    size_t n = WebPEncodeRGBA(rgba, width, height, width * 4, 90, &bytes);
    struct str s = kept(a, bytes, n);
    WebPFree(bytes);
    free(rgba);
    return s;
}

/* A little-endian TIFF with two entries: orientation, and a maker's name that says where. */
struct str exif_picture(struct arena *a, int width, int height, int orientation)
{
    static const char place[] = "GPS 48.8566 2.3522 chez moi";
    uint8_t head[128] = {0xFF,
                         0xE1,
                         0,
                         0,
                         'E',
                         'x',
                         'i',
                         'f',
                         0,
                         0,
                         'I',
                         'I',
                         42,
                         0,
                         8,
                         0,
                         0,
                         0,
                         2,
                         0, /* entries */
                         0x0F,
                         0x01,
                         2,
                         0,
                         sizeof place,
                         0,
                         0,
                         0,
                         38,
                         0,
                         0,
                         0,
                         0x12,
                         0x01,
                         3,
                         0,
                         1,
                         0,
                         0,
                         0,
                         (uint8_t)orientation,
                         0,
                         0,
                         0,
                         0,
                         0,
                         0,
                         0};
    size_t n = 48;
    memcpy(head + n, place, sizeof place);
    n += sizeof place;
    head[2] = (uint8_t)((n - 2) >> 8);
    head[3] = (uint8_t)(n - 2);
    struct str plain = jpeg_picture(a, width, height);
    char *all = arena_alloc(a, plain.n + n + 1);
    memcpy(all, plain.p, 2); /* the start of the image */
    memcpy(all + 2, head, n);
    memcpy(all + 2 + n, plain.p + 2, plain.n - 2);
    return (struct str){all, plain.n + n};
}

struct str gif_picture(struct arena *a)
{
    static const uint8_t gif[] = {
        'G',  'I', 'F', '8',  '9',  'a', 2, 0, 1, 0, 0x80, 0, 0,    220,  0, 0,
        0,    0,   220, 0x21, 0xF9, 4,   1, 0, 0, 1, 0,                      /* colour 1 is none */
        0x2C, 0,   0,   0,    0,    2,   0, 1, 0, 0, 2,    2, 0x44, 0x0A, 0, /* 0, 1 */
        0x2C, 0,   0,   0,    0,    2,   0, 1, 0, 0, 2,    2, 0x44, 0x0A, 0, 0x3B};
    return kept(a, gif, sizeof gif);
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (24 - 8 * i));
}

struct str png_claim(struct arena *a, uint32_t width, uint32_t height)
{
    uint8_t png[57] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    put32(png + 16, width);
    put32(png + 20, height);
    png[24] = 8;
    png[25] = 6;
    put32(png + 29, (uint32_t)crc32(0, png + 12, 17));
    memcpy(png + 33, "\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82", 24);
    return kept(a, png, sizeof png);
}

uint8_t *webp_points(struct str webp, int *width, int *height)
{
    return WebPDecodeRGBA((const uint8_t *)webp.p, webp.n, width, height);
}
