// Texts to take along: a link, the agent as Markdown, commands. Without a clipboard the text is shown, selected.

const openDialog = (id) => { const dialog = $("#" + id); if (!dialog.open) { dialog.showModal(); } return dialog; };

/** Show a text to be copied by hand. */
function showText(title, note, text) {
  const dialog = openDialog("text"), field = $("textarea", dialog);
  $("h2", dialog).textContent = title;
  $("p", dialog).textContent = note;
  field.value = text;
  field.focus();
  field.select();
}

/** Put a text on the clipboard and tell so; where that is not allowed, show it. */
async function copy(text, tell) {
  try {
    await navigator.clipboard.writeText(text);
    tell("Copied.");
  } catch (error) {
    showText("Copy this", "This browser does not let the page copy. The text is selected: press Ctrl+C or ⌘C.", text);
  }
}

/** The address of what is shown, as this page has it. */
const here = () => location.href.split("#")[0] + hash;

/** Foreign text as plain words: no markup, mention or issue number comes alive in it. */
const escaped = (text) => text.replace(/\s+/g, " ").trim().replace(/[\\`*_{}[\]<>|~#$&!]/g, "\\$&").replace(/@(?=\w)/g, "@\u2060");

/** The words of an element without what is drawn or only for the eye. */
function wordsOf(element) {
  const copied = element.cloneNode(true);
  $$("svg, [aria-hidden=true], .tools, .way, kbd", copied).forEach((part) => part.remove());
  $$("br", copied).forEach((part) => part.before(" – "));
  $$(".id, div, dd", copied).forEach((part) => part.before(" "));
  return escaped(copied.textContent);
}

/** An agent's page as Markdown, without its prompt. */
function markdownOf(element) {
  const name = element.localName;
  if (name === "svg" || name === "nav" || element.matches(".tools, .prompt, [data-part=raw], .decided:empty, [hidden], [aria-hidden=true]")) { return ""; }
  const heading = /^h([1-4])$/.exec(name);
  if (heading) { return "#".repeat(Number(heading[1])) + " " + wordsOf(element) + "\n\n"; }
  if (name === "ol" || name === "ul") { return Array.from(element.children, (item, i) => (name === "ol" ? i + 1 + ". " : "- ") + wordsOf(item)).join("\n") + "\n\n"; }
  if (name === "dl") { return $$("dt", element).map((term) => "- " + wordsOf(term) + ": " + wordsOf(term.nextElementSibling)).join("\n") + "\n\n"; }
  if (name === "table") { return tableOf(element); }
  if (name === "p" || name === "summary" || name === "figcaption" || name === "caption") { const words = wordsOf(element); return words && words + "\n\n"; }
  return Array.from(element.children, markdownOf).join("");
}

function tableOf(table) {
  const rows = Array.from(table.rows, (row) => Array.from(row.cells, wordsOf));
  const used = Object.keys(Array.from({ length: 20 })).filter((column) => rows.some((row) => row[column]));
  const line = (cells) => "| " + used.map((column) => cells[column] || "").join(" | ") + " |\n";
  const lines = rows.map(line);
  lines.splice(1, 0, "|" + " --- |".repeat(used.length) + "\n");
  return (table.caption ? markdownOf(table.caption) : "") + lines.join("") + "\n";
}

document.addEventListener("click", (event) => {
  const closing = event.target.closest && event.target.closest("[data-close], dialog a");
  if (closing) { closing.closest("dialog").close(); }
});
