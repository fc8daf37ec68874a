/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/cli.h"

#include "app/config.h"
#include "app/control.h"
#include "base/civil.h"
#include "base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *cli_option(const struct cli *c, const char *name)
{
    for (size_t i = 0; i < c->n_options; i++)
        if (strcmp(c->options[i].name, name) == 0)
            return c->options[i].value;
    return NULL;
}

printf_like(3, 0) static void say(struct cli *c, const char *place, const char *fmt, va_list ap)
{
    fprintf(c->err, "maillage: %s: ", c->verb ? c->verb->name : "?");
    if (place)
        fprintf(c->err, "%s: ", place);
    vfprintf(c->err, fmt, ap);
    fputc('\n', c->err);
}

int cli_refuse(struct cli *c, const char *place, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(c, place, fmt, ap);
    va_end(ap);
    return CLI_REFUSED;
}

int cli_usage(struct cli *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(c, NULL, fmt, ap);
    va_end(ap);
    if (c->verb)
        fprintf(c->err, "usage : maillage %s\n", c->verb->usage);
    return CLI_USAGE;
}

enum err cli_read(struct cli *c, size_t max, struct str *out)
{
    struct buf b = BUF_INIT(max + 1);
    char piece[65536];
    size_t n;
    while (!b.full && (n = fread(piece, 1, sizeof piece, c->in)) > 0)
        buf_add(&b, piece, n);
    enum err e = ferror(c->in) ? ERR_IO : b.full || b.len > max ? ERR_TOO_LARGE : OK;
    if (e == OK)
        *out = (struct str){arena_strndup(c->arena, buf_str(&b), b.len), b.len};
    buf_free(&b);
    return e;
}

bool cli_open(struct cli *c)
{
    const char *why = "";
    if (c->app->store || app_open(c->app, &why) == OK)
        return true;
    cli_refuse(c, c->app->config.db, "%s", why);
    return false;
}

bool cli_reader(struct cli *c, struct db **out)
{
    if (!cli_open(c))
        return false;
    enum err e = store_reader(c->app->store, out);
    if (e == OK)
        e = db_begin_read(*out);
    if (e == OK)
        return true;
    cli_refuse(c, c->app->config.db, "lecture impossible (%s)", err_name(e));
    return false;
}

/* ---- finding the verb ------------------------------------------------------------------- */

struct table {
    const struct module *const *modules;
    size_t n;
};

static const struct verb *verb_at(const struct table *t, size_t i)
{
    if (i < n_app_verbs)
        return &app_verbs[i];
    i -= n_app_verbs;
    for (size_t m = 0; m < t->n; m++) {
        if (i < t->modules[m]->n_verbs)
            return &t->modules[m]->verbs[i];
        i -= t->modules[m]->n_verbs;
    }
    return NULL;
}

/* The verb whose words begin `argv`; `*used` counts them. The longer name wins. */
static const struct verb *find_verb(const struct table *t, int argc, char **argv, int *used)
{
    const struct verb *found = NULL;
    *used = 0;
    for (size_t i = 0; verb_at(t, i); i++) {
        struct str rest = str_of(verb_at(t, i)->name);
        int words = 0;
        while (rest.p && words < argc && str_is(str_cut(&rest, ' '), argv[words]))
            words++;
        bool whole = !rest.p && words > 0;
        const char *last = strrchr(verb_at(t, i)->name, ' ');
        last = last ? last + 1 : verb_at(t, i)->name;
        if (whole && strcmp(argv[words - 1], last) == 0 && words > *used) {
            found = verb_at(t, i);
            *used = words;
        }
    }
    return found;
}

static void print_summary(const struct table *t, FILE *out)
{
    fputs("maillage VERBE [options]\n\nVerbes :\n", out);
    for (size_t i = 0; verb_at(t, i); i++)
        fprintf(out, "  %-20s %s\n", verb_at(t, i)->name, verb_at(t, i)->summary);
    fputs("\nOptions communes (ou MAILLAGE_NOM dans l’environnement, ou dans --config) :\n", out);
    for (size_t i = 0; i < n_config_options; i++) {
        const struct option *o = &config_options[i];
        fprintf(out, "  --%s%s%s\n        %s\n", o->name, o->argument ? " " : "",
                o->argument ? o->argument : "", o->help);
    }
    fputs("\n« maillage help VERBE » dit tout d’un verbe.\n", out);
}

