/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The type of a session from its words. Each known phrase has a weight; where it stands counts:
 * the first words of a title most, then what follows a colon, then the note. A longer phrase beats
 * a shorter one that it contains ("pause déjeuner" is lunch, "mot d'accueil" is opening).
 */
#include "base/text.h"
#include "meeting/parse/parse.h"

#define TITLE_LOOK 240 /* bytes of a title that are read */
#define NOTE_LOOK 200

struct phrase {
    const char *words;
    enum session_type type;
    int weight;
};

#define P(w, t, n)                                                                                 \
    {                                                                                              \
        w, SESSION_##t, n                                                                          \
    }
static const struct phrase phrases[] = {
    P("accueil", REGISTRATION, 60),
    P("accueil cafe", REGISTRATION, 90),
    P("cafe d'accueil", REGISTRATION, 90),
    P("cafe accueil", REGISTRATION, 90),
    P("cafe de bienvenue", REGISTRATION, 90),
    P("petit-dejeuner d'accueil", REGISTRATION, 95),
    P("petit dejeuner d'accueil", REGISTRATION, 95),
    P("emargement", REGISTRATION, 90),
    P("enregistrement", REGISTRATION, 85),
    P("enregistrement d'un", TALK, 60),
    P("registration", REGISTRATION, 90),
    P("check-in", REGISTRATION, 80),
    P("arrivee", REGISTRATION, 70),
    P("arrivees", REGISTRATION, 70),
    P("arrival", REGISTRATION, 80),
    P("arrivals", REGISTRATION, 80),
    P("remise des badges", REGISTRATION, 90),
    P("retrait des badges", REGISTRATION, 90),
    P("ouverture des portes", REGISTRATION, 95),
    P("doors open", REGISTRATION, 95),
    P("doors", REGISTRATION, 60),
    P("connexion", REGISTRATION, 75),
    P("connexion des participants", REGISTRATION, 90),
    P("welcome coffee", REGISTRATION, 95),
    P("coffee and registration", REGISTRATION, 95),
    P("welcome and registration", REGISTRATION, 95),
    P("sign-in", REGISTRATION, 80),
    P("welcome breakfast", REGISTRATION, 95),
    P("verification des pouvoirs", REGISTRATION, 80),
    P("accueil et dejeuner", LUNCH, 90),
    P("accueil dejeunatoire", LUNCH, 90),
    P("welcome lunch", LUNCH, 95),
    P("welcome reception", RECEPTION, 95),
    P("welcome drinks", RECEPTION, 95),
    P("welcome dinner", RECEPTION, 95),
    P("installation", REGISTRATION, 50),
    P("joining", REGISTRATION, 40),

    P("ouverture", OPENING, 80),
    P("reouverture", TALK, 30),
    P("seance d'ouverture", OPENING, 95),
    P("ouverture des donnees", TALK, 90),
    P("ouverture des inscriptions", REGISTRATION, 95),
    P("ouverture de l'exposition", EXHIBITION, 90),
    P("ouverture du forum des", EXHIBITION, 40),
    P("mot d'accueil", OPENING, 98),
    P("mots d'accueil", OPENING, 98),
    P("discours d'accueil", OPENING, 98),
    P("allocution d'accueil", OPENING, 98),
    P("allocutions d'accueil", OPENING, 98),
    P("propos d'accueil", OPENING, 98),
    P("accueil officiel", OPENING, 95),
    P("accueil par", OPENING, 80),
    P("accueil et introduction", OPENING, 90),
    P("accueil et presentation", OPENING, 85),
    P("accueil et ouverture", OPENING, 90),
    P("accueil institutionnel", OPENING, 95),
    P("accueil republicain", OPENING, 95),
    P("mot de bienvenue", OPENING, 98),
    P("mots de bienvenue", OPENING, 98),
    P("bienvenue", OPENING, 80),
    P("introduction", OPENING, 80),
    P("introductif", OPENING, 60),
    P("introductive", OPENING, 60),
    P("introductifs", OPENING, 60),
    P("propos introductifs", OPENING, 95),
    P("propos introductif", OPENING, 95),
    P("propos liminaires", OPENING, 95),
    P("propos d'ouverture", OPENING, 95),
    P("mot d'ouverture", OPENING, 98),
    P("mots d'ouverture", OPENING, 98),
    P("mot d'introduction", OPENING, 98),
    P("mots d'introduction", OPENING, 98),
    P("discours d'ouverture", OPENING, 98),
    P("discours d'introduction", OPENING, 98),
    P("allocution d'ouverture", OPENING, 98),
    P("allocutions d'ouverture", OPENING, 98),
    P("allocutions", OPENING, 70),
    P("allocution", OPENING, 70),
    P("discours officiels", OPENING, 90),
    P("discours inaugural", OPENING, 90),
    P("plenary opening", OPENING, 90),
    P("discours", OPENING, 65),
    P("lancement de la journee", OPENING, 95),
    P("lancement du seminaire", OPENING, 95),
    P("lancement officiel", OPENING, 80),
    P("mot du president", OPENING, 90),
    P("mot de la presidente", OPENING, 90),
    P("mot du maire", OPENING, 90),
    P("mot de madame", OPENING, 80),
    P("mot de monsieur", OPENING, 80),
    P("welcome", OPENING, 88),
    P("opening", OPENING, 88),
    P("opening remarks", OPENING, 95),
    P("opening session", OPENING, 95),
    P("opening ceremony", OPENING, 95),
    P("introductions", OPENING, 85),
    P("introductory remarks", OPENING, 95),
    P("ceremonie d'ouverture", OPENING, 95),
    P("inauguration", OPENING, 75),
    P("presentation de la journee", OPENING, 95),
    P("presentation du programme", OPENING, 70),
    P("deroule de la journee", OPENING, 90),
    P("cadrage", OPENING, 55),
    P("housekeeping", OPENING, 60),
    P("brise-glace", OPENING, 60),
    P("ice breaker", OPENING, 60),
    P("icebreaker", OPENING, 60),
    P("tour de table", OPENING, 60),
    P("coupure du ruban", OPENING, 80),
    P("inclusion", OPENING, 25),
    P("objectifs de la journee", OPENING, 85),

    P("conference", PLENARY, 80),
    P("conferences", PLENARY, 70),
    P("conference inaugurale", PLENARY, 98),
    P("conference introductive", PLENARY, 98),
    P("conference d'ouverture", PLENARY, 98),
    P("conference invitee", PLENARY, 98),
    P("conference de cloture", PLENARY, 98),
    P("conference pleniere", PLENARY, 98),
    P("grande conference", PLENARY, 98),
    P("conference-debat", PLENARY, 95),
    P("conference debat", PLENARY, 95),
    P("conference de presse", OTHER, 98),
    P("keynote", PLENARY, 98),
    P("keynote speech", PLENARY, 99),
    P("keynotes", PLENARY, 98),
    P("pleniere", PLENARY, 85),
    P("seance pleniere", PLENARY, 95),
    P("session pleniere", PLENARY, 95),
    P("plenary", PLENARY, 85),
    P("plenary session", PLENARY, 95),
    P("pleniere d'ouverture", PLENARY, 99),
    P("pleniere de cloture", CLOSING, 99),
    P("pleniere de restitution", REPORT, 99),
    P("opening keynote", PLENARY, 99),
    P("closing keynote", PLENARY, 99),
    P("lecon inaugurale", PLENARY, 98),
    P("invited talk", PLENARY, 90),
    P("invited lecture", PLENARY, 90),
    P("lecture", TALK, 50),
    P("grand temoin", TALK, 75),
    P("opening plenary", PLENARY, 98),
    P("masterclass", WORKSHOP, 80),
    P("closing plenary", CLOSING, 95),
    P("grand entretien", PLENARY, 85),
    P("assemblee generale", OTHER, 85),

    P("presentation", TALK, 78),
    P("presentations", TALK, 78),
    P("intervention", TALK, 80),
    P("interventions", TALK, 78),
    P("temoignage", TALK, 85),
    P("temoignages", TALK, 80),
    P("expose", TALK, 85),
    P("exposes", TALK, 85),
    P("retour d'experience", TALK, 92),
    P("retours d'experience", TALK, 92),
    P("retour d'experiences", TALK, 92),
    P("retours d'experiences", TALK, 92),
    P("rex", TALK, 70),
    P("communication", TALK, 60),
    P("communications", TALK, 80),
    P("talk", TALK, 80),
    P("talks", TALK, 80),
    P("lightning talks", TALK, 95),
    P("case study", TALK, 85),
    P("case studies", TALK, 85),
    P("presentation de", TALK, 80),
    P("pitch", TALK, 75),
    P("pitchs", TALK, 80),
    P("pitches", TALK, 80),
    P("demonstration", TALK, 65),
    P("demo", TALK, 60),
    P("rapport d'activite", TALK, 80),
    P("rapport moral", OTHER, 85),
    P("rapport financier", OTHER, 85),
    P("eclairage", TALK, 80),
    P("eclairages", TALK, 80),
    P("focus", TALK, 70),
    P("zoom sur", TALK, 75),
    P("etat des lieux", TALK, 75),
    P("point d'actualite", TALK, 80),
    P("actualites", TALK, 50),
    P("grand recit", TALK, 60),
    P("projection", TALK, 55),
    P("projection-debat", DEBATE, 80),
    P("cine-debat", DEBATE, 85),
    P("exemples", TALK, 40),
    P("portrait", TALK, 50),
    P("session", TALK, 45),
    P("bilan", CLOSING, 45),
    P("bilan et perspectives", CLOSING, 90),
    P("portraits", TALK, 50),
    P("regard", TALK, 50),
    P("presentation des resultats", TALK, 88),
    P("update", TALK, 50),
    P("briefing", TALK, 50),
    P("spotlight", TALK, 60),
    P("seminar", TALK, 40),
    P("module", WORKSHOP, 35),
    P("lancement", TALK, 50),
    P("launch", TALK, 50),
    P("lecture de", TALK, 70),

    P("table ronde", PANEL, 95),
    P("tables rondes", PANEL, 95),
    P("table-ronde", PANEL, 95),
    P("tables-rondes", PANEL, 95),
    P("regards croises", PANEL, 95),
    P("regard croise", PANEL, 95),
    P("panel", PANEL, 90),
    P("panels", PANEL, 85),
    P("panel discussion", PANEL, 98),
    P("round table", PANEL, 95),
    P("roundtable", PANEL, 95),
    P("round-table", PANEL, 95),
    P("roundtables", PANEL, 95),
    P("plateau", PANEL, 50),
    P("duo", PANEL, 50),
    P("conversation", PANEL, 60),
    P("dialogue", PANEL, 65),
    P("fireside chat", PANEL, 85),
    P("entretien croise", PANEL, 85),
    P("temoignages croises", PANEL, 92),
    P("controverse", DEBATE, 70),
    P("table ronde d'ouverture", PANEL, 99),
    P("pleniere table ronde", PANEL, 90),

    P("debat", DEBATE, 88),
    P("debats", DEBATE, 85),
    P("debat mouvant", DEBATE, 95),
    P("grand debat", DEBATE, 95),
    P("questions-reponses", DEBATE, 95),
    P("questions reponses", DEBATE, 95),
    P("questions / reponses", DEBATE, 95),
    P("questions/reponses", DEBATE, 95),
    P("questions et reponses", DEBATE, 95),
    P("questions", DEBATE, 65),
    P("questions diverses", DEBATE, 90),
    P("echanges", DEBATE, 75),
    P("echange", DEBATE, 70),
    P("echanges avec la salle", DEBATE, 98),
    P("echanges avec le public", DEBATE, 98),
    P("echange avec la salle", DEBATE, 98),
    P("temps d'echange", DEBATE, 88),
    P("temps d'echanges", DEBATE, 88),
    P("discussion", DEBATE, 75),
    P("discussions", DEBATE, 75),
    P("q&a", DEBATE, 95),
    P("q & a", DEBATE, 95),
    P("q and a", DEBATE, 95),
    P("questions and answers", DEBATE, 98),
    P("questions & answers", DEBATE, 98),
    P("debate", DEBATE, 92),
    P("open discussion", DEBATE, 92),
    P("parole a la salle", DEBATE, 90),
    P("general discussion", DEBATE, 92),
    P("town hall", DEBATE, 70),
    P("agora", DEBATE, 50),
    P("plenary discussion", DEBATE, 95),
    P("group discussion", WORKSHOP, 85),
    P("group discussions", WORKSHOP, 85),
    P("audience questions", DEBATE, 95),

    P("atelier", WORKSHOP, 95),
    P("ateliers", WORKSHOP, 95),
    P("workshop", WORKSHOP, 92),
    P("workshops", WORKSHOP, 92),
    P("groupe de travail", WORKSHOP, 92),
    P("groupes de travail", WORKSHOP, 92),
    P("travail en groupe", WORKSHOP, 92),
    P("travail en groupes", WORKSHOP, 92),
    P("travaux en groupe", WORKSHOP, 92),
    P("travaux en groupes", WORKSHOP, 92),
    P("travaux de groupe", WORKSHOP, 92),
    P("travail en equipe", WORKSHOP, 92),
    P("travail en equipes", WORKSHOP, 92),
    P("travail en sous-groupes", WORKSHOP, 92),
    P("sous-groupes", WORKSHOP, 85),
    P("en groupes", WORKSHOP, 70),
    P("petits groupes", WORKSHOP, 75),
    P("co-developpement", WORKSHOP, 88),
    P("codeveloppement", WORKSHOP, 88),
    P("co-construction", WORKSHOP, 70),
    P("world cafe", WORKSHOP, 98),
    P("forum ouvert", WORKSHOP, 92),
    P("open space", WORKSHOP, 70),
    P("breakout", WORKSHOP, 92),
    P("breakouts", WORKSHOP, 92),
    P("breakout rooms", WORKSHOP, 95),
    P("breakout sessions", WORKSHOP, 95),
    P("break-out", WORKSHOP, 95),
    P("hands-on", WORKSHOP, 88),
    P("training", WORKSHOP, 65),
    P("formation", WORKSHOP, 60),
    P("mise en situation", WORKSHOP, 90),
    P("mises en situation", WORKSHOP, 90),
    P("etude de cas", WORKSHOP, 65),
    P("etudes de cas", WORKSHOP, 60),
    P("brainstorming", WORKSHOP, 90),
    P("hackathon", WORKSHOP, 80),
    P("fresque", WORKSHOP, 85),
    P("chantier participatif", WORKSHOP, 95),
    P("chantier", WORKSHOP, 50),
    P("speed dating", WORKSHOP, 75),
    P("speed-dating", WORKSHOP, 75),
    P("speed meeting", WORKSHOP, 75),
    P("jeu de role", WORKSHOP, 85),
    P("jeu serieux", WORKSHOP, 85),
    P("serious game", WORKSHOP, 85),
    P("simulation", WORKSHOP, 65),
    P("exercice", WORKSHOP, 75),
    P("exercices", WORKSHOP, 75),
    P("clinic", WORKSHOP, 60),
    P("group work", WORKSHOP, 92),
    P("groups", WORKSHOP, 35),
    P("prototypage", WORKSHOP, 80),
    P("prototypes", WORKSHOP, 60),
    P("laboratoire", WORKSHOP, 30),
    P("tables thematiques", WORKSHOP, 85),
    P("commissions", WORKSHOP, 70),
    P("barcamp", WORKSHOP, 80),
    P("design thinking", WORKSHOP, 75),
    P("tutorial", WORKSHOP, 75),
    P("pratique", WORKSHOP, 15),
    P("jeu", WORKSHOP, 50),
    P("initiation", WORKSHOP, 60),
    P("coding", WORKSHOP, 40),
    P("world-cafe", WORKSHOP, 98),
    P("sessions paralleles", WORKSHOP, 70),
    P("parallel sessions", WORKSHOP, 70),
    P("intelligence collective", WORKSHOP, 70),

    P("restitution", REPORT, 95),
    P("restitutions", REPORT, 95),
    P("retour des ateliers", REPORT, 98),
    P("retours des ateliers", REPORT, 98),
    P("retour d'ateliers", REPORT, 98),
    P("retour sur les ateliers", REPORT, 98),
    P("retours d'ateliers", REPORT, 98),
    P("retour des groupes", REPORT, 98),
    P("synthese des ateliers", REPORT, 98),
    P("synthese des groupes", REPORT, 98),
    P("synthese des travaux", REPORT, 95),
    P("synthese des echanges", REPORT, 85),
    P("mise en commun", REPORT, 92),
    P("rapport des ateliers", REPORT, 95),
    P("rapports des ateliers", REPORT, 95),
    P("report back", REPORT, 95),
    P("report-back", REPORT, 95),
    P("reporting back", REPORT, 95),
    P("reports from", REPORT, 85),
    P("feedback from", REPORT, 85),
    P("feedback", REPORT, 65),
    P("readout", REPORT, 80),
    P("report from", REPORT, 85),
    P("reports back", REPORT, 95),
    P("bilan des ateliers", REPORT, 98),
    P("plenary report", REPORT, 90),
    P("debrief", REPORT, 75),
    P("debriefing", REPORT, 75),
    P("partage des travaux", REPORT, 85),
    P("report-out", REPORT, 90),
    P("workshop summaries", REPORT, 96),
    P("workshop feedback", REPORT, 96),
    P("retour en pleniere", REPORT, 95),
    P("retours en pleniere", REPORT, 95),

    P("exposition", EXHIBITION, 85),
    P("stands", EXHIBITION, 80),
    P("posters", EXHIBITION, 75),
    P("poster", EXHIBITION, 75),
    P("poster session", EXHIBITION, 95),
    P("session posters", EXHIBITION, 95),
    P("session poster", EXHIBITION, 95),
    P("exhibition", EXHIBITION, 88),
    P("expo", EXHIBITION, 80),
    P("visite des stands", EXHIBITION, 92),
    P("visite de l'exposition", EXHIBITION, 88),
    P("visite libre de l'exposition", EXHIBITION, 88),
    P("forum des associations", EXHIBITION, 75),
    P("marketplace", EXHIBITION, 75),
    P("village des", EXHIBITION, 75),
    P("salon des", EXHIBITION, 70),
    P("vernissage", RECEPTION, 80),
    P("demo fair", EXHIBITION, 85),
    P("showcase", EXHIBITION, 60),
    P("forum des initiatives", EXHIBITION, 80),
    P("village", EXHIBITION, 50),

    P("pause", BREAK, 92),
    P("pauses", BREAK, 92),
    P("break", BREAK, 90),
    P("coffee break", BREAK, 98),
    P("tea break", BREAK, 98),
    P("coffee", BREAK, 70),
    P("tea", BREAK, 60),
    P("cafe", BREAK, 65),
    P("pause cafe", BREAK, 98),
    P("pause-cafe", BREAK, 98),
    P("refreshments", BREAK, 75),
    P("intermede", BREAK, 65),
    P("entracte", BREAK, 85),
    P("interlude", BREAK, 60),
    P("comfort break", BREAK, 98),
    P("health break", BREAK, 98),
    P("networking break", BREAK, 98),
    P("gouter", BREAK, 75),
    P("recreation", BREAK, 75),
    P("petit dejeuner", BREAK, 85),
    P("petit-dejeuner", BREAK, 85),
    P("petits dejeuners", BREAK, 85),
    P("breakfast", BREAK, 75),
    P("collation", BREAK, 65),
    P("temps libre", BREAK, 75),
    P("free time", BREAK, 75),
    P("rafraichissements", BREAK, 75),
    P("une pause pour", TALK, 80),
    P("bio break", BREAK, 98),
    P("the", BREAK, 0),
    P("recess", BREAK, 80),
    P("viennoiseries", BREAK, 50),

    P("dejeuner", LUNCH, 95),
    P("pause dejeuner", LUNCH, 99),
    P("pause-dejeuner", LUNCH, 99),
    P("pause meridienne", LUNCH, 99),
    P("pause repas", LUNCH, 99),
    P("pause-repas", LUNCH, 99),
    P("pause buffet", LUNCH, 96),
    P("lunch", LUNCH, 95),
    P("lunch break", LUNCH, 99),
    P("lunchtime", LUNCH, 90),
    P("repas", LUNCH, 88),
    P("pique-nique", LUNCH, 92),
    P("pique nique", LUNCH, 92),
    P("picnic", LUNCH, 90),
    P("panier repas", LUNCH, 90),
    P("paniers repas", LUNCH, 90),
    P("buffet", LUNCH, 85),
    P("buffet dejeunatoire", LUNCH, 98),
    P("buffet dejeuner", LUNCH, 98),
    P("cocktail dejeunatoire", LUNCH, 98),
    P("auberge espagnole", LUNCH, 85),
    P("cocktail dejeuner", LUNCH, 98),
    P("cocktail-dejeuner", LUNCH, 98),
    P("sandwich", LUNCH, 60),
    P("dejeuner-debat", LUNCH, 99),
    P("networking lunch", LUNCH, 99),
    P("brunch", LUNCH, 88),
    P("restauration", LUNCH, 55),
    P("food trucks", LUNCH, 75),
    P("midi", LUNCH, 25),

    P("cocktail", RECEPTION, 92),
    P("cocktail dinatoire", RECEPTION, 99),
    P("buffet dinatoire", RECEPTION, 99),
    P("aperitif", RECEPTION, 90),
    P("apero", RECEPTION, 90),
    P("aperitif dinatoire", RECEPTION, 98),
    P("apero dinatoire", RECEPTION, 98),
    P("diner", RECEPTION, 92),
    P("dinner", RECEPTION, 92),
    P("soiree", RECEPTION, 85),
    P("gala", RECEPTION, 85),
    P("reception", RECEPTION, 88),
    P("drinks", RECEPTION, 85),
    P("drinks reception", RECEPTION, 98),
    P("verre de l'amitie", RECEPTION, 98),
    P("pot de l'amitie", RECEPTION, 98),
    P("pot", RECEPTION, 65),
    P("vin d'honneur", RECEPTION, 98),
    P("moment convivial", RECEPTION, 88),
    P("temps convivial", RECEPTION, 85),
    P("convivial", RECEPTION, 45),
    P("convivialite", RECEPTION, 55),
    P("networking", RECEPTION, 60),
    P("concert", RECEPTION, 70),
    P("fete", RECEPTION, 55),
    P("party", RECEPTION, 75),
    P("barbecue", RECEPTION, 75),
    P("bal", RECEPTION, 75),
    P("afterwork", RECEPTION, 85),
    P("after-work", RECEPTION, 85),
    P("pot de depart", RECEPTION, 95),
    P("happy hour", RECEPTION, 85),
    P("social evening", RECEPTION, 90),
    P("veillee", RECEPTION, 75),
    P("wine reception", RECEPTION, 98),
    P("spectacle", OTHER, 70),
    P("pot de cloture", RECEPTION, 99),
    P("cocktail de cloture", RECEPTION, 99),
    P("cocktail de bienvenue", RECEPTION, 99),
    P("buffet de cloture", RECEPTION, 96),
    P("conference dinner", RECEPTION, 99),
    P("workshop dinner", RECEPTION, 99),
    P("gala dinner", RECEPTION, 99),
    P("dancing", RECEPTION, 70),

    P("visite", VISIT, 90),
    P("visites", VISIT, 90),
    P("visit", VISIT, 85),
    P("visits", VISIT, 85),
    P("site visit", VISIT, 98),
    P("site visits", VISIT, 98),
    P("visite guidee", VISIT, 95),
    P("balade", VISIT, 92),
    P("balades", VISIT, 92),
    P("promenade", VISIT, 80),
    P("field trip", VISIT, 98),
    P("field visit", VISIT, 98),
    P("excursion", VISIT, 92),
    P("parcours commente", VISIT, 92),
    P("parcours", VISIT, 55),
    P("sortie", VISIT, 65),
    P("sortie terrain", VISIT, 90),
    P("randonnee", VISIT, 88),
    P("guided tour", VISIT, 95),
    P("tour of", VISIT, 85),
    P("walk", VISIT, 65),
    P("guided walk", VISIT, 95),
    P("deambulation", VISIT, 75),
    P("walking tour", VISIT, 95),
    P("immersion", VISIT, 45),
    P("decouverte du site", VISIT, 80),
    P("port tour", VISIT, 90),
    P("tour", VISIT, 45),
    P("study tour", VISIT, 95),
    P("field trips", VISIT, 98),
    P("decouverte de", VISIT, 40),
    P("croisiere", VISIT, 70),

    P("cloture", CLOSING, 92),
    P("conclusion", CLOSING, 92),
    P("conclusions", CLOSING, 92),
    P("closing", CLOSING, 90),
    P("closing remarks", CLOSING, 98),
    P("close", CLOSING, 80),
    P("close of", CLOSING, 92),
    P("mot de la fin", CLOSING, 98),
    P("mots de la fin", CLOSING, 98),
    P("mot de cloture", CLOSING, 99),
    P("mots de cloture", CLOSING, 99),
    P("fin", CLOSING, 70),
    P("fin de la journee", CLOSING, 98),
    P("fin de journee", CLOSING, 95),
    P("fin des travaux", CLOSING, 95),
    P("fin de la", CLOSING, 80),
    P("fin du", CLOSING, 75),
    P("wrap-up", CLOSING, 92),
    P("wrap up", CLOSING, 92),
    P("concluding remarks", CLOSING, 98),
    P("conclusive", CLOSING, 60),
    P("discours de cloture", CLOSING, 99),
    P("allocution de cloture", CLOSING, 99),
    P("allocutions de cloture", CLOSING, 99),
    P("seance de cloture", CLOSING, 99),
    P("ceremonie de cloture", CLOSING, 99),
    P("synthese finale", CLOSING, 92),
    P("synthese", CLOSING, 65),
    P("synthese de la journee", CLOSING, 92),
    P("mot de conclusion", CLOSING, 99),
    P("perspectives", CLOSING, 50),
    P("remerciements", CLOSING, 75),
    P("au revoir", CLOSING, 85),
    P("farewell", CLOSING, 85),
    P("final remarks", CLOSING, 95),
    P("next steps", CLOSING, 70),
    P("prochaines etapes", CLOSING, 70),
    P("cloture des travaux", CLOSING, 98),
    P("adjourn", CLOSING, 90),
    P("bilan de la journee", CLOSING, 90),
    P("bilan du", CLOSING, 70),
    P("conclure", CLOSING, 70),
    P("thanks", CLOSING, 60),
    P("ends", CLOSING, 55),
    P("end", CLOSING, 70),
    P("end of", CLOSING, 85),
    P("cloture officielle", CLOSING, 98),
    P("summary", CLOSING, 60),
    P("evaluation de la journee", CLOSING, 85),
    P("final thoughts", CLOSING, 85),
    P("depart", OTHER, 70),
    P("departs", OTHER, 70),

    P("accueil petit-dejeuner", REGISTRATION, 95),
    P("accueil petit dejeuner", REGISTRATION, 95),
    P("inscription", REGISTRATION, 70),
    P("inscriptions", REGISTRATION, 70),
    P("inscription et cafe", REGISTRATION, 92),
    P("inscription des participants", REGISTRATION, 92),
    P("team building", OTHER, 85),
    P("team-building", OTHER, 85),
    P("birds of a feather", WORKSHOP, 85),
    P("report-backs", REPORT, 95),
    P("sprint report-backs", REPORT, 95),
    P("report outs", REPORT, 95),
    P("report out", REPORT, 95),
    P("group reports", REPORT, 95),
    P("reports", REPORT, 60),
    P("group feedback", REPORT, 92),
    P("feedback and discussion", DEBATE, 92),
    P("reports from groups", REPORT, 95),
    P("finish", CLOSING, 75),
    P("train departure", OTHER, 92),
    P("departure", OTHER, 75),
    P("emission", OTHER, 65),
    P("film", OTHER, 70),
    P("projection du film", OTHER, 80),
    P("speed-meeting", WORKSHOP, 80),
    P("open forum", DEBATE, 85),
    P("summing up", CLOSING, 90),
    P("dispersal", CLOSING, 75),
    P("hacking", WORKSHOP, 75),
    P("snack", BREAK, 75),
    P("banquet", RECEPTION, 85),
    P("boat trip", VISIT, 90),
    P("trip", VISIT, 65),
    P("awards and closing", CLOSING, 95),
    P("retour", OTHER, 45),
    P("mise en pratique", WORKSHOP, 85),
    P("prix", OTHER, 60),
    P("reseautage", RECEPTION, 80),
    P("5 a 7", RECEPTION, 90),
    P("raffle", OTHER, 40),
    P("closing raffle", CLOSING, 85),
    P("trajet retour", OTHER, 90),
    P("retour en bus", OTHER, 90),
    P("retour en car", OTHER, 90),
    P("fin des echanges", CLOSING, 92),
    P("vote", OTHER, 85),
    P("votes", OTHER, 85),
    P("election", OTHER, 88),
    P("elections", OTHER, 88),
    P("formalites", OTHER, 90),
    P("bus", OTHER, 60),
    P("navette", OTHER, 85),
    P("navettes", OTHER, 85),
    P("transfert", OTHER, 75),
    P("transfer", OTHER, 75),
    P("trajet", OTHER, 80),
    P("coach", OTHER, 60),
    P("deplacement", OTHER, 50),
    P("rangement", OTHER, 70),
    P("demontage", OTHER, 85),
    P("montage", OTHER, 60),
    P("resolutions", OTHER, 85),
    P("quitus", OTHER, 85),
    P("approbation", OTHER, 80),
    P("deliberation", OTHER, 80),
    P("deliberations", OTHER, 80),
    P("remise des prix", OTHER, 92),
    P("remise de prix", OTHER, 92),
    P("remise des", OTHER, 60),
    P("awards", OTHER, 80),
    P("awards ceremony", OTHER, 92),
    P("prize giving", OTHER, 90),
    P("photo", OTHER, 75),
    P("photo de groupe", OTHER, 92),
    P("group photo", OTHER, 92),
    P("yoga", OTHER, 90),
    P("signature", OTHER, 70),
    P("conseil d'administration", OTHER, 85),
    P("depart des bus", OTHER, 98),
    P("depart en bus", OTHER, 95),
    P("check-out", OTHER, 80),
    P("reveil", OTHER, 70),
    P("ordre du jour", OTHER, 40),
    P("agm", OTHER, 85),
    P("annual general meeting", OTHER, 92),
    P("election du bureau", OTHER, 95),
    P("meditation", OTHER, 80),
    P("point presse", OTHER, 90),
    P("press briefing", OTHER, 90),
    P("shuttle", OTHER, 80),
    P("reglement", OTHER, 30),
    P("installation des stands", OTHER, 90),
    P("temps informel", BREAK, 60),
    P("set-up", OTHER, 80),
    P("rapport d'orientation", TALK, 70),
    P("ag statutaire", OTHER, 98),
    P("ag", OTHER, 80),
    P("prize", OTHER, 60),
    P("ceremony", OTHER, 45),
    P("concours", OTHER, 45),

    P("maitre de conferences", TALK, 0),
    P("maitre de conference", TALK, 0),
    P("maitres de conferences", TALK, 0),
    P("maitresse de conferences", TALK, 0),
    P("perspectives de", TALK, 55),
    P("perspectives d'", TALK, 55),
    P("perspectives sur", TALK, 55),
    P("perspectives on", TALK, 55),
    P("conference closing", CLOSING, 98),
    P("conference opening", OPENING, 98),
    P("conference registration", REGISTRATION, 98),
    P("pre-conference", WORKSHOP, 60),
    P("pre-conference courses", WORKSHOP, 90),
    P("pre-conference workshops", WORKSHOP, 98),
    P("ouverture de l'accueil", REGISTRATION, 98),
    P("ouverture accueil", REGISTRATION, 95),
    P("accueil et petit-dejeuner", REGISTRATION, 98),
    P("accueil et petit dejeuner", REGISTRATION, 98),
    P("accueil et cafe", REGISTRATION, 98),
    P("accueil autour d'un cafe", REGISTRATION, 98),
    P("luncheon", LUNCH, 96),
    P("awards luncheon", LUNCH, 98),
    P("awards lunch", LUNCH, 98),
    P("awards dinner", RECEPTION, 98),
    P("installation a l'hotel", OTHER, 92),
    P("installation dans", OTHER, 80),
    P("installation du", OTHER, 60),
    P("finalisation", CLOSING, 55),
    P("synthese sur", REPORT, 75),
    P("rapport de synthese", CLOSING, 90),
    P("affiches", EXHIBITION, 75),
    P("session affiches", EXHIBITION, 96),
    P("session d'affiches", EXHIBITION, 96),
    P("kiosques", EXHIBITION, 70),
    P("atterrissage", OTHER, 85),
    P("embarquement", OTHER, 80),
    P("affectation", OTHER, 60),
    P("tirage au sort", OTHER, 92),
    P("tombola", OTHER, 85),
    P("fermeture", CLOSING, 70),
    P("fermeture des portes", CLOSING, 92),
    P("debut des travaux", OPENING, 85),
    P("intro", OPENING, 85),
    P("forums en parallele", WORKSHOP, 85),
    P("portes ouvertes", VISIT, 75),
    P("dance", RECEPTION, 75),
    P("hack session", WORKSHOP, 85),
    P("birds-of-a-feather", WORKSHOP, 85),
    P("evaluation a chaud", CLOSING, 80),
    P("visite commentee", VISIT, 95),
    P("decouverte commentee", VISIT, 90),
    P("keynote lecture", PLENARY, 95),
    P("plenary lecture", PLENARY, 95),
    P("invited lecture", PLENARY, 90),
};
#undef P

