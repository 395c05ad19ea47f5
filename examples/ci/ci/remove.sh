#!/usr/bin/env bash
# remove.sh review-NUMBER: destroys what a change's stack has deployed, and removes the stack. Doing it twice is no error.
set -euo pipefail

case "$1" in
review-*) ;;
*)
    echo "$1 is not removed: only stacks whose name begins with review- are." >&2
    exit 2
    ;;
esac
# Made if it is not there: "no such stack" could not be told from a backend that does not answer.
pulumi stack select --create "$1" --non-interactive
exec pulumi destroy --stack "$1" --remove --yes --skip-preview --non-interactive --color never
