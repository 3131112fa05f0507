// The query language: words, and terms such as verdict:fine-tune owner:leasing gate:G2=fail saving>500 -model:mini.

const NUMBERS = { calls: "calls", tokens: "tokens", volatile: "volatile", cost: "cost", saving: "saving", passed: "passed" };
const TEXTS = {
  name: "name", agent: "name", id: "id", owner: "owner", team: "team", o: "owner", model: "model", m: "model",
  provider: "provider", architecture: "architecture", confidence: "confidence",
  cost_centre: "cost_centre", cc: "cost_centre",
};
const OUTCOMES = { p: "pass", f: "fail", u: "unknown", e: "error", s: "skipped" };
const FAMILY_WORDS = { rag: "retrieve", data: "needs-data" };
const plainly = (text) => text.toLowerCase().replace(/[-_\s]+/g, " ").trim();
const initials = (name) => name.split("-").map((part) => part[0]).join("");

/** A query over columns: `test(i)` tells whether agent i fits, `wrong` says what was not understood. */
function query(text, data) {
  const wrong = [];
  const tests = (text.match(/-?[a-z0-9_]*(?:>=|<=|[:=<>])?"[^"]*"?|\S+/gi) || [])
    .map((word) => term(word, data, wrong)).filter(Boolean);
  return { wrong, test: (i) => tests.every((test) => test(i)) };
}

function term(word, data, wrong) {
  if (word.length > 1 && word[0] === "-") {
    const test = term(word.slice(1), data, wrong);
    return test && ((i) => !test(i));
  }
  const found = /^([a-z0-9_]+)(>=|<=|[:=<>])(.*)$/i.exec(word);
  if (!found) { return anywhere(word.replace(/"/g, ""), data); }
  const field = found[1].toLowerCase(), sign = found[2], value = found[3].replace(/"/g, "");
  const column = data.columns;
  if (value === "") { return null; }
  if (field === "verdict" || field === "v") { return verdictIs(value.toLowerCase(), sign, data, wrong); }
  if (field === "gate" || field === "g" || /^g\d$/.test(field)) { return gateIs(field, value.toLowerCase(), data, wrong); }
  if (NUMBERS[field]) { return numberIs(column[NUMBERS[field]], field, sign, value.toLowerCase(), wrong); }
  if (TEXTS[field]) { return oneOf(column[TEXTS[field]] || (field === "team" ? column.owner : null), value, sign); }
  if (extraFields[field]) { return extraFields[field](value.toLowerCase(), wrong); }
  wrong.push("there is no field " + field);
  return null;
}

/** Fields that other parts of the script add: a name, and from a value (and what is wrong) to a test. */
const extraFields = {};
/** Words that are a question of their own, such as changed. */
const extraWords = {};

function anywhere(word, data) {
  const own = extraWords[word.toLowerCase()];
  if (own) { return own; }
  const wanted = plainly(word);
  data.search = data.search || data.columns.id.map((id, i) => plainly(
    [data.columns.name[i], id, data.columns.owner[i], data.columns.model[i], data.columns.verdict[i]].join("\n")));
  return (i) => data.search[i].includes(wanted);
}

function oneOf(column, value, sign) {
  const wanted = value.split(",").map(plainly).filter(Boolean);
  if (!column) { return () => false; }
  return (i) => wanted.some((one) => (sign === "=" ? plainly(column[i]) === one : plainly(column[i]).includes(one)));
}

function verdictIs(value, sign, data, wrong) {
  const names = new Set();
  for (const one of value.split(",").filter(Boolean)) {
    const word = FAMILY_WORDS[one] || one;
    const families = Object.keys(data.families).filter((id) => sign !== "=" && (id === word || initials(id) === word));
    const verdicts = [].concat(...Object.values(data.families)).filter((name) => name === word);
    const found = families.length ? [].concat(...families.map((id) => data.families[id])) : verdicts;
    if (!found.length) { wrong.push("there is no verdict " + one); }
    found.forEach((name) => names.add(name));
  }
  return names.size ? (i) => names.has(data.columns.verdict[i]) : () => false;
}

function gateIs(field, value, data, wrong) {
  const [first, second] = value.split(/[=:]/);
  const own = /^g(\d)$/.exec(field), place = /^g?(\d)$/.exec(first);
  let gate = own ? Number(own[1]) - 1 : place ? Number(place[1]) - 1 : data.gates.indexOf(first);
  const word = own ? first : second === undefined ? first : second;
  const outcome = Object.keys(OUTCOMES).find((letter) => OUTCOMES[letter] === word || letter === word);
  if (!outcome) { wrong.push("a gate can " + Object.values(OUTCOMES).join(", ") + ", not " + word); return null; }
  if (!own && second === undefined) { return (i) => data.columns.gates[i].includes(outcome); }
  if (!(gate in data.gates)) { wrong.push("there is no gate " + (own ? field : first)); return null; }
  return (i) => data.columns.gates[i][gate] === outcome;
}

function numberIs(column, field, sign, value, wrong) {
  if (value === "unknown") { return (i) => column[i] === null; }
  const found = /^\$?([\d.,]+)([kmb%]?)$/.exec(value);
  const times = { k: 1e3, m: 1e6, b: 1e9, "%": 0.01, "": 1 };
  const wanted = found ? Number(found[1].replace(/,/g, "")) * times[found[2]] : NaN;
  if (Number.isNaN(wanted)) { wrong.push(field + " needs a number such as 500, 1.5k or 10%"); return null; }
  const compare = {
    ">": (a) => a > wanted, "<": (a) => a < wanted, ">=": (a) => a >= wanted, "<=": (a) => a <= wanted,
    ":": (a) => a === wanted, "=": (a) => a === wanted,
  }[sign];
  return (i) => column[i] !== null && compare(column[i]);
}
