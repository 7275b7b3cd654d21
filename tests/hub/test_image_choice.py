"""Which image a student gets, by week, group and card."""

from __future__ import annotations

from typing import Any

import pytest

from llmhub import image_choice
from llmhub.image_choice import CARD, GROUP_CARD, USUAL, USUAL_CARD, YOUR_GROUP
from llmhub.ops import envfile
from llmhub.settings import Settings

BASE, GPU = "llmhub/base:1", "llmhub/gpu:1"
WEEK_4 = "Week 4: with the tools for fine-tuning"
GROUPS = {"gpu_image_groups": "tuesday,friday"}
CARDS, NO_WEEK = {"gpu": "device"}, {"gpu_image_weeks": "none"}


def settings(notebook: str = "base", /, **given: Any) -> Settings:
    """Return settings as a deploy completes them."""
    return envfile.complete(Settings.model_validate(given), "1", notebook)


@pytest.mark.parametrize(
    ("given", "sections", "image", "words"),
    [
        ({}, [], BASE, USUAL),
        ({"week": 3}, ["tuesday"], BASE, USUAL),
        ({"week": 4}, [], GPU, WEEK_4),
        ({"week": 5}, [], BASE, USUAL),
        ({"week": 4, "gpu_image_weeks": "none"}, [], BASE, USUAL),
        ({"week": 5, "gpu_image_weeks": "5,6"}, [], GPU, WEEK_4.replace("4", "5")),
        (GROUPS, [], BASE, USUAL),
        (GROUPS, ["monday"], BASE, USUAL),
        (GROUPS, ["monday", "friday"], GPU, YOUR_GROUP),
        ({"week": 4, **GROUPS}, ["friday"], GPU, WEEK_4),
        (CARDS, [], GPU, CARD),
        ({**CARDS, "week": 4}, [], GPU, CARD),
        ({**CARDS, "gpu_parts": "sidecar", "week": 2}, [], GPU, WEEK_4.replace("4", "2")),
        ({**CARDS, "gpu_image_weeks": "4"}, [], BASE, USUAL_CARD),
        ({**CARDS, **GROUPS, "gpu_image_weeks": "4"}, ["friday"], GPU, GROUP_CARD),
        ({"notebook_image": "mine:1"}, [], "mine:1", USUAL),
        ({"gpu_image": "mine:2", "week": 4}, [], "mine:2", WEEK_4),
    ],
)
def test_the_rule(given: dict[str, Any], sections: list[str], image: str, words: str) -> None:
    found = image_choice.choose(settings(**given), sections)
    assert (found.image, found.words) == (image, words)


@pytest.mark.parametrize("given", [{"week": 4}, CARDS])
def test_a_small_notebook_for_trials_knows_no_rule(given: dict[str, Any]) -> None:
    found = image_choice.choose(settings("base-slim", **given), ["friday"])
    assert found.image == "llmhub/base-slim:1"
    assert not image_choice.is_given_out(settings("base-slim", **given))


def test_a_small_notebook_follows_the_rule_that_is_asked_for() -> None:
    assert image_choice.choose(settings("base-slim", **GROUPS), ["friday"]).image == GPU


@pytest.mark.parametrize(
    ("given", "is_given_out"),
    [
        ({}, True),
        ({"gpu_image_weeks": "none"}, False),
        ({"gpu_image_weeks": "none"} | GROUPS, True),
    ],
)
def test_whether_anybody_can_get_it(given: dict[str, Any], is_given_out: bool) -> None:
    assert image_choice.is_given_out(settings(**given)) is is_given_out


def test_a_missing_image_is_told_in_plain_words() -> None:
    found = image_choice.fall_back(settings())
    assert found.image == BASE
    assert "missing on this machine" in found.words
