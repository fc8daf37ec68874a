/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/test/pg_cluster.h"

#include <fcntl.h>
#include <fts.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIN "/usr/lib/postgresql/15/bin/"
#define START_TRIES 300 /* of 50 ms */

/* In the child: output to the log, and the user postgres, for PostgreSQL refuses root. */
static void become(const struct pg_cluster *c)
{
    const struct passwd *user = geteuid() == 0 ? getpwnam("postgres") : NULL;
    char log[64];
    snprintf(log, sizeof log, "%s/log", c->dir);
    if (geteuid() == 0 &&
        (!user || setgroups(0, NULL) || setgid(user->pw_gid) || setuid(user->pw_uid)))
        _exit(126);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (out < 0 || chdir(c->dir) != 0)
        _exit(125);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    prctl(PR_SET_PDEATHSIG, SIGQUIT); /* it goes when the test does */
}

static pid_t spawn(const struct pg_cluster *c, const char *const *argv)
{
    pid_t pid = fork();
    if (pid == 0) {
        become(c);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    return pid;
}

static bool exited_well(pid_t pid)
{
    int status;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

static bool make_folder(struct pg_cluster *c)
{
    const struct passwd *user = geteuid() == 0 ? getpwnam("postgres") : NULL;
    snprintf(c->dir, sizeof c->dir, "/tmp/maillage-pg-XXXXXX");
    return mkdtemp(c->dir) && (!user || chown(c->dir, user->pw_uid, user->pw_gid) == 0);
}

static bool initialise(const struct pg_cluster *c)
{
    const char *const argv[] = {BIN "initdb", "-D", "data", "-A",         "trust", "-U",
                                "maillage",   "-E", "UTF8", "--locale=C", "-N",    NULL};
    return exited_well(spawn(c, argv));
}

static pid_t serve(const struct pg_cluster *c)
{
    const char *const argv[] = {BIN "postgres",
                                "-D",
                                "data",
                                "-k",
                                c->dir,
                                "-c",
                                "listen_addresses=",
                                "-c",
                                "fsync=off",
                                "-c",
                                "full_page_writes=off",
                                NULL};
    return spawn(c, argv);
}

static bool wait_ready(const struct pg_cluster *c)
{
    for (int i = 0; i < START_TRIES; i++) {
        if (PQping(c->conninfo) == PQPING_OK)
            return true;
        if (waitpid(c->server, NULL, WNOHANG) == c->server)
            return false;
        usleep(50000);
    }
    return false;
}

static void print_log(const struct pg_cluster *c)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "%s/log", c->dir);
    FILE *log = fopen(path, "r");
    while (log && fgets(line, sizeof line, log))
        fputs(line, stderr);
    if (log)
        fclose(log);
}

enum err pg_cluster_start(struct pg_cluster *c)
{
    *c = (struct pg_cluster){0};
    if (access(BIN "postgres", X_OK) != 0)
        return ERR_NOT_FOUND;
    if (!make_folder(c))
        return ERR_IO;
    snprintf(c->conninfo, sizeof c->conninfo, "host=%s user=maillage dbname=postgres", c->dir);
    if (initialise(c))
        c->server = serve(c);
    if (c->server > 0 && wait_ready(c))
        return OK;
    print_log(c);
    pg_cluster_stop(c);
    return ERR_IO;
}

static void remove_tree(char *dir)
{
    char *const roots[] = {dir, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *e; walk && (e = fts_read(walk));)
        if (e->fts_info != FTS_D) /* a folder comes again once it is empty */
            remove(e->fts_path);
    if (walk)
        fts_close(walk);
}

void pg_cluster_stop(struct pg_cluster *c)
{
    if (c->server > 0) {
        kill(c->server, SIGINT); /* PostgreSQL's "fast" */
        waitpid(c->server, NULL, 0);
    }
    if (c->dir[0])
        remove_tree(c->dir);
    *c = (struct pg_cluster){0};
}
