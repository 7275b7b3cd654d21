/* The form of a push: choosing a group or naming a student means that it is not for all. */
"use strict";

for (const field of document.querySelectorAll("#some input")) {
  field.addEventListener("input", () => {
    document.getElementById("whom-some").checked = true;
  });
}
