/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/plan/sheet.h"

#include "base/text.h"
#include "view/tr.h"

void sheet_init(struct sheet *s, struct request *r, const struct sheet_field *fields, size_t n)
{
    *s = (struct sheet){.r = r, .fields = fields, .n = n};
    for (size_t i = 0; i < n; i++)
        s->value[i] = "";
}

/* ---- what was typed --------------------------------------------------------------------- */

const char *sheet_paragraphs(struct arena *a, const char *typed)
{
    struct str rest = str_of(typed);
    BUF_SCOPED b = BUF_INIT(HTTP_BODY_MAX);
    size_t empty = 0;
    while (rest.p) {
        const char *line = text_line(a, str_cut(&rest, '\n'));
        empty += !*line;
        if (!*line)
            continue;
        if (b.len)
            buf_puts(&b, empty ? "\n\n" : "\n");
        buf_puts(&b, line);
        empty = 0;
    }
    return arena_strdup(a, buf_str(&b));
}

/* What stands between the figures of an hour. */
static bool is_joint(char c)
{
    return c == ':' || c == '.' || c == 'h' || c == 'H';
}

bool sheet_minutes(const char *text, int *out)
{
    int number[2] = {0, 0};
    size_t digits[2] = {0, 0}, part = 0;
    for (const char *p = text; *p; p++) {
        if (*p >= '0' && *p <= '9' && digits[part] < 2) {
            number[part] = number[part] * 10 + *p - '0';
            digits[part]++;
        } else if (is_joint(*p) && part == 0 && digits[0]) {
            part = 1;
        } else if (*p != ' ' && (unsigned char)*p < 0x80) { /* exotic spaces are let through */
            return false;
        }
    }
    *out = number[0] * 60 + number[1];
    return digits[0] && number[1] < 60 && (digits[1] == 0 || digits[1] == 2) &&
           *out <= PLAN_MINUTES_MAX;
}

const char *sheet_hour(struct arena *a, int minutes)
{
    return minutes == NO_TIME ? "" : arena_printf(a, "%02d:%02d", minutes / 60, minutes % 60);
}

static void read_line(struct sheet *s, size_t i, const char *typed)
{
    const struct sheet_field *f = &s->fields[i];
    bool text = f->kind == SHEET_TEXT;
    s->value[i] =
        text ? sheet_paragraphs(s->r->arena, typed) : text_line(s->r->arena, str_of(typed));
    if (text_length(str_of(s->value[i])) > f->most)
        sheet_fault(s, i, TR("C’est trop long : raccourcissez, ou mettez la suite en lien."));
    else if (f->required && !*s->value[i])
        sheet_fault(s, i, TR("Ce champ est nécessaire."));
}

static void read_time(struct sheet *s, size_t i, const char *typed)
{
    int minutes = NO_TIME;
    s->value[i] = text_line(s->r->arena, str_of(typed));
    if (*s->value[i] && !sheet_minutes(s->value[i], &minutes))
        sheet_fault(s, i, TR("Écrivez une heure, comme 9 h 30."));
    else if (s->fields[i].required && !*s->value[i])
        sheet_fault(s, i, TR("Ce champ est nécessaire."));
    s->number[i] = minutes;
    if (minutes != NO_TIME)
        s->value[i] = sheet_hour(s->r->arena, minutes);
}

