"""The students' helper: it knows the environment, so that the labs need not.

It finds the model server and the models, says in plain words what is wrong, prints the right link
for an app, checks an answer kindly and sets readable plot defaults. What a lecture teaches is never
hidden in here: students call `ollama`, `transformers` and the rest themselves. It works behind the
hub and on a laptop.
"""

from llmlab.apps import app_link, launch_gradio
from llmlab.backend import client, model_name, server_address
from llmlab.checks import CheckFailed, check_equal, check_text, check_that, check_within
from llmlab.diagnostics import diagnostics
from llmlab.errors import TROUBLE, LabError, explain
from llmlab.gpu import Gpu, find_gpu
from llmlab.plots import use_course_style
from llmlab.programs import run_program
from llmlab.quizzes import quiz
from llmlab.written import (
    answer_text,
    check_headings,
    check_mentions,
    check_words,
    file_text,
    section_text,
)

__all__ = [
    "TROUBLE",
    "CheckFailed",
    "Gpu",
    "LabError",
    "answer_text",
    "app_link",
    "check_equal",
    "check_headings",
    "check_mentions",
    "check_text",
    "check_that",
    "check_within",
    "check_words",
    "client",
    "diagnostics",
    "explain",
    "file_text",
    "find_gpu",
    "launch_gradio",
    "model_name",
    "quiz",
    "run_program",
    "section_text",
    "server_address",
    "use_course_style",
]
