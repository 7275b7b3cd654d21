// Home: stop one's own lab, and show the page anew when it has stopped.
"use strict";

(function () {
  const stop = document.getElementById("stop");
  const message = document.getElementById("lab-message");
  if (!stop) return;

  function ask(method) {
    return fetch(stop.dataset.server, {
      method: method,
      headers: { "X-XSRFToken": window.jhdata.xsrf_token },
    });
  }

  async function stopAndWait() {
    stop.disabled = true;
    message.textContent = "Your lab is stopping.";
    // 204: stopped. 202: it takes a while, so ask again until it is.
    let answer = await ask("DELETE");
    while (answer.status === 202) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      answer = await ask("DELETE");
    }
    if (answer.ok) return window.location.reload();
    throw new Error("answer " + answer.status);
  }

  stop.addEventListener("click", function () {
    stopAndWait().catch(function (error) {
      stop.disabled = false;
      message.textContent = "That did not work (" + error.message + "). Try again in a minute.";
    });
  });
})();
