// What agents cost at a setting: auditor/costs/whatif.py and levers.py operation by operation; change both or neither.

const OPTION = { prompted: 0, cached: 1, moved: 2, retrieval: 3, smaller: 4, tuned: 5, hosting: 6 }, OPTIONS = 7;

/** Packed columns as arrays to reckon with; a figure that is null is infinite. */
function arrays(packed) {
  const endless = (list) => Float64Array.from(list, (one) => (one === null ? Infinity : one));
  const of = { size: packed.said.length, said: packed.said, parts: packed.parts, verdicts: packed.verdicts };
  for (const name of ["month", "call", "token", "hit", "own_hit_rate", "hit_rate", "fallback_share", "smaller_share", "once",
    "per_month", "per_month_longest", "longest", "decline"]) { of[name] = endless(packed[name]); }
  of.can_move = Uint8Array.from(packed.can_move, Number);
  of.tuned = Uint8Array.from(packed.tuned, Number);
  of.goals = Uint8Array.from(packed.goals, Number);
  let row = of.size;
  of.deciding = Uint32Array.from(packed.said, (letter) => (letter === "-" ? 0 : (row += 4) - 4));
  of.first = new Uint32Array(packed.counts.length + 1);
  for (let k = 0; k < packed.counts.length; k++) { of.first[k + 1] = of.first[k] + Number(packed.counts[k]); }
  return of;
}

function extreme(of, i, option, calls, prices, rate, most) {
  let found = most ? 0 : Infinity;
  for (let v = of.first[OPTIONS * i + option], end = of.first[OPTIONS * i + option + 1]; v < end; v++) {
    const total = of.month[v] + of.call[v] * calls + of.token[v] * (calls * prices) + of.hit[v] * (calls * prices * rate);
    if (most ? total > found : total < found) { found = total; }
  }
  return found;
}

/** Writes USD per month of each option of agent i into `costs`. */
function optionsAt(of, i, calls, at, costs) {
  const rate = at.hit === null ? of.hit_rate[i] : at.hit, own = at.hit === null ? of.own_hit_rate[i] : at.hit;
  costs.prompted = extreme(of, i, OPTION.prompted, calls, at.prices, of.tuned[i] ? rate : own, false);
  costs.cached = extreme(of, i, OPTION.cached, calls, at.prices, rate, false);
  const canMove = of.can_move[i] || at.hit !== null;
  costs.moved = canMove ? extreme(of, i, OPTION.moved, calls, at.prices, rate, false) : Infinity;
  costs.retrieval = extreme(of, i, OPTION.retrieval, calls, at.prices, rate, false);
  costs.smaller = extreme(of, i, OPTION.smaller, calls, at.prices, rate, false);
  costs.tuned = extreme(of, i, OPTION.tuned, calls, at.prices, of.tuned[i] ? own : rate, false);
  costs.tuned += extreme(of, i, OPTION.hosting, calls, at.prices, rate, true);
  if (of.fallback_share[i] > 0) { costs.tuned += of.fallback_share[i] * costs.cached; }
}

/** What tuning gains a month, what is paid once spread over the horizon; NaN if unknown. */
function gainAt(of, i, at, costs) {
  optionsAt(of, i, at.calls * of.decline[i], at, costs);
  let best = Math.min(costs.prompted, costs.cached);
  if (best === Infinity || costs.tuned === Infinity) { return NaN; }
  const spared = best - costs.smaller;
  if (spared > 0) { best -= of.smaller_share[i] * spared; }
  const part = at.months === null ? of.per_month[i] : at.months >= of.longest[i] ? of.per_month_longest[i] : of.parts[at.months - 1];
  return best - costs.tuned - of.once[i] * part;
}

/** What gate 5 would say of agent i: pass, fail or unknown by their first letters, - where its verdict does not hang on it. */
function answerAt(of, i, at, costs) {
  if (of.said[i] === "-") { return "-"; }
  const row = of.deciding[i] + (at.hit === null ? 0 : 2);
  if (gainAt(of, row, at, costs) > 0) { return "p"; }
  return gainAt(of, row + 1, at, costs) > 0 ? "u" : "f";
}

/** Agent i at a setting, written into `found`: cost, saving, and which of its verdicts it has: 0 its own, 1 to 3 by gate 5. */
function agentAt(of, i, at, found) {
  const answer = answerAt(of, i, at, found);
  optionsAt(of, i, at.calls, at, found);
  found.cost = of.tuned[i] ? found.tuned : found.prompted;
  found.verdict = answer === of.said[i] ? 0 : " pfu".indexOf(answer);
  found.saving = 0;
  const best = Math.min(found.prompted, found.cached);
  if (best === Infinity) { return; }
  let spared = found.prompted - found.moved;
  if (spared < 1) { spared = found.prompted - found.cached; }
  if (!of.tuned[i] && spared >= 1) { found.saving += spared; }
  const goal = of.goals[4 * i + found.verdict];
  const gained = goal === 1 ? best - found.retrieval : goal === 2 ? best - found.tuned : goal === 3 ? found.tuned - best : 0;
  if (gained > 0 && gained < Infinity) { found.saving += gained; }
}

/** The fleet at a setting: cost, saving, and the agents whose verdict would flip, with the place of its new name. */
function fleetAt(of, at) {
  const found = {}, total = { cost: 0, saving: 0, flips: [] };
  for (let i = 0; i < of.size; i++) {
    agentAt(of, i, at, found);
    if (found.cost === Infinity) { continue; }
    total.cost += found.cost;
    total.saving += found.saving;
    const verdict = of.verdicts[i][found.verdict];
    if (verdict !== of.verdicts[i][0]) { total.flips.push([i, verdict]); }
  }
  return total;
}

/** An amount with two significant digits, as the rest of the report writes it: $1.8k, −$44, $0.0021. */
function dollars(amount) {
  const size = Math.abs(amount), sign = amount < 0 ? "−$" : "$";
  if (size === 0) { return "$0"; }
  const rounded = Number(size.toPrecision(2));
  const [letter, scale] = [["T", 1e12], ["B", 1e9], ["M", 1e6], ["k", 1e3], ["", 1]].find((one) => rounded >= one[1]) || ["", 1];
  const shown = rounded / scale, digits = Math.max(0, 1 - Number(shown.toExponential().split("e")[1]));
  return sign + (digits ? shown.toFixed(digits) : shown.toLocaleString("en", { maximumFractionDigits: 0 })) + letter;
}
