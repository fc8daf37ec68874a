/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the organiser's pages share: their top, words for states, what was just done. Private. */
#ifndef MAILLAGE_MEETING_ORGANISER_VIEWS_H
#define MAILLAGE_MEETING_ORGANISER_VIEWS_H

#include "app/app.h"
#include "meeting/organiser/pages.h"
#include "meeting/organiser/store.h"

enum organiser_tab {
    TAB_PROGRAMME,
    TAB_LIST,
    TAB_INVITATIONS,
    TAB_DOOR,
    TAB_PLACES,
    TAB_FORMAT,
    TAB_NONE
};

/* The meeting of the address, published or not. */
must_check enum err organiser_event(struct request *r, struct event *out);

/* "/organisation/rencontres/SLUG/inscriptions" and the like. */
const char *organiser_path(struct request *r, const struct event *e, const char *below);
/* "/organisation/rencontres/SLUG/inscriptions/12" */
const char *organiser_person_path(struct request *r, const struct event *e, registration_id id);

/* `title` is a translation key; it also becomes the page's title, `name` in front when not NULL.
 * `here`: where the undoing of what was just done comes back to. */
must_check enum err organiser_top(struct request *r, const struct event *e, enum organiser_tab tab,
                                  const char *title, const char *name, const char *here,
                                  struct organiser_top *out);

/* "confirmée", "en attente"… */
const char *organiser_state_label(const char *lang, enum registration_state s);
/* "Association"; NULL for NULL; the word itself when it is none of ours. */
const char *organiser_ecosystem_label(const char *lang, const char *word);
/* "Bretagne", "Polynésie française", "Belgique"; NULL for NULL. */
const char *organiser_area_label(const char *lang, const char *area);
/* The territory as it is named, else as it was typed; NULL when neither is there. */
const char *organiser_territory(const char *lang, const char *code, const char *words);

/* "9 h 02" the same day, "lundi 5 juillet 2021, 9 h 02" another: in the meeting's zone. */
const char *organiser_hour(struct request *r, const struct event *e, int64_t utc);

/* "37.5": a share of 100 for a bar, at least a hair when there is anything. */
const char *organiser_width(struct arena *a, int64_t n, int64_t of);

/* ---- gestures ---------------------------------------------------------------------------- */

/* What an organiser can do to a registration, by the word its form sends. */
struct gesture {
    const char *word;
    enum registration_change change;
    enum modality modality;
    const char *done;    /* sentence with {name} */
    const char *undo;    /* the word that undoes it; NULL */
    const char *refused; /* why the registration's state may not let it */
};
const struct gesture *gesture_of(const char *word); /* NULL: none */

#endif
