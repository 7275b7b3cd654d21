#!/usr/bin/env bash
# Write the lock of the course's release tooling. Needs uv on PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
uv pip compile --quiet --no-annotate --upgrade --generate-hashes --python-version 3.13 \
    --python-platform x86_64-manylinux_2_28 --constraint ../versions.in --excludes excludes.in \
    --custom-compile-command 'images/course/lock.sh' --output-file requirements.txt requirements.in
