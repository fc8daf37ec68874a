/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The dispatcher: route → session → capability → form → handler → page. Modules register what they
 * bring in a `struct module`; nothing here knows one of them by name.
 */
#ifndef MAILLAGE_APP_H
#define MAILLAGE_APP_H

#include "app/settings.h"
#include "audit/audit.h"
#include "auth/auth.h"
#include "auth/oidc.h"
#include "base/clock.h"
#include "base/limit.h"
#include "base/log.h"
#include "files/files.h"
#include "http/http.h"
#include "jobs/retention.h"
#include "link/person.h"
#include "mail/deliver.h"
#include "store/store.h"
#include "view/page.h"

struct app;
struct cli;
struct request;

/*
 * Who may come in. A route cannot be written without one. What depends on the object ("my
 * organisation's practice") is a rule of the domain that returns ERR_FORBIDDEN.
 */
enum capability {
    CAPABILITY_NONE, /* a route that forgot to say: refused at start */
    PUBLIC,          /* everybody; also who holds a private link: its token is the right */
    SIGNED_IN,       /* whoever has an account */
    REVIEWER,        /* who reads what was proposed before it is published; organisers too */
    ORGANISER,       /* whoever organises anything: pages that show each what they may do */
    ORGANISES_MEETINGS,
    ORGANISES_TOOLBOX,
    ORGANISES_PRACTICES,
    ORGANISES_OBSERVATORY,
    ORGANISES_MEMBERS,
    ADMINISTRATOR, /* may do all that every organiser may, and more */
    CAPABILITIES
};

/* Whether an account (NULL: a visitor) may. */
bool account_may(const struct account *a, enum capability c);

typedef enum err (*handler_fn)(struct request *r);

/*
 * `pattern`: segments are literal or ":name"; a last segment may be ":name.ext". The more literal
 * pattern wins whatever the order of the tables.
 */
struct route {
    enum http_method method; /* HTTP_GET also answers HEAD */
    const char *pattern;
    enum capability capability;
    handler_fn handle;
    size_t file_max; /* bytes that one file of its form may hold, at most HTTP_FILE_MAX; 0: its form
                        has none, and one that comes as multipart is refused */
};

/* An entry of the site's navigation: its address and its French words (a translation key). */
struct nav_entry {
    const char *href, *label;
};

/* A verb of the command line: "programme import". */
struct verb {
    const char *name, *usage, *summary;
    const char *help; /* the whole text of `maillage help NAME` */
    int (*run)(struct cli *c);
    bool writes;      /* asks a running server, which holds the database */
    bool takes_input; /* its last argument is a file, "-" for standard input */
    bool makes_file;  /* its last argument is a new file, "-" for standard output: c->out */
};

/* What a failure page says when a handler wants more than its status says. */
struct failure {
    enum err err;
    int status;
    const char *detail;    /* a sentence for the visitor, translated; NULL: the status's own */
    const char *reference; /* number in the log for a fault of ours; NULL otherwise */
};

struct module {
    const char *name;
    const struct route *routes;
    size_t n_routes;
    const struct store_schema *schema; /* NULL: no tables */
    const struct nav_entry *nav;
    size_t n_nav;
    /* Pages of the organisers' side, below /organisation: listed there, and the second navigation
     * of each, for those whom their route lets in. */
    const struct nav_entry *organiser;
    size_t n_organiser;
    const struct verb *verbs;
    size_t n_verbs;
    /* The messages that its rules queue. */
    const struct mail_kind *mail;
    size_t n_mail;
    /* The jobs that its rules queue or that come by themselves, and how long what it keeps is kept.
     */
    const struct job_kind *jobs;
    size_t n_jobs;
    const struct retention_rule *retention;
    size_t n_retention;
    /* What it holds about people: exported to them and erased at their word; see link/person.h. */
    const struct person_data *people;
    size_t n_people;
    /* What its rules note of what organisers do. */
    const struct audit_kind *audit;
    size_t n_audit;
    /* Its columns that refer to files: see file_house.owners. */
    const struct stmt *const *file_owners;
    size_t n_file_owners;
    /* Fills an empty database with the module's part of the demonstration; NULL: none. */
    enum err (*demo)(struct app *app, struct arena *a, const char **why);
    /* Read once at start: texts that the operator may replace; NULL: none. */
    enum err (*start)(struct app *app, const char **why);
    /* What the operator reads on standard output once the site is served; NULL: nothing. */
    void (*ready)(struct cli *c);
    /* What comes due while nobody asks, and is no job; see ticker.h. NULL: nothing. */
    void (*tick)(struct app *app);
    /* One module only, site: the page of a failure. */
    void (*failure_page)(struct request *r, const struct failure *f);
};