/* Phrases by their first two letters, so that a word is compared with a few. */
struct phrase_index {
    uint16_t next[ARRAY_LEN(phrases)], first[32 * 32];
};

static unsigned bucket(const char *s)
{
    return ((unsigned)(unsigned char)s[0] & 31) * 32 + ((unsigned)(unsigned char)s[1] & 31);
}

static const struct phrase_index *phrase_index(struct doc *d)
{
    struct phrase_index *x = d->phrases;
    if (x)
        return x;
    d->phrases = x = arena_new(d->a, struct phrase_index);
    memset(x->first, 0xFF, sizeof x->first);
    for (size_t i = ARRAY_LEN(phrases); i-- > 0;) {
        x->next[i] = x->first[bucket(phrases[i].words)];
        x->first[bucket(phrases[i].words)] = (uint16_t)i;
    }
    return x;
}

struct scores {
    int best[SESSION_TYPES];
};

/* The longest phrase at i; its index or -1. */
static int phrase_at(const struct phrase_index *x, const char *s, size_t n, size_t i, size_t *len)
{
    int found = -1;
    *len = 0;
    if (!is_word(s[i]) || i + 1 >= n)
        return -1;
    for (unsigned k = x->first[bucket(s + i)]; k != 0xFFFF; k = x->next[k]) {
        const char *w = phrases[k].words;
        size_t m = strlen(w);
        if (m <= *len || i + m > n || memcmp(s + i, w, m) != 0 || (i + m < n && is_word(s[i + m])))
            continue;
        found = (int)k;
        *len = m;
    }
    return found;
}

