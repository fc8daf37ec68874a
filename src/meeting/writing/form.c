/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/writing/form.h"

#include "base/text.h"
#include "meeting/meeting_pages.h"
#include "meeting/messages/fills.h"
#include "meeting/organiser/charts.h"
#include "view/tr.h"

static const char *const field_names[WRITING_FIELDS] = {"objet", "texte", "objet_en", "texte_en"};

/* ---- reading ---------------------------------------------------------------------------- */

static const char *typed(struct request *r, const char *name)
{
    const char *value = http_form_get(&r->form, name);
    return value ? value : "";
}

static void wrong(struct request *r, struct writing *w, enum writing_field field,
                  const char *message)
{
    if (w->errors[field])
        return;
    w->errors[field] = tr(request_lang(r), message);
    w->n_errors++;
}

/* What Markdown makes of it is tried as well: it may nest too deep. */
static void check_words(struct request *r, struct writing *w, enum writing_field field,
                        const char *text, size_t most)
{
    const char *why;
    struct safe_html html;
    if (strlen(text) > most)
        wrong(r, w, field, TR("Ce texte est trop long."));
    else if (!fill_check(r->arena, request_lang(r), text, letter_fill_names, LETTER_FILLS, &why))
        wrong(r, w, field, why);
    else if (most == WORDS_BYTES &&
             fill_markdown(r->arena, text, r->app->config.base_url, NULL, 0, &html) != OK)
        wrong(r, w, field,
              TR("Ce texte contient trop de crochets, ou des listes trop imbriquées."));
}

static void read_words(struct request *r, struct writing *w)
{
    struct sending_words *x = &w->s.words;
    x->subject = text_line(r->arena, str_of(typed(r, "objet")));
    x->body = typed(r, "texte");
    x->subject_en = text_line(r->arena, str_of(typed(r, "objet_en")));
    x->body_en = typed(r, "texte_en");
    if (!*x->subject)
        wrong(r, w, FIELD_SUBJECT, TR("Écrivez l’objet du message."));
    if (!str_trim(str_of(x->body)).n)
        wrong(r, w, FIELD_BODY, TR("Écrivez le message."));
    if (*x->subject_en && !str_trim(str_of(x->body_en)).n)
        wrong(r, w, FIELD_BODY_EN, TR("L’objet en anglais attend son message."));
    if (!*x->subject_en && str_trim(str_of(x->body_en)).n)
        wrong(r, w, FIELD_SUBJECT_EN, TR("Le message en anglais attend son objet."));
    check_words(r, w, FIELD_SUBJECT, x->subject, SUBJECT_BYTES);
    check_words(r, w, FIELD_BODY, x->body, WORDS_BYTES);
    check_words(r, w, FIELD_SUBJECT_EN, x->subject_en, SUBJECT_BYTES);
    check_words(r, w, FIELD_BODY_EN, x->body_en, WORDS_BYTES);
}

void writing_read(struct request *r, struct writing *w)
{
    int64_t version = 0;
    w->filter = filter_of(r->arena, &r->form);
    w->filter.after = w->filter.before = 0;
    w->filter.by_arrival = false;
    if (!parse_int(str_of(typed(r, "version")), 0, INT64_MAX, &version))
        version = 0;
    w->s.event = w->event.id;
    w->s.audience = audience_of(typed(r, "qui"));
    w->s.announcement =
        w->s.audience == AUDIENCE_INVITED || strcmp(typed(r, "nature"), "annonce") == 0;
    w->s.segment = filter_address(r->arena, "", &w->filter);
    w->s.version = version;
    read_words(r, w);
}

void writing_start(struct request *r, struct writing *w)
{
    const char *who = http_form_get(&r->query, "qui");
    w->filter = filter_read(r);
    w->filter.after = w->filter.before = 0;
    w->s.audience = audience_of(who);
    w->s.words.subject = "";
    w->s.words.body = "Bonjour {prenom},\n\n\n\nL’équipe de la rencontre";
    w->s.words.subject_en = w->s.words.body_en = "";
}

/* ---- showing ---------------------------------------------------------------------------- */

static struct field_view field_of(struct request *r, const struct writing *w,
                                  enum writing_field field, const char *label, const char *help,
                                  const char *value)
{
    const char *name = field_names[field];
    struct field_view f = {.name = name,
                           .label = tr(request_lang(r), label),
                           .help = help ? tr(request_lang(r), help) : NULL,
                           .value = value,
                           .error = w->errors[field],
                           .type = "text",
                           .required = field < FIELD_SUBJECT_EN};
    if (f.help || f.error)
        f.described = arena_printf(r->arena, "%s%s%s%s%s", f.help ? name : "",
                                   f.help ? "-aide" : "", f.help && f.error ? " " : "",
                                   f.error ? name : "", f.error ? "-erreur" : "");
    return f;
}

static void add_fields(struct request *r, const struct writing *w, struct writing_view *v)
{
    const struct sending_words *x = &w->s.words;
    v->subject = field_of(r, w, FIELD_SUBJECT, TR("Objet"), NULL, x->subject);
    v->body = field_of(r, w, FIELD_BODY, TR("Message"),
                       TR("En Markdown : **gras**, listes, [un lien](https://…)."), x->body);
    v->subject_en = field_of(r, w, FIELD_SUBJECT_EN, TR("Objet en anglais"), NULL, x->subject_en);
    v->body_en = field_of(r, w, FIELD_BODY_EN, TR("Message en anglais"), NULL, x->body_en);
    v->english = w->errors[FIELD_SUBJECT_EN] || w->errors[FIELD_BODY_EN] ||
                 (x->body_en && *x->body_en) || (x->subject_en && *x->subject_en);
}

