/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The site's own colours as a small style sheet, and the drawings that hold them. Their address
 * names the colours, so browsers keep them for ever; an address of other colours leads to today's.
 */
#include "site/house/colours.h"
#include "site/house/handlers.h"

#include "assets.h"

#define FOR_EVER "public, max-age=31536000, immutable"

/* What site.css and the drawings have. */
static const uint32_t light[HUES] = {0x0b6e69, 0xb3431e, 0x7a5c00};
static const uint32_t dark[HUES] = {0x5fc6ba, 0xf2946f, 0xdcb95a};

struct theme {
    uint32_t light[HUES], dark[HUES];
};

/* By night, a thread that was chosen by day alone becomes as light as it must. */
static struct theme theme_of(const struct settings *s)
{
    struct theme t;
    for (int i = 0; i < HUES; i++) {
        t.light[i] = s->light[i] ? s->light[i] : light[i];
        t.dark[i] = s->dark[i]    ? s->dark[i]
                    : s->light[i] ? thread_nearest(BY_NIGHT, s->light[i])
                                  : dark[i];
    }
    return t;
}

static void put_tokens(struct request *r, const uint32_t hues[HUES], uint32_t hover_with,
                       const char *halo, const char *ending)
{
    static const char *const drawings[] = {"weave", "thread", "mark"};
    for (int i = 0; i < HUES; i++)
        buf_printf(r->body, "--thread-%d:%s;", i + 1, hue_text(r->arena, hues[i]));
    buf_printf(r->body, "--action-hover:%s;--halo:%s%s;",
               hue_text(r->arena, hue_mixed(hues[0], hover_with, 0.25)),
               hue_text(r->arena, hues[1]), halo);
    for (size_t i = 0; i < ARRAY_LEN(drawings); i++)
        buf_printf(r->body, "--%s:url(\"%s/%s%s.svg\");", drawings[i], r->settings->theme,
                   drawings[i], ending);
}

/* The address that was asked for names the colours of today; false: answered, or refused. */
static bool is_today(struct request *r, const char *file, enum err *e)
{
    const char *theme = r->settings->theme;
    *e = ERR_NOT_FOUND;
    if (!theme)
        return false;
    if (strcmp(request_param(r, "theme"), theme + strlen("/theme/")) == 0) {
        http_set_header(r->res, "Cache-Control", FOR_EVER);
        return true;
    }
    r->page.root = "";
    *e = request_redirect(r, 302, arena_printf(r->arena, "%s/%s", theme, file));
    return false;
}

enum err theme_css(struct request *r)
{
    enum err e;
    if (!is_today(r, "theme.css", &e))
        return e;
    const struct theme t = theme_of(r->settings);
    request_content(r, "text/css; charset=utf-8", NULL);
    buf_puts(r->body, ":root{");
    put_tokens(r, t.light, 0x000000, "2e", "");
    buf_puts(r->body, "}\n@media (prefers-color-scheme:dark){:root{");
    put_tokens(r, t.dark, 0xffffff, "40", "-dark");
    buf_puts(r->body, "}}\n");
    return OK;
}

/* "weave-dark" is the drawing of the night. */
static const struct http_asset *drawing(const char *name)
{
    static const struct {
        const char *name, *path;
    } all[] = {{"weave", ASSET_WEAVE_SVG},
               {"thread", ASSET_THREAD_SVG},
               {"mark", ASSET_MARK_SVG},
               {"weave-dark", ASSET_WEAVE_DARK_SVG},
               {"thread-dark", ASSET_THREAD_DARK_SVG},
               {"mark-dark", ASSET_MARK_DARK_SVG}};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        for (size_t k = 0; strcmp(all[i].name, name) == 0 && k < n_assets; k++)
            if (strcmp(assets[k].path, all[i].path) == 0)
                return &assets[k];
    return NULL;
}

/* The drawing with the program's colours replaced: "#0b6e69" becomes the first thread. */
static void put_drawing(struct request *r, const struct http_asset *d, const uint32_t were[HUES],
                        const uint32_t are[HUES])
{
    struct str rest = {(const char *)d->raw, d->raw_size};
    const char *from[HUES], *to[HUES];
    for (int i = 0; i < HUES; i++) {
        from[i] = hue_text(r->arena, were[i]);
        to[i] = hue_text(r->arena, are[i]);
    }
    while (rest.n) {
        size_t taken = 1;
        for (int i = 0; i < HUES && taken == 1; i++)
            if (str_starts(rest, from[i])) {
                buf_puts(r->body, to[i]);
                taken = strlen("#rrggbb");
            }
        if (taken == 1)
            buf_putc(r->body, *rest.p);
        rest = str_sub(rest, taken, rest.n);
    }
}

enum err theme_svg(struct request *r)
{
    const char *name = request_param(r, "file");
    const struct http_asset *d = drawing(name);
    enum err e = ERR_NOT_FOUND;
    if (!d || !is_today(r, arena_printf(r->arena, "%s.svg", name), &e))
        return e;
    const struct theme t = theme_of(r->settings);
    bool night = strstr(name, "-dark");
    request_content(r, "image/svg+xml", NULL);
    put_drawing(r, d, night ? dark : light, night ? t.dark : t.light);
    return OK;
}
