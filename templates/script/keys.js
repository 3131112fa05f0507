// One key does it: / filter, j and k next and previous agent, a d s review, ? help. They can be switched off.

const keys = { isOn: kept.get("keys") !== "off" };
const FIELDS = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";

/** Say which keys work, to assistive technology and to the eye. */
function dressKeys() {
  document.documentElement.dataset.keys = keys.isOn ? "on" : "off";
  for (const one of $$("[data-key]")) {
    if (keys.isOn) { one.setAttribute("aria-keyshortcuts", one.dataset.key); } else { one.removeAttribute("aria-keyshortcuts"); }
  }
}

function toFilter() {
  if (!box) { return; }
  if (view.id === null) { box.focus(); return; }
  go("#agents", true);
  route();
  box.focus();
}

function pressed(event) {
  const key = event.shiftKey ? event.key : event.key.toLowerCase();
  if (key === "escape") { const back = $(".way .back", view.agent); if (back) { back.click(); } return Boolean(back); }
  if (!keys.isOn) { return false; }
  if (key === "?") { openDialog("help"); return true; }
  if (key === "/") { toFilter(); return true; }
  const found = $$("[data-key]", view.agent).find((one) => one.dataset.key === key && one.getClientRects().length);
  if (found) { found.click(); }
  return Boolean(found);
}

function wakeKeys() {
  if (box) { box.dataset.key = "/"; }
  $("#bar").append(make("button", { type: "button", className: "tool", textContent: "Help", "data-key": "?", onclick() { openDialog("help"); } }));
  const choice = $("#keys-on");
  choice.checked = keys.isOn;
  choice.onchange = () => { keys.isOn = choice.checked; kept.set("keys", keys.isOn ? null : "off"); dressKeys(); };
  opened.push(dressKeys);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) { return; }
    if ($("dialog[open]") || event.target.closest(FIELDS)) { return; }
    if (pressed(event)) { event.preventDefault(); }
  });
  dressKeys();
}
