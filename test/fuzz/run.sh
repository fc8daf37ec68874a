#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Explores each target with libFuzzer for SECONDS (60): test/fuzz/run.sh [TARGET…]
# What is found is written to test/fuzz/found/; move it to regression/ with the fix.
set -eu
cd "$(dirname "$0")/../.."
build=build-fuzz
seconds=${SECONDS_EACH:-60}
targets=${*:-programme form target markdown text territory document office schedule page csv line passkey}
test -f $build/build.ninja ||
    CC=clang meson setup $build -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true >/dev/null
ninja -C $build test/fuzz-explore
mkdir -p test/fuzz/found
for target in $targets; do
    corpus=$build/corpus-$target
    mkdir -p "$corpus"
    echo "— $target, $seconds s"
    MAILLAGE_FUZZ=$target ASAN_OPTIONS=detect_leaks=1 $build/test/fuzz-explore -max_total_time="$seconds" -max_len=16384 \
        -timeout=5 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
        -artifact_prefix="test/fuzz/found/$target-" "$corpus" test/fuzz/regression test/fixtures/programmes
done
