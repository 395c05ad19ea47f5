#!/usr/bin/env bash
# drift.sh STACK: fails if Atlas differs from the program. Changes nothing.
set -euo pipefail

code=0
pulumi preview --stack "$1" --refresh --expect-no-changes --diff --non-interactive --color never || code=$?
if [ "$code" -eq 7 ]; then # Pulumi's own code for changes where none are expected
    echo "Atlas differs from the program of $1: see the differences above. Run its deploy job, or change the program." >&2
fi
exit "$code"
