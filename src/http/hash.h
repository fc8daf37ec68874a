/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fast hash of bytes for tables (with a seed that a visitor does not know) and tags. Not for
 * secrets. */
#ifndef MAILLAGE_HTTP_HASH_H
#define MAILLAGE_HTTP_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Multiply and fold, as wyhash does. */
static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t h = seed ^ 0x9e3779b97f4a7c15u, word;
    size_t left = n;
    for (; left >= 8; left -= 8, p += 8) {
        memcpy(&word, p, 8);
        h = hash_mix(h ^ word, 0xa0761d6478bd642fu);
    }
    word = 0;
    memcpy(&word, p, left);
    h = hash_mix(h ^ word, 0xe7037ed1a0b428dbu);
    return hash_mix(h ^ n, 0x8ebc6af09c88c6e3u);
}

#endif
