/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/cli.h"
#include "files/child.h"
#include "meeting/meeting.h"
#include "network/network.h"
#include "site/site.h"

#include <malloc.h>

/* The table of contents of the program. */
static const struct module *const modules[] = {
    &network_module,
    &meeting_module,
    &site_module,
};

int main(int argc, char **argv)
{
    if (file_child_wanted(argc, argv))
        return file_child(argv[2]);
    mallopt(M_ARENA_MAX, 2); /* glibc keeps a heap a thread otherwise: 1.3 MiB for each worker */
    return cli_main(modules, ARRAY_LEN(modules), argc, argv);
}
