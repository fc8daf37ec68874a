/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_JOBS_STATEMENTS_H
#define MAILLAGE_JOBS_STATEMENTS_H

#include "jobs/jobs.h"

extern const struct stmt sql_job_queue, sql_job_due, sql_job_take, sql_job_step, sql_job_end,
    sql_job_later, sql_job_failed, sql_job_put_back, sql_job_beat, sql_job_leases, sql_job_lost,
    sql_job_release, sql_job_again, sql_job_drop, sql_jobs_open, sql_jobs_failed, sql_jobs_ended,
    sql_jobs_last, sql_jobs_count_failed, sql_recurrences, sql_recurrence_add, sql_recurrence_set,
    sql_recurrence_serve, sql_jobs_old, sql_jobs_old_erase, sql_retention_all, sql_retention_delay,
    sql_retention_ran;

#endif
