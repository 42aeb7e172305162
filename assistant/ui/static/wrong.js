// What readers say is wrong: said at a statement, listed, decided on.
"use strict";
(() => {
  const { one, all, fill, tell, call } = window.ics;
  let of = null;
  const dialog = () => one("dialog.disputing");
  const close = () => { dialog().close(); dialog().replaceChildren(); };
  const ask = async (button) => {
    const { turn, markers, document: document_, start, end, row, step, day } = button.dataset;
    of = { turn, markers, document: document_, start, end, row, step, day };
    const reply = await call("wrong", of);
    if (!reply.html) return;
    dialog().innerHTML = reply.html;
    dialog().showModal();
    one("textarea", dialog()).focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target, value = (name) => new FormData(form).get(name) ?? "", button = one("[type=submit]", form);
    button.disabled = true;
    const reply = await call("correct", { ...of, marker: value("marker"), why: value("why"), source: value("source") }, { quiet: true });
    button.disabled = false;
    if (reply.told) { one(".wrong", form).textContent = reply.told; return; }
    close();
    for (const place of all("[data-at]").filter((e) => e.dataset.at.split(" ").includes(reply.at))) {
      const made = document.createElement("div");
      made.innerHTML = reply.html;
      one("[data-wrong]", place).before(...made.children);
    }
    tell(reply.said);
    if (one(".wrongs").open) list();
  };
  const drawn = (reply) => {
    if (reply.html === undefined) return;
    fill("corrections", reply.html);
    one(".corrections-told")?.focus();
  };
  const list = async () => drawn(await call("corrections"));
  const decide = async (button) => {
    const item = button.closest("[data-correction]"), id = item.dataset.correction, verdict = button.dataset.verdict;
    if (verdict === "withdrawn") return drawn(await call("withdraw", { id }));
    const box = one("[data-instead]", item), instead = box.value === box.dataset.was ? "" : box.value;
    drawn(await call("decide_correction", { id, verdict, instead, note: one("[data-note]", item).value, seen: item.dataset.seen }));
  };
  // Whether a click was meant for this.
  window.ics.wrong = (button) => {
    const data = button.dataset;
    if ("wrong" in data) ask(button);
    else if ("showWrong" in data) { // beside each statement, of this answer only: an answer is read first
      const turn = button.closest(".turn");
      turn.classList.add("disputing-here");
      button.closest("details").open = false;
      one("[data-wrong]", turn)?.focus();
    }
    else if (data.verdict) decide(button);
    else if ("patch" in data) call("corrections_file");
    else if (dialog().contains(button)) { if ("cancel" in data) close(); }
    else return false;
    return true;
  };
  window.ics.wrongs = async () => {
    const fold = one(".wrongs");
    if (fold.open) await list(); else fold.open = true;
    fold.scrollIntoView({ block: "start" });
    one("summary", fold).focus({ preventScroll: true });
  };
  document.addEventListener("toggle", ({ target }) => { if (target.open && target.matches?.(".wrongs")) list(); }, true);
  document.addEventListener("submit", (event) => { if (dialog()?.contains(event.target)) submit(event); }, true);
})();
