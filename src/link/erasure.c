/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The list of erasures, and what is erased anew by it. It stands in a file beside the database, not
 * in it: a copy of the database from before an erasure still holds the person, and must not bring
 * them back. A line is written and on disk before anything is erased, so that the list is also what
 * a crash in between is made good from.
 *
 *     maillage-erasures 1 KEY              32 bytes in hexadecimal, drawn when the file is made
 *     HASH SECONDS                         BLAKE2b of the address under the key; when
 */
#include "link/statements.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "maillage-erasures 1 "
#define LIST_MAX ((size_t)16 * 1024 * 1024) /* over 150,000 people */
#define HEX_BYTES (2 * ERASURE_HASH_BYTES)

struct line {
    unsigned char hash[ERASURE_HASH_BYTES];
    int64_t at;
};

struct list {
    unsigned char key[ERASURE_HASH_BYTES];
    const struct line *lines;
    size_t n;
};

/* ---- the file --------------------------------------------------------------------------- */

static bool read_hex(struct str s, unsigned char out[ERASURE_HASH_BYTES])
{
    size_t n = 0;
    return s.n == HEX_BYTES &&
           sodium_hex2bin(out, ERASURE_HASH_BYTES, s.p, s.n, NULL, &n, NULL) == 0 &&
           n == ERASURE_HASH_BYTES;
}

static bool read_line(struct str line, struct line *out)
{
    struct str hash = str_cut(&line, ' ');
    return read_hex(hash, out->hash) && line.p && parse_int(line, INT64_MIN, INT64_MAX, &out->at);
}

/* A last line without its end was being written when the machine stopped: nothing was erased yet.
 */
static enum err parse(struct arena *a, struct str text, struct list *out)
{
    struct str head = str_cut(&text, '\n');
    size_t cap = 0;
    struct line *lines = NULL;
    if (!str_starts(head, HEAD) || !text.p ||
        !read_hex(str_sub(head, strlen(HEAD), head.n), out->key))
        return ERR_CORRUPT;
    for (;;) {
        struct str line = str_cut(&text, '\n');
        if (!text.p)
            break;
        lines = arena_grow(a, lines, out->n, &cap, sizeof *lines);
        if (!read_line(line, &lines[out->n++]))
            return ERR_CORRUPT;
    }
    out->lines = lines;
    return OK;
}

static enum err read_file(struct arena *a, int fd, struct str *out)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return ERR_IO;
    if ((uint64_t)st.st_size > LIST_MAX)
        return ERR_TOO_LARGE;
    char *text = arena_alloc(a, (size_t)st.st_size + 1);
    ssize_t n = pread(fd, text, (size_t)st.st_size, 0);
    *out = (struct str){text, n > 0 ? (size_t)n : 0};
    return n == st.st_size ? OK : ERR_IO;
}

static bool write_all(int fd, const char *text, off_t at)
{
    size_t n = strlen(text);
    return pwrite(fd, text, n, at) == (ssize_t)n && fsync(fd) == 0;
}

/* The file's own entry must outlive a power cut as well. */
static bool sync_folder(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash ? arena_strndup(a, path, (size_t)(slash - path) + 1) : ".";
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* An empty file gets its key. */
static enum err begin(struct arena *a, int fd, const char *path)
{
    unsigned char key[ERASURE_HASH_BYTES];
    char hex[HEX_BYTES + 1];
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(hex, sizeof hex, key, sizeof key);
    bool good = write_all(fd, arena_printf(a, HEAD "%s\n", hex), 0) && sync_folder(a, path);
    return good ? OK : ERR_IO;
}

/* ---- one erasure ------------------------------------------------------------------------ */

/* Of ASCII letters the case does not count, as LOWER of SQLite has it. */
static void hash_address(const struct list *l, struct arena *a, const char *address,
                         unsigned char out[ERASURE_HASH_BYTES])
{
    char *low = arena_strdup(a, address);
    for (char *p = low; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 'a' - 'A');
    crypto_generichash(out, ERASURE_HASH_BYTES, (const unsigned char *)low, strlen(low), l->key,
                       sizeof l->key);
}

/* Where the next line goes: after the last whole one. */
static size_t whole_lines(struct str text)
{
    while (text.n && text.p[text.n - 1] != '\n')
        text.n--;
    return text.n;
}

static enum err note(struct arena *a, int fd, const char *path, const struct person_erasure *e,
                     unsigned char hash[ERASURE_HASH_BYTES])
{
    struct str text;
    struct list list = {0};
    char hex[HEX_BYTES + 1];
    enum err err = read_file(a, fd, &text);
    if (err == OK && !whole_lines(text)) {
        err = begin(a, fd, path);
        if (err == OK)
            err = read_file(a, fd, &text);
    }
    if (err == OK)
        err = parse(a, text, &list);
    if (err != OK)
        return err;
    hash_address(&list, a, e->address, hash);
    sodium_bin2hex(hex, sizeof hex, hash, ERASURE_HASH_BYTES);
    const char *line = arena_printf(a, "%s %lld\n", hex, (long long)e->now);
    return write_all(fd, line, (off_t)whole_lines(text)) ? OK : ERR_IO;
}

static enum err note_in_list(struct arena *a, const char *path, const struct person_erasure *e,
                             unsigned char hash[ERASURE_HASH_BYTES])
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return ERR_IO;
    /* Two organisers at once: one after the other. */
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    enum err err = fcntl(fd, F_OFD_SETLKW, &whole) == 0 ? note(a, fd, path, e, hash) : ERR_IO;
    close(fd);
    return err;
}

