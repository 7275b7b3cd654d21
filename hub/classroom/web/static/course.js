/* Calls of the service's API from its own pages: `await course.call("POST", "pushes", {…})`.

   Answers with the parsed JSON; throws an Error whose message is the service's sentence. */
"use strict";

window.course = {
  async call(method, path, body) {
    const answer = await fetch(`/services/course/api/${path}`, {
      method,
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        "X-XSRFToken": document.querySelector('meta[name="xsrf"]').content,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    let told = {};
    try {
      told = await answer.json();
    } catch {
      told = { code: "strange", message: `The service answered ${answer.status}: try again in a minute.` };
    }
    if (!answer.ok) {
      throw Object.assign(new Error(told.message), { code: told.code });
    }
    return told;
  },

  /* Let be used what a script alone makes work: a click before it was there would be lost. */
  ready() {
    document.querySelectorAll("[data-script]").forEach((one) => { one.disabled = false; });
  },

  /* Say something to everybody, screen readers too, in the page's element `id`. */
  say(id, text) {
    document.getElementById(id).textContent = text;
  },
};
