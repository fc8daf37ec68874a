/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/writing/views.h"

#include "base/zone.h"
#include "meeting/messages/tell.h"
#include "meeting/organiser/views.h"
#include "meeting/registration/views.h"
#include "meeting/views.h"
#include "meeting/writing/form.h"
#include "view/tr.h"

#define EXAMPLES 50
#define RESULTS_SHOWN MAIL_PEOPLE_MAX
#define COUNTS_MAX 6

static const char *say(struct request *r, const char *message)
{
    return tr(request_lang(r), message);
}

static const char *said(struct request *r, const char *one, const char *many, int64_t n)
{
    return tr_count(r->arena, request_lang(r), one, many, n);
}

static const char *with_date(struct request *r, const struct event *e, const char *message,
                             int64_t at)
{
    return tr_fill(r->arena, request_lang(r), say(r, message),
                   TR_ARGS(TR_ARG("date", view_instant(r, e, at))));
}

/* ---- all of a meeting ------------------------------------------------------------------- */

static const char *label_of(struct request *r, const struct sending *s)
{
    switch (s->state) {
    case SENDING_DRAFT:
        return say(r, TR("Brouillon"));
    case SENDING_PLANNED:
        return say(r, TR("Planifié"));
    case SENDING_PAUSED:
        return say(r, TR("En pause"));
    case SENDING_STOPPED:
        return say(r, TR("Arrêté"));
    case SENDING_RUNNING:
        return say(r, TR("Envoi en cours"));
    case SENDING_DONE:
        break;
    }
    return said(r, TRN("Pour une personne", "Pour {n} personnes"), s->made);
}

static const char *when_of(struct request *r, const struct event *e, const struct sending *s)
{
    if (s->state == SENDING_PLANNED)
        return with_date(r, e, TR("Partira le {date}"), s->planned_at);
    if (s->started_at != NO_INSTANT)
        return with_date(r, e, TR("Envoi commencé le {date}"), s->started_at);
    return with_date(r, e, TR("Modifié le {date}"), s->changed_at);
}

static enum err add_news(struct request *r, const struct event *e, struct sendings_view *v)
{
    struct programme_news n;
    bool over = e->ends_at != NO_INSTANT && e->ends_at <= request_now(r);
    enum err err = programme_news(r->db, r->arena, e->id, &n);
    if (err != OK || over || !n.people)
        return err;
    const char *changed = said(r, TRN("Un moment a changé", "{n} moments ont changé"), n.changed);
    const char *removed =
        n.removed ? said(r, TRN(" et un n’a plus lieu", " et {n} n’ont plus lieu"), n.removed) : "";
    v->news = arena_printf(r->arena, "%s%s.", changed, removed);
    v->news_people = n.people;
    return OK;
}

enum err sendings_page_fill(struct request *r, const struct event *e, struct sendings_view *v)
{
    const struct sending *list;
    size_t n;
    enum err err = sendings_of_event(r->db, r->arena, e->id, &list, &n);
    if (err == OK)
        err = add_news(r, e, v);
    if (err != OK)
        return err;
    struct sending_row_view *rows = arena_array(r->arena, n, sizeof *rows);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct sending_row_view){
            .href = organiser_path(
                r, e, arena_printf(r->arena, "messages/%lld", (long long)list[i].id.v)),
            .subject = list[i].words.subject,
            .when = when_of(r, e, &list[i]),
            .state = sending_state_word(list[i].state),
            .label = label_of(r, &list[i]),
        };
    v->rows = rows;
    v->n_rows = n;
    v->action = organiser_path(r, e, "messages");
    v->write = organiser_path(r, e, "messages/nouveau");
    return OK;
}

/* ---- for whom it is shown --------------------------------------------------------------- */

enum err sending_preview(struct request *r, const struct sending *s, int64_t person,
                         struct mail_message *out)
{
    const struct mail_row row = {
        .kind = s->audience == AUDIENCE_INVITED ? "message/invited" : "message/practical",
        .about = person,
        .sending = s->id.v,
        .created_at = request_now(r),
        .sent = true, /* as it was, whatever became of them since */
    };
    return mail_render(&r->app->mail, r->db, r->arena, &row, out);
}

