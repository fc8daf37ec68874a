/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Invitations: lists as people keep them, what is added, sent, opened and answered, and who may see
 * it. */
#include "harness.h"

#include "base/text.h"
#include "meeting/invitation/invitation.h"
#include "meeting/registration/registration.h"

#include <stdio.h>

#define SLUG "2021-economie-de-l-alliance"
#define FORM "/rencontres/" SLUG "/inscription"
#define LIST "/organisation/rencontres/" SLUG "/invitations"

static struct harness h;
static struct signed_in camille;
static struct event event;

static int open_demo(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, SLUG, &event), OK);
    db_end_read(h.worker->db);
    return 0;
}

static int close_demo(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static struct invitation_table read_list(const char *text)
{
    struct invitation_table t;
    invitation_table_read(&h.arena, "fr", str_of(text), &t);
    return t;
}

/* ---- lists ------------------------------------------------------------------------------ */

/* What is understood, as "people/repeated/lines at fault", and the first fault as "line column
 * words". */
static const struct {
    const char *list, *read, *fault;
} lists[] = {
    {"e-mail\na@b.fr\n", "1/0/0", NULL},
    {"Prénom;Nom;E-mail\nAnne;Martin;a@b.fr\n", "1/0/0", NULL},
    {"E-MAIL,NOM,PRÉNOM\r\na@b.fr,Martin,Anne\r\n", "1/0/0", NULL},
    {"email\tfirst name\tlast name\na@b.fr\tAnne\tMartin\n", "1/0/0", NULL},
    {"Adresse électronique;Given name\na@b.fr;Anne\n", "1/0/0", NULL},
    {"e_mail;Organisation;Commune;Language\na@b.fr;X;Lyon;English\n", "1/0/0", NULL},
    {"\xEF\xBB\xBF\"e-mail\";\"nom\"\n\"a@b.fr\";\"Martin\"\n", "1/0/0", NULL},
    {"e-mail;téléphone\na@b.fr;04\n", "1/0/0", NULL},
    {"e-mail\na@b.fr\nA@B.FR\n á@b.fr \n", "1/2/0", NULL},
    {"e-mail;nom\n\n\na@b.fr;\n;;\n", "1/0/0", NULL},
    {"e-mail;nom\na@b.fr;\n", "1/0/0", NULL},
    {"e-mail;écosystème\na@b.fr;Collectivité territoriale\nb@b.fr;COLLECTIVITE\nc@b.fr;local "
     "authority\n",
     "3/0/0", NULL},
    {"e-mail;territoire\na@b.fr;69001\nb@b.fr;Nulle-Part-sur-Rien\nc@b.fr;Saint-Denis\n", "3/0/0",
     NULL},
    {"e-mail;nom\na@b.fr;\"Martin\nDupont\"\nb@b.fr;X\n", "2/0/0", NULL},
    {"", "0/0/0", "1 - La liste est vide"},
    {"\n\n", "0/0/0", "1 - La liste est vide"},
    {"e-mail\n", "0/0/0", "1 - La liste n’a pas de ligne"},
    {"nom;prénom\nMartin;Anne\n", "0/0/0", "1 - Aucune colonne ne s’appelle"},
    {"Anne;Martin;a@b.fr\nPaul;Petit;p@b.fr\n", "0/0/0", "1 - La première ligne doit nommer"},
    {"e-mail;mail\na@b.fr;b@b.fr\n", "0/0/0", "1 mail Deux colonnes"},
    {"e-mail;nom\n;Martin\nb@b.fr;X\n", "1/0/1", "2 e-mail L’adresse manque"},
    {"E-mail\nb@b.fr\npaul(at)b.fr\n", "1/0/1", "3 E-mail Ce n’est pas une adresse"},
    {"e-mail\na@b\n", "0/0/1", "2 e-mail Ce n’est pas une adresse"},
    {"e-mail\na b@c.fr\n", "0/0/1", "2 e-mail Ce n’est pas une adresse"},
    {"e-mail\na@b.fr,c@d.fr\n", "0/0/1", "2 - Plus de cellules"},
    {"e-mail;écosystème\na@b.fr;martien\n", "0/0/1", "2 écosystème Écosystème inconnu"},
    {"e-mail;langue\na@b.fr;klingon\n", "0/0/1", "2 langue Langue inconnue"},
    {"e-mail;nom\na@b.fr;Martin;de trop\n", "0/0/1", "2 - Plus de cellules"},
    {"e-mail;nom\n\"a@b.fr;Martin\nc@d.fr;X\n", "1/0/1", "2 - Un guillemet est ouvert"},
    {"e-mail;nom\n\"a@b.fr\"x;Martin\nc@d.fr;X\n", "1/0/1", "2 - Du texte suit"},
    {"e-mail;nom\na@b.fr;"
     "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé\n",
     "0/0/1", "2 nom C’est trop long"},
    {"e-mail;nom\na@b.fr;Anne\r\nBcc: x@y.z;Y\n", "1/0/1", "3 e-mail Ce n’est pas"},
};

static void lists_are_understood_or_said_why(void **state)
{
    (void)state;
    assert_true(ARRAY_LEN(lists) >= 30);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        struct invitation_table t = read_list(lists[i].list);
        const char *read =
            arena_printf(&h.arena, "%zu/%lld/%zu", t.n, (long long)t.repeated, t.n_faulty);
        if (strcmp(read, lists[i].read) != 0)
            fail_msg("%s: %s, not %s", lists[i].list, read, lists[i].read);
        assert_int_equal(t.n_faults != 0, lists[i].fault != NULL);
        if (!lists[i].fault)
            continue;
        const struct list_fault *f = &t.faults[0];
        const char *said = arena_printf(&h.arena, "%lld %s %s", (long long)f->line,
                                        f->column ? f->column : "-", f->text);
        if (strncmp(said, lists[i].fault, strlen(lists[i].fault)) != 0)
            fail_msg("%s: %s, not %s", lists[i].list, said, lists[i].fault);
    }
}

