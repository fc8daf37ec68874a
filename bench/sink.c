/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A relay that takes every message and keeps none: what sending costs us, and nothing else.
 *
 *   sink PORT N     prints the seconds between the first message and the Nth, then ends
 *
 * It speaks as much of RFC 5321 as a client needs, a thread for each connection.
 */
#include "base/base.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static _Atomic long taken;
static long wanted;
static double first;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void say(FILE *to, const char *line)
{
    fputs(line, to);
    fflush(to);
}

/* Up to the line that holds a point alone. */
static bool take_message(FILE *from, char **line, size_t *room)
{
    while (getline(line, room, from) > 0)
        if (strcmp(*line, ".\r\n") == 0)
            return true;
    return false;
}

static void count_message(void)
{
    long n = atomic_fetch_add(&taken, 1) + 1;
    if (n == 1)
        first = now();
    if (n == wanted) {
        printf("%.3f\n", now() - first);
        fflush(stdout);
        _exit(0);
    }
}

static void *serve(void *arg)
{
    int fd = (int)(intptr_t)arg;
    FILE *from = fdopen(fd, "r"), *to = fdopen(dup(fd), "w");
    char *line = NULL;
    size_t room = 0;
    say(to, "220 sink.example\r\n");
    while (getline(&line, &room, from) > 0) {
        bool data = strncasecmp(line, "DATA", 4) == 0;
        say(to, data ? "354 go on\r\n" : "250 fine\r\n");
        if (!data)
            continue;
        if (!take_message(from, &line, &room))
            break;
        say(to, "250 taken\r\n");
        count_message();
    }
    free(line);
    fclose(from);
    fclose(to);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("sink PORT N");
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    wanted = strtol(argv[2], NULL, 10);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 64) != 0)
        die("sink: this port is taken");
    for (;;) {
        pthread_t thread;
        int peer = accept(fd, NULL, NULL);
        if (peer >= 0 && pthread_create(&thread, NULL, serve, (void *)(intptr_t)peer) == 0)
            pthread_detach(thread);
    }
}
