/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What every page knows of itself and of its visitor: `pg` in templates. The dispatcher fills it; a
 * handler sets title, description and what follows them.
 */
#ifndef MAILLAGE_VIEW_PAGE_H
#define MAILLAGE_VIEW_PAGE_H

#include "view/safe.h"

struct nav_item {
    const char *href, *label; /* href internal, without root */
    bool current;
};

struct page {
    const char *lang;        /* "fr", "en" */
    const char *root;        /* "" or "/en": put before every internal address; see {{path}} */
    const char *path;        /* this page's address without root */
    const char *query;       /* raw, may be "" */
    const char *title;       /* of the page, without the site's name */
    const char *description; /* for search engines and sharing; may be NULL */
    const char *site_name;
    const char *letters;    /* stand for the site's mark; NULL: the drawn one */
    const char *contact;    /* "mailto:…", where one writes to the team; NULL */
    const char *theme;      /* address of the site's own colours; NULL: the program's */
    const char *base_url;   /* "https://maillage.example" without a slash at the end */
    const char *source_url; /* where this program's source is offered (AGPL section 13) */
    const struct nav_item *nav;
    size_t n_nav;
    const char *zone;                 /* IANA zone of the visitor */
    bool demo;                        /* the demonstration banner */
    const char *account;              /* the name of who is signed in; NULL: a visitor */
    bool may_organise;                /* they may see /organisation */
    const struct nav_item *organiser; /* on the pages below it; none elsewhere */
    size_t n_organiser;
    const char *csrf;            /* for {{include csrf_field()}}; NULL without a session */
    const char *canonical;       /* this page's one whole address; NULL: none */
    const char *feed;            /* address of an Atom feed; NULL: none */
    const char *image;           /* whole address of the picture for sharing; NULL: the icon */
    const char *url_fr, *url_en; /* whole addresses of this page in each language; both or NULL */
    const char *other_href;      /* this page in the other language; NULL: none */
    const char *other_lang, *other_label; /* "en", "English" */
    struct safe_json json_ld;
    bool has_json_ld;
    bool noindex;
    const char *body_class;
    const char *accessibility; /* its state, as every page must say it (RGAA) */
    const char *state;         /* data-state of <main>, for scripts; NULL: none */
    const char *script;        /* address of the page's module, an ASSET_… constant; NULL: none */
    bool keeps;                /* a form on it keeps what is typed: see web/js/keep.js */
};

#endif
