/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "files/pixels.h"

#include <libexif/exif-data.h>
#include <stdlib.h>
#include <turbojpeg.h>

/* How the camera was held, 1 to 8; 1 when the file does not say. */
static int orientation_of(struct str bytes)
{
    ExifData *data = exif_data_new_from_data((const unsigned char *)bytes.p, (unsigned)bytes.n);
    if (!data)
        return 1;
    ExifEntry *e = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    int way = e && e->format == EXIF_FORMAT_SHORT && e->components == 1 && e->size >= 2
                  ? exif_get_short(e->data, exif_data_get_byte_order(data))
                  : 1;
    exif_data_unref(data);
    return way >= 1 && way <= 8 ? way : 1;
}

/* Inks of a printer's file, which are stored turned about (Adobe): good enough for a logo. */
static void inks_to_light(uint8_t *p, size_t n)
{
    for (; n; n--, p += 4) {
        for (int i = 0; i < 3; i++)
            p[i] = (uint8_t)(p[i] * p[3] / 255);
        p[3] = 255;
    }
}

/* The smallest of the library's sizes that still has what is wanted in both directions. */
static void choose_size(int wanted, struct pixels *p)
{
    int n, width = p->width, height = p->height;
    const tjscalingfactor *f = tjGetScalingFactors(&n);
    for (int i = 0; f && i < n; i++) {
        int w = TJSCALED(width, f[i]), h = TJSCALED(height, f[i]);
        bool enough = (w >= wanted && h >= wanted) || (w == width && h == height);
        if (enough && w < p->width) {
            p->width = w;
            p->height = h;
        }
    }
}

/* What the library only warns of is a picture in part, but for bytes that cameras leave over. */
static bool is_whole(tjhandle t)
{
    return tjGetErrorCode(t) == TJERR_WARNING && strstr(tjGetErrorStr2(t), "extraneous bytes");
}

static enum file_refusal read_points(tjhandle t, struct str bytes, int wanted, struct pixels *p)
{
    int sampling, space;
    const unsigned char *b = (const unsigned char *)bytes.p;
    if (tjDecompressHeader3(t, b, bytes.n, &p->width, &p->height, &sampling, &space) != 0)
        return REFUSED_DAMAGED;
    if (pixels_too_many(p->width, p->height, FILE_JPEG_PIXELS_MAX))
        return REFUSED_LARGE;
    bool inks = space == TJCS_CMYK || space == TJCS_YCCK;
    choose_size(wanted, p);
    size_t n = (size_t)p->width * (size_t)p->height;
    p->rgba = malloc(n * 4);
    if (!p->rgba)
        return REFUSED_LARGE;
    if (tjDecompress2(t, b, bytes.n, p->rgba, p->width, 0, p->height, inks ? TJPF_CMYK : TJPF_RGBA,
                      TJFLAG_LIMITSCANS) != 0 &&
        !is_whole(t))
        return REFUSED_DAMAGED;
    if (inks)
        inks_to_light(p->rgba, n);
    return REFUSED_NOT;
}

enum file_refusal pixels_from_jpeg(struct str bytes, int wanted, struct pixels *out)
{
    tjhandle t = tjInitDecompress();
    if (!t)
        return REFUSED_DAMAGED;
    enum file_refusal f = read_points(t, bytes, wanted, out);
    tjDestroy(t);
    if (f == REFUSED_NOT)
        pixels_orient(out, orientation_of(bytes));
    return f;
}