static int help(const struct table *t, int argc, char **argv)
{
    int used;
    const struct verb *v = find_verb(t, argc, argv, &used);
    if (!argc) {
        print_summary(t, stdout);
        return CLI_DONE;
    }
    if (!v || used != argc) {
        fprintf(stderr, "maillage: help: %s: verbe inconnu ; « maillage help » en donne la liste\n",
                argv[0]);
        return CLI_USAGE;
    }
    printf("maillage %s\n\n%s\n", v->usage, v->help);
    return CLI_DONE;
}

/* ---- options ---------------------------------------------------------------------------- */

/* A verb's own options stand in its usage text: "[--event SLUG]" takes a value, "[--dry-run]" none.
 */
static bool verb_option(const struct verb *v, const char *name, bool *takes_value)
{
    size_t n = strlen(name);
    for (const char *at = strstr(v->usage, name); at; at = strstr(at + 1, name)) {
        char before = at == v->usage ? ' ' : at[-1], after = at[n];
        if ((before != ' ' && before != '[' && before != '|') ||
            (after != ' ' && after != ']' && after != '\0' && after != '|'))
            continue;
        *takes_value = after == ' ' && at[n + 1] != '[' && at[n + 1] != '|' && at[n + 1] != '-';
        return true;
    }
    return false;
}

static int read_option(struct cli *c, int argc, char **argv, int *i)
{
    const char *equals = strchr(argv[*i], '=');
    const char *name =
        equals ? arena_strndup(c->arena, argv[*i], (size_t)(equals - argv[*i])) : argv[*i];
    const struct option *common = config_option(name);
    bool takes_value = common && common->argument;
    if (!common && !verb_option(c->verb, name, &takes_value))
        return cli_usage(c, "option inconnue : %s", name);
    if (c->n_options == CLI_MAX_ARGS)
        return cli_usage(c, "trop d’options");
    const char *value = equals ? equals + 1 : "";
    if (takes_value && !equals) {
        if (*i + 1 >= argc)
            return cli_usage(c, "%s attend une valeur", name);
        value = argv[++*i];
    }
    c->options[c->n_options++] = (struct http_field){name, value};
    return CLI_DONE;
}

static int read_arguments(struct cli *c, int argc, char **argv)
{
    bool only_args = false;
    for (int i = 0; i < argc; i++) {
        bool option = !only_args && argv[i][0] == '-' && argv[i][1];
        if (option && strcmp(argv[i], "--") == 0) {
            only_args = true;
        } else if (option && argv[i][1] == 'o' && !argv[i][2]) {
            argv[i] = (char *)(uintptr_t) "--output";
            i--;
        } else if (option) {
            int status = read_option(c, argc, argv, &i);
            if (status != CLI_DONE)
                return status;
        } else if (c->n_args == CLI_MAX_ARGS) {
            return cli_usage(c, "trop d’arguments");
        } else {
            c->args[c->n_args++] = argv[i];
        }
    }
    return CLI_DONE;
}

/* ---- running ---------------------------------------------------------------------------- */

static bool start_clock(struct cli *c, const char **why)
{
    struct config *g = &c->app->config;
    const char *from = g->now ? g->now : g->demo ? "2021-07-05T09:00" : NULL;
    int64_t now;
    if (!from)
        return true;
    if (!instant_parse(from, "Europe/Paris", &now)) {
        *why =
            arena_printf(c->arena, "--now: « %s » : écrire AAAA-MM-JJTHH:MM, heure de Paris", from);
        return false;
    }
    c->app->clock = clock_from(now);
    return true;
}

