/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "files/child.h"

#include "files/confine.h"
#include "files/pixels.h"

#include <errno.h>
#include <magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *const file_refusal_words[N_REFUSED] = {
    [REFUSED_NOT] = "-",         [REFUSED_TYPE] = "type",   [REFUSED_SVG] = "svg",
    [REFUSED_MOVING] = "moving", [REFUSED_LARGE] = "large", [REFUSED_DAMAGED] = "damaged",
};

static const struct {
    const char *type;
    pixels_fn read;
} pictures[] = {
    {"image/jpeg", pixels_from_jpeg},
    {"image/png", pixels_from_png},
    {"image/webp", pixels_from_webp},
    {"image/gif", pixels_from_gif},
};

/* What libmagic calls them, and what their files are given out as. */
static const char *const documents[] = {
    "application/pdf",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};

/* ---- in and out ----------------------------------------------------------------------------- */

static bool read_all(struct buf *in)
{
    char piece[65536];
    ssize_t n;
    while ((n = read(STDIN_FILENO, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            buf_add(in, piece, (size_t)n);
    return n == 0 && !in->full;
}

static void write_all(const char *p, size_t n)
{
    while (n) {
        ssize_t written = write(STDOUT_FILENO, p, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            _exit(1);
        p += written;
        n -= (size_t)written;
    }
}

printf_like(1, 2) static void say(const char *fmt, ...)
{
    char line[128];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n > 0 && (size_t)n < sizeof line)
        write_all(line, (size_t)n);
}

static int refuse(enum file_refusal f)
{
    say("refused %s\n", file_refusal_words[f]);
    return 0;
}

/* ---- pictures ------------------------------------------------------------------------------- */

static int draw(struct pixels *p, const int *widths, size_t n)
{
    struct webp_writer *w;
    int made_before = 0;
    if (!webp_begin(p, &w))
        return refuse(REFUSED_LARGE);
    for (size_t i = 0; i < n; i++) {
        struct str bytes;
        int width, height;
        if (!webp_next(w, widths[i], &bytes, &width, &height))
            return refuse(REFUSED_LARGE);
        if (width == made_before)
            continue; /* the picture is narrower than both */
        made_before = width;
        say("piece %d %d %zu\n", width, height, bytes.n);
        write_all(bytes.p, bytes.n);
    }
    say("end\n");
    return 0;
}

static int read_picture(struct str bytes, const char *type, const int *widths, size_t n)
{
    struct pixels p = {0};
    if (strcmp(type, "image/svg+xml") == 0)
        return refuse(REFUSED_SVG);
    for (size_t i = 0; i < ARRAY_LEN(pictures); i++) {
        if (strcmp(type, pictures[i].type) != 0)
            continue;
        enum file_refusal f = pictures[i].read(bytes, widths[0], &p);
        return f == REFUSED_NOT ? draw(&p, widths, n) : refuse(f);
    }
    return refuse(REFUSED_TYPE);
}

static int read_document(const char *type)
{
    for (size_t i = 0; i < ARRAY_LEN(documents); i++)
        if (strcmp(type, documents[i]) == 0) {
            say("document %s\nend\n", type);
            return 0;
        }
    return refuse(strcmp(type, "image/svg+xml") == 0 ? REFUSED_SVG : REFUSED_TYPE);
}

/* ---- the process ---------------------------------------------------------------------------- */

/* "image:960,320" */
static size_t read_widths(const char *wanted, int widths[FILE_PIECES_MAX])
{
    size_t n = 0;
    struct str rest = str_of(strchr(wanted, ':') ? strchr(wanted, ':') + 1 : "");
    while (rest.p && n < FILE_PIECES_MAX) {
        int64_t width;
        if (!parse_int(str_cut(&rest, ','), 1, FILE_WIDTH_MAX, &width))
            return 0;
        widths[n++] = (int)width;
    }
    return n;
}

bool file_child_wanted(int argc, char **argv)
{
    return argc == 3 && strcmp(argv[1], FILE_CHILD) == 0;
}

int file_child(const char *wanted)
{
    int widths[FILE_PIECES_MAX];
    size_t n = read_widths(wanted, widths);
    struct buf in = BUF_INIT(FILE_MAX_BYTES);
    bool document = strcmp(wanted, "document") == 0;
    /* what it knows of types is in a file, so it is read before files are given up */
    magic_t magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR |
                               MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_TOKENS);
    if ((!n && !document) || !magic || magic_load(magic, NULL) != 0 || !confine_self())
        return 1;
    if (!read_all(&in))
        return 1;
    const char *type = magic_buffer(magic, buf_str(&in), in.len);
    struct str bytes = {buf_str(&in), in.len};
    int status = document ? read_document(type ? type : "")
                          : read_picture(bytes, type ? type : "", widths, n);
    _exit(status); /* the system takes the rest back, and no handler of an exit runs */
}
