#!/bin/bash
# Install one lock into /opt/kernel: install-kernel.sh LOCK [uv's options]. Runs in the build alone.
#
# For uv /opt/kernel is a virtual environment. For students it is not: pip refuses to put another
# version of a package beside a virtual environment's own, and Python would prefer the old one.
# So the mark of a virtual environment is there only while uv works; afterwards /opt/kernel comes
# behind ~/.local, like any package of the system, by llmhub.pth in the system's package folder.
set -euo pipefail

lock=$1
shift
if [[ ! -f ${lock} ]]; then
    echo "B01: there is no lock $(basename "${lock}"); images/base/README.md says how to get it" >&2
    exit 1
fi
uv venv --quiet --allow-existing --python /usr/bin/python3 /opt/kernel
uv pip install --python /opt/kernel/bin/python --no-deps --require-hashes --compile-bytecode \
    --requirement "${lock}" "$@"
rm --force /opt/kernel/pyvenv.cfg /opt/kernel/.lock /opt/kernel/.gitignore /opt/kernel/CACHEDIR.TAG
