/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Has the process of child.h read what was sent, believes none of what it answers, keeps it. */
#include "files/blob.h"
#include "files/child.h"

#include "base/text.h"
#include "view/tr.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 15 /* of the wall's clock: the machine may have other work */
#define ANSWER_MAX (FILE_PIECES_MAX * (FILE_PIECE_MAX + 128))
#define OURS_FIRST 3 /* descriptors that the child does not get */

/* ---- the other process ----------------------------------------------------------------------- */

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A file of memory alone, at its start. */
static int memory_of(struct str bytes)
{
    int fd = memfd_create("maillage", MFD_CLOEXEC);
    for (size_t done = 0; fd >= 0 && done < bytes.n;) {
        ssize_t n = pwrite(fd, bytes.p + done, bytes.n - done, (off_t)done);
        if (n <= 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return fd;
}

/* Input, answer, and nothing else of ours: not even our environment. */
static pid_t start_child(const char *program, const char *wanted, int in, int out)
{
    char *const argv[] = {(char *)(uintptr_t) "maillage", (char *)(uintptr_t)FILE_CHILD,
                          (char *)(uintptr_t)wanted, NULL};
    char *const environment[] = {(char *)(uintptr_t) "LC_ALL=C.UTF-8", NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t child = -1;
    sigemptyset(&none); /* our threads block signals, and it must die of its limits */
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, OURS_FIRST);
    if (posix_spawn(&child, program, &files, &attributes, argv, environment) != 0)
        child = -1;
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return child;
}

/* All that it says until it closes; false when it takes too long, or says too much. */
static bool listen_to(int from, int64_t until, struct buf *said)
{
    char piece[16384];
    for (;;) {
        struct pollfd p = {.fd = from, .events = POLLIN};
        int64_t left = until - monotonic_ms();
        int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t n = read(from, piece, sizeof piece);
        if (n <= 0)
            return n == 0;
        buf_add(said, piece, (size_t)n);
        if (said->full)
            return false;
    }
}

/* One that has said all may still be there: whether it said all is seen by its last word. */
static void end_child(pid_t child)
{
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
}

static enum err read_apart(struct file_house *h, const char *wanted, struct str bytes,
                           struct buf *said)
{
    int ends[2] = {-1, -1}, in = memory_of(bytes);
    pid_t child = -1;
    unsigned seconds = h->seconds ? h->seconds : SECONDS;
    if (in >= 0 && pipe2(ends, O_CLOEXEC) == 0) {
        child = start_child(h->program, wanted, in, ends[1]);
        close(ends[1]);
    }
    if (in >= 0)
        close(in);
    bool told = child > 0 && listen_to(ends[0], monotonic_ms() + seconds * 1000, said);
    if (ends[0] >= 0)
        close(ends[0]);
    if (child < 0)
        return ERR_IO;
    end_child(child);
    return told ? OK : ERR_BUSY;
}

/* ---- its answer ------------------------------------------------------------------------------ */

static const struct {
    enum file_refusal refusal;
    enum err err;
    const char *image, *document;
} refusals[] = {
    {REFUSED_TYPE, ERR_INVALID,
     TR("Ce fichier n’est pas une image que ce site sait lire : envoyez un JPEG, un PNG, un WebP "
        "ou un GIF."),
     TR("Ce fichier n’est ni un PDF, ni un document OpenDocument (.odt, .ods, .odp), ni un "
        "document Office (.docx, .xlsx, .pptx) : enregistrez-le sous l’un de ces formats.")},
    {REFUSED_SVG, ERR_INVALID,
     TR("Un dessin SVG peut contenir un programme, ce site n’en prend donc pas : exportez-le en "
        "PNG, large de 960 points si possible."),
     TR("Un dessin SVG peut contenir un programme, ce site n’en prend donc pas : exportez-le en "
        "PDF.")},
    {REFUSED_MOVING, ERR_INVALID,
     TR("Cette image est animée : envoyez une image fixe, en PNG, en JPEG ou en WebP."), NULL},
    {REFUSED_LARGE, ERR_INVALID,
     TR("Cette image compte trop de points : réduisez-la à 24 millions au plus, par exemple "
        "6 000 sur 4 000."),
     NULL},
    {REFUSED_DAMAGED, ERR_INVALID,
     TR("Cette image est abîmée ou incomplète : enregistrez-la à nouveau, puis renvoyez-la."),
     NULL},
};

static const char out_of_time[] =
    TR("Ce fichier demande trop de temps ou de mémoire à lire : enregistrez-le à nouveau, plus "
       "petit, puis renvoyez-le.");

static enum err refused(struct str word, bool document, const char **why)
{
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        if (str_is(word, file_refusal_words[refusals[i].refusal])) {
            const char *said = document ? refusals[i].document : refusals[i].image;
            *why = said ? said : out_of_time;
            return refusals[i].err;
        }
    *why = out_of_time;
    return ERR_BUSY;
}

static bool is_webp(struct str s)
{
    return s.n >= 12 && memcmp(s.p, "RIFF", 4) == 0 && memcmp(s.p + 8, "WEBP", 4) == 0;
}

/* "960 480 12345" and the bytes behind it. */
static bool cut_piece(struct str line, struct str *rest, struct file_piece *p, struct str *bytes)
{
    int64_t size;
    struct str width = str_cut(&line, ' '), height = line.p ? str_cut(&line, ' ') : line;
    if (!parse_int(width, 1, FILE_WIDTH_MAX, &p->width) ||
        !parse_int(height, 1, 2 * FILE_WIDTH_MAX, &p->height) || !line.p ||
        !parse_int(line, 1, (int64_t)FILE_PIECE_MAX, &size) || !rest->p || (size_t)size > rest->n)
        return false;
    *bytes = str_sub(*rest, 0, (size_t)size);
    *rest = str_sub(*rest, (size_t)size, rest->n);
    p->type = "image/webp";
    p->size = size;
    return is_webp(*bytes);
}

static enum err keep(struct file_house *h, struct str bytes, int64_t now, struct file_piece *p)
{
    pthread_mutex_lock(&h->bytes);
    enum err e = blob_put(h, bytes, now, p->hash);
    pthread_mutex_unlock(&h->bytes);
    return e;
}

/* Until "end": an answer without it was cut short. */
static enum err keep_pieces(struct file_house *h, struct str said, int64_t now,
                            struct file_draft *out, const char **why)
{
    struct str rest = said, bytes;
    *why = out_of_time;
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        if (str_is(line, "end"))
            return out->n ? OK : ERR_BUSY;
        if (str_starts(line, "refused "))
            return refused(str_sub(line, 8, line.n), false, why);
        struct file_piece *p = &out->pieces[out->n];
        if (!str_starts(line, "piece ") || out->n == FILE_PIECES_MAX ||
            !cut_piece(str_sub(line, 6, line.n), &rest, p, &bytes))
            return ERR_BUSY;
        enum err e = keep(h, bytes, now, p);
        if (e != OK)
            return e;
        out->n++;
    }
    return ERR_BUSY;
}

/* ---- taking ---------------------------------------------------------------------------------- */

/* Short, on one line and without what a file system or a browser reads as something else. */
static const char *safe_name(struct arena *a, const char *name)
{
    static const char forbidden[] = "/\\:*?\"<>|%;";
    char *line = text_line(a, str_of(name));
    size_t n = strlen(line);
    for (char *p = line; *p; p++)
        if (strchr(forbidden, *p))
            *p = '-';
    while (*line == '.' || *line == ' ')
        line++;
    n = strlen(line);
    while (n > FILE_NAME_MAX || (n && !text_is_utf8((struct str){line, n})))
        n--;
    return n ? arena_strndup(a, line, n) : "fichier";
}

static enum err read_one(struct file_house *h, const char *wanted, struct str bytes,
                         struct buf *said, const char **why)
{
    *why = TR("Ce fichier est vide.");
    if (!bytes.n)
        return ERR_INVALID;
    *why = TR("Ce fichier pèse plus de 10 Mo : réduisez-le, puis renvoyez-le.");
    if (bytes.n > FILE_MAX_BYTES)
        return ERR_TOO_LARGE;
    pthread_mutex_lock(&h->reading);
    enum err e = read_apart(h, wanted, bytes, said);
    pthread_mutex_unlock(&h->reading);
    *why = out_of_time;
    return e;
}

enum err file_take_image(struct file_house *h, struct arena *a, const char *name, struct str bytes,
                         const int *widths, size_t n, int64_t now, struct file_draft *out,
                         const char **why)
{
    BUF_SCOPED said = BUF_INIT(ANSWER_MAX);
    BUF_SCOPED wanted = BUF_INIT(64);
    buf_puts(&wanted, "image");
    for (size_t i = 0; i < n; i++)
        buf_printf(&wanted, "%c%d", i ? ',' : ':', widths[i]);
    *out = (struct file_draft){.kind = FILE_IMAGE, .name = safe_name(a, name)};
    enum err e = read_one(h, buf_str(&wanted), bytes, &said, why);
    return e == OK ? keep_pieces(h, (struct str){buf_str(&said), said.len}, now, out, why) : e;
}

/* One of the types that the child may name, as a constant of ours. */
static const char *document_type(struct arena *a, struct str line)
{
    for (size_t i = 0; i < line.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz/.-", line.p[i]))
            return NULL;
    return str_starts(line, "application/") ? str_dup(a, line) : NULL;
}

enum err file_take_document(struct file_house *h, struct arena *a, const char *name,
                            struct str bytes, int64_t now, struct file_draft *out, const char **why)
{
    BUF_SCOPED said = BUF_INIT(4096);
    *out = (struct file_draft){.kind = FILE_DOCUMENT, .name = safe_name(a, name)};
    enum err e = read_one(h, "document", bytes, &said, why);
    if (e != OK)
        return e;
    struct str rest = {buf_str(&said), said.len}, line = str_cut(&rest, '\n');
    if (str_starts(line, "refused "))
        return refused(str_sub(line, 8, line.n), true, why);
    struct file_piece *p = &out->pieces[0];
    *p = (struct file_piece){.size = (int64_t)bytes.n};
    if (str_starts(line, "document "))
        p->type = document_type(a, str_sub(line, 9, line.n));
    if (!p->type || !rest.p || !str_starts(rest, "end\n"))
        return ERR_BUSY;
    out->n = 1;
    return keep(h, bytes, now, p);
}
