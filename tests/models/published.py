"""Publish a model as others do, in a registry on this machine that Ollama pulls from."""

import json
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from models import ollama_layout
from tests.fakes.supplier import MANIFEST
from tests.images import local_registry
from tests.images.local_registry import LocalRegistry

BYTES = "application/octet-stream"


def gateway(network: str = "bridge") -> str:
    """Return the address of this machine that containers on a network of Docker's reach."""
    form = "{{(index .IPAM.Config 0).Gateway}}"
    command = ["docker", "network", "inspect", "--format", form, network]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def serve(
    place: Path, address: str, certificate: tuple[Path, Path] | None = None
) -> Iterator[LocalRegistry]:
    """Run a registry that sends who asks for weights to another host, as Ollama's own does.

    Ollama 0.24 counts on that: a registry that gives them itself, or from another port of the same
    host, is "no Location header". So the files' server goes by the address's other spelling.
    """
    files = ThreadingHTTPServer((address, 0), partial(Quiet, directory=str(place / "data")))
    thread = Thread(target=files.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    elsewhere = f"http://[::ffff:{address}]:{files.server_port}"
    more = f'middleware: {{storage: [{{name: redirect, options: {{baseurl: "{elsewhere}"}}}}]}}\n'
    try:
        with local_registry.serve(place, address, certificate, more) as running:
            yield running
    finally:
        files.shutdown()
        files.server_close()
        thread.join()


def make_certificate(folder: Path, address: str) -> tuple[Path, Path]:
    """Make a certificate for an address, signed by itself, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    place = ["-subj", "/CN=test", "-addext", f"subjectAltName=IP:{address}"]
    files = ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run([*command.split(), *place, *files], check=True, capture_output=True)
    return certificate, key


def push_model(registry: str, folder: Path, name: str, source: str, trust: Path | None) -> None:
    """Push the model `name` of a folder of Ollama's as `source` (owner/model:tag).

    `registry` is its URL; `trust` the certificate of one that speaks TLS.
    """
    repository, _, tag = source.partition(":")
    tls = ssl.create_default_context(cafile=trust) if trust else None

    def send(method: str, url: str, kind: str, body: bytes) -> str:
        request = Request(url, body, {"Content-Type": kind}, method=method)
        with urlopen(request, context=tls, timeout=60) as answer:
            return str(answer.headers.get("Location", ""))

    for file in ollama_layout.files_of(folder, name)[1:]:
        digest = Path(file).name.replace("-", ":", 1)
        start = f"{registry}/v2/{repository}/blobs/uploads/"
        there = urljoin(start, send("POST", start, BYTES, b""))
        there += f"{'&' if '?' in there else '?'}digest={digest}"
        send("PUT", there, BYTES, (folder / file).read_bytes())
    manifest = (folder / ollama_layout.manifest_name(name)).read_bytes()
    json.loads(manifest)  # of a damaged one the registry says less
    send("PUT", f"{registry}/v2/{repository}/manifests/{tag}", MANIFEST, manifest)