/*
 * How much a place in a title counts, in hundredths: its first word fully, then less; inside
 * quotation marks or parentheses it names a subject and hardly counts.
 */
static int place_weight(int word, int quotes, int parentheses, bool after_break)
{
    if (quotes)
        return word == 0 ? 60 : 25;
    if (parentheses)
        return 30;
    if (word == 0)
        return 100;
    if (after_break)
        return 62;
    return word == 1 ? 75 : word <= 3 ? 60 : word <= 6 ? 42 : 30;
}

/* Whether the text before i ends with the word. */
static bool ends_with(struct str s, size_t i, const char *word)
{
    size_t n = strlen(word);
    return i >= n && memcmp(s.p + i - n, word, n) == 0 && (i == n || !is_word(s.p[i - n - 1]));
}

/*
 * Whether the phrase at i only says what the title is about: "enjeux des ateliers", "le repas en EHPAD". After
 * a noun of time or of beginning it is the thing itself: "temps de pause", "suite des ateliers".
 */
static bool is_subject(struct str s, size_t i, size_t end, enum session_type type)
{
    static const char *const links[] = {"des ", "de ", "d'", "du ", "de la ", "de l'", "of ", "of the "};
    static const char *const itself[] = {
        "temps",   "moment",  "moments", "seance",  "session",   "sessions", "espace",   "soiree",
        "journee", "heure",   "debut",   "suite",   "reprise",   "lancement", "demarrage", "poursuite",
        "plage",   "matinee", "choix",   "rotation", "animation", "tenue",    "retour",   "retours",
        "series",  "round",   "start",   "serie",    "cycle",     "fin"};
    bool article = (i == 3 && (str_starts(s, "le ") || str_starts(s, "la ") || str_starts(s, "un "))) ||
                   (i == 4 && (str_starts(s, "les ") || str_starts(s, "une "))) ||
                   (i == 2 && str_starts(s, "l'"));
    if (article && (type == SESSION_LUNCH || type == SESSION_BREAK))
        return s.n > end + 3;
    if (type != SESSION_WORKSHOP && type != SESSION_LUNCH && type != SESSION_BREAK)
        return false;
    for (size_t k = 0; k < ARRAY_LEN(links); k++) {
        if (!ends_with(s, i, links[k]))
            continue;
        size_t before = i - strlen(links[k]);
        while (before && s.p[before - 1] == ' ')
            before--;
        for (size_t w = 0; before && w < ARRAY_LEN(itself); w++)
            if (ends_with(s, before, itself[w]))
                return false;
        if (before && is_word(s.p[before - 1]))
            return true;
    }
    return false;
}

