/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv_cell.h"

/*
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
static bool is_formula(const char *s)
{
    static const char *const wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"}; /* = + - @ */
    if (*s && strchr("=+-@\t\r\n", *s))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (!strncmp(s, wide[i], strlen(wide[i])))
            return true;
    return false;
}

/* RFC 4180, section 2, rules 5 to 7. */
void csv_cell(struct buf *out, const char *s, bool last)
{
    if (!s)
        s = "";
    bool formula = is_formula(s), quoted = formula || strpbrk(s, ",;\"\r\n");
    if (quoted)
        buf_putc(out, '"');
    if (formula)
        buf_putc(out, '\'');
    for (const char *p = s; *p; p++) {
        if (*p == '"')
            buf_putc(out, '"');
        buf_putc(out, *p);
    }
    if (quoted)
        buf_putc(out, '"');
    buf_puts(out, last ? "\r\n" : ",");
}
