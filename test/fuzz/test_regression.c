/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every file of regression/ and of the programmes' fixtures through every target, whole and cut
 * short, and a thousand seeded mutations of each programme.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "targets.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)1 << 20)
#define MUTATIONS 40

static uint8_t bytes[FILE_MAX];

/* In memory of exactly that size, so that a look past the end is seen. */
static void run_all(const uint8_t *b, size_t n)
{
    uint8_t *exact = malloc(n ? n : 1);
    memcpy(exact, b, n);
    for (size_t i = 0; i < n_fuzz_targets; i++)
        fuzz_targets[i].run(exact, n);
    free(exact);
}

static void mutate(const uint8_t *b, size_t n, unsigned seed)
{
    uint8_t *copy = malloc(n + 1);
    uint32_t x = seed * 2654435761u + 1;
    for (int m = 0; m < MUTATIONS; m++) {
        memcpy(copy, b, n);
        for (int k = 0; k < 1 + m % 8; k++) {
            x = x * 1664525u + 1013904223u;
            size_t at = n ? x % n : 0;
            copy[at] = (uint8_t)(m % 2 ? x >> 24 : b[(x >> 8) % n]);
        }
        x = x * 1664525u + 1013904223u;
        run_all(copy, m % 3 ? n : x % (n + 1));
    }
    free(copy);
}

static int run_folder(const char *folder, int mutations)
{
    char path[1024];
    const char *root = getenv("MAILLAGE_SOURCE_DIR");
    int files = 0;
    snprintf(path, sizeof path, "%s/%s", root ? root : ".", folder);
    DIR *d = opendir(path);
    if (!d)
        fail_msg("no folder %s", path);
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.' || strstr(e->d_name, ".json"))
            continue;
        snprintf(path, sizeof path, "%s/%s/%s", root ? root : ".", folder, e->d_name);
        FILE *f = fopen(path, "rb");
        assert_non_null(f);
        size_t n = fread(bytes, 1, sizeof bytes, f);
        fclose(f);
        run_all(bytes, n);
        if (mutations && n)
            mutate(bytes, n, (unsigned)files);
        files++;
    }
    closedir(d);
    return files;
}

static void what_broke_once_stays_whole(void **state)
{
    (void)state;
    assert_true(run_folder("test/fuzz/regression", 1) > 0);
}

static void programmes_survive_mutation(void **state)
{
    (void)state;
    assert_true(run_folder("test/fixtures/programmes", 1) >= 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_broke_once_stays_whole),
        cmocka_unit_test(programmes_survive_mutation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