static void a_draft_has_what_the_line_says(void **state)
{
    (void)state;
    struct invitation_table t =
        read_list("structure;territoire;e-mail;prénom;nom;écosystème;langue;notes\n"
                  "\"Ville; de \"\"Lyon\"\"\";69001;a@b.fr; Anne\u202e ;Martin;association;en;x\n");
    assert_int_equal(t.n, 1);
    const struct invitation_draft *d = &t.drafts[0];
    assert_string_equal(d->given_name, "Anne");
    assert_string_equal(d->family_name, "Martin");
    assert_string_equal(d->organisation, "Ville; de \"Lyon\"");
    assert_string_equal(d->ecosystem, "association");
    assert_string_equal(d->territory, "commune-69123");
    assert_string_equal(d->lang, "en");
    assert_int_equal(strlen(d->token), TOKEN_SIZE - 1);
    assert_int_equal(t.n_ignored, 1);
    assert_string_equal(t.ignored[0], "notes");
}

static const char *long_list(int rows)
{
    BUF_SCOPED b = BUF_INIT(8 << 20);
    buf_puts(&b, "e-mail;nom;territoire\n");
    for (int i = 0; i < rows; i++)
        buf_printf(&b, "p%04d@exemple.fr;Personne %d;%s\n", i, i, i % 2 ? "Lyon" : "97110");
    return arena_strdup(&h.arena, buf_str(&b));
}

static void five_thousand_lines_are_the_most(void **state)
{
    (void)state;
    struct invitation_table t = read_list(long_list(INVITATIONS_MAX));
    assert_int_equal(t.n, INVITATIONS_MAX);
    assert_int_equal(t.n_faults, 0);
    t = read_list(long_list(INVITATIONS_MAX + 1));
    assert_int_equal(t.n, 0);
    assert_int_equal(t.n_faults, 1);
    assert_int_equal(t.faults[0].line, INVITATIONS_MAX + 2);
}

/* ---- rules ------------------------------------------------------------------------------ */

static struct add_invitations add(const char *list)
{
    struct invitation_table t = read_list(list);
    assert_int_equal(t.n_faults, 0);
    struct add_invitations x = {.event = event.id, .drafts = t.drafts, .n = t.n, .now = 1625468400};
    assert_int_equal(store_write(h.app.store, add_invitations, &x), OK);
    return x;
}