#define MAIL_PACE_DEFAULT 120
#define MAIL_PACE_MAX 60000

/* What the operator chose; all strings outlive the app. */
struct config {
    const char *db;       /* URL; NULL: sqlite: in the data folder */
    const char *data;     /* data folder */
    const char *listen;   /* HOST:PORT */
    const char *base_url; /* public address without a final slash; NULL: from listen */
    const char *hosts;    /* further names accepted in Host, separated by commas; NULL */
    const char *site_name;
    bool site_name_fixed;   /* it was given: what is set on the site's own page gives way */
    const char *source_url; /* where this program's source is offered (AGPL section 13) */
    const char *now;
    const char *smtp;    /* the relay that mail goes to; NULL: nothing is sent */
    int64_t copies_days; /* how long the operator keeps copies of the database; 0: not said */
    const char *mail_webhook_secret_file; /* shared with who reports bounces; NULL: nobody does */
    const char *mail_from;         /* the sender's address; NULL: no-reply at the public address */
    int64_t mail_pace;             /* messages a minute of what organisers write to many */
    const struct network *proxies; /* that say who asks, before us */
    size_t n_proxies;
    const char *oidc; /* issuer of an OpenID Connect provider; NULL: none */
    const char *oidc_client, *oidc_secret_file; /* both when there is one */
    const char *oidc_label, *oidc_scope;        /* NULL: by the provider */
    const char *program; /* this program's file, run again to read what people send; NULL: ours */
    bool limits, demo;
    unsigned workers;
    unsigned daily_copies, weekly_copies; /* of the database, kept in the data folder; 0, 0: none */
};

struct app {
    struct config config;
    struct clock clock;
    const struct module *const *modules;
    size_t n_modules;
    const struct route **routes; /* all, the more literal first */
    size_t n_routes;
    const struct nav_entry **nav;
    size_t n_nav;
    const struct nav_entry **organiser;
    size_t n_organiser;
    enum capability *organiser_needs; /* of each: that of its route */
    struct mail_house mail;           /* to render messages with */
    struct person_register people;    /* what is held about people, by whom */
    struct audit_house audit;
    struct mailer *mailer;    /* while serving with a relay; NULL: nothing is sent */
    struct jobs_house jobs;   /* to do jobs with */
    struct file_house *files; /* what people sent */
    struct store *store;      /* NULL until app_open */
    struct settings settings; /* as they stood when the database was opened: for verbs */
    int settings_table;       /* its number, for store_versions */
    struct arena arena;       /* lives as long as the app */
    void (*failure_page)(struct request *r, const struct failure *f);
    const char *accessibility; /* what every page says of it, a translation key; of module site */
    const void *texts;         /* of module site */
    struct str webhook_secret; /* of the option's file; NULL: none */
    uint8_t secret[32];        /* drawn at start: proofs that need not outlive the process */
    uint8_t limits_key[32];    /* of a file in the data folder: see request_limit_sign_in */
    struct limiter *limiter;   /* NULL with --limits off */
    struct oidc *oidc;         /* where people may sign in; owned; NULL: here alone */
    struct steady steady;      /* of the ticker's thread: whether planned sendings may begin */
    struct log_pile *requests; /* the log's lines of requests, while serving */
};

extern const char *const app_languages[]; /* {"fr", "en", NULL} */

/* Checks and orders the routes. ERR_BUG: one without capability, or two alike; `*why` names it. */
must_check enum err app_init(struct app *app, const struct config *config,
                             const struct module *const *modules, size_t n, const char **why);
/* Opens the database and migrates it. */
must_check enum err app_open(struct app *app, const char **why);
void app_free(struct app *app);

/* The schemas of the modules and of the services below, for the store and its tests. */
const struct store_schema **app_schemas(struct app *app, size_t *n);

#define MAX_ROUTE_PARAMS 4

/* One request on its way. Everything it points to lives in `arena`. */
struct request {
    const struct app *app;
    struct db *db;                   /* a snapshot; NULL when a page is made without the database */
    const struct settings *settings; /* as they stand */
    struct arena *arena;
    const struct http_request *http;
    struct http_response *res;
    const struct route *route; /* NULL before one matched */
    /* Who is signed in; NULL: a visitor. Never NULL in a handler whose route is not PUBLIC. */
    const struct account *account;
    const struct auth_session *session; /* theirs; NULL for `maillage request --as` */
    struct http_field params[MAX_ROUTE_PARAMS];
    size_t n_params;
    struct http_form query, form;
    struct page page;
    struct buf *body;   /* where the page goes */
    const char *detail; /* see request_fail */
    const char *zone;   /* canonical; see request_zone */
    bool clock_read, visitor_read, is_private, is_immutable;
    int64_t fresh_until;
};

