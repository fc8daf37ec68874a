/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/verbs.h"

#include "meeting/export.h"
#include "meeting/invitation/handlers.h"
#include "meeting/meeting.h"
#include "meeting/organiser/verbs.h"
#include "meeting/read/read.h"

#include <errno.h>

/* ---- programme import ------------------------------------------------------------------- */

static int print_parsed(struct cli *c, const struct programme *p, const char *format)
{
    BUF_SCOPED b = BUF_INIT(EXPORT_MAX_BYTES);
    if (strcmp(format, "json") == 0)
        programme_to_json(p, &b);
    else
        programme_to_text(p, &b);
    fwrite(buf_str(&b), 1, b.len, c->out);
    return CLI_DONE;
}

static void print_warnings(struct cli *c, const struct programme *p)
{
    for (size_t i = 0; i < p->n_warnings; i++)
        fprintf(c->err, "maillage: %s: %s:%d: %s\n", c->verb->name, c->input_name,
                p->warnings[i].line, p->warnings[i].message);
}

static int store_parsed(struct cli *c, const struct programme *p, struct str bytes)
{
    const char *slash = strrchr(c->input_name, '/');
    const struct audit_by by = AUDIT_COMMAND_LINE;
    struct programme_import import = {
        .programme = p,
        .slug = cli_option(c, "--event"),
        .source_name = slash ? slash + 1 : c->input_name,
        .source = bytes,
        .by = &by,
        .now = clock_now(&c->app->clock),
    };
    if (!cli_open(c))
        return CLI_REFUSED;
    enum err e = programme_import(c->app->store, c->arena, &import);
    if (e == ERR_CONFLICT)
        return cli_refuse(c, c->input_name,
                          "une autre rencontre porte déjà le numéro d’édition %d ; donner --event",
                          p->edition);
    if (e == ERR_TOO_LARGE)
        return cli_refuse(c, c->input_name, "plus de 2000 temps : en faire plusieurs rencontres");
    if (e != OK)
        return cli_refuse(c, c->input_name, "rien n’a été enregistré (%s)", err_name(e));
    print_warnings(c, p);
    fprintf(c->out,
            "Programme publié : %s/rencontres/%s/programme\n"
            "%lld temps : %lld nouveaux, %lld modifiés, %lld retirés ; %zu avertissements.\n",
            c->app->config.base_url, import.stored_slug, (long long)import.sessions,
            (long long)import.added, (long long)import.changed, (long long)import.removed,
            p->n_warnings);
    return CLI_DONE;
}

static int verb_import(struct cli *c)
{
    const char *format = cli_option(c, "--format"), *why = "";
    struct programme p;
    struct str bytes;
    if (c->n_args != 1)
        return cli_usage(c, "un seul fichier à la fois");
    if (format && strcmp(format, "json") != 0 && strcmp(format, "text") != 0)
        return cli_usage(c, "--format: text ou json");
    enum err e = cli_read(c, DOCUMENT_MAX_BYTES, &bytes);
    if (e == ERR_TOO_LARGE)
        return cli_refuse(c, c->input_name,
                          "plus de 20 Mio : en retirer les images, ou donner le texte seul");
    if (e != OK)
        return cli_refuse(c, c->input_name, "lecture impossible : %s", strerror(errno));
    if (programme_read(c->arena, bytes, &p, &why) != OK)
        return cli_refuse(c, c->input_name, "%s", why);
    if (cli_option(c, "--dry-run"))
        return print_parsed(c, &p, format ? format : "text");
    return store_parsed(c, &p, bytes);
}

/* ---- programme export ------------------------------------------------------------------- */

static enum err ics(const struct export_context *x, const struct timetable *t, struct buf *out)
{
    return export_ics(x, &t, 1, NULL, false, out);
}

static const struct {
    const char *name;
    enum err (*make)(const struct export_context *, const struct timetable *, struct buf *);
} formats[] = {{"ics", ics},
               {"schedule.json", export_schedule_json},
               {"schedule.xml", export_schedule_xml},
               {"pdf", export_pdf},
               {"csv", export_csv}};

int verb_write_output(struct cli *c, const struct buf *b)
{
    const char *path = cli_option(c, "--output");
    FILE *f = path ? fopen(path, "wbe") : c->out;
    if (!f)
        return cli_refuse(c, path, "%s", strerror(errno));
    bool ok = fwrite(buf_str(b), 1, b->len, f) == b->len && fflush(f) == 0;
    if (path && fclose(f) != 0)
        ok = false;
    return ok ? CLI_DONE
              : cli_refuse(c, path ? path : "sortie", "écriture impossible : %s", strerror(errno));
}

static int export_event(struct cli *c, struct db *db, const char *slug, size_t format)
{
    struct event event;
    struct timetable t;
    const struct export_context x = {.arena = c->arena,
                                     .base_url = c->app->config.base_url,
                                     .site_name = c->app->settings.site_name,
                                     .lang = "fr",
                                     .now = clock_now(&c->app->clock)};
    enum err e = event_by_slug(db, c->arena, slug, &event);
    if (e == OK)
        e = timetable_load(db, c->arena, &event, &t);
    if (e == ERR_NOT_FOUND)
        return cli_refuse(c, slug,
                          "aucune rencontre à cette adresse ; « --event » attend la fin de "
                          "/rencontres/…");
    BUF_SCOPED b = BUF_INIT(EXPORT_MAX_BYTES);
    if (e == OK)
        e = formats[format].make(&x, &t, &b);
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND)
        return cli_refuse(c, slug, "ce format demande un programme daté");
    return e == OK ? verb_write_output(c, &b)
                   : cli_refuse(c, slug, "export impossible (%s)", err_name(e));
}

