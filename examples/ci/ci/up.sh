#!/usr/bin/env bash
# up.sh STACK: deploys it. Reverts out-of-band changes in Atlas.
set -euo pipefail

exec pulumi up --stack "$1" --refresh --yes --skip-preview --non-interactive --color never
