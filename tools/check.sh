#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What a machine can judge: format, layers, both compilers, translations, sizes.
set -u
cd "$(dirname "$0")/.."
status=0
say() { printf '%s\n' "$*"; }
fail() { say "check: $*"; status=1; }

say "— format"
git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror 2>&1 | head -20 | grep . && fail "run make format"

say "— licence line"
for f in $(git ls-files '*.c' '*.h' '*.sh' '*.sql' '*.css' '*.js' '*.mjs' '*meson.build' Makefile); do
    head -n 3 "$f" | grep -q 'SPDX-License-Identifier: AGPL-3.0-or-later' || fail "$f has no SPDX line"
done

say "— gcc and clang without a warning; layers"
for compiler in gcc clang; do
    dir=build-check-$compiler
    test -f "$dir/build.ninja" || CC=$compiler meson setup "$dir" >/dev/null || fail "$compiler: setup"
    ninja -C "$dir" >"$dir/log.txt" 2>&1 || { tail -30 "$dir/log.txt"; fail "$compiler"; }
done

say "— hardening"
readelf -lW build-check-gcc/maillage 2>/dev/null | grep -q GNU_RELRO || fail "no RELRO"
readelf -dW build-check-gcc/maillage 2>/dev/null | grep -q 'BIND_NOW\|NOW' || fail "not bound at start"
readelf -hW build-check-gcc/maillage 2>/dev/null | grep -q 'DYN' || fail "not PIE"

say "— English complete"
tools/pot.sh build-check-gcc/tools/template build-check-gcc/maillage.pot &&
    build-check-gcc/tools/catalog --check build-check-gcc/maillage.pot po/en.po || fail "po/en.po is incomplete"

say "— sizes (tests and tables apart)"
git ls-files 'src/*.c' 'src/*.h' 'tools/*.c' 'web/*.js' | grep -v -e /test/ -e /phrases.c | xargs wc -l |
    awk '$2 != "total" && $1 > 500 {print $2 ": " $1 " lines"}
         $2 != "total" && $1 > 600 {bad = 1} END {exit bad}' || fail "files over 600 lines"

[ "$status" -eq 0 ] && say "check: all is well"
exit "$status"
