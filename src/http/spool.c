/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void spool_init(struct spool *s)
{
    *s = (struct spool){.small = BUF_INIT(SPOOL_MEMORY), .fd = -1};
}

void spool_free(struct spool *s)
{
    buf_free(&s->small);
    if (s->map)
        munmap(s->map, s->n);
    if (s->fd >= 0)
        close(s->fd);
    spool_init(s);
}

/* Some file systems have no O_TMPFILE (NFS, older overlays): there the name goes at once. */
static int open_nameless(const char *folder)
{
    char name[4096];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    int n = snprintf(name, sizeof name, "%s/.spool-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof name)
        return -1;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t written = write(fd, p, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        p += written;
        n -= (size_t)written;
    }
    return true;
}

static bool move_to_disk(struct spool *s, const char *folder)
{
    s->fd = open_nameless(folder ? folder : "/tmp");
    bool moved = s->fd >= 0 && write_all(s->fd, buf_str(&s->small), s->small.len);
    buf_free(&s->small);
    return moved;
}

bool spool_add(struct spool *s, const char *folder, const char *bytes, size_t n)
{
    if (s->fd < 0 && s->n + n <= SPOOL_MEMORY) {
        buf_add(&s->small, bytes, n);
        s->n += n;
        return true;
    }
    if (s->fd < 0 && !move_to_disk(s, folder))
        return false;
    s->n += n;
    return write_all(s->fd, bytes, n);
}

bool spool_ready(struct spool *s)
{
    if (s->fd < 0 || s->map)
        return true;
    void *map = mmap(NULL, s->n, PROT_READ, MAP_PRIVATE, s->fd, 0);
    if (map != MAP_FAILED)
        s->map = map;
    return s->map;
}

struct str spool_bytes(const struct spool *s)
{
    if (s->fd >= 0)
        return (struct str){s->map, s->n};
    return (struct str){s->n ? s->small.data : "", s->n};
}
