"""The sets by name: who reads them, where they come from, and a bounded, seeded part of one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from evals.errors import EvaluationError
from evals.stats import SEED
from evals.yardsticks import aggrefact, alce, beir, mtrag, mtragun, refusalbench, scifact, sharc
from evals.yardsticks.files import Folder
from evals.yardsticks.types import PublicSet

_T = TypeVar("_T")
_BEIR = "the BEIR benchmark's data sets (beir-cellar/beir on GitHub)"


@dataclass(frozen=True)
class Entry:
    """A set: its name, its loader, where it is downloaded from, and its parts, the first of which
    is read where none is named."""

    called: str
    load: Callable[[Folder, str], PublicSet]
    origin: str
    parts: tuple[str, ...]


SETS = {
    "or-sharc": Entry(
        "OR-ShARC",
        sharc.load,
        "Yifan-Gao/open_retrieval_conversational_machine_reading on GitHub",
        ("test", "dev", "train"),
    ),
    "mtrag": Entry(
        "MTRAG", mtrag.load, "IBM/mt-rag-benchmark on GitHub", (*mtrag.DOMAINS, mtrag.ALL)
    ),
    "mtrag-un": Entry(
        "MTRAG-UN", mtragun.load, "IBM/mt-rag-benchmark on GitHub", (*mtrag.DOMAINS, mtrag.ALL)
    ),
    "refusalbench": Entry(
        "RefusalBench",
        refusalbench.load,
        "its data sets RefusalBench-NQ and RefusalBench-GaRAGe (aashiqmuhamed/refusalbench on"
        " GitHub names them), saved as JSON lines",
        ("nq", "garage"),
    ),
    "alce": Entry("ALCE", alce.load, "princeton-nlp/ALCE on GitHub", ("asqa", "eli5")),
    "llm-aggrefact": Entry(
        "LLM-AggreFact",
        aggrefact.load,
        "its data set (Liyan06/MiniCheck on GitHub names it), saved as JSON lines",
        ("test", "dev"),
    ),
    "scifact": Entry("SciFact (BEIR)", beir.load, _BEIR, ("test", "train")),
    "nfcorpus": Entry("NFCorpus (BEIR)", beir.load, _BEIR, ("test", "dev", "train")),
    "scifact-claims": Entry(
        "SciFact's claims", scifact.load, "allenai/scifact on GitHub", ("dev", "train")
    ),
}


@dataclass(frozen=True)
class Chosen:
    """What of a set is measured: its name and part, its hash, and what was left out."""

    name: str
    called: str
    part: str
    version: str
    data: PublicSet
    left_out: tuple[str, ...]


def open_set(
    name: str,
    path: Path,
    part: str | None = None,
    limit: int | None = None,
    documents: int | None = None,
) -> Chosen:
    """The set in the folder, bounded to `limit` questions or claims and `documents` texts. Raises
    EvaluationError in one sentence."""
    if name not in SETS:
        raise EvaluationError(f"{name} is no set that is known; the sets are {', '.join(SETS)}.")
    entry = SETS[name]
    part = part or entry.parts[0]
    if part not in entry.parts:
        raise EvaluationError(
            f"{entry.called} has no part {part!r}; its parts are {', '.join(entry.parts)}."
        )
    folder = Folder(path, entry.called, entry.origin)
    try:
        whole = entry.load(folder, part)
    # the seam: whatever a file lacks that the set's own files have is said in our words
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise EvaluationError(
            f"A file in {path} is not as {entry.called} has it ({type(error).__name__}: {error});"
            f" download the set again from {entry.origin}."
        ) from error
    data, left_out = bounded(whole, limit, documents)
    return Chosen(name, entry.called, part, folder.version, data, left_out)


def bounded(
    whole: PublicSet, limit: int | None, documents: int | None
) -> tuple[PublicSet, tuple[str, ...]]:
    """A seeded sample, and what was left out of it. The texts that a question needs stay, however
    few are wanted."""
    notes = list(whole.notes)
    questions, claims = _some(whole.questions, limit), _some(whole.claims, limit)
    for kept, all_, what in (
        (questions, whole.questions, "questions"),
        (claims, whole.claims, "claims"),
    ):
        if len(kept) < len(all_):
            notes.append(f"{len(all_) - len(kept)} of {len(all_)} {what}, left out by a seed")
    needed = {i for q in questions for i in (*q.relevant, *q.within)}
    texts = whole.texts
    if any(q.within for q in questions):
        texts = tuple(t for t in texts if t.id in needed)
    elif documents is not None and documents < len(texts):
        rest = [t.id for t in texts if t.id not in needed]
        more = max(0, documents - (len(texts) - len(rest)))
        keep = needed | set(random.Random(SEED).sample(rest, min(more, len(rest))))
        texts = tuple(t for t in texts if t.id in keep)
    if len(texts) < len(whole.texts):
        lost = len(whole.texts) - len(texts)
        notes.append(f"{lost} of {len(whole.texts)} texts, none that a question asked needs")
    return replace(whole, texts=texts, questions=questions, claims=claims), tuple(notes)


def _some(items: tuple[_T, ...], limit: int | None) -> tuple[_T, ...]:
    if limit is None or limit >= len(items):
        return items
    drawn = random.Random(SEED).sample(range(len(items)), limit)
    return tuple(items[i] for i in sorted(drawn))
