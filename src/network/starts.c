/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "network/starts.h"

#include "network/words.h"

const char *start_text(uint32_t start)
{
    return territory_words_text + territory_words_at[start_name(start)] + start_offset(start);
}

/* The first place of [low, high) that does not come before `wanted`, or with `after`, that comes
 * after all that begin with it. */
static size_t bound(size_t low, size_t high, const char *wanted, size_t n, bool after)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = compact_compare(start_text(territory_starts[middle]), wanted, n);
        if (c < 0 || (after && c == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Behind those of [low, high), which begin with n bytes, that have no more. */
static size_t whole_bound(size_t low, size_t high, size_t n)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compact_at(start_text(territory_starts[middle]), n))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static struct run find_within(size_t low, size_t high, const char *wanted, size_t n)
{
    struct run r;
    r.low = bound(low, high, wanted, n, false);
    r.high = bound(r.low, high, wanted, n, true);
    r.whole = whole_bound(r.low, r.high, n);
    return r;
}

struct run starts_find(const char *wanted, size_t n)
{
    return find_within(0, n_territory_starts, wanted, n);
}

struct near {
    const char *wanted;
    size_t n;
    char text[FUZZY_MAX + 2]; /* what was right so far, the mistake mended, then the rest */
    run_fn visit;
    void *ctx;
};

/* `text` holds `n` bytes that are right; the rest of `wanted` from `from` must follow. */
static void follow(struct near *f, struct run in, size_t n, size_t from)
{
    memcpy(f->text + n, f->wanted + from, f->n - from);
    struct run r = find_within(in.low, in.high, f->text, n + f->n - from);
    if (r.low < r.high)
        f->visit(f->ctx, r);
}

/* The byte at i was left out or replaced: every byte that names have there. */
static void mend(struct near *f, struct run in, size_t i)
{
    for (size_t at = in.whole; at < in.high;) {
        f->text[i] = compact_at(start_text(territory_starts[at]), i);
        struct run same = {at, at, bound(at, in.high, f->text, i + 1, true)};
        if (f->text[i] != f->wanted[i]) {
            follow(f, same, i + 1, i + 1);
            follow(f, same, i + 1, i);
        }
        at = same.high;
    }
}

void starts_nearly(const char *wanted, size_t n, run_fn visit, void *ctx)
{
    struct near f = {.wanted = wanted, .n = n, .visit = visit, .ctx = ctx};
    struct run in = {0, 0, n_territory_starts};
    for (size_t i = 0; i < n && n >= FUZZY_MIN && n <= FUZZY_MAX && in.low < in.high; i++) {
        mend(&f, in, i);
        follow(&f, in, i, i + 1);
        if (i + 1 < n && wanted[i] != wanted[i + 1]) {
            f.text[i] = wanted[i + 1];
            f.text[i + 1] = wanted[i];
            struct run swapped = find_within(in.low, in.high, f.text, i + 2);
            follow(&f, swapped, i + 2, i + 2);
        }
        f.text[i] = wanted[i];
        in = find_within(in.low, in.high, f.text, i + 1);
    }
}
