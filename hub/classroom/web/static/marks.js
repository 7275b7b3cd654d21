/* A week's marks: run the tests, return feedback, hide names. */
"use strict";

const marks = document.getElementById("marks");
const path = `marking/${marks.dataset.week}`;

async function act(work) {
  const buttons = marks.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  try {
    await work();
  } catch (error) {
    course.say("said", error.message);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

/* Look again until no test waits or runs, then show the list anew. */
async function follow() {
  for (;;) {
    const told = await course.call("GET", path);
    const open = told.marking.filter((one) => one.state === "queued" || one.state === "running");
    if (open.length === 0) {
      location.reload();
      return;
    }
    course.say("said", `The tests run: ${told.marking.length - open.length} of ${told.marking.length} are through.`);
    await new Promise((done) => { setTimeout(done, 2000); });
  }
}

const deeds = {
  run: async () => {
    const told = await course.call("POST", `${path}/run`);
    course.say("said", `The tests of ${told.queued} hand-ins wait for their turn.`);
    await follow();
  },
  return: async () => {
    const told = await course.call("POST", `${path}/return`);
    const left = told.left.map((one) => `${one.user}: ${one.message}`).join(" ");
    course.say("said", `Feedback went to ${told.returned.length} students. ${left}`);
  },
};

for (const button of marks.querySelectorAll("button[data-do]")) {
  button.addEventListener("click", () => act(deeds[button.dataset.do]));
}

document.getElementById("blind").addEventListener("change", (event) => act(async () => {
  await course.call("PUT", path, { blind: event.target.checked });
  location.reload();
}));

if (marks.dataset.state === "running") {
  act(follow);
}
