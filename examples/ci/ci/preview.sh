#!/usr/bin/env bash
# preview.sh STACK...: what a change would do to each stack, in preview.md for a comment. Changes nothing. It previews all of
# them, and ends with the exit code of the last preview that failed.
set -euo pipefail

room=$((60000 / $#)) # GitHub takes 65536 characters in a comment.
failed=0
: >preview.md
for stack in "$@"; do
    code=0
    said="$(pulumi preview --stack "$stack" --refresh --diff --non-interactive --color never 2>&1)" || code=$?
    printf '%s\n\n' "$said"
    title="### Preview of $stack"
    if [ "$code" -ne 0 ]; then
        failed=$code
        title="$title: failed (exit code $code)"
    fi
    {
        printf '%s\n\n````\n%s\n' "$title" "${said:0:room}"
        if [ "${#said}" -gt "$room" ]; then
            echo "... the rest is in the job's log"
        fi
        printf '````\n\n'
    } >>preview.md
done
exit "$failed"
