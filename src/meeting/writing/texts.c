/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The organiser's own texts of automatic messages: read, tried on somebody, kept, given back. */
#include "meeting/messages/texts.h"

#include "base/text.h"
#include "base/zone.h"
#include "meeting/invitation/invitation.h"
#include "meeting/meeting_pages.h"
#include "meeting/messages/fills.h"
#include "meeting/writing/handlers.h"
#include "meeting/writing/pages.h"
#include "meeting/writing/writing.h"
#include "view/dates.h"
#include "view/tr.h"

#define EXAMPLES 30
#define SITE_ZONE "Europe/Paris" /* of the network's team */

static const char *say(struct request *r, const char *message)
{
    return tr(request_lang(r), message);
}

/* "registration.received" in an address, where a "/" would part it. */
static const char *word_of(struct arena *a, const char *kind)
{
    char *word = arena_strdup(a, kind);
    *strchr(word, '/') = '.';
    return word;
}

static const struct mail_kind *kind_of(struct request *r)
{
    char *name = arena_strdup(r->arena, request_param(r, "kind"));
    char *dot = strchr(name, '.');
    if (dot)
        *dot = '/';
    const struct mail_kind *kind = mail_kind_of(&r->app->mail, name);
    return kind && message_text_allowed(kind->name) ? kind : NULL;
}

static const char *lang_of(struct request *r)
{
    const char *asked = http_form_get(&r->form, "langue");
    if (!asked)
        asked = http_form_get(&r->query, "langue");
    return asked && strcmp(asked, "en") == 0 ? "en" : "fr";
}

static const char *page_of(struct request *r, const struct mail_kind *k, const char *lang)
{
    return arena_printf(r->arena, "/organisation/textes/%s?langue=%s", word_of(r->arena, k->name),
                        lang);
}

/* ---- all of them ------------------------------------------------------------------------ */

static const struct message_text *text_among(const struct message_text *list, size_t n,
                                             const char *kind, const char *lang)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].kind, kind) == 0 && strcmp(list[i].lang, lang) == 0)
            return &list[i];
    return NULL;
}

static const char *state_of(struct request *r, const struct message_text *t)
{
    const struct zone *z = zone_open(r->arena, SITE_ZONE);
    struct civil c;
    if (!t || !z)
        return say(r, TR("Texte d’origine"));
    zone_local(z, t->changed_at, &c);
    return tr_fill(r->arena, request_lang(r), say(r, TR("Modifié le {date}")),
                   TR_ARGS(TR_ARG("date", date_short(r->arena, request_lang(r), &c))));
}

static const char *fault_of(struct request *r, const struct message_text *t)
{
    if (!t)
        return NULL;
    const char *why = message_subject_fault(r->arena, request_lang(r), t->subject);
    return why ? why : message_intro_fault(r->arena, request_lang(r), t->intro);
}

static struct own_text_row_view row_of(struct request *r, const struct mail_kind *k,
                                       const struct message_text *list, size_t n)
{
    const struct message_text *fr = text_among(list, n, k->name, "fr"),
                              *en = text_among(list, n, k->name, "en");
    const char *wrong = fault_of(r, fr);
    return (struct own_text_row_view){.label = say(r, k->label),
                                      .fr = page_of(r, k, "fr"),
                                      .en = page_of(r, k, "en"),
                                      .fr_state = state_of(r, fr),
                                      .en_state = state_of(r, en),
                                      .fr_own = fr != NULL,
                                      .en_own = en != NULL,
                                      .wrong = wrong ? wrong : fault_of(r, en)};
}

enum err texts_show(struct request *r)
{
    const struct message_text *list;
    struct own_texts_view v = {0};
    size_t n;
    enum err e = message_texts(r->db, r->arena, &list, &n);
    if (e != OK)
        return e;
    const struct mail_house *house = &r->app->mail;
    struct own_text_row_view *rows = arena_array(r->arena, house->n_kinds, sizeof *rows);
    for (size_t i = 0; i < house->n_kinds; i++)
        if (message_text_allowed(house->kinds[i]->name))
            rows[v.n_rows++] = row_of(r, house->kinds[i], list, n);
    v.rows = rows;
    request_private(r);
    request_title(r, say(r, TR("Textes des messages automatiques")), NULL);
    own_texts_page(r->body, &r->page, &v);
    return OK;
}

/* ---- for whom it is shown --------------------------------------------------------------- */

/* The people of the meeting that comes next, or of the latest. */
static enum err find_examples(struct request *r, const struct mail_kind *k,
                              const struct recipient **out, size_t *n)
{
    const struct event *events;
    size_t n_events;
    bool invited = strncmp(k->name, "invitation/", 11) == 0;
    *n = 0;
    enum err e = event_list(r->db, r->arena, &events, &n_events);
    if (e != OK || !n_events)
        return e;
    const struct segment all = {.event = events[n_events - 1].id,
                                .audience = invited ? AUDIENCE_INVITED : AUDIENCE_REGISTERED,
                                .filter = FILTER_ALL};
    return segment_first(r->db, r->arena, &all, EXAMPLES, out, n);
}

