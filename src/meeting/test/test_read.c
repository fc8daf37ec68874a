/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files of every kind: documents that a word processor made and crafted ones whose every mark is
 * known, to the text that the programme's reader is given; hostile ones, refused soon and with a
 * reason.
 */
#include "../../../test/support/make_file.h"
#include "meeting/read/archive.h"
#include "meeting/read/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/resource.h>

#include <cmocka.h>

#define W(p) "<w:p>" p "</w:p>"
#define R(t) "<w:r><w:t xml:space=\"preserve\">" t "</w:t></w:r>"
#define RB(t) "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">" t "</w:t></w:r>"
#define STYLE(s) "<w:pPr><w:pStyle w:val=\"" s "\"/></w:pPr>"
#define CELL(p) "<w:tc>" p "</w:tc>"

static int setup(void **state)
{
    struct arena *a = xcalloc(1, sizeof *a);
    *state = a;
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    free(*state);
    return 0;
}

static struct str file(struct arena *a, const char *name)
{
    const char *root = getenv("MAILLAGE_SOURCE_DIR");
    const char *path = arena_printf(a, "%s/%s", root ? root : ".", name);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("no file %s", path);
    char *bytes = arena_alloc(a, (size_t)1 << 20);
    size_t n = fread(bytes, 1, (size_t)1 << 20, f);
    fclose(f);
    return (struct str){bytes, n};
}

static const char *text_of(struct arena *a, struct str bytes)
{
    struct str text;
    const char *why = "";
    if (document_text(a, bytes, &text, &why) != OK)
        fail_msg("refused: %s", why);
    return str_dup(a, text);
}

static struct programme programme_of(struct arena *a, struct str bytes)
{
    struct programme p;
    const char *why = "";
    if (programme_read(a, bytes, &p, &why) != OK)
        fail_msg("refused: %s", why);
    return p;
}

static int64_t processor_seconds(void)
{
    struct rusage own, children;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    return own.ru_utime.tv_sec + children.ru_utime.tv_sec;
}

/* Refused with that error, in French, within a few seconds even under sanitizers. */
static void refused(struct arena *a, struct str bytes, enum err wanted, const char *words)
{
    struct str text;
    const char *why = NULL;
    int64_t from = processor_seconds();
    enum err e = document_text(a, bytes, &text, &why);
    if (e != wanted)
        fail_msg("%s instead of %s (%s)", err_name(e), err_name(wanted), words);
    assert_non_null(why);
    if (!strstr(why, words))
        fail_msg("« %s » does not say « %s »", why, words);
    assert_true(processor_seconds() - from < 10);
}

/* ---- the demonstration's programme in each form ------------------------------------------ */

static void same_sessions(const struct parsed_sequence *x, const struct parsed_sequence *y)
{
    assert_int_equal(x->n_sessions, y->n_sessions);
    assert_string_equal(x->title, y->title);
    for (size_t i = 0; i < x->n_sessions; i++) {
        const struct parsed_session *a = &x->sessions[i], *b = &y->sessions[i];
        assert_int_equal(a->start, b->start);
        assert_int_equal(a->end, b->end);
        assert_string_equal(session_type_word(a->type), session_type_word(b->type));
        assert_string_equal(a->title, b->title);
        assert_int_equal(a->n_parallel, b->n_parallel);
        assert_int_equal(a->n_speakers, b->n_speakers);
    }
}

static void same_programme(const struct programme *x, const struct programme *y)
{
    assert_string_equal(x->title, y->title);
    assert_int_equal(x->edition, y->edition);
    assert_int_equal(x->remote, y->remote);
    assert_int_equal(x->onsite, y->onsite);
    assert_int_equal(x->n_questions, y->n_questions);
    assert_int_equal(x->n_days, y->n_days);
    for (size_t d = 0; d < x->n_days; d++) {
        assert_int_equal(x->days[d].day, y->days[d].day);
        assert_int_equal(x->days[d].month, y->days[d].month);
        assert_int_equal(x->days[d].year, y->days[d].year);
        assert_int_equal(x->days[d].n_sequences, y->days[d].n_sequences);
        for (size_t q = 0; q < x->days[d].n_sequences; q++)
            same_sessions(&x->days[d].sequences[q], &y->days[d].sequences[q]);
    }
}

