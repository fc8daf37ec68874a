#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Builds with sanitizers and runs every test; ends with "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
build=${BUILD_TEST:-build-test}
log=$build/meson-logs/testlog.txt
passed=0
failed=0

add() { # add "N passed, N failed"
    set -- $(printf '%s\n' "$1" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p')
    passed=$((passed + ${1:-0}))
    failed=$((failed + ${2:-1}))
}

export ASAN_OPTIONS=detect_stack_use_after_return=0:abort_on_error=1
export LSAN_OPTIONS=suppressions="$PWD/test/lsan.supp":print_suppressions=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export MAILLAGE_SOURCE_DIR="$PWD" MAILLAGE_SHARED="${MAILLAGE_SHARED:-$PWD/../shared}"

test -f "$build/build.ninja" ||
    meson setup "$build" -Db_sanitize=address,undefined -Db_lundef=false >/dev/null || exit 1
ninja -C "$build" || exit 1
meson test -C "$build" --no-rebuild --print-errorlogs
programs_failed=$?

# cmocka's own counts, added up over the programs; a program that died without counting is a failure.
counted=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p' "$log" | awk '{s += $1} END {print s + 0}')
tap=$(grep -c '^ok [0-9]' "$log")
lost=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test(s).*/\1/p' "$log" | awk '{s += $1} END {print s + 0}')
passed=$((passed + counted + tap))
failed=$((failed + lost))
[ "$programs_failed" -ne 0 ] && [ "$lost" -eq 0 ] && failed=$((failed + 1))

# Every sentence of the interface has its English.
if tools/pot.sh "$build/tools/template" "$build/maillage.pot" &&
    "$build/tools/catalog" --check "$build/maillage.pot" po/en.po; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
fi

# The browser: every page of a real server, in the program that people run.
if [ "${MAILLAGE_BROWSER:-1}" = 1 ]; then
    make --no-print-directory build || exit 1
    for folder in browser oidc; do
        (cd test/$folder && npm ci --no-audit --no-fund --loglevel=error) || exit 1
    done
    result=$build/browser.txt
    MAILLAGE_BINARY="$PWD/build/maillage" node test/browser/run.mjs >"$result" 2>&1
    cat "$result"
    add "$(tail -n 1 "$result")"
fi

# A real server with everybody at once; its last seats, its mail, its jobs, a message to many; killed again and again; who may ask
# how often. And signing in by a real provider.
if [ "${MAILLAGE_BROWSER:-1}" = 1 ]; then
    for part in server/seats server/mail server/sending server/jobs server/limits oidc/run; do
        result=$build/$(echo $part | tr / -).txt
        MAILLAGE_BINARY="$PWD/build/maillage" node test/$part.mjs >"$result" 2>&1
        cat "$result"
        add "$(tail -n 1 "$result")"
    done
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
