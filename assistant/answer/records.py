"""Hits and answers in, the JSON lines of the command line out: the fixed contract of `search`
and `ask`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.answer.corrected import Corrected
from assistant.answer.markdown import markdown
from assistant.answer.types import Answer, ModelNote
from index.documents.types import Hit, Passage


def _about(p: Passage) -> dict[str, Any]:
    m = p.metadata
    return {
        "passage_id": p.id,
        "document_id": p.document_id,
        "source": p.source,
        "title": m.title,
        "publisher": m.publisher,
        "published": m.published,
        "kind": p.kind,
        "page": p.page,
        "section": p.section_text,
    }


def search_record(question_id: str, question: str, hits: list[Hit]) -> dict[str, Any]:
    """One line of `search`: the question with its ranked passages."""
    passages = [
        {
            "rank": h.rank,
            "score": round(h.score, 6),
            **_about(h.passage),
            "start": h.passage.start,
            "end": h.passage.end,
            "text": h.passage.text,
        }
        for h in hits
    ]
    return {"id": question_id, "question": question, "passages": passages}


def ask_record(
    question_id: str, answer: Answer, corrected: Corrected | None = None
) -> dict[str, Any]:
    """One line of `ask`: the answer with its citations; what readers say is wrong of them, and
    where sources differ, where that is not for a language model to read (`corrected`), by their
    markers."""
    citations = [
        {
            "marker": c.marker,
            **_about(c.passage),
            "said_on": c.passage.said_on,
            "quote": c.quote,
            "start": c.start,
            "end": c.end,
            "url": c.passage.metadata.url,
        }
        for c in answer.citations
    ]
    record = {
        "id": question_id,
        "question": answer.turn.asked,
        "standalone_question": answer.turn.standalone,
        "answer": markdown(answer),
        "refused": answer.refused,
        "state": answer.state,
        "headline": answer.headline,
        "next": list(answer.next),
        "citations": citations,
        "model": _model(answer.model),
        "timings_ms": asdict(answer.timings),
    }
    if corrected is not None:
        told = [{"marker": m, **asdict(r)} for m, r in corrected.by_marker(answer)]
        record["corrections"] = [r for r in told if r["correction"]]
        record["differing"] = [r for r in told if not r["correction"]]
    return record


def _model(note: ModelNote | None) -> dict[str, Any] | None:
    """Provider, model and prompt hash, and what the checker made of each sentence; None where no
    model is set."""
    if note is None:
        return None
    return {
        "provider": note.provider,
        "name": note.name,
        "prompt": note.prompt,
        "passages": list(note.passages),
        "passages_left_out": note.left_out,
        "quoted_instead_because": note.instead,
        "judge": note.judge,
        "examined": note.examined,
        "judge_trouble": note.trouble,
        "sentences": [asdict(c) for c in note.checks],
    }