static void test_demonstration(void **state)
{
    static const char *const forms[] = {"docx", "odt", "pdf"};
    struct programme text = programme_of(*state, file(*state, "data/demo/rencontre-7.txt"));
    assert_int_equal(text.n_days, 1);
    assert_int_equal(text.days[0].n_sequences, 8);
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        const char *name = arena_printf(*state, "test/fixtures/documents/rencontre-7.%s", forms[i]);
        struct programme p = programme_of(*state, file(*state, name));
        same_programme(&text, &p);
    }
}

static void test_table_of_word(void **state)
{
    const char *text = text_of(*state, file(*state, "test/fixtures/documents/tableau.docx"));
    assert_non_null(strstr(text, "# Journée des alliances\n"));
    assert_non_null(strstr(text, "| 9h00 – 9h30 | **Accueil des participants** | Hall |\n"));
    assert_non_null(strstr(text, "\nAnimée par Claire Dumont, journaliste\n"));
    struct programme p = programme_of(*state, str_of(text));
    assert_int_equal(p.days[0].n_sequences, 5);
    const struct parsed_session *panel = &p.days[0].sequences[1].sessions[0];
    assert_int_equal(panel->type, SESSION_PANEL);
    assert_int_equal(panel->start, 9 * 60 + 30);
    assert_string_equal(panel->room, "Amphithéâtre Simone Veil");
    assert_string_equal(panel->speakers[0].name, "Claire Dumont");
}

/* ---- Word: every mark --------------------------------------------------------------------- */

static const char word_styles[] =
    "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
    "<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:styleId=\"Titre1\"><w:name w:val=\"heading 1\"/><w:rPr><w:b/></w:rPr></w:style>"
    "<w:style w:styleId=\"Jour\"><w:name w:val=\"Jour\"/><w:basedOn w:val=\"Titre1\"/></w:style>"
    "<w:style w:styleId=\"TM1\"><w:name w:val=\"toc 1\"/></w:style>"
    "<w:style w:styleId=\"Fort\"><w:name w:val=\"Fort\"/><w:rPr><w:b/></w:rPr></w:style>"
    "<w:style w:styleId=\"Puce\"><w:name w:val=\"List Bullet\"/>"
    "<w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>"
    "<w:style w:styleId=\"Boucle\"><w:basedOn w:val=\"Boucle\"/></w:style></w:styles>";

static const char *word_text(struct arena *a, const char *body)
{
    return text_of(
        a, docx_of(a, str_of(arena_printf(a, WORD_HEAD "%s" WORD_TAIL, body)), word_styles));
}

static void test_word_paragraphs(void **state)
{
    struct arena *a = *state;
    assert_string_equal(
        word_text(a, W(STYLE("Titre1") R("Journée")) W(STYLE("Jour") R("Lundi")) W("")
                         W(STYLE("Puce") R("un")) W("<w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId "
                                                    "w:val=\"2\"/></w:numPr></w:pPr>" R("deux"))
                             W("<w:pPr><w:pStyle w:val=\"Puce\"/><w:numPr><w:numId w:val=\"0\"/>"
                               "</w:numPr></w:pPr>" R("trois")) W(STYLE("Boucle") R("fin"))),
        "# Journée\n# Lundi\n\n- un\n  - deux\ntrois\nfin\n");
    assert_string_equal(
        word_text(a, W(R("9h ") RB("– Table ") RB("ronde ") R("(hall)"))
                         W(STYLE("Fort") R("gras") "<w:r><w:rPr><w:b w:val=\"0\"/></w:rPr>"
                                                   "<w:t> maigre</w:t></w:r>")
                             W(R("a") "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"
                                      "<w:r><w:noBreakHyphen/></w:r>" R("d"))),
        "9h **– Table ronde** (hall)\n**gras** maigre\na\tb\nc-d\n");
}

