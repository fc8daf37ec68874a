/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/control.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define WORDS_MAX ((size_t)16 * 1024)
#define FILES 3
#define FLUSH_MS 500 /* how long a line of the log may wait */

struct control {
    struct app *app;
    int fd, wake[2];
    pthread_t thread;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
};

/* Beside the database file, so that a command finds the server of its own database and no other. */
static bool address(const struct config *g, struct sockaddr_un *a)
{
    *a = (struct sockaddr_un){.sun_family = AF_UNIX};
    bool file = strncmp(g->db, "sqlite:", 7) == 0;
    int n = file ? snprintf(a->sun_path, sizeof a->sun_path, "%s.sock", g->db + 7)
                 : snprintf(a->sun_path, sizeof a->sun_path, "%s/maillage.sock", g->data);
    return n > 0 && (size_t)n < sizeof a->sun_path;
}

/* ---- the asking side -------------------------------------------------------------------- */

/* The verb, its options and its arguments, each ended by a NUL; what the server alone decides is
 * left out. */
static void words_of(const struct cli *c, struct buf *b)
{
    buf_add(b, c->verb->name, strlen(c->verb->name) + 1);
    buf_printf(b, "%zu", c->n_options);
    buf_add(b, "", 1);
    for (size_t i = 0; i < c->n_options; i++) {
        buf_add(b, c->options[i].name, strlen(c->options[i].name) + 1);
        buf_add(b, c->options[i].value, strlen(c->options[i].value) + 1);
    }
    for (size_t i = 0; i < c->n_args; i++)
        buf_add(b, c->args[i], strlen(c->args[i]) + 1);
}

static bool send_words(int fd, const struct buf *words, const int files[FILES])
{
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(FILES * sizeof(int))];
    } control = {0};
    struct iovec io = {words->data, words->len};
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    h->cmsg_level = SOL_SOCKET;
    h->cmsg_type = SCM_RIGHTS;
    h->cmsg_len = CMSG_LEN(FILES * sizeof(int));
    memcpy(CMSG_DATA(h), files, FILES * sizeof(int));
    return sendmsg(fd, &m, MSG_NOSIGNAL) == (ssize_t)words->len;
}

bool control_ask(struct cli *c, int *status)
{
    struct sockaddr_un to;
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    if (!address(&c->app->config, &to) || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        close(fd);
        return false;
    }
    BUF_SCOPED words = BUF_INIT(WORDS_MAX);
    words_of(c, &words);
    fflush(c->out);
    const int files[FILES] = {fileno(c->in ? c->in : stdin), fileno(c->out), fileno(c->err)};
    unsigned char answer;
    if (words.full || !send_words(fd, &words, files))
        *status = cli_refuse(c, to.sun_path, "le serveur n’a pas reçu la demande : %s",
                             words.full ? "arguments trop longs" : strerror(errno));
    else if (recv(fd, &answer, 1, 0) != 1)
        *status =
            cli_refuse(c, to.sun_path,
                       "le serveur s’est arrêté avant de répondre ; vérifier puis recommencer");
    else
        *status = answer;
    close(fd);
    return true;
}

/* ---- the answering side ----------------------------------------------------------------- */

static bool same_user(int fd)
{
    struct ucred who;
    socklen_t n = sizeof who;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == 0 &&
           (who.uid == geteuid() || who.uid == 0);
}

static ssize_t receive_words(int fd, char *words, int files[FILES])
{
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(FILES * sizeof(int))];
    } control;
    struct iovec io = {words, WORDS_MAX};
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    ssize_t n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    struct cmsghdr *h = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (!h || h->cmsg_type != SCM_RIGHTS || h->cmsg_len != CMSG_LEN(FILES * sizeof(int)))
        return -1;
    memcpy(files, CMSG_DATA(h), FILES * sizeof(int));
    return words[n - 1] == '\0' ? n : -1;
}

static const char *next_word(struct str *rest)
{
    return rest->n ? str_cut(rest, '\0').p : NULL;
}

static const struct verb *writing_verb(const struct app *app, const char *name)
{
    for (size_t i = 0; i < n_app_verbs; i++)
        if (app_verbs[i].writes && strcmp(app_verbs[i].name, name) == 0)
            return &app_verbs[i];
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_verbs; i++)
            if (app->modules[m]->verbs[i].writes &&
                strcmp(app->modules[m]->verbs[i].name, name) == 0)
                return &app->modules[m]->verbs[i];
    return NULL;
}

