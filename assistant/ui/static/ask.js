// Questions and their answers, and the conversations that they belong to. What is drawn comes from the program; this page sends names.
"use strict";
(() => {
  const { pages, one, all, fill, later, announce, tell, copy, call, stream, evidence, closeSide, go, narrow } = window.ics;
  let thread = { id: null }, day = "", documents = JSON.parse(sessionStorage.getItem("ics-documents") ?? "null");

  const spoken = (iso) => new Date(`${iso}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const limits = () => {
    const bar = one("[data-limits]");
    bar.replaceChildren();
    const limit = (text, name, run) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: name });
      button.addEventListener("click", run);
      bar.append(Object.assign(document.createElement("span"), { textContent: text }), button);
    };
    if (day) limit(`As at ${spoken(day)}: nothing said later is used.`, "Back to today", () => { setDay(""); one("#question").focus(); });
    if (documents) limit(`Only ${documents.length} of the documents ${documents.length === 1 ? "is" : "are"} asked.`, "Ask all of them", () => setDocuments(null));
    bar.hidden = !bar.children.length;
    bar.classList.toggle("on", Boolean(bar.children.length));
  };
  const setDay = (iso) => { day = iso; one("[data-as-at]").value = iso; limits(); };
  const setDocuments = (ids) => {
    documents = ids?.length ? ids : null;
    documents ? sessionStorage.setItem("ics-documents", JSON.stringify(documents)) : sessionStorage.removeItem("ics-documents");
    limits();
    pages.library.ticked?.(documents);
  };

  const started = () => { one('[data-fill="start"]').hidden = Boolean(one(".turns .turn")); };
  const past = async () => {
    const reply = await call("past", { words: one("#past-words").value });
    if (reply.html === undefined) return;
    fill("past", reply.html);
    for (const li of all(".past li")) {
      one("details", li).append(one("[data-of-conversation]").content.firstElementChild.cloneNode(true));
      li.classList.toggle("current", li.dataset.conversation === thread.id);
    }
    all(".past li a").forEach((a) => (a.parentElement.dataset.conversation === thread.id ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current")));
  };
  const fresh = () => {
    thread = { id: null };
    fill("turns", "");
    setDay("");
    started();
    closeSide(false);
    if (location.hash !== "#/ask") history.pushState(null, "", "#/ask");
    past();
    one("#question").focus();
  };

  const ask = (question, instead = null) => {
    if (!location.hash.startsWith("#/ask")) { thread = { id: null }; fill("turns", ""); go("ask"); }
    closeSide(false);
    all(".turn.failed").forEach((e) => e.remove()); // its question is asked anew
    const mine = thread;
    let article = instead ? one(`#turn-${instead}`) : null, first = true;
    const said = { question, conversation: mine.id, instead, day, documents };
    stream("ask", said, (packet) => {
      if (packet.conversation && !mine.id) {
        mine.id = packet.conversation;
        if (mine === thread && location.hash.startsWith("#/ask")) history.replaceState(null, "", `#/ask/${mine.id}`);
      }
      if (packet.conversation) past();
      if (mine !== thread) return;
      announce(packet.told);
      if (packet.tell) tell(packet.tell, { bad: true });
      if (packet.back) setTimeout(() => article?.classList.add("failed"));
      if (packet.back && !one("#question").value) { one("#question").value = packet.back; grow(one("#question")); }
      if (!packet.html) return;
      const made = document.createElement("div");
      made.innerHTML = packet.html;
      const next = made.firstElementChild;
      if (article?.isConnected) article.replaceWith(next); else one(".turns").append(next);
      article = next;
      started();
      if (first) next.scrollIntoView({ block: "start" });
      first = false;
    });
  };
  const grow = (box) => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight + 2, 220)}px`; };

  const open = async ([id, turn] = []) => {
    if (!id) {
      if (thread.id) history.replaceState(null, "", `#/ask/${thread.id}`); // back to the one that is open
      started();
      limits();
      if (!narrow()) past();
      return;
    }
    shut();
    if (id !== thread.id) {
      const mine = thread = { id };
      fill("turns", '<p class="waiting">Opening the conversation …</p>');
      one('[data-fill="start"]').hidden = true;
      const reply = await call("conversation", { id });
      if (thread !== mine) return;
      if (reply.html === undefined) return go("ask");
      fill("turns", reply.html);
      closeSide(false);
      setDay("");
      past();
    }
    const article = turn ? one(`#turn-${CSS.escape(turn)}`) : one(".turns .turn:last-child");
    article?.scrollIntoView({ block: "start" });
  };

  const thumb = (button) => {
    const turn = button.closest(".turn").dataset.turn, tools = button.closest(".tools");
    const keep = (good, reason) => {
      call("thumb", { turn, good, reason });
      all("[data-thumb], .why", tools).forEach((e) => e.remove());
      tools.insertAdjacentHTML("beforeend", '<span class="soft" role="status">Thank you, kept on this machine.</span>');
    };
    if (button.dataset.thumb === "up") return keep(true, "");
    if (one(".why", tools)) return;
    const form = document.createElement("form");
    form.className = "why";
    form.innerHTML = '<input type="text" maxlength="500" aria-label="What was wrong with it? (optional)" placeholder="What was wrong? (optional)"><button class="quiet" type="submit">Send</button>';
    form.addEventListener("submit", () => keep(false, one("input", form).value));
    tools.append(form);
    one("input", form).focus();
  };
  const change = (article) => {
    if (one(".change", article)) return;
    const title = one("h2", article), form = document.createElement("form");
    form.className = "change";
    form.innerHTML = '<textarea rows="2" maxlength="1000" aria-label="The question, to change"></textarea><div class="tools"><button type="submit" class="outlined">Ask this instead</button><button type="button" class="quiet" data-cancel>Cancel</button></div>';
    const box = one("textarea", form);
    box.value = title.textContent;
    form.addEventListener("submit", () => { const text = box.value.trim(); if (text) ask(text, article.dataset.turn); });
    one("[data-cancel]", form).addEventListener("click", (event) => { event.stopPropagation(); form.remove(); title.hidden = false; title.focus(); });
    title.hidden = true;
    title.after(form);
    box.focus();
  };
  const rename = (li) => {
    const link = one("a", li), form = document.createElement("form");
    form.className = "rename";
    form.innerHTML = '<input type="text" maxlength="80" aria-label="Name of the conversation"><button type="submit" class="quiet">Save</button>';
    one("input", form).value = link.textContent;
    form.addEventListener("submit", async () => { await call("rename", { id: li.dataset.conversation, title: one("input", form).value }); past(); });
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); past(); } });
    link.replaceWith(form);
    one("input", form).select();
  };
  const remove = async (id) => {
    const reply = await call("remove_conversation", { id });
    if (reply.told) return;
    if (id === thread.id) fresh(); else past();
    tell("The conversation is deleted.", { undo: async () => { await call("restore_conversation", { id }); past(); } });
  };
  const shut = () => { one(".talk").classList.remove("show-past"); one("[data-past-open]").setAttribute("aria-expanded", "false"); };

  const pin = async (button, article) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    const reply = await call("pin", { turn: article.dataset.turn, on });
    if (reply.told) return;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Pinned" : "Pin";
  };
  const link = (article) => `${location.href.split("#")[0]}#/ask/${article.dataset.conversation}/${article.dataset.turn}`;
  const paper = async () => { pages.paper.of(thread.id); go("paper"); };

  const inTurn = (button, article) => {
    const data = button.dataset;
    if (data.cite) {
      all("[data-cite][aria-expanded=true]").forEach((e) => e.setAttribute("aria-expanded", "false"));
      button.setAttribute("aria-expanded", "true");
      evidence("cite", { turn: data.turn, marker: Number(data.cite) }, button);
    } else if (data.copy) copy(button, data.copy);
    else if ("share" in data) copy(button, link(article));
    else if ("pin" in data) pin(button, article);
    else if (data.export) call("export", { turn: article.dataset.turn, kind: data.export });
    else if ("paper" in data) paper();
    else if ("change" in data) change(article);
    else if ("again" in data) ask(one("h2", article).textContent, article.dataset.turn);
    else if (data.thumb) thumb(button);
    else if (data.row) { pages.ledger.at(data.day ?? ""); go(`ledger/${data.row}`); }
  };
  const click = (button) => {
    const article = button.closest(".turn"), li = button.closest("[data-conversation]"), data = button.dataset;
    if (article) return inTurn(button, article);
    if (li && "rename" in data) rename(li);
    else if (li && "delete" in data) remove(li.dataset.conversation);
    else if (li && data.exportAll) call("export", { conversation: li.dataset.conversation, kind: data.exportAll });
    else if ("new" in data) { shut(); fresh(); }
    else if ("pastOpen" in data) {
      one(".talk").classList.toggle("show-past");
      const shown = one(".talk").classList.contains("show-past");
      button.setAttribute("aria-expanded", String(shown));
      if (shown) { past(); one("#past-words").focus(); }
    } else if ("pastClose" in data) { shut(); one("[data-past-open]").focus(); }
    else if (button.id === "stop") window.ics.halt();
  };

  pages.ask = {
    open, ask, fresh, shut, click, setDocuments,
    documents: () => documents,
    submit(form) {
      if (form.matches(".why, .change, .rename")) return;
      const box = one("textarea", form), question = box.value.trim();
      if (!question) { announce("Type a question first."); return box.focus(); }
      box.value = "";
      grow(box);
      ask(question);
      if (form.id !== "ask") one("#question").focus({ preventScroll: true });
    },
    input(field) {
      if (field.id === "question") grow(field);
      else if (field.id === "past-words") searching();
    },
    change(field) { if ("asAt" in field.dataset && (!field.value || field.value > "2000")) { day = field.value; limits(); } },
    left(field) { if (field.dataset && "asAt" in field.dataset && !field.value) setDay(""); }, // a half typed day is none
    at(iso) { setDay(iso); },
    put(question) { one("#question").value = question; grow(one("#question")); one("#question").focus(); },
    start() { limits(); },
  };
  const searching = later(past, 250);
})();
