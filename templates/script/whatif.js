// The what-if panel: four levers for the whole fleet. Audited verdicts stay; the panel says which would flip.

const stopsOf = (from, to, by) => Array.from({ length: Math.round((to - from) / by) + 1 }, (_, k) => from + k * by);
const FACTORS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 8, 10];
const LEVERS = {
  n: { name: "calls", stops: FACTORS, own: 1, at: 1, times: 1 },
  p: { name: "prices", stops: FACTORS.slice(0, 17), own: 1, at: 1, times: 1 },
  h: { name: "hit", stops: stopsOf(0, 100, 5), own: null, at: 70, times: 100 },
  H: { name: "months", stops: stopsOf(1, 36, 1), own: null, at: 12, times: 1 },
};
const MOST_FLIPS = 20;
const whatif = { panel: $("#what-if"), of: null, names: [], audited: null, flips: new Set(), writing: 0 };
whatif.at = { calls: 1, prices: 1, hit: null, months: null };
extraWords.flips = (i) => whatif.flips.has(i);

const isAudited = () => Object.values(LEVERS).every((one) => whatif.at[one.name] === one.own);
const leverText = (one) => (whatif.at[one.name] === null ? "" : String(Number((whatif.at[one.name] * one.times).toPrecision(12))));

/** Unpack the coefficients when they are first asked for. */
function coefficients() {
  whatif.loading = whatif.loading || unpack("whatif").then((packed) => {
    whatif.names = packed.names;
    whatif.of = arrays(packed);
    whatif.audited = fleetAt(whatif.of, { calls: 1, prices: 1, hit: null, months: null });
  });
  return whatif.loading;
}

/** Reckon at the levers' setting and say what comes of it. */
async function reckon() {
  showLevers();
  await coefficients();
  const total = fleetAt(whatif.of, whatif.at);
  whatif.flips = new Set(total.flips.map((one) => one[0]));
  tellTotal(total);
  if (/(^|\s)-?flips(\s|$)/i.test(table.query)) { show(); }
}

/** An amount, the number itself for whoever reads the page by program, and its difference to the audited one. */
function amountBeside(value, before) {
  const change = value - before, isSame = Math.abs(change) < 1e-9 * Math.abs(before) || change === 0;
  const beside = isSame ? " (as audited)" : " (" + (change > 0 ? "+" : "") + dollars(change) + ")";
  return [make("b", {}, make("data", { value: String(value), textContent: dollars(value) })), isAudited() ? "" : make("span", { className: "beside" }, beside)];
}

function tellTotal(total) {
  const flips = total.flips.length, before = whatif.audited;
  const ends = isAudited() ? ["."] : ["; ", make("b", {}, flips ? several(flips, "verdict") : "no verdict"), " would flip", flips ? " with gate 5." : "."];
  $("#whatif-says").replaceChildren(isAudited() ? "As audited: " : "", ...amountBeside(total.cost, before.cost), " a month, ",
    ...amountBeside(total.saving, before.saving), " of it avoidable", ...ends);
  const list = make("ul", { className: "flips" }, ...total.flips.slice(0, MOST_FLIPS).map(flipLine));
  const more = flips > MOST_FLIPS ? [make("span", { className: "note" }, "and " + whole(flips - MOST_FLIPS) + " more ")] : [];
  const all = make("button", { type: "button", className: "tool", textContent: "Show in the table",
    onclick() { ask("flips"); $("#agents").scrollIntoView(); } });
  $("#whatif-flips").replaceChildren(...(flips ? [list, make("p", { className: "tools" }, ...more, all)] : []));
}

function flipLine([i, to]) {
  const sign = (place) => {
    const [name, family, shape] = whatif.names[place];
    return make("span", { className: "badge f-" + family }, make("span", { className: "shape", "aria-hidden": "true" }, shape), " " + name);
  };
  const link = make("a", { href: link_to(table.data.columns.id[i]) }, make("bdi", {}, table.data.columns.name[i]));
  return make("li", {}, make("span", {}, link), make("span", {}, sign(whatif.of.verdicts[i][0]), " → ", sign(to)));
}

/** Fields and sliders as the setting has them; a field that is being typed into is left alone. */
function showLevers() {
  for (const [key, one] of Object.entries(LEVERS)) {
    const part = $("[data-lever=" + key + "]"), [field, slider] = $$("input", part), text = leverText(one);
    const value = text === "" ? one.at : Number(text);
    if (field !== document.activeElement) { field.value = text; }
    part.classList.toggle("is-own", text === "");
    slider.value = one.stops.reduce((near, stop, k) => (Math.abs(stop - value) < Math.abs(one.stops[near] - value) ? k : near), 0);
    slider.setAttribute("aria-valuetext", text === "" ? "each agent’s own" : text + " " + $(".unit", part).textContent);
  }
  $("#whatif-reset").disabled = isAudited();
}

/** The setting as the address has it, n2,h0.7: what is as audited is left out. */
function settingText() {
  return Object.entries(LEVERS).filter(([, one]) => whatif.at[one.name] !== one.own).map(([key, one]) => key + whatif.at[one.name]).join(",");
}

/** Set the levers from an address; what it does not name is as audited, and what no lever allows is left out. */
function setLevers(text) {
  for (const one of Object.values(LEVERS)) { whatif.at[one.name] = one.own; }
  for (const part of text.split(",")) {
    const found = /^([nphH])(\d*\.?\d+)$/.exec(part);
    if (found && isAllowed(found[1], Number(found[2]))) { whatif.at[LEVERS[found[1]].name] = Number(found[2]); }
  }
  lasting.w = settingText();
  return reckon();
}

function isAllowed(key, value) {
  const field = $("#lever-" + key), shown = value * LEVERS[key].times;
  return shown >= Number(field.min) && shown <= Number(field.max) && (key !== "H" || Number.isInteger(value));
}

/** A lever was moved: the address follows when the hand rests. */
function leverMoved(key, text) {
  const one = LEVERS[key], value = text.trim() === "" ? one.own : Number(text) / one.times;
  if (value !== null && !isAllowed(key, value)) { return; }
  whatif.at[one.name] = value;
  lasting.w = settingText();
  clearTimeout(whatif.writing);
  whatif.writing = setTimeout(() => { if (view.id === null) { readdress(); } }, 300);
  reckon();
}

function wakeWhatIf() {
  if (!whatif.panel) { return; }
  for (const [key, one] of Object.entries(LEVERS)) {
    const [field, slider] = $$("input", $("[data-lever=" + key + "]"));
    slider.max = one.stops.length - 1;
    field.oninput = () => leverMoved(key, field.value);
    field.onblur = showLevers;
    slider.oninput = () => leverMoved(key, String(one.stops[slider.value]));
  }
  for (const sign of ["pointerenter", "focusin"]) { whatif.panel.addEventListener(sign, coefficients); }
  $("#whatif-reset").onclick = () => { setLevers(""); readdress(); };
  $("#whatif-copy").onclick = () => { readdress(); copy(here(), (text) => { $("#whatif-copied").textContent = text; }); };
  const restore = () => {
    const where = address();
    if (where.has("w") ? where.get("w") !== settingText() : !where.has("a") && !isAudited() && (where.has("q") || !hash)) { setLevers(where.get("w") || ""); }
  };
  routed.push(restore);
  showLevers();
  whatif.panel.hidden = false;
  restore();
}
