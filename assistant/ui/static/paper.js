// The board paper: its form, outline, draft and check. The paper is kept by the program; this page knows its id.
"use strict";
(() => {
  const { pages, ready, one, all, fill, tell, call, stream, halt, send, evidence, go, announce, isDay } = window.ics;
  let open = { id: null, run: null }, check = "", checking = 0, checkRun = null, template = "", focus = null, conversation = null, drawn = false;
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
  const at = ({ dataset }) => `#paper [data-edit][data-key="${dataset.key}"][data-place="${dataset.place}"]`;
  const listed = async () => {
    const reply = await call("papers", { id: open.id });
    if (reply.papers !== undefined) fill("papers", reply.papers);
    one("[data-new-paper]").hidden = !open.id && !one('[data-fill="paper-sheet"]').children.length;
  };
  const sheet = (html, heading = false) => {
    const typed = all("#paper form.editor").map((form) => ({ ...form.dataset, text: one("textarea", form).value }));
    fill("paper-sheet", html);
    fill("paper-notice", "");
    for (const { kind, key, was, text } of typed) { // what is being typed elsewhere in the paper stays open
      const button = all(`#paper [data-${kind}][data-key="${key}"]`).find((b) => b.dataset.text === was);
      if (button) editor(button, kind, text);
    }
    if (focus) { one(focus)?.focus(); focus = null; } else if (heading) one('[data-fill="paper-sheet"] h2')?.focus();
  };
  const make = (name, said) => {
    fill("paper-notice", '<p class="waiting">Gathering the evidence …</p>');
    const mine = open;
    let part = "";
    mine.run = stream(name, { id: mine.id, brief: said }, (packet) => {
      const notice = packet.notice || packet.lost;
      if (mine !== open) { // another paper is open by now: this one is kept beside it
        if (packet.id) { tell(`“${packet.title}” is ready, under Papers in progress.`); listed(); }
        if (packet.lost) tell(packet.lost, { bad: true });
        return;
      }
      if (packet.sheet) sheet(packet.sheet, part !== name);
      part = name;
      if (notice) fill("paper-notice", '<p class="notice"></p>'), one('[data-fill="paper-notice"] .notice').textContent = notice, announce(notice);
      if (packet.id) moved(packet.id);
    });
  };
  const moved = (id) => { // a paper that is not written over stands beside the new one
    if (open.id && open.id !== id) tell("The paper you had stays under Papers in progress.");
    open.id = id;
    if (location.hash.startsWith("#/paper")) history.replaceState(null, "", `#/paper/${id}`);
    listed();
  };
  const change = async (kind, button, text = "") => {
    focus = at(button);
    const mine = open, { key, place, text: was } = button.dataset;
    const reply = await call("paper_change", { id: mine.id, kind, key, place: Number(place), text, was });
    if (reply.sheet === undefined || mine !== open) return reply;
    sheet(reply.sheet);
    return reply;
  };
  const editor = (button, kind, text) => {
    const holder = button.closest(".statement, .space"), form = document.createElement("form");
    form.className = "editor";
    Object.assign(form.dataset, { kind, key: button.dataset.key, was: button.dataset.text });
    form.innerHTML = '<textarea rows="4" maxlength="2000" aria-label="Your words"></textarea><div class="tools"><button type="submit" class="outlined">Keep</button><button type="button" class="quiet" data-cancel>Cancel</button></div>';
    const area = one("textarea", form);
    area.value = text;
    form.addEventListener("submit", async () => {
      form.classList.remove("editor"); // it is not typed in any more
      const reply = await change(kind, button, area.value);
      if (reply.sheet === undefined) form.classList.add("editor");
    });
    form.addEventListener("keydown", (e) => { if (e.key === "Escape") { e.stopPropagation(); one("[data-cancel]", form).click(); } });
    one("[data-cancel]", form).addEventListener("click", (e) => { e.stopPropagation(); form.remove(); holder.hidden = false; button.focus(); });
    holder.after(form);
    holder.hidden = true;
    area.focus();
  };
  const checked = async (file) => {
    const mine = ++checking;
    fill("paper-found", '<p class="waiting">The paper is being sent …</p>');
    one('[data-fill="paper-found"]').scrollIntoView({ block: "start" });
    let path;
    try { path = await send(file); } catch { return fill("paper-found", '<p class="notice bad">The paper did not come through. It may be larger than what this installation takes.</p>'); }
    if (mine !== checking) return;
    checkRun = stream("check", { path }, (packet) => {
      if (mine !== checking) return;
      if (packet.lost) { fill("paper-found", '<p class="notice bad"></p>'); one('[data-fill="paper-found"] .notice').textContent = packet.lost; return; }
      if (packet.found !== null) fill("paper-found", packet.found);
      if (packet.check) {
        check = packet.check;
        const heading = one('[data-fill="paper-found"] h2');
        heading?.focus({ preventScroll: true });
        heading?.scrollIntoView({ block: "start" });
      }
    });
  };
  const only = (button) => {
    const on = button.getAttribute("aria-pressed") !== "true", found = one('[data-fill="paper-found"]');
    all("[data-only]", found).forEach((b) => b.setAttribute("aria-pressed", String(on && b === button)));
    all("[data-mark]", found).forEach((li) => { li.hidden = on && li.dataset.mark !== button.dataset.only; });
  };
  const show = async (wanted) => {
    const mine = open = { id: wanted, run: null }, reply = await call("paper", { id: wanted ?? "" });
    if (mine !== open) return;
    if (reply.form === undefined) { open = { id: null, run: null }; drawn = false; if (wanted) go("paper"); return; }
    drawn = true;
    fill("paper-form", reply.form);
    sheet(reply.sheet);
    listed();
  };
  const drop = async (gone) => {
    const reply = await call("paper_remove", { id: gone });
    if (reply.told) return;
    if (gone === open.id) { history.replaceState(null, "", "#/paper"); await show(null); } else listed();
    tell("The paper is removed.", { undo: async () => { await call("paper_remove", { id: gone, undo: true }); listed(); } });
  };
  pages.paper = {
    of(ident) { conversation = ident; },
    async open([wanted]) {
      await ready;
      if (wanted === "~check") { // to check a paper that one has
        history.replaceState(null, "", "#/paper");
        await pages.paper.open([]);
        one("#checking").scrollIntoView({ block: "start" });
        return one("#checking").focus({ preventScroll: true });
      }
      if (conversation) {
        const mine = open = { id: null, run: null }, reply = await call("paper_of", { conversation });
        conversation = null;
        if (mine !== open) return;
        drawn = true;
        if (reply.form) { fill("paper-form", reply.form); sheet(reply.sheet); }
        return listed();
      }
      if (drawn && !wanted && open.id) history.replaceState(null, "", `#/paper/${open.id}`);
      if (drawn && (!wanted || wanted === open.id)) return listed();
      await show(wanted ?? null);
    },
    submit(form) { if (form.matches(".brief")) make("outline", brief()); },
    async change(target) {
      if ("check" in target.dataset) { const file = target.files[0]; target.value = ""; return file && checked(file); }
      if ("template" in target.dataset) {
        const file = target.files[0];
        target.value = "";
        if (!file) return;
        let reply;
        try { reply = await call("template", { path: await send(file) }, { quiet: true }); } catch { reply = { told: "The template did not come through. It may be larger than what this installation takes." }; }
        if (reply.template) template = reply.template;
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
      } else if ("write" in data) { if (!field("as_at") || isDay(field("as_at"))) make("write", { ...brief(), ...chosen() }); }
      else if ("back" in data) {
        const mine = open, reply = await call("paper_back", { id: open.id });
        if (reply.sheet === undefined || mine !== open) return;
        sheet(reply.sheet, true);
        moved(reply.id);
      } else if ("newPaper" in data) { if (location.hash === "#/paper") show(null); else { open = { id: null, run: null }; drawn = false; go("paper"); } }
      else if (data.drop) drop(data.drop);
      else if ("halt" in data) { for (const run of [button.closest('[data-fill="paper-found"]') ? checkRun : open.run]) if (run) halt(run); }
      else if (data.file) call("paper_file", { id: open.id, kind: data.file, brief: brief(), template });
      else if (data.report) call("check_file", { check, kind: data.report });
      else if ("edit" in data) editor(button, "edit", data.text);
      else if ("fill" in data) editor(button, "fill", "");
      else if ("recheck" in data) change("recheck", button);
      else if (data.only) only(button);
      else if (data.passage || data.found) {
        const said = button.closest(".statement")?.querySelector("[data-text]")?.dataset.text ?? "";
        evidence("passage", { passage: data.passage || data.found, paper: data.passage ? open.id : null, quote: said }, button);
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
