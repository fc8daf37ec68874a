/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A queue that says no when it is full, and the threads that empty it. */
#include "http/server.h"

#include <microhttpd.h>
#include <signal.h>

struct worker_start {
    struct http_server *server;
    unsigned index;
};

static struct job *queue_take(struct queue *q, unsigned worker)
{
    pthread_mutex_lock(&q->lock);
    while (!q->first && !q->closed)
        pthread_cond_wait(&q->some, &q->lock);
    struct job *j = q->first;
    if (j) {
        q->first = j->next;
        if (!q->first)
            q->last = &q->first;
        q->n--;
        q->running[worker] = j;
    }
    pthread_mutex_unlock(&q->lock);
    return j;
}

static void queue_done(struct queue *q, unsigned worker, struct job *j)
{
    pthread_mutex_lock(&q->lock);
    q->running[worker] = NULL;
    bool abandoned = j->abandoned;
    if (!abandoned)
        loop_resume(j->conn->loop, j->mhd);
    pthread_mutex_unlock(&q->lock);
    if (abandoned)
        job_free(j);
}

static void *worker_main(void *arg)
{
    struct worker_start start = *(struct worker_start *)arg;
    struct http_server *s = start.server;
    struct queue *q = &s->queue;
    struct arena a = ARENA_INIT;
    struct job *j;
    free(arg);
    void *worker = s->config.worker_open ? s->config.worker_open(s->config.ctx) : s->config.ctx;
    bool failed = s->config.worker_open && !worker;
    pthread_mutex_lock(&q->lock);
    q->n_opened++;
    q->n_failed += failed;
    pthread_cond_signal(&q->opened);
    pthread_mutex_unlock(&q->lock);
    while (!failed && (j = queue_take(q, start.index))) {
        job_work(s, worker, &a, j);
        arena_clear(&a);
        queue_done(q, start.index, j);
    }
    if (!failed && s->config.worker_close)
        s->config.worker_close(worker);
    arena_free(&a);
    return NULL;
}

bool queue_start(struct http_server *s, unsigned workers, unsigned max)
{
    struct queue *q = &s->queue;
    q->max = max;
    q->last = &q->first;
    q->threads = xcalloc(workers, sizeof *q->threads);
    q->running = xcalloc(workers, sizeof(struct job *));
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->some, NULL);
    pthread_cond_init(&q->opened, NULL);
    for (unsigned i = 0; i < workers; i++) {
        struct worker_start *start = xmalloc(sizeof *start);
        *start = (struct worker_start){s, i};
        if (pthread_create(&q->threads[i], NULL, worker_main, start) != 0) {
            free(start);
            break;
        }
        q->n_threads++;
    }
    pthread_mutex_lock(&q->lock);
    while (q->n_opened < q->n_threads)
        pthread_cond_wait(&q->opened, &q->lock);
    bool fine = q->n_failed == 0 && q->n_threads == workers;
    pthread_mutex_unlock(&q->lock);
    return fine;
}

bool queue_put(struct queue *q, struct job *j)
{
    pthread_mutex_lock(&q->lock);
    bool room = q->n < q->max && !q->closed;
    if (room) {
        MHD_suspend_connection(j->mhd); /* before a worker can resume it */
        j->next = NULL;
        *q->last = j;
        q->last = &j->next;
        q->n++;
        pthread_cond_signal(&q->some);
    }
    pthread_mutex_unlock(&q->lock);
    return room;
}

static void finish_with(struct job *j, struct page *page)
{
    page_unref(j->answer);
    j->answer = page_ref(page);
    loop_resume(j->conn->loop, j->mhd);
}

void queue_abandon(struct queue *q, struct page *page)
{
    pthread_mutex_lock(&q->lock);
    struct job *next;
    for (struct job *j = q->first; j; j = next) {
        next = j->next;
        finish_with(j, page);
    }
    q->first = NULL;
    q->last = &q->first;
    q->n = 0;
    q->closed = true;
    for (unsigned i = 0; i < q->n_threads; i++) {
        struct job *j = q->running[i];
        if (j && !j->abandoned) {
            j->abandoned = true;
            j->conn->job = NULL;
            loop_resume(j->conn->loop, j->mhd);
        }
    }
    pthread_mutex_unlock(&q->lock);
}

void queue_stop(struct queue *q)
{
    if (!q->threads)
        return;
    pthread_mutex_lock(&q->lock);
    q->closed = true;
    pthread_cond_broadcast(&q->some);
    pthread_mutex_unlock(&q->lock);
    for (unsigned i = 0; i < q->n_threads; i++)
        pthread_join(q->threads[i], NULL);
    pthread_mutex_destroy(&q->lock);
    pthread_cond_destroy(&q->some);
    pthread_cond_destroy(&q->opened);
    free(q->threads);
    free(q->running);
}
