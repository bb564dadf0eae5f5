#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the tests, part after part, and sums up: each part's time and whether it passed. A part that fails does not keep
# the others from running.
#
# Usage: scripts/test.sh [all | lint | python | swift]
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
    swift format lint --strict -p -r Sources Tests Package.swift
}

# Each suite gets a process of its own: they have conftest files and module names in common.
pytest_in() {
    PYTHONPATH=$root/Tests/AWS:$root/scripts:$root/scripts/demo .venv/bin/python -m pytest -q -p no:cacheprovider "$@"
}

test_demo() {
    .venv/bin/python scripts/demo --check
}

run_lint() {
    part "Format of the Swift code" lint || true
}

run_python() {
    part "Counter function (lambda)" pytest_in lambda || true
    part "Test AWS (Tests/AWS)" pytest_in Tests/AWS || true
    part "Scripts (scripts/tests)" pytest_in scripts/tests || true
}

run_swift() {
    if part "Swift build" swift build --build-tests; then
        # All tests are written with Swift Testing; without XCTest its empty report is not in the way.
        part "Swift tests, unit and end-to-end" swift test --skip-build --disable-xctest || true
    else
        record "Swift tests, unit and end-to-end (not built)" failed 0
    fi
}

case "${1:-all}" in
    all)
        scripts/setup.sh
        run_lint
        run_python
        run_swift
        part "Demo, checked over HTTP" test_demo || true
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
    *)
        printf "test: unknown part '%s'\nUsage: scripts/test.sh [all | lint | python | swift]\n" "$1" >&2
        exit 1
        ;;
esac

printf '\n%s== Summary%s\n' "$bold" "$plain"
printf '%s\n' "${summary[@]}"
printf 'parts: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
