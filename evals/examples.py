"""Twenty answers as they are, for `docs/examples.md`: `python -m evals.examples >
docs/examples.md`.

Test questions of the starter set, whose documents are ours to print: fifteen drawn by a fixed
seed and the five that state the smallest share of their facts (refused answerable ones and
answered unanswerable ones first). Nothing is edited.
"""

from __future__ import annotations

import random

from assistant.answer.markdown import markdown
from assistant.answer.types import Answer
from assistant.settings import load_settings
from evals.cases import Case, load_cases, stated
from evals.opened import of_its_own, open_product
from evals.run import documents_of, gold_path

DRAWN, WORST, SEED = 15, 5, 4


def main() -> None:
    settings = load_settings()
    index = of_its_own(settings, settings.data_dir.expanduser() / "evaluations" / "index-starter")
    assistant = open_product(index)
    assistant.library.index(documents_of("starter", settings))
    cases = [c for c in load_cases(gold_path("starter")) if c.split == "test"]
    answers = {c.id: assistant.asking.ask(c.question, c.history) for c in cases}
    right = {c.id: _right(c, answers[c.id]) for c in cases}
    worst = sorted(cases, key=lambda c: (right[c.id], c.id))[:WORST]
    drawn = random.Random(SEED).sample([c for c in cases if c not in worst], DRAWN)
    print("# What do its answers look like?\n")
    print(
        "Made by `python -m evals.examples`, unedited: fifteen test questions of the starter set"
        " drawn by a fixed seed, then the five worst."
    )
    print(
        f"Of the {len(cases)} test questions, {sum(r == 1 for r in right.values())} are answered in"
        " full or rightly refused."
    )
    for title, some in (("Drawn", drawn), ("The five worst", worst)):
        print(f"\n## {title}")
        for case in some:
            before = f" (after: {'; '.join(case.history)})" if case.history else ""
            wanted = "; ".join(f.fact for f in case.facts) or "nothing: the documents do not say"
            print(f"\n### {case.question}{before}\n")
            print(
                f"*Expected: {wanted}. Stated:"
                f" {right[case.id]:.0%}.*\n\n{markdown(answers[case.id])}"
            )


def _right(case: Case, answer: Answer) -> float:
    if not case.answerable or answer.refused:
        return float(answer.refused != case.answerable)
    text = markdown(answer)
    return sum(stated(f, text) for f in case.facts) / len(case.facts)


if __name__ == "__main__":
    main()