static int64_t asked_for(struct request *r)
{
    const char *typed = http_form_get(&r->form, "pour");
    int64_t id = 0;
    if (!typed)
        typed = http_form_get(&r->query, "pour");
    return typed && parse_int(str_of(typed), 1, INT64_MAX, &id) ? id : 0;
}

static enum err preview(struct request *r, const struct message_text *t, int64_t person,
                        struct mail_message *out)
{
    struct mail_house house = r->app->mail;
    const struct mail_row row = {.kind = t->kind,
                                 .about = person,
                                 .created_at = request_now(r),
                                 .sent = true,
                                 .sent_at = request_now(r)};
    house.preview = t;
    return mail_render(&house, r->db, r->arena, &row, out);
}

static enum err add_preview(struct request *r, const struct message_text *t, bool stored,
                            struct own_text_view *v)
{
    const struct recipient *people;
    struct mail_message m;
    size_t n;
    enum err e = find_examples(r, mail_kind_of(&r->app->mail, t->kind), &people, &n);
    if (e != OK || !n) {
        v->none = say(r, TR("Il n’y a encore personne à qui ce message pourrait aller."));
        return e;
    }
    int64_t person = asked_for(r) ? asked_for(r) : people[0].id;
    struct choice_view *list = arena_array(r->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] =
            (struct choice_view){.value = arena_printf(r->arena, "%lld", (long long)people[i].id),
                                 .label = *people[i].name ? people[i].name : say(r, TR("Sans nom")),
                                 .selected = people[i].id == person};
    v->recipients = list;
    v->n_recipients = n;
    e = preview(r, t, person, &m);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    if (strcmp(m.lang, t->lang) != 0)
        v->none = say(r, TR("Cette personne lit l’autre langue : voici ce qu’elle reçoit."));
    v->preview_subject = m.subject;
    v->text = m.text;
    if (stored)
        v->html = arena_printf(r->arena, "/organisation/textes/%s/apercu.html?langue=%s&pour=%lld",
                               word_of(r->arena, t->kind), t->lang, (long long)person);
    return OK;
}

/* ---- one of them ------------------------------------------------------------------------ */

static struct field_view field_of(struct request *r, const char *name, const char *label,
                                  const char *help, const char *value, const char *error)
{
    return (struct field_view){.name = name,
                               .label = say(r, label),
                               .help = say(r, help),
                               .value = value,
                               .error = error,
                               .described =
                                   arena_printf(r->arena, "%s-aide%s%s%s", name, error ? " " : "",
                                                error ? name : "", error ? "-erreur" : "")};
}

static void add_fields(struct request *r, const struct message_text *t, struct own_text_view *v)
{
    struct form_error_view *errors = arena_array(r->arena, 2, sizeof *errors);
    v->subject = field_of(r, "objet", TR("Objet"), TR("Vide : l’objet d’origine."), t->subject,
                          message_subject_fault(r->arena, request_lang(r), t->subject));
    v->intro = field_of(r, "intro", TR("Introduction"),
                        TR("Après « Bonjour ». Ce qui suit ne change pas : ce qui s’est passé, les "
                           "liens, l’agenda."),
                        t->intro, message_intro_fault(r->arena, request_lang(r), t->intro));
    const struct field_view *const fields[] = {&v->subject, &v->intro};
    for (size_t i = 0; i < 2; i++)
        if (fields[i]->error)
            errors[v->n_errors++] = (struct form_error_view){
                arena_printf(r->arena, "#%s", fields[i]->name),
                arena_printf(r->arena, "%s – %s", fields[i]->label, fields[i]->error)};
    v->errors = errors;
}

static void add_frame(struct request *r, const struct mail_kind *k, const struct message_text *t,
                      struct own_text_view *v)
{
    struct fill_view *fills = arena_array(r->arena, LETTER_FILLS, sizeof *fills);
    struct nav_item *langs = arena_array(r->arena, 2, sizeof *langs);
    for (size_t i = 0; i < LETTER_FILLS; i++)
        fills[i] = (struct fill_view){arena_printf(r->arena, "{%s}", letter_fills[i].name),
                                      say(r, letter_fills[i].label)};
    bool english = strcmp(t->lang, "en") == 0;
    langs[0] = (struct nav_item){page_of(r, k, "fr"), "Français", !english};
    langs[1] = (struct nav_item){page_of(r, k, "en"), "English", english};
    v->fills = fills;
    v->n_fills = LETTER_FILLS;
    v->langs = langs;
    v->n_langs = 2;
    v->title = say(r, k->label);
    v->action = page_of(r, k, t->lang);
    v->lang = t->lang;
    v->key = arena_printf(r->arena, "texte-%s-%s", word_of(r->arena, k->name), t->lang);
}

