/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/pdf.h"

#include "meeting/programme.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 5                    /* of processor; 500 pages of text take one */
#define SILENCE (3 * SECONDS * 1000) /* milliseconds: the machine may have other work */
#define MEMORY ((rlim_t)2 * 1024 * 1024 * 1024)

/* At the hard limit the system kills without a word: it stands a little further. */
static void limit(int resource, rlim_t most)
{
    const struct rlimit r = {most, resource == RLIMIT_CPU ? most + 1 : most};
    setrlimit(resource, &r);
}

/* Sanitizers reserve terabytes of addresses, which a limit would refuse. */
static bool sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return true;
#endif
#endif
    return false;
}

static void confine(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    signal(SIGPIPE, SIG_DFL);
    limit(RLIMIT_CPU, SECONDS);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    if (!sanitized())
        limit(RLIMIT_AS, MEMORY);
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

/* What the child does: never returns, and leaves the parent's files and streams as they are. */
noreturn_fn static void run_apart(struct str bytes, int to)
{
    struct buf out = BUF_INIT(PROGRAMME_MAX_BYTES);
    confine();
    const char outcome = (char)pdf_extract(bytes, &out);
    if (write_all(to, &outcome, 1) && outcome == PDF_READ)
        write_all(to, buf_str(&out), out.len);
    _exit(0);
}

/* All that the child says until it closes; false when it stays silent. */
static bool listen_to(int from, struct buf *said)
{
    char chunk[16384];
    for (;;) {
        struct pollfd p = {.fd = from, .events = POLLIN};
        int ready = poll(&p, 1, SILENCE);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t n = read(from, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        buf_add(said, chunk, (size_t)n);
    }
}

/* Whether the child ended before its time was up. */
static bool end_child(pid_t child, bool has_ended)
{
    int status = 0;
    if (!has_ended)
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    bool out_of_time =
        WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
    return !out_of_time;
}

static enum err extract_apart(struct str bytes, struct buf *said)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return ERR_IO;
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        run_apart(bytes, ends[1]);
    }
    close(ends[1]);
    bool told = child > 0 && listen_to(ends[0], said);
    close(ends[0]);
    if (child < 0)
        return ERR_IO;
    return end_child(child, told) ? OK : ERR_BUSY;
}

static const struct {
    enum pdf_outcome outcome;
    enum err err;
    const char *why;
} refusals[] = {
    {PDF_NO_LIBRARY, ERR_BUSY,
     "Pour lire un PDF, il manque à ce serveur le paquet Debian libpoppler-glib8 : installez-le, "
     "ou donnez le programme en .docx, .odt ou en texte."},
    {PDF_LOCKED, ERR_FORBIDDEN,
     "Ce PDF est protégé par un mot de passe : enregistrez-en une copie sans protection."},
    {PDF_NO_TEXT, ERR_INVALID,
     "Ce PDF ne contient pas de texte, seulement des images (document numérisé ?) : donnez le "
     "document d’origine, ou passez-le à la reconnaissance de caractères."},
    {PDF_TOO_LARGE, ERR_TOO_LARGE,
     "Ce PDF contient plus de texte qu’un programme (5 Mio et 500 pages au plus) : donnez le "
     "programme seul."},
    {PDF_DAMAGED, ERR_BAD_REQUEST,
     "Ce PDF est abîmé ou incomplet : exportez-le à nouveau, ou donnez le document d’origine."},
};

static enum err outcome_of(char said, const char **why)
{
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        if ((char)refusals[i].outcome == said) {
            *why = refusals[i].why;
            return refusals[i].err;
        }
    return OK;
}

enum err pdf_text(struct arena *a, struct str bytes, struct str *text, const char **why)
{
    BUF_SCOPED said = BUF_INIT(PROGRAMME_MAX_BYTES + 1);
    enum err e = extract_apart(bytes, &said);
    if (e != OK) {
        *why =
            "Ce PDF demande trop de temps à lire : donnez le document d’origine, ou le programme "
            "en texte.";
        return e;
    }
    /* A child that died without a word met what it could not read. */
    e = outcome_of(said.len ? said.data[0] : PDF_DAMAGED, why);
    if (e == OK)
        *text = (struct str){arena_strndup(a, said.data + 1, said.len - 1), said.len - 1};
    return e;
}
