// An agent's part of audit.json, for those whose document the page carries.

let documents = null;

opened.push((i) => {
  const place = $("[data-part=raw]", view.agent), id = table.data.columns.id[i];
  if (!place || !document.getElementById("documents")) { return; }
  documents = documents || unpack("documents");
  documents.then((all) => {
    const at = all.id.indexOf(id);
    if (at < 0) { return; }
    const own = Object.fromEntries(Object.keys(all).map((field) => [field, all[field][at]]));
    place.append(make("details", { className: "lines" }, make("summary", { textContent: "All of it, as JSON" }),
      make("pre", { className: "prompt", tabIndex: 0, role: "group", "aria-label": "JSON", textContent: JSON.stringify(own, null, 1) })));
  });
});
