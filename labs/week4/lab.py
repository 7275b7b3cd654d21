# ---
# title: "Lab: exploring fine-tuning configurations"
# week: 4
# minutes: 45
# objectives:
#   - Read the same fine-tuning run as settings for TRL and for Axolotl, and translate between them.
#   - Compute how many parameters an adapter has and how much memory a run needs at least.
#   - Find five mistakes that real configurations contain, and say which of them a tool would notice.
#   - Choose settings for a task and give the reasons.
# needs: {memory_gb: 2, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Lab: exploring fine-tuning configurations
#
# Most of the work of a fine-tuning run is done before it starts: somebody writes thirty lines of settings, and each of them can be wrong. Today you read such files, translate
# them, compute what they cost, and review five of them. **Nothing is trained here**; that is what the demo of this week does.
#
# | part | what you do | minutes |
# | --- | --- | --- |
# | 1 | read the settings of a run for TRL | 6 |
# | 2 | translate them for Axolotl | 6 |
# | 3 | count what an adapter adds | 7 |
# | 4 | compute the memory | 8 |
# | 5 | find five mistakes | 10 |
# | 6 | choose settings for a task of the library | 8 |
#
# **Needs:** 2 GB of memory, 0.1 GB of disk, no download, about 1 minute of computing.
#
# The first cell loads the real libraries, which takes a moment: everything here is checked with the tools themselves.

# %% [markdown] tags=["instructor"]
# **For instructors.** Parts 1, 2 and 5 are best in pairs, with the files open beside the notebook (right-click a file, *Open With*, *Editor*). Part 5 is the heart: let people argue
# before they type. `memory_gb` of part 4 is used in part 6; part 5 stands alone, so whoever is late may begin there after running part 1.

# %% [markdown]
# ## 1. A run as settings
#
# This file is the demo's run, written for the command `trl sft --config ...`. Read it slowly. Which three lines make it *Q*LoRA rather than LoRA?

# %%
from pathlib import Path

from llmlab.tuning import get_ready

get_ready()  # are the tools for fine-tuning here?

print(Path("configs/trl-sft.yaml").read_text())

# %% [markdown]
# TRL hands the lines on to parts of its own. `SFTConfig` takes what concerns the **training**, `ModelConfig` the model, its **storage** and the **adapter**. Each is a list of
# names with a default; a name on neither list is a mistake.

# %%
from dataclasses import fields

import yaml
from trl import DatasetMixtureConfig, ModelConfig, ScriptArguments, SFTConfig, TrlParser

trl_run = yaml.safe_load(Path("configs/trl-sft.yaml").read_text())
owner = {
    field.name: part.__name__
    for part in (SFTConfig, ModelConfig, DatasetMixtureConfig)
    for field in fields(part)
}
for name, value in trl_run.items():
    print(f"{owner[name]:<22}{name:<30}{'...' if name == 'datasets' else value}")
print(
    f"\nSFTConfig and ModelConfig know {len(fields(SFTConfig)) + len(fields(ModelConfig))} names in all."
)

# %% [markdown]
# All the others are decided *for* you. Here are some of these defaults, read from the installed libraries (`2e-05` is 0.00002):

# %%
from axolotl.utils.schemas.config import AxolotlInputConfig
from peft import LoraConfig
from transformers import BitsAndBytesConfig

# `use_cpu` lets us look at settings on a machine without a card, too.
plain = SFTConfig(output_dir="nowhere", use_cpu=True)
command, axolotl = ModelConfig(), AxolotlInputConfig.model_fields


def default(name):
    """Return Axolotl's default for a name, or that there is none."""
    field = axolotl[name]
    return "say it" if field.is_required() or field.default is None else field.default


