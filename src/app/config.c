/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/config.h"

#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define LABEL_MAX_BYTES 100
#define CONFIG_MAX_BYTES ((size_t)64 * 1024)

const struct option config_options[] = {
    {"db", "URL", "base de données : sqlite:CHEMIN (par défaut dans le dossier de données)"},
    {"data", "DOSSIER",
     "dossier de données (par défaut ./data-maillage ; unité systemd : /var/lib/maillage)"},
    {"config", "FICHIER", "lignes « option = valeur »"},
    {"listen", "HÔTE:PORT", "adresse d’écoute (par défaut 127.0.0.1:8017)"},
    {"base-url", "URL", "adresse publique du site, par exemple https://reseau.example"},
    {"hosts", "NOMS", "autres noms acceptés dans Host, séparés par des virgules"},
    {"proxies", "LISTE",
     "mandataires crus sur X-Forwarded-For : adresses, réseaux, ou none (par défaut "
     "127.0.0.0/8,::1)"},
    {"site-name", "NOM", "nom du réseau affiché en tête (par défaut Réseau des pionniers)"},
    {"source-url", "URL", "adresse où le code source de ce site est offert (AGPL, article 13)"},
    {"workers", "N", "requêtes traitées à la fois (par défaut : huit par cœur, au moins 16)"},
    {"now", "DATE", "l’horloge part d’ici, par exemple 2021-07-05T09:00"},
    {"smtp", "URL", "serveur d’envoi, smtp://utilisateur:mot-de-passe@hôte:port (smtps:// : TLS)"},
    {"mail-from", "ADRESSE", "adresse d’expédition (par défaut ne-pas-repondre@ le nom du site)"},
    {"oidc", "URL", "fournisseur d’identité OpenID Connect : son « issuer », à la lettre"},
    {"oidc-client", "ID", "notre identifiant chez ce fournisseur"},
    {"oidc-secret-file", "FICHIER", "fichier qui contient notre secret chez ce fournisseur"},
    {"oidc-label", "NOM", "nom du fournisseur sur le bouton (par défaut celui de sa machine)"},
    {"oidc-scope", "MOTS", "portées demandées, par exemple openid email profile"},
    {"backups", "JOURS,SEMAINES|no",
     "copies de la nuit gardées dans le dossier de données (par défaut 7,4)"},
    {"copies-days", "N",
     "jours pendant lesquels les copies de la base sont gardées ; dit sur le site"},
    {"mail-webhook-secret-file", "FICHIER",
     "secret partagé avec qui signale les retours à /courrier/retours"},
    {"mail-pace", "N", "messages par minute d’un envoi à beaucoup de personnes (par défaut 120)"},
    {"limits", "on|off", "limites de débit et pièges à robots (par défaut on)"},
    {"demo", NULL, "réseau de démonstration, une semaine avant la 7e rencontre"},
};
const size_t n_config_options = ARRAY_LEN(config_options);

const struct option *config_option(const char *name)
{
    for (size_t i = 0; i < n_config_options; i++)
        if (strncmp(name, "--", 2) == 0 && strcmp(name + 2, config_options[i].name) == 0)
            return &config_options[i];
    return NULL;
}

static const char *from_environment(struct arena *a, const char *name)
{
    char *variable = arena_printf(a, "MAILLAGE_%s", name);
    for (char *p = variable; *p; p++) {
        if (*p == '-')
            *p = '_';
        else if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 32);
    }
    const char *value = getenv(variable);
    return value && *value ? value : NULL;
}

struct sources {
    struct arena *a;
    const struct http_field *given;
    size_t n_given;
    struct http_field file[64];
    size_t n_file;
};

static const char *setting(struct sources *s, const char *name)
{
    for (size_t i = 0; i < s->n_given; i++)
        if (strcmp(s->given[i].name + 2, name) == 0)
            return s->given[i].value;
    const char *value = from_environment(s->a, name);
    for (size_t i = 0; !value && i < s->n_file; i++)
        if (strcmp(s->file[i].name, name) == 0)
            value = s->file[i].value;
    return value;
}

static enum err read_line(struct sources *s, const char *path, size_t number, struct str line,
                          const char **why)
{
    struct str text = str_trim(line);
    if (!text.n || text.p[0] == '#')
        return OK;
    struct str value = text, name = str_trim(str_cut(&value, '='));
    const char *option = arena_printf(s->a, "--%.*s", (int)name.n, name.p);
    if (!value.p || !config_option(option) || s->n_file == ARRAY_LEN(s->file)) {
        *why = arena_printf(s->a,
                            "%s:%zu: « option = valeur » attendu ; les options sont celles de "
                            "« maillage help »",
                            path, number);
        return ERR_INVALID;
    }
    s->file[s->n_file++] = (struct http_field){str_dup(s->a, name), str_dup(s->a, str_trim(value))};
    return OK;
}

