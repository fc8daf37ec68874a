#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Installs the Debian packages that are missing, or says which one line would.
#   tools/deps.sh build|test|bench
set -eu
here=$(dirname "$0")
wanted=$(awk -v level="$1" '
    BEGIN { rank["build:"] = 1; rank["test:"] = 2; rank["bench:"] = 3; most = rank[level ":"] }
    rank[$1] && rank[$1] <= most { for (i = 2; i <= NF; i++) print $i }' "$here/packages.txt")

missing=
for package in $wanted; do
    # A tool that is there already, from wherever, is not installed again.
    case $package in
    nodejs) command -v node >/dev/null 2>&1 && continue ;;
    npm) command -v npm >/dev/null 2>&1 && continue ;;
    esac
    case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
    installed) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -z "$missing" ] && exit 0

line="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    run=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    run=sudo
elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
    run=sudo
else
    echo "Il manque des paquets Debian, et les installer demande les droits d'administration :" >&2
    echo "    sudo $line" >&2
    exit 1
fi
echo "Installation des paquets Debian qui manquent :$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
$run apt-get update -qq
# shellcheck disable=SC2086
$run $line >/dev/null
