// What people decide about agents: kept in this browser, marked in the table, exported for the review's ledger.

const review = { handed: new Map(), own: new Map(), marked: [], isKept: true, said: "" };
const VERBS = { accepted: "Accept", dismissed: "Dismiss", snoozed: "Snooze", open: "Reopen" };
const now = () => new Date().toISOString().slice(0, 19) + "Z";
const dayFrom = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);
const inWords = (day) => new Date(day).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const oneLine = (field) => field.value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();

/** Why a decision no longer stands on what is known of agent i now; empty if it stands. Python says the same. */
function reopened(one, i) {
  const value = table.data.columns.saving[i], before = Number(one.evidence.saving || 0), until = one.until;
  const saving = value === null ? -Infinity : Number(value.toPrecision(2));
  if (one.decision === "open") { return "it was taken back"; }
  if (one.evidence.verdict !== table.data.columns.verdict[i]) { return "the verdict was " + one.evidence.verdict; }
  if (until && until.saving_above) { return saving > until.saving_above ? "it was snoozed until the saving exceeds $" + until.saving_above + " a month" : ""; }
  if (until && until !== "verdict-changes" && until < dayFrom(1)) { return "it was snoozed until " + until; }
  return one.decision !== "accepted" && saving > Math.max(before * review.rise, before + review.rise_usd) ? "it saves more now" : "";
}

/** The latest decision about agent i, the state that it gives it, and why it stands no more. */
function reviewOf(i) {
  const id = table.data.columns.id[i], own = review.own.get(id), handed = review.handed.get(id);
  const one = own && !(handed && handed.at > own.at) ? own : handed;
  const because = one ? reopened(one, i) : "";
  return { one, because, state: one && !because ? one.decision : "open" };
}

function readKept() {
  review.own.clear();
  try {
    for (const one of JSON.parse(kept.get("decisions") || "[]")) {
      if (VERBS[one.decision] && one.evidence) { review.own.set(one.agent, one); }
    }
  } catch (error) { /* what another version kept is no decision of ours */ }
}

const all = () => [...review.own.values()];
const waiting = () => all().filter((one) => !one.exported);
const keep = () => { review.isKept = kept.set("decisions", JSON.stringify(all())); };

function decide(i, decision, why, until) {
  const agent = table.data.columns.id[i], before = review.own.get(agent);
  const [verdict, saving, prompt] = $("[data-evidence]", view.agent).dataset.evidence.split(" ");
  if (decision === "open" && before && !before.exported && !review.handed.has(agent)) { review.own.delete(agent); } else {
    review.own.set(agent, { agent, rule: null, decision, who: oneLine($("#who")) || null, at: now(), why, until,
      evidence: { verdict, saving: saving === "?" ? null : saving, prompt } });
  }
  review.said = "";
  keep();
  refresh();
  showTools(i);
  $("[data-part=tools] button", view.agent).focus();
}

/** Everything that shows decisions, but the agent's own page. */
function refresh() {
  showBanner();
  if (!body) { return; }
  const { id: ids, saving: savings } = table.data.columns;
  const dismissed = [];
  for (const id of new Set([...review.own.keys(), ...review.handed.keys(), ...review.marked])) {
    const i = ids.indexOf(id);
    if (i < 0) { continue; }
    const { state } = reviewOf(i), head = $("th", rowOf(i));
    $$(".reviewed", head).forEach((mark) => mark.remove());
    if (state !== "open") { head.append(make("span", { className: "reviewed" }, " ", make("span", { className: "tag", textContent: state }))); }
    if (state === "dismissed" && !review.apart.includes(id)) { dismissed.push(Math.max(0, savings[i])); }
  }
  review.marked = [...review.own.keys()];
  review.line.hidden = !dismissed.length;
  const sum = dismissed.reduce((one, other) => one + other, 0), agents = several(dismissed.length, "agent");
  review.line.textContent = (sum ? "+" + dollars(sum) + " a month dismissed (" + agents + ")" : agents + " dismissed, with no known saving") + "; the figures on this page stay as audited.";
  if (/(^|[\s-])review[:=]/.test(table.query)) { show(table.page); }
}

function showBanner() {
  const number = waiting().length;
  review.banner.hidden = !number && !review.said;
  $("p", review.banner).textContent = !number ? review.said : several(number, "decision") + " not exported."
    + (review.isKept ? "" : " This browser keeps nothing for this page: export before you leave it.");
}

function exportFile() {
  const decisions = all().map(({ exported, ...one }) => one);
  const text = JSON.stringify({ schema: 1, fleet: review.fleet, exported_at: now(), decisions }, null, 2) + "\n";
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href, download: "fleet-decisions.json" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1e4);
  if (self !== top) { showText("fleet-decisions.json", "If this frame allows no downloads, copy the file from here.", text); }
  taken("exported as fleet-decisions.json.");
}