static enum err read_file(struct sources *s, const char *path, const char **why)
{
    char *text = arena_alloc(s->a, CONFIG_MAX_BYTES + 1);
    FILE *f = fopen(path, "re");
    if (!f) {
        *why = arena_printf(s->a, "%s: %s", path, strerror(errno));
        return ERR_INVALID;
    }
    struct str rest = {text, fread(text, 1, CONFIG_MAX_BYTES, f)};
    fclose(f);
    enum err e = OK;
    for (size_t line = 1; e == OK && rest.p; line++)
        e = read_line(s, path, line, str_cut(&rest, '\n'), why);
    return e;
}

bool config_address(struct arena *a, const char *text, const char **host, uint16_t *port)
{
    const char *colon = strrchr(text, ':');
    struct str name = colon ? (struct str){text, (size_t)(colon - text)} : str_of("");
    int64_t n;
    if (!parse_int(str_of(colon ? colon + 1 : text), 0, 65535, &n))
        return false;
    if (name.n >= 2 && name.p[0] == '[' && name.p[name.n - 1] == ']')
        name = str_sub(name, 1, name.n - 1);
    *host = name.n ? str_dup(a, name) : "127.0.0.1";
    *port = (uint16_t)n;
    return true;
}

static enum err wrong(struct arena *a, const char *option, const char *value, const char *expected,
                      const char **why)
{
    *why = arena_printf(a, "--%s: « %s » : %s", option, value, expected);
    return ERR_INVALID;
}

/* "7,4", or "no". */
static bool read_copies(const char *text, struct config *c)
{
    struct str rest = str_of(text), days = str_cut(&rest, ',');
    int64_t daily = 0, weekly = 0;
    bool none = strcmp(text, "no") == 0;
    if (!none && (!parse_int(days, 1, 366, &daily) || !rest.p || !parse_int(rest, 0, 520, &weekly)))
        return false;
    c->daily_copies = (unsigned)daily;
    c->weekly_copies = (unsigned)weekly;
    return true;
}

#define PROXIES_MAX 64
#define PROXIES_DEFAULT "127.0.0.0/8,::1"

static enum err read_proxies(struct sources *s, struct config *c, const char **why)
{
    const char *text = setting(s, "proxies");
    struct str rest = str_of(text ? text : PROXIES_DEFAULT);
    struct network *list = arena_array(s->a, PROXIES_MAX, sizeof *list);
    c->proxies = list;
    if (str_is(rest, "none"))
        return OK;
    while (rest.p) {
        struct str one = str_trim(str_cut(&rest, ','));
        if (c->n_proxies == PROXIES_MAX)
            return wrong(s->a, "proxies", text, "64 adresses ou réseaux au plus", why);
        if (!network_parse(one, &list[c->n_proxies++]))
            return wrong(s->a, "proxies", str_dup(s->a, one),
                         "une adresse ou un réseau, par exemple 10.0.0.0/8 ou 2001:db8::7", why);
    }
    return OK;
}

static enum err check_values(struct sources *s, struct config *c, const char **why)
{
    const char *limits = setting(s, "limits"), *workers = setting(s, "workers"), *host;
    const char *demo = setting(s, "demo"), *backups = setting(s, "backups"),
               *pace = setting(s, "mail-pace");
    uint16_t port;
    const char *days = setting(s, "copies-days");
    int64_t n = 0;
    if (days && !parse_int(str_of(days), 1, 3650, &c->copies_days))
        return wrong(s->a, "copies-days", days, "un nombre de jours de 1 à 3650", why);
    if (limits && strcmp(limits, "on") != 0 && strcmp(limits, "off") != 0)
        return wrong(s->a, "limits", limits, "écrire on ou off", why);
    if (workers && !parse_int(str_of(workers), 1, 256, &n))
        return wrong(s->a, "workers", workers, "un nombre de 1 à 256", why);
    if (!config_address(s->a, c->listen, &host, &port))
        return wrong(s->a, "listen", c->listen, "HÔTE:PORT, par exemple 127.0.0.1:8017", why);
    if (c->base_url && strncmp(c->base_url, "http://", 7) != 0 &&
        strncmp(c->base_url, "https://", 8) != 0)
        return wrong(s->a, "base-url", c->base_url, "commence par https:// ou http://", why);
    if (!read_copies(backups ? backups : "7,4", c))
        return wrong(s->a, "backups", backups, "JOURS,SEMAINES, par exemple 7,4 ; ou no", why);
    c->mail_pace = MAIL_PACE_DEFAULT;
    if (pace && !parse_int(str_of(pace), 1, MAIL_PACE_MAX, &c->mail_pace))
        return wrong(s->a, "mail-pace", pace, "un nombre de messages par minute, de 1 à 60000",
                     why);
    c->limits = !limits || strcmp(limits, "on") == 0;
    c->workers = (unsigned)n;
    c->demo = demo && strcmp(demo, "0") != 0 && strcmp(demo, "no") != 0;
    return OK;
}

