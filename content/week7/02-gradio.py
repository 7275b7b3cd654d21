# ---
# title: Introduction to Gradio
# week: 7
# minutes: 20
# objectives:
#   - Turn a Python function into a page with gr.Interface, and call it without a browser.
#   - Let an answer grow on the page by yielding the text so far.
#   - Choose between Interface, ChatInterface and Blocks, and say what the queue does.
# keypoints:
#   - A Gradio app is a function, its inputs and its outputs. Gradio calls the function when something happens.
#   - A function that yields the text so far streams; one that returns does not.
#   - Interface for one function, ChatInterface for a conversation, Blocks when you lay out the page yourself.
#   - The queue lets one visitor in at a time, unless you say otherwise.
# needs: {memory_gb: 1, disk_gb: 0.1, download_mb: 0, cpu_minutes: 1}
# last_checked: 2026-11-25
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Introduction to Gradio
#
# *20 minutes. Run the cells with Shift+Enter while you read. Needs: 1 GB of memory, no download.*
#
# **Gradio** makes a page out of a Python function: you say what goes in and what comes out, and it draws the boxes, the button and the answer.
# The diagram shows who talks to whom: the browser to Gradio's server, which runs inside this notebook; Gradio to your function; your function to the model.
#
# ```mermaid
# flowchart LR
#     accTitle: From the browser to the model and back
#     accDescr: The browser sends what was typed to Gradio's server in the notebook. Gradio calls your function. The function asks the Ollama server, and the answer goes the same way back.
#     B["Browser"] <--> G["Gradio's server"]
#     G <--> F["Your function"]
#     F <--> O["Ollama server"]
# ```
#
# ## A function first
#
# We begin without any model. The library's rule for late tools: one euro per tool and day, and never more than 20 euros per tool.
#
# **By hand:** three tools, four days late: 3 × 4 = **12** euros. Two tools, 30 days late: the limit counts, 2 × 20 = **40** euros. Python agrees:


# %%
def late_fee(tools: float, days: float) -> float:
    """Return the fee in euros: one per tool and day, at most 20 per tool."""
    return tools * min(days, 20)


print(late_fee(3, 4), late_fee(2, 30))

# %% [markdown]
# ## Interface: one function, one page
#
# `gr.Interface` needs three things: the **function**, the **inputs** and the **outputs**. An input is a *component*, such as a number or a text box; its value
# becomes an argument of the function, in the same order. A component has a `label`, always: it is what a screen reader reads aloud.

# %%
import gradio as gr

from llmlab import launch_gradio

fees = gr.Interface(
    late_fee,
    inputs=[gr.Number(label="Tools", value=1), gr.Number(label="Days late", value=1)],
    outputs=gr.Number(label="Late fee in euros"),
    title="The price of being late",
    flagging_mode="never",
)
launch_gradio(fees)

# %% [markdown]
# Click the link: a page with two numbers, a button and a result. `launch_gradio` starts the app at an address that your browser can reach behind the hub, and
# shows the link. One app runs at a time: the next call of `launch_gradio` ends this one, and says so (*Closing server*).
#
# `flagging_mode="never"` takes away a button that saves what visitors typed. Collect nothing that you did not announce.
#
# ## The same page without a browser
#
# Every Gradio app also answers programs. `gradio_client` does what the browser does, so an app can be tried in a cell, and in a test.
# The **endpoint** is named after your function: `/late_fee`.

# %%
from gradio_client import Client

visitor = Client(fees.local_url, verbose=False)
print(visitor.predict(3, 4, api_name="/late_fee"))
print(visitor.predict(2, 30, api_name="/late_fee"))

# %% [markdown]
# The same 12 and 40 as by hand, this time through the page's own door.
#
# | component | the function gets | good for |
# | --- | --- | --- |
# | `gr.Textbox` | a `str` | questions, texts to shorten, plain answers |
# | `gr.Number`, `gr.Slider` | a number | how many, how warm |
# | `gr.Dropdown`, `gr.Radio` | the choice, a `str` | a model, a language |
# | `gr.Checkbox` | `True` or `False` | "show the sources" |
# | `gr.Markdown` | (for output) | headings, answers with lists and bold words; it shows no label, so put a heading above it |
#
# ## Streaming: yield the text so far
#
# Now the model. Its answer comes in pieces, and the page should grow with them. In Gradio a function streams if it **yields**, and each thing it yields
# *replaces* what the page shows. So it has to yield the text so far, not the new piece.
#
# **By hand** for the pieces `The`, ` late`, ` fee`: the page shows `The`, then `The late`, then `The late fee`.


# %%
def growing(pieces):
    """Yield the text so far, one piece longer each time."""
    shown = ""
    for piece in pieces:
        shown += piece
        yield shown


