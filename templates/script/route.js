// Which page is shown: the overview, or an agent's own, unpacked when it is asked for.

const chunks = new Map();
const view = { overview: $("#overview"), agent: $("#agent"), title: document.title, id: null, from: 0 };

let common;

/** The page of an agent by its place in the order of the table. */
async function pageOf(i) {
  const number = Math.floor(i / 100);
  common = common || unpack("lines");
  if (!chunks.has(number)) { chunks.set(number, Promise.all([common, unpack("pages-" + number)]).then(leaves)); }
  return (await chunks.get(number))[i % 100];
}

/** The pages of a block: lines with blanks, and down each blank what fills it, nothing where that is as before. */
function leaves([shared, block]) {
  const lines = shared.concat(block.lines).map((line) => line.split("\x7f")), first = new Map();
  const columns = block.figures.split("\n").map((column) => ({ left: column.split(" ").reverse(), last: "" }));
  const fill = (column) => (column.last = column.left.pop() || column.last);
  let met = 0;
  return block.pages.map((places, i) => places.map((place) => {
    const [head, ...parts] = lines[place];
    if (!first.has(place)) { first.set(place, met); met += parts.length; }
    return head + parts.map((part, k) => fill(columns[first.get(place) + k]) + part).join("");
  }).join("\n").replace(/\x01/g, () => block.ids[i][0]).replace(/\x02/g, () => block.ids[i][1]));
}

/** Called with the place of an agent each time its page has been opened. */
const opened = [];

async function openAgent(id, where) {
  const i = table.data.columns.id.indexOf(id);
  if (i < 0) { return openOverview(); }
  if (!$("#pages-0")) { location.replace($("a", rowOf(i)).href); return; }
  if (view.id !== id) {
    const page = await pageOf(i);
    if (view.id === null) { view.from = scrollY; }
    view.id = id;
    view.agent.innerHTML = page;
    step(i);
    opened.forEach((tell) => tell(i));
  }
  view.overview.hidden = true;
  view.agent.hidden = false;
  document.title = table.data.columns.name[i] + " · " + view.title;
  const part = where.has("s") ? $("#span-" + CSS.escape(where.get("s"))) : where.has("p") ? $("#" + CSS.escape(where.get("p"))) : null;
  if (part) {
    for (let fold = part.closest("details"); fold; fold = fold.parentElement.closest("details")) { fold.open = true; }
    part.scrollIntoView({ block: "center" });
    part.focus({ preventScroll: true });
  } else {
    scrollTo(0, 0);
    $("h1", view.agent).focus({ preventScroll: true });
  }
}

function openOverview() {
  if (view.id === null) { return; }
  const link = $$("#table a").find((one) => one.hash === link_to(view.id));
  view.overview.hidden = false;
  view.agent.hidden = true;
  view.agent.replaceChildren();
  view.id = null;
  document.title = view.title;
  const anchor = hash.length > 1 && !hash.includes("=") && document.getElementById(hash.slice(1));
  if (anchor && anchor.id !== "agents") { anchor.scrollIntoView(); return; }
  scrollTo(0, view.from);
  if (link) { link.focus({ preventScroll: true }); }
}

const link_to = (id) => "#a=" + encodeURIComponent(id).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());

/** The way to the agents before and after this one, in the order of the table as it is filtered now. */
function step(i) {
  const place = table.order.indexOf(i);
  const way = $("[data-part=place]", view.agent);
  if (place < 0) { way.textContent = "not in the filter"; return; }
  const go = (text, at, key) => (at in table.order ? [make("a", { href: link_to(table.data.columns.id[table.order[at]]), textContent: text, "data-key": key })] : []);
  const all = table.order.length === table.data.columns.id.length ? "" : " in the filter";
  way.replaceChildren(whole(place + 1) + " of " + whole(table.order.length) + all, ...go("← Previous", place - 1, "k"), ...go("Next →", place + 1, "j"));
}

/** Called whenever another address is followed. */
const routed = [];

function route() {
  const where = address();
  routed.forEach((tell) => tell());
  if (where.has("a")) { openAgent(where.get("a"), where); return; }
  openOverview();
  const asked = where.get("q") || "";
  if (asked !== table.query.trim() && (where.has("q") || !hash)) { box.value = table.query = asked; show(); }
}

/** Links within the page are followed here: a frame in a sandbox may not even change what stands behind #. */
function follow(event) {
  const link = event.target.closest && event.target.closest("a[href^='#']");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
  const to = link.getAttribute("href");
  if (!to.includes("=") && view.id === null) { return; }
  event.preventDefault();
  go(to, to !== hash);
  route();
}
