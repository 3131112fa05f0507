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

/** The address behind #: `a=carl&s=7` as a map; a plain anchor gives an empty one. */
function address() {
  const found = new Map();
  for (const part of location.hash.slice(1).split("&")) {
    const at = part.indexOf("=");
    if (at < 1) { continue; }
    try { found.set(part.slice(0, at), decodeURIComponent(part.slice(at + 1))); } catch (error) { /* not one of ours */ }
  }
  return found;
}

/** What stays in the address whatever else is written there: another part of the script puts it here. */
const lasting = {};

/** Write the address without a new step in the browser's history. */
function readdress(parts) {
  const hash = Object.entries({ ...parts, ...lasting }).filter((part) => part[1])
    .map(([key, value]) => key + "=" + encodeURIComponent(value).replace(/%2C/g, ","));
  try { history.replaceState(history.state, "", hash.length ? "#" + hash.join("&") : location.pathname + location.search); }
  catch (error) { /* a sandboxed frame has no history of its own */ }
}
