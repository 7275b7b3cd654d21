"""QLoRA from 4-bit weights to a model that answers in your own Ollama: a step is a function.

Read it from top to bottom: the notebook `demo.ipynb` and the script `qlora_demo.py` only call these
steps in this order. `plan.py` chooses the settings, `forecast.py` says what they will cost; what
surrounds a run (files, progress, memory) is in `llmlab.tuning`.
"""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from plan import Plan, load_tokenizer
from presets import Recipe

from llmlab.tuning import (
    Example,
    RunFolder,
    check_prompt,
    checkpoints_in,
    create_model,
    get_ready,
    ollama_template,
    resident,
    stopped,
    to_gguf,
    whole_adapter,
    whole_model,
)

get_ready()
import torch
from bitsandbytes.nn import Linear4bit
from datasets import Dataset
from peft import LoraConfig, PeftModel, prepare_model_for_kbit_training
from peft.tuners.tuners_utils import BaseTunerLayer
from settings import training_settings
from transformers import (
    AutoModelForCausalLM,
    BitsAndBytesConfig,
    PrinterCallback,
    TrainerState,
    set_seed,
)
from trl import SFTTrainer

from llmlab.tuning.watch import Watch

STATE = "trainer_state.json"  # of a checkpoint: how far it is, and the losses until there


# 1. The base model in 4 bits ----------------------------------------------------------------------


def load_4bit(plan: Plan):
    """Load the base with its linear layers in NF4, the block's scales quantised once more."""
    half = getattr(torch, plan.device.half)
    quantisation = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=half,
    )
    device = 0 if plan.device.kind == "cuda" else "cpu"
    with whole_model(plan.model):
        model = AutoModelForCausalLM.from_pretrained(
            plan.model.path, quantization_config=quantisation, dtype=half, device_map={"": device}
        )
    return keep_layout(model)


def keep_layout(model):
    """Keep bitsandbytes from rearranging the 4-bit weights when the model only answers.

    On processors with AVX512-BF16 (bitsandbytes 0.50) one look at the untrained model's answers
    would otherwise rearrange them for good, and every later gradient would be wrong, in silence.
    """
    for layer in model.modules():
        if isinstance(layer, Linear4bit):
            layer.support_avx512bf16_for_cpu = False
    return model


def as_asked(tokenizer, talk, **how):
    """Return what the model sees of a talk, up to where its answer begins."""
    # Thinking is not trained: templates that know the word put an empty thought there.
    return tokenizer.apply_chat_template(
        talk, add_generation_prompt=True, enable_thinking=False, **how
    )


@torch.inference_mode()
def answers(
    model, tokenizer, prompts: list[str], most_tokens: int = 48, batch: int = 25
) -> list[str]:
    """Return the model's most likely answer to each prompt, of at most so many tokens."""
    was_training, tokenizer.padding_side = model.training, "left"
    model.eval()
    found: list[str] = []
    for start in range(0, len(prompts), batch):
        talks = [[{"role": "user", "content": prompt}] for prompt in prompts[start : start + batch]]
        tokens = as_asked(tokenizer, talks, padding=True, return_tensors="pt", return_dict=True)
        tokens = tokens.to(model.device)
        output = model.generate(
            **tokens,
            max_new_tokens=most_tokens,
            do_sample=False,
            pad_token_id=tokenizer.pad_token_id,
        )
        new = output[:, tokens["input_ids"].shape[1] :]
        found += [text.strip() for text in tokenizer.batch_decode(new, skip_special_tokens=True)]
    model.train(was_training)
    return found


# 2. The adapter -----------------------------------------------------------------------------------


def add_adapter(recipe: Recipe) -> LoraConfig:
    """Describe LoRA on *all* linear layers: where it sits matters more than its rank."""
    return LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        lora_dropout=0.0,
        bias="none",
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def freeze(plan: Plan, model):
    """Freeze the base: the adapter alone is trained.

    float16 ends at 65,504, which the sums between a real model's blocks pass: on a card that knows
    no bfloat16 all that is not quantised is kept in 32 bits, and costs twice the memory.
    """
    if plan.device.half == "float16":
        return prepare_model_for_kbit_training(
            model, use_gradient_checkpointing=plan.preset.checkpointing
        )
    return model.requires_grad_(False)


def widen(model) -> None:
    """Keep what is trained in 32 bits, for gradients in float16 are scaled up to survive.

    TRL (1.14) makes every QLoRA adapter bfloat16, which no scaler of gradients knows.
    """
    for part in model.parameters():
        if part.requires_grad:
            part.data = part.data.float()


def as_rows(examples: list[Example]) -> list[dict]:
    """Return examples as the trainer takes them: asked as `as_asked` does, trained on answers."""
    how = {"chat_template_kwargs": {"enable_thinking": False}}
    return [example.as_row() | how for example in examples]