static void score_text(const struct phrase_index *x, struct str s, int percent, struct scores *out)
{
    int word = 0, quotes = 0, parentheses = 0;
    bool after_break = false;
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == '"')
            quotes = !quotes;
        else if (c == '(')
            parentheses++;
        else if (c == ')')
            parentheses = 0;
        if (strchr(":-.;?!/", c) && c != '\0' && (i + 1 >= s.n || s.p[i + 1] == ' '))
            after_break = true;
        if (!is_word(c)) {
            i++;
            continue;
        }
        size_t len, end = i;
        int k = phrase_at(x, s.p, s.n, i, &len);
        while (end < s.n && is_word(s.p[end]))
            end++;
        if (k >= 0) {
            int v = phrases[k].weight * place_weight(word, quotes, parentheses, after_break) / 100 *
                    percent / 100;
            if (is_subject(s, i, i + len, phrases[k].type))
                v /= 4;
            if (v > out->best[phrases[k].type])
                out->best[phrases[k].type] = v;
            end = i + len;
        }
        if (end - i > 2 || is_digit(s.p[i]))
            word++;
        after_break = false;
        i = end;
    }
}

static int winner(const struct scores *s)
{
    int best = 0;
    for (int t = 1; t < SESSION_TYPES; t++)
        if (s->best[t] > s->best[best])
            best = t;
    return best;
}

