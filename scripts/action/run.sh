#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The second step of action.yml: runs resumectl, which writes the page and the outputs of the step.
# Written for the bash 3.2 of macOS too. Its inputs are the variables RESUMECTL_ACTION_*; none of them is read by a shell.
set -euo pipefail

# Ends with an annotation: fail TITLE MESSAGE
fail() {
    local message=${2//'%'/%25}
    message=${message//$'\r'/%0D}
    printf '::error title=%s::%s\n' "$1" "${message//$'\n'/%0A}"
    printf 'exitcode=64\n' >>"$GITHUB_OUTPUT"
    exit 64
}

command=${RESUMECTL_ACTION_COMMAND:-plan}
[[ $command =~ ^[a-z]+$ ]] ||
    fail 'Not a command' "The input command is one word, such as plan or deploy, not '$command'. Others belong into args."
command -v resumectl >/dev/null ||
    fail 'There is no resumectl' "resumectl is not on PATH. Leave out 'installed: true' to have it installed."

arguments=("$command")
if [ -n "${RESUMECTL_ACTION_CONFIG:-}" ]; then arguments+=("--config=$RESUMECTL_ACTION_CONFIG"); fi
if [ -n "${RESUMECTL_ACTION_ENVIRONMENT:-}" ]; then arguments+=("--env=$RESUMECTL_ACTION_ENVIRONMENT"); fi
if [ "$command" = deploy ]; then arguments+=(--yes); fi
if [ -n "${RESUMECTL_ACTION_WAIT:-}" ]; then
    [ "$command" = deploy ] || fail 'Nothing to wait for' "The input wait is for deploy, not for $command."
    arguments+=("--wait=$RESUMECTL_ACTION_WAIT")
fi
more=()
IFS=$' \t\n' read -r -d '' -a more <<<"${RESUMECTL_ACTION_ARGS:-}" || true

if [ -n "${RESUMECTL_ACTION_ROLE:-}" ]; then export AWS_ROLE_ARN=$RESUMECTL_ACTION_ROLE; fi
if [ -n "${RESUMECTL_ACTION_REGION:-}" ]; then export AWS_REGION=$RESUMECTL_ACTION_REGION; fi

status=0
resumectl "${arguments[@]}" ${more[@]+"${more[@]}"} || status=$?
# Also when it ended before it could tell, such as by wrong arguments.
printf 'exitcode=%d\n' "$status" >>"$GITHUB_OUTPUT"
# plan --detailed-exitcode: that there are changes is no failure; the outputs tell it.
if [ "$command" = plan ] && [ "$status" -eq 2 ]; then status=0; fi
exit "$status"
