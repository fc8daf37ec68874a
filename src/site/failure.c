/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of a failure: what happened and what to do next, in plain words. */
#include "site/failure.h"

#include "site/site_pages.h"
#include "view/tr.h"

struct words {
    int status;
    const char *title, *what, *advice;
    enum err err; /* these words are for this failure alone; OK: for any of the status */
};

static const struct words all[] = {
    {400, TR("Cette demande n’est pas lisible"),
     TR("Le serveur n’a pas compris l’adresse ou le formulaire envoyé."),
     TR("Revenez à la page précédente et recommencez. Si vous avez copié une adresse, vérifiez "
        "qu’elle est entière.")},
    {401, TR("Connectez-vous pour continuer"),
     TR("Cette action est réservée, et personne n’est connecté ici, ou votre connexion a pris "
        "fin."),
     TR("Connectez-vous dans un autre onglet, puis revenez à la page précédente : ce que vous "
        "aviez "
        "saisi y est encore. Renvoyez-le.")},
    {403, TR("Vous n’avez pas accès à cette page"), TR("Cette page ou cette action est réservée."),
     TR("Si vous pensez y avoir droit, rouvrez la page d’où vous veniez et recommencez.")},
    {403, TR("Ce formulaire n’est plus valable"),
     TR("Il a été ouvert avant que vous vous connectiez, ou dans une connexion qui a pris fin."),
     TR("Revenez à la page précédente : ce que vous aviez saisi y est encore. Renvoyez-le ; si ce "
        "refus se répète, copiez votre texte, rechargez la page et recommencez."),
     ERR_STALE_FORM},
    {404, TR("Cette page n’existe pas"),
     TR("L’adresse est inexacte, ou la page a été déplacée ou retirée."),
     TR("Vérifiez l’adresse, ou repartez de l’une des pages ci-dessous.")},
    {405, TR("Cette adresse ne fait pas cela"),
     TR("La page existe, mais elle ne prend pas ce genre de demande."),
     TR("Ouvrez la page normalement et recommencez depuis son formulaire.")},
    {409, TR("Quelqu’un a modifié cela avant vous"),
     TR("Ce que vous avez envoyé s’appuie sur une version qui n’est plus la dernière."),
     TR("Rouvrez la page pour voir la version actuelle, puis refaites votre changement. Rien n’a "
        "été écrasé.")},
    {410, TR("Ce lien ne fonctionne plus"),
     TR("Il a déjà servi, il a expiré, ou il n’est pas entier."),
     TR("Demandez-en un autre à la personne qui vous l’a donné : il en faut un nouveau à chaque "
        "fois.")},
    {413, TR("C’est trop volumineux"),
     TR("Ce que vous avez envoyé dépasse la taille acceptée ici."),
     TR("Réduisez le texte ou le fichier, puis recommencez. Un formulaire peut faire 1 Mio au "
        "plus.")},
    {421, TR("Ce site ne répond pas à ce nom"),
     TR("L’adresse demandée n’est pas l’une de celles de ce site."),
     TR("Vérifiez le nom dans la barre d’adresse.")},
    {422, TR("Quelque chose est à corriger"), TR("Une des valeurs envoyées n’est pas acceptée."),
     TR("Revenez à la page précédente : ce que vous aviez saisi y est encore. Corrigez, puis "
        "renvoyez.")},
    {429, TR("Trop de demandes en peu de temps"),
     TR("Pour que le site reste rapide pour tout le monde, le nombre de demandes est limité."),
     TR("Attendez une minute, puis recommencez.")},
    {431, TR("Cette demande est trop longue"),
     TR("L’adresse ou les cookies envoyés dépassent la taille acceptée."),
     TR("Effacez les cookies de ce site dans votre navigateur, puis recommencez.")},
    {500, TR("Un incident de notre côté"),
     TR("Le site n’a pas pu préparer cette page. Ce qui était enregistré l’est toujours."),
     TR("Recommencez dans un instant. Si cela dure, donnez à l’équipe du réseau la référence "
        "ci-dessous.")},
    {503, TR("Le site est très demandé"),
     TR("Trop de personnes sont là au même moment pour répondre tout de suite."),
     TR("Votre demande n’a pas été traitée. Recommencez dans quelques secondes.")},
};

static const struct words *words_for(const struct failure *f)
{
    const struct words *of_status = NULL, *fault = NULL;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (all[i].err != OK && all[i].err == f->err)
            return &all[i];
        if (all[i].err == OK && all[i].status == f->status)
            of_status = &all[i];
        if (all[i].status == 500)
            fault = &all[i];
    }
    return of_status ? of_status : fault;
}

void site_failure(struct request *r, const struct failure *f)
{
    const struct words *w = words_for(f);
    const char *lang = request_lang(r);
    const struct link_view links[] = {
        {"/", tr(lang, TR("L’accueil"))},
        {"/rencontres", tr(lang, TR("Les rencontres"))},
    };
    const struct error_view v = {
        .status = f->status,
        .title = tr(lang, w->title),
        .what = f->detail ? f->detail : tr(lang, w->what),
        .advice = tr(lang, w->advice),
        .reference = f->reference,
        .links = links,
        .n_links = ARRAY_LEN(links),
    };
    request_title(r, v.title, NULL);
    r->page.noindex = true;
    error_page(r->body, &r->page, &v);
}