/* "2027-07-12", "12/07/2027": the former, or NULL. */
static const char *date_of(struct arena *a, const char *typed)
{
    struct civil c;
    int64_t day, month, year;
    struct str rest = str_of(typed), first = str_cut(&rest, '/'), second;
    if (civil_parse_date(typed, &c))
        return typed;
    if (!rest.p)
        return NULL;
    second = str_cut(&rest, '/');
    if (!rest.p || !parse_int(first, 1, 31, &day) || !parse_int(second, 1, 12, &month) ||
        !parse_int(rest, 1000, 9999, &year) || !civil_valid_date((int)year, (int)month, (int)day))
        return NULL;
    return arena_printf(a, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
}

static void read_date(struct sheet *s, size_t i, const char *typed)
{
    s->value[i] = text_line(s->r->arena, str_of(typed));
    const char *iso = date_of(s->r->arena, s->value[i]);
    if (iso)
        s->value[i] = iso;
    else if (*s->value[i])
        sheet_fault(s, i, TR("Écrivez une date du calendrier, comme 12/07/2027."));
    else if (s->fields[i].required && !*s->value[i])
        sheet_fault(s, i, TR("Ce champ est nécessaire."));
}

static void read_number(struct sheet *s, size_t i, const char *typed)
{
    s->value[i] = text_line(s->r->arena, str_of(typed));
    if (*s->value[i] &&
        !parse_int(str_of(s->value[i]), 0, (int64_t)s->fields[i].most, &s->number[i]))
        sheet_fault(s, i, TR("Écrivez un nombre entier, ou laissez vide."));
}

/* A choice that is not one of those offered was not made on our page. */
static void read_choice(struct sheet *s, size_t i, const char *typed)
{
    for (size_t k = 0; k < s->n_choices[i]; k++)
        if (strcmp(s->choices[i][k].value, typed) == 0) {
            s->value[i] = s->choices[i][k].value;
            return;
        }
    sheet_fault(s, i, TR("Choisissez dans la liste."));
}

static void read_checks(struct sheet *s, const char *name)
{
    const struct http_form *form = &s->r->form;
    for (size_t i = 0; i < form->n && s->n_checks < SHEET_CHECKS_MAX; i++) {
        int64_t key;
        if (strcmp(form->fields[i].name, name) == 0 &&
            parse_int(str_of(form->fields[i].value), 1, INT64_MAX, &key))
            s->checks[s->n_checks++] = key;
    }
}

static void read_field(struct sheet *s, size_t i)
{
    const char *typed = http_form_get(&s->r->form, s->fields[i].name);
    typed = typed ? typed : "";
    switch (s->fields[i].kind) {
    case SHEET_LINE:
    case SHEET_TEXT:
        read_line(s, i, typed);
        break;
    case SHEET_TIME:
        read_time(s, i, typed);
        break;
    case SHEET_DATE:
        read_date(s, i, typed);
        break;
    case SHEET_NUMBER:
        read_number(s, i, typed);
        break;
    case SHEET_CHOICE:
        read_choice(s, i, typed);
        break;
    case SHEET_CHECK:
        s->value[i] = *typed ? "1" : "";
        break;
    case SHEET_CHECKS:
        read_checks(s, s->fields[i].name);
        break;
    }
}

void sheet_read(struct sheet *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (!s->left_out[i])
            read_field(s, i);
}

void sheet_fault(struct sheet *s, size_t field, const char *text)
{
    if (!s->error[field])
        s->n_errors++;
    s->error[field] = tr(request_lang(s->r), text);
}

const char *sheet_text(const struct sheet *s, size_t field)
{
    return *s->value[field] ? s->value[field] : NULL;
}

bool sheet_on(const struct sheet *s, size_t field)
{
    return *s->value[field] != '\0';
}

/* ---- what is kept ----------------------------------------------------------------------- */

void sheet_set(struct sheet *s, size_t field, const char *value)
{
    s->value[field] = value ? value : "";
}

void sheet_set_time(struct sheet *s, size_t field, int minutes)
{
    sheet_set(s, field, sheet_hour(s->r->arena, minutes));
}

void sheet_set_number(struct sheet *s, size_t field, int64_t n)
{
    sheet_set(s, field, n ? arena_printf(s->r->arena, "%lld", (long long)n) : "");
}

void sheet_set_check(struct sheet *s, size_t field, bool on)
{
    sheet_set(s, field, on ? "1" : "");
}

void sheet_conflict(struct sheet *s, void (*fill)(struct sheet *s, const void *from),
                    const void *from, const char *who)
{
    struct sheet kept = *s;
    fill(&kept, from);
    for (size_t i = 0; i < s->n; i++)
        if (s->fields[i].kind != SHEET_CHECKS && s->fields[i].kind != SHEET_CHECK &&
            strcmp(kept.value[i], s->value[i]) != 0)
            s->now[i] = kept.value[i];
    s->view.conflict = who;
    s->r->res->status = 409;
}

/* ---- marks ------------------------------------------------------------------------------ */

const char *sheet_mark(struct arena *a, const struct sheet_mark *m)
{
    return arena_printf(a, "%lld.%lld", (long long)m->based_on, (long long)m->revision);
}

enum err sheet_incomplete(struct request *r)
{
    return request_fail(r, ERR_INVALID,
                        TR("Ce formulaire est incomplet : revenez à sa page et recommencez. Rien "
                           "n’a été changé."));
}

enum err sheet_mark_read(struct request *r, struct sheet_mark *out)
{
    const char *text = http_form_get(&r->form, "etat");
    struct str rest = str_of(text), based_on;
    based_on = str_cut(&rest, '.');
    return text && rest.p && parse_int(based_on, 0, INT64_MAX, &out->based_on) &&
                   parse_int(rest, 0, INT64_MAX, &out->revision)
               ? OK
               : sheet_incomplete(r);
}

/* ---- the page --------------------------------------------------------------------------- */

static const char *described(struct arena *a, const struct field_view *f, const char *now)
{
    const char *help = f->help ? arena_printf(a, "%s-aide ", f->name) : "";
    const char *error = f->error ? arena_printf(a, "%s-erreur ", f->name) : "";
    const char *other = now ? arena_printf(a, "%s-autre ", f->name) : "";
    char *ids = arena_printf(a, "%s%s%s", help, error, other);
    if (!*ids)
        return NULL;
    ids[strlen(ids) - 1] = '\0';
    return ids;
}

/* The label of the choice that has this value, for what somebody else chose. */
static const char *label_of(const struct sheet *s, size_t i, const char *value)
{
    for (size_t k = 0; value && k < s->n_choices[i]; k++)
        if (strcmp(s->choices[i][k].value, value) == 0)
            return s->choices[i][k].label;
    return value;
}

static const struct choice_view *choices_of(struct sheet *s, size_t i)
{
    struct choice_view *list = arena_array(s->r->arena, s->n_choices[i], sizeof *list);
    for (size_t k = 0; k < s->n_choices[i]; k++) {
        list[k] = s->choices[i][k];
        list[k].selected = strcmp(list[k].value, s->value[i]) == 0;
        list[k].id = arena_printf(s->r->arena, "%s-%s", s->fields[i].name, list[k].value);
        for (size_t c = 0; s->fields[i].kind == SHEET_CHECKS && c < s->n_checks; c++)
            if (strcmp(list[k].value, arena_printf(s->r->arena, "%lld", (long long)s->checks[c])) ==
                0)
                list[k].selected = true;
    }
    return list;
}

/* As people of that language write it. */
static const char *shown(const struct sheet *s, size_t i, const char *value)
{
    struct civil c;
    if (s->fields[i].kind == SHEET_DATE && value && strcmp(request_lang(s->r), "fr") == 0 &&
        civil_parse_date(value, &c))
        return arena_printf(s->r->arena, "%02d/%02d/%04d", c.day, c.month, c.year);
    return label_of(s, i, value);
}

static struct sheet_field_view field_of(struct sheet *s, size_t i)
{
    const struct sheet_field *f = &s->fields[i];
    struct arena *a = s->r->arena;
    const char *lang = request_lang(s->r);
    const enum sheet_kind k = f->kind;
    const bool is_input =
        k == SHEET_LINE || k == SHEET_TIME || k == SHEET_DATE || k == SHEET_NUMBER;
    struct sheet_field_view v = {
        .field = {.name = f->name,
                  .label = tr(lang, f->label),
                  .help = f->help ? tr(lang, f->help) : NULL,
                  .value = is_input ? shown(s, i, s->value[i]) : s->value[i],
                  .error = s->error[i],
                  .type = "text",
                  .required = f->required || k == SHEET_CHOICE || k == SHEET_CHECKS},
        .is_area = k == SHEET_TEXT,
        .is_select = k == SHEET_CHOICE,
        .is_check = k == SHEET_CHECK,
        .is_checks = k == SHEET_CHECKS,
        .is_input = is_input,
        .is_short = k == SHEET_TIME || k == SHEET_DATE || k == SHEET_NUMBER,
        .rows = f->most == PLAN_TEXT_MAX ? "8" : "3",
        .list = f->suggests && s->view.n_suggestions ? "suggestions" : NULL,
        .maxlength = arena_printf(a, "%zu", k == SHEET_LINE || k == SHEET_TEXT ? f->most : 20),
        .french = f->french,
        .on = sheet_on(s, i),
        .now = shown(s, i, s->now[i]),
    };
    v.field.described = described(a, &v.field, v.now);
    v.choices = choices_of(s, i);
    v.n_choices = s->n_choices[i];
    return v;
}

void sheet_show(struct sheet *s)
{
    struct arena *a = s->r->arena;
    struct sheet_field_view *fields = arena_array(a, s->n, sizeof *fields);
    struct form_error_view *errors = arena_array(a, s->n_errors, sizeof *errors);
    for (size_t i = 0; i < s->n; i++) {
        if (s->left_out[i])
            continue;
        struct sheet_field_view *f = &fields[s->view.n_fields++];
        *f = field_of(s, i);
        if (s->error[i])
            errors[s->view.n_errors++] =
                (struct form_error_view){arena_printf(a, "#%s", f->field.name),
                                         arena_printf(a, "%s – %s", f->field.label, s->error[i])};
    }
    s->view.fields = fields;
    s->view.unsaved = s->n_errors || s->view.conflict;
    s->view.keep = arena_printf(a, "%s:%lld", s->view.keep, (long long)s->r->account->id.v);
    s->r->page.keeps = true;
    s->view.errors = errors;
    if (s->n_errors)
        s->r->res->status = 422;
}
