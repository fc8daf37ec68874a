/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Our own schedules, read back. The form wants a room for everything and knows no unnamed speaker,
 * so meeting/export/schedule.c writes stand-ins, in the reader's language; here they are taken out.
 */
#include "meeting/read/schedule.h"

bool schedule_is_own(const struct schedule_file *f)
{
    return f->generator && strcmp(f->generator, "Maillage") == 0;
}

bool schedule_is_stand_in(const char *room)
{
    static const char *const rooms[] = {"Salle principale", "En ligne", "Main room", "Online"};
    static const char *const numbered[] = {"Atelier ", "Workshop "};
    int64_t n;
    for (size_t i = 0; room && i < ARRAY_LEN(rooms); i++)
        if (strcmp(room, rooms[i]) == 0)
            return true;
    for (size_t i = 0; room && i < ARRAY_LEN(numbered); i++)
        if (strncmp(room, numbered[i], strlen(numbered[i])) == 0 &&
            parse_int(str_of(room + strlen(numbered[i])), 1, 999, &n))
            return true;
    return false;
}

/* "une personne à annoncer", "5 people to be announced": how many; 0 for other words. */
static int announced(struct str s)
{
    static const char *const one[] = {"une personne à annoncer", "one person to be announced"};
    static const char *const many[] = {" personnes à annoncer", " people to be announced"};
    int64_t n;
    for (size_t i = 0; i < ARRAY_LEN(one); i++) {
        size_t tail = strlen(many[i]);
        if (str_is(s, one[i]))
            return 1;
        if (s.n > tail && memcmp(s.p + s.n - tail, many[i], tail) == 0 &&
            parse_int(str_sub(s, 0, s.n - tail), 1, 9999, &n))
            return (int)n;
    }
    return 0;
}

void schedule_own_speakers(struct schedule_file *f, struct schedule_item *item)
{
    struct str text = str_of(item->abstract);
    size_t from = text.n;
    while (from && text.p[from - 1] != '\n')
        from--;
    int people = text.n ? announced(str_sub(text, from, text.n)) : 0;
    if (!people)
        return;
    while (from && text.p[from - 1] == '\n')
        from--;
    item->abstract = from ? str_dup(f->a, str_sub(text, 0, from)) : NULL;
    schedule_add_speaker(f, item, "");
    item->speakers[item->n_speakers - 1] = (struct parsed_speaker){NULL, people};
}

/* ---- slots ------------------------------------------------------------------------------ */

/* A workshop of a slot has a title and a room. One that says more would lose it there. */
static bool fits_slot(const struct parsed_session *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].note || s[i].n_speakers)
            return false;
    return true;
}

static bool same_slot(const struct schedule_item *items, const struct parsed_session *s, size_t x,
                      size_t y)
{
    const char *of = items[x].subtitle, *too = items[y].subtitle;
    return of && too && strcmp(of, too) == 0 && s[x].start == s[y].start && s[x].end == s[y].end;
}

static void make_slot(struct arena *a, struct parsed_session *first, size_t n, const char *title)
{
    struct parsed_session slot = *first;
    slot.title = title;
    slot.room = NULL;
    slot.parallel = arena_array(a, n, sizeof *slot.parallel);
    slot.n_parallel = n;
    for (size_t i = 0; i < n; i++) {
        slot.parallel[i] = (struct parsed_parallel){first[i].title, first[i].room, first[i].lines};
        if (first[i].lines.first < slot.lines.first)
            slot.lines.first = first[i].lines.first;
        if (first[i].lines.last > slot.lines.last)
            slot.lines.last = first[i].lines.last;
    }
    *first = slot;
}

void schedule_own_slots(struct arena *a, const struct schedule_item *items,
                        struct parsed_sequence *sequence)
{
    struct parsed_session *s = sequence->sessions;
    size_t kept = 0;
    for (size_t i = 0, end; i < sequence->n_sessions; i = end) {
        for (end = i + 1; end < sequence->n_sessions && same_slot(items, s, i, end);)
            end++;
        bool slot = items[i].subtitle && fits_slot(s + i, end - i);
        if (slot)
            make_slot(a, &s[i], end - i, items[i].subtitle);
        for (size_t k = i; k < (slot ? i + 1 : end); k++)
            s[kept++] = s[k];
    }
    sequence->n_sessions = kept;
}
