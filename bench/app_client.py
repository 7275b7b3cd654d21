"""Ask a Gradio chat again and again, and time the first token. Standard library alone.

Runs inside a container, the same program for both ways: `python -c "$(cat app_client.py)"`. Stdin
holds a job as JSON (host, port, prefix, endpoint, headers, prompt, count), stdout gets the seconds.
"""

import http.client
import json
import sys
import time


def ask(connection: http.client.HTTPConnection, job: dict) -> float:  # type: ignore[type-arg]
    """Send one question; return the seconds until the first piece of the answer."""
    began = time.perf_counter()
    path = f"{job['prefix']}gradio_api/call{job['endpoint']}"
    headers = {**job["headers"], "Content-Type": "application/json"}
    connection.request("POST", path, json.dumps({"data": [job["prompt"]]}), headers)
    with connection.getresponse() as answer:
        told = answer.read()
        if answer.status != 200:
            raise SystemExit(f"POST {path}: {answer.status} {told[:300]!r}")
    headers = {**job["headers"], "Accept": "text/event-stream"}
    connection.request("GET", f"{path}/{json.loads(told)['event_id']}", headers=headers)
    first = 0.0
    with connection.getresponse() as answer:
        while line := answer.readline():
            if line.startswith(b"event: error"):
                raise SystemExit(f"the app failed: {answer.readline()[:300]!r}")
            if line.startswith((b"event: generating", b"event: complete")) and not first:
                first = time.perf_counter() - began
    return first


def main() -> None:
    """Do the job; the first question only warms up model and connection."""
    job = json.load(sys.stdin)
    connection = http.client.HTTPConnection(job["host"], job["port"], timeout=120)
    times = [ask(connection, job) for _ in range(job["count"] + 1)]
    print(json.dumps(times[1:]))


if __name__ == "__main__":
    main()
