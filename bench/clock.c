/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Times what a shell cannot time to the tenth of a millisecond.
 *
 *   clock ports N                     N free ports of the loopback, one a line
 *   clock start N PORT COMMAND…       N times: COMMAND until GET /healthz on PORT answers 200, then
 * SIGTERM clock each COMMAND… -- FILE…      COMMAND with each FILE as its last word, until it exits
 * with 0
 *
 * start and each print: median, 99th percentile and longest in milliseconds.
 */
#include "base/base.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define START_TIMEOUT_MS 10000
#define POLL_NS 100000
#define PORTS_MAX 16

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct sockaddr_in loopback(uint16_t port)
{
    struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(port)};
    sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sa;
}

/* The child dies with us, and says nothing but errors. */
static pid_t run(char **command, bool silent)
{
    pid_t parent = getpid(), pid = fork();
    if (pid != 0)
        return pid;
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(null, STDOUT_FILENO);
    if (silent)
        dup2(null, STDERR_FILENO);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() == parent)
        execv(command[0], command);
    _exit(127);
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_times(double *t, size_t n)
{
    qsort(t, n, sizeof *t, order);
    double middle = n % 2 ? t[n / 2] : (t[n / 2 - 1] + t[n / 2]) / 2;
    printf("%.2f %.2f %.2f\n", middle, t[n * 99 / 100], t[n - 1]);
}

/* ---- ports ---------------------------------------------------------------------------------- */

static int free_ports(size_t n)
{
    for (size_t i = 0; i < n; i++) { /* all are held until the end, so that all differ */
        struct sockaddr_in sa = loopback(0);
        socklen_t size = sizeof sa;
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (bind(fd, (struct sockaddr *)&sa, size) != 0 ||
            getsockname(fd, (struct sockaddr *)&sa, &size) != 0)
            die("clock: no free port: %s", strerror(errno));
        printf("%u\n", ntohs(sa.sin_port));
    }
    return 0;
}

/* ---- start ---------------------------------------------------------------------------------- */

static bool healthy(uint16_t port)
{
    static const char ask[] =
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    static const char good[] = "HTTP/1.1 200 ";
    char answer[sizeof good] = "";
    struct sockaddr_in sa = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = connect(fd, (struct sockaddr *)&sa, sizeof sa) == 0 &&
              send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL) == (ssize_t)sizeof ask - 1 &&
              recv(fd, answer, sizeof good - 1, MSG_WAITALL) == (ssize_t)sizeof good - 1 &&
              strcmp(answer, good) == 0;
    close(fd);
    return ok;
}

static double start_once(uint16_t port, char **command)
{
    const struct timespec pause = {0, POLL_NS};
    double began = now_ms();
    pid_t pid = run(command, true);
    bool up;
    while (!(up = healthy(port)) && now_ms() - began < START_TIMEOUT_MS &&
           waitpid(pid, NULL, WNOHANG) == 0)
        nanosleep(&pause, NULL);
    double took = now_ms() - began;
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    if (!up)
        die("clock: %s never answered", command[0]);
    return took;
}

static int time_starts(size_t n, uint16_t port, char **command)
{
    double *t = xcalloc(n, sizeof *t);
    for (size_t i = 0; i < n; i++)
        t[i] = start_once(port, command);
    print_times(t, n);
    free(t);
    return 0;
}

/* ---- each ----------------------------------------------------------------------------------- */

static double run_once(char **command)
{
    int status = 0;
    double began = now_ms();
    pid_t pid = run(command, false);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        die("clock: %s", strerror(errno));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        die("clock: %s ended with %d", command[0], WEXITSTATUS(status));
    return now_ms() - began;
}

static int time_each(char **words)
{
    size_t n_words = 0, n = 0;
    while (words[n_words] && strcmp(words[n_words], "--") != 0)
        n_words++;
    char **files = words + n_words + (words[n_words] != NULL);
    char **command = xcalloc(n_words + 2, sizeof *command);
    memcpy(command, words, n_words * sizeof *command);
    while (files[n])
        n++;
    if (!n_words || !n)
        die("clock each COMMAND… -- FILE…");
    double *t = xcalloc(n, sizeof *t);
    for (size_t i = 0; i < n; i++) {
        command[n_words] = files[i];
        t[i] = run_once(command);
    }
    print_times(t, n);
    free(t);
    free(command);
    return 0;
}

int main(int argc, char **argv)
{
    int64_t n = 0, port = 0;
    const char *what = argc > 1 ? argv[1] : "";
    bool counted = argc > 2 && parse_int(str_of(argv[2]), 1, 1000, &n);
    if (strcmp(what, "ports") == 0 && counted && n <= PORTS_MAX)
        return free_ports((size_t)n);
    if (strcmp(what, "start") == 0 && counted && argc > 4 &&
        parse_int(str_of(argv[3]), 1, 65535, &port))
        return time_starts((size_t)n, (uint16_t)port, argv + 4);
    if (strcmp(what, "each") == 0)
        return time_each(argv + 2);
    die("clock ports N | start N PORT COMMAND… | each COMMAND… -- FILE…");
}
