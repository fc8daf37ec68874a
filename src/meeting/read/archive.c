/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/archive.h"

#include <zip.h>

#define CHUNK ((size_t)64 * 1024)

enum err archive_open(struct archive *z, struct str bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    z->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!z->zip)
        zip_source_free(source);
    zip_error_fini(&error);
    return z->zip ? OK : ERR_BAD_REQUEST;
}

void archive_close(struct archive *z)
{
    if (z->zip)
        zip_discard(z->zip);
    z->zip = NULL;
}

bool archive_has(const struct archive *z, const char *name)
{
    return zip_name_locate(z->zip, name, 0) >= 0;
}

/* Room for what the archive says, which is believed no further than the cap. */
static enum err inflate_all(zip_file_t *file, struct arena *a, size_t said, struct str *out)
{
    char *p = arena_alloc(a, said + 1);
    size_t n = 0;
    for (;;) {
        size_t room = said + 1 - n;
        zip_int64_t got = zip_fread(file, p + n, room < CHUNK ? room : CHUNK);
        if (got < 0)
            return ERR_BAD_REQUEST;
        n += (size_t)got;
        if (n > said)
            return ERR_BAD_REQUEST;
        if (got == 0)
            break;
    }
    p[n] = '\0';
    *out = (struct str){p, n};
    return OK;
}

enum err archive_get(const struct archive *z, struct arena *a, const char *name, struct str *out)
{
    zip_stat_t s;
    if (zip_stat(z->zip, name, 0, &s) != 0 || !(s.valid & ZIP_STAT_SIZE))
        return ERR_NOT_FOUND;
    if (s.valid & ZIP_STAT_ENCRYPTION_METHOD && s.encryption_method != ZIP_EM_NONE)
        return ERR_FORBIDDEN;
    if (s.size > MEMBER_MAX_BYTES)
        return ERR_TOO_LARGE;
    zip_file_t *file = zip_fopen_index(z->zip, s.index, 0);
    if (!file)
        return ERR_BAD_REQUEST;
    enum err e = inflate_all(file, a, (size_t)s.size, out);
    zip_fclose(file);
    return e;
}
