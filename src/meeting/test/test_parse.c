/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The programme parser: the source document's facts, every way of writing a time that we know, the
 * fixtures of test/fixtures/programmes against what people read in them, refusals and warnings.
 */
#include "base/text.h"
#include "meeting/programme.h"

#include <dirent.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

#define JSON_CAP ((size_t)64 << 20)

struct read {
    struct arena arena;
    struct programme p;
    const char *why;
    enum err err;
};

static struct read parse_bytes(struct str bytes)
{
    struct read r = {.arena = ARENA_INIT};
    r.err = programme_parse(&r.arena, bytes, &r.p, &r.why);
    return r;
}

static struct read parse(const char *text)
{
    struct read r = parse_bytes(str_of(text));
    assert_int_equal(r.err, OK);
    return r;
}

static void done(struct read *r)
{
    arena_free(&r->arena);
}

/* The n-th session of the document, over all days and sequences; NULL past the last. */
static const struct parsed_session *session(const struct programme *p, size_t n)
{
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++) {
            const struct parsed_sequence *s = &p->days[d].sequences[q];
            if (n < s->n_sessions)
                return &s->sessions[n];
            n -= s->n_sessions;
        }
    return NULL;
}

static size_t count_sessions(const struct programme *p)
{
    size_t n = 0;
    while (session(p, n))
        n++;
    return n;
}

static void is_session(const struct programme *p, size_t n, int start, int end,
                       enum session_type type, const char *title)
{
    const struct parsed_session *s = session(p, n);
    assert_non_null(s);
    assert_int_equal(s->start, start);
    assert_int_equal(s->end, end);
    assert_string_equal(session_type_word(s->type), session_type_word(type));
    if (title)
        assert_non_null(strstr(s->title, title));
}

#define AT(h, m) ((h)*60 + (m))

static bool warned(const struct programme *p, const char *words)
{
    for (size_t i = 0; i < p->n_warnings; i++)
        if (strcasestr(p->warnings[i].message, words))
            return true;
    return false;
}

static char *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    char *bytes = xmalloc(PROGRAMME_MAX_BYTES + 1);
    *n = fread(bytes, 1, PROGRAMME_MAX_BYTES + 1, f);
    fclose(f);
    return bytes;
}

static bool read_source(struct read *r)
{
    const char *shared = getenv("MAILLAGE_SHARED");
    char path[4096];
    size_t n;
    snprintf(path, sizeof path, "%s/seed/7e-rencontre-programme.txt",
             shared ? shared : "../shared");
    char *bytes = read_file(path, &n);
    if (!bytes)
        return false;
    *r = parse_bytes((struct str){bytes, n});
    free(bytes);
    return true;
}

static void test_source_head(void **state)
{
    struct read r;
    (void)state;
    if (!read_source(&r))
        skip();
    const struct programme *p = &r.p;
    assert_int_equal(p->edition, 7);
    assert_string_equal(p->theme, "L'économie de l'alliance");
    assert_non_null(strstr(p->title, "RENCONTRE DES PIONNIERS"));
    assert_int_equal(p->remote, ANSWER_YES);
    assert_int_equal(p->onsite, ANSWER_TBC);
    assert_int_equal(p->n_days, 1);
    assert_int_equal(p->days[0].year * 10000 + p->days[0].month * 100 + p->days[0].day, 20210712);
    assert_true(warned(p, "ligne 17"));
    assert_true(warned(p, "ligne 47"));
    assert_true(warned(p, "contradi"));
    done(&r);
}

static void test_source_sessions(void **state)
{
    struct read r;
    (void)state;
    if (!read_source(&r))
        skip();
    const struct programme *p = &r.p;
    assert_int_equal(count_sessions(p), 13);
    is_session(p, 0, AT(9, 0), AT(9, 10), SESSION_OPENING, "Propos introductifs");
    is_session(p, 1, AT(9, 10), AT(9, 45), SESSION_DEBATE, "international");
    is_session(p, 2, AT(9, 45), AT(10, 20), SESSION_PANEL, "L'actualité");
    is_session(p, 3, AT(10, 20), AT(10, 30), SESSION_TALK, "La preuve");
    is_session(p, 4, AT(10, 30), AT(10, 45), SESSION_BREAK, "Pause");
    is_session(p, 5, AT(10, 45), AT(12, 0), SESSION_TALK, "5 éclairages");
    is_session(p, 6, AT(12, 0), AT(12, 15), SESSION_TALK, "ROZES");
    is_session(p, 7, AT(12, 15), AT(14, 0), SESSION_LUNCH, "Pause déjeuner");
    is_session(p, 8, AT(14, 0), AT(15, 0), SESSION_TALK, "Les avancées en un an");
    is_session(p, 9, AT(15, 0), AT(15, 15), SESSION_BREAK, "Pause");
    is_session(p, 10, AT(15, 15), AT(17, 30), SESSION_WORKSHOP, "Ateliers");
    is_session(p, 11, AT(17, 30), AT(17, 45), SESSION_REPORT, "Les perspectives");
    is_session(p, 12, AT(17, 45), AT(18, 0), SESSION_CLOSING, "Conclusions");
    assert_int_equal(session(p, 5)->speakers[0].count, 5);
    assert_null(session(p, 5)->speakers[0].name);
    assert_string_equal(session(p, 6)->speakers[0].name, "Stéphane ROZES");
    assert_int_equal(session(p, 8)->speakers[0].count, 5);
    assert_int_equal(session(p, 10)->n_parallel, 3);
    assert_int_equal(session(p, 10)->parallel[1].lines.first, 84);
    assert_int_equal(session(p, 12)->lines.last, 91);
    done(&r);
}

static const struct parsed_sequence *sequence(const struct programme *p, const char *title)
{
    for (size_t q = 0; q < p->days[0].n_sequences; q++)
        if (strstr(p->days[0].sequences[q].title, title))
            return &p->days[0].sequences[q];
    return NULL;
}

