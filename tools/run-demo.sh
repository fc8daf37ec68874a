#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Serves the demonstration network in a folder of its own until Ctrl-C.
#   tools/run-demo.sh BINARY HOST:PORT
set -eu
binary=$1
listen=$2
data=${MAILLAGE_DATA:-$(dirname "$binary")/demo-data}
mkdir -p "$data"
exec "$binary" serve --demo --data "$data" --listen "$listen" \
    --base-url "http://localhost:${listen##*:}"
