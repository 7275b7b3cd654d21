/* Keeps parts of a page as they are at the service, without reloading: elements with `data-live`
   and an id. The first one says in `data-every` after how many milliseconds to look again, 0 for
   never. What the keyboard is in stays as it is until it is left. Without this script, reloading
   the page does the same. */
"use strict";

(() => {
  const parts = () => [...document.querySelectorAll("[data-live]")];
  const pause = () => Number(parts()[0]?.dataset.every ?? 0);
  let fails = 0;

  function take(part, fresh) {
    if (!fresh || part.innerHTML === fresh.innerHTML) {
      return;
    }
    const inside = document.activeElement;
    if (inside !== part && part.contains(inside) && inside.tagName !== "DIV") {
      return;
    }
    const region = part.querySelector(".scroll");
    const [left, top] = region ? [region.scrollLeft, region.scrollTop] : [0, 0];
    const focused = region !== null && region === inside;
    part.innerHTML = fresh.innerHTML;
    const again = part.querySelector(".scroll");
    if (again) {
      again.scrollTo(left, top);
      if (focused) {
        again.focus({ preventScroll: true });
      }
    }
  }

  async function look() {
    try {
      /* A script's question needs the page's own token, though it changes nothing. */
      const token = document.querySelector('meta[name="xsrf"]')?.content ?? "";
      const headers = { Accept: "text/html", "X-XSRFToken": token };
      const answer = await fetch(location.href, { credentials: "same-origin", headers });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of parts()) {
        const fresh = page.getElementById(part.id);
        take(part, fresh);
        if (fresh?.dataset.every) {
          part.dataset.every = fresh.dataset.every;
        }
      }
      fails = 0;
    } catch {
      fails += 1;
    }
    wait();
  }

  function wait() {
    const stale = document.getElementById("stale");
    if (stale) {
      stale.hidden = fails < 2;
    }
    if (pause() > 0) {
      setTimeout(look, Math.min(pause() * 2 ** fails, 30000));
    }
  }

  wait();
})();
