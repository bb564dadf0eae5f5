#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs a built resumectl with its man page and shell completions, or removes them.
#
# Usage: scripts/install.sh BINARY FOLDER     FOLDER is DESTDIR and PREFIX together, such as /usr/local
#        scripts/install.sh --remove FOLDER
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -eq 2 ] || {
    sed -n 's/^# \(Usage:.*\|       .*\)/\1/p' "$0" >&2
    exit 64
}
binary=$1
folder=${2%/}

program=$folder/bin/resumectl
page=$folder/share/man/man1/resumectl.1
bash=$folder/share/bash-completion/completions/resumectl
zsh=$folder/share/zsh/site-functions/_resumectl
fish=$folder/share/fish/vendor_completions.d/resumectl.fish

if [ "$binary" = --remove ]; then
    rm -f "$program" "$page" "$bash" "$zsh" "$fish"
    exit
fi

python=$root/.venv/bin/python
[ -x "$python" ] || python=python3
for file in "$program" "$page" "$bash" "$zsh" "$fish"; do install -d "${file%/*}"; done

# Everything is made before anything is put in place.
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
"$python" "$root/scripts/man_page.py" "$binary" >"$new/resumectl.1"
for shell in bash zsh fish; do "$binary" completion "$shell" >"$new/$shell"; done
install -m 755 "$binary" "$program"
install -m 644 "$new/resumectl.1" "$page"
install -m 644 "$new/bash" "$bash"
install -m 644 "$new/zsh" "$zsh"
install -m 644 "$new/fish" "$fish"
