/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of the network that organisers organise. */
#include "auth/auth.h"

static const char *const words[PARTS] = {[PART_MEETINGS] = "meetings",
                                         [PART_TOOLBOX] = "toolbox",
                                         [PART_PRACTICES] = "practices",
                                         [PART_OBSERVATORY] = "observatory",
                                         [PART_MEMBERS] = "members"};

const char *part_word(enum part p)
{
    return words[p];
}

const char *parts_text(struct arena *a, part_set parts)
{
    const char *text = "";
    for (int p = 0; p < PARTS; p++)
        if (parts & part_bit((enum part)p))
            text = arena_printf(a, "%s%s%s", text, *text ? ", " : "", words[p]);
    return text;
}

static bool part_from_word(struct str word, part_set *parts)
{
    for (int p = 0; p < PARTS; p++)
        if (str_is(word, words[p])) {
            *parts |= part_bit((enum part)p);
            return true;
        }
    return false;
}

bool parts_from_text(const char *text, part_set *out)
{
    struct str rest = str_of(text);
    part_set parts = 0;
    while (rest.p && rest.n)
        if (!part_from_word(str_trim(str_cut(&rest, ',')), &parts))
            return false;
    *out = parts;
    return true;
}

bool account_organises(const struct account *a, enum part p)
{
    return a->role == ROLE_ADMINISTRATOR || (a->role == ROLE_ORGANISER && a->parts & part_bit(p));
}
