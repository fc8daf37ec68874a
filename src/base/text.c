/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"

#include <unicode/ucnv.h>
#include <unicode/ucol.h>
#include <unicode/ucsdet.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#define SLUG_MAX 80

/* ICU's macros convert in ways our warnings dislike; they are wrapped once, here. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"

int32_t text_next(struct str s, size_t *at)
{
    const uint8_t *p = (const uint8_t *)s.p;
    int32_t i = (int32_t)*at, n = (int32_t)s.n;
    UChar32 c;
    U8_NEXT(p, i, n, c);
    *at = (size_t)i;
    return c;
}

static size_t put_code_point(char *out, UChar32 c)
{
    uint8_t *p = (uint8_t *)out;
    int32_t at = 0;
    U8_APPEND_UNSAFE(p, at, c);
    return (size_t)at;
}

static UChar32 first_of_utf16(const UChar *u, int32_t n)
{
    UChar32 c;
    int32_t i = 0;
    U16_NEXT(u, i, n, c);
    return c;
}
#pragma GCC diagnostic pop

bool text_is_utf8(struct str s)
{
    for (size_t i = 0; i < s.n;)
        if (text_next(s, &i) <= 0)
            return false;
    return true;
}

size_t text_length(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return count;
}

static UChar *to_utf16(struct arena *a, struct str s, int32_t *n)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar *u = arena_array(a, s.n + 1, sizeof *u);
    u_strFromUTF8WithSub(u, (int32_t)s.n + 1, n, s.n ? s.p : "", (int32_t)s.n, 0xFFFD, NULL, &e);
    if (U_FAILURE(e))
        die("text: UTF-16: %s", u_errorName(e));
    return u;
}

static struct str to_utf8(struct arena *a, const UChar *u, int32_t n)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t len = 0;
    char *p = arena_alloc(a, (size_t)n * 3 + 1);
    u_strToUTF8WithSub(p, n * 3 + 1, &len, u, n, 0xFFFD, NULL, &e);
    if (U_FAILURE(e))
        die("text: UTF-8: %s", u_errorName(e));
    return (struct str){p, (size_t)len};
}

struct str text_nfc(struct arena *a, struct str s)
{
    bool ascii = true;
    for (size_t i = 0; ascii && i < s.n; i++)
        ascii = (unsigned char)s.p[i] < 0x80;
    if (ascii)
        return s;
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&e);
    int32_t n = 0;
    UChar *u = to_utf16(a, s, &n);
    if (unorm2_quickCheck(nfc, u, n, &e) == UNORM_YES)
        return s;
    int32_t cap = n * 3 + 16;
    UChar *out = arena_array(a, (size_t)cap, sizeof *out);
    e = U_ZERO_ERROR;
    n = unorm2_normalize(nfc, u, n, out, cap, &e);
    if (U_FAILURE(e))
        die("text: NFC: %s", u_errorName(e));
    return to_utf8(a, out, n);
}

/* "\r\n" and "\r" become "\n"; a leading byte order mark goes. */
static struct str plain_lines(struct arena *a, struct str s)
{
    if (str_starts(s, "\xEF\xBB\xBF"))
        s = str_sub(s, 3, s.n);
    if (!s.n || !memchr(s.p, '\r', s.n))
        return s;
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\r')
            p[n++] = s.p[i];
        else if (i + 1 == s.n || s.p[i + 1] != '\n')
            p[n++] = '\n';
    }
    return (struct str){p, n};
}

static enum err convert(struct arena *a, struct str bytes, const char *from, struct str *out)
{
    UErrorCode e = U_ZERO_ERROR;
    UConverter *c = ucnv_open(from, &e);
    if (U_FAILURE(e))
        return ERR_BAD_REQUEST;
    ucnv_setToUCallBack(c, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &e);
    size_t cap = bytes.n * 2 + 16;
    UChar *u = arena_array(a, cap, sizeof *u);
    int32_t n = ucnv_toUChars(c, u, (int32_t)cap, bytes.p, (int32_t)bytes.n, &e);
    ucnv_close(c);
    if (U_FAILURE(e))
        return ERR_BAD_REQUEST;
    for (int32_t i = 0; i < n; i++)
        if (u[i] == 0)
            return ERR_BAD_REQUEST;
    *out = to_utf8(a, u, n);
    return OK;
}

/*
 * UTF-16 without a mark shows by its zero bytes: Latin text has them at every odd (LE) or even (BE)
 * place. Any other zero byte is binary.
 */
static const char *utf16_by_zeros(struct str s)
{
    size_t zeros[2] = {0, 0}, look = s.n < 4096 ? s.n : 4096;
    for (size_t i = 0; i < look; i++)
        zeros[i % 2] += s.p[i] == 0;
    if (s.n % 2 == 0 && zeros[1] > look / 4 && zeros[0] <= look / 50)
        return "UTF-16LE";
    if (s.n % 2 == 0 && zeros[0] > look / 4 && zeros[1] <= look / 50)
        return "UTF-16BE";
    return NULL;
}

/* Control characters that no text holds: more than a few are a sign of a binary file. */
static bool looks_binary(struct str s)
{
    size_t odd = 0, look = s.n < 65536 ? s.n : 65536;
    for (size_t i = 0; i < look; i++) {
        unsigned char c = (unsigned char)s.p[i];
        odd += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v';
    }
    return odd * 100 > look;
}