static struct invitation_counts counts(void)
{
    struct invitation_counts c;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(invitation_count(h.worker->db, &h.arena, event.id, &c), OK);
    db_end_read(h.worker->db);
    return c;
}

static struct invitation find(const char *email)
{
    const struct invitation *list;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(invitation_list(h.worker->db, &h.arena, event.id, INVITATIONS_ALL,
                                     (invitation_id){0}, 100000, &list, &n),
                     OK);
    db_end_read(h.worker->db);
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].draft.email, email) == 0)
            return list[i];
    fail_msg("%s is not invited", email);
    return list[0];
}

static void an_address_is_invited_once(void **state)
{
    (void)state;
    struct add_invitations x = add("e-mail;nom;structure\nune@exemple.fr;Martin;Ville\n");
    assert_int_equal(x.added, 1);
    const char *token = find("une@exemple.fr").token;
    x = add("e-mail;nom;structure\nUNE@exemple.fr;Martin-Petit;\n");
    assert_int_equal(x.added, 0);
    assert_int_equal(x.known, 1);
    struct invitation v = find("une@exemple.fr");
    assert_string_equal(v.token, token);
    assert_string_equal(v.draft.family_name, "Martin-Petit");
    assert_string_equal(v.draft.organisation, "Ville"); /* what a list does not say stays */
    x = add("e-mail\nune@exemple.fr\n");
    assert_string_equal(find("une@exemple.fr").draft.family_name, "Martin-Petit");
}

static int64_t messages_queued(void)
{
    struct mail_row *rows;
    size_t n;
    int64_t found = 0;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 100000, &rows, &n), OK);
    db_end_read(h.worker->db);
    for (size_t i = 0; i < n; i++)
        found += strcmp(rows[i].kind, "invitation/sent") == 0;
    return found;
}

static int64_t send(void)
{
    struct send_invitations x = {.event = event.id, .now = 1625468400};
    assert_int_equal(store_write(h.app.store, send_invitations, &x), OK);
    return x.sent;
}

static void each_is_sent_once(void **state)
{
    (void)state;
    send();
    int64_t before = messages_queued();
    add("e-mail;nom\nenvoi1@exemple.fr;A\nenvoi2@exemple.fr;B\n");
    struct invitation_counts c = counts();
    assert_int_equal(c.to_send, 2);
    assert_int_equal(send(), 2);
    assert_int_equal(send(), 0);
    assert_int_equal(messages_queued(), before + 2);
    assert_int_equal(counts().to_remind, c.to_remind + 2);
    assert_true(find("envoi1@exemple.fr").sent_at == 1625468400);
}

static void a_wrong_list_is_taken_back(void **state)
{
    (void)state;
    send();
    int64_t all = counts().all;
    add("e-mail\nerreur1@exemple.fr\nerreur2@exemple.fr\n");
    struct withdraw_invitations x = {.event = event.id};
    assert_int_equal(store_write(h.app.store, withdraw_invitations, &x), OK);
    assert_int_equal(x.withdrawn, 2);
    assert_int_equal(counts().all, all);
}

static void who_is_registered_has_answered(void **state)
{
    (void)state;
    harness_register(&h, SLUG, "Avant");
    add("e-mail\nAVANT@example.org\n");
    assert_true(find("AVANT@example.org").answered);
    assert_int_equal(send(), 0);
    add("e-mail\nApres@example.org\n");
    assert_false(find("Apres@example.org").answered);
    const char *token = harness_register(&h, SLUG, "Apres");
    struct invitation v = find("Apres@example.org");
    assert_true(v.answered);
    assert_int_equal(v.state, STATE_CONFIRMED);
    struct change_registration cancel = {
        .change = CHANGE_CANCEL, .token = token, .now = 1625468400};
    assert_int_equal(store_write(h.app.store, change_registration, &cancel), OK);
    assert_int_equal(find("Apres@example.org").state, STATE_CANCELLED);
    harness_register(&h, SLUG, "Apres");
    assert_int_equal(find("Apres@example.org").state, STATE_CONFIRMED);
}