rows = [
    (
        "kind of 4 bits",
        BitsAndBytesConfig(load_in_4bit=True).bnb_4bit_quant_type,
        command.bnb_4bit_quant_type,
        "nf4",
    ),
    ("rank", LoraConfig().r, command.lora_r, default("lora_r")),
    ("alpha", LoraConfig().lora_alpha, command.lora_alpha, default("lora_alpha")),
    ("learning rate", plain.learning_rate, plain.learning_rate, default("learning_rate")),
    ("longest example", plain.max_length, plain.max_length, default("sequence_len")),
    (
        "examples at once",
        plain.per_device_train_batch_size,
        plain.per_device_train_batch_size,
        default("micro_batch_size"),
    ),
    ("epochs", plain.num_train_epochs, plain.num_train_epochs, default("num_epochs")),
    ("bf16", plain.bf16, plain.bf16, default("bf16")),
]
print(f"{'default of':<20}{'Python':<14}{'trl command':<14}Axolotl")
for row in rows:
    print(f"{row[0]:<20}{row[1]!s:<14}{row[2]!s:<14}{row[3]}")

# %% [markdown]
# Look at the first line: the same library family, two different kinds of 4 bits, depending on the door you come in by. (Axolotl's "nf4" is fixed in its program, not in a list.)
#
# ## 2. The same run for Axolotl

# %%
print(Path("configs/axolotl-qlora.yml").read_text())

# %% [markdown]
# **Your turn.** Which name does Axolotl use? Fill in the right-hand side. All seven stand in the file above; two of them are the same in both tools.

# %% nbgrader={"grade_id": "w4-names", "solution": true}
axolotl_name = {
    "model_name_or_path": "",
    "max_length": "",
    "per_device_train_batch_size": "",
    "gradient_accumulation_steps": "",
    "optim": "",
    "lr_scheduler_type": "",
    "lora_alpha": "",
}
### BEGIN SOLUTION
axolotl_name = {
    "model_name_or_path": "base_model",
    "max_length": "sequence_len",
    "per_device_train_batch_size": "micro_batch_size",
    "gradient_accumulation_steps": "gradient_accumulation_steps",
    "optim": "optimizer",
    "lr_scheduler_type": "lr_scheduler",
    "lora_alpha": "lora_alpha",
}
### END SOLUTION

# %% nbgrader={"grade_id": "w4-names-test", "grade": true, "points": 2}
from llmlab import check_equal, check_that, check_within

axolotl_run = yaml.safe_load(Path("configs/axolotl-qlora.yml").read_text())
for ours, theirs in axolotl_name.items():
    check_that(
        theirs in axolotl_run and axolotl_run[theirs] == trl_run[ours],
        f"{ours} is {trl_run[ours]!r} in TRL's file. Which line of Axolotl's file has the same value and the same meaning?",
        f"{ours} is {theirs}.",
    )

### BEGIN HIDDEN TESTS
assert axolotl_name["optim"] == "optimizer", "the optimiser: how a step is made of the gradients"
assert axolotl_name["per_device_train_batch_size"] == "micro_batch_size", "examples at once"
assert axolotl_name["gradient_accumulation_steps"] == "gradient_accumulation_steps", (
    "batches that are added up"
)
### END HIDDEN TESTS

# %% [markdown]
# Some lines have no partner. `adapter: qlora` stands for four of TRL's lines at once, and Axolotl's last four switch off parts that only a card can run. Find the line of each file
# that says *the loss is taken on the answers alone*.
#
# ## 3. What an adapter adds
#
# LoRA puts two narrow matrices beside a matrix with `inputs` and `outputs`: together `rank * (inputs + outputs)` numbers. By hand: a 4 x 4 matrix and rank 1 give 1 × (4 + 4) = 8.
#
# **Your turn.** Write `lora_params`: `matrices` is a list of pairs `(inputs, outputs)`; return how many numbers are trained beside all of them.


# %% nbgrader={"grade_id": "w4-params", "solution": true}
def lora_params(matrices: list[tuple[int, int]], rank: int) -> int:
    """Return the number of parameters of LoRA beside these matrices."""
    ### BEGIN SOLUTION
    return sum(rank * (inputs + outputs) for inputs, outputs in matrices)
    ### END SOLUTION


