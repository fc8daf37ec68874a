/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the bytes of a head to what a page needs: the path, the language, cookies, encodings, tags.
 */
#include "http/head.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

bool str_is_nocase(struct str a, const char *lower)
{
    size_t i = 0;
    for (; i < a.n && lower[i]; i++) {
        char c = a.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (c != lower[i])
            return false;
    }
    return i == a.n && lower[i] == '\0';
}

enum http_method method_of(struct str method)
{
    if (str_is(method, "GET"))
        return HTTP_GET;
    if (str_is(method, "HEAD"))
        return HTTP_HEAD;
    return str_is(method, "POST") ? HTTP_POST : HTTP_OTHER;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || (unsigned char)c == 0x7f;
}

/* "." or ".." between slashes: a proxy may have resolved it, or not. */
static bool has_dot_segment(const char *path)
{
    for (const char *p = path; (p = strstr(p, "/.")); p++) {
        const char *after = p + 2 + (p[2] == '.');
        if (*after == '/' || *after == '\0')
            return true;
    }
    return false;
}

enum err target_decode(struct str target, char *path, struct str *query)
{
    size_t n = 0, i = 0;
    bool ascii = true;
    if (!target.n || target.p[0] != '/')
        return ERR_BAD_REQUEST;
    for (; i < target.n && target.p[i] != '?'; i++) {
        char c = target.p[i];
        if (c == ' ' || c == '#')
            return ERR_BAD_REQUEST;
        if (c == '%') {
            int high = target.n - i > 2 ? hex_value(target.p[i + 1]) : -1;
            int low = high >= 0 ? hex_value(target.p[i + 2]) : -1;
            if (low < 0)
                return ERR_BAD_REQUEST;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (is_control(c))
            return ERR_BAD_REQUEST;
        ascii &= (unsigned char)c < 0x80;
        path[n++] = c;
    }
    path[n] = '\0';
    *query = i < target.n ? str_sub(target, i + 1, target.n) : (struct str){"", 0};
    for (size_t q = 0; q < query->n; q++)
        if (is_control(query->p[q]) || query->p[q] == ' ' || query->p[q] == '#')
            return ERR_BAD_REQUEST;
    if (has_dot_segment(path) || (!ascii && !text_is_utf8((struct str){path, n})))
        return ERR_BAD_REQUEST;
    return OK;
}

struct str cookie_find(struct str header, const char *name)
{
    struct str rest = header;
    while (rest.p) {
        struct str pair = str_trim(str_cut(&rest, ';'));
        struct str value = pair;
        struct str key = str_cut(&value, '=');
        if (value.p && str_is(key, name)) /* a blank behind it makes it another name */
            return str_trim(value);
    }
    return (struct str){NULL, 0};
}

/* "0.8" as 800, RFC 9110 12.4.2; 0 for what is no weight. */
static int weight(struct str q)
{
    int value = 0, scale = 1000;
    q = str_trim(q);
    if (!q.n || q.n > 5 || q.p[0] < '0' || q.p[0] > '1' || (q.n > 1 && q.p[1] != '.'))
        return 0;
    value = (q.p[0] - '0') * 1000;
    for (size_t i = 2; i < q.n; i++) {
        if (q.p[i] < '0' || q.p[i] > '9')
            return 0;
        value += (q.p[i] - '0') * (scale /= 10);
    }
    return value > 1000 ? 0 : value;
}

/* Cuts the next "name;q=0.5" off a list. False at its end. */
static bool next_weighted(struct str *rest, struct str *name, int *q)
{
    if (!rest->p)
        return false;
    struct str item = str_cut(rest, ',');
    *name = str_trim(str_cut(&item, ';'));
    *q = 1000;
    while (item.p) {
        struct str param = str_trim(str_cut(&item, ';'));
        if (param.n >= 2 && (param.p[0] | 0x20) == 'q' && param.p[1] == '=')
            *q = weight(str_sub(param, 2, param.n));
    }
    return true;
}

/* A range "fr" or "fr-CA" names the language "fr". */
static bool range_names(struct str range, const char *language)
{
    size_t n = strlen(language);
    return range.n >= n && strncasecmp(range.p, language, n) == 0 &&
           (range.n == n || range.p[n] == '-');
}

/* How much a visitor wants a language: an exact range before "*". */
static int language_weight(struct str accept, const char *language)
{
    struct str name;
    int q, named = -1, any = 0;
    while (next_weighted(&accept, &name, &q)) {
        if (range_names(name, language) && q > named)
            named = q;
        else if (str_is(name, "*"))
            any = q;
    }
    return named >= 0 ? named : any;
}

/* Every "/xx", so that a root is a constant that nobody owns. */
#define ROOTS_OF(a)                                                                                \
    {                                                                                              \
        "/" a "a", "/" a "b", "/" a "c", "/" a "d", "/" a "e", "/" a "f", "/" a "g", "/" a "h",    \
            "/" a "i", "/" a "j", "/" a "k", "/" a "l", "/" a "m", "/" a "n", "/" a "o",           \
            "/" a "p", "/" a "q", "/" a "r", "/" a "s", "/" a "t", "/" a "u", "/" a "v",           \
            "/" a "w", "/" a "x", "/" a "y", "/" a "z"                                             \
    }
static const char roots[26][26][4] = {
    ROOTS_OF("a"), ROOTS_OF("b"), ROOTS_OF("c"), ROOTS_OF("d"), ROOTS_OF("e"), ROOTS_OF("f"),
    ROOTS_OF("g"), ROOTS_OF("h"), ROOTS_OF("i"), ROOTS_OF("j"), ROOTS_OF("k"), ROOTS_OF("l"),
    ROOTS_OF("m"), ROOTS_OF("n"), ROOTS_OF("o"), ROOTS_OF("p"), ROOTS_OF("q"), ROOTS_OF("r"),
    ROOTS_OF("s"), ROOTS_OF("t"), ROOTS_OF("u"), ROOTS_OF("v"), ROOTS_OF("w"), ROOTS_OF("x"),
    ROOTS_OF("y"), ROOTS_OF("z")};

static const char *root_of(const char *language)
{
    if (language[0] < 'a' || language[0] > 'z' || language[1] < 'a' || language[1] > 'z' ||
        language[2])
        die("http: \"%s\" is not a language of two letters", language);
    return roots[language[0] - 'a'][language[1] - 'a'];
}

static const char *language_of_path(const char *const *languages, const char *path,
                                    const char **root, const char **rest)
{
    for (size_t i = 0; languages[i]; i++) {
        const char *r = root_of(languages[i]);
        if (strncmp(path, r, 3) == 0 && (path[3] == '/' || path[3] == '\0')) {
            *root = r;
            *rest = path[3] ? path + 3 : "/";
            return languages[i];
        }
    }
    *root = "";
    *rest = path;
    return NULL;
}

const char *language_choose(const char *const *languages, const char *path, struct str cookie,
                            struct str accept_language, const char **root, const char **rest)
{
    const char *best = language_of_path(languages, path, root, rest);
    int best_weight = 0;
    if (best)
        return best;
    for (size_t i = 0; cookie.p && languages[i]; i++)
        if (str_is(cookie, languages[i]))
            return languages[i];
    for (size_t i = 0; accept_language.p && languages[i]; i++) {
        int q = language_weight(accept_language, languages[i]);
        if (q > best_weight) {
            best = languages[i];
            best_weight = q;
        }
    }
    return best ? best : languages[0];
}

const char *http_language(const char *const *languages, const char *path, const char *cookie,
                          const char *accept_language, const char **root, const char **rest)
{
    return language_choose(languages, path, str_of(cookie), str_of(accept_language), root, rest);
}

unsigned encodings_accepted(struct str accept)
{
    struct str name;
    int q, gzip = -1, brotli = -1, any = 0;
    while (next_weighted(&accept, &name, &q)) {
        if (str_is_nocase(name, "gzip") || str_is_nocase(name, "x-gzip"))
            gzip = q;
        else if (str_is_nocase(name, "br"))
            brotli = q;
        else if (str_is(name, "*"))
            any = q;
    }
    return ((gzip < 0 ? any : gzip) > 0 ? ACCEPT_GZIP : 0) |
           ((brotli < 0 ? any : brotli) > 0 ? ACCEPT_BROTLI : 0);
}

bool etag_matches(struct str list, const char *etag)
{
    while (list.p) {
        struct str tag = str_trim(str_cut(&list, ','));
        if (str_starts(tag, "W/"))
            tag = str_sub(tag, 2, tag.n);
        if (str_is(tag, etag) || str_is(tag, "*"))
            return true;
    }
    return false;
}