print(list(growing(["The", " late", " fee"])))

# %% [markdown]
# Where do the pieces come from? From the model. `pieces` asks it and hands them on; if the surroundings fail (`TROUBLE`), the last piece is a sentence that
# says what to do, made by `explain`. No page is mentioned in it, so all pages of this lecture can use it.

# %%
from llmlab import TROUBLE, client, explain, model_name

chat_model = model_name("chat")


def pieces(messages, model=chat_model):
    """Yield the pieces of the model's answer; trouble is said in words."""
    try:
        for part in client().chat(
            model=model,
            messages=messages,
            think=False,
            stream=True,
            options={"temperature": 0.0, "num_ctx": 1024, "num_predict": 120},
        ):
            yield part.message.content or ""
    except TROUBLE as error:
        yield f"\n\n{explain(error, model=model)}"


# %% [markdown]
# The function of the page puts both together. It answers an empty box itself: no model is needed to see that nothing was asked.


# %%
def answer(question: str):
    """Yield the answer so far."""
    if not question.strip():
        yield "Please type a question first."
        return
    yield from growing(pieces([{"role": "user", "content": question}]))


desk = gr.Interface(
    answer,
    inputs=gr.Textbox(label="Your question", placeholder="What is the late fee?"),
    outputs=gr.Textbox(label="Answer", lines=3),
    title="Ask the Hazelbrook desk",
    description="A small model answers. It can be wrong: check what matters.",
    flagging_mode="never",
)
launch_gradio(desk)

# %% [markdown]
# Try it in the browser. Then look at the same thing with the client: `submit` starts a **job** and `outputs` lists every state that the page went through.

# %%
visitor = Client(desk.local_url, verbose=False)
job = visitor.submit("What is the late fee?", api_name="/answer")
job.result()
states = job.outputs()
print(len(states), "states; the first and the last ones:")
for state in [*states[:3], *states[-2:]]:
    print(repr(state))
print("an empty box:", visitor.predict("   ", api_name="/answer"))

# %% [markdown]
# Each state begins with the one before it. (The last two look alike, because the server's last message holds no text but the figures of week 1.) What would a visitor see if the page got the pieces alone? In `answer`, take `growing(...)` away so that it says
# `yield from pieces(...)`, run the cells again, and look.
#
# ## ChatInterface: a conversation
#
# A chat has to remember. `gr.ChatInterface` keeps the conversation for you and hands it to your function: the function gets the new **message** and the
# **history**, a list of messages with `role` and `content`, like the list that Ollama wants.
#
# **By hand:** before the first question the history is empty: 0 messages. After each exchange it is two longer, a question and an answer. So the function is
# handed 0, 2, 4 messages. A function that only counts shows it:


# %%
def count(message: str, history: list[dict]) -> str:
    """Say how many earlier messages came along."""
    return f"{len(history)} earlier messages"


counting = gr.ChatInterface(count)
launch_gradio(counting)
visitor = Client(counting.local_url, verbose=False)
for question in ("one", "two", "three"):
    print(question, "->", visitor.predict(question, api_name="/count"))

# %% [markdown]
# With a model, the history goes into the request. One detail: in the browser, Gradio keeps the content of a message as a list of parts, because a message
# may also hold a picture. `plain` makes a text of it again.


# %%
def plain(history: list[dict]) -> list[dict[str, str]]:
    """Return the history as Ollama wants it: role and text."""
    messages = []
    for message in history:
        content = message["content"]
        if not isinstance(content, str):
            content = "".join(part.get("text", "") for part in content)
        messages.append({"role": message["role"], "content": content})
    return messages


def respond(message: str, history: list[dict]):
    """Yield the answer so far; the last four messages go along."""
    if not message.strip():
        yield "Please type a question first."
        return
    messages = [*plain(history)[-4:], {"role": "user", "content": message}]
    yield from growing(pieces(messages))


chat = gr.ChatInterface(
    respond,
    title="Chat with the Hazelbrook desk",
    chatbot=gr.Chatbot(label="Conversation", buttons=["copy"]),
    textbox=gr.Textbox(
        label="Your question",
        placeholder="Type your question",
        submit_btn="Send",
        stop_btn="Stop",
    ),
)
launch_gradio(chat)
visitor = Client(chat.local_url, verbose=False)
for question in ("Which tool is borrowed most?", "What is the heaviest tool?"):
    print(question, "->", visitor.predict(question, api_name="/respond"))

# %% [markdown]
# In the browser, *Send* becomes *Stop* while an answer arrives, and there are buttons to copy, to try again, to undo and to start over. You wrote nothing of
# what they do.
#
# ## Blocks: your own layout
#
# `Interface` always puts inputs on the left and outputs on the right. With `gr.Blocks` you place the components yourself and say which **event** calls which
# function: `ask.click(...)` when the button is pressed, `question.submit(...)` when somebody presses Enter. `gr.on` takes several events at once.


