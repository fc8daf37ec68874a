/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What every file includes first: the fixed-width types, the error values and the attributes
 * that the compilers check for us.
 */
#ifndef MAILLAGE_BASE_H
#define MAILLAGE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define must_check __attribute__((warn_unused_result))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))
#define noreturn_fn __attribute__((noreturn))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/*
 * Every failure that a caller can act on. Library layers return one and never print; the
 * dispatcher and main.c alone turn it into a page, a status or a line on standard error.
 */
enum err {
    OK = 0,
    ERR_BAD_REQUEST, /* what arrived cannot be understood: 400 */
    ERR_SIGN_IN, /* only for who is signed in, and nobody is: 401, or the way to the sign-in page */
    ERR_FORBIDDEN,  /* understood, and not for this visitor: 403 */
    ERR_STALE_FORM, /* a form that was not made for this session, or not by us: 403 */
    ERR_NOT_FOUND,  /* no such thing, or none that this visitor may know of: 404 */
    ERR_GONE,       /* it was good for a time that is over, or once: 410 */
    ERR_METHOD,     /* the address exists, not with this method: 405 */
    ERR_CONFLICT,   /* somebody else changed it first: 409 */
    ERR_TOO_LARGE,  /* over a cap; the message names the cap: 413 */
    ERR_INVALID,    /* a form or file with errors at named places: 422 */
    ERR_TOO_MANY,   /* a rate limit: 429 */
    ERR_BUSY,       /* full for the moment, try again: 503 */
    ERR_IO,         /* the disk, a socket or the system refused */
    ERR_CORRUPT,    /* stored data is not what was written */
    ERR_NEWER,      /* the database was written by a newer program */
    ERR_BUG,        /* a state that no input should reach */
};

/* The error's name for logs ("ERR_BUSY"), never NULL. */
const char *err_name(enum err e);

/* Says why on standard error and aborts. For states that no input reaches, and for memory. */
noreturn_fn void die(const char *fmt, ...) printf_like(1, 2);

/*
 * malloc, realloc and strdup that never return NULL: without memory the process stops, as Git and
 * Redis do. What was acknowledged is on disk; a supervisor starts it again. To be freed with free.
 */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);

#endif