# %% nbgrader={"grade_id": "w4-params-test", "grade": true, "points": 2}
check_equal(lora_params([(4, 4)], 1), 8, "Rank 1 beside a 4 x 4 matrix")
check_equal(lora_params([(4096, 4096)], 8), 65_536, "Rank 8 beside a 4,096 x 4,096 matrix")
check_equal(
    lora_params([(12288, 12288)] * 2 * 96, 4),
    18_874_368,
    "GPT-3, as in the LoRA paper",
    "That is 96 blocks with two matrices each.",
)

### BEGIN HIDDEN TESTS
assert lora_params([(1024, 4096)], 4) == 20_480, "inputs and outputs may differ"
assert lora_params([(2, 3), (5, 7)], 2) == 34, "add up all matrices"
assert lora_params([], 16) == 0, "no matrix, no parameters"
### END HIDDEN TESTS

# %% [markdown]
# Does the library count the same? We build an **empty shell** of Llama 3.1 8B: all layers with their sizes, without their numbers, so it takes no memory. Then PEFT puts a LoRA
# on it, as it would on the real one.

# %%
import torch
from peft import get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM, LlamaConfig

from llmlab import model_name


def shell(config):
    """Return a model with all sizes and no numbers."""
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(config)


def linear_layers(model):
    """Return (inputs, outputs) of all linear layers in the blocks."""
    return [
        (layer.in_features, layer.out_features)
        for name, layer in model.named_modules()
        if isinstance(layer, torch.nn.Linear) and name != "lm_head"
    ]


llama_8b = LlamaConfig(
    hidden_size=4096,
    num_hidden_layers=32,
    num_attention_heads=32,
    num_key_value_heads=8,
    intermediate_size=14336,
    vocab_size=128256,
)
ours = AutoConfig.from_pretrained(model_name("tuning", "huggingface"))
everywhere = LoraConfig(r=16, target_modules="all-linear", task_type="CAUSAL_LM")

for title, config in (("Llama 3.1 8B", llama_8b), ("this lab's model", ours)):
    model = shell(config)
    matrices, total = linear_layers(model), model.num_parameters()
    with torch.device("meta"):
        trained, _ = get_peft_model(model, everywhere).get_nb_trainable_parameters()
    print(f"{title}: {total:,} parameters, {len(matrices)} linear layers in its blocks")
    print(
        f"   PEFT trains {trained:,} ({100 * trained / total:.2f} %); the file has {trained * 2 / 1e6:.1f} MB in 16 bits"
    )

# %% [markdown]
# Compare with your own function: print `lora_params(matrices, 16)`; after the loop `matrices` are those of this lab's model. Note that the *smaller* the model, the *larger* the
# adapter's share.

# %%


# %% [markdown]
# ## 4. What a run needs
#
# The rule of the lecture: a **frozen** parameter takes its bits, a **trained** one takes 16 bytes (itself, its gradient, a copy, two averages). Divide bits by 8 to get bytes, and
# bytes by 1,000,000,000 to get GB.
#
# By hand: 7 billion frozen parameters in 16 bits are 7 × 2 = 14 GB. The same number, all trained: 7 × 16 = 112 GB.
#
# **Your turn.** Write `memory_gb`.


# %% nbgrader={"grade_id": "w4-memory", "solution": true}
def memory_gb(frozen: float, bits: float, trained: float) -> float:
    """Return the least memory in GB: frozen parameters in so many bits, and trained ones."""
    ### BEGIN SOLUTION
    return (frozen * bits / 8 + 16 * trained) / 1e9
    ### END SOLUTION


# %% nbgrader={"grade_id": "w4-memory-test", "grade": true, "points": 2}
check_within(memory_gb(7e9, 16, 0), "7 billion frozen parameters in 16 bits", 13.99, 14.01)
check_within(memory_gb(0, 16, 7e9), "7 billion trained parameters", 111.99, 112.01)
check_within(memory_gb(8.03e9, 4.127, 41.9e6), "QLoRA of an 8B model, rank 16", 4.8, 4.83)

### BEGIN HIDDEN TESTS
assert abs(memory_gb(65e9, 4.127, 0) - 33.53) < 0.01, "bits need not be a whole number"
assert abs(memory_gb(8e9, 16, 42e6) - 16.672) < 0.001, "frozen and trained parameters add up"
### END HIDDEN TESTS

