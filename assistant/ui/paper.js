// The board paper: its form, outline, draft and check. Runs once for each part of the tab.
const field = (name) => document.querySelector(`#paper [data-field="${name}"]`);
const brief = () => ({
  ...Object.fromEntries(["topic", "purpose", "as_at", "title", "meeting", "date", "author", "sponsor"].map((n) => [n, field(n)?.value ?? ""])),
  questions: [...document.querySelectorAll("#paper [data-question]")].map((e) => e.textContent),
  style: document.querySelector("#paper [data-style]")?.value ?? "harvard",
});
const mayGo = () => !document.querySelector("#paper .light-unchecked, #paper .light-supported, #paper .light-partly, #paper .light-unsupported")
  || confirm("Your own words in this draft will be lost. Make it again?");
const chosen = () => ({
  rows: [...element.querySelectorAll("[data-take]:checked")].map((e) => e.value),
  sections: [...element.querySelectorAll(".sections li")].filter((li) => li.querySelector("[data-keep]").checked).map((li) => li.dataset.key),
});
const at = ({ dataset }) => `#paper [data-edit][data-key="${dataset.key}"][data-place="${dataset.place}"]`;
const editor = (button, kind, text) => {
  const holder = button.closest(".statement, .space");
  const form = document.createElement("form");
  form.className = "editor";
  form.innerHTML = '<textarea rows="4" maxlength="2000" aria-label="Your words"></textarea><div class="tools"><button type="submit" class="outlined">Keep</button><button type="button" class="quiet" data-cancel>Cancel</button></div>';
  const area = form.querySelector("textarea");
  area.value = text;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    window.icsPaperFocus = at(button);
    trigger(kind, { key: button.dataset.key, place: Number(button.dataset.place), text: area.value });
  });
  form.addEventListener("keydown", (e) => { if (e.key === "Escape") form.querySelector("[data-cancel]").click(); });
  form.querySelector("[data-cancel]").addEventListener("click", () => { form.remove(); holder.hidden = false; button.focus(); });
  holder.after(form);
  holder.hidden = true;
  area.focus();
};
element.addEventListener("submit", (event) => {
  if (!event.target.classList.contains("brief")) return;
  event.preventDefault();
  if (mayGo()) trigger("outline", { brief: JSON.stringify(brief()) });
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const claim = event.target.closest(".statement p");
  if (!button && claim && !getSelection().toString()) return claim.querySelector(".mark")?.click();
  if (!button || button.type === "submit") return;
  const data = button.dataset;
  if (data.move) {
    const li = button.closest("li"), other = data.move === "-1" ? li.previousElementSibling : li.nextElementSibling;
    if (other) data.move === "-1" ? other.before(li) : other.after(li);
    button.focus();
  } else if ("write" in data) trigger("write", { brief: JSON.stringify({ ...brief(), ...chosen() }) });
  else if ("back" in data) mayGo() && trigger("back");
  else if ("halt" in data) trigger("halt");
  else if (data.file) trigger("file", { kind: data.file, brief: JSON.stringify(brief()) });
  else if (data.report) trigger("report", { kind: data.report });
  else if ("edit" in data) editor(button, "edit", data.text);
  else if ("fill" in data) editor(button, "fill", "");
  else if ("recheck" in data) {
    window.icsPaperFocus = at(button);
    trigger("recheck", { key: data.key, place: Number(data.place) });
  }
  else if (data.passage || data.found) {
    document.querySelectorAll("#paper [data-current]").forEach((e) => e.removeAttribute("data-current"));
    button.setAttribute("data-current", "");
    window.icsOpener = "#paper [data-current]";
    trigger("cite", { passage: data.passage || data.found, key: data.key ?? "", place: Number(data.place ?? -1) });
  } else if (data.only) {
    const on = button.getAttribute("aria-pressed") !== "true";
    element.querySelectorAll("[data-only]").forEach((b) => b.setAttribute("aria-pressed", String(on && b === button)));
    element.querySelectorAll("[data-mark]").forEach((li) => { li.hidden = on && li.dataset.mark !== data.only; });
  }
});
element.addEventListener("change", (event) => {
  const more = event.target;
  if (!("more" in more.dataset) || !more.value) return;
  const li = document.createElement("li"), label = document.createElement("label"), box = document.createElement("input");
  Object.assign(box, { type: "checkbox", value: more.value, checked: true });
  box.setAttribute("data-take", "");
  label.append(box, ` ${more.selectedOptions[0].textContent}`);
  li.append(label);
  element.querySelector("[data-rows]").append(li);
  more.selectedOptions[0].remove();
  box.focus();
});
let shown = "";
const drawn = () => {
  const handed = element.querySelector("[data-handed]");
  if (handed) {
    const bytes = Uint8Array.from(atob(handed.dataset.handed), (c) => c.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: handed.dataset.type }));
    link.download = handed.dataset.name;
    link.click();
    URL.revokeObjectURL(link.href);
  }
  const part = element.querySelector(".outline, .draft, .checked")?.className ?? "";
  if (part && part !== shown && shown !== null) element.querySelector("h2")?.focus({ preventScroll: false });
  shown = part;
  if (!window.icsPaperFocus) return;
  document.querySelector(window.icsPaperFocus)?.focus();
  window.icsPaperFocus = null;
};
watch("value", drawn);
