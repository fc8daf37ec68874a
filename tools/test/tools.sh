#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The programs of the build but for the template compiler: tools.sh TEMPLATE EMBED CATALOG LAYERS TERRITORIES.
set -u
[ $# -eq 5 ] || { echo "usage: tools.sh TEMPLATE EMBED CATALOG LAYERS TERRITORIES" >&2; exit 2; }
template=$(realpath "$1") embed=$(realpath "$2") catalog=$(realpath "$3") layers=$(realpath "$4")
territories=$(realpath "$5")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 n=0
: >"$work/err"

report() { # STATUS NAME
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        sed 's/^/# /' "$work/err"
        failed=$((failed + 1))
    fi
}
holds() { # FILE WORDS NAME
    grep -qF -- "$2" "$1" 2>"$work/err" || { cp "$1" "$work/err" && false; }
    report $? "$3"
}
refused() { # WORDS NAME COMMAND…
    words=$1 name=$2
    shift 2
    "$@" >"$work/err" 2>&1
    status=$?
    [ $status -eq 1 ] && grep -qF -- "$words" "$work/err"
    report $? "$name"
}
done_well() { # NAME COMMAND…
    name=$1
    shift
    "$@" >"$work/err" 2>&1
    report $? "$name"
}

# ---- embed
cd "$work" || exit 1
done_well "embed" "$embed" a.c a.h "$here"/web/site-2.css "$here"/web/zone.js "$here"/web/dot.svg
dot=$(sed -n 's/^#define ASSET_DOT_SVG "\(.*\)"/\1/p' a.h)
hash=$(b2sum -l 256 "$here/web/dot.svg" | cut -c1-16)
[ "$dot" = "/a/$hash/dot.svg" ]
report $? "an address holds the BLAKE2b of the contents"
grep -q "\"/a/[0-9a-f]\{16\}/site-2.css\", \"text/css; charset=utf-8\", \"\\\\\"[0-9a-f]\{16\}" a.c
report $? "address, type and etag"
# the bytes of a variant, back from C
bytes() { # VARIANT INDEX
    sed -n "/ $1_$2\[\]/,/};/p" a.c | sed '1d;$d' | tr ',' '\n' | grep . | while read -r byte; do
        printf "\\$(printf %03o "$byte")"
    done
}
bytes raw 0 >site.css
sed "s#asset:dot.svg#$dot#" "$here/web/site-2.css" | cmp -s - site.css
report $? "references in a style sheet become addresses"
bytes gzip 0 | gzip -dc | cmp -s - site.css
report $? "the gzip variant is the same file"
bytes brotli 0 | brotli -dc 2>/dev/null | cmp -s - site.css || ! command -v brotli >/dev/null
report $? "the brotli variant is the same file"
css=$(sed -n 's/^#define ASSET_SITE_2_CSS "\(.*\)"/\1/p' a.h)
bytes raw 1 | grep -qF "\"$css\""
report $? "references in a script"
head -c 3000 /dev/urandom >noise.png
"$embed" b.c b.h noise.png && grep -q 'raw_0, NULL, NULL, 3000, 0, 0' b.c
report $? "no variant where it does not help"
head -c 3000 /dev/urandom >noise.png && head -c 100 /dev/zero >>noise.png
"$embed" b.c b.h noise.png && grep -q 'raw_0, NULL, NULL, 3100, 0, 0' b.c
report $? "no variant for less than a twentieth"
touch -d 2001-01-01 a.c && "$embed" a.c a.h "$here"/web/* && "$embed" a.c a.h "$here"/web/* &&
    touch -d 2001-01-01 a.c && "$embed" a.c a.h "$here"/web/* && [ "$(stat -c %Y a.c)" -lt 1000000000 ]
report $? "an unchanged output is not written again"
mkdir -p x && echo 'a { b: url("asset:none.svg") }' >x/a.css
refused "x/a.css:1: no file" "an unknown reference" "$embed" c.c c.h x/a.css
echo '"asset:b.css"' >x/a.css && echo '"asset:a.css"' >x/b.css
refused "circle" "references in a circle" "$embed" c.c c.h x/a.css x/b.css
refused "same name" "two files of one name" "$embed" c.c c.h "$here"/web/dot.svg "$here"/web/dot.svg
: >x/a.doc
refused "content type" "an unknown ending" "$embed" c.c c.h x/a.doc
printf 'a "q" \\ ??= é\nb' >x/0001_a.sql
"$embed" --text t.c t.h some_texts x/0001_a.sql && cat >main.c <<'END'
#include "t.h"
#include <string.h>
int main(void)
{
    return n_some_texts != 1 || some_texts[0].size != strlen(some_texts[0].text) ||
           strcmp(some_texts[0].text, "a \"q\" \\ ?" "?= \303\251\nb") || strcmp(some_texts[0].name, "0001_a.sql");
}
END
${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -I"$here/../../src" -I. -o main main.c t.c 2>"$work/err" && ./main
report $? "texts"
"$embed" --text t.c some_texts x/0001_a.sql && holds t.c 'const size_t n_some_texts = 1;' "texts without a header"
printf 'a\000b' >x/nul.sql
refused "NUL" "a text with a NUL" "$embed" --text t.c s x/nul.sql

# ---- template --extract
cat >p.html <<'END'
{{page p(int n)}}
{{t "un"}} {{t "un"}}
{{tn "une chose" "{n} choses" n=n}} {{t "une chose"}}
END
"$template" --extract p.html >p.pot
cat >expected.pot <<'END'

#: p.html:2
#: p.html:2
msgid "un"
msgstr ""

#: p.html:3
#: p.html:3
msgid "une chose"
msgid_plural "{n} choses"
msgstr[0] ""
msgstr[1] ""
END
sed '1,/8bit/d' p.pot | diff - expected.pot >"$work/err"
report $? "messages of a template"
msgfmt --check-format -o /dev/null p.pot 2>"$work/err"
report $? "gettext reads them"
printf '{{page p(int n)}}{{tn "a" "b {n}" n=n}}{{tn "a" "c {n}" n=n}}' >q.html
refused "another plural" "one singular with two plurals" "$template" --extract q.html

# ---- catalog
po() { # BODY
    mkdir -p po
    printf 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n%b\n' "$1" >po/en.po
}
po 'msgid "b"\nmsgstr "B"\n\nmsgid "a {n} %s"\nmsgstr "A %s {n}"'
done_well "catalog" "$catalog" c.c po/en.po
sed -n '/^static/,/^};/p' c.c | sed '1d;$d' >entries
printf '    {"a {n} %%s", {"A %%s {n}", NULL}},\n    {"b", {"B", NULL}},\n' | diff - entries >"$work/err"
report $? "entries are sorted"
done_well "no language" "$catalog" c.c
po '#, fuzzy\nmsgid "b"\nmsgstr "B"'
refused "po/en.po:6: fuzzy" "fuzzy" "$catalog" c.c po/en.po
po 'msgid "a"\nmsgstr "A"\n\nmsgid "b"\nmsgstr ""'
refused "po/en.po:8: not translated" "empty" "$catalog" c.c po/en.po
po 'msgid "a {n}"\nmsgstr "A"'
refused "po/en.po:5: the translation lacks {n}" "a name is lacking" "$catalog" c.c po/en.po
po 'msgid "a"\nmsgstr "A {n}"'
refused "what the message does not: {n}" "a name is too much" "$catalog" c.c po/en.po
po 'msgid "a %s"\nmsgstr "A %d"'
refused "printf" "another conversion" "$catalog" c.c po/en.po
po 'msgid "a %s %d"\nmsgstr "A %d %s"'
refused "printf" "conversions in another order" "$catalog" c.c po/en.po
po 'msgid "a"\nmsgstr "A %n"'
refused "printf" "a conversion too much" "$catalog" c.c po/en.po
po 'msgid "a"\nmsgstr "<b>"'
refused "no HTML" "HTML" "$catalog" c.c po/en.po
po 'msgid "a"\nmsgid_plural "{n} as"\nmsgstr[0] "one"\nmsgstr[1] "As"'
refused "lacks {n}" "a plural without its number" "$catalog" c.c po/en.po
po 'msgid "a"\nmsgid_plural "{n} as"\nmsgstr[0] "one"\nmsgstr[1] ""'
refused "not translated" "an empty plural" "$catalog" c.c po/en.po
po 'msgid "a"\nmsgstr "A"\n\nmsgid "a"\nmsgstr "B"'
refused "po/en.po:" "a message twice" "$catalog" c.c po/en.po
printf 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=3; plural=n;\\n"\n' >po/pl.po
refused "two forms" "a language of three forms" "$catalog" c.c po/pl.po
po '#~ msgid "old"\n#~ msgstr ""\n\nmsgid "un"\nmsgstr "A"'
refused 'lacks "une chose"' "check: a message is missing" "$catalog" --check p.pot po/en.po
po 'msgid "une chose"\nmsgstr "A"\n\nmsgid "un"\nmsgstr "A"'
refused 'with this plural' "check: a plural is missing" "$catalog" --check p.pot po/en.po
po 'msgid "une chose"\nmsgid_plural "{n} choses"\nmsgstr[0] "A"\nmsgstr[1] "{n} B"\n\nmsgid "un"\nmsgstr "A"'
done_well "check: all there" "$catalog" --check p.pot po/en.po

# ---- territories
places() { # LINE…: the least that holds together, and these lines
    {
        printf '# a remark\nregion\t01\tGuadeloupe\ndepartement\t971\tGuadeloupe\t01\n'
        for com in 972-02 973-03 974-04 976-06; do
            printf 'region\t%s\tR%s\ndepartement\t%s\tD%s\t%s\n' "${com#*-}" "$com" "${com%-*}" "$com" "${com#*-}"
        done
        for com in 975 977 978 984 986 987 988; do printf 'com\t%s\tC%s\n' $com $com; done
        printf '%b\n' "$@"
    } >places.tsv
}
places 'commune\t97105\tBasse-Terre\t971\t\t9417\t97100'
done_well "territories" "$territories" t.c places.tsv
holds t.c '"basse terre"' "a name's words"
holds t.c '"97100"' "a postcode"
places 'commune\t97105\tBasse-Terre\t97'
refused "there is no departement-97" "an ancestor that is not there" "$territories" t.c places.tsv
places 'hamlet\t1\tX'
refused "places.tsv:19: kind, code" "an unknown kind" "$territories" t.c places.tsv
places 'commune\t97105\tX\t971\t\tmany'
refused "places.tsv:19: the population" "a population in words" "$territories" t.c places.tsv
places 'commune\t97105\tX\t971\t\t1\t971'
refused "a postcode of commune-97105" "a postcode that is none" "$territories" t.c places.tsv
places 'commune\t97105\t--\t971'
refused "has no letter: --" "a name that is none" "$territories" t.c places.tsv
places 'alias\tcom-1\tX'
refused "there is no com-1" "an alias of nothing" "$territories" t.c places.tsv
places 'com\t987\tTwice'
refused "com-987 stands twice" "a code twice" "$territories" t.c places.tsv

# ---- layers
layer() { # STATUS(ok|WORDS) NAME FILE INCLUDE
    rm -rf src && mkdir -p "src/$(dirname "$3")"
    printf '/* x */\n%s\n' "$4" >"src/$3"
    if [ "$1" = ok ]; then done_well "$2" "$layers" src stamp; else refused "src/$3:2: $1" "$2" "$layers" src stamp; fi
}
layer ok "base uses base" base/a.c '#include "base/b.h"'
layer ok "base uses ICU" base/a.c '#include <unicode/ucol.h>'
layer http/http.h "base uses nothing of ours" base/a.c '#include "http/http.h"'
layer ok "http uses base" http/a.c '#include "base/b.h"'
layer store/store.h "http without store" http/a.c '#include "store/store.h"'
layer view/page.h "http without view" http/a.c '#include "view/page.h"'
layer sqlite3.h "http without SQL" http/a.c '#include <sqlite3.h>'
layer ok "http uses microhttpd" http/a.c '#include <microhttpd.h>'
layer microhttpd.h "only http uses microhttpd" app/a.c '#include <microhttpd.h>'
layer sqlite3.h "only store uses SQLite" meeting/a.c '#  include   <sqlite3.h>'
layer libpq-fe.h "only store uses libpq" view/a.c '#include <libpq-fe.h>'
layer ok "store uses both" store/a.c '#include <libpq-fe.h>'
layer http/http.h "store without http" store/a.c '#include "http/http.h"'
layer http/http.h "view without http" view/a.c '#include "http/http.h"'
layer store/store.h "view without store" view/a.h '#include "store/store.h"'
layer ok "view uses what is generated" view/a.c '#include "assets.h"'
layer ok "services use http's types" mail/a.c '#include "http/http.h"'
layer http/guard.h "services use http's types only" mail/a.c '#include "http/guard.h"'
layer ok "services in order" auth/a.c '#include "mail/mail.h"'
layer auth/auth.h "services against the order" mail/a.c '#include "auth/auth.h"'
layer meeting/meeting.h "services without a domain" search/a.c '#include "meeting/meeting.h"'
layer app/app.h "services without app" live/a.c '#include "app/app.h"'
layer ok "app uses services" app/a.c '#include "jobs/jobs.h"'
layer meeting/meeting.h "app without a domain" app/a.c '#include "meeting/meeting.h"'
layer ok "a domain uses app" meeting/a.c '#include "app/app.h"'
layer ok "a domain uses its own" meeting/a/b.c '#include "meeting/a/b.h"'
layer ok "a domain uses a lower one" meeting/a.c '#include "network/network.h"'
layer ok "a domain shows a lower one's parts" site/pages/a.html '{{use "meeting/meeting_pages.h"}}'
layer meeting/store.h "not its private files" site/a.c '#include "meeting/store.h"'
layer meeting/store.h "not its private files in pages" site/pages/a.html '{{use "meeting/store.h"}}'
layer meeting/meeting.h "domains against the order" network/a.c '#include "meeting/meeting.h"'
layer ok "site is last" site/a.c '#include "library/library.h"'
layer ok "main uses everything" main.c '#include "meeting/store.h"'
layer ok "tests are free" base/test/a.c '#include "meeting/store.h"'
layer store.h "headers are named from src/" meeting/a.c '#include "store.h"'
layer ../base/b.h "no way up" meeting/a.c '#include "../base/b.h"'
layer other/x.h "an unknown layer" meeting/a.c '#include "other/x.h"'
layer MACRO "an include by macro" meeting/a.c '#include MACRO'
rm -rf src stamp && mkdir -p src/base && : >src/base/a.c && "$layers" src stamp && [ -s stamp ]
report $? "the stamp"

echo "1..$n"
[ $failed -eq 0 ]
