/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/pdf_language.h"

#include "base/str.h"

/* The last `what` in the file; NULL when there is none. */
static const char *last_of(const struct buf *pdf, const char *what)
{
    size_t n = strlen(what);
    for (size_t i = pdf->len; i >= n; i--)
        if (!memcmp(pdf->data + i - n, what, n))
            return pdf->data + i - n;
    return NULL;
}

/* The number that follows `key` in the trailer. */
static bool number_after(const struct buf *pdf, const char *key, int64_t *out)
{
    const char *at = last_of(pdf, key);
    if (!at)
        return false;
    at += strlen(key);
    at += strspn(at, " \r\n");
    return parse_int((struct str){at, strspn(at, "0123456789")}, 1, INT32_MAX, out);
}

/* What stands between "N 0 obj\n<<" and its ">>\nendobj". */
static bool object_body(const struct buf *pdf, int64_t number, struct str *out)
{
    BUF_SCOPED head = BUF_INIT(64);
    buf_printf(&head, "\n%lld 0 obj\n<<", (long long)number);
    const char *from = last_of(pdf, head.data);
    if (!from)
        return false;
    from += head.len;
    const char *end = strstr(from, ">>\nendobj");
    if (!end)
        return false;
    *out = (struct str){from, (size_t)(end - from)};
    return true;
}

void pdf_add_language(const struct buf *pdf, const char *lang, struct buf *out)
{
    int64_t root, size, previous, info;
    struct str body;
    buf_add(out, buf_str(pdf), pdf->len);
    if (!pdf->len || !number_after(pdf, "/Root", &root) || !number_after(pdf, "/Size", &size) ||
        !number_after(pdf, "/Info", &info) || !number_after(pdf, "startxref", &previous) ||
        !object_body(pdf, root, &body))
        return;
    bool english = lang && !strncmp(lang, "en", 2);
    if (pdf->data[pdf->len - 1] != '\n')
        buf_putc(out, '\n');
    size_t object = out->len;
    buf_printf(out, "%lld 0 obj\n<<", (long long)root);
    buf_add(out, body.p, body.n);
    buf_printf(out, "   /Lang (%s)\n", english ? "en" : "fr");
    buf_puts(out, "   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n");
    size_t table = out->len;
    buf_printf(out, "xref\n%lld 1\n%010zu 00000 n \n", (long long)root, object);
    buf_printf(out,
               "trailer\n<< /Size %lld\n   /Root %lld 0 R\n   /Info %lld 0 R\n   /Prev %lld\n>>\n",
               (long long)size, (long long)root, (long long)info, (long long)previous);
    buf_printf(out, "startxref\n%zu\n%%%%EOF\n", table);
}
