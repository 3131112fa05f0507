// What the other parts stand on: finding, making, unpacking, keeping. Every part shares this scope.

const $ = (selector, root) => (root || document).querySelector(selector);
const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
const whole = (number) => number.toLocaleString("en");
const several = (number, noun) => whole(number) + " " + noun + (number === 1 ? "" : "s");

/** An element with properties and children; text stays text, whatever it holds. */
function make(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key in element) { element[key] = value; } else { element.setAttribute(key, value); }
  }
  element.append(...children);
  return element;
}

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%,()*+-;.=/?@^_`{|}~";

/** The bytes of a text in base 85: five letters for four bytes, the last letters for as many bytes less one. */
function bytesOf(text) {
  const size = Math.floor(text.length * 4 / 5), view = new DataView(new ArrayBuffer(size + 4));
  const values = new Uint8Array(128).fill(84);
  for (let k = 0; k < 85; k += 1) { values[LETTERS.charCodeAt(k)] = k; }
  for (let k = 0, at = 0; k < text.length; k += 5, at += 4) {
    let value = 0;
    for (let j = k; j < k + 5; j += 1) { value = value * 85 + (j < text.length ? values[text.charCodeAt(j)] : 84); }
    view.setUint32(at, value);
  }
  return new Uint8Array(view.buffer, 0, size);
}

/** The value packed in a block of the page: JSON, deflated, in base 85. */
async function unpack(id) {
  const plain = new Blob([bytesOf(document.getElementById(id).textContent.trim())]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(plain).text());
}

/** What the browser keeps for this fleet; a sandbox that forbids storage makes it forget, and breaks nothing. */
const kept = {
  key: (name) => "fleet-audit:" + document.body.dataset.fleet + ":" + name,
  get(name) {
    try { return localStorage.getItem(this.key(name)); } catch (error) { return null; }
  },
  set(name, value) {
    try {
      if (value === null) { localStorage.removeItem(this.key(name)); } else { localStorage.setItem(this.key(name), value); }
      return true;
    } catch (error) { return false; }
  },
};

/** What stands behind # in the address; a sandbox that allows no change of address has it here only. */
let hash = location.hash;

/** The parts of the address, `a=carl&s=7`, as a map; a plain anchor gives an empty one. */
function address() {
  const found = new Map();
  for (const part of hash.slice(1).split("&")) {
    const at = part.indexOf("=");
    if (at < 1) { continue; }
    try { found.set(part.slice(0, at), decodeURIComponent(part.slice(at + 1))); } catch (error) { /* not one of ours */ }
  }
  return found;
}

/** Go to an address behind #, as a new step in the browser's history or in place of the present one. */
function go(to, isStep) {
  hash = to;
  try { history[isStep ? "pushState" : "replaceState"](null, "", to || location.pathname + location.search); }
  catch (error) { /* a frame without a history of its own */ }
}

/** What stays in the address whatever else is written there: another part of the script puts it here. */
const lasting = {};

/** Write the query and what lasts into the address in place, what has no value left out. */
function readdress() {
  const told = Object.entries({ q: table.query.trim(), ...lasting }).filter((part) => part[1])
    .map(([key, value]) => key + "=" + encodeURIComponent(value).replace(/%2C/g, ","));
  go(told.length ? "#" + told.join("&") : "", false);
}
