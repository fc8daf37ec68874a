/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Puts files into the binary.
 *
 *     embed OUT.c OUT.h FILE…                   web files, as `assets[]` (see http_asset in
 * http/http.h) embed --text OUT.c [OUT.h] SYMBOL FILE…   texts, as `struct embedded_text SYMBOL[]`
 *     embed --migrations OUT.c OUT.h MODULE FILE…   SQL, as `struct migration MODULE_migrations[]`
 *
 * A web file's address holds a hash of its contents, so that browsers may keep it for ever:
 * /a/HASH/NAME, named ASSET_NAME in OUT.h. Where a style sheet or script says "asset:NAME", that
 * file's address is put.
 */
#include "tool.h"

#include <brotli/encode.h>
#include <sodium.h>
#include <stdio.h>
#include <zlib.h>

#define MAX_FILES 512
#define MAX_NAME 100

struct type {
    const char *ending, *content_type;
    bool refers; /* may hold "asset:NAME" */
};

struct file {
    const char *path, *name;
    const struct type *type;
    struct str raw, gzip, brotli; /* gzip, brotli .p NULL where they do not help */
    const char *hash;             /* NULL until its own references are known */
};

static const struct type types[] = {
    {".css", "text/css; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".svg", "image/svg+xml", false},
    {".png", "image/png", false},
    {".webp", "image/webp", false},
    {".avif", "image/avif", false},
    {".jpg", "image/jpeg", false},
    {".ico", "image/x-icon", false},
    {".json", "application/json", false},
    {".webmanifest", "application/manifest+json", true},
    {".txt", "text/plain; charset=utf-8", false},
    {".xml", "application/xml", false},
    {".pdf", "application/pdf", false},
    {".woff2", "font/woff2", false},
};

static const struct type *type_of(const char *path)
{
    const char *dot = strrchr(base_name(path), '.');
    for (size_t i = 0; dot && i < ARRAY_LEN(types); i++)
        if (!strcmp(dot, types[i].ending))
            return &types[i];
    fail_at((struct place){path, 0}, "no content type is known for this ending; add it to %s",
            __FILE__);
}

static void check_name(const struct file *files, size_t n, const char *path)
{
    const char *name = base_name(path);
    struct place at = {path, 0};
    if (!*name || strlen(name) > MAX_NAME)
        fail_at(at, "a name of 1 to %d bytes is needed", MAX_NAME);
    for (const char *p = name; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || strchr("._-", *p)))
            fail_at(at, "a web file's name is made of a-z, 0-9, \".\", \"_\" and \"-\"");
    for (size_t i = 0; i < n; i++)
        if (!strcmp(files[i].name, name))
            fail_at(at, "has the same name as %s", files[i].path);
}

/* ---- references ---- */

static const struct file *find_file(const struct file *files, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(name, files[i].name))
            return &files[i];
    return NULL;
}

static int line_of(struct str text, const char *at)
{
    int line = 1;
    for (const char *p = text.p; p < at; p++)
        line += *p == '\n';
    return line;
}

/* Writes `f` with its references put in; false when one of them has no address yet. */
static bool resolve(const struct file *files, size_t n, const struct file *f, struct buf *out)
{
    static const char mark[] = "\"asset:";
    struct str rest = f->raw;
    while (rest.n) {
        const char *at = memmem(rest.p, rest.n, mark, sizeof mark - 1);
        if (!at)
            break;
        const char *name = at + sizeof mark - 1;
        const char *close = memchr(name, '"', (size_t)(rest.p + rest.n - name));
        struct place place = {f->path, line_of(f->raw, at)};
        if (!close)
            fail_at(place, "\"asset:… is not closed");
        const struct file *to = find_file(files, n, (struct str){name, (size_t)(close - name)});
        if (!to)
            fail_at(place, "no file \"%.*s\" is embedded", (int)(close - name), name);
        if (!to->hash)
            return false;
        buf_add(out, rest.p, (size_t)(at - rest.p) + 1);
        buf_printf(out, "/a/%s/%s", to->hash, to->name);
        rest = str_sub(rest, (size_t)(close - rest.p), rest.n);
    }
    buf_add(out, rest.p, rest.n);
    return true;
}

static const char *hash_of(struct arena *a, struct str s)
{
    unsigned char hash[crypto_generichash_BYTES];
    char *hex = arena_alloc(a, 17);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)s.p, s.n, NULL, 0);
    sodium_bin2hex(hex, 17, hash, 8);
    return hex;
}

/* One round: how many files were settled. */
static size_t settle_some(struct arena *a, struct file *files, size_t n)
{
    size_t settled = 0;
    for (size_t i = 0; i < n; i++) {
        struct file *f = &files[i];
        BUF_SCOPED b = BUF_INIT(TOOL_MAX_OUTPUT);
        if (f->hash || (f->type->refers && !resolve(files, n, f, &b)))
            continue;
        if (f->type->refers)
            f->raw = (struct str){arena_strndup(a, buf_str(&b), b.len), b.len};
        f->hash = hash_of(a, f->raw);
        settled++;
    }
    return settled;
}

