#!/usr/bin/env bash
# review.sh review-NUMBER: the review stack of a change, configured by Pulumi.review.yaml, in the Atlas project
# REVIEW_ATLAS_PROJECT_ID, which no other stack may share; created by the first run, updated by the others.
set -euo pipefail

project="${REVIEW_ATLAS_PROJECT_ID:-}"
if [ -z "$project" ]; then
    echo "REVIEW_ATLAS_PROJECT_ID is not set: review stacks need an Atlas project of their own." >&2
    exit 2
fi
for settings in Pulumi*.yaml; do
    case "$settings" in
    Pulumi.review*.yaml) continue ;;
    esac
    if grep -qiF -- "$project" "$settings"; then
        echo "REVIEW_ATLAS_PROJECT_ID is the project of $settings: review stacks need an Atlas project of their own." >&2
        exit 2
    fi
done
cp Pulumi.review.yaml "Pulumi.$1.yaml"
pulumi stack select --create "$1" --non-interactive
# The stack's own configuration takes precedence over the project's and the environment's.
pulumi config set atlas:projectId "$project" --stack "$1" --non-interactive
exec bash ci/up.sh "$1"
