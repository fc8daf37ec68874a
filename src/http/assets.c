/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of the binary, found by a table that never changes: at most half full, read without a
 * lock. */
#include "http/hash.h"
#include "http/server.h"

static struct asset_slot *slot_of(const struct asset_table *t, const char *path)
{
    size_t i = hash_bytes(0, path, strlen(path)) & t->mask;
    while (t->slots[i].path && strcmp(t->slots[i].path, path) != 0)
        i = (i + 1) & t->mask;
    return &t->slots[i];
}

void assets_make(struct asset_table *t, const struct http_asset *assets, size_t n)
{
    size_t slots = 8;
    while (slots < n * 2)
        slots *= 2;
    t->mask = slots - 1;
    t->slots = xcalloc(slots, sizeof *t->slots);
    for (size_t i = 0; i < n; i++) {
        struct asset_slot *slot = slot_of(t, assets[i].path);
        if (slot->path)
            die("http: two assets at %s", slot->path);
        *slot = (struct asset_slot){assets[i].path, page_of_asset(&assets[i])};
    }
}

void assets_free(struct asset_table *t)
{
    for (size_t i = 0; t->slots && i <= t->mask; i++)
        page_unref(t->slots[i].page);
    free(t->slots);
}

struct page *asset_find(const struct asset_table *t, const char *path)
{
    return slot_of(t, path)->page;
}