/* A file's address is known when those that it refers to are. */
static void settle(struct arena *a, struct file *files, size_t n)
{
    while (settle_some(a, files, n))
        ;
    for (size_t i = 0; i < n; i++)
        if (!files[i].hash)
            fail_at((struct place){files[i].path, 0}, "its references go round in a circle");
}

/* ---- compression ---- */

static bool helps(size_t size, struct str raw)
{
    return size < raw.n - raw.n / 20;
}

static struct str gzip(struct arena *a, struct str raw)
{
    z_stream z = {0};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("zlib: deflateInit2");
    size_t room = deflateBound(&z, raw.n);
    unsigned char *to = arena_alloc(a, room);
    z.next_in = (Bytef *)(uintptr_t)raw.p;
    z.avail_in = (uInt)raw.n;
    z.next_out = to;
    z.avail_out = (uInt)room;
    int done = deflate(&z, Z_FINISH);
    struct str s = {(char *)to, z.total_out};
    deflateEnd(&z);
    if (done != Z_STREAM_END)
        die("zlib: deflate");
    return helps(s.n, raw) ? s : (struct str){NULL, 0};
}

static struct str brotli(struct arena *a, struct str raw)
{
    size_t size = BrotliEncoderMaxCompressedSize(raw.n);
    uint8_t *to = arena_alloc(a, size);
    if (!BrotliEncoderCompress(11, 22, BROTLI_MODE_GENERIC, raw.n, (const uint8_t *)raw.p, &size,
                               to))
        die("brotli");
    return helps(size, raw) ? (struct str){(char *)to, size} : (struct str){NULL, 0};
}

/* ---- output ---- */

static void put_bytes(struct buf *c, size_t i, const char *what, struct str s)
{
    if (!s.p)
        return;
    buf_printf(c, "static const unsigned char %s_%zu[] = {", what, i);
    for (size_t k = 0; k < s.n; k++)
        buf_printf(c, "%s%u,", k % 24 ? "" : "\n", (unsigned char)s.p[k]);
    buf_puts(c, s.n ? "\n};\n" : "0};\n");
}

static void put_reference(struct buf *c, size_t i, const char *what, struct str s)
{
    if (s.p)
        buf_printf(c, ", %s_%zu", what, i);
    else
        buf_puts(c, ", NULL");
}

static void put_source(struct buf *c, const char *header, const struct file *files, size_t n)
{
    buf_printf(c, "/* Generated by tools/embed. */\n#include \"%s\"\n\n", base_name(header));
    for (size_t i = 0; i < n; i++) {
        buf_printf(c, "/* %s */\n", files[i].name);
        put_bytes(c, i, "raw", files[i].raw);
        put_bytes(c, i, "gzip", files[i].gzip);
        put_bytes(c, i, "brotli", files[i].brotli);
    }
    buf_puts(c, "\nconst struct http_asset assets[] = {\n");
    for (size_t i = 0; i < n; i++) {
        const struct file *f = &files[i];
        buf_printf(c, "    {\"/a/%s/%s\", \"%s\", \"\\\"%s\\\"\"", f->hash, f->name,
                   f->type->content_type, f->hash);
        put_reference(c, i, "raw", f->raw);
        put_reference(c, i, "gzip", f->gzip);
        put_reference(c, i, "brotli", f->brotli);
        buf_printf(c, ", %zu, %zu, %zu},\n", f->raw.n, f->gzip.n, f->brotli.n);
    }
    buf_printf(c, "};\nconst size_t n_assets = %zu;\n", n);
}

static void put_header(struct buf *h, const struct file *files, size_t n)
{
    buf_puts(h, "/* Generated by tools/embed. */\n#pragma once\n\n#include \"http/http.h\"\n\n"
                "extern const struct http_asset assets[];\nextern const size_t n_assets;\n\n");
    for (size_t i = 0; i < n; i++) {
        buf_puts(h, "#define ASSET_");
        for (const char *p = files[i].name; *p; p++)
            buf_putc(h, *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : strchr(".-", *p) ? '_' : *p);
        buf_printf(h, " \"/a/%s/%s\"\n", files[i].hash, files[i].name);
    }
}

static void embed_web(struct arena *a, const char *source, const char *header, char **paths,
                      size_t n)
{
    struct file *files = arena_array(a, n, sizeof *files);
    BUF_SCOPED c = BUF_INIT(TOOL_MAX_OUTPUT), h = BUF_INIT(TOOL_MAX_OUTPUT);
    for (size_t i = 0; i < n; i++) {
        check_name(files, i, paths[i]);
        files[i] = (struct file){.path = paths[i],
                                 .name = base_name(paths[i]),
                                 .type = type_of(paths[i]),
                                 .raw = tool_read(a, paths[i], TOOL_MAX_INPUT)};
    }
    settle(a, files, n);
    for (size_t i = 0; i < n; i++) {
        files[i].gzip = gzip(a, files[i].raw);
        files[i].brotli = brotli(a, files[i].raw);
    }
    put_source(&c, header, files, n);
    put_header(&h, files, n);
    tool_write(source, &c);
    tool_write(header, &h);
}

