// The library: files dropped or chosen, addresses, what a document is, which to ask.
"use strict";
(() => {
  const { pages, ready, one, all, fill, later, tell, call, send, evidence, stream } = window.ics;
  let narrowed = false;
  const library = () => one('[data-page="library"]');
  const tick = (box) => { // one more or one less: what a search has left out of the list stays ticked
    const ids = new Set(pages.ask.documents() ?? []), ident = box.closest("tr").dataset.document;
    box.checked ? ids.add(ident) : ids.delete(ident);
    pages.ask.setDocuments([...ids]);
  };
  const chosen = () => {
    const bar = one("[data-chosen]", library()), ids = pages.ask.documents();
    if (!bar) return;
    const count = ids?.length ?? 0;
    bar.hidden = !count;
    bar.innerHTML = count ? `<span>${count === 1 ? "One document is" : `${count} documents are`} ticked: only ${count === 1 ? "it is" : "they are"} asked.</span> <button type="button" class="quiet" data-ask-all>Ask all of them</button>${count === 2 ? ' <button type="button" class="quiet" data-compare-two>Compare the two</button> <button type="button" class="quiet" data-versions-two data-needs="librarian">They are versions of one document</button>' : ""}` : "";
  };
  const ticked = (ids) => {
    all("[data-tick]", library()).forEach((box) => { box.checked = ids?.includes(box.closest("tr").dataset.document) ?? false; });
    chosen();
  };
  const sift = () => {
    const at = (name) => one(`[data-shelf="${name}"]`, library());
    if (!at("find")) return;
    const words = at("find").value.toLowerCase().split(/\s+/).filter(Boolean), kind = at("kind").value, order = at("order").value;
    for (const body of all("table.documents tbody", library())) {
      const rows = [...body.querySelectorAll("tr[data-document]")];
      const key = (tr) => tr.dataset[order] ?? "";
      rows.sort((a, b) => (order === "date" ? key(b).localeCompare(key(a)) : key(a).localeCompare(key(b)))).forEach((tr) => {
        const after = [];
        for (let next = tr.nextElementSibling; next?.classList.contains("versions"); next = next.nextElementSibling) after.push(next);
        tr.hidden = (kind && tr.dataset.kind !== kind) || !words.every((w) => tr.textContent.toLowerCase().includes(w));
        after.forEach((next) => { next.hidden = tr.hidden; });
        body.append(tr, ...after);
      });
      body.closest("table").hidden = rows.every((tr) => tr.hidden);
    }
  };
  const drawn = (reply, changed = true) => {
    if (changed && reply.html !== undefined) window.ics.refresh();
    const ids = pages.ask.documents();
    if (reply.html !== undefined) { fill("library", reply.html); ticked(ids); sift(); }
    if (reply.ticked && ids && reply.ticked.length < ids.length) {
      tell(`${ids.length - reply.ticked.length === 1 ? "One of the documents" : `${ids.length - reply.ticked.length} of the documents`} that you ticked ${ids.length - reply.ticked.length === 1 ? "is" : "are"} not in the library any more, or read anew.`);
      pages.ask.setDocuments(reply.ticked);
    }
    if (reply.notice !== undefined) fill("notice", reply.notice);
  };
  const line = (name) => {
    const made = document.createElement("li");
    made.append(Object.assign(document.createElement("b"), { textContent: name }), " ", Object.assign(document.createElement("span"), { textContent: "is being sent …" }));
    one("[data-adding]").append(made);
    return made;
  };
  const ended = (li, reply) => {
    li.className = reply.told || /class="[^"]*\bbad\b/.test(reply.notice ?? "") ? "bad" : "done";
    const said = document.createElement("div");
    said.innerHTML = reply.notice ?? "";
    const lines = [...said.querySelectorAll(".notice")].filter((e) => !e.classList.contains("question"));
    one("span", li).textContent = reply.told ?? (lines.map((e) => e.innerText.trim()).join(" ") || "waits for your word below.");
    one("b", li).hidden = !reply.told && lines.length > 0;
    drawn({ html: reply.html, notice: [...said.querySelectorAll(".question")].map((e) => e.outerHTML).join("") });
  };
  const add = async (files, instead = null) => {
    one("[data-adding]").replaceChildren();
    const waiting = [...files].map((file) => [file, line(file.name)]);
    for (const [file, li] of waiting) {
      try {
        const path = await send(file);
        one("span", li).textContent = "is being read …";
        ended(li, await call("add", { path, document: instead }));
      } catch {
        ended(li, { told: "did not come through. It may be larger than what this installation takes." });
      }
    }
  };
  const asks = () => one("dialog.asks");
  // The table is drawn anew: who goes by key goes on where they were, or at the page's start.
  const known = () => new Set(all("tr[data-document]").map((tr) => tr.dataset.document));
  const backTo = (before) => { // to the row that is new, as one is whose details were corrected
    const row = before && all("tr[data-document]").find((tr) => !before.has(tr.dataset.document));
    ((row && one("details.menu summary", row)) ?? one("#stage")).focus({ preventScroll: true });
  };
  const close = () => { asks().close(); asks().replaceChildren(); };
  const done = (reply) => {
    if (reply.html !== undefined) { one("[data-adding]").replaceChildren(); fill("notice", ""); } // what was told before is over
    drawn(reply);
    if (reply.html !== undefined) backTo();
    if (reply.said) tell(reply.said, { undo: reply.undo ? async () => done(await call("restore", { document: reply.undo })) : null });
  };
  let compared = null;
  const uncompared = () => {
    compared = null;
    fill("compared", "");
    library().classList.remove("comparing");
    if (location.hash.startsWith("#/library/")) history.replaceState(null, "", "#/library");
  };
  const compare = async (before, after) => {
    fill("compared", '<p class="waiting">The two are being compared …</p>');
    library().classList.add("comparing");
    const reply = await call("compare", { before, after });
    if (reply.html === undefined) return uncompared();
    compared = { before: reply.before, after: reply.after };
    fill("compared", reply.html);
    history.replaceState(null, "", `#/library/compare/${reply.before}/${reply.after}`);
    one("#compared").focus();
    one("#compared").scrollIntoView({ block: "center" });
  };
  const differs = () => one(".differs");
  let opening = false; // by its address, which fetches the list itself
  const differing = (reply) => {
    if (reply.html === undefined) return;
    fill("differing", reply.html);
    one(".differing-told")?.focus();
  };
  const look = (button) => {
    button.disabled = true;
    button.textContent = "Looking …";
    stream("look_differing", {}, (packet) => { if (packet.lost) { tell(packet.lost); button.disabled = false; button.textContent = "Look for more"; } else differing(packet); });
  };
  const click = async (button) => {
    const data = button.dataset, ident = button.closest("tr")?.dataset.document;
    if ("read" in data) return evidence("read", { document: ident }, button);
    if ("compareTwo" in data) { // the one published later is the newer
      const two = pages.ask.documents(), date = (id) => one(`tr[data-document="${CSS.escape(id)}"]`)?.dataset.date ?? "";
      if (date(two[0]) > date(two[1])) two.reverse();
      return compare(...two);
    }
    if (data.compare) return data.with ? compare(data.compare, data.with) : compare("", data.compare);
    if (data.versions) return done(await call("versions", { choice: data.versions, documents: data.documents.split(" ") }));
    if ("versionsTwo" in data) return done(await call("versions", { choice: "same", documents: pages.ask.documents() }));
    if ("comparedSwap" in data) return compare(compared.after, compared.before);
    if ("comparedClose" in data) return uncompared();
    if (data.comparedFile) return call("compare_file", { ...compared, kind: data.comparedFile });
    if (data.span !== undefined) return evidence("span", { document: data.span, start: data.start, end: data.end }, button);
    if (data.passage) return evidence("passage", { passage: data.passage }, button);
    if ("lookDiffering" in data) return look(button);
    if (data.apart) {
      const reply = await call("do_not_differ", { key: data.apart });
      differing(reply);
      one("summary", differs()).focus();
      if (reply.said) tell(reply.said);
      return;
    }
    if ("askAll" in data) return pages.ask.setDocuments(null);
    if ("describe" in data) {
      const reply = await call("about", { document: ident });
      if (!reply.html) return;
      asks().innerHTML = reply.html;
      return asks().showModal();
    }
    if ("cancel" in data) return close();
    if ("undescribe" in data) {
      const reply = await call("undescribe", { document: button.form.dataset.document });
      const before = known();
      before.delete(button.form.dataset.document);
      close();
      drawn(reply);
      return backTo(before);
    }
    if (data.confirm) return done(await call("confirm", { document: data.confirm }));
    if ("remove" in data) return done(await call("remove", { document: ident }));
    if (data.restore) return done(await call("restore", { document: data.restore }));
    if ("lookAgain" in data) { button.disabled = true; drawn(await call("look_again")); button.disabled = false; return; }
    if (data.choice === "keep") return button.closest(".question").remove();
    if (data.choice) {
      all("button", button.parentElement).forEach((b) => { b.disabled = true; });
      drawn(await call("choose", { choice: data.choice, name: data.name }));
    }
  };
  pages.library = {
    click, ticked, drawn,
    async open([ident, before, after]) {
      await ready;
      drawn(await call("library", { ticked: pages.ask.documents() }), false);
      if (ident === "compare" && after) {
        if (compared?.before !== before || compared?.after !== after) await compare(before, after);
        return;
      }
      if (compared) uncompared();
      if (ident === "~differ") {
        opening = true;
        differs().open = true;
        differing(await call("differing"));
        opening = false;
        differs().scrollIntoView({ block: "start" });
        return one("summary", differs()).focus({ preventScroll: true });
      }
      if (ident) evidence("read", { document: ident }, one(`tr[data-document="${CSS.escape(ident)}"] [data-read]`));
    },
    async submit(form) {
      if ("address" in form.dataset) {
        const box = one("input", form), url = box.value.trim();
        one("[data-adding]").replaceChildren();
        const li = line(url);
        one("span", li).textContent = "is being fetched …";
        box.value = "";
        return ended(li, await call("fetch", { url }));
      }
      if (!form.matches(".about-form")) return;
      const fields = Object.fromEntries(new FormData(form));
      const reply = await call("describe", { document: form.dataset.document, fields }, { quiet: true });
      const wrong = document.createElement("div");
      wrong.innerHTML = reply.notice ?? "";
      const bad = reply.told ?? wrong.querySelector(".bad")?.textContent;
      if (bad) { one(".wrong", form).textContent = bad; return; }
      close();
      one("[data-adding]").replaceChildren();
      const before = known();
      before.delete(form.dataset.document);
      drawn(reply);
      backTo(before);
    },
    input(field) { if (field.dataset.shelf === "find") sifting(); },
    change(field) {
      if (field.dataset.shelf) sift();
      else if ("tick" in field.dataset) tick(field);
      else if ("newer" in field.dataset) { const file = field.files[0]; if (file) { field.closest("details").open = false; add([file], field.closest("tr").dataset.document); } }
      else if ("files" in field.dataset) { add(field.files); field.value = ""; }
    },
    start() {
      differs().addEventListener("toggle", async () => { if (differs().open && !opening) differing(await call("differing")); });
      const drop = one("[data-drop]");
      const over = (event) => { event.preventDefault(); drop.classList.add("over"); };
      drop.addEventListener("dragover", over);
      drop.addEventListener("dragleave", () => drop.classList.remove("over"));
      drop.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); add(event.dataTransfer.files); });
    },
  };
  const sifting = later(async () => {
    const find = one("[data-shelf=find]", library()), words = find.value;
    if (!narrowed && !one("[data-more]", library())) return sift();
    const reply = await call("library", { find: words });
    if (reply.html === undefined || find.value !== words) return;
    narrowed = Boolean(words);
    drawn({ html: reply.html }, false);
    const again = one("[data-shelf=find]", library());
    again.value = words;
    again.focus();
    sift();
  }, 200);
})();