def make_trainer(plan: Plan, model, tokenizer, run: RunFolder) -> SFTTrainer:
    """Put model, adapter, examples and settings together."""
    used = torch.cuda.memory_reserved if plan.device.kind == "cuda" else resident
    set_seed(plan.seed)  # the adapter begins with random numbers
    trainer = SFTTrainer(
        model=freeze(plan, model),
        args=training_settings(plan, run),
        train_dataset=Dataset.from_list(as_rows(plan.training)),
        eval_dataset=Dataset.from_list(as_rows(plan.held_out)),
        processing_class=tokenizer,
        peft_config=add_adapter(plan.recipe),
        callbacks=[Watch(plan.device.memory, used)],
    )
    trainer.remove_callback(PrinterCallback)  # the watch says the same in one line
    if plan.device.half == "float16":
        widen(trainer.model)
    return trainer


@contextmanager
def without_adapter(model):
    """Let a model answer as its base would; the adapter sits *inside* its layers."""
    layers = [layer for layer in model.modules() if isinstance(layer, BaseTunerLayer)]
    for layer in layers:
        layer.enable_adapters(False)
    try:
        yield
    finally:
        for layer in layers:
            layer.enable_adapters(True)


def train(trainer: SFTTrainer, run: RunFolder) -> float:
    """Train, from the newest checkpoint if there is one, save the adapter, return the minutes.

    Raises:
        LabError: `TUNE-STOPPED` if the program was asked to end meanwhile.
    """
    began = time.monotonic()
    watch = next(one for one in trainer.callback_handler.callbacks if isinstance(one, Watch))
    newest = next(iter(checkpoints_in(run.path)), None)
    if newest and (state := TrainerState.load_from_json(newest.path / STATE)).global_step >= (
        state.max_steps
    ):
        # All steps are done already: one more would be one too many.
        trainer.model.load_adapter(str(newest.path), "default", is_trainable=True)
        trainer.state = state
    else:
        trainer.optimizer = trainer.lr_scheduler = None  # of a training that was interrupted here
        with watch.listening():
            trainer.train(resume_from_checkpoint=str(newest.path) if newest else None)
        if watch.asked_to_end:
            raise stopped(run.path)
    minutes = (time.monotonic() - began) / 60
    fresh = run.adapter.with_name("adapter.new")
    trainer.save_model(str(fresh))
    shutil.rmtree(run.adapter, ignore_errors=True)
    fresh.rename(run.adapter)
    return minutes


def load_tuned(plan: Plan, adapter: Path) -> PeftModel:
    """Load the base in 4 bits with an adapter, made here or by another tool.

    Raises:
        LabError: `TUNE-ADAPTER` for one that is damaged or belongs to another model.
    """
    with whole_adapter(adapter):
        return PeftModel.from_pretrained(load_4bit(plan), str(adapter))


# 3. How good is it? -------------------------------------------------------------------------------


def losses(trainer: SFTTrainer) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Return (step, loss) in training, and on the held-out examples."""
    log = trainer.state.log_history
    training, held_out = (
        [(entry["step"], entry[key]) for entry in log if key in entry]
        for key in ("loss", "eval_loss")
    )
    return training, held_out


# 4. From the adapter to Ollama --------------------------------------------------------------------


def merge(plan: Plan, run: RunFolder):
    """Add the adapter to the *unquantised* base, save the model, and return it.

    Merged into the 4-bit weights the sum would be rounded to 4 bits again. The base is loaded once
    more for this, on the processor and in 16 bits: give the 4-bit model back before.
    """
    with whole_model(plan.model):
        base = AutoModelForCausalLM.from_pretrained(plan.model.path, dtype=torch.bfloat16)
    with whole_adapter(run.adapter):
        merged = PeftModel.from_pretrained(base, str(run.adapter)).merge_and_unload()
    shutil.rmtree(run.merged, ignore_errors=True)  # files of an earlier try would mix with these
    merged.save_pretrained(run.merged)
    load_tokenizer(plan.model).save_pretrained(run.merged)
    return merged


def serve(plan: Plan, weights: Path, file: Path, name: str) -> str:
    """Write a model's folder as one GGUF file and give it to your Ollama as `name`.

    Ollama has a chat template in a language of its own. One that differs from the tokenizer's
    shows in nothing but worse answers, so the tokens of a question are counted on both sides.

    Raises:
        LabError: `TUNE-TEMPLATE` where the two differ.
    """
    tokenizer = load_tokenizer(plan.model)
    to_gguf(weights, file, plan.preset.gguf)
    template = plan.model.ollama_template or template_of(tokenizer)
    create_model(name, file, template, tokenizer.eos_token)
    question = plan.training[0].prompt.strip()
    asked = as_asked(tokenizer, [{"role": "user", "content": question}], return_dict=True)
    check_prompt(name, question, len(asked["input_ids"]))
    return name


def template_of(tokenizer) -> str:
    """Return the tokenizer's chat template in Ollama's language."""
    first = tokenizer("a")["input_ids"][0]  # Ollama begins with the same token by itself
    start = tokenizer.bos_token if first == tokenizer.bos_token_id else ""
    return ollama_template(lambda talk: as_asked(tokenizer, talk, tokenize=False), start or "")
