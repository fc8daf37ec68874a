#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes the template of translations from the pages and the C sources: tools/pot.sh TEMPLATE OUT.pot,
# run at the root of the sources. TEMPLATE is the built program tools/template.
set -eu
[ $# -eq 2 ] || { echo "usage: tools/pot.sh TEMPLATE OUT.pot" >&2; exit 2; }
template=$1 out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

find src -name '*.html' | sort >"$work/pages"
find src -name '*.c' -not -path '*/test/*' | sort >"$work/sources"
xargs "$template" --extract <"$work/pages" >"$work/pages.pot"
xgettext --language=C --from-code=UTF-8 --keyword --keyword=TR --keyword=TRN:1,2 \
    --files-from="$work/sources" --force-po --output="$work/sources.pot"
sed -i -e '/^"POT-Creation-Date:/d' -e 's/charset=CHARSET/charset=UTF-8/' \
    "$work/sources.pot"
# One set of header lines, no dates, sorted by place.
msgcat --use-first --sort-by-file --no-wrap --output-file="$work/all.pot" \
    "$work/pages.pot" "$work/sources.pot"
mv "$work/all.pot" "$out"
