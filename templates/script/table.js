// The table of agents: filtered by a query, sorted by a column, in pages where there are many.

const PAGE = 100;
const table = { data: null, rows: [], order: [], page: 0, sort: "saving", down: true, query: "", paged: false };
const body = $("#table tbody");
const box = $("#filter");
const statusLine = $("#status");
const families = $$("button.family");

/** Take over the rows as they were written; where there are more agents than rows, the others are unpacked. */
async function takeOver() {
  table.data = await unpack("columns");
  const count = table.data.columns.id.length, changed = table.data.columns.changed;
  if (changed) { extraWords.changed = (i) => changed[i] > 0; }
  table.rows = Array.from(body.rows);
  table.paged = table.rows.length < count;
  if (table.paged) { table.markup = await unpack("rows"); table.rows = []; }
  table.order = table.data.columns.id.map((id, i) => i);
}

function rowOf(i) {
  if (!table.rows[i]) {
    const holder = document.createElement("tbody");
    holder.innerHTML = table.markup[i];
    table.rows[i] = holder.firstElementChild;
  }
  return table.rows[i];
}

function compare(column, down) {
  const values = table.data.columns[column];
  const sign = down ? -1 : 1;
  const keys = typeof values[0] === "string" ? values.map((value) => value.toLowerCase()) : values;
  return (a, b) => {
    const one = keys[a], other = keys[b];
    if (one === other) { return a - b; }
    if (one === null) { return 1; }
    if (other === null) { return -1; }
    return one < other ? -sign : sign;
  };
}

/** Filter, sort and show; the page of the table stays unless something else is asked for. */
function show(page) {
  const asked = query(table.query, table.data);
  table.order = table.data.columns.id.map((id, i) => i).filter(asked.test);
  if (table.sort !== "saving" || !table.down) { table.order.sort(compare(table.sort, table.down)); }
  table.page = Math.min(page || 0, Math.max(0, Math.ceil(table.order.length / PAGE) - 1));
  say(asked.wrong);
  draw();
}

function draw() {
  const from = table.paged ? table.page * PAGE : 0;
  const shown = table.paged ? table.order.slice(from, from + PAGE) : table.order;
  const none = make("tr", { className: "none" }, make("td", { colSpan: 99, textContent: "No agent fits this filter." }));
  body.replaceChildren(...(shown.length ? shown.map(rowOf) : [none]));
  turn(from, shown.length);
}

function say(wrong) {
  const all = table.data.columns.id.length, found = table.order.length;
  statusLine.textContent = (found === all ? "" : whole(found) + " of ") + whole(all) + (all === 1 ? " agent" : " agents");
  const note = $("#filter-note");
  note.hidden = !wrong.length;
  note.textContent = wrong.length ? "Left out of the filter: " + wrong.join("; ") + "." : "";
  const pressed = /(?:^|\s)verdict:(\S+)/.exec(table.query);
  const named = pressed ? pressed[1].split(",") : [];
  families.forEach((button) => button.setAttribute("aria-pressed", String(named.includes(button.dataset.family))));
}

function turn(from, shown) {
  const bar = $("#pages");
  bar.hidden = !table.paged || table.order.length <= PAGE;
  if (bar.hidden) { return; }
  const last = Math.ceil(table.order.length / PAGE) - 1;
  const step = (text, page, off) => make("button", { type: "button", className: "tool", textContent: text, disabled: off,
    onclick() { table.page = page; draw(); $("#table").scrollIntoView({ block: "start" }); } });
  bar.replaceChildren(step("← Previous", table.page - 1, table.page === 0), step("Next →", table.page + 1, table.page === last),
    make("span", {}, "rows " + whole(from + 1) + "–" + whole(from + shown) + " of " + whole(table.order.length)));
}

function sortBy(button) {
  const header = button.closest("th"), before = header.getAttribute("aria-sort");
  table.down = before ? before === "ascending" : header.classList.contains("n");
  table.sort = button.dataset.sort;
  $$("#table th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
  header.setAttribute("aria-sort", table.down ? "descending" : "ascending");
  show();
}

/** Put a family of verdicts into the query, or take it out again. */
function toggle(family) {
  const found = /(^|\s+)verdict:(\S+)/.exec(table.query);
  const names = found ? found[2].split(",").filter(Boolean) : [];
  const others = names.filter((name) => name !== family);
  const wanted = others.length < names.length ? others : names.concat(family);
  const rest = found ? table.query.replace(found[0], "").trim() : table.query.trim();
  ask((wanted.length ? "verdict:" + wanted.join(",") + " " : "") + rest);
}

/** Ask a query, as if it had been typed. */
function ask(text) {
  box.value = table.query = text.trim();
  readdress({ q: table.query });
  show();
}

function wakeTable() {
  $$("#table thead button").forEach((button) => { button.disabled = false; button.onclick = () => sortBy(button); });
  families.forEach((button) => { button.disabled = false; button.onclick = () => toggle(button.dataset.family); });
  box.parentNode.hidden = false;
  box.oninput = () => { table.query = box.value; readdress({ q: table.query.trim() }); show(); };
}
