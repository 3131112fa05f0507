(function () {
  "use strict";
  var table = document.getElementById("table");
  var box = document.getElementById("filter");
  var status = document.getElementById("status");
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var headers = Array.prototype.slice.call(table.tHead.rows[0].cells);
  var buttons = Array.prototype.slice.call(document.querySelectorAll("button.family"));
  var total = status.textContent.replace(/^.*? of /, "");
  var words = rows.map(function (row) {
    return [0, 1, 2, 7].map(function (i) { return row.cells[i].textContent; }).join(" ").toLowerCase().replace(/[-_\s]+/g, " ");
  });
  var place = rows.map(function (row, i) { return i; });

  function filter() {
    var wanted = box.value.trim().toLowerCase().replace(/[-_\s]+/g, " ");
    var families = buttons.filter(function (b) { return b.getAttribute("aria-pressed") === "true"; })
      .map(function (b) { return b.dataset.family; });
    var shown = 0;
    rows.forEach(function (row, i) {
      var fits = (!families.length || families.indexOf(row.dataset.family) >= 0) && words[i].indexOf(wanted) >= 0;
      row.hidden = !fits;
      shown += fits;
    });
    status.textContent = shown.toLocaleString("en") + " of " + total;
  }

  function value(row, column) {
    var cell = row.cells[column];
    if (!("v" in cell.dataset)) { return cell.textContent.trim().toLowerCase(); }
    return cell.dataset.v === "" ? null : Number(cell.dataset.v);
  }

  function sort(column) {
    var header = headers[column];
    var before = header.getAttribute("aria-sort");
    var numeric = header.classList.contains("n");
    var down = before ? before === "ascending" : numeric;
    headers.forEach(function (other) { other.removeAttribute("aria-sort"); });
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    var order = place.slice().sort(function (a, b) {
      var one = value(rows[a], column), other = value(rows[b], column);
      if (one === other) { return a - b; }
      if (one === null) { return 1; }
      if (other === null) { return -1; }
      return (one < other ? -1 : 1) * (down ? -1 : 1);
    });
    var sorted = document.createDocumentFragment();
    order.forEach(function (i) { sorted.appendChild(rows[i]); });
    body.appendChild(sorted);
  }

  function follow() {
    var id = location.hash.slice(1);
    var target = id && document.getElementById(id);
    var details = target && (target.matches("details") ? target : target.querySelector(":scope > details"));
    if (!details) { return; }
    details.open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }

  headers.forEach(function (header, column) {
    var button = header.querySelector("button");
    button.disabled = false;
    button.addEventListener("click", function () { sort(column); });
  });
  buttons.forEach(function (button) {
    button.disabled = false;
    button.addEventListener("click", function () {
      button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
      filter();
    });
  });
  box.parentNode.hidden = false;
  box.addEventListener("input", filter);
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) { follow(); }
  });
  if (box.value) { filter(); }
  follow();
})();
