// Days as they are written here: day first, in words or figures, whatever the browser's own order; its calendar is a button away.
"use strict";
(() => {
  const { tell, all, rooted } = window.ics;
  const WRONG = "This day is not whole, or there is none like it. Type day, month and year, such as 14 June 2023, or clear it.";
  const MONTHS = [...Array(12).keys()].map((m) => new Date(2000, m, 1).toLocaleDateString("en-GB", { month: "long" }).toLowerCase());
  const spoken = (iso) => new Date(`${iso}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const two = (number) => String(number).padStart(2, "0");
  // What is typed as year-month-day; "" for nothing, null for no day.
  const read = (typed) => {
    const said = typed.toLowerCase().replace(/,/g, " ").trim().replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+/, "").replace(/^(\d+)(?:st|nd|rd|th)\b/, "$1");
    if (!said) return "";
    let [, year, month, day] = said.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/) ?? [];
    if (!year) [, day, month, year] = said.match(/^(\d{1,2})[\s./-]+(\d{1,2}|[a-z]{3,9})[\s./-]+(\d{4}|\d{2})$/) ?? [];
    if (!year) return null;
    if (Number.isNaN(Number(month))) month = MONTHS.findIndex((name) => name.startsWith(month === "sept" ? "sep" : month)) + 1;
    const iso = `${year.length === 2 ? "20" : ""}${year}-${two(month)}-${two(day)}`;
    return new Date(`${iso}T12:00`).getDate() === Number(day) ? iso : null;
  };
  const box = (date) => date.previousElementSibling;
  const wrong = (date, is) => {
    date.setCustomValidity(is ? WRONG : "");
    is ? box(date).setAttribute("aria-invalid", "true") : box(date).removeAttribute("aria-invalid");
  };
  const show = (date) => { wrong(date, false); box(date).value = date.value ? spoken(date.value) : ""; };
  // The browser's own field stays as what holds the day: nobody sees it or reaches it by key; its calendar opens below it.
  const dress = (date) => {
    const label = date.closest("label"), name = label?.textContent.trim() ?? "";
    const words = Object.assign(document.createElement("input"), { type: "text", placeholder: date.dataset.empty ?? "day month year", autocomplete: "off", maxLength: 40 });
    words.setAttribute("aria-label", name);
    if (date.hasAttribute("aria-describedby")) words.setAttribute("aria-describedby", date.getAttribute("aria-describedby"));
    const open = Object.assign(document.createElement("button"), { type: "button", className: "calendar" });
    open.setAttribute("aria-label", `${name}: choose from a calendar`);
    open.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); date.showPicker(); });
    const around = Object.assign(document.createElement("span"), { className: "day" });
    date.replaceWith(around);
    around.append(words, date, open);
    date.tabIndex = -1;
    date.setAttribute("aria-hidden", "true");
    show(date);
    date.addEventListener("change", () => show(date));
    words.addEventListener("input", (event) => event.stopPropagation());
    words.addEventListener("change", (event) => {
      event.stopPropagation();
      const iso = read(words.value), was = date.value;
      date.setCustomValidity("");
      if (iso !== null) date.value = iso;
      if (iso === null || !date.validity.valid) { // what is shown is still of the day before
        date.value = was;
        wrong(date, true);
        return tell(WRONG, { bad: true });
      }
      return date.dispatchEvent(new Event("change", { bubbles: true }));
    });
    date.addEventListener("invalid", (event) => { event.preventDefault(); tell(WRONG, { bad: true }); words.focus(); });
    date.form?.addEventListener("reset", () => setTimeout(() => show(date)));
  };
  const undressed = () => all("input[type=date]:not([aria-hidden])").forEach(dress);
  rooted.then((root) => {
    undressed();
    new MutationObserver(undressed).observe(root, { childList: true, subtree: true });
  });
  Object.assign(window.ics, {
    spoken,
    setDate(date, iso) { date.value = iso; if (box(date)) show(date); },
    // Whether a field holds a day or nothing; if not, that is told and the field is gone to.
    isDay(date) {
      if (date.validity.valid) return true;
      tell(WRONG, { bad: true });
      box(date).focus();
      return false;
    },
  });
})();
