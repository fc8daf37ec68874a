/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/house/colours.h"

#include <math.h>

#define STEPS 256

/* --paper, --sheet, --wash and --on-action of site.css; test_house holds them together. */
static const uint32_t grounds[][4] = {
    [BY_DAY] = {0xfbf8f3, 0xfffdfa, 0xf3ede2, 0xffffff},
    [BY_NIGHT] = {0x16191f, 0x1d2129, 0x232831, 0x0d1b1a},
};

static double channel(uint32_t hue, int shift)
{
    double c = (double)(hue >> shift & 0xFF) / 255;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t hue)
{
    return 0.2126 * channel(hue, 16) + 0.7152 * channel(hue, 8) + 0.0722 * channel(hue, 0);
}

double contrast(uint32_t x, uint32_t y)
{
    double a = luminance(x), b = luminance(y);
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

double thread_contrast(enum ground g, uint32_t hue)
{
    double least = 21;
    for (size_t i = 0; i < ARRAY_LEN(grounds[g]); i++)
        least = fmin(least, contrast(hue, grounds[g][i]));
    return least;
}

static uint32_t mixed_channel(uint32_t hue, uint32_t with, double share, int shift)
{
    double from = (double)(hue >> shift & 0xFF), to = (double)(with >> shift & 0xFF);
    return (uint32_t)lround(from + (to - from) * share) << shift;
}

uint32_t hue_mixed(uint32_t hue, uint32_t with, double share)
{
    return mixed_channel(hue, with, share, 16) | mixed_channel(hue, with, share, 8) |
           mixed_channel(hue, with, share, 0);
}

uint32_t thread_nearest(enum ground g, uint32_t hue)
{
    uint32_t end = g == BY_DAY ? 0x000000 : 0xffffff;
    for (int step = 0; step <= STEPS; step++) {
        uint32_t there = hue_mixed(hue, end, (double)step / STEPS);
        if (thread_contrast(g, there) >= CONTRAST_NEEDED)
            return there;
    }
    return end;
}
