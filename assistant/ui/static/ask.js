// Questions and their answers, and the conversations that they belong to. What is drawn comes from the program; this page sends names.
"use strict";
(() => {
  const { pages, one, all, fill, later, announce, tell, copy, call, stream, halt, evidence, closeSide, go, narrow, spoken, setDate, isDay } = window.ics;
  // The question at the top of the window; the first one stands there already, below what says how the library is.
  const toTop = (turn) => (turn.matches(":first-child") && !narrow() ? window.scrollTo(0, 0) : turn.scrollIntoView({ block: "start" }));
  // A conversation: what is on its way in it, and when the last of that is done. One question waits for the one before it.
  const begun = (id = null) => ({ id, going: [], last: Promise.resolve() });
  const away = new Map(); // conversations in which something is on its way, by id
  let thread = begun(), day = "", documents = JSON.parse(sessionStorage.getItem("ics-documents") ?? "null"), listed = 0, many = 0;

  // The last answer, if none is on its way; the day that it was asked as at.
  const answeredLast = () => (thread.going.some((going) => !going.article?.querySelector(".tools")) ? null : all(".turns .turn").filter((turn) => one(".tools", turn)).at(-1));
  const dayOf = ({ dataset }) => dataset.sent ?? dataset.day ?? "";
  const some = (ids) => `only ${ids.length} of the documents ${ids.length === 1 ? "is" : "are"} asked`;
  const limits = () => {
    for (const bar of all("[data-limits]")) {
      bar.replaceChildren();
      const limit = (text, name, run) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: name });
        button.addEventListener("click", () => { run(); if (!narrow()) one("textarea", bar.closest("form")).focus(); });
        bar.append(Object.assign(document.createElement("span"), { textContent: text }), button);
      };
      if (day && bar.closest("#ask")) {
        limit(`As at ${spoken(day)}: nothing said later is used.`, "Back to today", () => setDay(""));
        const last = answeredLast();
        if (last && dayOf(last) !== day) limit("The answer above is of another day.", "Ask its question as at this one", () => ask(one("h2", last).textContent));
      }
      if (documents) limit(`Now ${some(documents)}.`, "Ask all of them", () => setDocuments(null));
      bar.hidden = !bar.children.length;
      bar.classList.toggle("on", Boolean(bar.children.length));
    }
  };
  const setDay = (iso) => { day = iso; setDate(one("[data-as-at]"), iso); limits(); };
  const setDocuments = (ids) => {
    documents = ids?.length ? ids : null;
    documents ? sessionStorage.setItem("ics-documents", JSON.stringify(documents)) : sessionStorage.removeItem("ics-documents");
    limits();
    pages.library.ticked?.(documents);
  };

  const started = () => { one('[data-fill="start"]').hidden = Boolean(one(".turns .turn")); };
  const past = async () => {
    const mine = ++listed, reply = await call("past", { words: one("#past-words").value, most: many });
    if (mine !== listed || reply.html === undefined || one(".past .rename :focus")) return; // a name is being typed
    const at = document.activeElement.closest?.(".past li"), on = at && document.activeElement.localName;
    fill("past", reply.html);
    for (const li of all(".past li")) {
      one("details", li).append(one("[data-of-conversation]").content.firstElementChild.cloneNode(true));
      li.classList.toggle("current", li.dataset.conversation === thread.id);
      if (at && li.dataset.conversation === at.dataset.conversation) one(on === "summary" ? "summary" : "a", li).focus(); // drawn anew under who goes by key
    }
    all(".past li a").forEach((a) => (a.parentElement.dataset.conversation === thread.id ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current")));
  };
  const earlier = async () => {
    const shown = all(".past li").length;
    many = shown + 100;
    await past();
    one("a", all(".past li")[shown] || one(".past-bar"))?.focus();
  };
  const empty = () => { thread = begun(); fill("turns", ""); setDay(""); started(); };
  const fresh = () => {
    empty();
    closeSide(false);
    if (location.hash !== "#/ask") history.pushState(null, "", "#/ask");
    past();
    one("#question").focus();
  };

  // A question on its way: `article` is how far it has come, `before` the answer whose place it takes.
  const put = (mine, going, next) => {
    if (mine === thread) {
      const there = going.article?.isConnected ? going.article : (next.id && one(`#${CSS.escape(next.id)}`)) || (going.instead && one(`#turn-${CSS.escape(going.instead)}`));
      if (there) there.replaceWith(next); else one(".turns").append(next);
      started();
    }
    going.article = next;
  };
  const made = (html) => { const box = document.createElement("div"); box.innerHTML = html; return box.firstElementChild; };
  const failed = (mine, going, question, told) => {
    if (mine !== thread) return;
    if (going.before) { // the answer that was there stays, with the question to change
      going.article.replaceWith(going.before);
      tell(told, { bad: true });
      change(going.before, question);
    } else {
      one(".waiting", going.article).textContent = told;
      going.article.classList.add("failed");
      if (!one("#question").value) { one("#question").value = question; grow(one("#question")); }
    }
    started();
  };
  const heard = (mine, going, question) => (packet) => {
    if (packet.conversation) {
      if (!mine.id) {
        mine.id = packet.conversation;
        away.set(mine.id, mine);
        if (mine === thread && location.hash.startsWith("#/ask")) history.replaceState(null, "", `#/ask/${mine.id}`);
      }
      past();
    }
    if (mine === thread) announce(packet.told ?? packet.lost);
    if (packet.tell) tell(packet.tell, { bad: true });
    if (packet.documents) setDocuments(packet.documents);
    if (packet.html && !packet.back) { put(mine, going, made(packet.html)); going.article.dataset.sent = going.day; if (packet.conversation) limits(); }
    if (packet.back || packet.lost) failed(mine, going, question, packet.told ?? packet.lost);
  };
  const ask = (question, instead = null, limit = null) => {
    if (!location.hash.startsWith("#/ask")) { empty(); go("ask"); }
    if (!limit && !isDay(one("[data-as-at]"))) return false;
    closeSide(false);
    all(".turn.failed, .turn:has(.sharer)").forEach((e) => e.remove()); // its question is asked anew; a colleague's answer is not of this conversation
    const mine = thread, going = { question, instead, before: instead ? one(`#turn-${CSS.escape(instead)}`) : null, known: new Set(all(".turns .turn").map((e) => e.id)) };
    const said = { question, instead, day, documents, ...limit };
    going.day = said.day;
    const first = made(one("[data-on-its-way]").innerHTML);
    one("h2", first).textContent = question;
    put(mine, going, first);
    toTop(first);
    mine.going.push(going);
    if (mine.id) away.set(mine.id, mine);
    mine.last = mine.last.then(async () => {
      going.run = stream("ask", { ...said, conversation: mine.id }, heard(mine, going, question));
      await going.run.ended;
      mine.going.splice(mine.going.indexOf(going), 1);
      limits();
      if (!mine.going.length) away.delete(mine.id);
    });
    return true;
  };
  const grow = (box) => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight + 2, 220)}px`; };

  // What a colleague shares: read, copied and exported; a question asked here begins a conversation of one's own.
  const openShared = async (name) => {
    const mine = thread = begun();
    setDay("");
    fill("turns", '<p class="waiting">Opening the answer …</p>');
    one('[data-fill="start"]').hidden = true;
    const reply = await call("shared", { shared: name });
    if (thread !== mine || mine.going.length) return;
    if (reply.html === undefined) { empty(); return go("ask"); }
    fill("turns", reply.html);
    closeSide(false);
    past();
  };
  const open = async ([id, turn] = []) => {
    if (!id) {
      if (thread.id) history.replaceState(null, "", `#/ask/${thread.id}`); // back to the one that is open
      started();
      limits();
      if (!narrow()) past();
      return;
    }
    shut();
    if (id === "~") return openShared(turn);
    if (id === "~day") { // to ask as at an earlier day
      empty();
      history.replaceState(null, "", "#/ask");
      past();
      await window.ics.rooted;
      return one(".as-at input").focus();
    }
    if (id !== thread.id) {
      const mine = thread = away.get(id) ?? begun(id);
      fill("turns", '<p class="waiting">Opening the conversation …</p>');
      one('[data-fill="start"]').hidden = true;
      const reply = await call("conversation", { id });
      if (thread !== mine) return;
      setDay("");
      if (reply.html === undefined) { empty(); return go("ask"); }
      fill("turns", reply.html);
      for (const going of mine.going) { // its answer may be kept by now, though nothing was heard of it yet
        const kept = all(".turns .turn").find((e) => e.id && !going.known.has(e.id) && one("h2", e).textContent === going.question);
        if (kept) going.article = kept; else put(mine, going, going.article);
      }
      closeSide(false);
      past();
    }
    const article = turn ? one(`#turn-${CSS.escape(turn)}`) : one(".turns .turn:last-child");
    if (article) toTop(article);
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
  // What an answer was limited to counts when its question is asked again, but for a day that is set by now.
  const limitsOf = ({ dataset }) => ({ day: day || (dataset.day ?? ""), documents: dataset.documents ? dataset.documents.split(" ") : null });
  const change = (article, text = null) => {
    if (one(".change", article)) return;
    const title = one("h2", article), form = document.createElement("form");
    form.className = "change";
    form.innerHTML = '<textarea rows="2" maxlength="1000" aria-label="The question, to change"></textarea><p class="soft"></p><div class="tools"><button type="submit" class="outlined">Ask this instead</button><button type="button" class="quiet" data-cancel>Cancel</button></div>';
    const box = one("textarea", form);
    box.value = text ?? title.textContent;
    const limit = limitsOf(article);
    one("p", form).textContent = [limit.day && `as at ${spoken(limit.day)}`, limit.documents && some(limit.documents)].filter(Boolean).join("; ").replace(/^./, (c) => c.toUpperCase());
    form.addEventListener("submit", () => {
      const wanted = box.value.trim();
      if (!wanted) return;
      form.remove();
      title.hidden = false;
      ask(wanted, article.dataset.turn, limit);
    });
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
    const over = () => { form.replaceWith(link); link.focus(); past(); };
    form.addEventListener("submit", async () => { await call("rename", { id: li.dataset.conversation, title: one("input", form).value }); over(); });
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); over(); } });
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
  const stand = async (button, article) => {
    const reply = await call("stand", { turn: article.dataset.turn });
    if (!reply.said) return;
    button.disabled = true;
    button.closest("details").open = false;
    tell(reply.said);
  };
  const share = async (button, article) => {
    const reply = await call("share", { turn: article.dataset.turn });
    if (!reply.link) return;
    const address = location.href.split("#")[0] + reply.link, copied = await copy(button, address);
    if (reply.shared) one("[data-unshare]", article).hidden = false;
    tell(copied ? reply.said : `${reply.said} ${address}`);
  };
  const unshare = async (button, article) => {
    const reply = await call("unshare", { turn: article.dataset.turn });
    if (!reply.said) return;
    button.hidden = true;
    tell(reply.said);
  };
  const paper = async () => { pages.paper.of(thread.id); go("paper"); };

  const inTurn = (button, article) => {
    const data = button.dataset;
    if (data.cite) {
      all("[data-cite][aria-expanded=true]").forEach((e) => e.setAttribute("aria-expanded", "false"));
      button.setAttribute("aria-expanded", "true");
      evidence("cite", { turn: data.turn, marker: Number(data.cite) }, button);
    } else if (data.copy) copy(button, data.copy);
    else if ("share" in data) share(button, article);
    else if ("unshare" in data) unshare(button, article);
    else if (data.own) ask(data.own, null, limitsOf(article));
    else if ("pin" in data) pin(button, article);
    else if (data.export) call("export", { turn: article.dataset.turn, kind: data.export });
    else if ("paper" in data) paper();
    else if ("stand" in data) stand(button, article);
    else if ("change" in data) change(article);
    else if ("anotherDay" in data) {
      pages.ask.put(one("h2", article).textContent);
      one(".as-at input").focus();
    }
    else if ("again" in data) ask(one("h2", article).textContent, article.dataset.turn || null, { ...limitsOf(article), ...("today" in data ? { day: "" } : {}) });
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
    } else if ("pastMore" in data) earlier();
    else if ("pastClose" in data) { shut(); one("[data-past-open]").focus(); }
    else if (button.id === "stop") thread.going.forEach((going) => going.run && halt(going.run));
  };

  pages.ask = {
    open, ask, fresh, shut, click, setDocuments,
    documents: () => documents,
    submit(form) {
      if (form.matches(".why, .change, .rename")) return;
      const box = one("textarea", form), question = box.value.trim();
      if (!question) {
        if (form.id === "ask" && !isDay(one("[data-as-at]"))) return undefined;
        const last = form.id === "ask" && answeredLast();
        if (last && day && day !== dayOf(last)) return ask(one("h2", last).textContent); // another day: the same question
        tell("Type a question first.");
        return box.focus();
      }
      if (!ask(question)) return undefined;
      box.value = "";
      grow(box);
      if (narrow()) box.blur(); // the keyboard goes, the answer is seen
      else if (form.id !== "ask") one("#question").focus({ preventScroll: true });
    },
    input(field) {
      if (field.id === "question") grow(field);
      else if (field.id === "past-words") searching();
    },
    change(field) { if ("asAt" in field.dataset && field.validity.valid) { day = field.value; limits(); } },
    at(iso) { setDay(iso); },
    put(question) { one("#question").value = question; grow(one("#question")); one("#question").focus(); },
    start() { limits(); },
  };
  const searching = later(past, 250);
})();