static void test_source_questions(void **state)
{
    static const char *const answer[] = {"Des nouvelles de l'ODD17", "L'évolution des pratiques",
                                         "Les avancées en un an"};
    struct read r;
    (void)state;
    if (!read_source(&r))
        skip();
    assert_int_equal(r.p.n_questions, 6);
    for (size_t i = 0; i < 3; i++) {
        const struct parsed_sequence *q = sequence(&r.p, answer[i]);
        assert_non_null(q);
        assert_int_equal(q->n_questions, 1);
        assert_int_equal(q->questions[0], i);
    }
    const struct parsed_sequence *q = sequence(&r.p, "L'économie de l'alliance en pratique");
    assert_int_equal(q->n_questions, 3);
    assert_int_equal(q->start, AT(15, 15));
    assert_int_equal(q->end, AT(17, 45));
    assert_string_equal(q->purpose, "Le temps du co-développement");
    done(&r);
}

/* Each of these writes "9:30 to 10:30, Table ronde" in its own way. */
static void test_ways_of_writing(void **state)
{
    static const char *const ways[] = {
        "9h30 à 10h30 – Table ronde",      "9h30 – 10h30 – **Table ronde**",
        "9h30 > 10h30 Table ronde",        "9 h 30 - 10 h 30 : Table ronde",
        "• 9H30-10H30 : Table ronde",      "| 09:30 - 10:30 | Table ronde |",
        "| 09:30 | 10:30 | Table ronde |", "09:30 - 10:30\nTable ronde",
        "9h30 – 10h30\n**Table ronde**",   "De 9h30 à 10h30 : Table ronde",
        "9h30/10h30 Table ronde",          "[9h30-10h30] Table ronde",
        "9:30 – 10:30 am Table ronde",     "9:30 am to 10:30 am: Table ronde",
        "**9h30 ► 10h30** Table ronde",    "9\u202fh\u202f30 ‑ 10\u202fh\u202f30 Table ronde",
        "9h30→10h30\tTable ronde",         "## 9h30 - 10h30 : Table ronde",
        "9h30 (1h) : Table ronde",         "9h30 Table ronde (jusqu'à 10h30)",
        "9h3O - lOh30 : Table ronde",      "- *9h30 à 10h30* : Table ronde",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        char text[512];
        snprintf(text, sizeof text, "Journée d'étude\nMardi 3 juin 2025\n\n%s\n", ways[i]);
        struct read r = parse(text);
        if (count_sessions(&r.p) != 1 || session(&r.p, 0)->start != AT(9, 30) ||
            session(&r.p, 0)->end != AT(10, 30) || session(&r.p, 0)->type != SESSION_PANEL)
            fail_msg("not read: %s", ways[i]);
        assert_int_equal(strncmp(session(&r.p, 0)->title, "Table ronde", 11), 0);
        assert_int_equal(r.p.days[0].day, 3);
        done(&r);
    }
}

static void test_other_clocks(void **state)
{
    (void)state;
    struct read r =
        parse("Forum\n4 June 2025\n\n9.00 Registration\n9.30 Welcome\n11.15 Coffee break\n");
    is_session(&r.p, 0, AT(9, 0), AT(9, 30), SESSION_REGISTRATION, NULL);
    is_session(&r.p, 2, AT(11, 15), NO_TIME, SESSION_BREAK, NULL);
    done(&r);
    r = parse(
        "Forum\n4 June 2025\n\n11:30 am Keynote\n12 noon Lunch\n1:30 pm Workshop\n2:45 Wrap-up\n");
    is_session(&r.p, 1, AT(12, 0), AT(13, 30), SESSION_LUNCH, NULL);
    is_session(&r.p, 3, AT(14, 45), NO_TIME, SESSION_CLOSING, NULL);
    done(&r);
    r = parse("Forum\n4 June 2025\n\n0900 Registration\n0930 Welcome\n1000 Talk\n1130 Lunch\n");
    is_session(&r.p, 1, AT(9, 30), AT(10, 0), SESSION_OPENING, NULL);
    done(&r);
    r = parse("Fête\n4 juin 2025\n\n20h Dîner\n22h – 1h Bal\n");
    is_session(&r.p, 1, AT(22, 0), AT(25, 0), SESSION_RECEPTION, NULL);
    done(&r);
}

static void test_paragraphs(void **state)
{
    static const char *const days[] = {
        "9h accueil ; 9h30 ouverture ; 10h table ronde ; 12h déjeuner.",
        "Accueil à 9h, ouverture à 9h30, table ronde à 10h, déjeuner à 12h.",
        "On commence à 9h par un accueil café, puis à 9h30 l'ouverture, à 10h une table ronde et à "
        "12h "
        "le déjeuner.",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        char text[512];
        snprintf(text, sizeof text, "Journée\nMardi 3 juin 2025\n\n%s\n", days[i]);
        struct read r = parse(text);
        assert_int_equal(count_sessions(&r.p), 4);
        is_session(&r.p, 0, AT(9, 0), AT(9, 30), SESSION_REGISTRATION, NULL);
        is_session(&r.p, 1, AT(9, 30), AT(10, 0), SESSION_OPENING, NULL);
        is_session(&r.p, 2, AT(10, 0), AT(12, 0), SESSION_PANEL, NULL);
        is_session(&r.p, 3, AT(12, 0), NO_TIME, SESSION_LUNCH, NULL);
        done(&r);
    }
}

static void test_times_inside_sentences(void **state)
{
    (void)state;
    struct read r = parse("Journée\nMardi 3 juin 2025 de 9h à 12h\n\n9h Ouverture\n"
                          "Le café sera servi vers 9h20 dans le hall.\n10h Débat\n12h Fin\n"
                          "\nUne navette part à 18h de la gare.\n");
    assert_int_equal(count_sessions(&r.p), 3);
    assert_int_equal(session(&r.p, 0)->end, AT(10, 0));
    assert_true(session(&r.p, 0)->end_inferred);
    assert_non_null(strstr(session(&r.p, 0)->note, "9h20"));
    done(&r);
}

