"""Merge a folder of notebooks with nbdime; where both changed something, the student's is taken.

    python with_nbdime.py FOLDER

FOLDER holds base, mine and theirs; the results go to merged. Runs where nbdime is installed.
"""

import sys
import traceback
from pathlib import Path

import nbformat
from nbdime.args import add_generic_args, add_merge_args
from nbdime.merging.notebooks import merge_notebooks


def main(folder: Path) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    add_generic_args(parser)
    add_merge_args(parser)
    chosen = parser.parse_args(["--merge-strategy", "use-local"])
    for path in sorted((folder / "base").iterdir()):
        sides = [folder / side / path.name for side in ("base", "mine", "theirs")]
        try:
            merged, _ = merge_notebooks(*(nbformat.read(p, as_version=4) for p in sides), chosen)
            text = nbformat.writes(merged) + "\n"
        except Exception:
            traceback.print_exc()
            continue
        (folder / "merged" / path.name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