static int verb_export(struct cli *c)
{
    const char *slug = cli_option(c, "--event"), *format = cli_option(c, "--format");
    size_t i = 0;
    struct db *db;
    while (format && i < ARRAY_LEN(formats) && strcmp(formats[i].name, format) != 0)
        i++;
    if (!slug || !format || i == ARRAY_LEN(formats))
        return cli_usage(
            c, "--event et --format (ics, schedule.json, schedule.xml, pdf ou csv) sont attendus");
    if (!cli_reader(c, &db))
        return CLI_REFUSED;
    int status = export_event(c, db, slug, i);
    db_end_read(db);
    store_reader_close(db);
    return status;
}

const struct verb meeting_verbs[MEETING_VERBS] = {
    {.name = "programme import",
     .usage = "programme import [--event ADRESSE] [--dry-run] [--format text|json] FICHIER|-",
     .summary = "lit un programme, quel que soit son fichier, et le publie",
     .help =
         "Lit un programme et en tire les jours, les séquences et les temps. Le fichier se "
         "reconnaît\n"
         "à son contenu :\n\n"
         "  texte (.txt, .md)            UTF-8, UTF-16 ou Windows-1252 ; 5 Mio au plus\n"
         "  Word, OpenDocument, PDF      .docx, .odt, .pdf ; 20 Mio au plus, sans mot de passe\n"
         "  horaire c3voc d’un pair      schedule.json, schedule.xml ; 5 Mio au plus\n\n"
         "Aucune ligne n’est perdue : ce qui n’est pas un temps est gardé en note, et ce qui "
         "étonne\n"
         "(chevauchement, trou, contradiction) est signalé avec son numéro de ligne ; dans un\n"
         "document, un paragraphe est une ligne. Le fichier lui-même est conservé.\n\n"
         "  --dry-run   montre ce qui a été compris, sans rien enregistrer\n"
         "  --format    text (par défaut) ou json, avec --dry-run\n"
         "  --event     remplace le programme de cette rencontre ; les temps déjà publiés gardent\n"
         "              leur adresse, et leur entrée d’agenda est mise à jour",
     .run = verb_import,
     .writes = true,
     .takes_input = true},
    {.name = "programme export",
     .usage = "programme export --event ADRESSE --format ics|schedule.json|schedule.xml|pdf|csv "
              "[--output FICHIER]",
     .summary = "écrit un programme publié dans un format d’échange",
     .help = "ics : agenda (RFC 5545) ; schedule.json, schedule.xml : formats c3voc ; pdf : à "
             "imprimer ;\n"
             "csv : tableur. Sans --output (ou -o), écrit sur la sortie standard.",
     .run = verb_export,
     .writes = true},
    {.name = "event set",
     .usage = "event set ADRESSE [--onsite-seats N|none] [--remote-seats N|none] "
              "[--onsite yes|no|tbc] [--remote yes|no|tbc]",
     .summary = "règle les places et le format d’une rencontre",
     .help =
         "ADRESSE est la fin de /rencontres/…\n\n"
         "  --onsite-seats, --remote-seats   nombre de places, ou none : sans limite. Ce qui se\n"
         "                                   libère est proposé à qui attend.\n"
         "  --onsite, --remote               oui (yes), non (no), à confirmer (tbc). Les\n"
         "                                   inscriptions suivent, et chaque personne concernée\n"
         "                                   reçoit un message.\n\n"
         "Tout est fait d’un coup, ou rien.",
     .run = verb_event_set,
     .writes = true},
    {.name = "event cancel",
     .usage = "event cancel ADRESSE",
     .summary = "dit à toutes les personnes inscrites qu’une rencontre n’aura pas lieu",
     .help = "Chacune reçoit un message, une seule fois même si la commande est relancée ; il ôte\n"
             "la rencontre de l’agenda de qui l’y avait mise. La page de la rencontre reste.",
     .run = verb_event_cancel,
     .writes = true},
    {.name = "registration export",
     .usage = "registration export --event ADRESSE --format csv|json [--output FICHIER]",
     .summary = "écrit les inscriptions d’une rencontre",
     .help = "Toutes, dans l’ordre d’arrivée, avec leur état : confirmed, waiting, offered,\n"
             "cancelled. Sans --output (ou -o), écrit sur la sortie standard. Ce sont des données\n"
             "personnelles : ne les garder que le temps utile.",
     .run = verb_registration_export,
     .writes = true},
    {.name = "invitation import",
     .usage = "invitation import --event ADRESSE [--dry-run] FICHIER|-",
     .summary = "ajoute une liste de personnes à inviter à une rencontre",
     .help =
         "Lit une liste en CSV (séparée par « ; », « , » ou des tabulations ; UTF-8, UTF-16 ou\n"
         "Windows-1252 ; 5 000 lignes au plus). La première ligne nomme les colonnes, dans "
         "n’importe\n"
         "quel ordre, en français ou en anglais : prénom, nom, e-mail, structure, écosystème,\n"
         "territoire, langue. Seul l’e-mail est nécessaire ; une adresse répétée est une seule\n"
         "invitation. Une ligne à corriger, et rien n’est ajouté : chacune est dite avec son "
         "numéro\n"
         "et sa colonne. Aucun message ne part : la page des invitations de la rencontre a un "
         "bouton\n"
         "pour cela.\n\n"
         "  --event     la rencontre : la fin de son adresse, /rencontres/…\n"
         "  --dry-run   lit la liste et dit ce qui est compris, sans rien enregistrer",
     .run = verb_invitation_import,
     .writes = true,
     .takes_input = true},
};
