"""What somebody wants a release to be made of, before anybody has looked at it."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, Field


class CourseSource(BaseModel):
    """The course of this hub."""

    kind: Literal["course"]


class FolderSource(BaseModel):
    """A folder that the admin offers."""

    kind: Literal["folder"]
    name: str


class GitSource(BaseModel):
    """A public git repository."""

    kind: Literal["git"]
    url: str
    ref: str = "HEAD"


AnySource = Annotated[CourseSource | FolderSource | GitSource, Field(discriminator="kind")]


def in_words(source: AnySource) -> str:
    """Return what was asked for, for the audit: without what may be a password or a token.

    >>> in_words(GitSource(kind="git", url="https://ada:secret@example.org/x.git?token=secret"))
    'git example.org/x.git HEAD'
    """
    if isinstance(source, GitSource):
        bare = re.split(r"[?#]", source.url.rpartition("@")[2])[0]
        return f"git {bare} {source.ref}"
    return f"folder {source.name}" if isinstance(source, FolderSource) else "the course of this hub"
