// The board paper: its form, outline, draft and check. The paper is kept by the program; this page knows its id.
"use strict";
(() => {
  const { pages, ready, one, all, fill, tell, call, stream, send, evidence, go, announce } = window.ics;
  let id = null, check = "", template = "", focus = null, conversation = null, drawn = false;
  const field = (name) => one(`#paper [data-field="${name}"]`);
  const brief = () => ({
    ...Object.fromEntries(["topic", "purpose", "as_at", "title", "meeting", "date", "author", "sponsor"].map((n) => [n, field(n)?.value ?? ""])),
    questions: all("#paper [data-question]").map((e) => e.textContent),
    style: one("#paper [data-style]")?.value ?? "harvard",
  });
  const chosen = () => ({
    rows: all("#paper [data-take]:checked").map((e) => e.value),
    sections: all("#paper .sections li").filter((li) => one("[data-keep]", li).checked).map((li) => li.dataset.key),
  });
  const mayGo = () => !one("#paper .draft :is(.light-unchecked, .light-supported, .light-partly, .light-unsupported)")
    || confirm("Your own words in this draft will be lost. Make it again?");
  const at = ({ dataset }) => `#paper [data-edit][data-key="${dataset.key}"][data-place="${dataset.place}"]`;
  const sheet = (html, heading = false) => {
    fill("paper-sheet", html);
    fill("paper-notice", "");
    if (focus) { one(focus)?.focus(); focus = null; } else if (heading) one('[data-fill="paper-sheet"] h2')?.focus();
  };
  const make = (name, said) => {
    fill("paper-notice", '<p class="waiting">Gathering the evidence …</p>');
    let part = "";
    stream(name, { id, brief: said }, (packet) => {
      if (packet.notice) fill("paper-notice", `<p class="notice"></p>`), one('[data-fill="paper-notice"] .notice').textContent = packet.notice, announce(packet.notice);
      if (packet.sheet === null) return;
      sheet(packet.sheet, part !== name);
      part = name;
      if (packet.id) { id = packet.id; if (location.hash.startsWith("#/paper")) history.replaceState(null, "", `#/paper/${id}`); }
    });
  };
  const change = async (kind, button, text = "") => {
    focus = at(button);
    const reply = await call("paper_change", { id, kind, key: button.dataset.key, place: Number(button.dataset.place), text });
    if (reply.sheet !== undefined) sheet(reply.sheet);
  };
  const editor = (button, kind, text) => {
    const holder = button.closest(".statement, .space"), form = document.createElement("form");
    form.className = "editor";
    form.innerHTML = '<textarea rows="4" maxlength="2000" aria-label="Your words"></textarea><div class="tools"><button type="submit" class="outlined">Keep</button><button type="button" class="quiet" data-cancel>Cancel</button></div>';
    const area = one("textarea", form);
    area.value = text;
    form.addEventListener("submit", () => change(kind, button, area.value));
    form.addEventListener("keydown", (e) => { if (e.key === "Escape") { e.stopPropagation(); one("[data-cancel]", form).click(); } });
    one("[data-cancel]", form).addEventListener("click", (e) => { e.stopPropagation(); form.remove(); holder.hidden = false; button.focus(); });
    holder.after(form);
    holder.hidden = true;
    area.focus();
  };
  const checking = async (file) => {
    fill("paper-found", '<p class="waiting">The paper is being sent …</p>');
    let path;
    try { path = await send(file); } catch { return fill("paper-found", '<p class="notice bad">The paper did not come through. It may be larger than what this installation takes.</p>'); }
    stream("check", { path }, (packet) => {
      if (packet.found !== null) fill("paper-found", packet.found);
      if (packet.check) { check = packet.check; one('[data-fill="paper-found"] h2')?.focus(); }
    });
  };
  const only = (button) => {
    const on = button.getAttribute("aria-pressed") !== "true", found = one('[data-fill="paper-found"]');
    all("[data-only]", found).forEach((b) => b.setAttribute("aria-pressed", String(on && b === button)));
    all("[data-mark]", found).forEach((li) => { li.hidden = on && li.dataset.mark !== button.dataset.only; });
  };
  pages.paper = {
    of(ident) { conversation = ident; },
    async open([wanted]) {
      await ready;
      if (conversation) {
        const reply = await call("paper_of", { conversation });
        conversation = null;
        id = null;
        drawn = true;
        if (reply.form) { fill("paper-form", reply.form); sheet(reply.sheet); }
        return;
      }
      if (drawn && (!wanted || wanted === id)) return;
      const reply = await call("paper", { id: wanted ?? "" });
      if (reply.form === undefined) return wanted ? go("paper") : undefined;
      drawn = true;
      id = wanted ?? null;
      fill("paper-form", reply.form);
      sheet(reply.sheet);
    },
    submit(form) { if (form.matches(".brief") && mayGo()) make("outline", brief()); },
    async change(target) {
      if ("check" in target.dataset) { const file = target.files[0]; target.value = ""; return file && checking(file); }
      if ("template" in target.dataset) {
        const file = target.files[0];
        target.value = "";
        if (!file) return;
        const path = await send(file), reply = await call("template", { path });
        if (reply.notice) template = path;
        one("[data-template-says]").textContent = reply.notice ?? reply.told;
        return;
      }
      if (!("more" in target.dataset) || !target.value) return;
      const li = document.createElement("li"), label = document.createElement("label"), box = document.createElement("input");
      Object.assign(box, { type: "checkbox", value: target.value, checked: true });
      box.setAttribute("data-take", "");
      label.append(box, ` ${target.selectedOptions[0].textContent}`);
      li.append(label);
      one("#paper [data-rows]").append(li);
      target.selectedOptions[0].remove();
      box.focus();
    },
    async click(button) {
      const data = button.dataset;
      if (data.move) {
        const li = button.closest("li"), other = data.move === "-1" ? li.previousElementSibling : li.nextElementSibling;
        if (other) data.move === "-1" ? other.before(li) : other.after(li);
        button.focus();
      } else if ("write" in data) make("write", { ...brief(), ...chosen() });
      else if ("back" in data) { if (mayGo()) { const reply = await call("paper_back", { id }); if (reply.sheet !== undefined) sheet(reply.sheet, true); } }
      else if ("halt" in data) window.ics.halt();
      else if (data.file) call("paper_file", { id, kind: data.file, brief: brief(), template });
      else if (data.report) call("check_file", { check, kind: data.report });
      else if ("edit" in data) editor(button, "edit", data.text);
      else if ("fill" in data) editor(button, "fill", "");
      else if ("recheck" in data) change("recheck", button);
      else if (data.only) only(button);
      else if (data.passage || data.found) {
        const said = button.closest(".statement")?.querySelector("[data-text]")?.dataset.text ?? "";
        evidence("passage", { passage: data.passage || data.found, paper: data.passage ? id : null, quote: said }, button);
      }
    },
    start() {
      one("#paper").addEventListener("click", (event) => {
        const claim = event.target.closest(".statement p");
        if (claim && !event.target.closest("button") && !getSelection().toString()) one(".mark", claim)?.click();
      });
    },
  };
})();