static struct str fold_some(struct doc *d, const char *text, size_t most)
{
    size_t n = strlen(text);
    n = n > most ? most : n;
    struct str f = text_fold(d->a, (struct str){text, n});
    while (f.n && !is_word(f.p[0]) && f.p[0] != '"')
        f = str_sub(f, 1, f.n);
    return f;
}

/* What the hour and the place in the day change: a buffet at night, accueil in mid-afternoon. */
static enum session_type adjust(enum session_type t, const struct scores *s, bool last, int start,
                                struct str title)
{
    static const char *const night[] = {"repas", "buffet", "dejeuner"};
    if (t == SESSION_LUNCH && start >= 17 * 60)
        for (size_t i = 0; i < ARRAY_LEN(night) - 1; i++)
            if (memmem(title.p, title.n, night[i], strlen(night[i])))
                return SESSION_RECEPTION;
    if (t == SESSION_RECEPTION && start >= 11 * 60 && start <= 13 * 60 + 30 &&
        s->best[SESSION_RECEPTION] < 95 &&
        (memmem(title.p, title.n, "diner", 5) || memmem(title.p, title.n, "banquet", 7) ||
         memmem(title.p, title.n, "dinner", 6)))
        return SESSION_LUNCH; /* "dîner" at noon, in Quebec, Belgium and Switzerland */
    if (t == SESSION_CLOSING && !last && s->best[SESSION_CLOSING] < 60 && start < 12 * 60 + 30)
        return SESSION_TALK;
    if (t == SESSION_OPENING && last && s->best[SESSION_OPENING] <= 70)
        return SESSION_CLOSING;
    return t;
}

