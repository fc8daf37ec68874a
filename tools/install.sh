#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Installs what was built.   DESTDIR=… PREFIX=… tools/install.sh BINARY
set -eu
root=${DESTDIR:-}
prefix=${PREFIX:-/usr/local}
install -D -m 755 "$1" "$root$prefix/bin/maillage"
install -D -m 644 packaging/maillage.1 "$root$prefix/share/man/man1/maillage.1"
install -D -m 644 packaging/maillage.bash "$root$prefix/share/bash-completion/completions/maillage"
mkdir -p "$root/etc/systemd/system"
sed "s|@BINDIR@|$prefix/bin|" packaging/maillage.service >"$root/etc/systemd/system/maillage.service"
if [ ! -e "$root/etc/maillage.conf" ]; then
    install -D -m 644 packaging/maillage.conf "$root/etc/maillage.conf"
fi
