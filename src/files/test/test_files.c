/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people send: read apart, drawn anew, kept, given out, swept away, copied. */
#include "files/test/pictures.h"
#include "harness.h"

#include "files/blob.h"
#include "files/child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct harness h;

static int up(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", false);
    return 0;
}

static int down(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static int64_t now(void)
{
    return clock_now(&h.app.clock);
}

static const int widths[] = {960, 320};

static enum err take(struct str bytes, struct file_draft *d, const char **why)
{
    *why = "";
    return file_take_image(h.app.files, &h.arena, "image.png", bytes, widths, ARRAY_LEN(widths),
                           now(), d, why);
}

static struct str kept_bytes(const struct file_piece *p)
{
    struct buf b = BUF_INIT(FILE_MAX_BYTES);
    assert_int_equal(file_read(h.app.files, p->hash, &b), OK);
    struct str s = {arena_strndup(&h.arena, buf_str(&b), b.len), b.len};
    buf_free(&b);
    assert_int_equal(s.n, p->size);
    return s;
}

/* Whether a point of a piece is mostly red, green or blue. */
static char colour_at(const struct file_piece *p, double x, double y)
{
    int w, k;
    uint8_t *rgba = webp_points(kept_bytes(p), &w, &k);
    assert_non_null(rgba);
    assert_int_equal(w, p->width);
    assert_int_equal(k, p->height);
    const uint8_t *at = rgba + ((size_t)(y * k) * (size_t)w + (size_t)(x * w)) * 4;
    char c = at[3] < 64 ? '-' : at[0] > 150 ? 'r' : at[1] > 150 ? 'g' : at[2] > 150 ? 'b' : '?';
    free(rgba);
    return c;
}

static void assert_picture(struct str bytes, int width, int height)
{
    struct file_draft d;
    const char *why;
    enum err e = take(bytes, &d, &why);
    if (e != OK)
        fail_msg("%s: %s", err_name(e), why);
    assert_int_equal(d.pieces[0].width, width);
    assert_int_equal(d.pieces[0].height, height);
    assert_string_equal(d.pieces[0].type, "image/webp");
    assert_int_equal(colour_at(&d.pieces[0], .3, .5), 'r');
    assert_int_equal(colour_at(&d.pieces[0], .7, .5), 'b');
    assert_int_equal(colour_at(&d.pieces[d.n - 1], .03, .03), 'g');
}

static void refuse(struct str bytes, const char *words)
{
    struct file_draft d;
    const char *why;
    assert_int_equal(take(bytes, &d, &why), ERR_INVALID);
    assert_contains(why, words);
    assert_int_equal(d.n, 0);
}

/* ---- pictures -------------------------------------------------------------------------------- */

static void every_format_is_drawn_anew(void **state)
{
    struct file_draft d;
    const char *why;
    (void)state;
    assert_picture(png_picture(&h.arena, 1000, 500), 960, 480);
    assert_picture(jpeg_picture(&h.arena, 2500, 1250), 960, 480);
    assert_picture(inks_picture(&h.arena, 400, 200), 400, 200);
    assert_picture(webp_picture(&h.arena, 200, 800), 200, 800);
    assert_picture(webp_picture(&h.arena, 200, 4000), 96, 1920); /* not higher than twice 960 */
    assert_int_equal(take(gif_picture(&h.arena), &d, &why), OK);
    assert_int_equal(d.n, 1); /* both sizes would be the same */
    assert_int_equal(d.pieces[0].width, 2);
    assert_int_equal(colour_at(&d.pieces[0], 0, 0), 'r');
    assert_int_equal(colour_at(&d.pieces[0], .6, 0), '-');
    assert_int_equal(take(png_picture(&h.arena, 1000, 500), &d, &why), OK);
    assert_int_equal(d.n, 2);
    assert_int_equal(d.pieces[1].width, 320);
    assert_int_equal(d.pieces[1].height, 160);
}

/* Where the green corner comes, for each way of holding a camera: Exif 2.3, tag 0x0112. */
static void what_a_camera_adds_goes_but_how_it_was_held(void **state)
{
    static const struct {
        double x, y;
        bool across;
    } ways[] = {{0, 0, false}, {1, 0, false}, {1, 1, false}, {0, 1, false},
                {0, 0, true},  {1, 0, true},  {1, 1, true},  {0, 1, true}};
    (void)state;
    for (int i = 0; i < 8; i++) {
        struct file_draft d;
        const char *why;
        struct str sent = exif_picture(&h.arena, 400, 200, i + 1);
        assert_non_null(memmem(sent.p, sent.n, "chez moi", 8));
        assert_int_equal(take(sent, &d, &why), OK);
        assert_int_equal(d.pieces[0].width, ways[i].across ? 200 : 400);
        assert_int_equal(
            colour_at(&d.pieces[0], ways[i].x > 0 ? .97 : .03, ways[i].y > 0 ? .97 : .03), 'g');
        struct str made = kept_bytes(&d.pieces[0]);
        assert_null(memmem(made.p, made.n, "chez moi", 8));
        assert_null(memmem(made.p, made.n, "Exif", 4));
        assert_null(memmem(made.p, made.n, "EXIF", 4));
    }
}

/* A file that is two things at once is one when it is kept. */
static void what_hides_behind_a_picture_is_gone(void **state)
{
    static const char script[] = "<script>alert(1)</script><?php evil(); ?>";
    static const char zip[] = "PK\x03\x04\x14\0\0\0\0\0 mimetype text/html";
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct file_draft d;
        const char *why;
        struct str picture = i ? jpeg_picture(&h.arena, 300, 200) : png_picture(&h.arena, 300, 200);
        struct buf b = BUF_INIT((size_t)1 << 20);
        buf_add(&b, picture.p, picture.n);
        buf_add(&b, script, sizeof script - 1);
        buf_add(&b, zip, sizeof zip - 1);
        assert_int_equal(take((struct str){buf_str(&b), b.len}, &d, &why), OK);
        buf_free(&b);
        for (size_t k = 0; k < d.n; k++) {
            struct str made = kept_bytes(&d.pieces[k]);
            assert_null(memmem(made.p, made.n, "script", 6));
            assert_null(memmem(made.p, made.n, "PK\x03\x04", 4));
        }
    }
}

