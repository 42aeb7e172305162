// Filters over the rows of the ledger, the as-at day and the exports. Runs once when the tab is drawn.
const field = (name) => element.querySelector(`[data-filter="${name}"]`);
const rows = () => [...document.querySelectorAll("#ledger tr.row")];
window.icsFilter = () => {
  if (!field("find")) return;
  const words = field("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  const want = Object.fromEntries(["review", "theme", "response", "progress", "to"].map((n) => [n, field(n).value]));
  let shown = 0;
  for (const row of rows()) {
    const detail = document.getElementById(`row-${row.dataset.id}`);
    const text = (row.textContent + detail.textContent).toLowerCase();
    const fits = ["review", "theme", "response", "progress"].every((n) => !want[n] || row.dataset[n] === want[n])
      && (!want.to || row.dataset.to.split("|").includes(want.to)) && words.every((w) => text.includes(w));
    row.hidden = !fits;
    detail.hidden = !fits || row.querySelector("[data-toggle]").getAttribute("aria-expanded") !== "true";
    shown += fits;
  }
  element.querySelector("[data-count]").textContent = rows().length ? `${shown} of ${rows().length} recommendations` : "";
};
element.addEventListener("input", (event) => {
  if (event.target.dataset.filter) window.icsFilter();
});
element.addEventListener("change", (event) => {
  const day = event.target.value; // typing a year passes through 0002 and 0020
  if ("day" in event.target.dataset && (!day || day > "2000")) trigger("day", { day });
});
element.addEventListener("submit", (event) => event.preventDefault());
element.addEventListener("reset", () => {
  const day = element.querySelector("[data-day]").value;
  setTimeout(() => { window.icsFilter(); if (day) trigger("day", { day: "" }); });
});
element.addEventListener("click", async (event) => {
  const kind = event.target.closest("[data-export]")?.dataset.export;
  if (!kind) return;
  const ids = rows().filter((row) => !row.hidden).map((row) => row.dataset.id);
  const made = await server.file(JSON.stringify({ kind, ids, day: element.querySelector("[data-day]").value }));
  const bytes = Uint8Array.from(atob(made.data), (c) => c.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: made.type }));
  link.download = made.name;
  link.click();
  URL.revokeObjectURL(link.href);
});
const drawn = () => {
  const more = element.querySelector(".more");
  if (more && innerWidth <= 600) more.open = false;
  window.icsFilter();
};
watch("value", drawn);
drawn();
