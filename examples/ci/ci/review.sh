#!/usr/bin/env bash
# review.sh review-NUMBER: a stack of a change's own, configured as dev; made by the first run, updated by the others.
set -euo pipefail

cp Pulumi.dev.yaml "Pulumi.$1.yaml"
pulumi stack select --create "$1" --non-interactive
exec bash ci/up.sh "$1"