# %% [markdown]
# Now the three ways to tune an 8B model, against three cards. The scale is logarithmic: each step to the right is ten times as much.

# %%
import matplotlib.pyplot as plt

from llmlab import use_course_style

use_course_style()
adapter = lora_params(
    [
        (4096, 4096),
        (4096, 1024),
        (4096, 1024),
        (4096, 4096),
        (4096, 14336),
        (4096, 14336),
        (14336, 4096),
    ]
    * 32,
    16,
)
ways = {
    "QLoRA": memory_gb(8.03e9, 4.127, adapter),
    "LoRA": memory_gb(8.03e9, 16, adapter),
    "full": memory_gb(0, 16, 8.03e9),
}
figure, axes = plt.subplots(figsize=(7, 2.8))
bars = axes.barh(list(ways), list(ways.values()), height=0.5)
axes.bar_label(bars, [f"{needed:.1f} GB" for needed in ways.values()], padding=4)
for card, size, style in (("T4", 16, ":"), ("L4", 24, "--"), ("H100", 80, "-")):
    axes.axvline(size, color="black", linestyle=style, linewidth=1)
    axes.text(size, 2.45, card, ha="center")
axes.set(xscale="log", xlim=(1, 400), ylim=(-0.5, 2.75), xlabel="GB, at least")
axes.set_xticks([1, 10, 100], ["1", "10", "100"])
axes.set_title("Memory to tune a model of 8.03 billion parameters", pad=12)
plt.show()

# %% [markdown]
# The figure shows QLoRA left of all three cards, LoRA just beyond the T4's 16 GB and within the L4's 24, and full fine-tuning beyond a single H100.
#
# These are *least* values. Activations come to it (3 to 4 GB for short examples, one at a time), and QLoRA leaves token table and output layer in 16 bits. The demo's `forecast.py` counts more finely;
# open it and find a line that it has and your rule has not.
#
# ## 5. Find five mistakes
#
# Five colleagues hand you their settings. In each of `configs/broken-1.yml` to `broken-5.yml` **one** thing is wrong. Its head says what task, model and machine it is for. The lines a
# careful reviewer looks at:
#
# | question | what is right |
# | --- | --- |
# | Does this tool know every name? | the lists of part 1 |
# | 4 bits: which kind? | `nf4`, measured below; `bnb_4bit_compute_dtype`, the kind it is unpacked to, is a 16-bit one |
# | Does the learning rate fit the method? | full: about 0.00002; LoRA and QLoRA: 0.0001 to 0.0005 (a toy of a few million parameters, as in the demo, takes 0.001) |
# | Does the card know bf16? | from *compute capability* 8.0 on: A100 8.0; RTX 4060 Ti, RTX 4090 and L4 8.9; H100 9.0. V100 has 7.0, T4 7.5: `fp16` |
# | Is there a padding token, other than the one that ends an answer? | see below |
# | Does the longest example fit? | longest ≤ `max_length` or `sequence_len` |
# | Does the loss count the answers alone? | `assistant_only_loss` or `roles_to_train` |
# | How many examples make a step? | at once × accumulation: 8 to 32 |
#
# **Which kind of 4 bits?** We store a million random numbers with the bell shape of weights in both kinds, unpack them, and look at the mean error:

# %%
from bitsandbytes.functional import dequantize_4bit, quantize_4bit

torch.manual_seed(0)
weights = torch.randn(1_000_000)
errors = {}
for kind in ("nf4", "fp4"):
    packed, state = quantize_4bit(weights, quant_type=kind)
    errors[kind] = (dequantize_4bit(packed, state) - weights).abs().mean().item()
    print(
        f"{kind}: {weights.numel():,} weights in {packed.numel():,} bytes, mean error {errors[kind]:.4f}"
    )
print(f"fp4 errs by {100 * (errors['fp4'] / errors['nf4'] - 1):.0f} % more.")

