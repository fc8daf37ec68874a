/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/supporters/views.h"

#include "meeting/supporters/handlers.h"
#include "view/tr.h"

/* The narrower piece shows twice as fine as the box: for screens that can. */
#define PIECE_WIDTH 400

/* ---- logos ---------------------------------------------------------------------------------- */

/* Room is kept on the page before the picture comes: nothing moves when it does. */
static void show_logo(const struct picture *p, struct backer_view *out)
{
    int64_t w = p->width, h = p->height;
    if (w * BACKER_HEIGHT > h * BACKER_WIDTH) {
        out->width = w < BACKER_WIDTH ? w : BACKER_WIDTH;
        out->height = h * out->width / w;
    } else {
        out->height = h < BACKER_HEIGHT ? h : BACKER_HEIGHT;
        out->width = w * out->height / h;
    }
    out->width = out->width < 1 ? 1 : out->width;
    out->height = out->height < 1 ? 1 : out->height;
    out->src = p->href;
    out->alt = *p->alt ? p->alt : out->name;
}

enum err view_backers(struct request *r, const struct supporter *list, size_t n,
                      struct backer_view **out)
{
    file_id ids[FILE_LIST_MAX];
    struct picture pictures[FILE_LIST_MAX];
    size_t with_logo = n < FILE_LIST_MAX ? n : FILE_LIST_MAX;
    *out = arena_array(r->arena, n, sizeof **out);
    for (size_t i = 0; i < with_logo; i++)
        ids[i] = list[i].logo;
    enum err e =
        with_logo ? file_pictures(r->db, r->arena, ids, with_logo, PIECE_WIDTH, pictures) : OK;
    for (size_t i = 0; e == OK && i < n; i++) {
        (*out)[i] = (struct backer_view){.name = list[i].name, .href = list[i].address};
        if (i < with_logo && pictures[i].href)
            show_logo(&pictures[i], &(*out)[i]);
    }
    return e;
}

enum err supporters_view(struct request *r, const struct event *e, const struct backer_view **out,
                         size_t *n)
{
    struct supporter *list;
    struct backer_view *views;
    enum err err = supporters_of(r->db, r->arena, e->id, &list, n);
    if (err == OK)
        err = view_backers(r, list, *n, &views);
    if (err == OK)
        *out = views;
    return err;
}

/* ---- the form ------------------------------------------------------------------------------- */

static struct field_view field(struct request *r, const char *name, const char *label,
                               const char *help, const char *value, const char *error)
{
    const char *lang = request_lang(r);
    struct field_view f = {.name = name,
                           .label = tr(lang, label),
                           .help = help ? tr(lang, help) : NULL,
                           .value = value,
                           .error = error,
                           .type = "text"};
    if (help || error)
        f.described =
            arena_printf(r->arena, "%s%s%s%s%s", help ? name : "", help ? "-aide" : "",
                         help && error ? " " : "", error ? name : "", error ? "-erreur" : "");
    return f;
}

static void add_error(struct request *r, struct supporter_form_view *v,
                      struct form_error_view *list, const struct field_view *f)
{
    if (f->error)
        list[v->n_errors++] =
            (struct form_error_view){arena_printf(r->arena, "#%s", f->name),
                                     arena_printf(r->arena, "%s – %s", f->label, f->error)};
}

void view_supporter_form(struct request *r, const struct supporter_typed *typed,
                         struct supporter_form_view *out)
{
    struct form_error_view *errors = arena_array(r->arena, 3, sizeof *errors);
    out->name = field(r, "nom", TR("Nom du soutien"), NULL, typed->name, typed->name_error);
    out->name.required = true;
    out->address =
        field(r, "adresse", TR("Adresse de son site"), TR("Elle commence par https:// ou http://."),
              typed->address, typed->address_error);
    out->address.type = "url";
    out->logo =
        field(r, "logo", TR("Logo"),
              TR("PNG, JPEG, WebP ou GIF, 10 Mo au plus. L’image est redessinée à la taille "
                 "de la page ; ce que le fichier disait d’autre (lieu, appareil) n’est pas "
                 "gardé."),
              NULL, typed->logo_error);
    out->alt =
        field(r, "alternative", TR("Texte qui remplace le logo"),
              TR("Pour qui ne voit pas l’image. Laissé vide, c’est le nom."), typed->alt, NULL);
    add_error(r, out, errors, &out->name);
    add_error(r, out, errors, &out->address);
    add_error(r, out, errors, &out->logo);
    out->errors = errors;
}
