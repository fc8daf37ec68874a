/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "files/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH_BYTES (FILE_HASH_TEXT / 2)
#define PATH_ROOM 4096

void blob_hash(struct str bytes, char out[FILE_HASH_TEXT + 1])
{
    unsigned char hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)bytes.p, bytes.n, NULL, 0);
    sodium_bin2hex(out, FILE_HASH_TEXT + 1, hash, sizeof hash);
}

bool blob_is_hash(const char *text)
{
    return strspn(text, "0123456789abcdef") == FILE_HASH_TEXT && !text[FILE_HASH_TEXT];
}

struct place {
    char folder[PATH_ROOM], path[PATH_ROOM], part[PATH_ROOM];
};

static bool place_of(const struct file_house *h, const char *hash, struct place *p)
{
    int n = snprintf(p->folder, sizeof p->folder, "%s/%.2s", h->folder, hash);
    int m = snprintf(p->path, sizeof p->path, "%s/%.2s/%s", h->folder, hash, hash);
    int k = snprintf(p->part, sizeof p->part, "%s/%.2s/part-%s", h->folder, hash, hash);
    return n > 0 && m > 0 && k > 0 && (size_t)k < sizeof p->part;
}

/* ---- writing ------------------------------------------------------------------------------ */

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

/* A folder that is made is in its parent only once that is on disk. */
static bool make_folder(const char *path, const char *parent)
{
    if (mkdir(path, 0750) == 0)
        return sync_folder(parent);
    return errno == EEXIST;
}

static bool make_folders(const struct file_house *h, const struct place *p)
{
    char parent[PATH_ROOM];
    snprintf(parent, sizeof parent, "%s/..", h->folder);
    return make_folder(h->folder, parent) && make_folder(p->folder, h->folder);
}

static bool write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s = str_sub(s, (size_t)n, s.n);
    }
    return true;
}

static bool set_date(int fd, int64_t now)
{
    const struct timespec times[2] = {{.tv_sec = now}, {.tv_sec = now}};
    return futimens(fd, times) == 0;
}

/* Under its name once it is whole: who reads never meets half of it. */
static bool write_new(const struct place *p, struct str bytes, int64_t now)
{
    int fd = open(p->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    bool done = fd >= 0 && write_all(fd, bytes) && set_date(fd, now) && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return done && rename(p->part, p->path) == 0 && sync_folder(p->folder);
}

static bool has_size(int fd, size_t n)
{
    struct stat st;
    return fstat(fd, &st) == 0 && st.st_size == (off_t)n;
}

/* The same bytes came before: young again, so that the sweeper leaves them to their new row. */
static bool renew(const struct place *p, size_t n, int64_t now)
{
    int fd = open(p->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool there = fd >= 0 && has_size(fd, n) && set_date(fd, now) && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return there;
}

enum err blob_put(const struct file_house *h, struct str bytes, int64_t now,
                  char hash[FILE_HASH_TEXT + 1])
{
    struct place p;
    blob_hash(bytes, hash);
    if (!place_of(h, hash, &p))
        return ERR_IO;
    if (renew(&p, bytes.n, now))
        return OK;
    return make_folders(h, &p) && write_new(&p, bytes, now) ? OK : ERR_IO;
}

/* ---- reading ------------------------------------------------------------------------------ */

static enum err read_all(int fd, struct buf *out)
{
    char piece[65536];
    ssize_t n;
    while ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            buf_add(out, piece, (size_t)n);
    return n < 0 ? ERR_IO : out->full ? ERR_TOO_LARGE : OK;
}

enum err file_read(const struct file_house *h, const char *hash, struct buf *out)
{
    struct place p;
    char found[FILE_HASH_TEXT + 1];
    if (!blob_is_hash(hash) || !place_of(h, hash, &p))
        return ERR_NOT_FOUND;
    int fd = open(p.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    enum err e = read_all(fd, out);
    close(fd);
    if (e != OK)
        return e;
    blob_hash((struct str){buf_str(out), out->len}, found);
    return strcmp(found, hash) == 0 ? OK : ERR_CORRUPT;
}

/* ---- all of them --------------------------------------------------------------------------- */

static enum err each_in(const char *folder, blob_fn see, void *ctx)
{
    char path[PATH_ROOM];
    struct stat st;
    DIR *d = opendir(folder);
    if (!d)
        return errno == ENOTDIR ? OK : ERR_IO;
    for (struct dirent *f; (f = readdir(d));) {
        int n = snprintf(path, sizeof path, "%s/%s", folder, f->d_name);
        if (n > 0 && (size_t)n < sizeof path && lstat(path, &st) == 0 && S_ISREG(st.st_mode))
            see(ctx, path, f->d_name, st.st_mtim.tv_sec);
    }
    closedir(d);
    return OK;
}

enum err blob_each(const struct file_house *h, blob_fn see, void *ctx)
{
    char folder[PATH_ROOM];
    enum err e = OK;
    DIR *d = opendir(h->folder);
    if (!d)
        return errno == ENOENT ? OK : ERR_IO;
    for (struct dirent *f; e == OK && (f = readdir(d));) {
        int n = snprintf(folder, sizeof folder, "%s/%s", h->folder, f->d_name);
        if (f->d_name[0] != '.' && n > 0 && (size_t)n < sizeof folder)
            e = each_in(folder, see, ctx);
    }
    closedir(d);
    return e;
}
