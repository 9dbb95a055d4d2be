// What script adds at the desk. Every page works without it.
(() => {
  const wrong = document.getElementById("wrong");
  if (wrong) wrong.focus();

  for (const form of document.querySelectorAll("form[data-offline]")) {
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      const said = form.querySelector("[data-said]");
      said.hidden = false;
      said.focus();
    });
  }

  for (const form of document.querySelectorAll("form[data-keys]")) {
    document.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("textarea, input:not([type=checkbox])")) return;
      const box = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (box) { box.checked = !box.checked; box.focus(); }
    });
  }

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({ publicKey: {
      ...options, challenge: bytes(options.challenge), excludeCredentials: named(options.excludeCredentials),
      user: { ...options.user, id: bytes(options.user.id) },
    } });
    return { id: made.id, rawId: text(made.rawId), type: made.type, response: {
      clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject),
    } };
  };
  const get = async (options) => {
    const shown = await navigator.credentials.get({ publicKey: {
      ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials),
    } });
    return { id: shown.id, rawId: text(shown.rawId), type: shown.type, response: {
      clientDataJSON: text(shown.response.clientDataJSON), authenticatorData: text(shown.response.authenticatorData),
      signature: text(shown.response.signature), userHandle: shown.response.userHandle ? text(shown.response.userHandle) : null,
    } };
  };

  for (const place of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    place.hidden = false;
    const form = place.closest("form");
    const ask = place.dataset.passkey === "create" ? create : get;
    place.querySelector("button").addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        form.elements.credential.value = JSON.stringify(await ask(JSON.parse(place.dataset.options)));
      } catch { return; }
      form.submit();
    });
  }
})();