/* By what it is, whatever it is called. */
static void what_is_no_picture_is_refused(void **state)
{
    static const char *const others[] = {
        "<!doctype html><html><body><script>alert(1)</script>",
        "GIF89a/*<script>*/=1;alert(1)",
        "\x89PNG\r\n\x1a\n",
        "\xFF\xD8\xFF\xE0",
        "RIFF\x10\0\0\0WEBPVP8 ",
        "%PDF-1.4\n",
        "#!/bin/sh\nrm -rf /\n",
        "BM\x3a\0\0\0",
        "x",
    };
    struct file_draft d;
    const char *why;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_int_equal(take(str_of(others[i]), &d, &why), ERR_INVALID);
    refuse(str_of("<!doctype html><html><body><script>alert(1)</script>"), "pas une image");
    refuse(str_of("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><path/></svg>"),
           "SVG");
    refuse(str_of("<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg "
                  "xmlns=\"http://www.w3.org/2000/svg\"></svg>"),
           "SVG");
    assert_int_equal(take(str_of(""), &d, &why), ERR_INVALID);
    assert_contains(why, "vide");
}

static void bombs_are_seen_in_their_heads(void **state)
{
    struct str claim = png_claim(&h.arena, 60000, 60000);
    (void)state;
    assert_true(claim.n < 100);
    refuse(claim, "trop de points");
    refuse(png_claim(&h.arena, 1, 2147483647), ""); /* libpng knows better by itself */
    refuse(png_claim(&h.arena, 2147483647, 1), "");
    /* a head alone, of a size that is fine, is a picture that is not all there */
    refuse(png_claim(&h.arena, 100, 100), "abîmée");
    /* a JPEG that claims 65,500 a side */
    struct str jpeg = jpeg_picture(&h.arena, 64, 64);
    uint8_t *p = memmem(jpeg.p, jpeg.n, "\xFF\xC0\x00\x11", 4);
    assert_non_null(p);
    memcpy(p + 5, "\xFF\xDC\xFF\xDC", 4);
    refuse(jpeg, "trop de points");
}