# %%
def both(question: str):
    """Yield both answers so far: the first model writes, then the second."""
    if not question.strip():
        yield "Please type a question first.", ""
        return
    messages = [{"role": "user", "content": question}]
    for first in growing(pieces(messages, model_name("chat"))):
        yield first, ""
    for second in growing(pieces(messages, model_name("chat-small"))):
        yield first, second


with gr.Blocks(title="Two models side by side") as page:
    gr.Markdown("# Two models side by side")
    question = gr.Textbox(label="Your question", placeholder="What is the late fee?")
    ask = gr.Button("Ask both", variant="primary")
    with gr.Row():
        left = gr.Textbox(label=model_name("chat"), lines=3)
        right = gr.Textbox(label=model_name("chat-small"), lines=3)
    gr.on([ask.click, question.submit], both, inputs=question, outputs=[left, right])

launch_gradio(page)
visitor = Client(page.local_url, verbose=False)
for text in visitor.predict("How long does a loan last?", api_name="/both"):
    print("-", text)

# %% [markdown]
# Two outputs, so the function yields two values each time. The lines in the `with` block run once, before the page opens; so nothing slow belongs there, and
# no question to the model. After that only the outputs change.
#
# ## The queue
#
# What if three visitors press the button at once? Gradio puts them into a **queue**, one for each function, and lets one visitor in at a time. `concurrency_limit` changes how many.
#
# **By hand:** a function takes 0.4 seconds. Three visitors, one at a time: the last one waits 3 × 0.4 = 1.2 seconds. Three at a time: 0.4. Measured:

# %%
import time


def slow(text: str) -> str:
    """Stand for a model that needs 0.4 seconds."""
    time.sleep(0.4)
    return text.upper()


def slow_too(text: str) -> str:
    """Do the same; only its queue is another one."""
    return slow(text)


with gr.Blocks() as two_queues:
    box, result = gr.Textbox(label="Text"), gr.Textbox(label="Result")
    gr.Button("One at a time").click(slow, box, result)
    gr.Button("Three at a time").click(slow_too, box, result, concurrency_limit=3)

launch_gradio(two_queues)
visitor = Client(two_queues.local_url, verbose=False)
visitor.predict("warm up", api_name="/slow")
for endpoint in ("/slow", "/slow_too"):
    started = time.perf_counter()
    for job in [visitor.submit("hello", api_name=endpoint) for _ in range(3)]:
        job.result()
    print(f"{endpoint:<10} three visitors served after {time.perf_counter() - started:.1f} s")

# %% [markdown]
# A little more than by hand, for the way there and back takes time as well. Should you set the limit to 100? No: your model server works on as many requests at
# once as `OLLAMA_NUM_PARALLEL` allows, often one. A higher limit moves the queue from Gradio, which shows people how long they will wait, to Ollama, which does not.
#
# ## Where the page lives
#
# | how it is started | where it is | it ends |
# | --- | --- | --- |
# | `launch_gradio(demo)` in a cell | the link below the cell | with the notebook's kernel, or at the next call |
# | tile *My Gradio app* in the launcher | the file `~/apps/gradio_app.py` | with your lab; it starts again when you save the file |
# | `demo.launch()` on your own computer | `http://127.0.0.1:7860` | with the program |
#
# In the hub your browser is on one machine and the app on another, so the app is reached below the hub's own address. This is the way to an app on port 7861:

# %%
from llmlab import app_link

print(app_link(7861))

# %% [markdown]
# `launch` also has `share=True`. It would open a tunnel to a public address on the internet, where anybody who knows it could use your app and your model.
# `launch_gradio` never does that.

# %%
two_queues.close(verbose=False)

# %% [markdown]
# ## Key points
#
# - A Gradio app is a function, its inputs and its outputs. Gradio calls the function when something happens.
# - A function that yields the text so far streams; one that returns does not.
# - Interface for one function, ChatInterface for a conversation, Blocks when you lay out the page yourself.
# - The queue lets one visitor in at a time, unless you say otherwise.
#
# **Check yourself.** (1) A function yields `"Good"`, then `" morning"`. What stands on the page at the end? (2) Five visitors ask at once, an answer takes 3 seconds,
# the limit is 1: when is the last one served? (3) You need two columns and a picture of the heron above them: which of the three do you take?
#
# ## Sources
#
# - Gradio's documentation: `https://www.gradio.app/docs` (Interface, ChatInterface, Blocks) and its guides on streaming and queuing, `https://www.gradio.app/guides`.
# - A. Abid et al.: *Gradio: Hassle-Free Sharing and Testing of ML Models in the Wild*. 2019, arXiv 1906.02569.
