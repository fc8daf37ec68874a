/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/store.h"

static const struct value *at(const struct rows *r, size_t row, size_t column)
{
    if (row >= r->n || column >= r->columns)
        die("row %zu column %zu of a result of %zu rows, %zu columns", row, column, r->n,
            r->columns);
    return &r->v[row * r->columns + column];
}

static const struct value *of_kind(const struct rows *r, size_t row, size_t column, char kind)
{
    const struct value *v = at(r, row, column);
    if (v->kind && v->kind != kind)
        die("column %zu is of kind '%c', read as '%c'", column, v->kind, kind);
    return v;
}

int64_t row_int(const struct rows *r, size_t row, size_t column)
{
    return of_kind(r, row, column, 'i')->i;
}

double row_double(const struct rows *r, size_t row, size_t column)
{
    return of_kind(r, row, column, 'f')->f;
}

const char *row_text(const struct rows *r, size_t row, size_t column)
{
    const struct value *v = of_kind(r, row, column, 't');
    return v->kind ? v->s.p : NULL;
}

struct str row_bytes(const struct rows *r, size_t row, size_t column)
{
    const struct value *v = at(r, row, column);
    if (v->kind && v->kind != 't' && v->kind != 'b')
        die("column %zu is of kind '%c', read as bytes", column, v->kind);
    return v->s;
}

bool row_null(const struct rows *r, size_t row, size_t column)
{
    return at(r, row, column)->kind == 0;
}
