// Clicks inside the conversation: a source mark, an example question, a copy button. Runs once when the screen loads.
let opener = null, count = 0;
window.icsCopy = async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  const said = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = said; }, 1600);
};
window.icsReturn = () => {
  if (opener) document.querySelector(opener)?.focus();
  document.querySelectorAll("[aria-expanded=true]").forEach((e) => e.setAttribute("aria-expanded", "false"));
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copy) window.icsCopy(button);
  else if (button.dataset.ask) trigger("example", { question: button.dataset.ask });
  else if (button.dataset.cite) {
    opener = `.${button.classList[0]}[data-turn="${button.dataset.turn}"][data-cite="${button.dataset.cite}"]`;
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
