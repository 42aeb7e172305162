// A reader's word about a file or a folder; "keep" only closes the question.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choice]");
  if (!button) return;
  if (button.dataset.choice === "keep") return button.closest(".question").remove();
  button.parentElement.querySelectorAll("button").forEach((b) => { b.disabled = true; });
  trigger("choose", { choice: button.dataset.choice, name: button.dataset.name });
});
