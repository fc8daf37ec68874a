/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "network/words.h"

#include "base/buf.h"
#include "base/text.h"
#include "network/network.h"

#define WORDS_MAX ((size_t)4096)

/* What is written short; `mark` is the sign that must follow, NUL any or none but the end. */
static const struct {
    const char *typed, *meant;
    char mark;
} shortened[] = {
    {"st", "saint", '\0'},     {"ste", "sainte", '\0'}, {"sts", "saints", '\0'},
    {"stes", "saintes", '\0'}, {"s", "sur", '/'},
};

static const struct {
    const char *typed, *official;
} phrases[] = {
    {"communaute de communes", "cc"},
    {"communaute d agglomeration", "ca"},
    {"communaute urbaine", "cu"},
};

static const char *const small_words[] = {"a",  "au", "aux", "d",  "de", "des", "du",
                                          "en", "et", "l",   "la", "le", "les", "the"};

const char *territory_kind_word(enum territory_kind kind)
{
    static const char *const words[TERRITORY_KINDS] = {
        [TERRITORY_COMMUNE] = "commune",
        [TERRITORY_COM] = "com",
        [TERRITORY_DEPARTEMENT] = "departement",
        [TERRITORY_REGION] = "region",
        [TERRITORY_COUNTRY] = "pays",
        [TERRITORY_EPCI] = "epci",
        [TERRITORY_EPT] = "ept",
    };
    return words[kind];
}

bool is_small_word(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(small_words); i++)
        if (str_is(word, small_words[i]))
            return true;
    return false;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* `word` followed by `after` (NUL at the end) as it is meant. */
static struct str opened(struct str word, char after)
{
    for (size_t i = 0; after && i < ARRAY_LEN(shortened); i++)
        if (str_is(word, shortened[i].typed) && (!shortened[i].mark || shortened[i].mark == after))
            return str_of(shortened[i].meant);
    return word;
}

struct str open_word(struct str word)
{
    return opened(word, ' ');
}

static void put_word(struct buf *out, struct str word)
{
    if (out->len)
        buf_putc(out, ' ');
    buf_add(out, word.p, word.n);
}

/* Replaces the first `phrase` that stands as whole words. */
static struct str close_phrase(struct arena *a, struct str s, const char *phrase, const char *with)
{
    size_t n = strlen(phrase);
    const char *at = s.n ? memmem(s.p, s.n, phrase, n) : NULL;
    if (!at || (at > s.p && at[-1] != ' ') || (at + n < s.p + s.n && at[n] != ' '))
        return s;
    const char *text = arena_printf(a, "%.*s%s%.*s", (int)(at - s.p), s.p, with,
                                    (int)(s.p + s.n - at - n), at + n);
    return str_of(text);
}

struct str territory_words(struct arena *a, struct str text)
{
    struct str f = text_fold(a, text);
    BUF_SCOPED out = BUF_INIT(WORDS_MAX);
    for (size_t i = 0; i < f.n;) {
        size_t end = i;
        while (end < f.n && is_word_byte(f.p[end]))
            end++;
        if (end > i)
            put_word(&out, opened(str_sub(f, i, end), end < f.n ? f.p[end] : '\0'));
        else if (f.p[i] == '&')
            put_word(&out, str_of("and"));
        i = end > i ? end : i + 1;
    }
    struct str s = {arena_strndup(a, buf_str(&out), out.len), out.len};
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
        s = close_phrase(a, s, phrases[i].typed, phrases[i].official);
    return s;
}

int compact_compare(const char *text, const char *wanted, size_t n)
{
    for (size_t i = 0; i < n; text++) {
        if (*text == ' ')
            continue;
        int difference = (unsigned char)*text - (unsigned char)wanted[i++];
        if (difference)
            return difference;
    }
    return 0;
}

char compact_at(const char *text, size_t i)
{
    for (;; text++) {
        if (*text == ' ')
            continue;
        if (!i-- || !*text)
            return *text;
    }
}
