/* One question: shows when a newer copy has come, and takes the copy away when the time is over.
   Without this script, reloading the page does the same. */
"use strict";

(() => {
  const help = document.getElementById("help");
  const { id, state, copy, wanted } = help.dataset;
  const pause = 4000;

  /* What somebody is writing is kept; what may not be seen any more goes all the same. */
  function anew(words) {
    if (document.getElementById("words").value === "") {
      location.reload();
      return;
    }
    help.querySelectorAll("iframe").forEach((frame) => { frame.remove(); });
    course.say("said", words);
  }

  async function look() {
    let told;
    try {
      told = await course.call("GET", `help/${id}`);
    } catch {
      setTimeout(look, pause * 2);
      return;
    }
    if (told.state !== state) {
      anew("This question stands otherwise by now: reload the page.");
      return;
    }
    if (told.copy_at && told.copy_at !== copy) {
      if ((wanted || !copy) && document.getElementById("words").value === "") {
        location.reload();
        return;
      }
      document.getElementById("newer").hidden = false;
      course.say("said", `A newer copy of ${told.copy_at_local} is there.`);
    }
    setTimeout(look, pause);
  }

  setTimeout(look, pause);
})();