/* ---- the person's way ------------------------------------------------------------------- */

static enum mail_refusal refusal_of(const char *address)
{
    enum mail_refusal out;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_refusal_of(h.worker->db, &h.arena, address, &out), OK);
    db_end_read(h.worker->db);
    return out;
}

static void one_may_decline(void **state)
{
    (void)state;
    add("e-mail\nnon1@exemple.fr\nnon2@exemple.fr\nnon3@exemple.fr\n");
    send();
    int64_t to_remind = counts().to_remind;
    const char *no = arena_printf(&h.arena, "/invitations/%s/refus", find("non1@exemple.fr").token);
    struct reply a = harness_get(&h, no); /* a scanner of mail */
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Je ne viendrai pas");
    assert_true(find("non1@exemple.fr").declined_at == NO_INSTANT);
    assert_int_equal(harness_send(&h, "POST", no, NULL, "").status, 303);
    assert_true(find("non1@exemple.fr").declined_at != NO_INSTANT);
    assert_int_equal(counts().to_remind, to_remind - 1);
    assert_int_equal(refusal_of("non1@exemple.fr"), REFUSAL_NONE);
    assert_contains(harness_get(&h, no).body, "C’est noté");
    assert_contains(harness_get_as(&h, LIST, &camille).body, "Décline");
    /* RFC 8058: a reader of mail, without cookie, without Origin */
    no = arena_printf(&h.arena, "/invitations/%s/refus", find("non2@exemple.fr").token);
    a = harness_send(&h, "POST", no, NULL, "List-Unsubscribe=One-Click");
    assert_int_equal(a.status, 303);
    assert_int_equal(refusal_of("NON2@exemple.fr"), REFUSAL_UNSUBSCRIBED);
    no = arena_printf(&h.arena, "/invitations/%s/refus", find("non3@exemple.fr").token);
    assert_int_equal(harness_send(&h, "POST", no, NULL, "plus=1").status, 303);
    assert_int_equal(refusal_of("non3@exemple.fr"), REFUSAL_UNSUBSCRIBED);
    struct reply list = harness_get_as(&h, "/organisation/messages/refus", &camille);
    assert_contains(list.body, "non3@exemple.fr");
    const char *lift = strstr(list.body, "/organisation/messages/refus/");
    assert_non_null(lift);
    lift = arena_strndup(&h.arena, lift, strcspn(lift, "\""));
    assert_int_equal(harness_post_as(&h, lift, &camille, "").status, 303);
    assert_int_equal(refusal_of("non3@exemple.fr"), REFUSAL_NONE); /* the latest stands first */
}

static int64_t remind(int64_t now)
{
    struct remind_invitations x = {.event = event.id, .now = now};
    assert_int_equal(store_write(h.app.store, remind_invitations, &x), OK);
    return x.reminded;
}

static enum err render_latest(struct mail_message *m)
{
    struct mail_row *rows;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 1, &rows, &n), OK);
    assert_string_equal(rows[0].kind, "invitation/reminder");
    enum err e = mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[0], m);
    db_end_read(h.worker->db);
    return e;
}

static void who_does_not_answer_is_reminded(void **state)
{
    const int64_t sent = 1625468400, later = sent + REMIND_AFTER;
    struct mail_message m;
    (void)state;
    send();
    remind(later); /* those of other tests */
    add("e-mail\nrelance1@exemple.fr\nrelance2@exemple.fr\n");
    send();
    assert_int_equal(remind(later - 1), 0);
    assert_int_equal(remind(later), 2);
    assert_int_equal(remind(later + REMIND_AFTER - 1), 0);
    assert_int_equal(render_latest(&m), OK);
    assert_contains(m.subject, "Votre invitation vous attend");
    assert_contains(m.unsubscribe, "/refus"); /* RFC 8058 */
    const char *no =
        arena_printf(&h.arena, "/invitations/%s/refus", find("relance2@exemple.fr").token);
    harness_send(&h, "POST", no, NULL, "");
    assert_int_equal(render_latest(&m), ERR_GONE); /* one that answers meanwhile gets none */
    h.app.clock.shift += REMIND_AFTER + 86400;
    add("e-mail\nrelance3@exemple.fr\n");
    send();
    struct signed_in then = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    struct reply page = harness_get_as(&h, LIST, &then);
    h.app.clock.shift -= REMIND_AFTER + 86400;
    assert_contains(page.body, "value=\"relancer\"");
    camille =
        harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER); /* swept meanwhile */
}

