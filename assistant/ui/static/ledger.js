// Recommendations: filters, the chart that follows them, rows that unfold, proposals that are decided.
"use strict";
(() => {
  const { pages, ready, one, all, fill, later, tell, call, evidence, go, setDate } = window.ics;
  let drawn = false, shown = 0, wanted = null, picks = {}, day = null, asked = 0, lines = 0;
  const field = (name) => one(`#ledger [data-filter="${name}"]`);
  const said = () => Object.fromEntries(["find", "review", "theme", "response", "progress", "to", "day", "since"].map((n) => [n, field(n)?.value ?? ""]));
  const preset = () => {
    for (const [name, value] of Object.entries(picks)) if (field(name)) field(name).value = value;
    if (day !== null && field("day")) setDate(field("day"), day);
    picks = {};
    day = null;
  };
  const rows = async () => {
    const mine = ++asked, reply = await call("rows", { ...said(), shown, row: wanted });
    if (mine !== asked || reply.html === undefined) return;
    const themed = one("#ledger .by-theme")?.open;
    fill("ledger-chart", reply.chart);
    if (themed && one("#ledger .by-theme")) one("#ledger .by-theme").open = true;
    fill("ledger", reply.html);
    await reach();
  };
  const unfold = async (button, open) => {
    const detail = document.getElementById(button.getAttribute("aria-controls"));
    if (open && !detail.firstElementChild.children.length) {
      const reply = await call("row", { row: button.dataset.toggle, day: said().day });
      if (!reply.html) return;
      detail.firstElementChild.innerHTML = reply.html;
    }
    button.setAttribute("aria-expanded", String(open));
    detail.hidden = !open;
  };
  const reach = async () => {
    const button = wanted && one(`#ledger [data-toggle="${CSS.escape(wanted)}"]`);
    wanted = null;
    if (!button) return;
    await unfold(button, true);
    button.scrollIntoView({ block: "start" });
    button.focus({ preventScroll: true });
  };
  const soon = later(rows, 180);
  const line = async () => {
    const wanted = Object.fromEntries(all("#ledger [data-line]").map((e) => [e.dataset.line, e.value]));
    const mine = ++lines, reply = await call("timeline", wanted);
    if (mine === lines && reply.html !== undefined) fill("timeline", reply.html);
  };
  const lineSoon = later(line, 250);
  const themes = () => { // those that the recommendations may be chosen by
    const mine = one("#ledger [data-line=theme]"), every = one("#ledger [data-filter=theme]");
    if (every && mine.options.length < 2) mine.append(...[...every.options].slice(1).map((o) => o.cloneNode(true)));
  };
  document.addEventListener("toggle", (event) => { if (event.target.matches?.("[data-timeline]") && event.target.open) { themes(); line(); } }, true);
  // The rows stand once on the page: a choice is filled with them when it is reached for.
  const choices = ({ target }) => {
    const every = target.closest?.("[data-of]") && one("[data-every-row]");
    if (!every || target.dataset.filled) return;
    target.dataset.filled = "yes";
    const there = new Set([...target.options].map((o) => o.value));
    target.append(...[...every.content.cloneNode(true).children].filter((o) => !there.has(o.value)));
  };
  for (const when of ["pointerdown", "focusin"]) document.addEventListener(when, choices, true);
  pages.ledger = {
    pick(name, value) { picks = { response: "", progress: "", [name]: value }; },
    at(iso) { day = iso; },
    async open([row]) {
      await this.shown(row === "~wrong" ? null : row);
      if (row === "~wrong") window.ics.wrongs();
    },
    async shown(row) {
      await ready;
      wanted = row || null;
      if (drawn && !wanted && !Object.keys(picks).length && day === null) return;
      if (drawn) { if (wanted) picks = { find: "", review: "", theme: "", response: "", progress: "", to: "", since: "", ...picks }; preset(); return rows(); }
      const reply = await call("ledger", { row: wanted, day: day ?? "" });
      if (reply.html === undefined) return;
      drawn = true;
      fill("ledger-controls", reply.controls);
      const first = Object.keys(picks).length > 0;
      preset();
      if (first) return rows();
      fill("ledger-chart", reply.chart);
      fill("ledger", reply.html);
      await reach();
    },
    input(target) { if (target.dataset.line && target.type !== "date") return lineSoon(); if (target.dataset.filter && target.type !== "date") { shown = 0; soon(); } },
    change(target) { if (target.dataset.line) return line(); if (target.type === "date" && (!target.value || target.value > "2000")) rows(); },
    reset() { shown = 0; setTimeout(rows); },
    async click(button) {
      const data = button.dataset;
      if (data.toggle) return unfold(button, button.getAttribute("aria-expanded") !== "true");
      if (data.pick) { field(data.pick).value = field(data.pick).value === data.value ? "" : data.value; shown = 0; return rows(); }
      if (data.shown) { shown = Number(data.shown); return rows(); }
      if (data.rows) return call("rows_file", { ...said(), kind: data.rows });
      if (data.about) {
        const reply = await call("about_row", { row: data.about });
        if (!reply.question) return undefined;
        go("ask");
        pages.ask.fresh();
        pages.ask.at(said().day);
        return pages.ask.put(reply.question);
      }
      if (data.step !== undefined) return evidence("step", { row: data.row, step: Number(data.step), document: data.document ?? "", day: said().day }, button);
      if (data.openDocument) return evidence("read", { document: data.openDocument }, button);
      if (data.words) return evidence("words", { proposal: data.words }, button);
      if ("look" in data) {
        button.disabled = true;
        const reply = await call("proposals");
        button.disabled = false;
        if (reply.html) fill("proposals", reply.html);
      }
      if (data.acceptList) {
        button.disabled = true;
        const reply = await call("accept_list", { document: data.acceptList });
        button.disabled = false;
        if (!reply.html) return;
        fill("proposals", reply.html);
        one(".proposals-told")?.focus();
        rows();
      }
      if (data.decide) {
        const item = button.closest("[data-proposal]");
        const reply = await call("decide", {
          proposal: item.dataset.proposal, verdict: data.decide, row: one("[data-of]", item).value,
          text: one("[data-text]", item).value, status: one("[data-status]", item)?.value ?? "",
        });
        if (!reply.html) return;
        fill("proposals", reply.html);
        one(".proposals-told")?.focus();
        rows();
      }
    },
  };
})();