static int64_t asked_for(struct request *r)
{
    const char *typed = http_form_get(&r->form, "pour");
    int64_t id = 0;
    if (!typed)
        typed = http_form_get(&r->query, "pour");
    return typed && parse_int(str_of(typed), 1, INT64_MAX, &id) ? id : 0;
}

enum err sending_example(struct request *r, const struct sending *s, int64_t *out)
{
    const struct segment segment = segment_of(r->arena, s);
    const struct recipient *first;
    size_t n;
    *out = asked_for(r);
    if (*out)
        return OK;
    enum err e = segment_first(r->db, r->arena, &segment, 1, &first, &n);
    *out = e == OK && n ? first[0].id : 0;
    return e;
}

static enum err add_examples(struct request *r, const struct segment *segment,
                             struct sending_view *v, int64_t *chosen)
{
    const struct recipient *people;
    size_t n;
    enum err e = segment_first(r->db, r->arena, segment, EXAMPLES, &people, &n);
    if (e != OK)
        return e;
    struct choice_view *list = arena_array(r->arena, n, sizeof *list);
    *chosen = asked_for(r) ? asked_for(r) : n ? people[0].id : 0;
    for (size_t i = 0; i < n; i++)
        list[i] = (struct choice_view){
            .value = arena_printf(r->arena, "%lld", (long long)people[i].id),
            .label = people[i].name && *people[i].name ? people[i].name : say(r, TR("Sans nom")),
            .selected = people[i].id == *chosen,
        };
    v->recipients = list;
    v->n_recipients = n;
    return OK;
}

/* The text, and the address of the page itself, for that person. */
static enum err add_preview(struct request *r, const struct sending *s, int64_t person,
                            struct sending_view *v)
{
    struct mail_message m;
    enum err e = sending_preview(r, s, person, &m);
    if (e == ERR_NOT_FOUND) /* gone since the page was made */
        return OK;
    if (e != OK)
        return e;
    v->subject = m.subject;
    v->text = m.text;
    v->lang = m.lang;
    v->html = arena_printf(r->arena, "%s/apercu.html?pour=%lld", v->here, (long long)person);
    return OK;
}

/* ---- before it begins ------------------------------------------------------------------- */

static void add_counts(struct request *r, const struct sending *s, const struct segment_counts *n,
                       struct sending_view *v)
{
    const char **list = arena_array(r->arena, COUNTS_MAX, sizeof *list);
    if (n->cancelled)
        list[v->n_counts++] = said(r,
                                   TRN("Une personne a annulé son inscription : elle ne le "
                                       "recevra pas.",
                                       "{n} personnes ont annulé leur inscription : elles ne le "
                                       "recevront pas."),
                                   n->cancelled);
    if (n->refused)
        list[v->n_counts++] = said(
            r,
            TRN("Une adresse ne reçoit plus rien : ses messages reviennent, ou ont été signalés "
                "comme indésirables.",
                "{n} adresses ne reçoivent plus rien : leurs messages reviennent, ou ont été "
                "signalés comme indésirables."),
            n->refused);
    if (n->unsubscribed)
        list[v->n_counts++] = said(r,
                                   TRN("Une personne ne veut plus d’annonces.",
                                       "{n} personnes ne veulent plus d’annonces."),
                                   n->unsubscribed);
    if (n->english && !(s->words.body_en && *s->words.body_en))
        list[v->n_counts++] =
            said(r,
                 TRN("Une personne lit le site en anglais : elle recevra le texte en français.",
                     "{n} personnes lisent le site en anglais : elles recevront le texte en "
                     "français."),
                 n->english);
    v->counts = list;
}

static void add_plan(struct request *r, const struct event *e, const struct sending *s,
                     const struct act_fault *fault, struct sending_view *v)
{
    struct civil c = {0};
    const struct zone *z = zone_open(r->arena, e->zone);
    bool planned = s->planned_at != NO_INSTANT && z;
    if (planned)
        zone_local(z, s->planned_at, &c);
    v->date = (struct field_view){
        .name = "date",
        .label = say(r, TR("Date")),
        .value = fault->date ? fault->date
                 : planned   ? arena_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day)
                             : "",
        .error = fault->date_error,
        .described = fault->date_error ? "date-erreur" : NULL,
        .required = true,
        .type = "date"};
    v->hour = (struct field_view){
        .name = "heure",
        .label = say(r, TR("Heure")),
        .value = fault->hour ? fault->hour
                 : planned   ? arena_printf(r->arena, "%02d:%02d", c.hour, c.minute)
                             : "",
        .required = true,
        .type = "time"};
    v->zone = zone_label(r->arena, request_lang(r), e->zone);
    if (s->state == SENDING_PLANNED)
        v->planned_at = view_instant(r, e, s->planned_at);
}

