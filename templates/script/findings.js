// The findings beyond those that are written into the page, shown when they are asked for.

function wakeFindings() {
  const button = $("#more-findings");
  if (!button) { return; }
  const note = $("#findings-note");
  button.hidden = false;
  note.hidden = true;
  button.onclick = async () => {
    const rows = await unpack("further"), body = $("#findings tbody"), shown = body.rows.length;
    body.insertAdjacentHTML("beforeend", rows.join(""));
    button.hidden = true;
    note.hidden = false;
    note.textContent = several(body.rows.length, "finding") + " shown, the most severe first; audit.json has all.";
    ($("a", body.rows[shown]) || $("#findings .scroll")).focus();
  };
}