static int prepare(struct cli *c, const struct table *t)
{
    struct config config;
    const char *why = "";
    enum err e = config_read(c->arena, c->options, c->n_options, &config, &why);
    if (e == OK)
        e = app_init(c->app, &config, t->modules, t->n, &why);
    if (e == OK && !start_clock(c, &why))
        e = ERR_INVALID;
    return e == OK ? CLI_DONE : cli_usage(c, "%s", why);
}

static int open_input(struct cli *c)
{
    c->in = stdin;
    if (!c->verb->takes_input)
        return CLI_DONE;
    if (!c->n_args)
        return cli_usage(c, "quel fichier ? (« - » lit l’entrée standard)");
    c->input_name = c->args[c->n_args - 1];
    if (strcmp(c->input_name, "-") == 0)
        return CLI_DONE;
    struct stat st;
    FILE *f = fopen(c->input_name, "rbe");
    if (f && fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode)) {
        fclose(f);
        return cli_refuse(c, c->input_name, "est un dossier ; donner un fichier");
    }
    if (!f)
        return cli_refuse(c, c->input_name, "%s", strerror(errno));
    c->in = f;
    return CLI_DONE;
}

/* Made here, so that it is where the caller is and theirs, also when a server writes into it. */
static int open_output(struct cli *c, const char **made)
{
    *made = NULL;
    if (!c->verb->makes_file)
        return CLI_DONE;
    const char *name = c->n_args ? c->args[c->n_args - 1] : NULL;
    if (!name)
        return cli_usage(c, "quel fichier écrire ? (« - » : la sortie standard)");
    if (strcmp(name, "-") == 0)
        return CLI_DONE;
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *f = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (!f)
        return cli_refuse(c, name, "%s", strerror(errno));
    c->out = f;
    *made = name;
    return CLI_DONE;
}

static int run_verb(struct cli *c)
{
    int status;
    if (c->verb->writes && control_ask(c, &status))
        return status;
    return c->verb->run(c);
}

/* A file that was not finished is taken away. */
static int run_with_output(struct cli *c)
{
    const char *made;
    int status = open_output(c, &made);
    if (status != CLI_DONE)
        return status;
    status = run_verb(c);
    if (!made)
        return status;
    if (fclose(c->out) != 0 && status == CLI_DONE)
        status = cli_refuse(c, made, "écriture impossible : %s", strerror(errno));
    c->out = stdout;
    if (status != CLI_DONE)
        unlink(made);
    return status;
}

static int run(struct cli *c, const struct table *t, int argc, char **argv)
{
    int status = read_arguments(c, argc, argv);
    if (status == CLI_DONE)
        status = prepare(c, t);
    if (status == CLI_DONE)
        status = open_input(c);
    return status == CLI_DONE ? run_with_output(c) : status;
}

int cli_main(const struct module *const *modules, size_t n, int argc, char **argv)
{
    const struct table t = {modules, n};
    struct arena arena = ARENA_INIT;
    struct app app = {.arena = ARENA_INIT};
    int used = 0;
    signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0)
        die("libsodium does not start");
    argc--;
    argv++;
    if (argc && (strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0 ||
                 strcmp(argv[0], "-h") == 0))
        return help(&t, argc - 1, argv + 1);
    if (argc && strcmp(argv[0], "--version") == 0)
        argv[0] = (char *)(uintptr_t) "version";
    struct cli c = {.app = &app, .arena = &arena, .out = stdout, .err = stderr};
    c.verb = find_verb(&t, argc, argv, &used);
    if (!c.verb) {
        if (argc)
            fprintf(stderr, "maillage: %s: verbe inconnu\n", argv[0]);
        print_summary(&t, stderr);
        return CLI_USAGE;
    }
    int status = run(&c, &t, argc - used, argv + used);
    if (c.in && c.in != stdin)
        fclose(c.in);
    app_free(&app);
    arena_free(&arena);
    if (fflush(stdout) != 0 && status == CLI_DONE) {
        fprintf(stderr, "maillage: %s: écriture impossible : %s\n", c.verb->name, strerror(errno));
        status = CLI_REFUSED;
    }
    return status;
}
