#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The first step of action.yml: installs a release of resumectl for this runner, and puts it on PATH.
# Written for the bash 3.2 of macOS too. Its inputs are the variables RESUMECTL_ACTION_*.
set -euo pipefail

# Ends with an annotation: fail TITLE MESSAGE
fail() {
    local message=${2//'%'/%25}
    message=${message//$'\r'/%0D}
    printf '::error title=%s::%s\n' "$1" "${message//$'\n'/%0A}"
    exit 1
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
server=${GITHUB_SERVER_URL:-https://github.com}

version=${RESUMECTL_ACTION_VERSION#v}
if [ -z "$version" ]; then
    version=$(sed -n 's/^ *package static let current = "\(.*\)"$/\1/p' "$root/Sources/ResumectlCommands/Version.swift")
fi
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
    fail 'Not a version' "The input version is to be such as 0.1.0, not '$version'."
[[ ${RESUMECTL_ACTION_REPOSITORY:-} =~ ^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$ ]] ||
    fail 'Not a repository' "There is no repository to get a release from: '${RESUMECTL_ACTION_REPOSITORY:-}'."

case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
    Linux-X64) platform=linux-x86_64 ;;
    Linux-ARM64) platform=linux-arm64 ;;
    macOS-X64 | macOS-ARM64) platform=macos-universal ;;
    *) fail 'No resumectl for this runner' \
        "There are releases for Linux and macOS on x86_64 and arm64, not for ${RUNNER_OS:-?} on ${RUNNER_ARCH:-?}." ;;
esac

name=resumectl-$version-$platform
base=$server/$RESUMECTL_ACTION_REPOSITORY/releases/download/v$version
# A folder of its own: two steps of a job can want two versions.
folder=$RUNNER_TEMP/resumectl-$version
rm -rf "$folder"
mkdir -p "$folder"

# Downloads a file of the release. A redirect never leaves HTTPS.
download() {
    curl --fail --silent --show-error --location --proto "=${server%%:*}" --proto-redir "=${server%%:*}" \
        --retry 3 --retry-connrefused --connect-timeout 20 --max-time 300 --output "$folder/$1" "$base/$1" \
        2>"$folder/error" ||
        fail 'resumectl cannot be downloaded' "$base/$1: $(cat "$folder/error")"
}

sha256() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1"
    else
        shasum -a 256 "$1"
    fi | cut -d ' ' -f 1
}

download "$name.tar.gz"
expected=${RESUMECTL_ACTION_SHA256:-}
if [ -z "$expected" ]; then
    download SHA256SUMS
    expected=$(awk -v name="$name.tar.gz" '$2 == name || $2 == "*" name { print $1 }' "$folder/SHA256SUMS")
fi
[[ $expected =~ ^[0-9a-fA-F]{64}$ ]] ||
    fail 'No checksum' "There is not one SHA-256 for $name.tar.gz in $base/SHA256SUMS or the input sha256."
actual=$(sha256 "$folder/$name.tar.gz")
[ "$actual" = "$(printf '%s' "$expected" | tr 'A-F' 'a-f')" ] ||
    fail 'Wrong checksum' "$base/$name.tar.gz has the SHA-256 $actual, not $expected. Nothing of it was run."

tar -xzf "$folder/$name.tar.gz" -C "$folder"
binary=$folder/$name/bin/resumectl
[ -x "$binary" ] || fail 'Not a release' "$name.tar.gz has no $name/bin/resumectl."
found=$("$binary" --version) || fail 'resumectl does not run here' \
    "The release needs Ubuntu 22.04, Debian 12, macOS 15 or a later one. In other containers, build it from source."
[ "$found" = "$version" ] || fail 'Not the right version' "The release $version holds resumectl $found."
printf '%s\n' "${binary%/*}" >>"$GITHUB_PATH"
printf 'Installed resumectl %s (%s).\n' "$version" "$platform"