static void a_picture_cut_short_is_refused(void **state)
{
    struct str all[] = {png_picture(&h.arena, 300, 200), jpeg_picture(&h.arena, 300, 200),
                        webp_picture(&h.arena, 300, 200)};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        for (size_t part = 1; part < 8; part += 3) {
            struct file_draft d;
            const char *why;
            enum err e = take(str_sub(all[i], 0, all[i].n * part / 8), &d, &why);
            if (e != ERR_INVALID)
                fail_msg("format %zu, %zu eighths: %s", i, part, err_name(e));
        }
}

/* Whatever is spoiled in it: a picture, or a sentence. */
static void spoiled_bytes_do_no_harm(void **state)
{
    struct str all[] = {png_picture(&h.arena, 60, 40), jpeg_picture(&h.arena, 60, 40),
                        webp_picture(&h.arena, 60, 40), gif_picture(&h.arena),
                        exif_picture(&h.arena, 60, 40, 6)};
    uint32_t x = 7;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        for (int turn = 0; turn < 4; turn++) {
            struct file_draft d;
            const char *why;
            char *spoiled = arena_strndup(&h.arena, all[i].p, all[i].n);
            for (int k = 0; k < 6; k++) {
                x = x * 1664525u + 1013904223u;
                spoiled[x % all[i].n] = (char)(x >> 24);
            }
            enum err e = take((struct str){spoiled, all[i].n}, &d, &why);
            if (e != OK && e != ERR_INVALID)
                fail_msg("format %zu, turn %d: %s, %s", i, turn, err_name(e), why);
        }
}

/* ---- the process apart -------------------------------------------------------------------- */

static void program(const char *text)
{
    const char *path = arena_printf(&h.arena, "%s/program", h.folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "#!/bin/sh\n%s\n", text);
    fclose(f);
    assert_int_equal(chmod(path, 0700), 0);
    h.app.files->program = path;
}

/* Whatever the other process does, the server goes on and says something. */
static void a_process_that_fails_is_survived(void **state)
{
    static const char *const ends[] = {
        "kill -9 $$",
        "kill -SEGV $$",
        "exit 1",
        "exit 0",
        "exec sleep 60",
        "exec 1>&-; exec sleep 60",
        "yes | head -c 20000000",
        "yes",
        "printf 'piece 10 10 4\\nabcdend\\n'",  /* not a WebP */
        "printf 'piece 10 10 99999999\\nRIFF'", /* less than it says */
        "printf 'piece -1 10 4\\nabcd\\nend\\n'",
        "printf 'piece 999999 10 12\\nRIFFxxxxWEBPend\\n'",
        "printf 'piece 10 10 12\\nRIFFxxxxWEBP'", /* no end */
        "printf 'refused whatever\\n'",
        "printf 'document text/html\\nend\\n'",
    };
    struct str picture = png_picture(&h.arena, 30, 20);
    struct file_draft d;
    const char *why;
    (void)state;
    h.app.files->seconds = 1;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        program(ends[i]);
        enum err e = take(picture, &d, &why);
        if (e != ERR_BUSY)
            fail_msg("%s: %s", ends[i], err_name(e));
        assert_contains(why, "trop de temps");
        if (i % 3 == 0)
            assert_int_equal(
                file_take_document(h.app.files, &h.arena, "x", picture, now(), &d, &why), ERR_BUSY);
    }
    h.app.files->program = "/nulle/part";
    assert_int_equal(take(picture, &d, &why), ERR_IO);
}

/* What it is given: its input, its answer, and nothing of the server's. */
static void the_other_process_gets_nothing_of_ours(void **state)
{
    struct file_draft d;
    const char *why;
    (void)state;
    setenv("MAILLAGE_SMTP", "smtp://secret", 1);
    int fd = open("/etc/passwd", O_RDONLY); /* one that is not closed on exec */
    program("env > \"$(dirname \"$0\")/env\"; ls /proc/self/fd > \"$(dirname \"$0\")/fds\"");
    assert_int_equal(take(png_picture(&h.arena, 30, 20), &d, &why), ERR_BUSY);
    close(fd);
    unsetenv("MAILLAGE_SMTP");
    char text[4096] = "";
    FILE *f = fopen(arena_printf(&h.arena, "%s/env", h.folder), "r");
    assert_non_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    assert_lacks(text, "MAILLAGE");
    assert_lacks(text, "HOME");
    f = fopen(arena_printf(&h.arena, "%s/fds", h.folder), "r");
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(text, "0\n1\n2\n3\n"); /* 3: the folder that ls reads */
}