# %% [markdown]
# **What is a padding token for?** The examples of a batch have different lengths; the shorter ones are filled up. The model must not learn from the filling, so its tokens are not counted
# (label −100). Where a tokenizer has no padding token, tools often take the token that *ends an answer*. This cell prints what is left to learn from:

# %%
from transformers import AutoTokenizer, DataCollatorForLanguageModeling

tokenizer = AutoTokenizer.from_pretrained(model_name("tuning", "huggingface"))
texts = ["Place: shelf 9 | Hazelbrook desk", "Place: peg 14"]


def look(tokenizer):
    """Print what a model would learn from two examples in one batch."""
    batch = [{"input_ids": tokenizer(text + tokenizer.eos_token)["input_ids"]} for text in texts]
    filled = DataCollatorForLanguageModeling(tokenizer, mlm=False)(batch)
    for labels in filled["labels"].tolist():
        print("   learned:", tokenizer.decode([token for token in labels if token != -100]))


print("padding token of its own:", tokenizer.pad_token)
look(tokenizer)
tokenizer.pad_token = tokenizer.eos_token
print("padding with the end token:", tokenizer.pad_token)
look(tokenizer)
tokenizer.pad_token = None
print("no padding token at all:")
try:
    tokenizer(texts, padding=True)
except ValueError as error:
    print("  ", str(error).split(". ")[0])

# %% [markdown]
# In the second case the end of the answers is gone: a model trained like this never learns to stop. (This collator, the part that makes batches, finds the filling by its token. TRL's own looks at
# the lengths instead and is safe; Axolotl takes the end token and warns. Do not rely on it: say which token.)
#
# **Now read.** This cell prints the five files and asks TRL's own parser what it thinks of those that are for TRL.

# %%
for path in sorted(Path("configs").glob("broken-*.yml")):
    print(f"{'=' * 20} {path.name} {'=' * 20}\n{path.read_text()}")

# %%
PARTS = (ScriptArguments, SFTConfig, ModelConfig, DatasetMixtureConfig)


def ask_trl(settings: dict) -> str:
    """Return what TRL says to settings: nothing but "accepted", or its complaint."""
    try:
        TrlParser(PARTS).parse_dict({"use_cpu": True, **settings})
    except (ValueError, TypeError) as error:
        return f"refused: {error}"
    return "accepted"


broken = {
    path.name: yaml.safe_load(path.read_text())
    for path in sorted(Path("configs").glob("broken-*.yml"))
}
for name, settings in broken.items():
    if "base_model" in settings:
        print(
            name,
            "is for Axolotl; names that it does not know:",
            sorted(set(settings) - set(axolotl)) or "none",
        )
    else:
        print(name, ask_trl(settings))

# %% [markdown]
# One of five is refused. **The other four would run**, some for hours, and disappoint. (The command `trl sft` stops at the same file, with a page of help and `unrecognized arguments` in the
# last line.)
#
# **Your turn.** Write down a repair for each file: the names to change with their new values, `None` for a name that must go. At most two names a file. Example of the form, not of a mistake:
# `{"seed": 1}` or `{"seed": None, "data_seed": 0}`.

# %% nbgrader={"grade_id": "w4-repairs", "solution": true}
repairs = {
    "broken-1.yml": {},
    "broken-2.yml": {},
    "broken-3.yml": {},
    "broken-4.yml": {},
    "broken-5.yml": {},
}
### BEGIN SOLUTION
repairs = {
    "broken-1.yml": {"bf16": None, "fp16": True},
    "broken-2.yml": {"max_seq_length": None, "max_length": 512},
    "broken-3.yml": {"bnb_4bit_quant_type": "nf4"},
    "broken-4.yml": {"special_tokens": {"pad_token": "<|finetune_right_pad_id|>"}},
    "broken-5.yml": {"learning_rate": 0.0002},
}
### END SOLUTION

# %% [markdown]
# The checks know the right line only as a checksum, so that they can tell without telling you.

# %%
import hashlib


def repaired(file: str) -> dict:
    """Return a file's settings with your repair."""
    changed = broken[file] | repairs[file]
    return {name: value for name, value in changed.items() if value is not None}


