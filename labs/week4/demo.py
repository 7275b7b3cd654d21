# ---
# title: "Demo: fine-tune a model with QLoRA, and chat with it"
# week: 4
# minutes: 30
# objectives:
#   - Follow a QLoRA run from the data to a model that answers in your own Ollama.
#   - Say before a run what it will need, and compare that with what it needed.
#   - Tell whether a tuned model is better, with questions that it never saw.
# needs: {memory_gb: 2, disk_gb: 0.1, download_mb: 0}
# last_checked: 2026-11-24
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Demo: fine-tune a model with QLoRA, and chat with it
#
# *30 minutes.* The people at the desk of the Hazelbrook Tool Library answer in one fixed form. A language model does not know it. In this notebook you
# **teach** it: you train a small adapter on 240 examples, measure on 50 questions that were never trained on, and chat with the result in your own Ollama.
#
# | part | what happens | minutes |
# | --- | --- | --- |
# | 1 | the data: facts in the question, the style in the answer | 5 |
# | 2 | what the run will need, before it starts | 5 |
# | 3 | the base model in 4 bits, and what it answers now | 4 |
# | 4 | the adapter, and the training | 6 |
# | 5 | is it better? | 3 |
# | 6 | merge, convert, and into your Ollama | 4 |
# | 7 | chat with both | 3 |
#
# **Needs:** 2 GB of memory, 0.1 GB of disk, no download, no GPU, 30 minutes; where your hub has a real model such as Qwen3-0.6B, 3 GB of memory and 4 GB of disk. Run it cell by cell with *Shift+Enter*, or all at once.
#
# Every step is one short function. Open `qlora.py` beside this notebook and read along.

# %% [markdown]
# ## 1. The data
#
# Each example is a question with a fact in it, and the answer in the house style. What is learned is the *style*: the fact can always be read in the question.

# %%
from pathlib import Path

from llmlab.tuning import read_examples

for example in read_examples(Path("data/train.jsonl"))[:4]:
    print("asked: ", example.prompt)
    print("answer:", example.answer, "\n")

# %% [markdown]
# The questions of the exam have other facts and other wordings. Compare:

# %%
for example in read_examples(Path("data/heldout.jsonl"))[:4]:
    print("asked: ", example.prompt)
    print("answer:", example.answer, "\n")

# %% [markdown]
# ## 2. What will it need?
#
# Nothing is loaded yet. The forecast comes from the model's configuration alone: open `forecast.py` and check one line by hand. `preset="auto"` looks
# at this machine; on one with a GPU it takes a much larger model. A run that cannot fit is refused here, with the setting to change.

# %%
from plan import load_tokenizer, make_plan, predict, way_out
from report import check_plan, show_exam, show_measured, show_plan

plan = make_plan(preset="auto")
needs = predict(plan)
show_plan(plan, needs)
check_plan(plan, needs)

# %% [markdown]
# All that the run makes goes into one folder. If an earlier run with the same settings was stopped, it is gone on with; one with other settings is set aside.

# %%
from llmlab.tuning import guarded, open_run

run = open_run(Path.home() / "tuning" / "hazelbrook-notebook", plan.settings)

# %% [markdown]
# ## 3. The base model in 4 bits
#
# **NF4** stores each weight as one of 16 values, 64 weights share a scale, and *double quantisation* stores the scales themselves in 8 bits: 4.127 bits a weight
# instead of 16. Look at one layer: its matrix is now a column of bytes, two weights in each.

# %%
import qlora

model = qlora.load_4bit(plan)
layer = model.model.layers[0].mlp.gate_proj
print(layer)
print(f"{layer.in_features} x {layer.out_features} weights in {layer.weight.numel():,} bytes")
print(f"the whole model: {model.get_memory_footprint() / 1e6:.1f} MB in 4 bits")
print(f"                 {plan.shape.parameters * 2 / 1e6:.1f} MB in 16 bits")

# %% [markdown]
# What does it answer *before* the training? It may well find the fact; the style it cannot know.

# %%
tokenizer = load_tokenizer(plan.model)
questions = [example.prompt for example in plan.held_out]
with qlora.without_adapter(model):  # there is none yet, unless you come back here later
    before = qlora.answers(model, tokenizer, questions, plan.answer_tokens)
show_exam(plan.held_out, {"base": before})

# %% [markdown]
# ## 4. The adapter, and the training
#
# The 4-bit weights stay frozen. **LoRA** puts two narrow matrices beside every linear layer, and only these are trained.

# %%
trainer = qlora.make_trainer(plan, model, tokenizer, run)
trainer.model.print_trainable_parameters()

# %% [markdown]
# Now it trains. Interrupt it if you like (the square above): the last checkpoint is kept, and running this cell again, or the whole notebook, goes on from there.

# %%
with guarded(run, way_out(plan)) as peak:
    with qlora.without_adapter(model):
        loss_before = trainer.evaluate()["eval_loss"]
    minutes = qlora.train(trainer, run)
    loss_after = trainer.evaluate()["eval_loss"]
print(f"\nheld-out loss: {loss_before:.2f} before, {loss_after:.2f} after")

# %%
from llmlab.tuning import draw_losses

draw_losses(*qlora.losses(trainer), run.path / "loss.png")

# %% [markdown]
# If the held-out line rises again while the training line still falls, the model learns its examples by heart. Does it, here?
#
# ## 5. Is it better?

# %%
tuned = qlora.answers(trainer.model, tokenizer, questions, plan.answer_tokens)
show_exam(plan.held_out, {"base": before, "with adapter": tuned})

# %% [markdown]
# ## 6. Into your Ollama
#
# The adapter is added to the **unquantised** base: merged into the 4-bit weights, the sum would be rounded to 4 bits again. Then llama.cpp's converter writes
# one GGUF file, and Ollama makes a model of it.
#
# The base is loaded once more for this, and Ollama needs memory too: first give back what nobody needs any more.

# %%
from llmlab.tuning import free_memory

model = layer = trainer = None
free_memory()

# %%
with guarded(run, way_out(plan)):
    asked = questions[: plan.checks]
    merged = qlora.answers(qlora.merge(plan, run), tokenizer, asked, plan.answer_tokens)
name = qlora.serve(plan, run.merged, run.gguf, "hazelbrook-notebook")
print(f"Ollama has {name} now.")

# %% [markdown]
# Each step could have lost something. Does the model in Ollama still answer as the adapter did?

# %%
from llmlab.tuning import ask

served = [ask(name, question, plan.answer_tokens) for question in asked]
exam = {"base": before, "with adapter": tuned, "merged": merged, "in Ollama": served}
right = show_exam(plan.held_out, exam)

# %% [markdown]
# What was predicted, and what it really took:

# %%
from llmlab.tuning import size_of

show_measured(
    needs, peak, minutes, size_of(run.path) + size_of(run.gguf)
)  # Ollama has a copy of the file
run.note(finished=True, exam=right, eval_loss=[loss_before, loss_after], minutes=minutes)

# %% [markdown]
# The adapter stays in the folder, the model in your Ollama. All else can be made again from the adapter, and takes room in your home.

# %%
print(f"{run.tidy() / 1e6:,.1f} MB are free again; the adapter is in {run.adapter}")

# %% [markdown]
# ## 7. Chat with both
#
# Open the link and ask both models the same. Put the fact into your message, as in the examples. Where does the tuned one fail? Try a fact of a kind that no example has.

# %%
from side_by_side import chat, serve_base

from llmlab import launch_gradio

base = serve_base(plan, run, "hazelbrook-base")
launch_gradio(chat(base, name, questions[0]))
