// Light or dark as the reader wants it; and the start of everything.

function paint(theme) {
  if (theme) { document.documentElement.dataset.theme = theme; } else { delete document.documentElement.dataset.theme; }
}

function wakeBar() {
  const choice = make("select", { "aria-label": "Colours", onchange() { paint(choice.value); kept.set("theme", choice.value || null); } },
    ...[["", "Colours: as the system"], ["light", "Light"], ["dark", "Dark"]].map(([value, text]) => make("option", { value, textContent: text })));
  choice.value = kept.get("theme") || "";
  paint(choice.value);
  $("#bar").append(choice, make("button", { type: "button", className: "tool", textContent: "Print", onclick() { print(); } }));
}

async function begin() {
  await takeOver();
  wakeTable();
  wakeBar();
  await wakeReview();
  wakeKeys();
  if (table.paged) { show(); }
  addEventListener("hashchange", route);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) { route(); }
  });
  route();
  document.documentElement.dataset.ready = "";
}

begin().catch((error) => {
  $("#filter-note").hidden = false;
  $("#filter-note").textContent = "This browser cannot open the agents’ pages (" + error.message + "); the overview is complete without them.";
});
