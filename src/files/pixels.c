/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Points turned, and the formats that need little: PNG, WebP, the first image of a GIF. */
#include "files/pixels.h"

#include <gif_lib.h>
#include <png.h>
#include <stdlib.h>
#include <webp/decode.h>

/* ---- turning ------------------------------------------------------------------------------- */

/* Where point (x, y) of the turned picture comes from (Exif 2.3, tag 0x0112). */
static size_t source_of(const struct pixels *p, int way, int x, int y)
{
    int w = p->width, h = p->height, sx, sy;
    bool across = way >= 5;
    sx = across ? y : x;
    sy = across ? x : y;
    if (way == 2 || way == 3 || way == 7 || way == 8)
        sx = w - 1 - sx;
    if (way == 3 || way == 4 || way == 6 || way == 7)
        sy = h - 1 - sy;
    return (size_t)sy * (size_t)w + (size_t)sx;
}

void pixels_orient(struct pixels *p, int way)
{
    int w = way >= 5 ? p->height : p->width, h = way >= 5 ? p->width : p->height;
    if (way <= 1)
        return;
    uint8_t *turned = xmalloc((size_t)w * (size_t)h * 4), *to = turned;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++, to += 4)
            memcpy(to, p->rgba + source_of(p, way, x, y) * 4, 4);
    free(p->rgba);
    *p = (struct pixels){turned, w, h, p->drawn};
}

/* ---- PNG ------------------------------------------------------------------------------------ */

enum file_refusal pixels_from_png(struct str bytes, int wanted, struct pixels *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    (void)wanted;
    if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.n))
        return REFUSED_DAMAGED;
    if (pixels_too_many(image.width, image.height, FILE_PIXELS_MAX)) {
        png_image_free(&image);
        return REFUSED_LARGE;
    }
    *out = (struct pixels){.width = (int)image.width, .height = (int)image.height, .drawn = true};
    image.format = PNG_FORMAT_RGBA;
    out->rgba = xmalloc(PNG_IMAGE_SIZE(image));
    return png_image_finish_read(&image, NULL, out->rgba, 0, NULL) ? REFUSED_NOT : REFUSED_DAMAGED;
}

/* ---- WebP ----------------------------------------------------------------------------------- */

enum file_refusal pixels_from_webp(struct str bytes, int wanted, struct pixels *out)
{
    WebPBitstreamFeatures f;
    const uint8_t *b = (const uint8_t *)bytes.p;
    (void)wanted;
    if (WebPGetFeatures(b, bytes.n, &f) != VP8_STATUS_OK)
        return REFUSED_DAMAGED;
    if (f.has_animation)
        return REFUSED_MOVING;
    if (pixels_too_many(f.width, f.height, FILE_PIXELS_MAX))
        return REFUSED_LARGE;
    *out = (struct pixels){.width = f.width, .height = f.height, .drawn = f.format == 2};
    out->rgba = WebPDecodeRGBA(b, bytes.n, NULL, NULL);
    return out->rgba ? REFUSED_NOT : REFUSED_DAMAGED;
}

/* ---- GIF ------------------------------------------------------------------------------------ */

static int gif_bytes(GifFileType *g, GifByteType *to, int n)
{
    struct str *rest = g->UserData;
    size_t k = rest->n < (size_t)n ? rest->n : (size_t)n;
    memcpy(to, rest->p, k);
    *rest = str_sub(*rest, k, rest->n);
    return (int)k;
}

/* Up to the first image, noting which colour is none. */
static bool find_image(GifFileType *g, int *clear)
{
    GifRecordType kind;
    GifByteType *block;
    int code;
    GraphicsControlBlock gcb;
    while (DGifGetRecordType(g, &kind) == GIF_OK) {
        if (kind == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(g) == GIF_OK;
        if (kind != EXTENSION_RECORD_TYPE || DGifGetExtension(g, &code, &block) != GIF_OK)
            return false;
        while (block) {
            if (code == GRAPHICS_EXT_FUNC_CODE &&
                DGifExtensionToGCB(block[0], block + 1, &gcb) == GIF_OK)
                *clear = gcb.TransparentColor;
            if (DGifGetExtensionNext(g, &block) != GIF_OK)
                return false;
        }
    }
    return false;
}

static bool draw_line(GifFileType *g, int clear, GifPixelType *line, uint8_t *to)
{
    const GifImageDesc *d = &g->Image;
    const ColorMapObject *map = d->ColorMap ? d->ColorMap : g->SColorMap;
    if (!map || DGifGetLine(g, line, d->Width) != GIF_OK)
        return false;
    for (int x = 0; x < d->Width; x++, to += 4) {
        if (line[x] >= map->ColorCount)
            return false;
        const GifColorType *c = &map->Colors[line[x]];
        const uint8_t point[4] = {c->Red, c->Green, c->Blue, line[x] == clear ? 0 : 255};
        memcpy(to, point, sizeof point);
    }
    return true;
}

/* Interlaced lines come in four passes (GIF89a, appendix E). */
static bool draw_image(GifFileType *g, int clear, struct pixels *p)
{
    static const int from[] = {0, 4, 2, 1}, step[] = {8, 8, 4, 2};
    GifPixelType *line = xmalloc((size_t)p->width);
    size_t row = (size_t)p->width * 4;
    bool good = true, laced = g->Image.Interlace;
    for (int pass = 0; good && pass < (laced ? 4 : 1); pass++)
        for (int y = laced ? from[pass] : 0; good && y < p->height; y += laced ? step[pass] : 1)
            good = draw_line(g, clear, line, p->rgba + (size_t)y * row);
    free(line);
    return good;
}

enum file_refusal pixels_from_gif(struct str bytes, int wanted, struct pixels *out)
{
    int error, clear = NO_TRANSPARENT_COLOR;
    struct str rest = bytes;
    GifFileType *g = DGifOpen(&rest, gif_bytes, &error);
    enum file_refusal f = REFUSED_DAMAGED;
    (void)wanted;
    if (!g)
        return f;
    if (find_image(g, &clear)) {
        *out = (struct pixels){.width = g->Image.Width, .height = g->Image.Height, .drawn = true};
        f = REFUSED_LARGE;
    }
    if (f == REFUSED_LARGE && !pixels_too_many(out->width, out->height, FILE_PIXELS_MAX)) {
        out->rgba = xmalloc((size_t)out->width * (size_t)out->height * 4);
        f = draw_image(g, clear, out) ? REFUSED_NOT : REFUSED_DAMAGED;
    }
    DGifCloseFile(g, &error);
    return f;
}
