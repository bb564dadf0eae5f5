#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds the release for this machine and packs it: FOLDER/resumectl-VERSION-PLATFORM.tar.gz. On macOS one binary for both
# processors. The release workflow calls it; it works anywhere with a Swift toolchain.
#
# Usage: scripts/release/build.sh FOLDER
# RESUMECTL_BINARY is packed instead of building one. With RESUMECTL_TEST=1 the binary must pass the end-to-end tests first.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${1:?'Usage: scripts/release/build.sh FOLDER'}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$root"

version=$(sed -n 's/^ *package static let current = "\(.*\)"$/\1/p' Sources/ResumectlCommands/Version.swift)
if [ "${GITHUB_REF_TYPE:-}" = tag ] && [ "$GITHUB_REF_NAME" != "v$version" ]; then
    printf '::error title=Wrong tag::The tag %s is not that of version %s in Version.swift.\n' "$GITHUB_REF_NAME" "$version"
    exit 1
fi
# What `resumectl version --json` says.
export RESUMECTL_COMMIT=${GITHUB_SHA:-}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

flags=$(scripts/release/flags.sh)
read -ra flags <<<"$flags"

# Prints the path of the binary of a build: build FLAG...
build() {
    swift build "${flags[@]}" --product resumectl "$@" >&2
    printf '%s/resumectl\n' "$(swift build "${flags[@]}" --product resumectl "$@" --show-bin-path)"
}

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=linux-x86_64 ;;
    Linux-aarch64) platform=linux-arm64 ;;
    Darwin-*) platform=macos-universal ;;
    *)
        printf 'There are no releases for %s on %s.\n' "$(uname -s)" "$(uname -m)" >&2
        exit 1
        ;;
esac
if [ -n "${RESUMECTL_BINARY:-}" ]; then
    binary=$RESUMECTL_BINARY
elif [ "$platform" = macos-universal ]; then
    arm=$(build --triple arm64-apple-macosx15.0)
    intel=$(build --triple x86_64-apple-macosx15.0)
    binary=$work/resumectl
    lipo -create -output "$binary" "$arm" "$intel"
    strip "$binary"
    # Stripping breaks the signature that Apple's processors ask for.
    codesign --force --sign - "$binary"
else
    binary=$(build)
    # Somebody who unpacks it may have nothing but the C library.
    foreign=$(ldd "$binary" | awk '{ print $1 }' | grep -vE '^(linux-vdso|libc|libm|/lib.*/ld-linux.*)\.so' || true)
    if [ -n "$foreign" ]; then
        printf 'The binary needs libraries of this system: %s\n' "$foreign" >&2
        exit 1
    fi
fi

# The optimizer has broken before what the debug build did right, so it is this binary that has to pass.
if [ -n "${RESUMECTL_TEST:-}" ]; then RESUMECTL=$binary scripts/test.sh binary; fi

name=resumectl-$version-$platform
scripts/install.sh "$binary" "$work/$name"
cp LICENSE "$work/$name/"
tar -C "$work" -czf "$folder/$name.tar.gz" "$name"
ls -lh "$folder/$name.tar.gz"
