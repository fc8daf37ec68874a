/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mail/smtp.h"

#include "base/text.h"

#include <curl/curl.h>
#include <pthread.h>

#define CONNECT_SECONDS 15L
#define SEND_SECONDS 120L

struct smtp {
    CURL *curl;
    char reply[FAILURE_MAX + 1]; /* the relay's latest refusal */
    struct str left;             /* of the message */
    bool about_message;          /* we last said RCPT, DATA or the message itself */
    bool refused_message;        /* and that is what was refused */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_curl(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        die("mail: libcurl does not start");
}

/* ---- the relay's address ---------------------------------------------------------------- */

struct relay {
    bool tls, password, here;
};

static bool part_is(CURLU *url, CURLUPart part, const char *value)
{
    char *text = NULL;
    bool is = curl_url_get(url, part, &text, 0) == CURLUE_OK && strcmp(text, value) == 0;
    curl_free(text);
    return is;
}

static bool has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return has;
}

static bool read_relay(const char *address, struct relay *out)
{
    CURLU *url = curl_url();
    bool good = url && curl_url_set(url, CURLUPART_URL, address, 0) == CURLUE_OK;
    if (good)
        *out = (struct relay){
            .tls = part_is(url, CURLUPART_SCHEME, "smtps"),
            .password = has_part(url, CURLUPART_PASSWORD),
            .here = part_is(url, CURLUPART_HOST, "localhost") ||
                    part_is(url, CURLUPART_HOST, "127.0.0.1") ||
                    part_is(url, CURLUPART_HOST, "[::1]"),
        };
    good = good && (out->tls || part_is(url, CURLUPART_SCHEME, "smtp"));
    curl_url_cleanup(url);
    return good;
}

bool smtp_url_is_good(const char *url)
{
    struct relay relay;
    return read_relay(url, &relay);
}

/* ---- the connection --------------------------------------------------------------------- */

static size_t give_bytes(char *to, size_t size, size_t n, void *ctx)
{
    struct smtp *s = ctx;
    size_t room = size * n, k = room < s->left.n ? room : s->left.n;
    memcpy(to, s->left.p, k);
    s->left = str_sub(s->left, k, s->left.n);
    return k;
}

/* Of what the relay says, its latest refusal: why. It says goodbye after it. */
static size_t hear(char *line, size_t size, size_t n, void *ctx)
{
    struct smtp *s = ctx;
    size_t bytes = size * n, k = bytes < FAILURE_MAX ? bytes : FAILURE_MAX;
    if (!k || (line[0] != '4' && line[0] != '5'))
        return bytes;
    memcpy(s->reply, line, k);
    while (k && (unsigned char)s->reply[k - 1] <= ' ')
        k--;
    s->reply[k] = '\0';
    s->refused_message = s->about_message;
    return bytes;
}

/* What we say: a refusal of EHLO, AUTH or MAIL is of us, not of this message. */
static int overhear(CURL *curl, curl_infotype type, char *bytes, size_t n, void *ctx)
{
    struct smtp *s = ctx;
    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        s->about_message =
            n >= 4 && (memcmp(bytes, "RCPT", 4) == 0 || memcmp(bytes, "DATA", 4) == 0);
    return 0;
}

static void set_up(struct smtp *s, const char *url)
{
    struct relay relay = {0};
    if (!read_relay(url, &relay))
        die("mail: an address of a relay that was not checked");
    curl_easy_setopt(s->curl, CURLOPT_URL, url);
    curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(s->curl, CURLOPT_USE_SSL,
                     (long)(relay.password && !relay.here ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (relay.here) /* its certificate names another machine */
        curl_easy_setopt(s->curl, CURLOPT_SSL_VERIFYPEER, 0L);
    if (relay.here)
        curl_easy_setopt(s->curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, SEND_SECONDS);
    curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(s->curl, CURLOPT_READDATA, s);
    curl_easy_setopt(s->curl, CURLOPT_HEADERFUNCTION, hear);
    curl_easy_setopt(s->curl, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(s->curl, CURLOPT_VERBOSE, 1L); /* to our function, not to standard error */
    curl_easy_setopt(s->curl, CURLOPT_DEBUGFUNCTION, overhear);
    curl_easy_setopt(s->curl, CURLOPT_DEBUGDATA, s);
}

struct smtp *smtp_new(const char *url)
{
    pthread_once(&once, start_curl);
    struct smtp *s = xcalloc(1, sizeof *s);
    s->curl = curl_easy_init();
    if (!s->curl)
        die("mail: no memory for a connection");
    set_up(s, url);
    return s;
}

void smtp_free(struct smtp *s)
{
    if (s)
        curl_easy_cleanup(s->curl);
    free(s);
}

/* What the relay's last code says: RFC 5321 4.2.1, a 4 is for now, a 5 for good. */
static enum outcome outcome_of(struct smtp *s, CURLcode code)
{
    long said = 0;
    curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &said);
    switch (code) {
    case CURLE_OK:
        return OUTCOME_SENT;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_LOGIN_DENIED:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_REMOTE_ACCESS_DENIED:
        return OUTCOME_UNTRIED;
    default:
        if (s->reply[0] && !s->refused_message)
            return OUTCOME_UNTRIED;
        return said >= 500 && said < 600 ? OUTCOME_FAILED : OUTCOME_LATER;
    }
}

enum outcome smtp_send(struct smtp *s, const char *from, const char *to, struct str message,
                       char *why)
{
    struct curl_slist *rcpt = curl_slist_append(NULL, to);
    s->left = message;
    s->reply[0] = '\0';
    s->about_message = s->refused_message = false;
    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, rcpt);
    curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message.n);
    CURLcode code = curl_easy_perform(s->curl);
    curl_slist_free_all(rcpt);
    enum outcome o = outcome_of(s, code);
    snprintf(why, FAILURE_MAX + 1, "%s",
             o == OUTCOME_SENT ? ""
             : s->reply[0]     ? s->reply
                               : curl_easy_strerror(code));
    return o;
}