static void test_word_left_out(void **state)
{
    struct arena *a = *state;
    assert_string_equal(
        word_text(
            a, W(R("10h ") "<w:del><w:r><w:delText>avant</w:delText></w:r></w:del>"
                           "<w:ins>" R(
                               "après") "</w:ins>"
                                        "<w:moveFrom>" R(
                                            "parti") "</w:moveFrom>"
                                                     "<w:r><w:footnoteReference w:id=\"1\"/></w:r>")
                   W("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr>"
                     "<w:t>caché</w:t></w:r>" R("vu")) W(STYLE("TM1") R("Sommaire"))),
        "10h après\nvu\n\n");
    assert_string_equal(
        word_text(
            a, W("<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" W(R("encart")) W(RB(
                   "gras")) "</w:txbxContent></mc:Choice><mc:Fallback>"
                            "<w:txbxContent>" W(R(
                                "encart")) "</w:txbxContent>"
                                           "</mc:Fallback></mc:AlternateContent></w:r>" R("hôte"))),
        "hôte\nencart\n**gras**\n");
}

static void test_word_tables(void **state)
{
    struct arena *a = *state;
    assert_string_equal(
        word_text(a, "<w:tbl><w:tblPr/><w:tr>" CELL(W(R("9h"))) CELL(W(RB("Accueil")))
                         CELL(W(R("A | B"))) "</w:tr><w:tr>" CELL(W(R("9h30 –")) W(R("10h")))
                             CELL(W(R("Débat")) W(R("Avec Ana Lopez"))) CELL(
                                 W("")) "</w:tr><w:tr>" CELL(W("")) CELL(W("")) "</w:tr></w:tbl>"),
        "| 9h | **Accueil** | A / B |\n| 9h30 – 10h | Débat |  |\nAvec Ana Lopez\n");
    assert_string_equal(
        word_text(a, "<w:tbl><w:tr>" CELL(W(R("9h Un premier temps")) W(R("10h Un deuxième temps")))
                         CELL(W(R("14h Un troisième temps"))
                                  W(R("15h Un dernier temps"))) "</w:tr></w:tbl>"),
        "9h Un premier temps\n10h Un deuxième temps\n14h Un troisième temps\n15h Un dernier "
        "temps\n");
    assert_string_equal(word_text(a, "<w:tbl><w:tr>" CELL("<w:tbl><w:tr>" CELL(W(R("a"))) CELL(
                                         W(R("b"))) "</w:tr></w:tbl>") "</w:tr></w:tbl>"),
                        "| a | b |\n");
}

/* ---- OpenDocument --------------------------------------------------------------------------- */

static const char *odt_text(struct arena *a, const char *body)
{
    return text_of(
        a,
        odt_of(a, str_of(arena_printf(
                      a,
                      ODT_HEAD "<office:automatic-styles><style:style style:name=\"G\">"
                               "<style:text-properties fo:font-weight=\"bold\"/></style:style>"
                               "<style:style style:name=\"M\"><style:text-properties "
                               "fo:font-weight=\"normal\"/></style:style></office:automatic-styles>"
                               "<office:body><office:text>%s" ODT_TAIL,
                      body))));
}

