// Clicks inside the conversation: a source mark, an example question, a copy button. Runs once when the screen loads.
let count = 0;
window.icsCopy = async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  const said = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = said; }, 1600);
};
window.icsReturn = () => {
  if (window.icsOpener) document.querySelector(window.icsOpener)?.focus();
  document.querySelectorAll("#talk [data-cite][aria-expanded=true]").forEach((e) => e.setAttribute("aria-expanded", "false"));
};
const thumb = (button) => {
  const turn = Number(button.dataset.turn), tools = button.parentElement;
  const send = (good, reason) => {
    trigger("thumb", { turn, good, reason });
    tools.querySelectorAll("[data-thumb], .why").forEach((e) => e.remove());
    tools.insertAdjacentHTML("beforeend", '<span class="soft" role="status">Thank you, kept on this machine.</span>');
  };
  if (button.dataset.thumb === "up") return send(true, "");
  if (tools.querySelector(".why")) return;
  const form = document.createElement("form");
  form.className = "why";
  form.innerHTML = '<input type="text" maxlength="500" aria-label="What was wrong with it? (optional)" placeholder="What was wrong? (optional)"><button class="quiet" type="submit">Send</button>';
  form.addEventListener("submit", (e) => { e.preventDefault(); send(false, form.querySelector("input").value); });
  tools.append(form);
  form.querySelector("input").focus();
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.type === "submit") return;
  if (button.dataset.copy) window.icsCopy(button);
  else if (button.dataset.thumb) thumb(button);
  else if ("paper" in button.dataset) trigger("paper");
  else if (button.dataset.row) trigger("row", { row: button.dataset.row, day: button.dataset.day ?? "" });
  else if (button.dataset.ask) trigger("example", { question: button.dataset.ask });
  else if (button.dataset.cite) {
    window.icsOpener = `.${button.classList[0]}[data-turn="${button.dataset.turn}"][data-cite="${button.dataset.cite}"]`;
    element.querySelectorAll("[aria-expanded=true]").forEach((e) => e.setAttribute("aria-expanded", "false"));
    button.setAttribute("aria-expanded", "true");
    trigger("cite", { turn: Number(button.dataset.turn), marker: Number(button.dataset.cite) });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && event.target.closest?.("#question")) {
    event.preventDefault();
    event.stopPropagation();
    document.querySelector("#send").click();
  }
}, true);
watch("value", () => {
  const turns = element.querySelectorAll(".turn");
  if (turns.length > count && turns.length > 0) turns[turns.length - 1].scrollIntoView({ block: "start" });
  count = turns.length;
});
