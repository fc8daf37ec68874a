/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What calendars and people are told of a programme that changed, and of a meeting that is off. */
#include "meeting/messages/about.h"

#include "meeting/export.h"
#include "view/tr.h"
#include "view/typography.h"

/* ---- calendars -------------------------------------------------------------------------- */

static struct export_context context_of(const struct about *x)
{
    return (struct export_context){.arena = x->l.a,
                                   .base_url = x->l.house->base_url,
                                   .site_name = x->l.house->site_name,
                                   .lang = x->l.lang,
                                   .now = x->l.row->created_at,
                                   .shift = x->g.calendar_shift,
                                   .organizer = x->l.house->from_address};
}

/* NULL when there is nothing to strike out, or too much: their page has it all. */
static enum err struck_out(struct about *x, bool all, const char **out)
{
    const struct export_context c = context_of(x);
    BUF_SCOPED ics = BUF_INIT(MAIL_BODY_MAX);
    enum err e = export_ics_cancel(&c, all ? &x->t : NULL, x->removed, x->n_removed, &ics);
    *out = e == OK ? arena_strndup(x->l.a, buf_str(&ics), ics.len) : NULL;
    return e == ERR_NOT_FOUND || e == ERR_TOO_LARGE ? OK : e;
}

static enum err published(struct about *x, const char **out)
{
    const struct export_context c = context_of(x);
    const struct timetable *one = &x->t;
    BUF_SCOPED ics = BUF_INIT(MAIL_BODY_MAX);
    enum err e = export_ics(&c, &one, 1, NULL, false, &ics);
    *out = e == OK ? arena_strndup(x->l.a, buf_str(&ics), ics.len) : NULL;
    return e == ERR_TOO_LARGE ? OK : e;
}

enum err about_calendar(struct about *x, struct mail_draft *out)
{
    enum err e = OK;
    if (x->g.calendar_shift % 2) {
        e = struck_out(x, true, &out->calendar);
        out->calendar_method = "CANCEL";
    } else if (x->g.state == STATE_CONFIRMED && x->l.event->starts_at != NO_INSTANT) {
        e = published(x, &out->calendar);
        out->calendar_method = "PUBLISH";
        if (e == OK)
            e = struck_out(x, false, &out->calendar_cancel);
    }
    return e;
}

/* ---- a programme that changed ----------------------------------------------------------- */

static void add_change(struct about *x, const char *title, const char *text)
{
    if (x->l.v.n_changes < MESSAGE_CHANGES_MAX)
        x->changes[x->l.v.n_changes++] =
            (struct message_fact){text_capital(x->l.a, typo_fr(x->l.a, title)), text};
    else
        x->l.v.more_changes = letter_tr(&x->l, TR("Et d’autres : lisez le programme."));
}

static void add_sessions(struct about *x, const struct sequence *q)
{
    for (size_t i = 0; i < q->n_sessions; i++) {
        const struct session *s = &q->sessions[i];
        if (s->changed_at > x->details.since && !session_is_pause(s->type))
            add_change(x, s->title,
                       s->starts_at == NO_INSTANT
                           ? letter_tr(&x->l, TR("Date à fixer"))
                           : letter_span(&x->l, x->l.home, s->starts_at, s->ends_at));
    }
}

enum err about_programme(struct about *x)
{
    struct letter *l = &x->l;
    for (size_t i = 0; i < x->n_removed; i++)
        add_change(x, x->removed[i].title, letter_tr(l, TR("n’a plus lieu")));
    for (size_t d = 0; d < x->t.n_days; d++)
        for (size_t q = 0; q < x->t.days[d].n_sequences; q++)
            add_sessions(x, &x->t.days[d].sequences[q]);
    l->v.changes = x->changes;
    l->v.title = letter_tr(l, TR("Le programme a changé"));
    l->v.what = letter_tr(l, TR("Votre inscription reste ce qu’elle était. Voici les moments qui "
                                "ont changé depuis que nous vous avons écrit :"));
    bool over = x->g.state != STATE_CONFIRMED || !l->v.n_changes;
    return over && !l->row->sent ? ERR_GONE : OK;
}

void about_cancelled_meeting(struct about *x)
{
    struct letter *l = &x->l;
    l->v.title = letter_tr(l, TR("La rencontre est annulée"));
    l->v.what = letter_tr(l, TR("L’équipe qui l’organise a dû y renoncer. Vous n’avez rien à "
                                "faire."));
    l->v.more = letter_tr(l, TR("Si vous aviez ajouté ses moments à votre agenda, ce message les "
                                "en retire."));
}
