// Light or dark as the reader wants it; and the start of everything.

function paint(theme) {
  if (theme) { document.documentElement.dataset.theme = theme; } else { delete document.documentElement.dataset.theme; }
}

function wakeBar() {
  const choice = make("select", { "aria-label": "Colours", onchange() { paint(choice.value); kept.set("theme", choice.value || null); } },
    ...[["", "Colours: system"], ["light", "Light"], ["dark", "Dark"]].map(([value, text]) => make("option", { value, textContent: text })));
  choice.value = kept.get("theme") || "";
  paint(choice.value);
  $("#bar").append(choice, make("button", { type: "button", className: "tool", textContent: "Print", onclick() { print(); } }));
}

/** An agent's own page in a folder of pages: its row is all that is known of the table. */
async function beginAlone() {
  table.data = await unpack("columns");
  table.order = [0];
  view.id = table.data.columns.id[0];
  wakeBar();
  await wakeReview();
  wakeKeys();
  showTools(0);
  document.documentElement.dataset.ready = "";
}

async function begin() {
  await takeOver();
  wakeTable();
  wakeBar();
  wakeWhatIf();
  wakeFindings();
  await wakeReview();
  wakeKeys();
  if (table.paged) { show(); }
  addEventListener("popstate", () => { hash = location.hash; route(); });
  document.addEventListener("click", follow);
  route();
  document.documentElement.dataset.ready = "";
}

($("#table") ? begin : beginAlone)().catch((error) => {
  if (!body) { return; }
  $("#filter-note").hidden = false;
  $("#filter-note").textContent = "This browser cannot open the agents’ pages (" + error.message + "); the overview is complete without them.";
});
