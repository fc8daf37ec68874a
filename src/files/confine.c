/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "files/confine.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define SECONDS 10 /* of processor; a photograph of 24 million points takes one */
#define MEMORY ((rlim_t)512 * 1024 * 1024)

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

static bool limit(int resource, rlim_t most)
{
    const struct rlimit r = {most, most};
    return setrlimit(resource, &r) == 0;
}

/*
 * What memory, reading, writing and ending need; anything else kills: no file, socket, process or
 * signal to another. Memory that can be run is refused as well.
 */
static bool allow_little(void)
{
    static const int allowed[] = {
        SCMP_SYS(read),          SCMP_SYS(write),
        SCMP_SYS(exit_group),    SCMP_SYS(exit),
        SCMP_SYS(brk),           SCMP_SYS(munmap),
        SCMP_SYS(mremap),        SCMP_SYS(madvise),
        SCMP_SYS(futex),         SCMP_SYS(rt_sigreturn),
        SCMP_SYS(sigaltstack),   SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(getrandom),     SCMP_SYS(sched_yield),
        SCMP_SYS(clock_gettime), SCMP_SYS(restart_syscall),
        SCMP_SYS(sysinfo), /* qsort asks how much memory there is */
    };
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool good = f != NULL;
    for (size_t i = 0; good && i < ARRAY_LEN(allowed); i++)
        good = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    good = good && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                    SCMP_A2(SCMP_CMP_MASKED_EQ, 4 /* PROT_EXEC */, 0)) == 0;
    good = good && seccomp_load(f) == 0;
    if (f)
        seccomp_release(f);
    return good;
}

bool confine_self(void)
{
    signal(SIGPIPE, SIG_DFL);
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
           limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CPU, SECONDS) &&
           (sanitized() || limit(RLIMIT_AS, MEMORY)) && allow_little();
}