/* Neither is of use without the others. */
static enum err check_provider(struct sources *s, const struct config *c, const char **why)
{
    const char *scope = c->oidc_scope;
    if (!c->oidc) {
        const char *alone = c->oidc_client ? "oidc-client" : "oidc-secret-file";
        return c->oidc_client || c->oidc_secret_file
                   ? wrong(s->a, alone, setting(s, alone), "ne va pas sans --oidc", why)
                   : OK;
    }
    if (!oidc_url_is_good(c->oidc) || strchr(c->oidc, '?'))
        return wrong(s->a, "oidc", c->oidc, "une adresse en https://, sans « ? » ni « # »", why);
    if (!c->oidc_client || !c->oidc_secret_file)
        return wrong(s->a, "oidc", c->oidc, "demande aussi --oidc-client et --oidc-secret-file",
                     why);
    if (c->oidc_label &&
        (!text_is_utf8(str_of(c->oidc_label)) || strlen(c->oidc_label) > LABEL_MAX_BYTES))
        return wrong(s->a, "oidc-label", c->oidc_label, "un nom court, 100 octets au plus", why);
    if (scope && !strstr(arena_printf(s->a, " %s ", scope), " openid "))
        return wrong(s->a, "oidc-scope", scope, "comprend le mot openid", why);
    return OK;
}

static const char *or_else(const char *value, const char *otherwise)
{
    return value ? value : otherwise;
}

/* Without a public address, links begin with the address listened on. */
static void complete(struct arena *a, struct config *c)
{
    const char *host;
    uint16_t port;
    if (!c->db)
        c->db = arena_printf(a, "sqlite:%s/maillage.db", c->data);
    if (!c->base_url && config_address(a, c->listen, &host, &port)) {
        bool loopback = strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0;
        c->base_url =
            arena_printf(a, strchr(host, ':') && !loopback ? "http://[%s]:%u" : "http://%s:%u",
                         loopback ? "localhost" : host, port);
    }
    size_t n = strlen(c->base_url);
    while (n && c->base_url[n - 1] == '/')
        n--;
    c->base_url = arena_strndup(a, c->base_url, n);
}

enum err config_read(struct arena *a, const struct http_field *given, size_t n, struct config *out,
                     const char **why)
{
    struct sources s = {.a = a, .given = given, .n_given = n};
    const char *file = setting(&s, "config");
    enum err e = file ? read_file(&s, file, why) : OK;
    if (e != OK)
        return e;
    *out = (struct config){
        .db = setting(&s, "db"),
        .data = or_else(setting(&s, "data"), "data-maillage"),
        .listen = or_else(setting(&s, "listen"), "127.0.0.1:8017"),
        .base_url = setting(&s, "base-url"),
        .hosts = setting(&s, "hosts"),
        .site_name = or_else(setting(&s, "site-name"), "Réseau des pionniers"),
        .site_name_fixed = setting(&s, "site-name") != NULL,
        .source_url = setting(&s, "source-url"),
        .now = setting(&s, "now"),
        .smtp = setting(&s, "smtp"),
        .mail_from = setting(&s, "mail-from"),
        .oidc = setting(&s, "oidc"),
        .oidc_client = setting(&s, "oidc-client"),
        .oidc_secret_file = setting(&s, "oidc-secret-file"),
        .oidc_label = setting(&s, "oidc-label"),
        .oidc_scope = setting(&s, "oidc-scope"),
        .mail_webhook_secret_file = setting(&s, "mail-webhook-secret-file"),
    };
    e = check_values(&s, out, why);
    if (e == OK)
        e = read_proxies(&s, out, why);
    if (e == OK)
        e = check_provider(&s, out, why);
    if (e == OK)
        complete(a, out);
    return e;
}
