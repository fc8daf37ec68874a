/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is kept of every picture: WebP, which every browser in use shows, in a third of the bytes.
 */
#include "files/pixels.h"

#include <stdlib.h>
#include <webp/encode.h>

#define QUALITY 82.0f
#define METHOD 4 /* of 6: twice as fast as the best, 2 % larger */

/* Sharp edges are worth a few more bytes: up to a third over what the blurring way takes. */
#define SHARP_WORTH(bytes) ((bytes) + (bytes) / 3)

struct webp_writer {
    WebPPicture picture;
    WebPMemoryWriter memory[2]; /* of the latest size: the blurring way, and the sharp one */
    bool drawn;
};

bool webp_begin(struct pixels *p, struct webp_writer **out)
{
    struct webp_writer *w = xcalloc(1, sizeof *w);
    *out = w;
    for (size_t i = 0; i < ARRAY_LEN(w->memory); i++)
        WebPMemoryWriterInit(&w->memory[i]);
    if (p->width > WEBP_MAX_DIMENSION || p->height > WEBP_MAX_DIMENSION ||
        !WebPPictureInit(&w->picture))
        return false;
    w->drawn = p->drawn;
    w->picture.use_argb = 1;
    w->picture.width = p->width;
    w->picture.height = p->height;
    bool taken = WebPPictureImportRGBA(&w->picture, p->rgba, p->width * 4);
    free(p->rgba);
    p->rgba = NULL;
    return taken;
}

/* Within `width` and twice that in height, never larger than it is. */
static void fit(const WebPPicture *p, int width, int *w, int *h)
{
    int64_t pw = p->width, ph = p->height, high = 2 * (int64_t)width;
    *w = p->width;
    *h = p->height;
    if (pw > width || ph > high) {
        bool by_width = pw * high >= ph * width;
        *w = (int)(by_width ? width : pw * high / ph);
        *h = (int)(by_width ? ph * width / pw : high);
    }
    *w = *w < 1 ? 1 : *w;
    *h = *h < 1 ? 1 : *h;
}

static bool encode(struct webp_writer *w, bool lossless, struct str *out)
{
    WebPConfig config;
    WebPPicture copy;
    WebPMemoryWriter *memory = &w->memory[lossless];
    if (!WebPConfigInit(&config) || !WebPPictureCopy(&w->picture, &copy))
        return false;
    config.lossless = lossless;
    config.quality = lossless ? 70.0f : QUALITY;
    config.method = METHOD;
    WebPMemoryWriterClear(memory);
    copy.writer = WebPMemoryWrite;
    copy.custom_ptr = memory;
    bool done = WebPEncode(&config, &copy);
    WebPPictureFree(&copy);
    *out = (struct str){(const char *)memory->mem, memory->size};
    return done;
}

bool webp_next(struct webp_writer *w, int width, struct str *out, int *made_width, int *made_height)
{
    struct str sharp;
    fit(&w->picture, width, made_width, made_height);
    if ((*made_width != w->picture.width || *made_height != w->picture.height) &&
        !WebPPictureRescale(&w->picture, *made_width, *made_height))
        return false;
    if (!encode(w, false, out))
        return false;
    if (w->drawn && encode(w, true, &sharp) && sharp.n <= SHARP_WORTH(out->n))
        *out = sharp;
    return out->n <= FILE_PIECE_MAX;
}

void webp_free(struct webp_writer *w)
{
    WebPPictureFree(&w->picture);
    for (size_t i = 0; i < ARRAY_LEN(w->memory); i++)
        WebPMemoryWriterClear(&w->memory[i]);
    free(w);
}