enum err text_decode(struct arena *a, struct str bytes, struct str *out, const char **encoding)
{
    const char *from = NULL;
    if (str_starts(bytes, "\xFF\xFE"))
        from = "UTF-16LE";
    else if (str_starts(bytes, "\xFE\xFF"))
        from = "UTF-16BE";
    else
        from = utf16_by_zeros(bytes);
    if (!from && (memchr(bytes.p, 0, bytes.n) || looks_binary(bytes)))
        return ERR_BAD_REQUEST;
    if (!from && text_is_utf8(bytes)) {
        *encoding = "UTF-8";
        *out = text_nfc(a, plain_lines(a, bytes));
        return OK;
    }
    *encoding = from ? from : "windows-1252";
    struct str text;
    enum err e = convert(a, bytes, *encoding, &text);
    if (e == OK && looks_binary(text))
        e = ERR_BAD_REQUEST;
    if (e == OK)
        *out = text_nfc(a, plain_lines(a, text));
    return e;
}

/* What ICU's decomposition leaves and that people type otherwise. */
static const char *fold_special(UChar32 c)
{
    switch (c) {
    case 0x0153: /* œ */
    case 0x0152:
        return "oe";
    case 0x00E6: /* æ */
    case 0x00C6:
        return "ae";
    case 0x00DF: /* ß */
        return "ss";
    case 0x00F8: /* ø */
    case 0x00D8:
        return "o";
    case 0x2018: /* quotes */
    case 0x2019:
    case 0x201B:
    case 0x02BC:
    case 0x00B4:
        return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x00AB:
    case 0x00BB:
        return "\"";
    case 0x2010: /* dashes */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0xFE58:
    case 0xFF0D:
        return "-";
    case 0x2026:
        return "...";
    case 0x00AD: /* soft hyphen, zero-width characters */
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x2060:
    case 0xFEFF:
        return "";
    default:
        return u_isUWhiteSpace(c) ? " " : NULL;
    }
}

/* A code point without its accent, lower case: the first of its canonical decomposition. */
static UChar32 bare(const UNormalizer2 *nfd, UChar32 c)
{
    for (;;) {
        UErrorCode e = U_ZERO_ERROR;
        UChar parts[32];
        int32_t n = unorm2_getRawDecomposition(nfd, c, parts, (int32_t)ARRAY_LEN(parts), &e);
        if (n <= 0 || U_FAILURE(e))
            return u_tolower(c);
        UChar32 head = first_of_utf16(parts, n);
        if (head == c)
            return u_tolower(c);
        c = head;
    }
}

struct str text_fold(struct arena *a, struct str s)
{
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFCInstance(&e);
    char *out = arena_alloc(a, s.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        unsigned char lead = (unsigned char)s.p[i];
        if (lead < 0x80) {
            out[n++] = (char)(lead >= 'A' && lead <= 'Z' ? lead + 32 : lead);
            i++;
            continue;
        }
        UChar32 c = text_next(s, &i);
        if (c < 0 || u_charType(c) == U_NON_SPACING_MARK)
            continue;
        const char *special = fold_special(c);
        if (special) {
            size_t len = strlen(special);
            memcpy(out + n, special, len);
            n += len;
            continue;
        }
        n += put_code_point(out + n, bare(nfd, c));
    }
    return (struct str){out, n};
}

static bool is_seen(UChar32 c)
{
    int8_t kind = u_charType(c);
    bool joiner = c == 0x200c || c == 0x200d;
    return c > 0 && kind != U_CONTROL_CHAR && (kind != U_FORMAT_CHAR || joiner);
}

/* A run of blanks between words: itself when it is one no-break space, else a space. */
struct blanks {
    size_t n;
    UChar32 last;
};

static size_t put_blanks(char *out, const struct blanks *b)
{
    bool no_break = b->n == 1 && (b->last == 0xa0 || b->last == 0x202f);
    return b->n ? put_code_point(out, no_break ? b->last : ' ') : 0;
}

char *text_line(struct arena *a, struct str s)
{
    s = text_nfc(a, s);
    char *out = arena_alloc(a, s.n + 1);
    struct blanks blanks = {0};
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        UChar32 c = text_next(s, &i);
        if (c > 0 && u_isUWhiteSpace(c)) {
            blanks = (struct blanks){blanks.n + 1, c};
        } else if (is_seen(c)) {
            n += n ? put_blanks(out + n, &blanks) : 0;
            blanks.n = 0;
            memcpy(out + n, s.p + from, i - from);
            n += i - from;
        }
    }
    return out;
}

char *text_slug(struct arena *a, const char *s)
{
    struct str f = text_fold(a, str_of(s));
    char *out = arena_alloc(a, SLUG_MAX + 2);
    size_t n = 0;
    for (size_t i = 0; i < f.n && n < SLUG_MAX; i++) {
        bool word = (f.p[i] >= 'a' && f.p[i] <= 'z') || (f.p[i] >= '0' && f.p[i] <= '9');
        if (word)
            out[n++] = f.p[i];
        else if (n && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n && out[n - 1] == '-')
        n--;
    out[n] = '\0';
    return n ? out : arena_strdup(a, "x");
}

struct str text_sort_key(struct arena *a, const char *language, struct str s)
{
    UErrorCode e = U_ZERO_ERROR;
    UCollator *c = ucol_open(language, &e);
    if (U_FAILURE(e))
        die("text: collator %s: %s", language, u_errorName(e));
    int32_t n = 0;
    UChar *u = to_utf16(a, s, &n);
    int32_t need = ucol_getSortKey(c, u, n, NULL, 0);
    uint8_t *key = arena_alloc(a, (size_t)need);
    ucol_getSortKey(c, u, n, key, need);
    ucol_close(c);
    return (struct str){(const char *)key, need > 0 ? (size_t)need - 1 : 0};
}
