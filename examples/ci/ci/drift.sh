#!/usr/bin/env bash
# drift.sh STACK: fails where Atlas does not have what the program says. Changes nothing.
set -euo pipefail

code=0
pulumi preview --stack "$1" --refresh --expect-no-changes --diff --non-interactive --color never || code=$?
if [ "$code" -eq 7 ]; then # Pulumi's own code for changes where none are expected
    echo "Atlas does not have what the program says of $1: what differs stands above. Run its deploy job, or change the program." >&2
fi
exit "$code"
