"""What a new release holds: decisions, without a disk."""

import pytest

from models import building
from models.catalogue import Cast, Model, Source
from models.errors import ModelError
from models.release import Held, Release
from tests.fakes.supplier import FakeSupplier

CHAT, SPARE = Model("ollama", "tiny:1m"), Model("ollama", "spare:latest")
CAST = Cast("embedded", (CHAT, SPARE), {"chat": {"ollama": "tiny:1m"}})
MINE = Model("ollama", "mine:latest")


def first() -> Release:
    return building.wanted(CAST, FakeSupplier(), None)


@pytest.mark.parametrize(
    ("asked", "current", "there", "source"),
    [
        (None, None, True, "registry"),
        (None, None, False, "embedded"),
        (None, "embedded", True, "registry"),
        (None, "embedded", False, "embedded"),
        (None, "registry", False, "registry"),
        ("embedded", "registry", True, "embedded"),
        ("registry", None, False, "registry"),
    ],
)
def test_source(asked: Source | None, current: Source | None, there: bool, source: Source) -> None:
    assert building.choose_source(asked, current, there) == source


def test_added_model_stays_when_the_catalogue_is_built_again() -> None:
    more = building.with_model(first(), MINE, "file:abc")
    again = building.wanted(CAST, FakeSupplier(), more)
    assert again.held()["ollama/mine:latest"].origin == "file:abc"
    assert again.same_content(more)


def test_removed_model_stays_away_and_can_come_back() -> None:
    less = building.without_model(first(), SPARE)
    again = building.wanted(CAST, FakeSupplier(), less)
    assert list(again.held()) == ["ollama/tiny:1m"]
    back = building.with_model(again, SPARE, "one")
    assert back.removed == ()
    assert back.same_content(first())


def test_model_that_got_a_role_comes_back() -> None:
    less = building.without_model(first(), SPARE)
    cast = Cast("embedded", CAST.models, {**CAST.roles, "judge": {"ollama": "spare:latest"}})
    assert "ollama/spare:latest" in building.wanted(cast, FakeSupplier(), less).held()


def test_removing_an_added_model_leaves_no_trace() -> None:
    more = building.with_model(first(), MINE, "file:abc")
    assert building.without_model(more, MINE) == first()


def test_model_in_a_role_is_not_removed() -> None:
    with pytest.raises(ModelError, match=r"plays chat.*store\.model-in-role"):
        building.without_model(first(), CHAT)


def test_unknown_model_is_not_removed() -> None:
    with pytest.raises(ModelError, match=r"It has: spare:latest, tiny:1m.*store\.missing-model"):
        building.without_model(first(), MINE)


def test_model_is_not_added_twice() -> None:
    with pytest.raises(ModelError, match=r"store\.has-model"):
        building.with_model(first(), CHAT, "x")


def test_other_origin_is_other_content() -> None:
    other = building.wanted(CAST, FakeSupplier("two"), None)
    assert not first().same_content(other)


def test_held_model_keeps_what_a_catalogue_knows() -> None:
    assert Held("ollama", "x:y", "one", "MIT").model == Model("ollama", "x:y", "MIT")


def test_a_release_says_where_its_models_come_from() -> None:
    held = (
        Held("ollama", "tiny:1m", "embedded:0a1b"),
        Held("huggingface", "llmhub/tiny", "embedded:0a1b"),
        Held("ollama", "big:7b", "registry"),
        Held("huggingface", "who/big", "registry:main"),
        Held("ollama", "mine:latest", "file:9f8e", added=True),
    )
    assert Release(1, "embedded", {}, held).sources() == {
        "trained here from the course's texts": ["tiny:1m", "llmhub/tiny"],
        "from Ollama's registry": ["big:7b"],
        "from the Hugging Face hub": ["who/big"],
        "from a file of the operator's": ["mine:latest"],
    }