def check_repair(file: str, mark: str) -> None:
    """Check that a repair touches the right line, and that the tool accepts the result."""
    names = list(repairs[file])
    check_that(
        1 <= len(names) <= 2,
        f"{file}: change one or two names.",
        f"{file}: you changed {' and '.join(names)}.",
    )
    marks = {hashlib.sha256(f"{file}:{name}".encode()).hexdigest()[:8] for name in names}
    check_that(
        mark in marks,
        f"{file}: this is not it. Go through the table again, line by line.",
        f"{file}: that is the line.",
    )
    if "base_model" not in broken[file]:
        said = ask_trl(repaired(file))
        check_that(
            said == "accepted", f"{file}: TRL still says: {said}", f"{file}: TRL accepts it."
        )


# %% nbgrader={"grade_id": "w4-broken-1-test", "grade": true, "points": 1}
check_repair("broken-1.yml", "65c1f799")

### BEGIN HIDDEN TESTS
assert not repaired("broken-1.yml").get("bf16"), "the card has no bf16"
assert repaired("broken-1.yml").get("fp16") is True, "TRL takes bf16 unless it is told fp16"
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "w4-broken-2-test", "grade": true, "points": 1}
check_repair("broken-2.yml", "082cec62")

### BEGIN HIDDEN TESTS
assert 400 <= repaired("broken-2.yml").get("max_length", 0) <= 1024, (
    "the setting should live on under its new name"
)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "w4-broken-3-test", "grade": true, "points": 1}
check_repair("broken-3.yml", "59025934")

### BEGIN HIDDEN TESTS
assert repaired("broken-3.yml").get("bnb_4bit_quant_type") == "nf4", "say it aloud"
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "w4-broken-4-test", "grade": true, "points": 1}
check_repair("broken-4.yml", "f3aec638")

### BEGIN HIDDEN TESTS
pad = repaired("broken-4.yml")["special_tokens"].get("pad_token")
assert pad == "<|finetune_right_pad_id|>", (
    "a token that the tokenizer knows and that means nothing else"
)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "w4-broken-5-test", "grade": true, "points": 1}
check_repair("broken-5.yml", "0388410a")

### BEGIN HIDDEN TESTS
assert 0.0001 <= repaired("broken-5.yml")["learning_rate"] <= 0.0005, (
    "about ten times what full fine-tuning takes"
)
### END HIDDEN TESTS

# %% [markdown]
# ## 6. A task of the library
#
# > The desk has kept two years of letters: 900 questions with the answers that were sent, names taken out, the longest 400 tokens. 100 of them are set aside. Wanted are *drafts* in the desk's own
# > form and tone, which a person reads before they leave. Fees and hours change; the program puts the text that states them in front of the question (week 6 shows how). The model has 8 billion
# > parameters. The machine: one NVIDIA RTX 4060 Ti with 16 GB, for one night.
#
# **Your turn.** Choose settings, as objects of the real libraries: how the base is stored, what is trained, how it is trained. Keep `output_dir` and `use_cpu` (it lets the object be made
# without a card). Then run the check.

# %% nbgrader={"grade_id": "w4-settings", "solution": true}
quantisation = adapter_config = training = None
# quantisation = BitsAndBytesConfig(...)
# adapter_config = LoraConfig(...)
# training = SFTConfig(output_dir="letters", use_cpu=True, ...)
### BEGIN SOLUTION
quantisation = BitsAndBytesConfig(
    load_in_4bit=True,
    bnb_4bit_quant_type="nf4",
    bnb_4bit_use_double_quant=True,
    bnb_4bit_compute_dtype=torch.bfloat16,
)
adapter_config = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM")
training = SFTConfig(
    output_dir="letters",
    use_cpu=True,
    bf16=True,
    max_length=512,
    assistant_only_loss=True,
    per_device_train_batch_size=1,
    gradient_accumulation_steps=8,
    num_train_epochs=3,
    learning_rate=0.0002,
)
### END SOLUTION

