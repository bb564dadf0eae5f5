#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prints the flags of `swift build` for a release on this system: flags=$(scripts/release/flags.sh) && swift build $flags
# To be called in the root of the repository.
#
# On Linux what is installed is one file that needs the C library alone: Swift's libraries are inside, and so are the C++
# runtime and zlib. It has a fixed address, as programs in Go have, so that its 130,000 pointers need not be written at
# each start: docs/decisions.md has what that saves. On macOS the libraries are the system's.
set -euo pipefail

flags=(-c release)
if [ "$(uname -s)" = Linux ]; then
    flags+=(--static-swift-stdlib -Xlinker -s -Xswiftc -Xclang-linker -Xswiftc -no-pie)
    # The linker takes an archive only where it finds no shared library before, so the archives get a folder that it
    # looks into first. What this system has as a shared library alone stays one.
    archives=.build/archives
    mkdir -p "$archives"
    for name in libstdc++.a libz.a; do
        path=$(clang -print-file-name="$name")
        if [ -f "$path" ]; then ln -sf "$(realpath "$path")" "$archives/$name"; fi
    done
    flags+=(-Xswiftc "-L$archives" -Xswiftc -Xclang-linker -Xswiftc -static-libgcc)
fi
printf '%s\n' "${flags[*]}"