enum err person_erase_for_good(struct store *s, const struct person_register *r,
                               struct person_erasure *e)
{
    struct arena a = ARENA_INIT;
    unsigned char hash[ERASURE_HASH_BYTES];
    e->people = r;
    e->hash = NULL;
    enum err err = r->list ? note_in_list(&a, r->list, e, hash) : OK;
    if (err == OK) {
        e->hash = r->list ? (const char *)hash : NULL;
        err = store_write(s, person_erase, e);
        e->hash = NULL;
    }
    arena_free(&a);
    if (err != OK)
        return err;
    err = person_tick(s, e->now);
    return err == ERR_BUSY ? OK : err; /* the tick does it, and the log is emptied by itself */
}

/* ---- what the list names and this database still has --------------------------------------- */

#define ADDRESSES_AT_ONCE 1000

struct catching_up {
    struct store *s;
    const struct person_register *r;
    struct db *db;
    struct arena *a; /* of the list and what is due */
    struct list list;
    const struct line **due;
    size_t n_due;
    const char **addresses; /* of each that is due: found in this database; NULL: not */
    int64_t now, found;
};

static enum err find_due(struct catching_up *x)
{
    enum err e = OK;
    struct rows r;
    x->due = arena_array(x->a, x->list.n, sizeof *x->due);
    for (size_t i = 0; e == OK && i < x->list.n; i++) {
        const struct line *l = &x->list.lines[i];
        const struct str hash = {(const char *)l->hash, sizeof l->hash};
        e = db_query(x->db, x->a, &sql_erasure_find, PARAMS(v_bytes(hash), v_int(l->at)), &r);
        if (e == OK && !r.n)
            x->due[x->n_due++] = l;
    }
    x->addresses = arena_array(x->a, x->n_due, sizeof *x->addresses);
    for (size_t i = 0; i < x->n_due; i++)
        x->addresses[i] = NULL;
    return e;
}

static void compare(struct catching_up *x, struct arena *scratch, const char *address)
{
    unsigned char hash[ERASURE_HASH_BYTES];
    hash_address(&x->list, scratch, address, hash);
    for (size_t i = 0; i < x->n_due; i++)
        if (!x->addresses[i] && memcmp(hash, x->due[i]->hash, sizeof hash) == 0)
            x->addresses[i] = arena_strdup(x->a, address);
}

/* Every address of a kind. */
static enum err look_through(struct catching_up *x, const struct stmt *addresses)
{
    struct arena scratch = ARENA_INIT;
    const char *last = "";
    size_t n = ADDRESSES_AT_ONCE;
    enum err e = OK;
    while (e == OK && n == ADDRESSES_AT_ONCE) {
        struct rows r;
        last = arena_strdup(x->a, last);
        arena_clear(&scratch);
        e = db_query(x->db, &scratch, addresses, PARAMS(v_text(last)), &r);
        n = e == OK ? r.n : 0;
        for (size_t i = 0; i < n; i++)
            compare(x, &scratch, last = row_text(&r, i, 0));
    }
    arena_free(&scratch);
    return e;
}

static enum err erase_due(struct catching_up *x)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < x->n_due; i++) {
        const char *address = x->addresses[i];
        struct person_erasure erasure = {.people = x->r,
                                         .address = address ? address : "",
                                         .now = x->now,
                                         .noted_at = x->due[i]->at,
                                         .hash = (const char *)x->due[i]->hash};
        e = store_write(x->s, person_erase, &erasure);
        x->found += address != NULL;
    }
    return e;
}

static enum err catch_up(struct catching_up *x)
{
    enum err e = store_reader(x->s, &x->db);
    if (e != OK)
        return e;
    e = db_begin_read(x->db);
    if (e == OK)
        e = find_due(x);
    for (size_t i = 0; e == OK && x->n_due && i < x->r->n; i++)
        if (x->r->kinds[i]->addresses)
            e = look_through(x, x->r->kinds[i]->addresses);
    store_reader_close(x->db);
    return e == OK ? erase_due(x) : e;
}

static enum err read_list(struct arena *a, const char *path, struct list *out)
{
    struct str text;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? OK : ERR_IO;
    enum err e = read_file(a, fd, &text);
    close(fd);
    return e == OK && whole_lines(text) ? parse(a, text, out) : e;
}

enum err person_catch_up(struct store *s, const struct person_register *r, int64_t now, int64_t *n)
{
    struct arena a = ARENA_INIT;
    struct catching_up x = {.s = s, .r = r, .a = &a, .now = now};
    *n = 0;
    enum err e = r->list ? read_list(&a, r->list, &x.list) : OK;
    if (e == OK && x.list.n)
        e = catch_up(&x);
    *n = x.found;
    arena_free(&a);
    return e;
}
