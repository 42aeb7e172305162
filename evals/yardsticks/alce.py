"""ALCE's human evaluation of citations: sentences of language models with the passages they cite.

A sentence with all its passages is one claim (kind "sentence", as the set's recall), a sentence
with one of them another (kind "citation", as the set's precision: a passage that supports in part
counts, where the sentence is supported as a whole). Sentences without citations are left out.
"""

from __future__ import annotations

import re

from evals.yardsticks.files import Folder
from evals.yardsticks.types import Claim, PublicSet, Source

_MARKER = re.compile(r"\s*\[\d+\]")


def load(folder: Folder, part: str) -> PublicSet:
    """The sentences of every model's answers to the questions of one part."""
    name = "human_eval_citations_completed.json"
    data = folder.json(folder.first(name, f"human_eval/{name}"))
    if part not in data:
        raise folder.missing(f"answers of {part} in {name}")
    claims: list[Claim] = []
    bare = 0
    for model, answers in data[part].items():
        for key, answer in answers.items():
            if key == "overall_results":
                continue
            for number, said in enumerate(answer["sentences"]):
                cited = said["citations"]
                bare += not cited
                if not cited:
                    continue
                text = _MARKER.sub("", said["text"]).strip()
                whole = bool(said["sentence_recall_score"])
                sources = tuple(Source(c["text"], c.get("title") or "") for c in cited)
                at = f"{model}/{key}/{number}"
                claims.append(Claim(at, text, sources, whole, "sentence"))
                claims += [
                    Claim(
                        f"{at}/{n}", text, (source,),
                        whole and float(c["citation_precision_score"]) > 0, "citation",
                    )
                    for n, (c, source) in enumerate(zip(cited, sources, strict=True))
                ]  # fmt: skip
    notes = (f"{bare} sentences without a citation",) if bare else ()
    return PublicSet(claims=tuple(claims), notes=notes)
