/* Marking one hand-in by keyboard: digits and arrows give points, Ctrl+Enter saves and goes on. */
"use strict";

const paper = document.getElementById("paper");
const { week, user, number, place } = paper.dataset;
const fields = [...paper.querySelectorAll("input.points")];
let changed = false;

function valid(field) {
  const good = field.value === "" ? !field.validity.badInput
    : Number(field.value) >= 0 && Number(field.value) <= Number(field.max);
  field.setAttribute("aria-invalid", String(!good));
  return good;
}

/* Points of a task's criteria; null while one is missing. */
function points(section) {
  const values = [...section.querySelectorAll("input.points")].map((field) => field.value);
  return values.includes("") ? null : values.map(Number);
}

/* Tell whether a task has some of its points, or a comment, and not all points. */
function isPart(section) {
  const some = [...section.querySelectorAll("input.points, textarea")].some((field) => field.value !== "");
  return some && points(section) === null;
}

function add(section) {
  const given = points(section);
  section.querySelector("output").textContent = given ? String(given.reduce((a, b) => a + b, 0)) : "-";
}

function body() {
  const tasks = {};
  for (const section of paper.querySelectorAll("section[data-task]")) {
    tasks[section.dataset.task] = {
      criteria: points(section),
      comment: section.querySelector("textarea").value,
    };
  }
  for (const row of paper.querySelectorAll("tr[data-automatic]")) {
    const { value } = row.querySelector("input");
    tasks[row.dataset.task] = { points: value === "" ? null : Number(value) };
  }
  return { number: Number(number), tasks, comment: document.getElementById("comment").value };
}

async function save(goOn) {
  const wrong = fields.filter((field) => !valid(field));
  if (wrong.length > 0) {
    wrong[0].focus();
    course.say("said", `Give 0 to ${wrong[0].max} points here. Nothing was saved.`);
    return;
  }
  const part = [...paper.querySelectorAll("section[data-task]")].find((section) => isPart(section));
  if (part) {
    [...part.querySelectorAll("input.points")].find((field) => field.value === "").focus();
    course.say("said", `Points are missing for ${part.dataset.task}. Nothing was saved.`);
    return;
  }
  try {
    const told = await course.call("PUT", `marking/${week}/${user}`, body());
    changed = false;
    const next = place === "2" ? told.next_second : told.next;
    if (goOn) {
      location.assign(`/services/course/marks/${week}${next ? `/${next}` : ""}`);
      return;
    }
    course.say("said", told.missing.length ? `Saved. Still without points: ${told.missing.join(", ")}.` : "Saved.");
  } catch (error) {
    course.say("said", error.message);
  }
}

for (const field of fields) {
  field.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    /* A digit is the points: it takes the place of what stands there. With 10 or more, one types. */
    if (plain && /^[0-9]$/.test(event.key) && Number(field.max) < 10) {
      event.preventDefault();
      if (Number(event.key) <= Number(field.max)) {
        field.value = event.key;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        course.say("said", "");
      } else {
        course.say("said", `At most ${field.max} points here.`);
      }
    }
  });
}

paper.addEventListener("input", (event) => {
  changed = true;
  if (event.target.matches("input.points")) {
    valid(event.target);
    const section = event.target.closest("section[data-task]");
    if (section) {
      add(section);
    }
  }
});

paper.addEventListener("submit", (event) => {
  event.preventDefault();
  save(true);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && place) {
    event.preventDefault();
    save(true);
  }
});

document.getElementById("save")?.addEventListener("click", () => save(false));

window.addEventListener("beforeunload", (event) => {
  if (changed) {
    event.preventDefault();
  }
});

course.ready();
(fields.find((field) => field.value === "" && !field.disabled) ?? fields[0])?.focus();