static void put_text(struct buf *c, struct str s)
{
    while (s.n) {
        const char *nl = memchr(s.p, '\n', s.n);
        size_t n = nl ? (size_t)(nl - s.p) + 1 : s.n;
        buf_puts(c, "\n     ");
        c_string(c, str_sub(s, 0, n));
        s = str_sub(s, n, s.n);
    }
}

static void embed_text(struct arena *a, const char *source, const char *header, const char *symbol,
                       char **paths, size_t n)
{
    BUF_SCOPED c = BUF_INIT(TOOL_MAX_OUTPUT), h = BUF_INIT(TOOL_MAX_OUTPUT);
    buf_printf(&h,
               "/* Generated by tools/embed. */\n%s#include \"base/embedded.h\"\n\n"
               "extern const struct embedded_text %s[];\nextern const size_t n_%s;\n",
               header ? "#pragma once\n\n" : "", symbol, symbol);
    if (header)
        buf_printf(&c, "/* Generated by tools/embed. */\n#include \"%s\"\n", base_name(header));
    else
        buf_puts(&c, buf_str(&h));
    buf_printf(&c, "\nconst struct embedded_text %s[] = {\n", symbol);
    for (size_t i = 0; i < n; i++) {
        struct str text = tool_read_text(a, paths[i], TOOL_MAX_INPUT);
        buf_puts(&c, "    {");
        c_string(&c, str_of(base_name(paths[i])));
        buf_puts(&c, ",\n     \"\"");
        put_text(&c, text);
        buf_printf(&c, ",\n     %zu},\n", text.n);
    }
    buf_printf(&c, "%s};\nconst size_t n_%s = %zu;\n", n ? "" : "    {0},\n", symbol, n);
    tool_write(source, &c);
    if (header)
        tool_write(header, &h);
}

/* "meeting/0001_events" from the module and the file's name: what the database records. */
static void put_migration(struct arena *a, struct buf *c, const char *module, const char *path)
{
    struct str name = str_of(base_name(path)), stem = str_cut(&name, '.');
    buf_puts(c, "    {");
    c_string(c, str_of(arena_printf(a, "%s/%.*s", module, (int)stem.n, stem.p)));
    buf_puts(c, ",\n     \"\"");
    put_text(c, tool_read_text(a, path, TOOL_MAX_INPUT));
    buf_puts(c, "},\n");
}

static void embed_migrations(struct arena *a, const char *source, const char *header,
                             const char *module, char **paths, size_t n)
{
    BUF_SCOPED c = BUF_INIT(TOOL_MAX_OUTPUT), h = BUF_INIT(TOOL_MAX_OUTPUT);
    buf_printf(&h,
               "/* Generated by tools/embed. */\n#pragma once\n\n#include \"store/store.h\"\n\n"
               "extern const struct migration %s_migrations[%zu];\n",
               module, n);
    buf_printf(&c,
               "/* Generated by tools/embed. */\n#include \"%s\"\n\n"
               "const struct migration %s_migrations[] = {\n",
               base_name(header), module);
    for (size_t i = 0; i < n; i++)
        put_migration(a, &c, module, paths[i]);
    buf_puts(&c, "};\n");
    tool_write(source, &c);
    tool_write(header, &h);
}

static int usage(void)
{
    fputs("usage: embed OUT.c OUT.h FILE…\n"
          "       embed --text OUT.c [OUT.h] SYMBOL FILE…\n"
          "       embed --migrations OUT.c OUT.h MODULE FILE…\n",
          stderr);
    return 2;
}

static bool ends_with_h(const char *s)
{
    size_t n = strlen(s);
    return n > 2 && !strcmp(s + n - 2, ".h");
}

int main(int argc, char **argv)
{
    struct arena a = ARENA_INIT;
    bool migrations = argc > 1 && !strcmp(argv[1], "--migrations");
    bool text = migrations || (argc > 1 && !strcmp(argv[1], "--text"));
    int first = text ? (argc > 3 && ends_with_h(argv[3]) ? 5 : 4) : 3;
    if (sodium_init() < 0)
        die("libsodium does not start");
    if (argc < first + !text || argc - first > MAX_FILES)
        return usage();
    size_t n = (size_t)(argc - first);
    if (migrations && first == 5)
        embed_migrations(&a, argv[2], argv[3], argv[4], argv + first, n);
    else if (text)
        embed_text(&a, argv[2], first == 5 ? argv[3] : NULL, argv[first - 1], argv + first, n);
    else
        embed_web(&a, argv[1], argv[2], argv + first, n);
    arena_free(&a);
    return 0;
}
