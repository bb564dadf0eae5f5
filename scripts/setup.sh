#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sets up what building, testing and the demo need: system packages, .venv with the Python packages, a look at Swift.
# Does only what is missing, so that a run with nothing to do takes no time. Never touches anything outside the
# repository but by the system's package manager.
#
# Usage: scripts/setup.sh [--python-only | --benchmarks]
#   --python-only   leave out what only Swift needs
#   --benchmarks    also the tools that the benchmarks compare with, in Benchmarks/.venv
set -euo pipefail

readonly MIN_PYTHON_MINOR=11   # Python 3.11
readonly MIN_SWIFT=6.2

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf 'setup: %s\n' "$*"; }

fail() {
    printf 'setup: error: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '         %s\n' "$@" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# --- System packages -------------------------------------------------------------------------------------------------

# Runs a command as root: as it is, or with sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

can_install() {
    have apt-get && { [ "$(id -u)" -eq 0 ] || have sudo; }
}

apt_lists_are_fresh=no

# Brings the package lists up to date, once per run.
apt_update() {
    [ "$apt_lists_are_fresh" = no ] || return 0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update </dev/null >"$log" 2>&1 || {
        tail -n 5 "$log" >&2
        fail "apt-get update failed." "Is there a network? Behind a proxy, set http_proxy and run this again."
    }
    apt_lists_are_fresh=yes
}

# Installs Debian packages, or ends with the command to type.
install_packages() {
    if ! can_install; then
        if have apt-get; then
            fail "$* is missing, and this is neither root nor has sudo." \
                "Let an administrator run: apt-get install $*"
        fi
        fail "$* is missing (Debian's names)." "Install it with this system's package manager, then run this again."
    fi
    say "installing $* with apt-get"
    apt_update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "$@" </dev/null >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        fail "apt-get could not install $*."
    }
}

