"""The hub's settings about graphics cards, and about the notebook image that makes use of one."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import field_serializer, field_validator
from pydantic_settings import BaseSettings, NoDecode

from llmhub.setting_types import Bytes, ImageName, list_text, parse_list, parse_size

# vendor/class=device, as the Container Device Interface has it
CDI_NAME = re.compile(
    r"[A-Za-z][\w.-]*(?<=[A-Za-z0-9])/[A-Za-z0-9][\w-]*(?<=[A-Za-z0-9])=[A-Za-z0-9][\w.:-]*",
    re.ASCII,
)
GROUP = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
FIRST_WEEK, LAST_WEEK = 1, 7
EVERY_WEEK = frozenset(range(FIRST_WEEK, LAST_WEEK + 1))


class GpuSettings(BaseSettings):
    """What the hub does with the machine's cards; a part of `llmhub.settings.Settings`."""

    gpu: Literal["none", "device"] = "none"
    """Whether pairs get a card: `none`, or `device` by its name in the Container Device
    Interface (CDI)."""
    gpu_device: Annotated[frozenset[str], NoDecode] = frozenset({"nvidia.com/gpu=all"})
    """CDI names of what each pair gets, e.g. nvidia.com/gpu=0; all pairs get the same."""
    gpu_parts: Literal["notebook", "sidecar", "both"] = "both"
    """Which parts of a pair get it."""
    gpu_reserve: Bytes = 8 * 2**30
    """Memory of the card that a model server leaves free where notebooks have the card too."""

    gpu_image: ImageName = "llmhub/gpu:0.1.0"
    """Notebook image with the tools for fine-tuning, for the weeks and groups below."""
    gpu_image_weeks: Annotated[frozenset[int], NoDecode] = frozenset({4})
    """Weeks in which everybody gets gpu_image; `none` for no week. Unless it is given, deploy
    sets every week with `gpu=device`, and no week with a notebook of IMAGE=…."""
    gpu_image_groups: Annotated[frozenset[str], NoDecode] = frozenset()
    """Groups of the roster that get gpu_image in every week."""

    @field_validator("gpu_reserve", mode="before")
    @classmethod
    def _read_reserve(cls, value: object) -> object:
        return parse_size(value) if isinstance(value, str) else value

    @field_validator("gpu_device", "gpu_image_weeks", "gpu_image_groups", mode="before")
    @classmethod
    def _read_list(cls, value: object) -> object:
        return parse_list(value) if isinstance(value, str) else value

    @field_validator("gpu_device")
    @classmethod
    def _check_devices(cls, value: frozenset[str]) -> frozenset[str]:
        wrong = sorted(name for name in value if not CDI_NAME.fullmatch(name))
        if wrong or not value:
            shown = repr(wrong[0]) if wrong else "nothing"
            raise ValueError(f"{shown} is no CDI name, such as nvidia.com/gpu=all")
        return value

    @field_validator("gpu_image_weeks")
    @classmethod
    def _check_weeks(cls, value: frozenset[int]) -> frozenset[int]:
        if value - EVERY_WEEK:
            raise ValueError(f"weeks are {FIRST_WEEK} to {LAST_WEEK}, not {list_text(value)}")
        return value

    @field_validator("gpu_image_groups")
    @classmethod
    def _check_groups(cls, value: frozenset[str]) -> frozenset[str]:
        wrong = sorted(name for name in value if not GROUP.fullmatch(name))
        if wrong:
            raise ValueError(f"{wrong[0]!r} can be no group of a roster")
        return value

    @field_serializer("gpu_device", "gpu_image_weeks", "gpu_image_groups", when_used="json")
    def _write_list(self, value: frozenset[object]) -> str:
        return list_text(value)
