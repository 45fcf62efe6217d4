// Passkeys: asks the browser to make or use one. Without this file codes still work.
(function () {
  "use strict";

  const form = document.querySelector("[data-passkey]");
  if (!form) return;
  const button = form.querySelector("button[type=submit]");
  const status = form.querySelector("[data-passkey-status]");
  const able = window.PublicKeyCredential && navigator.credentials && window.isSecureContext;
  if (!able) return;
  form.hidden = false;
  document.querySelectorAll("[data-passkey-unable]").forEach(function (el) {
    el.hidden = true;
  });

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) {
      return letter.charCodeAt(0);
    });
  }

  function text(buffer) {
    const letters = Array.from(new Uint8Array(buffer), function (byte) {
      return String.fromCharCode(byte);
    });
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withIds(list) {
    return (list || []).map(function (known) {
      return Object.assign({}, known, { id: bytes(known.id) });
    });
  }

  function asked(options) {
    const ready = Object.assign({}, options, { challenge: bytes(options.challenge) });
    if (options.user) ready.user = Object.assign({}, options.user, { id: bytes(options.user.id) });
    if (options.excludeCredentials) ready.excludeCredentials = withIds(options.excludeCredentials);
    if (options.allowCredentials) ready.allowCredentials = withIds(options.allowCredentials);
    return ready;
  }

  function answered(credential) {
    const given = credential.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (given[name]) response[name] = text(given[name]);
    });
    if (given.getTransports) response.transports = given.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: response,
    };
  }

  async function send(url, body) {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify(body),
    });
    const kind = response.headers.get("Content-Type") || "";
    const said = kind.startsWith("application/json") ? await response.json() : {};
    if (!response.ok) {
      throw new Error(said.message || (response.status === 429 ? form.dataset.locked : form.dataset.failed));
    }
    return said;
  }

  async function ceremony() {
    const isNew = form.dataset.passkey === "new";
    const options = asked((await send(form.dataset.options, {})).options);
    let credential;
    try {
      credential = await (isNew
        ? navigator.credentials.create({ publicKey: options })
        : navigator.credentials.get({ publicKey: options }));
    } catch (error) {
      throw new Error(form.dataset.failed);
    }
    const answer = answered(credential);
    const body = isNew ? { name: form.elements.name.value, answer: answer } : answer;
    window.location.assign((await send(form.dataset.save, body)).next);
  }

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    if (!form.reportValidity()) return;
    button.disabled = true;
    status.textContent = "";
    try {
      await ceremony();
    } catch (error) {
      status.textContent = error.message;
      button.disabled = false;
    }
  });
})();
