/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Gives up what a process that reads strangers' bytes does not need, for good. */
#ifndef MAILLAGE_FILES_CONFINE_H
#define MAILLAGE_FILES_CONFINE_H

#include "base/base.h"

/* Memory, processor and system calls; false when the system does not let us give them up. */
must_check bool confine_self(void);

#endif
