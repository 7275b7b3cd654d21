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

function students(number) {
  return `${number} ${number === 1 ? "student" : "students"}`;
}

/* Show the list anew, and above it what came of it: reloading would lose that. */
function renew(words) {
  sessionStorage.setItem(path, words);
  location.reload();
}

/* Look again until no test waits or runs, then show the list anew. */
async function follow() {
  for (;;) {
    const told = await course.call("GET", path);
    const open = told.marking.filter((one) => one.state === "queued" || one.state === "running");
    if (open.length === 0) {
      renew("The tests were run.");
      return;
    }
    course.say("said", `The tests run: ${told.marking.length - open.length} of ${told.marking.length} are through.`);
    await new Promise((done) => { setTimeout(done, 2000); });
  }
}

const deeds = {
  run: async () => {
    const told = await course.call("POST", `${path}/run`);
    course.say("said", `The tests for ${students(told.queued)} wait for their turn.`);
    await follow();
  },
  return: async () => {
    const told = await course.call("POST", `${path}/return`);
    const left = told.left.map((one) => `${one.user}: ${one.message}`).join(" ");
    renew(`Feedback went to ${students(told.returned.length)}. ${left}`);
  },
};

for (const button of marks.querySelectorAll("button[data-do]")) {
  button.addEventListener("click", () => act(deeds[button.dataset.do]));
}

document.getElementById("blind").addEventListener("change", (event) => act(async () => {
  await course.call("PUT", path, { blind: event.target.checked });
  location.reload();
}));

course.ready();
course.say("said", sessionStorage.getItem(path) ?? "");
sessionStorage.removeItem(path);
if (marks.dataset.state === "running") {
  act(follow);
}
