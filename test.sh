#!/usr/bin/env bash
# Builds and tests everything. Ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")"
exec Tests/run-all.sh "$@"
