#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Completes a release once every archive is there: SHA256SUMS, the Homebrew formula, and the notes from CHANGELOG.md.
#
# Usage: scripts/release/finish.sh FOLDER
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "${1:?'Usage: scripts/release/finish.sh FOLDER'}"
repository=${GITHUB_REPOSITORY:?'GITHUB_REPOSITORY is not set: owner/name at GitHub'}
version=$(sed -n 's/^ *package static let current = "\(.*\)"$/\1/p' "$root/Sources/ResumectlCommands/Version.swift")

platforms='linux-arm64 linux-x86_64 macos-universal'
formula=$(cat "$root/packaging/homebrew/resumectl.rb.in")
formula=${formula//@VERSION@/$version}
formula=${formula//@REPOSITORY@/$repository}
: >SHA256SUMS
for platform in $platforms; do
    file=resumectl-$version-$platform.tar.gz
    [ -f "$file" ] || {
        printf '::error title=Not complete::The archive %s is missing.\n' "$file"
        exit 1
    }
    sum=$(sha256sum "$file" | cut -d ' ' -f 1)
    printf '%s  %s\n' "$sum" "$file" >>SHA256SUMS
    formula=${formula//@SHA256-$platform@/$sum}
done
printf '%s\n' "$formula" >resumectl.rb
if grep -q '@[A-Z0-9-]*@' resumectl.rb; then
    printf '::error title=Not complete::The formula has places that were not filled.\n'
    exit 1
fi
# The part of the changelog up to the next version.
awk '/^## / { part++ } part == 1 && !/^## /' "$root/CHANGELOG.md" >notes.md
cat SHA256SUMS
