// The approver's keys, and the boxes of the queue. Every page works without this file.
(function () {
  "use strict";

  const SWITCH = "attest-approval-keys"; // "off" = this browser's user wants no single letters
  const WALKED = "attest-approval-walked";

  function remembered(store, name) {
    try { return store.getItem(name); } catch (error) { return null; }
  }
  function remember(store, name, value) {
    try {
      if (value === null) store.removeItem(name);
      else store.setItem(name, value);
    } catch (error) { /* a browser that keeps nothing still walks */ }
  }

  const keys = {
    j: "[data-walk-after]", ArrowRight: "[data-walk-after]",
    k: "[data-walk-before]", ArrowLeft: "[data-walk-before]",
    u: "[data-walk-up]",
  };

  function isWriting(target) {
    return target.closest("input, textarea, select, [contenteditable], [role=dialog], dialog");
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    if (isWriting(event.target) || remembered(localStorage, SWITCH) === "off") return;
    if (document.querySelector("details[data-menu][open]")) return;
    const link = keys[event.key] && document.querySelector(keys[event.key]);
    if (link) {
      event.preventDefault();
      link.click();
      return;
    }
    if (event.key !== "a" && event.key !== "c") return;
    const form = document.querySelector("[data-answer]");
    const field = form && form.querySelector(event.key === "c" ? "textarea[name=comment]" : "button.btn-main");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }

  // Coming from another order, focus is on what this one is, so that the next Tab goes on from there.
  function arrive() {
    if (!remembered(sessionStorage, WALKED)) return;
    remember(sessionStorage, WALKED, null);
    const heading = document.getElementById("order");
    if (heading) heading.focus({ preventScroll: true });
  }

  function leave(event) {
    const way = event.target.closest("[data-walk-after], [data-walk-before]");
    if (way || event.type === "submit" && event.target.matches("[data-answer]")) {
      remember(sessionStorage, WALKED, "yes");
    }
  }

  function showSwitch() {
    document.querySelectorAll("[data-keys-on]").forEach(function (box) {
      box.checked = remembered(localStorage, SWITCH) !== "off";
      box.addEventListener("change", function () {
        remember(localStorage, SWITCH, box.checked ? null : "off");
      });
    });
  }

  // The bar under the queue counts what is chosen; without script its button is simply there.
  function countChosen() {
    const bar = document.getElementById("chosen");
    if (!bar) return;
    const boxes = Array.from(bar.elements).filter(function (box) { return box.name === "order"; });
    const count = boxes.filter(function (box) { return box.checked; }).length;
    const all = bar.querySelector("[data-choose-all]");
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    bar.querySelector("[data-chosen-count]").textContent = count ? "(" + count + ")" : "";
    bar.classList.toggle("has-chosen", count > 0);
  }

  function chooseAll(event) {
    const bar = document.getElementById("chosen");
    if (!bar || !event.target.matches("[data-choose-all], [name=order]")) return;
    if (event.target.matches("[data-choose-all]")) {
      Array.from(bar.elements).forEach(function (box) {
        if (box.name === "order") box.checked = event.target.checked;
      });
    }
    countChosen();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", leave);
  document.addEventListener("submit", leave);
  document.addEventListener("change", chooseAll);
  window.addEventListener("pageshow", countChosen);
  showSwitch();
  arrive();
})();