const quoted = (text) => (/^[\w./:@%+,=-]+$/.test(text) ? text : "'" + text.replace(/'/g, "'\\''") + "'");

/** The end of a snooze, in words and as an option of the command. */
function endOf(until) {
  if (!until) { return ["", ""]; }
  if (until === "verdict-changes") { return [" until its verdict changes", " --until verdict-changes"]; }
  if (until.saving_above) { return [" until it saves more than $" + until.saving_above + " a month", " --until " + quoted("saving>" + until.saving_above)]; }
  return [" until " + inWords(until), " --until " + quoted(until)];
}

function commandOf({ agent, decision, until, who, why }) {
  const more = endOf(until)[1] + (who ? " --by " + quoted(who) : "") + (why ? " --why " + quoted(why) : "");
  const dashed = agent.startsWith("-");
  return "auditor review " + VERBS[decision].toLowerCase() + (dashed ? more + " -- " : " ") + quoted(agent) + (dashed ? "" : more) + "\n";
}

function copyCommands() {
  copy((waiting().length ? waiting() : all()).map(commandOf).join(""), () => {});
  taken("copied as commands.");
}

function taken(how) {
  review.said = several(waiting().length || review.own.size, "decision") + " " + how;
  review.own.forEach((one) => { one.exported = true; });
  keep();
  showBanner();
}

const tool = (text, onclick, key) => make("button", { type: "button", className: "tool", onclick, ...(key && { "data-key": key }) },
  text, ...(key ? [make("kbd", { "aria-hidden": "true", textContent: key })] : []));

function showTools(i) {
  const { one, because, state } = reviewOf(i), slot = $("[data-part=tools]", view.agent);
  const status = make("span", { role: "status", className: "quiet" }), tell = (text) => { status.textContent = text; };
  const choices = state === "open"
    ? [["accepted", "a"], ["dismissed", "d"], ["snoozed", "s"]].map(([decision, key]) => tool(VERBS[decision] + "…", () => wonder(i, decision), key))
    : [tool("Reopen", () => decide(i, "open", "", null))];
  slot.replaceChildren(...choices, tool("Copy link", () => copy(here(), tell)),
    tool("Copy as Markdown", () => copy(markdownOf($("article", view.agent)).trim() + "\n\n" + here() + "\n", tell)), status);
  const line = $(".decided", view.agent) || make("p", { className: "decided" });
  line.hidden = !one || one.decision === "open";
  line.textContent = line.hidden ? "" : one.decision[0].toUpperCase() + one.decision.slice(1) + endOf(one.until)[0] + (one.who ? " by " + one.who : "")
    + " on " + inWords(one.at) + (one.why ? ": “" + one.why + "”" : "") + "." + (because && " Open again: " + because + ".");
  slot.after(line);
  dressKeys();
}

/** Ask for the reason, and the end, of a decision about agent i. */
function wonder(i, decision) {
  const dialog = openDialog("decide"), why = $("#why"), isNeeded = decision !== "accepted";
  $("h2", dialog).textContent = VERBS[decision] + " " + table.data.columns.name[i];
  $("[data-part=needed]", dialog).textContent = isNeeded ? "(required)" : "(optional)";
  $$("[aria-invalid]", dialog).forEach((field) => field.removeAttribute("aria-invalid"));
  $("#wrong").textContent = why.value = $("#until-saving").value = "";
  $("#who").value = $("#who").value || kept.get("who") || "";
  $("#until").hidden = decision !== "snoozed";
  $("#until-1").checked = true;
  $("#until-day").value = dayFrom(30);
  $("#decide-save").textContent = VERBS[decision];
  $("#decide-save").onclick = () => {
    const until = decision === "snoozed" ? untilOf() : null;
    const wrong = until && until.wrong || (isNeeded && !oneLine(why) ? [why, "Say why: the reason goes with the decision."] : null);
    if (wrong) { $("#wrong").textContent = wrong[1]; wrong[0].setAttribute("aria-invalid", "true"); wrong[0].focus(); return; }
    kept.set("who", oneLine($("#who")) || null);
    dialog.close();
    decide(i, decision, oneLine(why), until);
  };
  why.focus();
}

/** The end of a snooze as the file has it, or what is wrong with it. */
function untilOf() {
  const chosen = $("[name=until]:checked").value, day = $("#until-day"), saving = $("#until-saving"), usd = saving.value.trim();
  if (chosen === "verdict") { return "verdict-changes"; }
  if (chosen === "day") { return day.value >= dayFrom(1) ? day.value : { wrong: [day, "Choose a day from tomorrow on."] }; }
  return /^\d{1,12}(\.\d{1,2})?$/.test(usd) ? { saving_above: usd } : { wrong: [saving, "Say how many USD a month, such as 500."] };
}

extraFields.review = (value, wrong) => {
  const wanted = value.split(",").filter(Boolean), odd = wanted.filter((one) => !VERBS[one]);
  if (odd.length) { wrong.push("a review is " + Object.keys(VERBS).join(", ") + ", not " + odd.join(", ")); }
  return (i) => wanted.includes(reviewOf(i).state);
};

async function wakeReview() {
  Object.assign(review, await unpack("review"));
  if ($("#decisions")) { (await unpack("decisions")).filter((one) => one.rule === null).forEach((one) => review.handed.set(one.agent, one)); }
  review.banner = make("aside", { className: "banner", hidden: true, "aria-label": "Decisions" }, make("p", { role: "status" }),
    tool("Export", exportFile), tool("Copy as commands", copyCommands));
  review.line = make("p", { className: "aside", id: "dismissed" });
  (view.overview || view.agent).before(review.banner);
  if (body) { $(".answer").after(review.line); }
  $$("#until [data-end]").forEach((field) => { field.onfocus = () => { $("#" + field.dataset.end).checked = true; }; });
  $("#decide").onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target.matches("input"))) { event.preventDefault(); $("#decide-save").click(); } };
  addEventListener("storage", (event) => { if (event.key === kept.key("decisions")) { readKept(); refresh(); if (view.id !== null) { showTools(table.data.columns.id.indexOf(view.id)); } } });
  addEventListener("beforeunload", (event) => { if (!review.isKept && waiting().length) { event.preventDefault(); } });
  opened.push(showTools);
  readKept();
  refresh();
}
