"""Which notebook image a student gets, and why: by the week and by the groups of the roster.

JupyterHub's `group_overrides` alone would not do: it knows neither weeks nor reasons, and an image
that is not here would end the start. What an admin's own overrides say goes before this rule.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from llmhub.settings import Settings

USUAL = "With the course's usual tools"
TOOLS = "with the tools for fine-tuning"
CARD = "With a graphics card and the tools for fine-tuning"
USUAL_CARD = "With a graphics card and the course's usual tools"
YOUR_GROUP = f"Your group: {TOOLS}"
GROUP_CARD = f"Your group: with a graphics card and {TOOLS.removeprefix('with ')}"
INSTEAD = f"{USUAL}: those for fine-tuning are missing on this machine"
OWN = "As your instructors have set it for you"


@dataclass(frozen=True)
class ImageChoice:
    """An image's name, and in plain words for the student what it has and why.

    `by_rule` is true where the rule names gpu_image, in whose place another may be put.
    """

    image: str
    words: str
    by_rule: bool = False


def choose(settings: Settings, sections: Collection[str]) -> ImageChoice:
    """Return what a student in these groups of the roster gets; each start asks anew."""
    has_card = settings.gpu == "device" and settings.gpu_parts != "sidecar"
    if settings.week in settings.gpu_image_weeks:
        return ImageChoice(
            settings.gpu_image, CARD if has_card else week_words(settings.week), True
        )
    if not settings.gpu_image_groups.isdisjoint(sections):
        return ImageChoice(settings.gpu_image, GROUP_CARD if has_card else YOUR_GROUP, True)
    return ImageChoice(settings.notebook_image, USUAL_CARD if has_card else USUAL)


def week_words(week: int) -> str:
    """Return the reason that is a week.

    >>> week_words(4)
    'Week 4: with the tools for fine-tuning'
    """
    return f"Week {week}: {TOOLS}"


def fall_back(settings: Settings) -> ImageChoice:
    """Return what a student gets while the image that the rule names is not on this host."""
    return ImageChoice(settings.notebook_image, INSTEAD)


def is_given_out(settings: Settings) -> bool:
    """Tell whether the rule can name `gpu_image` at all, in some week or for some group."""
    return bool(settings.gpu_image_weeks or settings.gpu_image_groups)
