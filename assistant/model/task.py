"""What a language model is to write, and what checking it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from assistant.answer.evidence import SURE
from assistant.answer.quote import Quoted
from assistant.answer.types import Answer
from assistant.check.support import Rules
from assistant.check.trust import UNKNOWN, Trust
from assistant.check.types import Judge
from assistant.model.client import Messages
from assistant.model.offer import ANSWERING, OFFERED, Near, Offer, Told, answer_prompt, widened
from index.documents.types import Passage
from index.search.searcher import Ranking
from prompts import version

Prompt = Callable[[Offer], Messages]


@dataclass(frozen=True)
class Desk:
    """What checking needs: the judge that decides, the rules, which tell how near two sentences
    come and decide where that judge does not answer; what the model may do on its own authority;
    and, by a document's id, its text."""

    judge: Judge
    rules: Rules
    text: Callable[[str], str | None]
    trust: Trust = UNKNOWN


@dataclass(frozen=True)
class Task:
    """What a model is to write. `prompt` makes the request of what is offered of `passages`, and
    `prompt_id` is its content hash. `quoted` stands when the model has nothing to give; when its
    evidence is `sure`, an unknown model that finds no answer is not believed without showing
    it. What an examined model leaves out `folds` behind its answer, or stands below it."""

    quoted: Answer
    passages: tuple[Passage, ...]
    prompt: Prompt
    prompt_id: str
    sure: bool
    folds: bool = False

    @classmethod
    def of_question(
        cls,
        question: str,
        history: tuple[str, ...],
        quoted: Quoted,
        ranking: Ranking,
        near: Near | None = None,
    ) -> Task:
        """An answer in the model's words: it reads what the quoting answer cites, and then the
        best passages, with their neighbours where `near` gives them. It is told what is asked
        for, and what the ledger holds."""
        chosen = quoted.evidence.chosen[:1]
        cited = (c.passage for c in quoted.answer.citations)
        ranked = (h.passage for h in ranking.hits[:OFFERED])
        passages = {p.id: p for p in (*(s.passage for s in chosen), *cited, *ranked)}
        of_a_row = quoted.route == "best" and quoted.answer.rows and quoted.answer.note
        route = "status" if of_a_row else quoted.route
        told = Told(question, history, route, quoted.answer.rows)
        best = tuple(passages.values())[:OFFERED]
        return cls(
            quoted.answer,
            widened(best, near) if near else best,
            partial(answer_prompt, told),
            version(*ANSWERING),
            bool(chosen) and chosen[0].score >= SURE,
            folds=True,
        )
