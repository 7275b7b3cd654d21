"""YAML with line numbers, so that an error can name the place."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from models.errors import ModelError

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True)
class Tree:
    """One YAML node: its value, the keys that lead to it and its line (counted from 1)."""

    value: "Scalar | dict[str, Tree] | list[Tree]"
    path: str
    line: int

    def fail(self, code: str, sentence: str) -> ModelError:
        """Return (not raise) an error that names this node's line and key."""
        return ModelError(
            f"catalogue.{code}", f"line {self.line}, {self.path or 'top'}: {sentence}"
        )

    def mapping(self) -> "dict[str, Tree]":
        """Return the value as a mapping, or raise `catalogue.wrong-type`."""
        if isinstance(self.value, dict):
            return self.value
        raise self.fail("wrong-type", "expected a mapping (key: value).")

    def items(self) -> "list[Tree]":
        """Return the value as a list, or raise `catalogue.wrong-type`."""
        if isinstance(self.value, list):
            return self.value
        raise self.fail("wrong-type", "expected a list.")

    def text(self) -> str:
        """Return the value as a non-empty string, or raise `catalogue.wrong-type`."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value
        raise self.fail(
            "wrong-type", "expected a text that is not empty (quote it if it looks like a number)."
        )

    def integer(self) -> int:
        """Return the value as a whole number of at least 0, or raise `catalogue.wrong-type`."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.value >= 0:
            return self.value
        raise self.fail("wrong-type", "expected a whole number of at least 0.")

    def keys(self, required: set[str], optional: frozenset[str] = frozenset()) -> "dict[str, Tree]":
        """Return the mapping after checking its keys; raises `unknown-key` or `missing-key`."""
        found = self.mapping()
        for key, child in found.items():
            if key not in required | optional:
                known = ", ".join(sorted(required | optional))
                raise child.fail("unknown-key", f"'{key}' is not known here. Known: {known}.")
        for key in sorted(required - found.keys()):
            raise self.fail("missing-key", f"'{key}' is missing.")
        return found


def read_tree(path: Path) -> Tree:
    """Read a YAML file; raises `catalogue.unreadable` or `catalogue.bad-yaml`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            "catalogue.unreadable", f"{path} cannot be read as UTF-8 text: {error}."
        ) from error
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise ModelError(
            "catalogue.bad-yaml", f"{where}{path.name} is not valid YAML: {problem}."
        ) from error
    if node is None:
        raise ModelError("catalogue.bad-yaml", f"{path.name} is empty.")
    return _tree(node, "")


def _tree(node: yaml.Node, path: str) -> Tree:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        children: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            child = f"{path}.{key}" if path else key
            if key in children:
                at = key_node.start_mark.line + 1
                raise ModelError(
                    "catalogue.duplicate-key", f"line {at}, {child}: this key is written twice."
                )
            children[key] = _tree(value_node, child)
        return Tree(children, path, line)
    if isinstance(node, yaml.SequenceNode):
        return Tree(
            [_tree(item, f"{path}[{number}]") for number, item in enumerate(node.value)], path, line
        )
    scalar: Scalar = yaml.SafeLoader("").construct_object(node)
    return Tree(scalar, path, line)