/* The route's ":name"; a name that the pattern does not have is a bug and dies. */
const char *request_param(const struct request *r, const char *name);

/* The time. A page that reads it is kept in the page cache only if it also says until when it
 * holds. */
int64_t request_now(struct request *r);
void request_fresh_until(struct request *r, int64_t utc);

/* The visitor's zone: canonical IANA name, `fallback` when none was chosen. One copy of the page a
 * zone is kept. */
const char *request_zone(struct request *r, const char *fallback);

/* A cookie. A page that reads one is never kept in the page cache. */
const char *request_cookie(struct request *r, const char *name);

/* A page of one person, or whose address is a secret: no search engine lists it, nothing keeps it.
 * Every page of who is signed in is kept by nothing already. */
void request_private(struct request *r);

/* Who does what this request asks for, for the audit log. Only where somebody is signed in. */
struct audit_by request_by(const struct request *r);

/* What this address answers never changes: whoever may read it may keep it for a year. */
void request_immutable(struct request *r);

/* The session's cookie: what the browser brought (NULL: none), and what it gets. */
const char *request_session_token(struct request *r);
void request_open_session(struct request *r, const struct token *token);
void request_close_session(struct request *r);

/* The cookie of a browser that asked to sign in by e-mail: for LINK_SECONDS. */
const char *request_asking_token(struct request *r);
void request_open_asking(struct request *r, const struct token *token);

/* The cookie of a browser that was given a passkey's challenge: for PASSKEY_CHALLENGE_SECONDS. */
const char *request_challenge_token(struct request *r);
void request_open_challenge(struct request *r, const struct token *token);

/* The cookie of a browser that is on its way to a provider of identities and back, or out of one.
 * It lives on while an identity that came back waits to be linked. */
const char *request_flow_token(struct request *r);
void request_open_flow(struct request *r, const struct token *token);
void request_close_flow(struct request *r);

/* What a list of sessions calls the visitor's browser: "Firefox, Linux"; NULL when it does not say.
 */
const char *request_browser(struct request *r);

/* Title and description of the page; the address `path` is its canonical one. */
void request_title(struct request *r, const char *title, const char *description);

/* Another Content-Security-Policy than that of our pages. */
void request_policy(struct request *r, const char *policy);

/* The page may show others of this site in a frame. */
void request_frames_own(struct request *r);

/* The answer is a file: its type, and the name under which a browser saves it (NULL: shown). */
void request_content(struct request *r, const char *type, const char *file_name);

/* Whether it is an address of this site and nothing a browser could read as another's. */
bool request_is_ours(const char *path);

/* Goes on in the language of another page: its root ("" or "/en") and words, with those of the
 * navigation. */
void request_resume(struct request *r, const char *root);

/* 301, 302, 303 or 308 to an internal address; the language prefix is added. */
enum err request_redirect(struct request *r, int status, const char *path);

/* Percent-encodes all but what RFC 3986 lets stand anywhere, and what is in `also`. */
const char *request_escape(struct arena *a, const char *text, const char *also);

/* Returns `err` and keeps the sentence (translated) that its page will show. */
enum err request_fail(struct request *r, enum err err, const char *detail);

/*
 * Counts against a limit, by visitor or (`shared`) for all together; ERR_TOO_MANY with a sentence
 * when there are too many. `what` is a constant that names what is limited. Never for who comes
 * without a socket, nor with --limits off.
 */
must_check enum err request_limit(struct request *r, const char *what, bool shared,
                                  const struct limit *limit, unsigned cost);

/* The same for trying to sign in, by visitor alone: also kept over a restart, as a keyed hash of
 * their address. Writes. */
must_check enum err request_limit_sign_in(struct request *r, const char *what,
                                          const struct sign_in_limit *limit);

/* The visitor's language. */
static inline const char *request_lang(const struct request *r)
{
    return r->page.lang;
}

/* Runs one request; the worker of http.h and `maillage request` come in here. */
struct worker {
    const struct app *app;
    struct db *db;
    const struct account *as; /* runs requests as this account, without a session; NULL */
    struct settings settings; /* a copy, of this version of its table */
    uint64_t settings_version;
    struct arena arena; /* of the copy */
};
void app_handle(void *worker, struct arena *a, const struct http_request *req,
                struct http_response *res);
void *app_worker_open(void *app);
void app_worker_close(void *worker);

/* The page for what never reached a handler. */
void app_refuse(const struct app *app, struct arena *a, int status, const char *language,
                bool wants_json, struct http_response *res);

int err_status(enum err e); /* 404 for ERR_NOT_FOUND… */

#endif
