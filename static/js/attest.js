// Small improvements; every page works without this file. No inline handlers, no eval.
(function () {
  "use strict";

  const TOAST_MS = 10000;

  // "/" puts the cursor in the search field, unless one is writing.
  function focusSearch(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const field = document.querySelector("[data-search-key]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }

  // Menus are <details>: one open at a time, Escape and a click elsewhere close, arrows walk.
  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    });
  }

  function menuKeys(event) {
    const menu = event.target.closest("details[data-menu]");
    if (!menu) return;
    const summary = menu.querySelector("summary");
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      summary.focus();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.target.matches("input, select, textarea")) return;
    const items = Array.from(menu.querySelectorAll(".menu-item"));
    if (!items.length) return;
    event.preventDefault();
    menu.open = true;
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : at + step;
    items[(next + items.length) % items.length].focus();
  }

  // Quantity: the field works alone; script unfolds minus and plus.
  function unfoldSteppers(root) {
    root.querySelectorAll("[data-stepper] button[hidden]").forEach(function (button) {
      button.hidden = false;
    });
  }

  function step(event) {
    const button = event.target.closest("[data-stepper] [data-step]");
    if (!button) return;
    const field = button.closest("[data-stepper]").querySelector("input");
    if (button.dataset.step === "-1") field.stepDown();
    else field.stepUp();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A toast goes after ten seconds, but not while it is pointed at or has focus; a failure stays.
  function startToast(toast) {
    const close = toast.querySelector("[data-toast-close]");
    if (close) {
      close.hidden = false;
      close.addEventListener("click", function () { toast.remove(); });
    }
    if (toast.classList.contains("toast-stop")) return;
    let timer = 0;
    const start = function () {
      clearTimeout(timer);
      timer = setTimeout(function () { toast.remove(); }, TOAST_MS);
    };
    const hold = function () { clearTimeout(timer); };
    toast.addEventListener("mouseenter", hold);
    toast.addEventListener("mouseleave", start);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("focusout", start);
    start();
  }

  function floatToasts(root) {
    const shelf = document.getElementById("toasts");
    if (!shelf) return;
    root.querySelectorAll(".messages [data-toast]").forEach(function (toast) {
      toast.removeAttribute("role"); // the shelf is the live region
      shelf.append(toast);
      startToast(toast);
    });
    root.querySelectorAll(".messages").forEach(function (box) {
      if (!box.querySelector("*")) box.remove();
    });
  }

  // Select all on the page; the bulk bar's form says the count itself.
  function selectAll(event) {
    const all = event.target.closest("[data-select-all]");
    if (!all) return;
    const table = all.closest("table");
    table.querySelectorAll(".row-select").forEach(function (box) {
      box.checked = all.checked;
    });
    table.dispatchEvent(new CustomEvent("rows-selected", { bubbles: true }));
  }

  // The bulk bar is in the page for those without script; with it, it waits for a choice.
  function countSelected() {
    document.querySelectorAll("[data-bulk-bar]").forEach(function (bar) {
      const count = Array.from(bar.elements).filter(function (box) {
        return box.matches(".row-select") && box.checked;
      }).length;
      bar.hidden = count === 0;
      const text = bar.querySelector("[data-bulk-count]");
      if (text) text.textContent = String(count);
    });
  }

  // A select that says so sends its form when changed (its button stays for those without script).
  function submitOnChange(event) {
    const field = event.target.closest("[data-submit-on-change]");
    if (field && field.form) field.form.requestSubmit();
  }

  function prepare(root) {
    unfoldSteppers(root);
    floatToasts(root);
    countSelected();
  }

  document.addEventListener("keydown", focusSearch);
  document.addEventListener("keydown", menuKeys);
  document.addEventListener("click", function (event) {
    closeMenus(event.target);
    step(event);
  });
  document.addEventListener("change", function (event) {
    selectAll(event);
    if (event.target.matches(".row-select, [data-select-all]")) countSelected();
    submitOnChange(event);
  });
  document.addEventListener("click", function (event) {
    const print = event.target.closest("[data-print]");
    if (print) window.print();
  });
  // A link to pass on: copied, and said so beside the button.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    navigator.clipboard.writeText(field.value).then(function () {
      const said = button.parentElement.querySelector("[data-copied]");
      if (said) said.hidden = false;
    });
  });
  document.querySelectorAll("[data-print][hidden], [data-needs-script][hidden]").forEach(function (el) {
    el.hidden = false;
  });
  document.addEventListener("htmx:load", function (event) { prepare(event.detail.elt); });
  prepare(document);
})();