static void test_days(void **state)
{
    (void)state;
    struct read r =
        parse("Congrès\ndu 14 au 16 septembre 2026\n\nJour 1\n9h Ouverture\n\nJour 2\n"
              "9h Débat\n\nMercredi matin\n9h Ateliers\n\nMercredi après-midi\n14h Clôture\n");
    assert_int_equal(r.p.n_days, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(r.p.days[i].day, 14 + i);
    assert_int_equal(r.p.days[2].n_sequences, 2);
    assert_string_equal(r.p.days[1].label, "Jour 2");
    done(&r);
    r = parse("Colloque\n22 – 23 novembre 2019\n9h Ouverture\n15h30 Débat\n9h30 Panel\n11h Fin\n");
    assert_int_equal(r.p.n_days, 2);
    assert_int_equal(r.p.days[1].day, 23); /* the clock goes back once */
    assert_true(warned(&r.p, "23/11/2019"));
    done(&r);
    r = parse(
        "Le mardi 21 novembre 2023\nLa ministre se rendra au parc des expositions de la porte de "
        "Vaubray le mercredi 22 novembre afin de participer au 58e congrès des bourgs et des "
        "présidents de syndicats.\n12h Signature\n15h Débat\n");
    assert_int_equal(r.p.n_days, 1);
    assert_int_equal(r.p.days[0].day, 22); /* not the day on which the note was sent */
    done(&r);
    r = parse("Rentrée de la promotion 2023\nJeudi 17 octobre\n9h Accueil\n10h Débat\n");
    assert_int_equal(r.p.days[0].year, 0); /* that year it was a Tuesday */
    done(&r);
    r = parse("Jeudi 17 octobre\n9h Accueil\n10h Débat : un programme pour 2024\n");
    assert_int_equal(r.p.days[0].year, 2024); /* and that year a Thursday */
    done(&r);
    r = parse(
        "Jeudi 10 juin 2021, 12 h 00 à 13 h 40 (heure du Québec), 16 h 00 à 17 h 40 (heure du "
        "Bénin), en ligne\n12h Accueil\n12h30 Débat\n");
    assert_int_equal(count_sessions(&r.p), 2);
    done(&r);
    r = parse("☀️ Samedi 21 mars 2026\n9h Accueil\n10h Débat\n🏆 Dimanche 22 mars 2026\n9h "
              "Restitution\n");
    assert_int_equal(r.p.n_days, 2);
    done(&r);
    r = parse("Summit\n\nDAY ONE: September 14th, 2026\n9:00 Welcome\n\nDay two\n9:00 Keynote\n");
    assert_int_equal(r.p.n_days, 2);
    assert_int_equal(r.p.days[1].day, 15);
    done(&r);
}

/* The n-th day, and how many sessions it has. */
static void is_day(const struct programme *p, size_t n, int date, size_t sessions)
{
    assert_true(n < p->n_days);
    const struct parsed_day *d = &p->days[n];
    size_t found = 0;
    for (size_t q = 0; q < d->n_sequences; q++)
        found += d->sequences[q].n_sessions;
    assert_int_equal(d->year * 10000 + (d->year ? d->month * 100 + d->day : 0), date);
    assert_int_equal(found, sessions);
}

/* Of the dates of a page, that of its programme. */
static void test_which_day(void **state)
{
    static const struct {
        const char *text;
        int date;
    } all[] = {
        {"Pèlerinage à l'île le vendredi 24 août 2018\n\n21 août 2018\n\nUn millier de personnes "
         "sont attendues le vendredi 24 août.\n9h30 : Accueil\n10h : Marche\n",
         20180824},
        {"lundi 18 mars 2013\n\nUne journée sur l'élevage – 8 avril 2013\n\n9h Accueil\n10h "
         "Débat\n",
         20130408},
        {"Forum\nPublié le 3 mars 2025\nInscriptions avant le 2 avril 2025.\nLa première édition "
         "avait réuni 300 personnes le 13 avril 2024.\nRendez-vous samedi 12 avril 2025 à la salle "
         "du 8 mai.\n\n9h Accueil\n10h Débat\n",
         20250412},
        {"12 février 2025 - 3 min de lecture\nJournée des alliances\nJeudi 20 mars, salle 3\n9h "
         "Accueil\n10h Débat\n",
         20250320},
        {"Publié le 28 novembre 2024\nSamedi 11 janvier\n9h Accueil\n10h Débat\n", 20250111},
        {"Fête\nLundi 5 mai\n9h Accueil\n10h Débat\n© 2024 Mairie\n", 0},
        {"date 2022-07 Ils préparent la fête du 14 juillet, et le bal du 13 juillet. Au programme "
         "du "
         "14 juillet : 8 h déjeuner ; 9 h concours de quilles ; 10 h 30 messe ; 12 h repas\n",
         20220714},
        {"UN THÈME PROGRAMME 12 h 30 – 13 h 00 : Accueil 13 h 00 – 13 h 15 : Ouverture 13 h 20 – "
         "13 h "
         "40 : Spectacle 15 h 50 – 16 h 50 : Atelier 17 h 00 : Fin • Jeudi 20 février 2020, de 12 "
         "h "
         "30 à 17 h DATE\n",
         20200220},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct read r = parse(all[i].text);
        const struct parsed_day *d = &r.p.days[0];
        int got = d->year * 10000 + (d->year ? d->month * 100 + d->day : 0);
        if (r.p.n_days != 1 || got != all[i].date)
            fail_msg("%zu days, %d for: %s", r.p.n_days, got, all[i].text);
        done(&r);
    }
}

static void test_several_days(void **state)
{
    (void)state;
    struct read r =
        parse("Débats\n1ère demi-journée – mercredi 25 août 2021 – après-midi\n14h Accueil\n"
              "2e demi-journée – jeudi 26 août 2021 – matin\n9h Débat\n10h Fin\n");
    is_day(&r.p, 0, 20210825, 1);
    is_day(&r.p, 1, 20210826, 2);
    done(&r);
    r = parse(
        "Samedi 8 décembre 2018, salle polyvalente, de 9 h à 17 h, compétition de karaté. 14 h : "
        "concours de boules. 20 h 30, concert à l'église.\n"
        "Dimanche 9 décembre 2018 : 11 h, apéritif\n");
    is_day(&r.p, 0, 20181208, 3);
    is_day(&r.p, 1, 20181209, 1);
    done(&r);
    r = parse(
        "Programme : vendredi 3 octobre 2025 : 10 h accueil ; 12 h repas ; samedi 4 octobre 2025 : "
        "9 h messe ; 11 h 30 dépôt de gerbe\n");
    is_day(&r.p, 0, 20251003, 2);
    is_day(&r.p, 1, 20251004, 2);
    done(&r);
    r = parse("Stage du 7 au 11 juillet 2025\nLundi 7 : 14h accueil, 15h-18h atelier terre\n"
              "Mercredi 9 : 9h-12h atelier libre\nJeudi 10 : 9h-12h atelier fer ; 14h cuisson\n");
    is_day(&r.p, 0, 20250707, 2);
    is_day(&r.p, 1, 20250709, 1);
    is_day(&r.p, 2, 20250710, 2);
    done(&r);
    r = parse(
        "Agenda\n| 8:00am | Arrival |\n| 1:30 | Work |\n| 6:30 | Welcome social |\n"
        "- 9:00am - 5.00pm: Work\n- 5:00pm Standup\n- 9:00am - final work\n- 1:30pm Wrap up\n");
    assert_int_equal(r.p.n_days, 3);
    is_day(&r.p, 1, 0, 2);
    assert_true(warned(&r.p, "sans qu'un jour soit nommé"));
    done(&r);
    r = parse(
        "Avant le salon :\nSamedi 11 janvier 2020 à 20h30, salle du moulin\nPendant le salon :\n"
        "10h – Ouverture\n14h30 – Débat\n19h – Fermeture\n");
    is_day(&r.p, 0, 20200111, 1);
    is_day(&r.p, 1, 0, 3);
    done(&r);
    r = parse(
        "Fête\nVendredi 5 - 20h30 : Concert\nSamedi 6 - 10h/12h : Atelier\nSamedi 6 - 14h : Bal\n"
        "Dimanche 7 - 9h : Randonnée\n");
    assert_int_equal(r.p.n_days, 3);
    is_day(&r.p, 1, 0, 2);
    is_day(&r.p, 2, 0, 1);
    done(&r);
    r = parse("Nuit des alliances\ndu samedi 21 juin 2025 18h au dimanche 22 juin 2025 6h\n\n18h00 "
              "Ouverture\n21h00 Concert\n01h30 Observation des étoiles\n");
    assert_int_equal(r.p.n_days, 1);
    is_day(&r.p, 0, 20250621, 3);
    done(&r);
    r = parse(
        "Mardi 19 octobre 2021 à 18h30, dans la salle Lumière du deuxième étage de la Maison des "
        "Sociétés, située 7 rue Pierre Curie, se déroulait une réunion de présentation sur "
        "l'action programmée en novembre au parc.\n\nVendredi 19 novembre 2021 :\n14h30 : circuit\n"
        "15h : jeux\n15h30 : goûter\n");
    assert_int_equal(r.p.n_days, 1);
    is_day(&r.p, 0, 20211119, 3);
    done(&r);
    r = parse("Dimanche 15 juin 2025 matin, Assemblée générale du groupement\nHoraires : 9h-12h\n"
              "Lieu : auditorium\n");
    is_session(&r.p, 0, AT(9, 0), AT(12, 0), SESSION_OTHER, "Assemblée générale");
    done(&r);
}

static void test_week_as_grid(void **state)
{
    (void)state;
    struct read r =
        parse("Retraite\nDu 18 au 20 mars 2024\n\n| Horaire | Lundi | Mardi | Mercredi |\n"
              "|---|---|---|---|\n| 8h | | Repas | Repas |\n| 9h-10h | Accueil | Yoga | Marche |\n"
              "| 14h | Débat | Atelier | Départ |\n");
    is_day(&r.p, 0, 20240318, 2);
    is_day(&r.p, 1, 20240319, 3);
    is_day(&r.p, 2, 20240320, 3);
    is_session(&r.p, 6, AT(9, 0), AT(10, 0), SESSION_VISIT, "Marche");
    done(&r);
    r = parse(
        "Activités\nLundi 18 mars 2024 Mardi 19 mars 2024 Mercredi 20 mars 2024\n\n9 h à 10 h 30\n"
        "Conférence\n\n9 h à 10 h\nSymposium\n\n9 h à 10 h\nPanel\n\n14 h à 15 h\nAtelier\n\n"
        "14 h à 15 h\nDébat\n");
    is_day(&r.p, 0, 20240318, 2);
    is_day(&r.p, 1, 20240319, 2);
    is_day(&r.p, 2, 20240320, 1);
    done(&r);
}

/* What has no known name is spoken of at a meeting, and takes place at a feast. */
static void test_feast_or_meeting(void **state)
{
    (void)state;
    struct read r =
        parse("Grande fête du village\nConcert, bal, tombola, jeux pour les enfants, feu "
              "d'artifice\n14h30 : Club Country\n15h : Les Voltigeurs avec Luc Ferrand\n");
    is_session(&r.p, 0, AT(14, 30), AT(15, 0), SESSION_OTHER, "Club");
    is_session(&r.p, 1, AT(15, 0), NO_TIME, SESSION_OTHER, "Les Voltigeurs");
    done(&r);
    r = parse(
        "Colloque de l'université\nLes enfants et la fête, conférences et débats\n14h30 : Club "
        "Country\n15h : Les Voltigeurs\n");
    is_session(&r.p, 0, AT(14, 30), AT(15, 0), SESSION_TALK, "Club");
    done(&r);
    r = parse("Journée\n9h : Marche en forêt\n10h : Marché des artisans\n");
    is_session(&r.p, 0, AT(9, 0), AT(10, 0), SESSION_VISIT, "Marche");
    is_session(&r.p, 1, AT(10, 0), NO_TIME, SESSION_EXHIBITION, "Marché");
    done(&r);
}

static void test_under_a_session(void **state)
{
    (void)state;
    struct read r =
        parse("Journée\n3 juin 2025\n\n9h Table ronde (Salle Jaurès)\n"
              "Intervenants : Rémi Caldagués (CNRS), Anne Le Goff\n10h Ateliers\n"
              "- Atelier A : le vélo\n- Atelier B : le train\n11h Exposé – Ursule GRANDCHAMP\n");
    const struct parsed_session *s = session(&r.p, 0);
    assert_string_equal(s->title, "Table ronde");
    assert_string_equal(s->room, "Salle Jaurès");
    assert_int_equal(s->n_speakers, 2);
    assert_string_equal(s->speakers[1].name, "Anne Le Goff");
    assert_int_equal(session(&r.p, 1)->n_parallel, 2);
    assert_string_equal(session(&r.p, 2)->speakers[0].name, "Ursule GRANDCHAMP");
    done(&r);
}

static void test_words_that_mislead(void **state)
{
    static const struct {
        const char *title;
        enum session_type type;
    } all[] = {
        {"Accueil café", SESSION_REGISTRATION},
        {"Pause café", SESSION_BREAK},
        {"Pause déjeuner", SESSION_LUNCH},
        {"Déjeuner-débat", SESSION_LUNCH},
        {"Mot d'accueil", SESSION_OPENING},
        {"Retour d'expérience", SESSION_TALK},
        {"Retour des ateliers", SESSION_REPORT},
        {"Cocktail de clôture", SESSION_RECEPTION},
        {"Ouverture des données : où en est-on ?", SESSION_TALK},
        {"Restitution des groupes de travail", SESSION_REPORT},
        {"Visite des stands", SESSION_EXHIBITION},
        {"Conférence de clôture", SESSION_PLENARY},
        {"Vote du rapport moral", SESSION_OTHER},
        {"Le sol, une histoire sans fin", SESSION_TALK},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        char text[256];
        snprintf(text, sizeof text, "Journée\n3 juin 2025\n\n9h %s\n10h Pause\n", all[i].title);
        struct read r = parse(text);
        if (session(&r.p, 0)->type != all[i].type)
            fail_msg("%s is read as %s", all[i].title, session_type_word(session(&r.p, 0)->type));
        done(&r);
    }
}

/* How many sessions a text of one day gives; the first has this start, end and title. */
struct shape {
    const char *lines;
    size_t sessions, n;
    int start, end;
    const char *title;
};

static void test_shapes(void **state)
{
    static const struct shape all[] = {
        {"10:40-11.10 Débat\n", 1, 0, AT(10, 40), AT(11, 10), "Débat"},
        {"| 10:40-11.10 |\nDébat |\n| 11.10-12:00 |\nTable ronde |\n", 2, 1, AT(11, 10), AT(12, 0),
         "Table ronde"},
        {"| 9:00-9:15 |\nPause café |\n| 9:15-9:30 |\nDébat |\n| 9:30-9:45 |\nPause café |\n", 3, 2,
         AT(9, 30), AT(9, 45), "Pause café"},
        {"9h - 17h Inscriptions\n9h - 10h Débat\n10h - 17h Table ronde\n", 3, 0, AT(9, 0),
         AT(17, 0), "Inscriptions"},
        {"9h Accueil\n11h Session 2 : le café\n\n- 11h Présentation\n- 11h10 Premier tour\n\n"
         "12h Repas\n",
         4, 1, AT(11, 0), AT(11, 10), "Présentation"},
        {"9h Débat\n10h Pause\n11h Conclusion\n\nInscription : a@b.example avant le 6 mars. "
         "Secrétariat ouvert de 9 h à 12 h et de 14 h à 17 h.\n",
         3, 0, AT(9, 0), AT(10, 0), "Débat"},
        {"9h-12h / 13h30-16h : rencontres\n18h : fin\n", 3, 1, AT(13, 30), AT(16, 0), "rencontres"},
        {"9h-12h et 13h30-16h : rencontres\n18h : fin\n", 3, 0, AT(9, 0), AT(12, 0), "rencontres"},
        {"9h Exposés (15' + 5' questions)\n10h40 Pause\n", 2, 0, AT(9, 0), AT(10, 40), "Exposés"},
        {"9h Fresque (3h, 14 places)\n10h Pause\n", 2, 0, AT(9, 0), AT(12, 0), "Fresque"},
        {"9h Débat « Quel prix ? »\n10h Pause\n", 2, 0, AT(9, 0), AT(10, 0),
         "Débat « Quel prix ? »"},
        {"La journée.9hCafé d’accueil9h15OuvertureRené Valmont, maire10h15Atelier12hRepas\n", 4, 1,
         AT(9, 15), AT(10, 15), "Ouverture"},
        {"9h00 | Accueil | 9h15 | Ouverture | 9h30 | Débat\n", 3, 1, AT(9, 15), AT(9, 30),
         "Ouverture"},
        {"12h00 (16h00) : Accueil\n12h05 (16h05 à Dakar) : Ouverture\n13h : Fin\n", 3, 1, AT(12, 5),
         AT(13, 0), "Ouverture"},
        {"12h00 (16h00) : Accueil\n12h05 (16h05) : Ouverture\n13h : Fin\n", 3, 0, AT(12, 0),
         AT(12, 5), "Accueil"},
        {"10h Débat\nModérateur : Ana Roche Panel 2 : 11h45-13h\nSous-thème\n13h Repas\n", 3, 1,
         AT(11, 45), AT(13, 0), "Panel 2"},
        {"9h Promenade, durée environ 2 heures\n15h Débat\n", 2, 0, AT(9, 0), AT(11, 0),
         "Promenade"},
        {"14 h. 15 ● Ouverture\n14 h. 45 ● Débat\n16 h. ● Fin\n", 3, 1, AT(14, 45), AT(16, 0),
         "Débat"},
        {"- Yoga, 10h-11h | gymnase de la mairie\n- Dessin, 14h-17h (sur inscription) | mairie\n"
         "- Chorale, 14h30-15h30 | salle\n",
         3, 1, AT(14, 0), AT(17, 0), "Dessin"},
        {"- 11h - 14h - 15h30 - 17h : visites guidées\n18h : fin\n", 5, 2, AT(15, 30), AT(17, 0),
         "visites"},
        {"10h / 11h / 14h : visites guidées\n18h : fin\n", 4, 2, AT(14, 0), AT(18, 0), "visites"},
        {"08 h 30/12 h 00 : Concours\n12 h 00 : Repas\n", 2, 0, AT(8, 30), AT(12, 0), "Concours"},
        {"| 14:00-14:30 | Débat | 14:30-16:00 | Atelier |\n| 16:00-16:30 | Pause |\n", 3, 1,
         AT(14, 30), AT(16, 0), "Atelier"},
        {"16h\n\nLectures (durée 1h)\n\n17h30\n\nConcert\n", 2, 0, AT(16, 0), AT(17, 0),
         "Lectures"},
        {"9h30h-12h, Projection\n14h-15h20v\nDébat\n", 2, 0, AT(9, 30), AT(12, 0), "Projection"},
        {"9 h à 10 h Débat\n16 h à 17\nConférence\n", 2, 1, AT(16, 0), AT(17, 0), "Conférence"},
        {"10 heures Ouverture\n11 heuresLes six règles\n12 heures Repas\n", 3, 1, AT(11, 0),
         AT(12, 0), "Les six règles"},
        {"Une affiche sur tous les murs de la ville\n11h, rendez-vous au pont\n12h, repas\n14h, "
         "départ\n",
         3, 0, AT(11, 0), AT(12, 0), "rendez-vous"},
        {"• 14h30 : circuit\n• 15h30 : marche\n• Inauguration du marché : 18h00\n", 3, 2, AT(18, 0),
         NO_TIME, "Inauguration"},
        {"9. 00 - 9. 15\nAccueil\n1 e séance : 9.15 – 10. 45 : Noms\nAnne Roux : les "
         "lieux\nPause 10.45 – 11. 00\n2 e séance 11.00 – 12. 30: Lagunes\n",
         4, 3, AT(11, 0), AT(12, 30), "Lagunes"},
        {"10h-12h\n14h-18h\nMarché de producteurs\nAtelier vélo\n20h30\nConcert\n", 3, 1, AT(14, 0),
         AT(18, 0), "Atelier vélo"},
        {"10h - 11h / 11h - 11h30 / 11h30 - 12h30\nPlénière\nPause\nAteliers\n", 3, 1, AT(11, 0),
         AT(11, 30), "Pause"},
        {"Église – visite libre de 10h à 12h et de 14h à 18h\nMoulin – visite à 11h, 15h et 17h\n",
         5, 4, AT(17, 0), NO_TIME, "Moulin"},
        {"1. Accueil (17h30, 10 min)\n2. Débat : et après ? (17h40, 20 min)\n3. Pot (19h)\n", 3, 1,
         AT(17, 40), AT(18, 0), "Débat"},
        {"Arrivée libre à partir de 16h\n18h Mot d'accueil\n20h Dîner\n", 3, 0, AT(16, 0),
         AT(18, 0), "Arrivée libre"},
        {"8.45 – 9.30 Maison des vacoas : nord\n  • Accueil\n9.30 – 11.30 Maison des vacoas\n  • "
         "Discours\n11.30 – 13.00 Maison des vacoas\n  • Pique-nique\n",
         3, 2, AT(11, 30), AT(13, 0), "Pique-nique"},
        {"14h Débat\n16h / 16h30 : Pause / 18h : Concert\n", 3, 2, AT(18, 0), NO_TIME, "Concert"},
        {"10.00 - 12.00 -\xC2\xA0Weaving\n11.00 - 14.00 Schedule in the reserve:\xC3\x82\n14.00 "
         "Ice "
         "cream\n",
         3, 2, AT(14, 0), NO_TIME, "Ice"},
        {"ASSISES Mise en page 1 08/04/2016 17:23 Page1 PROGRAMME 12 h 30 : Accueil. 13h45 -14h10 "
         "Ouverture 14h10 -16h30 Débat\n",
         3, 0, AT(12, 30), AT(13, 45), "Accueil"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        char text[512];
        snprintf(text, sizeof text, "Journée\nMardi 3 juin 2025\n\n%s", all[i].lines);
        struct read r = parse(text);
        const struct parsed_session *s = session(&r.p, all[i].n);
        if (count_sessions(&r.p) != all[i].sessions || s->start != all[i].start ||
            s->end != all[i].end || strncmp(s->title, all[i].title, strlen(all[i].title)) != 0)
            fail_msg("%zu sessions, %d-%d %s for: %s", count_sessions(&r.p), s ? s->start : 0,
                     s ? s->end : 0, s ? s->title : "", all[i].lines);
        assert_false(warned(&r.p, "titre"));
        done(&r);
    }
}

static void test_end_of_the_day(void **state)
{
    (void)state;
    struct read r = parse("Journée\nMardi 3 juin 2025 - de 9h à 17h\n\n9h Accueil\n16h30 Pot\n");
    is_session(&r.p, 1, AT(16, 30), AT(17, 0), session(&r.p, 1)->type, "Pot");
    assert_true(session(&r.p, 1)->end_inferred);
    done(&r);
    r = parse("Journée\nMardi 3 juin 2025\n\n10h - 18h Exposition\n10h - 11h Débat\n");
    assert_false(warned(&r.p, "chevauchement"));
    done(&r);
}

/* An arrow line over timed ones heads them: it is no note of the session before it. */
static void test_arrow_headings(void **state)
{
    (void)state;
    struct read r = parse("Journée\nMardi 3 juin 2025\n\n➜ Conférences (salle 1)\n"
                          "9h – 10h : Le sol\n10h – 11h : L'eau\n\n➜ Ateliers (salle 2)\n"
                          "11h – 12h : Le CV\n12h – 13h : La lettre\n\n➜ 13h : Tirage au sort\n");
    assert_int_equal(count_sessions(&r.p), 5);
    assert_int_equal(r.p.days[0].n_sequences, 3);
    assert_non_null(sequence(&r.p, "Ateliers (salle 2)"));
    assert_null(session(&r.p, 1)->note);
    done(&r);
}

static void test_warnings(void **state)
{
    static const struct {
        const char *lines, *words;
    } all[] = {
        {"9h - 10h30 Débat\n10h - 11h Table ronde\n", "chevauchement"},
        {"9h - 10h Débat\n11h - 10h30 Table ronde\n", "avant le début"},
        {"9h - 10h Débat\n11h - 12h Table ronde\n", "trou"},
        {"9h - 10h Débat\n\nCette rencontre aura lieu le 5 juin 2025.\n", "contradictoires"},
        {"9h - 10h Débat\n10h\n", "titre"},
        {"En présentiel uniquement\n9h - 10h Débat\n\nRencontre uniquement en visioconférence\n",
         "contradictoires"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        char text[512];
        snprintf(text, sizeof text, "Journée\nMardi 3 juin 2025\n\n%s", all[i].lines);
        struct read r = parse(text);
        if (!warned(&r.p, all[i].words))
            fail_msg("no warning with \"%s\" for: %s", all[i].words, all[i].lines);
        done(&r);
    }
    struct read r = parse("Journée\nLundi 3 juin 2025\n\n9h - 10h Débat\n10h - 11h Pause\n");
    assert_true(warned(&r.p, "contradictoire")); /* it was a Tuesday */
    assert_int_equal(r.p.n_warnings, 1);
    done(&r);
    r = parse("14h - 15h Débat\n16h - 17h Bilan\nMercredi 4 juin 2025\n9h - 10h Atelier\n10h - 11h "
              "Bilan\n");
    assert_int_equal(r.p.n_days, 2);
    assert_int_equal(r.p.days[0].day, 0); /* no date is made up */
    assert_int_equal(r.p.days[1].day, 4);
    assert_true(warned(&r.p, "précèdent le premier jour"));
    done(&r);
    r = parse("Journées\n19 et 20 septembre 2015\nSamedi :\n9h30 : Accueil\n10h : Visite\n"
              "Dimanche : 14h à 17h - Visite de la filature\n");
    assert_int_equal(r.p.n_days, 2);
    assert_int_equal(r.p.days[1].day, 20);
    assert_int_equal(r.p.days[1].sequences[0].n_sessions, 1);
    done(&r);
    r = parse("Forum\n4 June 2025\n| 0900 – 1000 | : | Opening ceremony |\n"
              "| 1000 – 1030 | : | Lunch Break |\n| 1030 – 1100 | : | Debate |\n");
    assert_string_equal(r.p.days[0].sequences[0].sessions[0].title, "Opening ceremony");
    done(&r);
}

static void test_refusals(void **state)
{
    (void)state;
    struct read r = parse_bytes(str_of(""));
    assert_int_equal(r.err, ERR_INVALID);
    assert_non_null(r.why);
    r = parse_bytes(str_of(" \n\t\n"));
    assert_int_equal(r.err, ERR_INVALID);
    done(&r);
    r = parse_bytes((struct str){"\x7F\x45LF\x01\x00\x00\x00\x02\x00\x03", 11});
    assert_int_equal(r.err, ERR_BAD_REQUEST);
    assert_non_null(r.why);
    done(&r);
    char *big = xcalloc(1, PROGRAMME_MAX_BYTES + 1);
    r = parse_bytes((struct str){big, PROGRAMME_MAX_BYTES + 1});
    assert_int_equal(r.err, ERR_TOO_LARGE);
    free(big);
}

static void test_without_times(void **state)
{
    (void)state;
    struct read r =
        parse("Café des aidants\nSamedi 10 mai 2025\n\nTemps d'accueil, puis goûter.\n");
    assert_int_equal(count_sessions(&r.p), 0);
    assert_int_equal(r.p.n_notes, 2);
    assert_int_equal(r.p.notes[1].lines.first, 4);
    done(&r);
}

static void test_type_words(void **state)
{
    (void)state;
    for (int t = 0; t < SESSION_TYPES; t++) {
        enum session_type back = SESSION_OTHER;
        assert_true(session_type_from_word(str_of(session_type_word((enum session_type)t)), &back));
        assert_int_equal(back, t);
    }
    enum session_type none;
    assert_false(session_type_from_word(str_of("nothing"), &none));
}

static void test_text_form(void **state)
{
    (void)state;
    struct read r = parse("Journée\n3 juin 2025\n\n9h Débat\n10h Pause\n");
    BUF_SCOPED b = BUF_INIT(JSON_CAP);
    programme_to_text(&r.p, &b);
    assert_non_null(strstr(b.data, "03/06/2025"));
    assert_non_null(strstr(b.data, "09:00 – 10:00  [debate] Débat"));
    done(&r);
}

/* Not twice the time for twice the text; the absolute time is bench/'s business. */
static double seconds_for(const char *line, size_t bytes)
{
    struct timespec from, to;
    size_t n = strlen(line), copies = bytes / n;
    char *text = xmalloc(copies * n);
    for (size_t i = 0; i < copies; i++)
        memcpy(text + i * n, line, n);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    struct read r = parse_bytes((struct str){text, copies * n});
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    assert_int_equal(r.err, OK);
    done(&r);
    free(text);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static void test_linear(void **state)
{
    static const char *const lines[] = {
        "9h accueil, ",
        "| a ",
        "- ",
        "- a\n",
        "12/07/2021\n9h a\n",
        "9h-10h Atelier (b) – C\n",
        "a\n",
        "[a](",
        "**a?",
        "lorem ipsum dolor sit amet ",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        double once = seconds_for(lines[i], (size_t)256 << 10);
        double eight = seconds_for(lines[i], (size_t)2 << 20);
        if (eight > once * 32 + 0.05)
            fail_msg("%s: %.3f s for 256 KiB, %.3f s for 2 MiB", lines[i], once, eight);
    }
}

struct score {
    size_t expected, found, typed;
};

static struct str folded(struct arena *a, const char *s)
{
    return text_fold(a, str_of(s ? s : ""));
}

/* At least half of the words of `want` stand in `got`. */
static bool alike(struct arena *a, const char *want, const char *got, const char *note)
{
    struct str w = folded(a, want), g = folded(a, got), n = folded(a, note);
    size_t words = 0, hits = 0;
    for (size_t i = 0; i < w.n;) {
        size_t end = i;
        while (end < w.n &&
               ((w.p[end] >= 'a' && w.p[end] <= 'z') || (w.p[end] >= '0' && w.p[end] <= '9')))
            end++;
        if (end > i) {
            words++;
            hits += memmem(g.p, g.n, w.p + i, end - i) || memmem(n.p, n.n, w.p + i, end - i);
        }
        i = end + 1;
    }
    return words == 0 || hits * 2 >= words;
}

static void score_session(struct arena *a, const struct programme *p, json_t *want,
                          const char *file, struct score *score)
{
    const char *day = json_string_value(json_object_get(want, "day"));
    const char *title = json_string_value(json_object_get(want, "title_contains"));
    const char *times[2] = {json_string_value(json_object_get(want, "start")),
                            json_string_value(json_object_get(want, "end"))};
    json_t *types = json_object_get(want, "types"), *type;
    size_t k;
    score->expected++;
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            for (size_t s = 0; s < p->days[d].sequences[q].n_sessions; s++) {
                const struct parsed_session *got = &p->days[d].sequences[q].sessions[s];
                char date[40] = "", start[16], end[16] = "";
                if (p->days[d].year)
                    snprintf(date, sizeof date, "%04d-%02d-%02d", p->days[d].year, p->days[d].month,
                             p->days[d].day);
                snprintf(start, sizeof start, "%02d:%02d", got->start / 60 % 24, got->start % 60);
                if (got->end != NO_TIME)
                    snprintf(end, sizeof end, "%02d:%02d", got->end / 60 % 24, got->end % 60);
                if (strcmp(day ? day : "", date) != 0 || strcmp(times[0], start) != 0 ||
                    strcmp(times[1] ? times[1] : "", end) != 0 ||
                    !alike(a, title, got->title, got->note))
                    continue;
                score->found++;
                json_array_foreach(types, k, type) if (strcmp(json_string_value(type),
                                                              session_type_word(got->type)) == 0)
                {
                    score->typed++;
                    return;
                }
                print_message("%s: %s is read as %s\n", file, title, session_type_word(got->type));
                return;
            }
    print_message("%s: not found: %s %s\n", file, times[0], title);
}

static void cover(json_t *node, bool *covered, size_t lines)
{
    json_t *range = json_object_get(node, "lines"), *child;
    const char *key;
    size_t i;
    if (range) {
        json_int_t first = json_integer_value(json_array_get(range, 0));
        json_int_t last = json_integer_value(json_array_get(range, 1));
        assert_true(first >= 1 && last >= first && (size_t)last <= lines);
        for (json_int_t n = first; n <= last; n++)
            covered[n] = true;
    }
    if (json_is_object(node))
        json_object_foreach(node, key, child) cover(child, covered, lines);
    if (json_is_array(node))
        json_array_foreach(node, i, child) cover(child, covered, lines);
}

/* Every line of the source that is not blank stands in some `lines` of the JSON. */
static void check_coverage(const struct programme *p, struct arena *a, struct str bytes,
                           const char *file)
{
    BUF_SCOPED b = BUF_INIT(JSON_CAP);
    json_error_t why;
    struct str text;
    const char *encoding;
    programme_to_json(p, &b);
    json_t *root = json_loadb(b.data, b.len, 0, &why);
    assert_non_null(root);
    assert_int_equal(text_decode(a, bytes, &text, &encoding), OK);
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    bool *covered = xcalloc(lines + 2, sizeof *covered);
    cover(root, covered, lines);
    for (int n = 1; text.p; n++) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (line.n && !covered[n] && !str_is(line, "\xC2\xA0") && !str_is(line, "\f"))
            fail_msg("%s: line %d is covered by nothing: %.*s", file, n, (int)line.n, line.p);
    }
    free(covered);
    json_decref(root);
}

static void read_fixture(const char *folder, const char *name, struct score *score)
{
    static const char *const suffixes[] = {".txt", ".md"};
    char path[4096];
    size_t n = 0, stem = strlen(name) - strlen(".expected.json");
    json_error_t why;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    json_t *want = json_load_file(path, 0, &why), *session_wanted;
    assert_non_null(want);
    char *bytes = NULL;
    for (size_t i = 0; i < ARRAY_LEN(suffixes) && !bytes; i++) {
        snprintf(path, sizeof path, "%s/%.*s%s", folder, (int)stem, name, suffixes[i]);
        bytes = read_file(path, &n);
    }
    if (bytes) {
        struct read r = parse_bytes((struct str){bytes, n});
        assert_int_equal(r.err, OK);
        json_array_foreach(json_object_get(want, "sessions"), n, session_wanted)
            score_session(&r.arena, &r.p, session_wanted, name, score);
        size_t again = 0;
        free(bytes);
        bytes = read_file(path, &again);
        check_coverage(&r.p, &r.arena, (struct str){bytes, again}, name);
        done(&r);
    }
    free(bytes);
    json_decref(want);
}

static void test_fixtures(void **state)
{
    const char *root = getenv("MAILLAGE_SOURCE_DIR");
    char folder[2048];
    struct score score = {0, 0, 0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/test/fixtures/programmes", root ? root : ".");
    DIR *d = opendir(folder);
    if (!d)
        skip();
    for (struct dirent *e; (e = readdir(d));)
        if (strlen(e->d_name) > 14 && strstr(e->d_name, ".expected.json"))
            read_fixture(folder, e->d_name, &score);
    closedir(d);
    print_message("%zu sessions, %zu found, %zu of the right type\n", score.expected, score.found,
                  score.typed);
    assert_true(score.expected > 0);
    assert_true(score.found * 100 >= score.expected * 97);
    assert_true(score.typed * 100 >= score.found * 95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_head),
        cmocka_unit_test(test_source_sessions),
        cmocka_unit_test(test_source_questions),
        cmocka_unit_test(test_ways_of_writing),
        cmocka_unit_test(test_other_clocks),
        cmocka_unit_test(test_paragraphs),
        cmocka_unit_test(test_times_inside_sentences),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_which_day),
        cmocka_unit_test(test_several_days),
        cmocka_unit_test(test_week_as_grid),
        cmocka_unit_test(test_feast_or_meeting),
        cmocka_unit_test(test_under_a_session),
        cmocka_unit_test(test_words_that_mislead),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_end_of_the_day),
        cmocka_unit_test(test_arrow_headings),
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_without_times),
        cmocka_unit_test(test_type_words),
        cmocka_unit_test(test_text_form),
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_fixtures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
