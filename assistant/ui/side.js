// The evidence panel: scrolls to the passage and takes the focus when opened; Escape or the cross closes it.
const close = () => { trigger("shut"); window.icsReturn?.(); };
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.copy) window.icsCopy(button);
  else if (button?.dataset.confirm) trigger("confirm", { id: button.dataset.confirm });
  else if (button && "close" in button.dataset) close();
});
element.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
watch("value", () => {
  const panel = element.querySelector(".document"), cited = element.querySelector("#cited");
  if (element.querySelector(".told")) return element.querySelector("h2").focus();
  if (!panel || !cited) return;
  panel.scrollTop += cited.getBoundingClientRect().top - panel.getBoundingClientRect().top - 60;
  element.querySelector("h2")?.focus({ preventScroll: true });
});