static void test_open_document(void **state)
{
    struct arena *a = *state;
    assert_string_equal(
        odt_text(a, "<text:tracked-changes><text:p>ôté</text:p></text:tracked-changes>"
                    "<text:h text:outline-level=\"2\" text:style-name=\"G\">Matin</text:h>\n"
                    "<text:p>  9h \n <text:span text:style-name=\"G\">Accueil "
                    "</text:span><text:s text:c=\"2\"/>café<text:tab/>hall<text:line-break/>suite"
                    "<text:note><text:p>bas de page</text:p></text:note></text:p>"
                    "<text:p text:style-name=\"G\">tout <text:span text:style-name=\"M\">sauf"
                    "</text:span></text:p><text:p text:style-name=\"Title\">Titre</text:p>"),
        "## Matin\n9h **Accueil**   café\thall\nsuite\n**tout** sauf\n# Titre\n");
    assert_string_equal(
        odt_text(a, "<text:list><text:list-item><text:p>un</text:p><text:list><text:list-item>"
                    "<text:p>deux</text:p></text:list-item></text:list></text:list-item>"
                    "</text:list><text:p><draw:frame><draw:text-box><text:p>encart</text:p>"
                    "</draw:text-box></draw:frame>hôte</text:p>"
                    "<table:table><table:table-row table:number-rows-repeated=\"1048576\">"
                    "<table:table-cell table:number-columns-repeated=\"16384\"><text:p>9h</text:p>"
                    "</table:table-cell><table:covered-table-cell/><table:table-cell>"
                    "<text:p>Débat</text:p></table:table-cell></table:table-row></table:table>"),
        "- un\n  - deux\nhôte\nencart\n| 9h |  | Débat |\n");
}

/* ---- PDF -------------------------------------------------------------------------------- */

static const char *pdf_words(struct arena *a, const struct words_at *all, size_t n, int pages)
{
    return text_of(a, pdf_of(a, all, n, pages));
}

static void test_pdf_rows(void **state)
{
    static const struct words_at middles[] = {
        {0, 60, 60, "Mardi 14 mars 2023", false},
        {0, 60, 107, "9h00 - 9h30", true},
        {0, 170, 100, "Accueil des partici-", true},
        {0, 170, 114, "pants et des invit\\351s", true},
        {0, 420, 107, "Hall", false},
        {0, 60, 147, "9h30 - 10h30", true},
        {0, 170, 140, "Table ronde", true},
        {0, 170, 154, "Claire Dumont, journaliste", false},
        {0, 420, 147, "Amphi", false},
    };
    static const struct words_at over[] = {
        {0, 60, 100, "9h00 -", false},         {0, 60, 114, "9h30", false},
        {0, 120, 100, "Accueil", false},       {0, 60, 140, "9h30 -", false},
        {0, 60, 154, "10h30", false},          {0, 120, 140, "Table ronde", false},
        {0, 120, 154, "Claire Dumont", false},
    };
    assert_string_equal(pdf_words(*state, middles, ARRAY_LEN(middles), 1),
                        "Mardi 14 mars 2023\n\n**9h00 - 9h30**\t**Accueil des partici-**\tHall\n"
                        "**pants et des invités**\n\n**9h30 - 10h30**\t**Table ronde**\tAmphi\n"
                        "Claire Dumont, journaliste\n");
    assert_string_equal(pdf_words(*state, over, ARRAY_LEN(over), 1),
                        "9h00 - 9h30\tAccueil\n\n9h30 - 10h30\tTable ronde\nClaire Dumont\n");
}

static void test_pdf_columns(void **state)
{
    static const struct words_at all[] = {
        {0, 60, 60,
         "Une journ\\351e pour travailler ensemble, en deux temps et sur deux colonnes "
         "de texte",
         false},
        {0, 60, 100, "9h Accueil du matin", false},
        {0, 320, 100, "14h Plein air", false},
        {0, 60, 114, "10h Table ronde", false},
        {0, 320, 114, "15h Restitution", false},
        {0, 60, 128, "11h Pause du matin", false},
        {0, 320, 128, "16h Conclusion", false},
    };
    assert_string_equal(pdf_words(*state, all, ARRAY_LEN(all), 1),
                        "Une journée pour travailler ensemble, en deux temps et sur deux colonnes "
                        "de texte\n\n9h Accueil du matin\n10h Table ronde\n11h Pause du matin\n\n"
                        "14h Plein air\n15h Restitution\n16h Conclusion\n");
}

