/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The accounts: who may do what. */
#include "site/house/handlers.h"
#include "site/house/journal.h"
#include "site/house/rights.h"

#include "base/text.h"
#include "site/site_pages.h"
#include "view/dates.h"
#include "view/tr.h"

#define PATH "/organisation/comptes"
#define SHOWN 100
#define NAME_MAX_BYTES 120

/* ---- the list --------------------------------------------------------------------------- */

static const char *path_of(struct request *r, account_id id)
{
    return arena_printf(r->arena, PATH "/%lld", (long long)id.v);
}

static const char *list_path(struct request *r, bool everyone, const char *search,
                             const char *after)
{
    return arena_printf(r->arena, PATH "?%s%s%s%s%s", everyone ? "tous=1&" : "",
                        search && *search ? "q=" : "",
                        search && *search ? request_escape(r->arena, search, "") : "",
                        after ? "&apres=" : "", after ? request_escape(r->arena, after, "") : "");
}

static struct account_line_view line_of(struct request *r, const struct account *a)
{
    return (struct account_line_view){
        .href = path_of(r, a->id),
        .name = a->name,
        .email = a->email,
        .role = rights_role(request_lang(r), a->role),
        .parts = rights_parts(r->arena, request_lang(r), a->parts),
        .disabled = a->disabled_at != 0,
    };
}

static enum err add_lines(struct request *r, struct accounts_view *v)
{
    const char *after = http_form_get(&r->query, "apres");
    const struct account_filter f = {
        .staff = !v->everyone, .search = v->search, .after = after ? after : ""};
    const struct account *list;
    size_t n;
    enum err e = account_page(r->db, r->arena, &f, SHOWN + 1, &list, &n);
    if (e != OK)
        return e;
    if (n > SHOWN) {
        n = SHOWN;
        v->more =
            list_path(r, v->everyone, v->search, text_fold(r->arena, str_of(list[n - 1].email)).p);
    }
    struct account_line_view *lines = arena_array(r->arena, n, sizeof *lines);
    for (size_t i = 0; i < n; i++)
        lines[i] = line_of(r, &list[i]);
    v->lines = lines;
    v->n_lines = n;
    return OK;
}

static enum err show_list(struct request *r, struct accounts_view *v, const struct rights *rights)
{
    const char *search = http_form_get(&r->query, "q");
    v->action = PATH;
    v->everyone = http_form_get(&r->query, "tous") != NULL;
    v->search = search && strlen(search) <= 254 ? search : "";
    v->staff_href = list_path(r, false, v->search, NULL);
    v->everyone_href = list_path(r, true, v->search, NULL);
    v->rights = rights_view(r, rights);
    v->wrong = v->email_wrong || v->name_wrong || rights->role_wrong || rights->parts_wrong;
    enum err e = add_lines(r, v);
    if (e != OK)
        return e;
    r->res->status = v->wrong ? 422 : 200;
    r->page.noindex = true;
    request_title(r, tr(request_lang(r), TR("Comptes")), NULL);
    accounts_page(r->body, &r->page, v);
    return OK;
}

enum err accounts_show(struct request *r)
{
    struct accounts_view v = {.email = "", .name = ""};
    const struct rights none = {.role = ROLE_ORGANISER};
    return show_list(r, &v, &none);
}

/* ---- adding ----------------------------------------------------------------------------- */

static void read_person(struct request *r, struct accounts_view *v)
{
    const char *email = http_form_get(&r->form, "email"), *name = http_form_get(&r->form, "nom");
    const char *lang = request_lang(r);
    v->email = email ? str_dup(r->arena, str_trim(str_of(email))) : "";
    v->name = name ? text_line(r->arena, str_of(name)) : "";
    if (!email_is_plausible(v->email))
        v->email_wrong =
            tr(lang, TR("Écrivez une adresse électronique, par exemple lea@reseau.example."));
    if (strlen(v->name) > NAME_MAX_BYTES)
        v->name_wrong = tr(lang, TR("Ce nom est trop long."));
}

enum err account_add_take(struct request *r)
{
    struct accounts_view v = {.action = PATH};
    const struct rights rights = rights_read(r);
    const struct audit_by by = request_by(r);
    read_person(r, &v);
    const struct account account = {.email = v.email,
                                    .name = *v.name ? v.name : NULL,
                                    .role = rights.role,
                                    .parts = rights.parts};
    struct change_account x = {
        .change = ACCOUNT_ADD, .account = &account, .by = &by, .now = request_now(r)};
    if (v.email_wrong || v.name_wrong || rights.role_wrong || rights.parts_wrong)
        return show_list(r, &v, &rights);
    enum err e = store_write(r->app->store, change_account, &x);
    if (e == ERR_CONFLICT) {
        v.email_wrong = tr(request_lang(r), TR("Il y a déjà un compte à cette adresse : "
                                               "cherchez-le dans la liste pour changer ses "
                                               "droits."));
        return show_list(r, &v, &rights);
    }
    return e == OK ? request_redirect(r, 303,
                                      arena_printf(r->arena, "%s?fait=ouvert", path_of(r, x.id)))
                   : e;
}

/* ---- one account ------------------------------------------------------------------------ */

