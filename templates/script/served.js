// The page of `auditor serve`: decisions go straight to the ledger, and a newer edition takes this one's place.

const served = { session: null, state: null, edition: "", said: null, events: null, touched: 0, isWriting: false };
const PLACE = "fleet-audit:place", QUIET = 1500;
const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Ask the server; what it refuses is an error in its own words. */
async function asked(path, value) {
  const sent = value && { method: "POST", body: JSON.stringify(value), headers: { "Content-Type": "application/json", "X-CSRF-Token": served.session.csrf } };
  let answer;
  try { answer = await fetch(path, sent); } catch (error) { throw new Error("auditor serve does not answer: is it still running?"); }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) { throw Object.assign(new Error(told.error || "auditor serve answered " + answer.status + "."), { status: answer.status }); }
  return told;
}

/** Write a decision to the ledger; what it holds then is shown at once, the figures follow with the next edition. */
decide = async (i, decision, why, until) => {
  const agent = table.data.columns.id[i], { one } = reviewOf(i);
  const [verdict, saving, prompt] = $("[data-evidence]", view.agent).dataset.evidence.split(" ");
  const evidence = { verdict, saving: saving === "?" ? null : saving, prompt };
  served.isWriting = true;
  try {
    const told = await asked("decisions", { agent, decision, why, until, who: oneLine($("#who")) || kept.get("who") || null, evidence, after: one ? one.at : null });
    review.handed.set(agent, told.decision);
    say_served(null);
    refresh();
    if (view.id === agent) {
      showTools(i);
      $("[data-part=tools] [role=status]", view.agent).textContent = "Written to " + served.session.ledger + ".";
      $("[data-part=tools] button", view.agent).focus();
    }
  } catch (error) {
    const again = error.status === 409 ? null : () => decide(i, decision, why, until);
    say_served({ text: table.data.columns.name[i] + ": " + error.message, again });
  } finally { served.isWriting = false; }
};

/** Ask as the file does; where several people come in, everybody says who they are. */
const wonderOfFile = wonder;
wonder = (i, decision) => {
  wonderOfFile(i, decision);
  const save = $("#decide-save"), who = $("#who"), go_on = save.onclick;
  save.onclick = () => {
    if (served.session.who || oneLine(who)) { go_on(); return; }
    $("#wrong").textContent = "Say who you are: several people decide here.";
    who.setAttribute("aria-invalid", "true");
    who.focus();
  };
};

/** Say something of this page's own, with what may be done about it. */
function say_served(said) {
  served.said = said;
  showServed();
}

/** What is to be said, most urgent first: [text, lines, loudness, button]. */
function word() {
  const { state, said, lost } = served;
  if (said) { return [said.text, [], "loud wrong", said.again ? ["Try again", said.again] : ["Close", () => say_served(null)]]; }
  if (lost) { return [lost, [], "loud wrong", null]; }
  if (!state) { return ["Connecting to auditor serve.", [], "", null]; }
  const made = "the last good report, made at " + clock(state.at);
  const isNewer = state.edition !== served.edition, show = isNewer ? ["Show it", reopen] : null;
  if (state.problems.length) { return [(isNewer ? "There is a newer report. " : "") + several(state.problems.length, "thing") + " to mend; this is " + made + ".", state.problems, "loud wrong", show]; }
  if (isNewer) { return ["There is a newer report.", [], "loud", show]; }
  if (state.working) { return ["Something changed: the report is being made anew.", [], "", null]; }
  return [served.news || "Up to date, made at " + clock(state.at) + ". Decisions go to " + (served.session ? served.session.ledger : "the ledger") + ".", [], "", null];
}

function showServed() {
  const [text, lines, loudness, button] = word(), bar = served.bar, tell = $("p", bar);
  bar.className = "served " + loudness;
  if (tell.textContent !== text) { tell.textContent = text; }
  const shown = lines.slice(0, 20).concat(lines.length > 20 ? ["and " + whole(lines.length - 20) + " more"] : []);
  $("ul", bar).tabIndex = lines.length ? 0 : -1;
  $("ul", bar).replaceChildren(...shown.map((line) => make("li", { textContent: line })));
  $$(".tool", bar).forEach((one) => one.remove());
  if (button) { $("label", bar).before(tool(button[0], button[1])); }
}

const isLive = () => kept.get("live") !== "off";

