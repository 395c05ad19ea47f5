#!/usr/bin/env bash
# remove.sh review-NUMBER: destroys what a change's stack has deployed, and removes the stack. Running it twice is no error.
set -euo pipefail

case "$1" in
review-*) ;;
*)
    echo "$1 is not removed: only stacks whose name begins with review- are." >&2
    exit 2
    ;;
esac
# Created if it does not exist: "no such stack" could not be told from a backend that does not respond.
pulumi stack select --create "$1" --non-interactive
state="$(pulumi stack export --stack "$1")"
case "$state" in
*'"pending_operations"'*)
    # Pulumi's destroy would leave a cluster orphaned whose create was killed, and a removed stack can't resume it.
    cat >&2 <<TEXT
$1 is not removed: a run was killed while it created or changed something. When you're sure that no other run is active, on a developer machine:
    pulumi cancel --stack $1 --yes
Run the review job again, which resumes the update. Then
    pulumi refresh --stack $1 --clear-pending-creates --yes --skip-preview
and this job again.
TEXT
    exit 1
    ;;
esac
exec pulumi destroy --stack "$1" --remove --yes --skip-preview --non-interactive --color never
