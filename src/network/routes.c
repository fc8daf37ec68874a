/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "network/network.h"

#include "base/json.h"
#include "view/tr.h"

#define SHOWN 10
#define TYPED_MAX 100 /* bytes */

/* What a field offers while somebody types: [{"code", "label", "kind"}]. */
static enum err territories_json(struct request *r)
{
    const char *typed = http_form_get(&r->query, "q");
    struct territory found[SHOWN];
    if (typed && strlen(typed) > TYPED_MAX)
        return request_fail(r, ERR_TOO_LARGE, TR("Quelques mots suffisent, 100 lettres au plus."));
    size_t n = territory_search(r->arena, typed ? typed : "", SHOWN, found);
    struct json j = json_to(r->body);
    json_begin_array(&j);
    for (size_t i = 0; i < n; i++) {
        json_begin_object(&j);
        json_key_text(&j, "code", found[i].code);
        json_key_text(&j, "label", territory_label(r->arena, &found[i], request_lang(r)));
        json_key_text(&j, "kind", territory_kind_word(found[i].kind));
        json_end(&j);
    }
    json_end(&j);
    request_content(r, "application/json; charset=utf-8", NULL);
    http_set_header(r->res, "Cache-Control", "public, max-age=3600");
    http_set_header(r->res, "Vary", "Accept-Language, Cookie"); /* the labels' language */
    return OK;
}

static const struct route routes[] = {
    {HTTP_GET, "/territoires.json", PUBLIC, territories_json},
};

const struct module network_module = {
    .name = "network",
    .routes = routes,
    .n_routes = ARRAY_LEN(routes),
};