static void test_pdf_lines(void **state)
{
    static const struct words_at all[] = {
        {0, 60, 100,
         "Cette phrase va jusqu'\\340 la marge de droite et se poursuit donc au-dessous de "
         "cette longue et belle",
         false},
        {0, 60, 114, "premi\\350re ligne.", false},
        {0, 60, 128, "9h00", false},
        {1, 60, 60, "Accueil", false},
        {1, 60, 100, "Fin", false},
        {2, 60, 60, "Annexe", false},
    };
    assert_string_equal(
        pdf_words(*state, all, ARRAY_LEN(all), 3),
        "Cette phrase va jusqu'à la marge de droite et se poursuit donc au-dessous de "
        "cette longue et belle première ligne.\n9h00\nAccueil\n\nFin\n\nAnnexe\n");
}

/* ---- hostile ------------------------------------------------------------------------------ */

static void test_untouched(void **state)
{
    struct str text, given = str_of("9h Accueil\n%PDF-1.4 est un format\n");
    const char *why = NULL;
    assert_int_equal(document_text(*state, given, &text, &why), OK);
    assert_ptr_equal(text.p, given.p);
    assert_int_equal(text.n, given.n);
}

static void test_other_kinds(void **state)
{
    struct arena *a = *state;
    const struct member sheet = {"xl/workbook.xml", str_of("<x/>"), NULL};
    refused(a, zip_of(a, &sheet, 1), ERR_BAD_REQUEST, "ni un document Word");
    refused(a, str_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..."), ERR_BAD_REQUEST, ".doc");
    refused(a, str_of("{\\rtf1 9h Accueil}"), ERR_BAD_REQUEST, "RTF");
    char *big = arena_alloc(a, DOCUMENT_MAX_BYTES + 1);
    refused(a, (struct str){big, DOCUMENT_MAX_BYTES + 1}, ERR_TOO_LARGE, "20 Mio");
    refused(a, docx_of(a, str_of(WORD_HEAD W("") WORD_TAIL), NULL), ERR_INVALID, "aucun texte");
}

static void test_truncated(void **state)
{
    static const char *const forms[] = {"docx", "odt", "pdf"};
    struct arena *a = *state;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct str whole =
            file(a, arena_printf(a, "test/fixtures/documents/rencontre-7.%s", forms[i]));
        for (size_t n = 5; n < whole.n; n += whole.n / 7)
            refused(a, str_sub(whole, 0, n), ERR_BAD_REQUEST, "abîmé");
    }
    const char *half = WORD_HEAD W(R("9h Accueil")) "<w:p><w:r><w:t>10h";
    refused(a, docx_of(a, str_of(half), NULL), ERR_BAD_REQUEST, "abîmé");
}

static void test_locked(void **state)
{
    struct arena *a = *state;
    const struct member locked = {"word/document.xml", str_of(WORD_HEAD WORD_TAIL), "secret"};
    refused(a, zip_of(a, &locked, 1), ERR_FORBIDDEN, "mot de passe");
    const struct member odt[] = {
        {"content.xml", str_of("\x8F\x02 noise"), NULL},
        {"META-INF/manifest.xml", str_of("<m><manifest:encryption-data/></m>"), NULL}};
    refused(a, zip_of(a, odt, 2), ERR_FORBIDDEN, "mot de passe");
    refused(a, file(a, "test/fixtures/documents/verrouille.pdf"), ERR_FORBIDDEN, "mot de passe");
}

static void test_scanned(void **state)
{
    refused(*state, pdf_of(*state, NULL, 0, 2), ERR_INVALID, "pas de texte");
}

static struct str repeated(struct arena *a, const char *before, const char *what, size_t n,
                           const char *after)
{
    BUF_SCOPED b = BUF_INIT((size_t)256 << 20);
    buf_puts(&b, before);
    for (size_t i = 0; i < n; i++)
        buf_puts(&b, what);
    buf_puts(&b, after);
    return (struct str){arena_strndup(a, buf_str(&b), b.len), b.len};
}

