/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

static bool read_whole(const char *path, uint8_t *out, size_t n)
{
    uint8_t more;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    bool whole = read(fd, out, n) == (ssize_t)n && read(fd, &more, 1) == 0;
    close(fd);
    return whole;
}

/* Beside it first, so that a crash leaves none or all of it. */
static bool write_whole(const char *path, const char *beside, const uint8_t *key, size_t n)
{
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool whole = write(fd, key, n) == (ssize_t)n && fsync(fd) == 0;
    return close(fd) == 0 && whole && rename(beside, path) == 0;
}

enum err key_file_read(struct arena *a, const char *folder, const char *name, uint8_t *out,
                       size_t n, const char **why)
{
    const char *path = arena_printf(a, "%s/%s", folder, name);
    if (read_whole(path, out, n))
        return OK;
    randombytes_buf(out, n);
    if (write_whole(path, arena_printf(a, "%s.new", path), out, n))
        return OK;
    *why = arena_printf(a, "%s : %s", path, strerror(errno));
    return ERR_IO;
}
