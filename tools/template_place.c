/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where placeholders and control tags may stand in HTML, and what follows from it. */
#include "template.h"

static enum context in_element(struct html *h, struct place at)
{
    h->blank = false;
    if (!strcmp(h->tag, "title") || !strcmp(h->tag, "textarea"))
        return IN_RCDATA;
    if (h->json_ld)
        return IN_JSON_LD;
    fail_at(at, "no value may stand inside <%s>; use attributes data-… and a file of web/", h->tag);
}

/* Attributes whose value is a small language of its own that escaping does not tame. */
static void refuse_languages(const struct html *h, struct place at)
{
    static const char *const names[] = {"srcset", "imagesrcset", "srcdoc", "sandbox",
                                        "is",     "integrity",   "nonce",  "attributename"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!strcmp(h->attr, names[i]))
            fail_at(at, "no value may stand in attribute %s; write it out", h->attr);
    if (!strcmp(h->tag, "script") && !strcmp(h->attr, "type"))
        fail_at(at, "no value may stand in a script's type; write it out");
    if (!strcmp(h->tag, "set") || !strncmp(h->tag, "animate", 7))
        fail_at(at, "no value may stand in <%s>, which can change addresses", h->tag);
}

static enum context in_attribute(struct html *h, struct place at)
{
    refuse_languages(h, at);
    h->value_made = true;
    if (!html_is_url(h))
        return IN_ATTRIBUTE;
    if (h->url != URL_START) {
        if (!strcmp(h->tag, "script"))
            fail_at(at, "a script's address is {{asset \"…\"}} or one whole value");
        if (h->url == URL_SCHEME)
            h->url = URL_OPEN;
        return IN_URL_PART;
    }
    h->url = URL_OPEN;
    return strcmp(h->tag, "script") ? IN_URL_START : IN_SCRIPT_SRC;
}

enum context html_placeholder(struct html *h, struct place at)
{
    switch (h->at) {
    case AT_TEXT:
        h->blank = false;
        return IN_TEXT;
    case AT_RAW:
        return in_element(h, at);
    case AT_VALUE:
        return in_attribute(h, at);
    case AT_VALUE_START:
    case AT_BARE_VALUE:
        fail_at(at, "put quotes around the value of %s", h->attr);
    case AT_COMMENT:
        fail_at(at, "no value may stand in an HTML comment; use {{# … #}} for remarks");
    case AT_ATTR_NAME:
    case AT_ATTR_END:
    case AT_TAG:
    case AT_SEPARATOR:
        fail_at(at, "no value may stand where an attribute's name does; write name=\"{{…}}\"");
    default:
        fail_at(at, "no value may stand in a tag's name or markup; write the tag out");
    }
}

enum context html_address(struct html *h, struct place at)
{
    bool url = h->at == AT_VALUE && html_is_url(h);
    if (!url)
        return html_placeholder(h, at);
    if (h->url != URL_START && h->url != URL_OPEN)
        fail_at(at, "a whole address must stand at the start of %s; inside a query write {{…}}",
                h->attr);
    refuse_languages(h, at);
    h->value_made = true;
    h->url = URL_SAFE;
    return IN_ATTRIBUTE;
}

void html_control(struct html *h, struct place at)
{
    switch (h->at) {
    case AT_VALUE:
        if (!strcmp(h->tag, "script") && !strcmp(h->attr, "type"))
            fail_at(at, "write a script's type out");
        return;
    case AT_TEXT:
    case AT_TAG:
    case AT_SEPARATOR:
        return;
    case AT_RAW:
        if (!strcmp(h->tag, "title") || !strcmp(h->tag, "textarea") || h->json_ld)
            return;
        fail_at(at, "nothing may stand inside <%s>", h->tag);
    case AT_TAG_NAME:
    case AT_ATTR_NAME:
        h->at = AT_SEPARATOR;
        return;
    case AT_ATTR_END:
        h->at = AT_TAG;
        return;
    case AT_VALUE_START:
    case AT_BARE_VALUE:
        fail_at(at, "put quotes around the value of %s", h->attr);
    case AT_COMMENT:
        fail_at(at, "no tag may stand in an HTML comment; use {{# … #}} for remarks");
    default:
        fail_at(at, "no {{if}} or {{for}} may stand here; put it around the whole tag");
    }
}

/* Whether two states are the same but for what later bytes cannot see. */
static bool same_state(const struct html *a, const struct html *b)
{
    if (a->at != b->at || a->pre != b->pre)
        return false;
    if (a->at == AT_TEXT)
        return true;
    if (strcmp(a->tag, b->tag) || a->closing != b->closing || a->json_ld != b->json_ld)
        return false;
    return a->at != AT_VALUE || (!strcmp(a->attr, b->attr) && a->quote == b->quote);
}

static bool between_attributes(const struct html *h)
{
    return h->at == AT_TAG || h->at == AT_SEPARATOR;
}

static bool same_url(const struct html *a, const struct html *b)
{
    return a->url == b->url && (a->url != URL_SCHEME || !strcmp(a->value, b->value));
}

struct html html_join(const struct html *a, const struct html *b, struct place at)
{
    struct html x = *a, y = *b;
    html_control(&x, at);
    html_control(&y, at);
    if (x.at != y.at && between_attributes(&x) && between_attributes(&y))
        x.at = y.at = AT_SEPARATOR;
    if (!same_state(&x, &y))
        fail_at(at,
                "one way through this {{if}} ends in %s, the other in %s; open and close tags "
                "and quotes in the same branch",
                html_where(&x), html_where(&y));
    if (!same_url(&x, &y))
        x.url = URL_OPEN;
    x.value_made |= y.value_made;
    x.blank &= y.blank;
    return x;
}

struct html html_loop(const struct html *before, const struct html *after, struct place at)
{
    struct html x = *before, y = *after;
    html_control(&y, at);
    if (x.at != y.at && between_attributes(&x) && between_attributes(&y))
        fail_at(at, "end the body of a {{for}} inside a tag as it began, with a space or without");
    if (!same_state(&x, &y))
        fail_at(at,
                "this {{for}} begins in %s and ends in %s; open and close tags and quotes "
                "inside it",
                html_where(&x), html_where(&y));
    if (x.at == AT_VALUE && !same_url(&x, &y))
        fail_at(at, "a {{for}} cannot make the start of an address; write the start before it");
    x.blank &= y.blank;
    return x;
}