static enum err find_account(struct request *r, struct account *out)
{
    account_id id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id.v))
        return ERR_NOT_FOUND;
    return account_by_id(r->db, r->arena, id, out);
}

static const char *what_was_done(struct request *r)
{
    static const char *const all[][2] = {
        {"ouvert", TR("Le compte est ouvert. La personne se connecte avec son adresse : un code "
                      "lui est envoyé.")},
        {"droits", TR("Les droits sont enregistrés ; ils valent dès sa prochaine page.")},
        {"ferme", TR("Le compte est désactivé, et ses connexions sont fermées.")},
    };
    const char *done = http_form_get(&r->query, "fait");
    for (size_t i = 0; done && i < ARRAY_LEN(all); i++)
        if (strcmp(all[i][0], done) == 0)
            return tr(request_lang(r), all[i][1]);
    return NULL;
}

static const char *rights_words(struct arena *a, const struct account *account)
{
    return arena_printf(a, "%s:%s", role_word(account->role), parts_text(a, account->parts));
}

static enum err show_account(struct request *r, const struct account *a,
                             const struct rights *rights, const char *wrong)
{
    struct civil c;
    zone_local(zone_open(r->arena, JOURNAL_ZONE), a->created_at, &c);
    const struct account_view v = {
        .action = path_of(r, a->id),
        .all = PATH,
        .journal =
            arena_printf(r->arena, "/organisation/journal?chose=account-%lld", (long long)a->id.v),
        .name = a->name,
        .email = a->email,
        .role = rights_role(request_lang(r), a->role),
        .since = date_plain(r->arena, request_lang(r), &c),
        .notice = wrong ? NULL : what_was_done(r),
        .wrong = wrong,
        .disabled = a->disabled_at != 0,
        .mine = a->id.v == r->account->id.v,
        .seen = rights_words(r->arena, a),
        .rights = rights_view(r, rights),
    };
    r->res->status = wrong || rights->role_wrong || rights->parts_wrong ? 422 : 200;
    r->page.noindex = true;
    request_title(r, a->name ? a->name : a->email, NULL);
    account_page_show(r->body, &r->page, &v);
    return OK;
}

enum err account_show(struct request *r)
{
    struct account a;
    enum err e = find_account(r, &a);
    if (e != OK)
        return e;
    const struct rights now = {.role = a.role, .parts = a.parts};
    return show_account(r, &a, &now, NULL);
}

/* "organiser:meetings, members": the rights that the form showed. */
static bool read_seen(struct request *r, struct account *out)
{
    struct str rest = str_of(http_form_get(&r->form, "vu"));
    struct str role = rest.p ? str_cut(&rest, ':') : rest;
    *out = (struct account){.role = ROLE_NONE};
    return rest.p && (!role.n || role_from_word(str_dup(r->arena, role), &out->role)) &&
           parts_from_text(str_dup(r->arena, rest), &out->parts);
}

/* The change as it is asked for; `*done` is the word of what it did. */
static enum err apply(struct request *r, struct account *a, enum account_change change,
                      const struct account *seen)
{
    const struct audit_by by = request_by(r);
    struct change_account x = {
        .change = change, .account = a, .seen = seen, .by = &by, .now = request_now(r)};
    return store_write(r->app->store, change_account, &x);
}

static enum err answer(struct request *r, const struct account *was, const struct rights *rights,
                       enum err e, const char *done)
{
    const char *lang = request_lang(r);
    if (e == OK)
        return request_redirect(r, 303,
                                arena_printf(r->arena, "%s?fait=%s", path_of(r, was->id), done));
    if (e == ERR_FORBIDDEN)
        return show_account(r, was, rights,
                            tr(lang, TR("C’est le dernier compte d’administration : donnez "
                                        "d’abord ce rôle à une autre personne.")));
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND)
        return show_account(r, was, rights,
                            tr(lang, TR("Ce compte a changé entre-temps : rien n’a été "
                                        "enregistré. Voici ce que vous aviez choisi.")));
    return e;
}

enum err account_take(struct request *r)
{
    const char *act = http_form_get(&r->form, "acte");
    struct account was, wanted, seen;
    enum err e = find_account(r, &was);
    if (e != OK)
        return e;
    wanted = was;
    struct rights rights = {.role = was.role, .parts = was.parts};
    if (act && strcmp(act, "desactiver") == 0)
        return answer(r, &was, &rights, apply(r, &wanted, ACCOUNT_DISABLE, NULL), "ferme");
    if (act && strcmp(act, "rouvrir") == 0)
        return answer(r, &was, &rights, apply(r, &wanted, ACCOUNT_ADD, NULL), "ouvert");
    rights = rights_read(r);
    if (!read_seen(r, &seen))
        return request_fail(r, ERR_INVALID, TR("Ce formulaire ne dit pas quoi faire."));
    if (rights.role_wrong || rights.parts_wrong)
        return show_account(r, &was, &rights, NULL);
    wanted.role = rights.role;
    wanted.parts = rights.parts;
    return answer(r, &was, &rights, apply(r, &wanted, ACCOUNT_RIGHTS, &seen), "droits");
}
