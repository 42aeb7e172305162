"""What a language model is to write, and what checking it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from assistant.answer.evidence import SURE
from assistant.answer.quote import Quoted
from assistant.answer.types import Answer
from assistant.check.support import Judge
from assistant.model.client import Messages
from assistant.model.offer import OFFERED, Offer, answer_prompt
from index.documents.types import Passage
from index.search.searcher import Ranking
from prompts import version

Prompt = Callable[[Offer], Messages]


@dataclass(frozen=True)
class Desk:
    """What checking needs: the judge and, by a document's id, its text."""

    judge: Judge
    text: Callable[[str], str | None]


@dataclass(frozen=True)
class Task:
    """What a model is to write. `prompt` makes the request of what is offered of `passages`, and
    `prompt_id` is its content hash. `quoted` stands when the model has nothing to give; when its
    evidence is `sure`, a model that finds no answer is not believed without showing it."""

    quoted: Answer
    passages: tuple[Passage, ...]
    prompt: Prompt
    prompt_id: str
    sure: bool

    @classmethod
    def of_question(
        cls, question: str, history: tuple[str, ...], quoted: Quoted, ranking: Ranking
    ) -> Task:
        """An answer in the model's words: it reads what the quoting answer cites, and then the
        best passages."""
        best = quoted.evidence.chosen[0]
        cited = (c.passage for c in quoted.answer.citations)
        ranked = (h.passage for h in ranking.hits[:OFFERED])
        passages = {p.id: p for p in (best.passage, *cited, *ranked)}
        prompt = partial(answer_prompt, question, history)
        return cls(
            quoted.answer,
            tuple(passages.values())[:OFFERED],
            prompt,
            version("answer"),
            best.score >= SURE,
        )
