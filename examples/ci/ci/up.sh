#!/usr/bin/env bash
# up.sh STACK: deploys it. What another hand has changed in Atlas is put back.
set -euo pipefail

exec pulumi up --stack "$1" --refresh --yes --skip-preview --non-interactive --color never
