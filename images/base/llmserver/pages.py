"""The plain pages that a student sees in place of an app that does not run."""

from __future__ import annotations

from html import escape

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">{refresh}
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 3rem auto; padding: 0 1rem;
  color: #1e293b; background: #f8fafc }}
pre {{ background: #1e293b; color: #f1f5f9; padding: 1rem; border-radius: .5rem;
  overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere }}
button {{ font: inherit; padding: .5rem 1rem; border: 0; border-radius: .5rem; color: #fff;
  background: #1d4ed8; cursor: pointer }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>
"""
RESTART = '<form method="post" action="?"><button>Start it again</button></form>'


def page(title: str, body: str, refresh_seconds: int = 0) -> str:
    """Return a whole page; `body` is HTML, `title` is text. Zero means no refresh."""
    refresh = f'<meta http-equiv="refresh" content="{refresh_seconds}">' if refresh_seconds else ""
    return _PAGE.format(title=escape(title), body=body, refresh=refresh)


def log_block(lines: list[str]) -> str:
    """Return the lines of a log as HTML."""
    return f"<pre>{escape(''.join(lines)) or 'It printed nothing.'}</pre>"


def missing(path: str) -> str:
    """Return the page for an app whose file is not there."""
    return page(
        "There is no app yet",
        f"<p>This tile runs <code>{escape(path)}</code>, and there is no such file. "
        f"Make it, then press the button.</p>{RESTART}",
    )


def stopped(path: str, code: int, lines: list[str]) -> str:
    """Return the page for an app that ended; `code` is its exit status."""
    how = "ended by itself" if code == 0 else f"stopped with an error (exit status {code})"
    return page(
        "Your app is not running",
        f"<p><code>{escape(path)}</code> {how}. Its last lines:</p>{log_block(lines)}"
        f"<p>It starts again as soon as you save the file, or now:</p>{RESTART}",
    )


def starting() -> str:
    """Return the page for an app that does not answer yet; it asks again by itself."""
    return page(
        "Your app is starting",
        "<p>It does not answer yet. This page looks again every two seconds.</p>",
        refresh_seconds=2,
    )


def broke_off() -> str:
    """Return the page for an app that ended while it was answering."""
    return page(
        "The app broke off",
        "<p>It ended in the middle of its answer. What it printed last says why: see the cell "
        "that started it, or the tile <em>App logs</em>.</p>",
    )


def nobody_listens(port: str) -> str:
    """Return the page for a port of the lab on which nothing answers."""
    return page(
        "Nothing answers here",
        f"<p>No app listens on port {escape(port)} of your lab. Run the cell or the command that "
        "starts it, then reload this page.</p>",
    )
