// What the other parts stand on: finding, making, unpacking, keeping. Every part shares this scope.

const $ = (selector, root) => (root || document).querySelector(selector);
const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
const whole = (number) => number.toLocaleString("en");

/** An element with properties and children; text stays text, whatever it holds. */
function make(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key in element) { element[key] = value; } else { element.setAttribute(key, value); }
  }
  element.append(...children);
  return element;
}

/** The value packed in a block of the page: JSON, deflated, in base64. */
async function unpack(id) {
  const packed = atob(document.getElementById(id).textContent.trim());
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
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

/** Write parts of the address in place, those without a value left out. */
function readdress(parts) {
  const told = Object.entries({ ...parts, ...lasting }).filter((part) => part[1])
    .map(([key, value]) => key + "=" + encodeURIComponent(value).replace(/%2C/g, ","));
  go(told.length ? "#" + told.join("&") : "", false);
}
