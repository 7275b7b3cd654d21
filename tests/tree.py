"""The committed tree as the tests of its order see it: files, imports, lengths, commands."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scripts.checks import tracked
from scripts.stages import ROOT

FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
SHELLS = frozenset({"sh", "bash", "console", "shell"})


@cache
def files() -> tuple[str, ...]:
    """Return the files that are or could be committed, relative to the root."""
    return tuple(tracked())


def python_files() -> list[str]:
    """Return the Python files."""
    return [name for name in files() if name.endswith(".py")]


def text(name: str) -> str:
    """Return a file's text; empty for what is no text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def parsed(name: str) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(text(name), filename=name)


def module_of(name: str, base: str) -> str:
    """Return the dotted name of file `name` for an import path that holds `base`."""
    parts = list(Path(name).relative_to(base).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(name: str, package: str = "") -> Iterator[str]:
    """Yield what file `name` imports, inside functions too; `package` resolves leading dots."""
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                above = package.split(".")[: -(node.level - 1) or None]
                origin = ".".join([*above, *origin.split(".")]).rstrip(".")
            # `from a import b` may mean the module a.b: both are named.
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


@dataclass(frozen=True)
class Function:
    """One function of the tree; `lines` counts from `def` to its last line, docstring excluded."""

    file: str
    name: str
    lines: int

    @property
    def key(self) -> str:
        """Return "file:name"."""
        return f"{self.file}:{self.name}"


def functions(name: str) -> Iterator[Function]:
    """Yield the functions and methods of a file."""
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                length -= (first.end_lineno or first.lineno) - first.lineno + 1
            yield Function(name, node.name, length)


def commands(markdown: str) -> Iterator[str]:
    """Yield the commands in the fenced shell blocks of `markdown`, as one types them.

    Lines ending in a backslash are joined, comments and prompts are taken off. In a block of
    language `console` only lines with a prompt are commands; the others are what is printed.
    """
    for block in FENCE.finditer(markdown):
        if block["language"] not in SHELLS:
            continue
        for line in block["body"].replace("\\\n", " ").splitlines():
            if block["language"] == "console" and not line.startswith(("$ ", "# ")):
                continue
            command = re.sub(r"\s+#.*$", "", line.removeprefix("$ ").removeprefix("# "))
            command = " ".join(command.split())
            if command and not command.startswith("#"):
                yield command


def marks(name: str, mark: str) -> Iterator[str]:
    """Yield the texts given to `@pytest.mark.<mark>(...)` in a test file."""
    for node in ast.walk(parsed(name)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func) == f"pytest.mark.{mark}"
        ):
            yield from (str(a.value) for a in node.args if isinstance(a, ast.Constant))