# %% nbgrader={"grade_id": "w4-settings-test", "grade": true, "points": 2}
check_that(
    isinstance(quantisation, BitsAndBytesConfig)
    and isinstance(adapter_config, LoraConfig)
    and isinstance(training, SFTConfig),
    "Make all three objects: BitsAndBytesConfig, LoraConfig and SFTConfig.",
    "All three objects could be made.",
)
card, examples, longest = 16, 800, 400
needed = memory_gb(
    8.03e9, 4.127 if quantisation.load_in_4bit else 16, 32 * adapter_config.r * 81_920
)
check_that(
    needed + 4 < card,
    f"At least {needed:.1f} GB, and 4 for the rest: too much for {card} GB.",
    f"{needed:.1f} GB and some room fit into {card} GB.",
)
check_that(
    training.bf16 and not training.fp16,
    "Which 16-bit kind does this card know? See the table of part 5.",
    "The 16-bit kind fits the card.",
)
check_that(
    longest <= training.max_length <= 1024,
    f"The longest letter has {longest} tokens.",
    "The longest letter fits.",
)
check_within(training.learning_rate, "The learning rate", 0.0001, 0.0005)
step = training.per_device_train_batch_size * training.gradient_accumulation_steps
check_within(step, "The number of examples in a step", 4, 32)
print(
    f"{training.num_train_epochs:g} epochs are {training.num_train_epochs * examples / step:,.0f} steps."
)

### BEGIN HIDDEN TESTS
assert quantisation.load_in_4bit, "16 GB do not hold 8 billion parameters in 16 bits"
assert quantisation.bnb_4bit_quant_type == "nf4", "the default in Python is fp4"
assert quantisation.bnb_4bit_compute_dtype != torch.float32, (
    "unpacked weights are computed with in 32 bits unless you say a 16-bit kind"
)
assert 4 <= adapter_config.r <= 128, "a usual rank"
assert training.per_device_train_batch_size <= 4, (
    "activations of many long letters do not fit beside the model"
)
assert 1 <= training.num_train_epochs <= 6, "800 letters, seen too often, are learned by heart"
### END HIDDEN TESTS

# %% [markdown]
# Discuss with your neighbour, then answer in the cell below, two or three sentences each:
#
# 1. What would you try *before* any training, and how would you compare it with the tuned model? (Name the number you would measure.)
# 2. LoRA or QLoRA, and why? Use numbers of this notebook.
# 3. Name two settings you would change first if the drafts are fluent but do not sound like the desk, and in which direction.
# 4. What could go wrong with *these* letters, although all settings are right?

# %% [markdown] nbgrader={"grade_id": "w4-discuss", "grade": true, "solution": true, "points": 4}
# ### BEGIN SOLUTION
# 1. A prompt with the desk's rules and five answered letters in front of the question. I would let both write drafts for the 100 letters set aside, in mixed order, and count for how many of them a
#    volunteer of the desk would send the draft unchanged. If the prompt gets 80 of 100, I would not train.
# 2. QLoRA. LoRA needs 16.7 GB at least, more than the card's 16, before any activations. QLoRA needs 4.8 GB by the rule, about 1.6 more for the layers that stay in 16 bits and 3 to 4 for activations: 10 GB,
#    which fits.
# 3. First more epochs (2 to 4) while the loss on the 100 letters still falls, because the form is learned by repetition. Then the learning rate, from 0.0002 up to 0.0004. A higher rank last: it costs
#    little and seldom decides.
# 4. Names were taken out, but a letter can give away a member without naming one, and the model may repeat it word for word. Old letters also contain old fees: the model could learn to write "one
#    euro" whatever text stands before the question. I would replace such facts in the examples by those of the text in front, and search the drafts for numbers that the text does not hold.
# ### END SOLUTION

# %% [markdown]
# ## Done
#
# Save the notebook (*Ctrl+S*). The demo of this week trains with settings like these: `demo.ipynb`. With a card at hand, and time: `python compare_tools.py` in a terminal runs the demo's data
# through TRL and Axolotl, with the two files of part 1 and 2.
