#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the tests, part after part, and sums up: each part's time and whether it passed. A part that fails does not keep
# the others from running.
#
# Usage: scripts/test.sh [all | lint | python | swift | end-to-end | binary | policies]
#   binary   the end-to-end tests with the binary that RESUMECTL names; nothing is built
# Exit status: 0 when every part passed, 1 otherwise.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
    bold='' red='' green='' plain=''
fi

summary=()
passed=0
failed=0
built=

# Runs a command as a part of the whole: part TITLE COMMAND...
part() {
    local title=$1 start=$SECONDS result=passed
    shift
    printf '\n%s== %s%s\n' "$bold" "$title" "$plain"
    "$@" </dev/null || result=failed
    record "$title" "$result" $((SECONDS - start))
    [ "$result" = passed ]
}

# Notes how a part ended: record TITLE RESULT SECONDS
record() {
    local color=$green
    if [ "$2" = passed ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        color=$red
    fi
    summary+=("$(printf '  %s%-6s%s  %3d:%02d  %s' "$color" "$2" "$plain" $(($3 / 60)) $(($3 % 60)) "$1")")
}

lint() {
    swift format lint --strict -p -r Sources Tests Benchmarks Package.swift
}

# Each suite gets a process of its own: they have conftest files and module names in common.
pytest_in() {
    PYTHONPATH=$root/Tests/AWS:$root/scripts:$root/scripts/demo:$root/Benchmarks .venv/bin/python -m pytest -q -p no:cacheprovider "$@"
}

# A part that needs the build, which is made once: built_part TITLE COMMAND...
built_part() {
    if [ -z "$built" ]; then
        built=no
        if part "Swift build" swift build --build-tests; then built=yes; fi
    fi
    if [ "$built" = yes ]; then
        part "$@" || true
    else
        record "$1 (not built)" failed 0
    fi
}

run_lint() {
    part "Format of the Swift code" lint || true
}

run_python() {
    part "Counter function (lambda)" pytest_in lambda || true
    part "Test AWS (Tests/AWS)" pytest_in Tests/AWS || true
    part "Scripts (scripts/tests)" pytest_in scripts/tests || true
    part "Benchmarks (Benchmarks/tests)" pytest_in Benchmarks/tests || true
}

run_swift() {
    # All tests are written with Swift Testing; without XCTest its empty report is not in the way.
    built_part "Swift tests" swift test --skip-build --disable-xctest
}

run_end_to_end() {
    built_part "End-to-end tests (Tests/EndToEnd)" pytest_in -n auto Tests/EndToEnd
    built_part "Documentation (Tests/Docs)" pytest_in Tests/Docs
    built_part "Demo, checked over HTTP" .venv/bin/python scripts/demo --check
}

run_binary() {
    printf 'testing %s\n' "${RESUMECTL:?names no binary}"
    part "End-to-end tests of a binary" pytest_in -n auto Tests/EndToEnd || true
}

# Each command under exactly the policy that is printed for it, and without each part of it.
run_policies() {
    part "Policies (Tests/EndToEnd/test_permissions.py)" \
        pytest_in -v -n auto -m slow Tests/EndToEnd/test_permissions.py || true
}

case "${1:-all}" in
    all)
        scripts/setup.sh
        run_lint
        run_python
        run_swift
        run_end_to_end
        ;;
    lint)
        scripts/setup.sh
        run_lint
        ;;
    python)
        scripts/setup.sh --python-only
        run_python
        ;;
    swift)
        scripts/setup.sh
        run_swift
        ;;
    end-to-end)
        scripts/setup.sh
        run_end_to_end
        ;;
    binary)
        scripts/setup.sh --python-only
        run_binary
        ;;
    policies)
        scripts/setup.sh
        run_policies
        ;;
    *)
        printf "test: unknown part '%s'\nUsage: scripts/test.sh [all | lint | python | swift | end-to-end | binary | policies]\n" "$1" >&2
        exit 1
        ;;
esac

printf '\n%s== Summary%s\n' "$bold" "$plain"
printf '%s\n' "${summary[@]}"
printf 'parts: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