static void opening_is_a_press(void **state)
{
    (void)state;
    add("e-mail;prénom;nom;structure;écosystème;territoire\n"
        "ouvre@exemple.fr;Zoé;Durand;Ville de Lyon;collectivité;69001\n");
    send();
    struct invitation v = find("ouvre@exemple.fr");
    const char *page = arena_printf(&h.arena, "/invitations/%s", v.token);
    struct reply a = harness_get(&h, page);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Ouvrir mon invitation");
    assert_contains(a.body, "Invitation pour Zoé");
    assert_lacks(a.body, "ouvre@exemple.fr");
    assert_lacks(a.body, "Durand");
    assert_contains(a.body, "noindex");
    assert_false(a.cacheable);
    assert_true(find("ouvre@exemple.fr").opened_at == NO_INSTANT);
    a = harness_send(&h, "POST", page, NULL, "");
    assert_int_equal(a.status, 303);
    assert_true(find("ouvre@exemple.fr").opened_at != NO_INSTANT);
    int64_t first = find("ouvre@exemple.fr").opened_at;
    h.app.clock.shift += 60;
    harness_send(&h, "POST", page, NULL, "");
    h.app.clock.shift -= 60;
    struct open_invitation later = {v.token, first + 120}; /* two presses that cross */
    assert_int_equal(store_write(h.app.store, open_invitation, &later), OK);
    assert_true(find("ouvre@exemple.fr").opened_at == first);
    a = harness_get(&h, reply_header(&a, "Location"));
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "value=\"Zoé\"");
    assert_contains(a.body, "value=\"Durand\"");
    assert_contains(a.body, "value=\"ouvre@exemple.fr\"");
    assert_contains(a.body, "value=\"Ville de Lyon\"");
    assert_contains(a.body, "value=\"collectivite\" selected");
    assert_contains(a.body, "Lyon (Rhône, 69)");
    assert_contains(a.body, arena_printf(&h.arena, "name=\"invitation\" value=\"%s\"", v.token));
    assert_string_equal(reply_header(&a, "Cache-Control"), "no-store");
}

static void an_answer_is_linked_whatever_the_address(void **state)
{
    (void)state;
    add("e-mail;prénom;nom\nlien@exemple.fr;Léa;Lien\n");
    send();
    struct invitation v = find("lien@exemple.fr");
    const char *form = arena_printf(&h.arena,
                                    "given_name=L%%C3%%A9a&family_name=Lien&modality=remote&"
                                    "email=lea.perso%%40exemple.fr&invitation=%s",
                                    v.token);
    struct reply a =
        harness_send(&h, "POST", FORM, NULL, arena_printf(&h.arena, "%s&wish1=abc", form));
    assert_int_equal(a.status, 422); /* what was sent with is kept */
    assert_contains(a.body, v.token);
    assert_int_equal(harness_send(&h, "POST", FORM, NULL, form).status, 303);
    v = find("lien@exemple.fr");
    assert_true(v.answered);
    assert_int_equal(v.state, STATE_CONFIRMED);
    a = harness_get(&h, arena_printf(&h.arena, "/invitations/%s", v.token));
    assert_contains(a.body, "Vous avez répondu");
    assert_lacks(a.body, "/inscriptions/");
}

static void unknown_invitations_open_nothing(void **state)
{
    (void)state;
    assert_int_equal(harness_get(&h, "/invitations/inconnue").status, 404);
    assert_int_equal(harness_send(&h, "POST", "/invitations/inconnue", NULL, "").status, 404);
    struct reply a = harness_get(&h, FORM "?invitation=inconnue");
    assert_int_equal(a.status, 200);
    assert_lacks(a.body, "name=\"invitation\"");
    struct invitation v = find("une@exemple.fr");
    a = harness_get(&h, arena_printf(&h.arena,
                                     "/rencontres/2019-partenariats-territoriaux/inscription"
                                     "?invitation=%s",
                                     v.token));
    assert_lacks(a.body, "une@exemple.fr");
}

