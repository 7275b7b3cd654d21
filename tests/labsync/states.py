"""A course in two releases, and what students have done to the first."""

from __future__ import annotations

import shutil

from tests.labsync.books import Book, book, code, run
from tests.labsync.homes import Content, World
from tests.labsync.lesson import ASK, BASE, INTRO, TEST, THEIRS, edited

SCRIPT = "import ollama\n\nMODEL = 'a'\n\n\ndef ask():\n    pass\n"
FIXED = SCRIPT.replace("'a'", "'b'")
PICTURE, OTHER_PICTURE = b"\x89PNG\0one", b"\x89PNG\0two"
OLD: dict[str, Content] = {
    "lab.ipynb": BASE,
    "ask.py": SCRIPT,
    "data/map.png": PICTURE,
    "gone.txt": "old\n",
    "same.md": "# Same\n",
}
NEW: dict[str, Content] = {
    "lab.ipynb": THEIRS,
    "ask.py": FIXED,
    "data/map.png": OTHER_PICTURE,
    "same.md": "# Same\n",
    "new/more.md": "# New\n",
}
ALL_NEW = {
    "lab.ipynb": ("delivered", ""),
    "ask.py": ("delivered", ""),
    "data/map.png": ("delivered", ""),
    "gone.txt": ("delivered", ""),
    "same.md": ("unchanged", ""),
    "new/more.md": ("delivered", ""),
}
OWN: Book = book(INTRO, edited(ASK, "print('mine')"), TEST, code("own", "mine = 1"))


def nothing(world: World) -> None:
    pass


def edit(world: World) -> None:
    world.write({"lab.ipynb": book(INTRO, ASK, TEST, code("own", "mine = 1"))})
    world.write({"ask.py": SCRIPT.replace("pass", "return 1")})


def edit_the_same(world: World) -> None:
    world.write({"lab.ipynb": OWN, "ask.py": SCRIPT.replace("'a'", "'mine'")})
    world.write({"data/map.png": b"\0mine", "gone.txt": "mine\n"})


def only_run(world: World) -> None:
    world.write({"lab.ipynb": book(INTRO, run(ASK, "hello"), TEST)})


def delete(world: World) -> None:
    for name in ("lab.ipynb", "ask.py", "gone.txt"):
        (world.lab / name).unlink()
    shutil.rmtree(world.lab / "data")


def rename(world: World) -> None:
    (world.lab / "lab.ipynb").rename(world.lab / "mine.ipynb")
    (world.lab / "ask.py").rename(world.lab / "data/my_ask.py")


def add(world: World) -> None:
    world.write({"notes.md": "mine\n", "new/more.md": "# New\n"})


def take_the_new_name(world: World) -> None:
    world.write({"new/more.md": "mine\n"})
