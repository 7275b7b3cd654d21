"""What a fine-tuning run needs around it: examples, a folder, memory, progress, the way to Ollama.

What is learned in week 4 (quantisation, LoRA, training, merging) is not in here: `labs/week4` shows
it. Only `llmlab.tuning.watch` imports `transformers`; the rest is quick to import.
"""

from llmlab.tuning.adapters import whole_adapter
from llmlab.tuning.chat_template import check_prompt, ollama_template
from llmlab.tuning.curve import draw_losses
from llmlab.tuning.device import Device, find_device, measure_speed
from llmlab.tuning.examples import Example, overlap, read_examples, split
from llmlab.tuning.failures import explained, free_memory, stopped
from llmlab.tuning.folder import RunFolder, checkpoints_in, open_run, size_of
from llmlab.tuning.gguf import to_gguf
from llmlab.tuning.guarded import guarded
from llmlab.tuning.localmodels import LocalModel, find_model, whole_model
from llmlab.tuning.lock import check_alone
from llmlab.tuning.memory import PeakMemory, resident
from llmlab.tuning.modelserver import ask, check_name, create_model, served_name
from llmlab.tuning.readiness import get_ready

__all__ = [
    "Device",
    "Example",
    "LocalModel",
    "PeakMemory",
    "RunFolder",
    "ask",
    "check_alone",
    "check_name",
    "check_prompt",
    "checkpoints_in",
    "create_model",
    "draw_losses",
    "explained",
    "find_device",
    "find_model",
    "free_memory",
    "get_ready",
    "guarded",
    "measure_speed",
    "ollama_template",
    "open_run",
    "overlap",
    "read_examples",
    "resident",
    "served_name",
    "size_of",
    "split",
    "stopped",
    "to_gguf",
    "whole_adapter",
    "whole_model",
]