static enum err fill_before(struct request *r, const struct event *e, const struct sending *s,
                            const struct act_fault *fault, struct sending_view *v)
{
    const struct segment segment = segment_of(r->arena, s);
    struct segment_counts n;
    int64_t person = 0;
    enum err err = segment_count(r->db, r->arena, &segment, &n);
    if (err == OK)
        err = add_examples(r, &segment, v, &person);
    if (err == OK && person)
        err = add_preview(r, s, person, v);
    if (err != OK)
        return err;
    v->people = n.people;
    v->may_begin = n.people > 0;
    v->planned = s->state == SENDING_PLANNED;
    v->edit = arena_printf(r->arena, "%s/modifier", v->here);
    v->trial_to = r->account ? r->account->email : NULL;
    add_counts(r, s, &n, v);
    add_plan(r, e, s, fault, v);
    if (!v->subject)
        v->subject = s->words.subject;
    return OK;
}

/* ---- afterwards ------------------------------------------------------------------------- */

static const struct {
    const char *word, *label;
    enum mail_fate fate;
} fates[] = {
    {"", TR("Toutes"), FATE_ANY},
    {"parti", TR("Partis"), FATE_SENT},
    {"attend", TR("En attente"), FATE_WAITS},
    {"echec", TR("Non remis"), FATE_FAILED},
};

static enum mail_fate add_fates(struct request *r, struct sending_view *v)
{
    const char *asked = http_form_get(&r->query, "sort");
    struct nav_item *list = arena_array(r->arena, ARRAY_LEN(fates), sizeof *list);
    enum mail_fate chosen = FATE_ANY;
    for (size_t i = 0; i < ARRAY_LEN(fates); i++) {
        list[i] = (struct nav_item){
            .href = i ? arena_printf(r->arena, "%s?sort=%s#personnes", v->here, fates[i].word)
                      : arena_printf(r->arena, "%s#personnes", v->here),
            .label = say(r, fates[i].label),
            .current = strcmp(asked ? asked : "", fates[i].word) == 0};
        if (list[i].current)
            chosen = fates[i].fate;
    }
    v->fates = list;
    v->n_fates = ARRAY_LEN(fates);
    return chosen;
}

static struct sending_result_view result_of(struct request *r, const struct mail_row *row,
                                            const struct mail_person *to)
{
    const char *reason = row->failure ? say(r, row->failure) : say(r, TR("N’a pas pu partir"));
    return (struct sending_result_view){
        .href = arena_printf(r->arena, "/organisation/messages/%lld", (long long)row->id),
        .name = to->name && *to->name ? to->name : say(r, TR("Sans nom")),
        .address = to->address,
        .state = row->failed ? "new"
                 : row->sent ? "sent"
                             : "opened",
        .label = row->failed ? reason
                 : row->sent ? say(r, TR("Parti"))
                             : say(r, TR("En attente")),
    };
}

