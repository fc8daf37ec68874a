/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files that people send. A picture is read by a process apart that has nothing to lose, and what
 * is kept is what that process drew anew: no metadata, no hidden part, no other format within. A
 * document is kept as it came and only ever given out to be saved.
 *
 * Bytes lie in the data folder under their hash; tables say what they are. First the bytes are
 * durable (file_take_…), then a rule adds the row (file_add) together with the row that refers to
 * it: what a row names is always there. A file that no row of a module refers to is swept away.
 */
#ifndef MAILLAGE_FILES_H
#define MAILLAGE_FILES_H

#include "base/buf.h"
#include "store/store.h"

#include <pthread.h>

#define FILE_MAX_BYTES ((size_t)10 * 1024 * 1024) /* of what is sent */
#define FILE_PIECES_MAX 3
#define FILE_NAME_MAX 120 /* bytes */
#define FILE_ALT_MAX 300  /* bytes */
#define FILE_HASH_TEXT 64
#define FILE_GRACE_SECONDS (24 * 3600) /* what nobody refers to is kept that long */

typedef struct {
    int64_t v; /* 0: none */
} file_id;

enum file_kind { FILE_IMAGE, FILE_DOCUMENT };

/* Where files are, and what reads them. */
struct file_house {
    const char *folder;  /* DATA/files; made when the first file comes */
    const char *program; /* this program, run again to read what is sent: see child.h */
    unsigned seconds;    /* that it may take; 0: 15 */
    /* Statements without parameters whose rows are ids of files that are in use: one for each
     * column that refers to `file`. */
    const struct stmt *const *owners;
    size_t n_owners;
    pthread_mutex_t reading; /* one file at a time is read */
    pthread_mutex_t bytes;   /* what is added is not swept meanwhile */
    int64_t swept_at;
};

void file_house_init(struct file_house *h, const char *folder, const char *program);
void file_house_free(struct file_house *h);

/* ---- taking what is sent ------------------------------------------------------------------ */

struct file_piece {
    char hash[FILE_HASH_TEXT + 1];
    const char *type; /* a constant: "image/webp" */
    int64_t size;
    int64_t width, height; /* pixels; 0 of a document */
};

struct file_draft { /* on disk, and in no table yet */
    enum file_kind kind;
    const char *name;
    struct file_piece pieces[FILE_PIECES_MAX]; /* of a picture: the widest first */
    size_t n;
};

/*
 * `widths`: in pixels, at most FILE_PIECES_MAX of them, the widest first; a picture is never made
 * larger than it is, nor higher than twice its width. Type is found in the bytes: JPEG, PNG, WebP,
 * the first image of a GIF. ERR_INVALID: `*why` is a sentence that says what to send instead (to be
 * translated). ERR_TOO_LARGE, ERR_BUSY: the same. ERR_IO: the disk.
 */
must_check enum err file_take_image(struct file_house *h, struct arena *a, const char *name,
                                    struct str bytes, const int *widths, size_t n, int64_t now,
                                    struct file_draft *out, const char **why);
/* PDF, OpenDocument, Office Open XML. Errors as above. */
must_check enum err file_take_document(struct file_house *h, struct arena *a, const char *name,
                                       struct str bytes, int64_t now, struct file_draft *out,
                                       const char **why);

/* ---- in a rule ----------------------------------------------------------------------------- */

struct file_new {
    const struct file_draft *draft;
    const char *alt; /* what a picture shows, for who does not see it; "" */
    bool is_private; /* for who made it and for organisers */
    int64_t by;      /* account; 0: none */
    int64_t now;
};
must_check enum err file_add(struct db *db, const struct file_new *f, file_id *out);
must_check enum err file_describe(struct db *db, file_id id, const char *alt);

/* ---- giving out ---------------------------------------------------------------------------- */

/* A picture on a page. */
struct picture {
    const char *href; /* "/fichiers/…": what it answers never changes */
    const char *alt;
    int64_t width, height;
};

/*
 * Of each file the widest piece that is not over `width`; `href` is NULL where there is none. At
 * most FILE_LIST_MAX ids, one statement whatever their number.
 */
#define FILE_LIST_MAX 64
must_check enum err file_pictures(struct db *db, struct arena *a, const file_id *ids, size_t n,
                                  int64_t width, struct picture *out);

struct file_found {
    enum file_kind kind;
    const char *name, *type;
    bool is_private;
    int64_t by;
};
/* By a piece's hash; of several files of the same bytes, one that is public. ERR_NOT_FOUND. */
must_check enum err file_find(struct db *db, struct arena *a, const char *hash,
                              struct file_found *out);

/* The bytes, once their hash was computed again. ERR_NOT_FOUND; ERR_CORRUPT: they are not what was
 * written. */
must_check enum err file_read(const struct file_house *h, const char *hash, struct buf *out);

/* ---- keeping house -------------------------------------------------------------------------- */

/* Takes away rows and bytes that nobody refers to since FILE_GRACE_SECONDS. */
must_check enum err file_sweep(struct file_house *h, struct store *s, int64_t now);

/* Whether the bytes of every row are there, as they were written: ERR_CORRUPT, `*why` says which.
 */
must_check enum err file_check(const struct file_house *h, struct db *db, struct arena *a,
                               const char **why);

/* Every hash on disk, in the arena: for a backup. */
must_check enum err file_hashes(const struct file_house *h, struct arena *a, const char ***out,
                                size_t *n);
/* Bytes that come back from a backup; ERR_CORRUPT: they are not those of `hash`. */
must_check enum err file_restore(struct file_house *h, const char *hash, struct str bytes,
                                 int64_t now);

extern const struct store_schema files_schema;

#endif
