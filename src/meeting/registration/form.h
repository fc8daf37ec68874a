/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The registration form: what a person typed, checked, and shown again when something is wrong. */
#ifndef MAILLAGE_MEETING_REGISTRATION_FORM_H
#define MAILLAGE_MEETING_REGISTRATION_FORM_H

#include "meeting/invitation/invitation.h"
#include "meeting/registration/pages.h"
#include "meeting/registration/registration.h"
#include "network/network.h"

#define FORM_ERRORS_MAX 16
#define FORM_KEY_MAX 64
#define FORM_KEEP "garder" /* of territory_choice: none of those, keep what I wrote */

/* What the form offers at this moment. */
struct form_offer {
    const struct event *event;
    const struct timetable *timetable;
    const struct pool *pools;
    size_t n_pools;
    bool is_change; /* address and modality are not asked again */
};

struct registration_form {
    struct registration_draft draft;
    const char *key;        /* NULL: none sent */
    const char *invitation; /* the token of the one it answers; NULL: none */
    /* as typed, for showing again */
    const char *typed_territory, *typed_ecosystem, *typed_modality;
    const char *typed_wishes[WISHES_MAX];
    struct {
        const char *field, *text;
    } errors[FORM_ERRORS_MAX];
    size_t n_errors;
    int status;                    /* of the page that shows them; 0: 422 */
    struct territories candidates; /* for what was typed as a territory */
};

/*
 * The limits on registering, by visitor and by event. A form that shows that its page was loaded a
 * while ago costs little, others more: a person pays nothing, a script that fires at the address
 * soon has to wait. ERR_TOO_MANY; ERR_INVALID when the field that no person sees was filled.
 */
must_check enum err form_admit(struct request *r, const struct event *e);

/* The proof that the form carries: when its page was made, signed. */
const char *form_since(struct request *r);

/* From what was sent. Every fault is kept with its field; n_errors 0: the draft is good. */
void form_read(struct request *r, const struct form_offer *o, struct registration_form *f);

/* Whether a wish was sent: only then does form_read need the timetable. */
bool form_has_wishes(const struct request *r);

/* From a registration that is there, to be changed. */
void form_fill(struct request *r, const struct registration *g, const session_id *wishes, size_t n,
               struct registration_form *f);

/* From what an invitation knows; the person says the rest. */
void form_invite(const struct invitation *v, struct registration_form *f);

/* Adds a fault found later than by form_read. */
void form_fault(struct request *r, struct registration_form *f, const char *field,
                const char *text);

struct registration_form_view form_view(struct request *r, const struct form_offer *o,
                                        const struct registration_form *f);

/* Whether one can register: not past, and some way to take part. */
bool form_is_open(const struct event *e, int64_t now);

/*
 * An address to which a message can go, not every address of RFC 5322: one "@", no blanks, a domain
 * with a point. Whether it is the right one only a message tells.
 */
must_check bool form_is_email(const char *s);

/* The word of ecosystems[] that was meant: the word, or its label in French or English; NULL. */
const char *form_ecosystem(struct arena *a, const char *typed);

/* The sentence that a person agrees to, in their language: kept with the registration. */
const char *form_consent_words(const char *lang);
/* The one beside the field of their needs of access. */
const char *form_needs_words(const char *lang);

#endif
