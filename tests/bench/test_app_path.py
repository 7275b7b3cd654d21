from typing import Any

import pytest

from bench.app_path import chat_endpoint
from llmhub.errors import LabError


def endpoint(*names: str) -> dict[str, Any]:
    return {"parameters": [{"parameter_name": name} for name in names]}


def test_chat_is_the_function_that_takes_a_message() -> None:
    told = {"/clear": endpoint(), "/like": endpoint("x"), "/respond": endpoint("message", "more")}
    assert chat_endpoint(told) == "/respond"


def test_app_without_a_chat_is_named() -> None:
    with pytest.raises(LabError, match="/clear") as caught:
        chat_endpoint({"/clear": endpoint()})
    assert caught.value.code == "bench-app"
