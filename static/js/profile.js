// A chooser beside each written colour. Without this file one writes the colour, which is what counts.
(function () {
  "use strict";

  const WHOLE = /^#?([0-9a-f]{6})$/i;
  const SHORT = /^#?([0-9a-f])([0-9a-f])([0-9a-f])$/i;

  function whole(written) {
    const text = written.trim();
    const six = WHOLE.exec(text);
    if (six) return "#" + six[1].toLowerCase();
    const three = SHORT.exec(text);
    return three ? "#" + three.slice(1).map(function (each) { return each + each; }).join("").toLowerCase() : "";
  }

  function addChooser(field) {
    const chooser = document.createElement("input");
    const label = document.querySelector('label[for="' + field.id + '"]');
    chooser.type = "color";
    chooser.setAttribute("aria-label", label ? label.firstChild.textContent.trim() : "");
    chooser.value = whole(field.value) || "#ffffff";
    const pair = document.createElement("div");
    pair.className = "colour-pair";
    field.replaceWith(pair);
    pair.append(field, chooser);
    chooser.addEventListener("input", function () { field.value = chooser.value.toUpperCase(); });
    field.addEventListener("input", function () {
      const colour = whole(field.value);
      if (colour) chooser.value = colour;
    });
  }

  document.querySelectorAll("input[data-colour]").forEach(addChooser);
})();