static enum err add_results(struct request *r, const struct sending *s, struct sending_view *v)
{
    struct mail_row *rows;
    struct mail_person people[MAIL_PEOPLE_MAX];
    const char *typed = http_form_get(&r->query, "apres"), *sort = http_form_get(&r->query, "sort");
    enum mail_fate fate = add_fates(r, v);
    int64_t after = 0;
    size_t n;
    if (typed && !parse_int(str_of(typed), 1, INT64_MAX, &after))
        return ERR_NOT_FOUND;
    enum err e =
        mail_sending_rows(r->db, r->arena, s->id.v, fate, after, RESULTS_SHOWN + 1, &rows, &n);
    bool more = e == OK && n > RESULTS_SHOWN;
    n = more ? RESULTS_SHOWN : n;
    if (e == OK)
        e = mail_people(&r->app->mail, r->db, r->arena, rows, n, people);
    if (e != OK)
        return e;
    struct sending_result_view *list = arena_array(r->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = result_of(r, &rows[i], &people[i]);
    v->results = list;
    v->n_results = n;
    if (more)
        v->next =
            arena_printf(r->arena, "%s?%s%s%sapres=%lld#personnes", v->here, fate ? "sort=" : "",
                         fate ? sort : "", fate ? "&" : "", (long long)rows[n - 1].id);
    return OK;
}

static enum err fill_after(struct request *r, const struct event *e, const struct sending *s,
                           struct sending_view *v)
{
    struct mail_tally tally;
    enum err err = mail_sending_tally(r->db, r->arena, s->id.v, &tally);
    if (err == OK)
        err = add_results(r, s, v);
    if (err != OK)
        return err;
    bool ended = s->state == SENDING_DONE || s->state == SENDING_STOPPED;
    v->people = ended ? tally.all : s->people > tally.all ? s->people : tally.all;
    v->sent = tally.sent;
    v->failed = tally.failed;
    v->waiting = v->people - tally.sent - tally.failed;
    v->refused = s->refused;
    v->unsubscribed = s->unsubscribed;
    v->running = s->state == SENDING_RUNNING;
    v->paused = s->state == SENDING_PAUSED;
    v->over = !v->running && !v->paused && !v->waiting;
    v->width = organiser_width(r->arena, tally.sent + tally.failed, v->people);
    v->began = with_date(r, e, TR("Envoi commencé le {date}"), s->started_at);
    if (ended && s->ended_at != NO_INSTANT && s->state == SENDING_STOPPED)
        v->ended = with_date(r, e, TR("Arrêté le {date}"), s->ended_at);
    v->pace = said(r, TRN("Un message par minute au plus.", "{n} messages par minute au plus."),
                   r->app->config.mail_pace);
    v->subject = s->words.subject;
    return OK;
}

static const char *notice_of(struct request *r)
{
    static const struct {
        const char *word, *text;
    } all[] = {
        {"enregistre", TR("Le brouillon est enregistré. Rien n’est parti.")},
        {"essai", TR("L’essai part vers votre adresse. Ses liens mènent à la page de la rencontre, "
                     "pour ne donner à personne la page d’une autre.")},
        {"envoi", TR("L’envoi commence.")},
        {"planifie", TR("L’envoi est planifié.")},
        {"deplanifie", TR("L’envoi n’est plus planifié : c’est de nouveau un brouillon.")},
        {"pause", TR("L’envoi est en pause.")},
        {"reprise", TR("L’envoi reprend.")},
        {"arret", TR("L’envoi est arrêté : personne d’autre ne recevra ce message.")},
    };
    const char *done = http_form_get(&r->query, "fait");
    for (size_t i = 0; done && i < ARRAY_LEN(all); i++)
        if (strcmp(done, all[i].word) == 0)
            return say(r, all[i].text);
    return NULL;
}

enum err sending_page_fill(struct request *r, const struct event *e, const struct sending *s,
                           const struct act_fault *fault, struct sending_view *v)
{
    bool before = s->state == SENDING_DRAFT || s->state == SENDING_PLANNED;
    v->here = organiser_path(r, e, arena_printf(r->arena, "messages/%lld", (long long)s->id.v));
    v->action = v->here;
    v->keys = arena_printf(r->arena, "message-%lld-0 message-%lld-%lld", (long long)e->id.v,
                           (long long)e->id.v, (long long)s->id.v);
    v->state = sending_state_word(s->state);
    v->state_label = label_of(r, s);
    v->announcement = s->announcement;
    v->notice = fault->refusal || fault->date_error ? NULL : notice_of(r);
    v->refusal = fault->refusal;
    if (!r->app->config.smtp)
        v->no_relay =
            say(r, TR("Ce site n’a pas de serveur d’envoi : les messages attendent. Votre "
                      "hébergeur en indique un avec l’option --smtp."));
    enum err err = writing_whom(r, e, s, &v->whom);
    if (err != OK)
        return err;
    return before ? fill_before(r, e, s, fault, v) : fill_after(r, e, s, v);
}