static void proc_text(pid_t pid, const char *name, char text[4096])
{
    FILE *f = fopen(arena_printf(&h.arena, "/proc/%d/%s", (int)pid, name), "r");
    assert_non_null(f);
    text[fread(text, 1, 4095, f)] = '\0';
    fclose(f);
}

/* Before it has read a byte: no system call but a few, no file, no core, no new rights. */
static void the_other_process_has_given_up_all(void **state)
{
    char text[4096] = "";
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(ends[0], STDIN_FILENO);
        close(ends[1]);
        execl(h.app.files->program, "maillage", FILE_CHILD, "image:960", (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 1000 && !strstr(text, "Seccomp:\t2"); i++) {
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        proc_text(pid, "status", text);
    }
    assert_contains(text, "Seccomp:\t2");
    assert_contains(text, "NoNewPrivs:\t1");
    assert_contains(text, "Threads:\t1");
    proc_text(pid, "limits", text);
    assert_contains(text, "Max file size             0                    0");
    assert_contains(text, "Max core file size        0                    0");
    assert_contains(text, "Max cpu time              10                   10");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(ends[0]);
    close(ends[1]);
}

/* ---- documents ------------------------------------------------------------------------------ */

static enum err take_document(const char *name, struct str bytes, struct file_draft *d)
{
    const char *why = "";
    enum err e = file_take_document(h.app.files, &h.arena, name, bytes, now(), d, &why);
    assert_true(e == OK || *why);
    return e;
}

static void documents_are_kept_as_they_came(void **state)
{
    struct file_draft d;
    struct str pdf = str_of("%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n");
    (void)state;
    assert_int_equal(take_document("../../note de décryptage.pdf", pdf, &d), OK);
    assert_string_equal(d.pieces[0].type, "application/pdf");
    assert_string_equal(d.name, "-..-note de décryptage.pdf");
    struct str kept = kept_bytes(&d.pieces[0]);
    assert_int_equal(kept.n, pdf.n);
    assert_memory_equal(kept.p, pdf.p, pdf.n);
    static const char odt_head[] =
        "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\x0c\x32\xc6\x5e\x27\0\0\0\x27\0\0\0\x08"
        "\0\0\0mimetypeapplication/vnd.oasis.opendocument.textPK\x03\x04";
    struct str odt = {odt_head, sizeof odt_head - 1};
    assert_int_equal(take_document("a.odt", odt, &d), OK);
    assert_string_equal(d.pieces[0].type, "application/vnd.oasis.opendocument.text");
    static const char *const others[] = {"<html><script>alert(1)</script>",
                                         "du texte",
                                         "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                                         "PK\x03\x04",
                                         ("\x7f"
                                          "ELF"),
                                         "#!/bin/sh\n"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_int_equal(take_document("a.pdf", str_of(others[i]), &d), ERR_INVALID);
    assert_int_equal(take_document("a.pdf", png_picture(&h.arena, 30, 20), &d), ERR_INVALID);
}

/* ---- rows, the sweeper, copies --------------------------------------------------------------- */

static const struct stmt in_use = {"SELECT id FROM file WHERE alt = 'gardé'", "", "i"};
static const struct stmt *const owners[] = {&in_use};

struct adding {
    struct file_new file;
    file_id id;
};

static enum err add(struct db *db, void *arg)
{
    struct adding *a = arg;
    return file_add(db, &a->file, &a->id);
}

static file_id added(const struct file_draft *d, const char *alt, bool is_private)
{
    struct adding a = {{.draft = d, .alt = alt, .is_private = is_private, .now = now()}, {0}};
    assert_int_equal(store_write(h.app.store, add, &a), OK);
    return a.id;
}

static bool is_there(const char *hash)
{
    BUF_SCOPED b = BUF_INIT(FILE_MAX_BYTES);
    return file_read(h.app.files, hash, &b) == OK;
}

static const struct stmt *const statements[] = {&in_use};
static const struct store_schema schema = {.statements = statements, .n_statements = 1};
static const struct module owner = {
    .name = "essai", .schema = &schema, .file_owners = owners, .n_file_owners = 1};

static int up_with_owner(void **state)
{
    harness_extra = &owner;
    up(state);
    harness_extra = NULL;
    return 0;
}

static void what_nobody_uses_goes_after_a_day(void **state)
{
    struct file_draft used, unused, same, loose;
    const char *why;
    (void)state;
    assert_int_equal(take(png_picture(&h.arena, 300, 200), &used, &why), OK);
    assert_int_equal(take(png_picture(&h.arena, 310, 200), &unused, &why), OK);
    assert_int_equal(take(png_picture(&h.arena, 320, 200), &loose, &why), OK); /* no row */
    added(&used, "gardé", false);
    added(&used, "le même, de quelqu’un d’autre", false);
    added(&unused, "laissé", false);
    assert_int_equal(file_sweep(h.app.files, h.app.store, now()), OK);
    assert_true(is_there(unused.pieces[0].hash) && is_there(loose.pieces[0].hash));
    h.app.clock.shift += FILE_GRACE_SECONDS + 60;
    assert_int_equal(take(png_picture(&h.arena, 320, 200), &same, &why), OK); /* young again */
    assert_string_equal(same.pieces[0].hash, loose.pieces[0].hash);
    assert_int_equal(file_sweep(h.app.files, h.app.store, now()), OK);
    assert_true(is_there(used.pieces[0].hash));
    assert_false(is_there(unused.pieces[0].hash));
    assert_true(is_there(loose.pieces[0].hash));
    h.app.clock.shift += FILE_GRACE_SECONDS + 60;
    assert_int_equal(file_sweep(h.app.files, h.app.store, now()), OK);
    assert_false(is_there(loose.pieces[0].hash));
    assert_true(is_there(used.pieces[0].hash));
}

/* What a crash leaves of a write is no file, and is swept too. */
static void half_of_a_write_is_no_file(void **state)
{
    struct file_draft d;
    const char *why;
    (void)state;
    assert_int_equal(take(png_picture(&h.arena, 30, 20), &d, &why), OK);
    const char *hash = d.pieces[0].hash;
    const char *path = arena_printf(&h.arena, "%s/files/%.2s/%s", h.folder, hash, hash);
    assert_int_equal(truncate(path, 10), 0);
    BUF_SCOPED b = BUF_INIT(FILE_MAX_BYTES);
    assert_int_equal(file_read(h.app.files, hash, &b), ERR_CORRUPT);
    assert_int_equal(take(png_picture(&h.arena, 30, 20), &d, &why), OK); /* written again */
    assert_true(is_there(hash));
    const char *part = arena_printf(&h.arena, "%s/files/%.2s/part-%s", h.folder, hash, hash);
    fclose(fopen(part, "w"));
    added(&d, "gardé", false);
    h.app.clock.shift += (int64_t)50 * 365 * 24 * 3600;
    assert_int_equal(file_sweep(h.app.files, h.app.store, now()), OK);
    assert_int_equal(access(part, F_OK), -1);
    assert_true(is_there(hash));
}

static void only_a_hash_is_a_path(void **state)
{
    static const char *const bad[] = {
        "",
        "..",
        "../../../etc/passwd",
        "/etc/passwd0000000000000000000000000000000000000000000000000000",
        "../../../../../../../../../../../../../../../../../../../../../etc",
        "ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD"};
    BUF_SCOPED b = BUF_INIT(FILE_MAX_BYTES);
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_int_equal(file_read(h.app.files, bad[i], &b), ERR_NOT_FOUND);
        assert_int_equal(harness_get(&h, arena_printf(&h.arena, "/fichiers/%s", bad[i])).status,
                         strstr(bad[i], "..") ? 400 : 404);
    }
}

/* ---- the address of files ---------------------------------------------------------------------
 */

static const char *href_of(const struct file_draft *d, size_t i)
{
    return arena_printf(&h.arena, "/fichiers/%s", d->pieces[i].hash);
}

static void a_picture_is_given_out_for_good(void **state)
{
    struct file_draft d;
    const char *why;
    (void)state;
    assert_int_equal(take(png_picture(&h.arena, 300, 200), &d, &why), OK);
    assert_int_equal(harness_get(&h, href_of(&d, 0)).status, 404); /* no row: not yet */
    added(&d, "gardé", false);
    struct signed_in who = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    for (int i = 0; i < 2; i++) {
        struct reply a =
            i ? harness_get_as(&h, href_of(&d, 0), &who) : harness_get(&h, href_of(&d, 0));
        assert_int_equal(a.status, 200);
        assert_string_equal(a.type, "image/webp");
        assert_string_equal(reply_header(&a, "Cache-Control"),
                            "public, max-age=31536000, immutable");
        assert_string_equal(reply_header(&a, "X-Content-Type-Options"), "nosniff");
        assert_string_equal(reply_header(&a, "Content-Disposition"), "inline");
        assert_contains(reply_header(&a, "Content-Security-Policy"), "sandbox");
        assert_contains(reply_header(&a, "Content-Security-Policy"), "default-src 'none'");
        assert_int_equal(a.size, d.pieces[0].size);
    }
}

static void a_document_is_saved_and_never_shown(void **state)
{
    struct file_draft d;
    (void)state;
    assert_int_equal(take_document("Étude \"2021\"\r\nX: y.pdf", str_of("%PDF-1.4\n%%EOF\n"), &d),
                     OK);
    added(&d, "", false);
    struct reply a = harness_get(&h, href_of(&d, 0));
    assert_int_equal(a.status, 200);
    assert_string_equal(a.type, "application/pdf");
    assert_string_equal(reply_header(&a, "Content-Disposition"),
                        "attachment; filename=\"__tude -2021- X- y.pdf\"; "
                        "filename*=UTF-8''%C3%89tude%20-2021-%20X-%20y.pdf");
}

static void a_private_file_is_for_few(void **state)
{
    struct file_draft d;
    (void)state;
    assert_int_equal(take_document("secret.pdf", str_of("%PDF-1.4\nsecret\n%%EOF\n"), &d), OK);
    added(&d, "", true);
    struct signed_in team = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    struct signed_in member = harness_sign_in(&h, "membre@demo.example", ROLE_MEMBER);
    struct reply a = harness_get(&h, href_of(&d, 0));
    assert_int_equal(a.status, 404);
    assert_lacks(a.body, "secret\n%%EOF");
    assert_int_equal(harness_get_as(&h, href_of(&d, 0), &member).status, 404);
    a = harness_get_as(&h, href_of(&d, 0), &team);
    assert_int_equal(a.status, 200);
    assert_false(a.cacheable);
    assert_string_equal(reply_header(&a, "Cache-Control"), "no-store");
    /* the same bytes, sent by somebody for everybody */
    added(&d, "", false);
    assert_int_equal(harness_get(&h, href_of(&d, 0)).status, 200);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, up, down)
    const struct CMUnitTest tests[] = {
        TEST(every_format_is_drawn_anew),
        TEST(what_a_camera_adds_goes_but_how_it_was_held),
        TEST(what_hides_behind_a_picture_is_gone),
        TEST(what_is_no_picture_is_refused),
        TEST(bombs_are_seen_in_their_heads),
        TEST(a_picture_cut_short_is_refused),
        TEST(spoiled_bytes_do_no_harm),
        TEST(a_process_that_fails_is_survived),
        TEST(the_other_process_gets_nothing_of_ours),
        TEST(the_other_process_has_given_up_all),
        TEST(documents_are_kept_as_they_came),
        cmocka_unit_test_setup_teardown(what_nobody_uses_goes_after_a_day, up_with_owner, down),
        cmocka_unit_test_setup_teardown(half_of_a_write_is_no_file, up_with_owner, down),
        TEST(only_a_hash_is_a_path),
        TEST(a_picture_is_given_out_for_good),
        TEST(a_document_is_saved_and_never_shown),
        TEST(a_private_file_is_for_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