static void add_errors(struct request *r, const struct writing *w, struct writing_view *v)
{
    const struct field_view *const fields[] = {&v->subject, &v->body, &v->subject_en, &v->body_en};
    struct form_error_view *list = arena_array(r->arena, WRITING_FIELDS, sizeof *list);
    for (size_t i = 0; i < WRITING_FIELDS; i++)
        if (w->errors[i])
            list[v->n_errors++] = (struct form_error_view){
                arena_printf(r->arena, "#%s", field_names[i]),
                arena_printf(r->arena, "%s – %s", fields[i]->label, w->errors[i])};
    v->errors = list;
}

static void add_choices(struct request *r, const struct writing *w, struct writing_view *v)
{
    const char *lang = request_lang(r);
    struct choice_view *who = arena_array(r->arena, 2, sizeof *who);
    struct choice_view *types = arena_array(r->arena, 2, sizeof *types);
    bool invited = w->s.audience == AUDIENCE_INVITED;
    who[0] =
        (struct choice_view){"qui-inscrites", "registered", tr(lang, TR("Personnes inscrites")),
                             tr(lang, TR("celles que le filtre retient")), !invited};
    who[1] =
        (struct choice_view){"qui-invitees", "invited", tr(lang, TR("Personnes invitées")),
                             tr(lang, TR("qui n’ont pas encore répondu ; sans filtre")), invited};
    types[0] = (struct choice_view){
        "nature-utile", "utile", tr(lang, TR("Ce que l’inscription demande de savoir")),
        tr(lang, TR("salle, horaire, matériel : toutes les personnes le reçoivent")),
        !w->s.announcement};
    types[1] = (struct choice_view){"nature-annonce", "annonce", tr(lang, TR("Une annonce")),
                                    tr(lang, TR("chaque personne peut ne plus en vouloir")),
                                    w->s.announcement};
    v->audiences = who;
    v->types = types;
    v->n_audiences = v->n_types = 2;
}

static void add_fills(struct request *r, struct writing_view *v)
{
    struct fill_view *list = arena_array(r->arena, LETTER_FILLS, sizeof *list);
    for (size_t i = 0; i < LETTER_FILLS; i++)
        list[i] = (struct fill_view){arena_printf(r->arena, "{%s}", letter_fills[i].name),
                                     tr(request_lang(r), letter_fills[i].label)};
    v->fills = list;
    v->n_fills = LETTER_FILLS;
}

enum err writing_show(struct request *r, const struct writing *w)
{
    struct counted c;
    struct writing_view v = {.action = r->http->path, .search = w->filter.search};
    enum err e = counted_load(r, &w->event, &w->filter, &c);
    if (e == OK)
        e = organiser_top(r, &w->event, TAB_MESSAGES,
                          w->s.id.v ? TR("Modifier le message") : TR("Écrire un message"), NULL,
                          v.action, &v.top);
    if (e != OK)
        return e;
    v.key =
        arena_printf(r->arena, "message-%lld-%lld", (long long)w->event.id.v, (long long)w->s.id.v);
    v.version = arena_printf(r->arena, "%lld", (long long)w->s.version);
    if (w->s.id.v)
        v.back = organiser_path(r, &w->event,
                                arena_printf(r->arena, "messages/%lld", (long long)w->s.id.v));
    if (w->conflict)
        v.conflict = tr(request_lang(r), TR("Ce message a été modifié entre-temps par quelqu’un "
                                            "d’autre. Votre texte est ci-dessous : l’enregistrer "
                                            "remplacera le sien."));
    add_fields(r, w, &v);
    add_errors(r, w, &v);
    add_choices(r, w, &v);
    add_fills(r, &v);
    v.n_selects = organiser_selects(r, &c, false, &v.selects);
    if (w->n_errors || w->conflict)
        r->res->status = w->conflict ? 409 : 422;
    writing_page(r->body, &r->page, &v);
    return OK;
}

enum err writing_whom(struct request *r, const struct event *e, const struct sending *s,
                      const char **out)
{
    const struct filter f = filter_of_text(r->arena, s->segment);
    const struct select_view *selects;
    struct counted c;
    if (s->audience == AUDIENCE_INVITED) {
        *out = tr(request_lang(r), TR("Personnes invitées qui n’ont pas répondu"));
        return OK;
    }
    enum err err = counted_load(r, e, &f, &c);
    if (err != OK)
        return err;
    const char *text = tr(request_lang(r), TR("Personnes inscrites"));
    size_t n = organiser_selects(r, &c, false, &selects);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 1; k < selects[i].n_choices; k++)
            if (selects[i].choices[k].selected)
                text = arena_printf(r->arena, "%s · %s", text, selects[i].choices[k].label);
    if (f.search)
        text = arena_printf(r->arena, "%s · « %s »", text, f.search);
    *out = text;
    return OK;
}