enum session_type session_type_of(struct doc *d, struct span title, const char *title_text,
                                  const char *note, bool has_people, bool last, int start)
{
    static const enum session_type quiet = SESSION_TALK;
    const struct phrase_index *x = phrase_index(d);
    struct scores s = {{0}};
    struct str t = fold_some(d, title_text, TITLE_LOOK);
    (void)title;
    (void)has_people;
    score_text(x, t, 100, &s);
    int best = winner(&s);
    if (s.best[best] < 40 && note) {
        struct str n = fold_some(d, note, NOTE_LOOK);
        score_text(x, n, 60, &s);
        best = winner(&s);
    }
    if (s.best[best] < 12)
        return quiet;
    return adjust((enum session_type)best, &s, last, start, t);
}

/* Whether a line begins with a word by which sessions begin: "Accueil", "Table ronde", "Lunch". */
bool begins_like_session(struct doc *d, struct span s)
{
    uint32_t i = s.from;
    size_t len;
    while (i < s.to && !is_word(d->fold[i]))
        i++;
    int k = phrase_at(phrase_index(d), d->fold, s.to, i, &len);
    return k >= 0 && phrases[k].weight >= 60;
}

bool is_workshop_title(const struct doc *d, struct span title)
{
    static const char *const words[] = {"ateliers",
                                        "atelier",
                                        "workshops",
                                        "workshop",
                                        "groupes",
                                        "groupe",
                                        "breakout",
                                        "breakouts",
                                        "paralleles",
                                        "parallel",
                                        "communications",
                                        "sessions",
                                        "au choix",
                                        "simultanes",
                                        "simultanees",
                                        "en parallele",
                                        "world cafe",
                                        "parcours",
                                        "tracks",
                                        "sous-groupes",
                                        "commissions",
                                        "visites",
                                        "balades",
                                        "stands",
                                        "tables rondes",
                                        "conferences",
                                        "panels",
                                        "tables thematiques",
                                        "groups",
                                        "forum ouvert",
                                        "clinics",
                                        "masterclasses",
                                        "co-developpement",
                                        "codeveloppement",
                                        "site visits",
                                        "trois",
                                        NULL};
    uint32_t to = title.to - title.from > 160 ? title.from + 160 : title.to;
    static const char *const back[] = {"retour",   "retours",    "restitution", "restitutions",
                                       "synthese", "report",     "feedback",    "bilan",
                                       "reports",  "conclusion", NULL};
    if (any_word_at(d, skip_any(d, title.from, to, " *-:\""), to, back))
        return false;
    return has_any_word(d, title.from, to, words);
}