static void test_bombs(void **state)
{
    struct arena *a = *state;
    refused(a, docx_of(a, repeated(a, WORD_HEAD, "          ", 7 << 20, WORD_TAIL), NULL),
            ERR_TOO_LARGE, "5 Mio");
    refused(a, docx_of(a, repeated(a, WORD_HEAD "<w:p>", R("neuf heures"), 600000, "</w:p>"), NULL),
            ERR_TOO_LARGE, "5 Mio");
    refused(a, docx_of(a, repeated(a, WORD_HEAD "<w:tbl><w:tr>", "<w:tc/>", 4 << 20, ""), NULL),
            ERR_TOO_LARGE, "5 Mio");
    refused(a, docx_of(a, repeated(a, WORD_HEAD, "<w:tbl><w:tr><w:tc>", 100000, ""), NULL),
            ERR_BAD_REQUEST, "abîmé");
    refused(a,
            odt_of(a, repeated(a, ODT_HEAD "<office:body><office:text>", "<text:p/>", 4 << 20,
                               ODT_TAIL)),
            ERR_TOO_LARGE, "5 Mio");
}

static void test_entities(void **state)
{
    struct arena *a = *state;
    static const char *const prologues[] = {
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<?xml version=\"1.0\"?><!-- <d> -->\n<!DOCTYPE d [<!ENTITY x \"aaaa\">]>",
        "\xEF\xBB\xBF <!DOCTYPE d SYSTEM \"http://127.0.0.1:1/d.dtd\">",
    };
    for (size_t i = 0; i < ARRAY_LEN(prologues); i++) {
        const char *xml =
            arena_printf(a, "%s%s", prologues[i],
                         "<d xmlns=\"urn:wordprocessingml\"><p><r><t>&x;</t></r></p></d>");
        refused(a, docx_of(a, str_of(xml), NULL), ERR_BAD_REQUEST, "abîmé");
    }
    static const char hidden[] = "\xFF\xFE<\0!\0D\0O\0C\0T\0Y\0P\0E\0 \0d\0>\0<\0d\0/\0>";
    refused(a, docx_of(a, (struct str){hidden, sizeof hidden}, NULL), ERR_BAD_REQUEST, "abîmé");
    refused(a, docx_of(a, str_sub((struct str){hidden, sizeof hidden}, 2, sizeof hidden), NULL),
            ERR_BAD_REQUEST, "abîmé");
    refused(a,
            docx_of(a,
                    str_of("<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE d+AD4-<d/>"),
                    NULL),
            ERR_BAD_REQUEST, "abîmé");
    refused(a, docx_of(a, str_of(WORD_HEAD W(R("&x;")) WORD_TAIL), NULL), ERR_BAD_REQUEST, "abîmé");
}

static void test_lying_size(void **state)
{
    struct arena *a = *state;
    struct str made = docx_of(a, repeated(a, WORD_HEAD, W(R("9h")), 1000, WORD_TAIL), NULL);
    char *bytes = str_dup(a, made);
    char *central = memmem(bytes, made.n, "PK\x01\x02", 4);
    assert_non_null(central);
    central[24] = bytes[22] = 100; /* the size that its directory tells, and its own head */
    central[25] = central[26] = bytes[23] = bytes[24] = 0;
    ARCHIVE_SCOPED z = {0};
    struct str out;
    assert_int_equal(archive_open(&z, (struct str){bytes, made.n}), OK);
    assert_int_equal(archive_get(&z, a, "word/document.xml", &out), ERR_BAD_REQUEST);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_demonstration), TEST(test_table_of_word), TEST(test_word_paragraphs),
        TEST(test_word_left_out), TEST(test_word_tables),   TEST(test_open_document),
        TEST(test_pdf_rows),      TEST(test_pdf_columns),   TEST(test_pdf_lines),
        TEST(test_untouched),     TEST(test_other_kinds),   TEST(test_truncated),
        TEST(test_locked),        TEST(test_scanned),       TEST(test_bombs),
        TEST(test_entities),      TEST(test_lying_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