static bool parse_words(struct cli *c, struct str rest)
{
    const char *verb = next_word(&rest), *count = next_word(&rest);
    int64_t options;
    c->verb = verb ? writing_verb(c->app, verb) : NULL;
    if (!c->verb || !count || !parse_int(str_of(count), 0, CLI_MAX_ARGS, &options))
        return false;
    for (; options; options--) {
        const char *name = next_word(&rest), *value = next_word(&rest);
        if (!name || !value)
            return false;
        c->options[c->n_options++] = (struct http_field){name, value};
    }
    for (const char *arg; c->n_args < CLI_MAX_ARGS && (arg = next_word(&rest));)
        c->args[c->n_args++] = arg;
    c->input_name = c->n_args ? c->args[c->n_args - 1] : NULL;
    return true;
}

static unsigned char run_words(struct app *app, struct str words, const int files[FILES])
{
    struct arena arena = ARENA_INIT;
    struct cli c = {.app = app,
                    .arena = &arena,
                    .in = fdopen(files[0], "rb"),
                    .out = fdopen(files[1], "wb"),
                    .err = fdopen(files[2], "wb")};
    int status = CLI_REFUSED;
    if (c.in && c.out && c.err && parse_words(&c, words)) {
        status = c.verb->run(&c);
        log_line("event=verb name=\"%s\" status=%d", c.verb->name, status);
    }
    if (c.in)
        fclose(c.in);
    if (c.out && fclose(c.out) != 0 && status == CLI_DONE)
        status = CLI_REFUSED;
    if (c.err)
        fclose(c.err);
    arena_free(&arena);
    return (unsigned char)status;
}

static void answer(struct control *c, int fd)
{
    char words[WORDS_MAX];
    int files[FILES];
    struct timeval patience = {.tv_sec = 5};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t n = same_user(fd) ? receive_words(fd, words, files) : -1;
    if (n <= 0)
        return;
    unsigned char status = run_words(c->app, (struct str){words, (size_t)n}, files);
    ssize_t sent = send(fd, &status, 1, MSG_NOSIGNAL);
    (void)sent; /* who asked may have gone: the work is done all the same */
}

static void *listen_loop(void *arg)
{
    struct control *c = arg;
    for (;;) {
        struct pollfd p[2] = {{.fd = c->fd, .events = POLLIN},
                              {.fd = c->wake[0], .events = POLLIN}};
        int ready = poll(p, 2, FLUSH_MS);
        if (ready < 0 && errno != EINTR)
            return NULL;
        log_pile_flush(c->app->requests);
        if (ready <= 0)
            continue;
        if (p[1].revents)
            return NULL;
        int fd = p[0].revents ? accept4(c->fd, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (fd < 0)
            continue;
        answer(c, fd);
        close(fd);
    }
}

static bool start_thread(struct control *c)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(&c->thread, NULL, listen_loop, c) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

/* The database's lock is held by then, so a socket that lies there is left from a process that is
 * gone. */
static bool bind_socket(struct control *c)
{
    struct sockaddr_un a;
    if (!address(&c->app->config, &a))
        return false;
    memcpy(c->path, a.sun_path, sizeof c->path);
    unlink(c->path);
    c->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    return c->fd >= 0 && bind(c->fd, (struct sockaddr *)&a, sizeof a) == 0 &&
           chmod(c->path, 0600) == 0 && listen(c->fd, 16) == 0;
}

enum err control_start(struct app *app, struct control **out, const char **why)
{
    struct control *c = xcalloc(1, sizeof *c);
    c->app = app;
    c->fd = -1;
    if (bind_socket(c) && pipe2(c->wake, O_CLOEXEC) == 0 && start_thread(c)) {
        *out = c;
        return OK;
    }
    *why = arena_printf(&app->arena, "%s.sock: %s", app->config.db, strerror(errno));
    if (c->fd >= 0)
        close(c->fd);
    free(c);
    return ERR_IO;
}

void control_stop(struct control *c)
{
    close(c->wake[1]);
    pthread_join(c->thread, NULL);
    close(c->wake[0]);
    close(c->fd);
    unlink(c->path);
    free(c);
}