/* ---- the organiser's pages -------------------------------------------------------------- */

static const char *encoded(const char *text)
{
    BUF_SCOPED b = BUF_INIT(8 << 20);
    for (const char *p = text; *p; p++)
        buf_printf(&b, "%%%02X", (unsigned char)*p);
    return arena_strdup(&h.arena, buf_str(&b));
}

static struct reply post_list(const char *act, const char *list)
{
    return harness_post_as(&h, LIST, &camille,
                           arena_printf(&h.arena, "acte=%s&liste=%s", act, encoded(list)));
}

static void organisers_alone_invite(void **state)
{
    (void)state;
    assert_int_equal(harness_get(&h, LIST).status, 303);
    assert_int_equal(harness_send(&h, "POST", LIST, NULL, "acte=inviter").status, 401);
    assert_int_equal(harness_get_as(&h, LIST, &camille).status, 200);
    assert_contains(
        harness_get_as(&h, "/organisation/rencontres/" SLUG "/inscriptions", &camille).body, LIST);
    assert_int_equal(
        harness_get_as(&h, "/organisation/rencontres/inconnue/invitations", &camille).status, 404);
    assert_int_equal(harness_get_as(&h, LIST "?apres=x", &camille).status, 404);
}

static void nothing_is_added_before_it_is_shown(void **state)
{
    const char *list = "e-mail;prénom;nom;notes\npage1@exemple.fr;<b>Anne</b>;Martin;x\n"
                       "page2(at)exemple.fr;Paul;Petit;x\npage1@exemple.fr;Anne;Martin;x\n";
    (void)state;
    int64_t all = counts().all;
    struct reply a = post_list("relire", list);
    assert_int_equal(a.status, 422);
    assert_int_equal(counts().all, all);
    assert_contains(a.body, "Ligne 3, colonne «\u00a0e-mail\u00a0»");
    assert_contains(a.body, "Une personne comprise");
    assert_contains(a.body, "&lt;b&gt;Anne");
    assert_contains(a.body, "répète une adresse");
    assert_contains(a.body, "notes");
    assert_contains(a.body, "page2(at)exemple.fr;Paul;Petit;x"); /* nothing is lost */
    a = post_list("ajouter", list);
    assert_int_equal(a.status, 422);
    assert_int_equal(counts().all, all + 1);
    assert_contains(a.body, "Voici ce qui reste à corriger");
    const char *rest = strstr(a.body, "<textarea");
    assert_non_null(rest);
    assert_contains(rest, "e-mail;prénom;nom;notes\npage2(at)exemple.fr;Paul;Petit;x");
    assert_lacks(rest, "page1@exemple.fr");
    a = post_list("ajouter", "e-mail;prénom\npage2@exemple.fr;Paul\n");
    assert_int_equal(a.status, 303);
    assert_contains(reply_header(&a, "Location"), "?ajoutees=1");
    a = harness_get_as(&h, LIST "?ajoutees=1", &camille);
    assert_contains(a.body, "Une personne ajoutée.");
    assert_contains(a.body, "Inviter ces 2 personnes");
}

static void the_button_invites(void **state)
{
    (void)state;
    int64_t waiting = counts().to_send, before = messages_queued();
    assert_true(waiting > 0);
    struct reply a = harness_post_as(&h, LIST, &camille, "acte=inviter");
    assert_int_equal(a.status, 303);
    assert_int_equal(messages_queued(), before + waiting);
    assert_lacks(harness_get_as(&h, LIST, &camille).body, "value=\"inviter\"");
    a = harness_get_as(&h, "/organisation/messages", &camille);
    assert_contains(a.body, "Invitation");
    assert_contains(a.body, "page2@exemple.fr");
}