install_system_packages() {
    local missing=()
    have git || missing+=(git)
    have make || missing+=(make)
    if have apt-get; then
        [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
        # SwiftNIO's compression module includes zlib.h.
        if [ "$python_only" = no ] && [ ! -e /usr/include/zlib.h ]; then missing+=(zlib1g-dev); fi
        # Checks the man page.
        have groff || missing+=(groff-base)
        # The action downloads with it, as its test does.
        have curl || missing+=(curl)
        # The benchmark's programs, and the tests of its server.
        have clang || have cc || missing+=(gcc)
        [ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
        [ -e /usr/include/openssl/evp.h ] || missing+=(libssl-dev)
        # Tests ask which processes are left.
        have ps || missing+=(procps)
        # The browser test, and fonts for its pages.
        if [ "$python_only" = no ] && ! have chromium; then missing+=(chromium fonts-liberation); fi
        if [ "$benchmarks" = yes ]; then have valgrind || missing+=(valgrind); fi
    fi
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

# --- Python ----------------------------------------------------------------------------------------------------------

# Whether a command is a Python that is new enough.
is_python() {
    "$1" -c "import sys; sys.exit(not (3, $MIN_PYTHON_MINOR) <= sys.version_info[:2])" >/dev/null 2>&1
}

# Whether a Python can make an environment that has pip; Debian splits this off.
makes_environments() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

python_names() {
    printf '%s\n' python3
    local minor
    for minor in 13 12 11 14; do printf '%s\n' "python3.$minor"; done
}

# Prints the Python to use: one that makes environments if there is one, else any that is new enough.
find_python() {
    local name candidate=
    while read -r name; do
        is_python "$name" || continue
        if makes_environments "$name"; then
            printf '%s\n' "$name"
            return 0
        fi
        [ -n "$candidate" ] || candidate=$name
    done < <(python_names)
    printf '%s\n' "$candidate"
}

# The Debian package of a Python's venv module, by the Python's own version: python3.11-venv.
venv_package() {
    "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

# Installs the newest Python that this system's archive has.
install_python() {
    can_install || fail "Python 3.$MIN_PYTHON_MINOR or later is missing." \
        "Install it (macOS: brew install python), then run this again."
    apt_update
    local minor
    for minor in 13 12 11; do
        if apt-cache show "python3.$minor-venv" >/dev/null 2>&1; then
            install_packages "python3.$minor" "python3.$minor-venv"
            return 0
        fi
    done
    fail "This system's archive has no Python 3.$MIN_PYTHON_MINOR or later." \
        "Install one from elsewhere and put it first in PATH, then run this again."
}

requirement_files() {
    local file
    for file in Tests/AWS/requirements*.txt lambda/requirements-dev.txt scripts/tests/requirements.txt; do
        [ ! -e "$file" ] || printf '%s\n' "$file"
    done
}

# What an environment was made from: the requirement files, the interpreter behind it, and this script's way of making it.
# fingerprint FOLDER FILE...
fingerprint() {
    local folder=$1 file
    shift
    {
        printf 'format 1\n'
        "$folder/bin/python" -c 'import sys; print(sys.version, sys.base_prefix)'
        for file in "$@"; do printf '== %s\n' "$file" && cat "$file"; done
    } | git hash-object --stdin
}

# Makes an environment with the packages of requirement files: make_environment FOLDER FILE...
make_environment() {
    local folder=$1 python package
    shift
    local stamp=$folder/.requirements-stamp
    # The first test fails too when the interpreter that it was made with is gone.
    if "$folder/bin/python" -c '' 2>/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint "$folder" "$@")" ]; then
        return 0
    fi

    python=$(find_python)
    if [ -z "$python" ]; then
        install_python
        python=$(find_python)
        [ -n "$python" ] || fail "Python was installed but does not run."
    fi
    if ! makes_environments "$python"; then
        package=$(venv_package "$python")
        install_packages "$package"
        makes_environments "$python" || fail "$python still cannot make environments with $package installed." \
            "Is it a Python of another origin? Put a complete Python first in PATH, then run this again."
    fi

    say "making $folder with $("$python" --version) and installing its Python packages (a minute or two)"
    rm -rf "$folder"
    "$python" -m venv "$folder" >"$log" 2>&1 || {
        cat "$log" >&2
        fail "$python -m venv $folder failed."
    }
    local arguments=() file
    for file in "$@"; do arguments+=(-r "$file"); done
    "$folder/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off -q "${arguments[@]}" \
        </dev/null >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        fail "pip could not install the Python packages." "Is there a network? Behind a proxy, set https_proxy." \
            "What was to be installed: $*"
    }
    fingerprint "$folder" "$@" >"$stamp.new"
    mv "$stamp.new" "$stamp"
}

# --- Swift -----------------------------------------------------------------------------------------------------------

check_swift() {
    local words version
    have swift || fail "There is no Swift toolchain: 'swift' is not in PATH." \
        "Install Swift $MIN_SWIFT or later from https://www.swift.org/install and run this again."
    words=$(swift --version 2>/dev/null) || fail "'swift --version' failed; the toolchain is not complete." \
        "Install Swift $MIN_SWIFT or later from https://www.swift.org/install and run this again."
    [[ $words =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] || fail "'swift --version' prints no version: $words"
    version="${BASH_REMATCH[1]}.${BASH_REMATCH[2]}"
    if ((BASH_REMATCH[1] < ${MIN_SWIFT%.*} || \
        (BASH_REMATCH[1] == ${MIN_SWIFT%.*} && BASH_REMATCH[2] < ${MIN_SWIFT#*.}))); then
        fail "Swift $version is too old; resumectl needs $MIN_SWIFT or later." \
            "Install it from https://www.swift.org/install and run this again."
    fi
}

# --- All of it -------------------------------------------------------------------------------------------------------

python_only=no
benchmarks=no
case "${1:-}" in
    '') ;;
    --python-only) python_only=yes ;;
    --benchmarks) benchmarks=yes ;;
    *) fail "unknown argument '$1'" "Usage: scripts/setup.sh [--python-only | --benchmarks]" ;;
esac

log=$(mktemp)
trap 'rm -f "$log"' EXIT

[ "$python_only" = yes ] || check_swift
install_system_packages
# No mapfile: the bash of macOS has none.
requirements=()
while read -r file; do requirements+=("$file"); done < <(requirement_files)
make_environment .venv "${requirements[@]}"
[ "$benchmarks" = no ] || make_environment Benchmarks/.venv Benchmarks/requirements.txt
say "ready"
