// The start page: what JupyterHub's progress events say, as three stages in plain words.
"use strict";

(function () {
  const page = document.getElementById("lab-start");
  const message = document.getElementById("lab-message");
  const note = document.getElementById("lab-note");
  const failure = document.getElementById("lab-failure");
  const stages = ["notebook", "models", "ready"];
  let reached = -1; // index of the stage under way; -1 while waiting for a turn
  let ended = false;

  function show(failed) {
    stages.forEach(function (stage, index) {
      const item = page.querySelector('[data-stage="' + stage + '"]');
      let state = "later";
      if (index < reached || (reached === stages.length - 1 && !failed)) state = "done";
      else if (index === Math.max(reached, 0)) state = failed ? "failed" : reached < 0 ? "later" : "now";
      item.dataset.state = state;
      item.querySelector(".lab-state").textContent =
        { done: ", done", now: ", under way", failed: ", failed", later: "" }[state];
    });
  }

  function say(text) {
    // Written only when it changes: a live region reads every write aloud.
    if (message.textContent !== text) message.textContent = text;
  }

  function fail(text) {
    ended = true;
    show(true);
    page.querySelector("h1").textContent = "Your lab could not be started";
    page.querySelector(".lab-hint").hidden = true;
    say("");
    document.title = "Could not start";
    failure.querySelector("p").textContent =
      (text || "").replace(/^Spawn failed:\s*/, "") || "The hub could not say why. Try again in a minute.";
    failure.hidden = false;
    page.querySelector(".lab-actions").hidden = false;
    failure.focus();
  }

  function receive(event) {
    if (event.failed) return fail(event.message);
    if (event.stage === "queue") reached = -1;
    const index = event.ready ? stages.length - 1 : stages.indexOf(event.stage);
    if (index >= 0) reached = index;
    show(false);
    if (event.note) {
      note.textContent = event.note; // what this lab has, and why
      note.hidden = false;
    }
    if (event.ready) {
      ended = true;
      say("Ready. Opening your lab.");
      window.location.reload(); // the hub answers with the way to the lab
    } else if (event.stage) {
      say(event.message);
    }
  }

  const source = new EventSource(page.dataset.progress);
  source.onmessage = function (item) {
    receive(JSON.parse(item.data));
    if (ended) source.close();
  };
  source.onerror = function () {
    if (ended) return;
    say("The connection to the hub is lost. Trying again.");
    // After an answer that is no stream the browser gives up; the page itself knows more.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => window.location.reload(), 3000);
  };
  show(false);
})();
