// Rows that unfold, passages that open, proposals that are decided. Runs once for each part of the tab.
const unfold = (button, open) => {
  button.setAttribute("aria-expanded", String(open));
  document.getElementById(button.getAttribute("aria-controls")).hidden = !open;
};
const pressed = (button) => {
  document.querySelectorAll("#ledger [data-current]").forEach((e) => e.removeAttribute("data-current"));
  button.setAttribute("data-current", "");
  window.icsOpener = "#ledger [data-current]";
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { toggle, step, row, document: original, ask, passage, words, decide } = button.dataset;
  if (toggle) return unfold(button, button.getAttribute("aria-expanded") !== "true");
  if (ask) return trigger("about", { row: ask });
  if (decide) {
    const item = button.closest("[data-proposal]");
    return trigger("decide", {
      proposal: item.dataset.proposal, verdict: decide, row: item.querySelector("[data-of]").value,
      text: item.querySelector("[data-text]").value, status: item.querySelector("[data-status]")?.value ?? "",
    });
  }
  if (step === undefined && !passage && !words) return;
  pressed(button);
  if (passage) trigger("passage", { passage });
  else if (words) trigger("words", { proposal: words });
  else trigger("cite", { row, step: Number(step), document: original ?? "" });
});
const drawn = () => {
  element.querySelector(".proposals-told")?.focus();
  if (!element.querySelector("table.ledger, .ledger-empty")) return;
  const on = document.querySelector("#ledger [data-day]");
  if (on) on.value = element.querySelector("table.ledger")?.dataset.asAt ?? on.value;
  window.icsFilter?.();
  const wanted = element.querySelector("table.ledger")?.dataset.open;
  const button = wanted && element.querySelector(`[data-toggle="${CSS.escape(wanted)}"]`);
  if (!button) return;
  button.closest("tr").hidden = false;
  unfold(button, true);
  const reach = (frames) => {
    if (!button.isConnected || !frames) return;
    if (!button.offsetParent) return requestAnimationFrame(() => reach(frames - 1)); // the tab is being opened
    button.scrollIntoView({ block: "start" });
    button.focus({ preventScroll: true });
  };
  reach(120);
};
watch("value", drawn);
drawn();