static void filters_show_whom_to_remind(void **state)
{
    (void)state;
    struct reply a = harness_get_as(&h, LIST "?qui=a-relancer", &camille);
    assert_contains(a.body, "page1@exemple.fr");
    assert_lacks(a.body, "lien@exemple.fr");
    a = harness_get_as(&h, LIST "?qui=inscrits", &camille);
    assert_lacks(a.body, "page1@exemple.fr");
    assert_contains(a.body, "lien@exemple.fr");
    assert_contains(a.body, "Inscription confirmée");
    a = harness_get_as(&h, LIST "?qui=a-inviter", &camille);
    assert_contains(a.body, "Personne ici.");
}

static void one_row_and_three_hundred_cost_the_same(void **state)
{
    struct harness one;
    (void)state;
    harness_open(&one, "2021-07-05T09:00", true);
    struct signed_in who = harness_sign_in(&one, "organisation@demo.example", ROLE_ORGANISER);
    harness_post_as(&one, LIST, &who, "acte=ajouter&liste=e-mail%0Aseule%40exemple.fr");
    struct reply few = harness_get_as(&one, LIST, &who);
    assert_contains(few.body, "seule@exemple.fr");
    harness_close(&one);
    add(long_list(300));
    struct reply a = harness_get_as(&h, LIST, &camille);
    assert_int_equal(a.statements, few.statements);
    const char *next = strstr(a.body, LIST "?apres=");
    assert_non_null(next);
    struct reply b =
        harness_get_as(&h, arena_strndup(&h.arena, next, strcspn(next, "\"")), &camille);
    assert_int_equal(b.statements, few.statements);
    assert_contains(b.body, "exemple.fr");
}

/* Pages follow each other without a gap or a repetition. */
static void every_person_is_on_one_page(void **state)
{
    const char *at = LIST;
    int64_t seen = 0;
    (void)state;
    for (int pages = 0; at && pages < 100; pages++) {
        const char *body = harness_get_as(&h, at, &camille).body;
        const char *rows = strstr(body, "class=\"entries\"");
        assert_non_null(rows);
        for (const char *row = strstr(rows, "<b>"); row; row = strstr(row + 1, "<b>"))
            seen++;
        const char *next = strstr(body, LIST "?apres=");
        at = next ? arena_strndup(&h.arena, next, strcspn(next, "\"")) : NULL;
    }
    assert_int_equal(seen, counts().all);
}

static void a_meeting_that_is_over_invites_nobody(void **state)
{
    (void)state;
    const struct clock kept = h.app.clock;
    h.app.clock.shift += 30 * 86400;
    struct signed_in late = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    assert_int_equal(harness_post_as(&h, LIST, &late, "acte=inviter").status, 409);
    struct invitation v = find("page1@exemple.fr");
    struct reply a = harness_get(&h, arena_printf(&h.arena, "/invitations/%s", v.token));
    assert_contains(a.body, "sont closes");
    assert_lacks(a.body, "Ouvrir mon invitation");
    h.app.clock = kept;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_understood_or_said_why),
        cmocka_unit_test(a_draft_has_what_the_line_says),
        cmocka_unit_test(five_thousand_lines_are_the_most),
        cmocka_unit_test(an_address_is_invited_once),
        cmocka_unit_test(each_is_sent_once),
        cmocka_unit_test(who_does_not_answer_is_reminded),
        cmocka_unit_test(one_may_decline),
        cmocka_unit_test(a_wrong_list_is_taken_back),
        cmocka_unit_test(who_is_registered_has_answered),
        cmocka_unit_test(opening_is_a_press),
        cmocka_unit_test(an_answer_is_linked_whatever_the_address),
        cmocka_unit_test(unknown_invitations_open_nothing),
        cmocka_unit_test(organisers_alone_invite),
        cmocka_unit_test(nothing_is_added_before_it_is_shown),
        cmocka_unit_test(the_button_invites),
        cmocka_unit_test(filters_show_whom_to_remind),
        cmocka_unit_test(one_row_and_three_hundred_cost_the_same),
        cmocka_unit_test(every_person_is_on_one_page),
        cmocka_unit_test(a_meeting_that_is_over_invites_nobody),
    };
    return cmocka_run_group_tests(tests, open_demo, close_demo);
}
