/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Functions that have a safer form here. The build includes this file before every source of src/,
 * so a use is a compile error that names the way out. After Git's banned.h.
 */
#ifndef MAILLAGE_BANNED_H
#define MAILLAGE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(f, instead) sorry_##f##_is_banned_use_##instead

#undef strcpy
#define strcpy(...) BANNED(strcpy, arena_strdup)
#undef strcat
#define strcat(...) BANNED(strcat, buf_puts)
#undef strncpy
#define strncpy(...) BANNED(strncpy, arena_strndup)
#undef strncat
#define strncat(...) BANNED(strncat, buf_add)
#undef sprintf
#define sprintf(...) BANNED(sprintf, buf_printf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf, buf_printf)
#undef gets
#define gets(...) BANNED(gets, fgets)
#undef strtok
#define strtok(...) BANNED(strtok, str_split)
#undef atoi
#define atoi(...) BANNED(atoi, parse_int)
#undef atol
#define atol(...) BANNED(atol, parse_int)
#undef localtime
#define localtime(...) BANNED(localtime, zone_local)
#undef gmtime
#define gmtime(...) BANNED(gmtime, civil_from_utc)
#undef ctime
#define ctime(...) BANNED(ctime, date_text)
#undef asctime
#define asctime(...) BANNED(asctime, date_text)
#undef system
#define system(...) BANNED(system, a_library)
#undef popen
#define popen(...) BANNED(popen, a_library)
#undef time
#define time(...) BANNED(time, clock_now)

#endif
