/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What came back, by the network: a relay or a provider posts a report, with a proof that it knows
 * the secret that we share (HMAC-SHA256, RFC 2104, of "TIME.BODY"). docs/operating.md has the
 * protocol for those who send.
 */
#include "site/returns.h"

#include "base/json.h"
#include "base/text.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>

#define SECRET_LEAST 32
#define SECRET_MOST 1024
#define BODY_MOST ((size_t)256 * 1024)
#define REPORTS_MOST 100
#define APART_SECONDS 300 /* between their clock and ours */

enum err returns_start(struct app *app, const char **why)
{
    const char *path = app->config.mail_webhook_secret_file;
    char text[SECRET_MOST + 1];
    if (!path)
        return OK;
    FILE *f = fopen(path, "re");
    if (!f) {
        *why =
            arena_printf(&app->arena, "--mail-webhook-secret-file: %s: %s", path, strerror(errno));
        return ERR_INVALID;
    }
    struct str secret = str_trim((struct str){text, fread(text, 1, sizeof text, f)});
    fclose(f);
    if (secret.n < SECRET_LEAST || secret.n > SECRET_MOST) {
        *why = arena_printf(
            &app->arena, "--mail-webhook-secret-file: %s: un secret de %d à %d octets est attendu",
            path, SECRET_LEAST, SECRET_MOST);
        sodium_memzero(text, sizeof text);
        return ERR_INVALID;
    }
    app->webhook_secret = (struct str){str_dup(&app->arena, secret), secret.n};
    sodium_memzero(text, sizeof text);
    return OK;
}

/* ---- answers ---------------------------------------------------------------------------- */

/* Programs read it: what is wrong stands in the answer, in English as all of a protocol does. */
static enum err answer(struct request *r, int status, const char *error, int64_t reports,
                       int64_t ours)
{
    struct json j = json_to(r->body);
    r->res->status = status;
    r->res->content_type = "application/json; charset=utf-8";
    json_begin_object(&j);
    if (error) {
        json_key(&j, "error");
        json_text(&j, error);
    } else {
        json_key(&j, "reports");
        json_int(&j, reports);
        json_key(&j, "ours");
        json_int(&j, ours);
    }
    json_end(&j);
    return OK;
}

/* ---- proofs ----------------------------------------------------------------------------- */

static bool is_signed(const struct request *r, const char *time, const char *signature)
{
    unsigned char wanted[crypto_auth_hmacsha256_BYTES], got[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state s;
    struct str secret = r->app->webhook_secret, body = r->http->body;
    size_t n;
    if (sodium_hex2bin(got, sizeof got, signature, strlen(signature), NULL, &n, NULL) != 0 ||
        n != sizeof got)
        return false;
    crypto_auth_hmacsha256_init(&s, (const unsigned char *)secret.p, secret.n);
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)time, strlen(time));
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)".", 1);
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)body.p, body.n);
    crypto_auth_hmacsha256_final(&s, wanted);
    return sodium_memcmp(wanted, got, sizeof got) == 0;
}

/* NULL: it may be taken; else what is wrong. */
static const char *fault_of_proof(struct request *r, const char **signature)
{
    const char *time = http_header(r->http, "X-Maillage-Timestamp");
    int64_t at, now = request_now(r);
    *signature = http_header(r->http, "X-Maillage-Signature");
    if (!time || !*signature)
        return "X-Maillage-Timestamp and X-Maillage-Signature are expected";
    if (!parse_int(str_of(time), 0, INT64_MAX / 2, &at))
        return "X-Maillage-Timestamp: seconds since 1970 are expected";
    if (!is_signed(r, time, *signature))
        return "X-Maillage-Signature: not the HMAC-SHA256 of TIMESTAMP.BODY with the shared secret";
    if (at > now + APART_SECONDS || at < now - APART_SECONDS)
        return "X-Maillage-Timestamp: more than 300 seconds from this server's clock";
    return NULL;
}

/* ---- reports ---------------------------------------------------------------------------- */

