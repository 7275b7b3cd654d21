#!/bin/sh
# A fake of the programs that scripts/venv and scripts/browser call, for a test that copies it under
# their names: writes into FAKE_LOG how it was called and whom it would trust.
#
# FAKE_UID: what `id -u` says. FAKE_BARE: a Python without venv until apt-get has "installed" it.
name=${0##*/}
echo "$name $*" >>"$FAKE_LOG"
case "$name $*" in
"id -u") echo "${FAKE_UID:-0}" ;;
sudo\ *) exec "$@" ;; # the caller stays who it is
"apt-get install"*) touch "$FAKE_LOG.installed" ;;
python*" -c import ensurepip"*) [ -z "${FAKE_BARE:-}" ] || [ -e "$FAKE_LOG.installed" ] ;;
python*" -c "*) echo "3.11 of a test" ;;
python*" -m venv "* | uv\ venv\ *)
    for folder in "$@"; do :; done # the last word
    mkdir -p "$folder/bin"
    cp "$0" "$folder/bin/python"
    ;;
python*" -m pip "*)
    cp "$0" "${0%/*}/uv"
    echo "pip trusts ${PIP_CERT:-nobody}" >>"$FAKE_LOG"
    ;;
uv\ pip\ *) echo "uv trusts ${SSL_CERT_FILE:-nobody}, takes ${UV_DEFAULT_INDEX:-its own index}" >>"$FAKE_LOG" ;;
esac