/** Whether somebody is in the middle of something that a new page would take away. */
function isBusy() {
  return served.isWriting || Boolean(served.said) || Boolean($("dialog[open]")) || Boolean(document.activeElement && document.activeElement.matches(FIELDS))
    || !getSelection().isCollapsed || Date.now() - served.touched < QUIET;
}

/** Where what is shown begins in the window: under a bar that is higher when it has more to say. */
const top_of = () => (view.id === null ? view.overview : view.agent).getBoundingClientRect().top;

/** Open the newer edition in place of this one, and remember where we are. */
function reopen() {
  const { sort, down, page } = table, focus = document.activeElement && document.activeElement.closest("[data-part=tools]") ? "tools" : "";
  const folds = $$("details").map((fold, at) => (fold.open ? at : -1)).filter((at) => at >= 0);
  const place = { y: -top_of(), from: view.from, sort, down, page, focus, folds, answer: $(".answer").textContent };
  try { sessionStorage.setItem(PLACE, JSON.stringify(place)); } catch (error) { /* then from the top */ }
  served.events.close();
  location.reload();
}

/** Go back to where the page before this one was. */
async function resume() {
  let place = null;
  try { place = JSON.parse(sessionStorage.getItem(PLACE)); sessionStorage.removeItem(PLACE); } catch (error) { /* from the top */ }
  if (!place) { return; }
  const answer = $(".answer").textContent;
  if (answer !== place.answer) { served.news = "Made anew. Before: " + place.answer + " Now: " + answer; showServed(); }
  const header = place.sort && $("#table button[data-sort=" + CSS.escape(place.sort) + "]");
  if (header && (place.sort !== "saving" || !place.down)) { sortBy(header); if (table.down !== place.down) { sortBy(header); } }
  if (place.page) { show(place.page); }
  for (let tries = 0; address().has("a") && view.id === null && tries < 100; tries += 1) { await new Promise((done) => setTimeout(done, 20)); }
  const folds = $$("details");
  place.folds.forEach((at) => { if (folds[at]) { folds[at].open = true; } });
  if (place.focus && view.id !== null) { $("[data-part=tools] button", view.agent).focus({ preventScroll: true }); }
  view.from = place.from;
  scrollTo(0, scrollY + top_of() + place.y);
}

/** Listen while the page is looked at: a browser has few connections to one server, and hidden tabs need none. */
function listen() {
  if (served.events) { served.events.close(); served.events = null; }
  if (document.hidden) { return; }
  const events = served.events = new EventSource("events");
  events.onmessage = (event) => {
    served.lost = null;
    served.state = JSON.parse(event.data);
    if (served.state.working || served.state.problems.length) { served.news = ""; }
    showServed();
  };
  events.onerror = () => {
    served.lost = events.readyState === EventSource.CLOSED
      ? "auditor serve does not let this page in any more. Load it again, or open a fresh link."
      : "auditor serve does not answer. What is shown stays; nothing can be decided until it runs again.";
    showServed();
  };
}

const wakeReviewOfFile = wakeReview;
wakeReview = async () => {
  await wakeReviewOfFile();
  Object.assign(served, await unpack("served"));
  const live = make("input", { type: "checkbox", checked: isLive(), onchange() { kept.set("live", live.checked ? null : "off"); } });
  served.bar = make("aside", { className: "served", "aria-label": "auditor serve" }, make("p", { role: "status" }), make("label", {}, live, " Follow changes"), make("ul", { "aria-label": "To mend" }));
  view.overview.before(served.bar);
  showServed();
  served.session = await asked("session").catch((error) => { say_served({ text: error.message, again: () => location.reload() }); return null; });
  if (!served.session) { return; }
  $("#decide .note").textContent = "Written to " + served.session.ledger + " at once. The figures follow.";
  $("#who").placeholder = served.session.who;
  if (!served.session.who) { $("label[for=who] .quiet").textContent = "(required)"; }
  $$("#help dd").forEach((one) => { one.textContent = one.textContent.replace(", as decided in this browser or in the review ledger", ""); });
  for (const kind of ["pointerdown", "keydown", "wheel", "scroll", "input"]) { addEventListener(kind, () => { served.touched = Date.now(); }, { passive: true, capture: true }); }
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => served.events && served.events.close());
  listen();
  setTimeout(resume);
  setInterval(() => { if (served.state && !served.lost && served.state.edition !== served.edition && isLive() && !isBusy()) { reopen(); } }, 300);
};

readKept = () => review.own.clear();
