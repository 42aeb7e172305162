// What all pages share: calls and streams, the way from page to page, the panel beside them, and what a reader is told.
"use strict";
window.ics = (() => {
  const pages = {}, places = {};
  let root, server, upload, here = "", opener = null, covering = false, becomeReady, latest = 0, leafing = 0;
  const ready = new Promise((done) => { becomeReady = done; });
  let isRooted;
  const rooted = new Promise((done) => { isRooted = done; }); // the page's own element, once it is there
  const one = (selector, from = root) => from.querySelector(selector);
  const all = (selector, from = root) => [...from.querySelectorAll(selector)];
  const fill = (name, html) => { one(`[data-fill="${name}"]`).innerHTML = html; };
  const phone = matchMedia("(max-width: 900px)"), narrow = () => phone.matches;
  const later = (run, wait) => { let timer; return (...given) => { clearTimeout(timer); timer = setTimeout(() => run(...given), wait); }; };

  // How it looks: kept in this browser, set before anything is drawn.
  const look = () => {
    const wanted = localStorage.getItem("ics-theme") ?? "auto";
    const dark = wanted === "dark" || (wanted === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.documentElement.style.setProperty("--scale", localStorage.getItem("ics-size") ?? "1");
    document.documentElement.lang = "en-GB";
    document.body?.classList.remove("dark");
  };
  look();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);

  const announce = (text) => { one("[data-announce]").textContent = text; };
  const tell = (text, { bad = false, undo = null } = {}) => {
    const box = document.createElement("div");
    box.className = bad ? "tell bad" : "tell";
    box.append(Object.assign(document.createElement("p"), { textContent: text }));
    const button = (name, run) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: name });
      made.addEventListener("click", () => { box.remove(); run?.(); });
      box.append(made);
    };
    if (undo) button("Undo", undo);
    button("Close", null);
    const tells = one(".tells");
    if (undo) box.dataset.undo = "";
    else [...tells.children].filter((told) => !("undo" in told.dataset) && one("p", told).textContent === text).forEach((told) => told.remove()); // nothing is told twice
    while (tells.children.length > 2) tells.firstChild.remove();
    tells.append(box);
    const leave = () => setTimeout(() => (box.matches(":hover, :focus-within") ? leave() : box.remove()), undo || bad ? 15000 : 6000);
    leave();
  };
  const save = ({ name, type, data }) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const copy = async (button, text) => {
    try { await navigator.clipboard.writeText(text); } catch { tell("The browser did not allow copying.", { bad: true }); return false; }
    const said = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = said; }, 1600);
    return true;
  };

  const away = "The program behind this page does not answer. See that it runs, then try again.";
  const ended = "Your sign-in has run out. Load this page to sign in again; what you typed can be copied from its box.";
  // Why a call came to nothing: the program is away, or it does not know any more who asks.
  const why = async () => {
    try { return (await fetch("config", { method: "HEAD", headers: { "sec-fetch-mode": "cors" } })).status === 401 ? ended : away; } catch { return away; }
  };
  const call = async (name, said = {}, { quiet = false } = {}) => {
    let reply;
    try { reply = await server.call(JSON.stringify({ call: name, ...said })); } catch { reply = null; }
    reply ??= { told: await why() };
    if (reply.told && !quiet) tell(reply.told, { bad: true });
    if (reply.file) save(reply.file);
    return reply;
  };
  // Work that takes its time: begun, then heard until it is over. What it says last is {lost} where it came to no end.
  const stream = (work, said, hear) => {
    const run = { job: null, halted: false };
    run.ended = (async () => {
      const begun = await call("begin", { work, ...said }, { quiet: true });
      if (!begun.job) return hear({ lost: begun.told });
      run.job = begun.job;
      if (run.halted) halt(run);
      for (let seen = 0, missed = 0; ;) {
        let reply;
        try { reply = await server.hear(JSON.stringify({ job: run.job, seen })); } catch { reply = null; }
        if (!reply) {
          if (++missed > 4) return hear({ lost: await why() });
          await new Promise((done) => setTimeout(done, 700 * missed));
          continue;
        }
        missed = 0;
        seen = reply.seen;
        if (reply.packet) hear(reply.packet);
        if (reply.over) return undefined;
      }
    })();
    return run;
  };
  const halt = (run) => { run.halted = true; if (run.job) call("halt", { job: run.job }); };
  const send = async (file) => (await upload(file)).path;

  // The panel beside the page; on a phone it covers the page, and the way back closes it.
  const side = () => one("#side");
  const closeSide = (focus = true) => {
    latest += 1; // what is still being fetched is not wanted any more
    if (side().hidden) return;
    side().hidden = true;
    side().innerHTML = "";
    lay();
    one(".frame").classList.remove("beside");
    all("[aria-expanded=true][data-cite]").forEach((e) => e.setAttribute("aria-expanded", "false"));
    const was = covering;
    covering = false;
    if (was && history.state?.side) history.back();
    if (focus && opener?.isConnected) opener.focus();
    opener = null;
  };
  // On a phone the panel is a dialog over the page; the page is out of reach meanwhile.
  const lay = () => {
    const over = narrow() && !side().hidden;
    if (over) { side().setAttribute("role", "dialog"); side().setAttribute("aria-modal", "true"); }
    else { side().removeAttribute("role"); side().removeAttribute("aria-modal"); }
    for (const part of [one("#stage"), one(".brand")]) part.inert = over;
  };
  const openSide = (html, from) => {
    const again = !side().hidden;
    if (from) opener = from;
    side().innerHTML = html;
    side().hidden = false;
    one(".frame").classList.add("beside");
    if (narrow() && !covering) {
      covering = true;
      history.pushState({ side: true }, "");
    }
    lay();
    const shown = one(".evidence", side()), cited = one("#cited", side()), words = one(".document", side());
    if (words && cited) words.scrollTop += cited.getBoundingClientRect().top - words.getBoundingClientRect().top - 60;
    if (shown?.dataset.page) leaf(Number(shown.dataset.page));
    one("h2", side())?.focus({ preventScroll: again });
  };
  const evidence = async (name, said, from) => {
    const mine = ++latest, reply = await call(name, said);
    if (mine !== latest) return false;
    if (reply.html) openSide(reply.html, from);
    return Boolean(reply.html);
  };
  const leaf = async (page) => {
    const shown = one(".evidence", side()), { document: document_, start, end } = shown.dataset;
    const mine = ++leafing, reply = await call("page", { document: document_, page, start: Number(start), end: Number(end) });
    if (mine !== leafing || !shown.isConnected || !reply.html) return;
    one(".sheet", shown).innerHTML = reply.html;
    view("page");
    const mark = one(".on-page", shown), paper = one(".paper-page", shown);
    if (mark) paper.scrollTop = Math.max(0, mark.offsetTop - 80);
  };
  const view = (which) => {
    const shown = one(".evidence", side());
    one(".sheet", shown).hidden = which !== "page";
    one(".document", shown).hidden = which === "page";
    all("[data-view]", shown).forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.view === which)));
  };
  const sideClick = async (button) => {
    const { copy: text, confirm: ident, view: which, leaf: page } = button.dataset;
    if (text) copy(button, text);
    else if ("close" in button.dataset) closeSide();
    else if ("zoom" in button.dataset) {
      const paper = one(".paper-page", side()), large = paper.classList.toggle("large"), mark = one(".on-page", paper);
      button.textContent = large ? "Smaller" : "Larger";
      button.setAttribute("aria-pressed", String(large));
      if (mark) paper.scrollTo(Math.max(0, mark.offsetLeft - 24), Math.max(0, mark.offsetTop - 80));
    }
    else if (page) leaf(Number(page));
    else if (which === "page" && !one(".sheet img", side())) leaf(Number(one(".evidence", side()).dataset.page));
    else if (which) view(which);
    else if (ident) {
      const reply = await call("confirm", { document: ident });
      if (reply.said) { closeSide(); tell(reply.said); pages.library.drawn?.(reply); }
    }
  };

  // From page to page: the address says where one is, so that back, reload and links work.
  const go = (to) => { if (location.hash === `#/${to}`) route(); else location.hash = `/${to}`; };
  const titles = { home: "Home", ask: "Ask", ledger: "Recommendations", library: "Library", paper: "Board paper", trust: "Settings and trust" };
  const route = () => {
    let path = location.hash.replace(/^#\/?/, "");
    try { path = decodeURIComponent(path); } catch { path = ""; } // an address cut short
    const [name, ...rest] = path.split("/");
    const page = name in titles ? name : "home";
    if (page !== here) {
      if (here) places[here] = scrollY;
      closeSide(false);
      all("dialog[open]").forEach((dialog) => dialog.close());
      all("[data-page]").forEach((section) => { section.hidden = section.dataset.page !== page; });
      all("[data-go]").forEach((link) => (link.dataset.go === page ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current")));
      document.title = `${titles[page]} – ICS Assistant`;
      const link = one(`[data-go="${page}"]`), bar = link.parentElement;
      bar.scrollLeft = link.offsetLeft - (bar.clientWidth - link.offsetWidth) / 2;  // scrollIntoView moves where Tab begins in some browsers
      here = page;
      scrollTo(0, places[page] ?? 0);
    }
    pages[page].open?.(rest);
  };

  const state = async () => {
    let reply;
    try { reply = await server.call(JSON.stringify({ call: "state" })); } catch { reply = { state: "No answer from the program behind this page.", ready: false }; }
    const strip = one("#library-state");
    if (strip.textContent !== reply.state) strip.textContent = reply.state;
    strip.classList.toggle("bad", Boolean(reply.failed));
    if (reply.lacks) root.dataset.lacks = reply.lacks.join(" ");
    if (reply.ready) return becomeReady();
    setTimeout(state, reply.failed ? 5000 : 600);
  };

  const refresh = () => { state(); };

  const keys = (event) => {
    const typing = event.target.closest?.("input, textarea, select");
    if (one("dialog[open]")) return; // it has keys of its own
    if (event.key === "Escape") {
      const menu = event.target.closest?.("details.menu[open]");
      if (menu) { menu.open = false; one("summary", menu).focus(); } else closeSide();
      pages.ask.shut?.();
    } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      one(here === "home" ? "#first-question" : "#question").focus();
      if (here !== "home" && here !== "ask") { go("ask"); setTimeout(() => one("#question").focus(), 50); }
    } else if (event.altKey && /^Digit[1-6]$/.test(event.code)) { // by the key, for a Mac types other letters with Alt
      event.preventDefault();
      go(Object.keys(titles)[Number(event.code.at(-1)) - 1]);
    } else if (event.altKey && event.code === "KeyN") {
      event.preventDefault();
      go("ask");
      pages.ask.fresh();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches?.("[data-ask-form] textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  };
  const clicks = (event) => {
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target) || event.target.closest("button")) menu.open = false; });
    const skip = event.target.closest("[data-skip]");
    if (skip) { event.preventDefault(); return one("#stage").focus(); }
    const button = event.target.closest("button");
    if (!button || window.ics.wrong(button)) return;
    if (side().contains(button)) return sideClick(button);
    const { pick, value, passage, link, ask, to } = button.dataset;
    if (to) return go(to);
    if (link) return copy(button, location.href.split("#")[0] + link);
    if (pick && here !== "ledger") { pages.ledger.pick(pick, value); return go("ledger"); }
    if (passage && (here === "home" || here === "ledger")) return evidence("passage", { passage }, button);
    if (ask) return pages.ask.ask(ask);
    pages[here].click?.(button, event);
  };

  const start = (element, ...given) => {
    root = element;
    [server, upload] = given;
    isRooted(root);
    look();
    root.addEventListener("click", clicks);
    root.addEventListener("submit", (event) => { event.preventDefault(); event.target.matches("[data-ask-form]") ? pages.ask.submit(event.target) : pages[here].submit?.(event.target); });
    root.addEventListener("input", (event) => pages[here].input?.(event.target));
    root.addEventListener("change", (event) => pages[here].change?.(event.target));
    root.addEventListener("reset", (event) => pages[here].reset?.(event.target));
    phone.addEventListener("change", lay);
    document.addEventListener("keydown", keys);
    addEventListener("hashchange", route);
    addEventListener("popstate", () => { if (covering) { covering = false; closeSide(); } });
    for (const page of Object.values(pages)) page.start?.();
    state();
    route();
  };

  pages.home = {
    async open([change] = []) {
      await ready;
      const reply = await call("home");
      if (reply.html) fill("home", reply.html);
      const there = change && all("[data-change]").find((li) => li.dataset.change === change);
      if (!there) return;
      for (let fold = there.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      there.focus();
    },
    // Where else changes are told: only that part is drawn anew.
    async choose(name, said) {
      const reply = await call(name, said);
      if (!reply.html) return;
      one("[data-telling]").innerHTML = reply.html;
      announce(reply.said);
      const first = one("[data-telling] :is(input, button)");
      first?.focus();
      if (name === "feed_make") first.select();
    },
    submit(form) {
      if (form.matches("[data-mail-form]")) pages.home.choose("mail_on", { address: one("#mail-address").value });
    },
    async click(button) {
      const { dataset } = button;
      const choice = ["feedMake", "feedDrop", "mailOn", "mailOff"].find((name) => name in dataset);
      if (choice) return pages.home.choose(choice.replace(/[MDO]/, (c) => `_${c.toLowerCase()}`));
      if ("copyFeed" in dataset) return copy(button, one("#feed-address").value);
      if (!dataset.unstand) return;
      const reply = await call("unstand", { id: dataset.unstand });
      if (!reply.told) pages.home.open();
    },
  };
  const chosen = () => ({ day: one("[data-record-day]").value, did: one("[data-record-did]").value });
  let entries = 0;
  const record = async () => {
    const mine = ++entries, reply = await call("record", chosen());
    if (mine !== entries || reply.html === undefined) return;
    fill("record", reply.html);
    const kinds = one("[data-record-did]"), there = new Set([...kinds.options].map((o) => o.value));
    kinds.append(...reply.kinds.filter((k) => !there.has(k)).map((k) => new Option(k)));
  };
  document.addEventListener("toggle", (event) => { if (event.target.matches?.("[data-record]") && event.target.open) record(); }, true);
  pages.trust = {
    async open() {
      await ready;
      const reply = await call("trust");
      if (!reply.html) return;
      fill("trust", reply.html);
      one(`[name=theme][value="${localStorage.getItem("ics-theme") ?? "auto"}"]`).checked = true;
      one(`[name=size][value="${localStorage.getItem("ics-size") ?? "1"}"]`).checked = true;
    },
    change({ name, value, dataset }) {
      if ("recordDay" in dataset || "recordDid" in dataset) return record();
      if (name === "theme" || name === "size") localStorage.setItem(`ics-${name}`, value);
      look();
    },
    async click(button) {
      if ("signOut" in button.dataset) {
        const reply = await fetch("sign-out", { method: "POST" }).catch(() => null);
        if (!reply || !reply.ok) return tell("You may not be signed out: the server did not answer. Try again, or close the browser.");
        const { to } = await reply.json();
        if (to) return location.assign(to);
        document.body.innerHTML = '<main data-signed-out style="padding:3rem;font:1.1rem system-ui"><h1>You are signed out.</h1><p><a href="/">Sign in again</a></p></main>';
        return;
      }
      if ("recordFile" in button.dataset) return call("record_file", chosen());
      if (!("reports" in button.dataset)) return;
      const reply = await call("report");
      if (reply.html) one("[data-reports-here]").innerHTML = reply.html;
    },
  };
  return { pages, ready, rooted, one, all, fill, narrow, later, announce, tell, save, copy, call, stream, send, evidence, closeSide, go, route, start, halt, refresh };
})();