static bool read_report(struct arena *a, const json_t *one, struct mail_bounce *out)
{
    const char *id = json_string_value(json_object_get(one, "message_id"));
    const char *kind = json_string_value(json_object_get(one, "kind"));
    const char *said = json_string_value(json_object_get(one, "said"));
    if (!id || !kind)
        return false;
    out->reason = strcmp(kind, "bounced") == 0     ? REFUSAL_BOUNCED
                  : strcmp(kind, "complaint") == 0 ? REFUSAL_COMPLAINT
                                                   : REFUSAL_NONE;
    out->said = text_line(a, str_of(said ? said : kind));
    if (!mail_message_id(id, &out->message, &out->written_at))
        out->message = out->written_at = 0; /* of another program: counted, and passed over */
    return out->reason != REFUSAL_NONE && strlen(out->said) <= 1000;
}

/* {"reports": [{"message_id": "…", "kind": "bounced|complaint", "said": "…"}]} */
static const char *read_json(struct request *r, struct mail_bounce *list, size_t *n)
{
    json_t *json = json_loadb(r->http->body.p, r->http->body.n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *reports = json_object_get(json, "reports");
    const char *fault = NULL;
    if (!json_is_array(reports) || !json_array_size(reports))
        fault = "a JSON object with a list \"reports\" is expected";
    else if (json_array_size(reports) > REPORTS_MOST)
        fault = "at most 100 reports at once";
    for (size_t i = 0; !fault && i < json_array_size(reports); i++)
        if (!read_report(r->arena, json_array_get(reports, i), &list[(*n)++]))
            fault =
                arena_printf(r->arena,
                             "reports[%zu]: \"message_id\", \"kind\" (bounced or complaint) and "
                             "optionally \"said\" are expected",
                             i);
    json_decref(json);
    return fault;
}

static const char *read_message(struct request *r, struct mail_bounce *list, size_t *n)
{
    const struct mail_bounce *read;
    mail_bounces_read(r->arena, r->http->body, &read, n);
    if (*n > REPORTS_MOST)
        return "at most 100 reports at once";
    for (size_t i = 0; i < *n; i++)
        list[i] = read[i];
    return NULL;
}

static bool is_type(const struct request *r, const char *type)
{
    const char *given = http_header(r->http, "Content-Type");
    size_t n = strlen(type);
    return given && strncasecmp(given, type, n) == 0 && (!given[n] || strchr("; ", given[n]));
}

static const char *read_reports(struct request *r, struct mail_bounce *list, size_t *n)
{
    if (is_type(r, "application/json"))
        return read_json(r, list, n);
    if (is_type(r, "message/rfc822"))
        return read_message(r, list, n);
    return "Content-Type: message/rfc822 or application/json is expected";
}

/* ---- the route -------------------------------------------------------------------------- */

enum err returns_take(struct request *r)
{
    static const struct limit often = {.burst = 600, .per_second = 20};
    struct mail_bounce list[REPORTS_MOST];
    struct mail_returns x = {.house = &r->app->mail, .list = list, .now = request_now(r)};
    request_private(r);
    if (!r->app->webhook_secret.p)
        return ERR_NOT_FOUND;
    if (request_limit(r, "returns", true, &often, 1) != OK)
        return answer(r, 429, "too many at once: try again in a minute", 0, 0);
    if (r->http->body.n > BODY_MOST)
        return answer(r, 413, "more than 256 KiB: send one report at a time", 0, 0);
    const char *fault = fault_of_proof(r, &x.proof);
    if (fault)
        return answer(r, 401, fault, 0, 0);
    fault = read_reports(r, list, &x.n);
    if (fault)
        return answer(r, 400, fault, 0, 0);
    enum err e = store_write(r->app->store, mail_returns_take, &x);
    if (e == ERR_CONFLICT)
        return answer(r, 409, "this was taken already: each is taken once", 0, 0);
    return e == OK ? answer(r, 200, NULL, (int64_t)x.n, x.taken) : e;
}