static enum err show(struct request *r, const struct mail_kind *k, const struct message_text *t,
                     bool stored, struct own_text_view *v)
{
    add_frame(r, k, t, v);
    add_fields(r, t, v);
    enum err e = add_preview(r, t, stored && !v->n_errors, v);
    if (e != OK)
        return e;
    if (v->n_errors && stored)
        v->wrong =
            say(r, TR("Ce texte n’est plus utilisé : le message d’origine part à sa place."));
    else if (v->n_errors)
        r->res->status = 422;
    if (v->html)
        request_frames_own(r);
    request_private(r);
    request_title(r, v->title, NULL);
    own_text_page(r->body, &r->page, v);
    return OK;
}

/* What is stored, or nothing of its own. */
static enum err stored_text(struct request *r, const struct mail_kind *k, const char *lang,
                            struct message_text *out)
{
    enum err e = message_text_of(r->db, r->arena, k->name, lang, out);
    if (e == ERR_NOT_FOUND)
        *out = (struct message_text){k->name, lang, "", "", 0};
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err text_show(struct request *r)
{
    const struct mail_kind *k = kind_of(r);
    const char *done = http_form_get(&r->query, "fait");
    struct message_text t;
    struct own_text_view v = {0};
    if (!k)
        return ERR_NOT_FOUND;
    enum err e = stored_text(r, k, lang_of(r), &t);
    if (e != OK)
        return e;
    v.own = *t.subject || *t.intro;
    if (done)
        v.notice = strcmp(done, "origine") == 0
                       ? say(r, TR("Le texte d’origine est revenu."))
                       : say(r, TR("Le texte est enregistré : les prochains messages le portent."));
    return show(r, k, &t, true, &v);
}

struct noted_text {
    struct put_text *put;
    bool back;
    const char *label;
    struct audit_by by;
};

static enum err change_text(struct db *db, void *arg)
{
    const struct noted_text *x = arg;
    enum err e = x->back ? drop_text(db, x->put) : put_text(db, x->put);
    if (e != OK)
        return e;
    return audit_note(db, &(const struct audit_entry){.by = x->by,
                                                      .verb = "text/changed",
                                                      .title = x->label,
                                                      .href = "/organisation/textes",
                                                      .now = x->put->now});
}

enum err text_take(struct request *r)
{
    const struct mail_kind *k = kind_of(r);
    const char *act = http_form_get(&r->form, "acte"), *subject = http_form_get(&r->form, "objet"),
               *intro = http_form_get(&r->form, "intro");
    struct own_text_view v = {.own = true};
    if (!k)
        return ERR_NOT_FOUND;
    struct put_text x = {.text = {k->name, lang_of(r),
                                  text_line(r->arena, str_of(subject ? subject : "")),
                                  intro ? intro : "", 0},
                         .now = request_now(r)};
    bool back = act && strcmp(act, "origine") == 0;
    bool wrong = message_subject_fault(r->arena, request_lang(r), x.text.subject) ||
                 message_intro_fault(r->arena, request_lang(r), x.text.intro);
    if (!back && (wrong || !act || strcmp(act, "enregistrer") != 0))
        return show(r, k, &x.text, false, &v);
    struct noted_text change = {&x, back, k->label, request_by(r)};
    enum err e = store_write(r->app->store, change_text, &change);
    if (e != OK)
        return e;
    return request_redirect(r, 303,
                            arena_printf(r->arena, "%s&fait=%s", page_of(r, k, x.text.lang),
                                         back ? "origine" : "enregistre"));
}

enum err text_html_show(struct request *r)
{
    const struct mail_kind *k = kind_of(r);
    struct message_text t;
    struct mail_message m;
    if (!k)
        return ERR_NOT_FOUND;
    const struct recipient *people;
    size_t n = 0;
    enum err e = stored_text(r, k, lang_of(r), &t);
    if (e == OK)
        e = find_examples(r, k, &people, &n);
    if (e == OK && !n && !asked_for(r))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = preview(r, &t, asked_for(r) ? asked_for(r) : people[0].id, &m);
    if (e != OK)
        return e;
    request_private(r);
    request_policy(r, arena_printf(r->arena,
                                   "default-src 'none'; style-src %s; sandbox allow-popups; "
                                   "form-action 'none'; frame-ancestors 'self'; base-uri 'none'",
                                   mail_style_source(r->arena)));
    buf_puts(r->body, m.html);
    return OK;
}
