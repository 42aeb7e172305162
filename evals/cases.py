"""Gold cases: a JSON line each, schema-checked by file, line and field, and proved against the
documents."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.errors import EvaluationError
from index.documents.types import Document
from index.text.dates import spoken
from index.text.sentences import sentences
from index.text.tidy import plain

TYPES = (
    "fact", "number", "date", "list", "definition", "attribution", "recommendation", "response",
    "progress", "multi-document", "follow-up", "false premise", "unanswerable", "as at", "trap",
)  # fmt: skip
GOLD = Path(__file__).parent / "gold"
SETS = ("starter", "commentary", "as-at", "traps", "follow-ups", "premises")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Strict):
    """Where evidence stands: a file and a few words that stand once in its text, so that it
    survives re-splitting."""

    source: str
    anchor: str = Field(min_length=4)


class Fact(_Strict):
    """An atomic fact and the wordings, any one of which states it."""

    fact: str
    accept: tuple[str, ...] = Field(min_length=1)


class Case(_Strict):
    """One gold question. `also` holds other places that state the same; `absent` patterns that no
    document may match.

    Of an "as at" case, `as_at` is the day set beside the question, `cut` the day that follows
    from both, `not_stated` patterns of what came later; one that `expects_none` asks for what
    had not been said by then. A "trap" tempts to give a recommendation as a rule.
    """

    id: str
    question: str = Field(min_length=1)
    history: tuple[str, ...] = ()
    standalone: str | None = None
    type: str
    evidence: tuple[Place, ...] = ()
    facts: tuple[Fact, ...] = ()
    absent: tuple[str, ...] = ()
    split: str = Field(pattern="^(development|test)$")
    author: str
    why: str
    also: tuple[Place, ...] = ()
    as_at: str | None = None
    cut: str | None = None
    not_stated: tuple[str, ...] = ()
    expects_none: bool = False
    about: str | None = None
    read: bool = False
    """Its writer read every document and found no answer: in place of patterns in `absent`."""

    @model_validator(mode="after")
    def _whole(self) -> Case:
        if self.type not in TYPES:
            raise ValueError(f"type {self.type!r} is not one of {', '.join(TYPES)}")
        if self.type == "unanswerable" and (
            self.evidence or self.facts or not (self.absent or self.read)
        ):
            raise ValueError(
                "absent is missing, or evidence and facts are given, for an unanswerable question"
            )
        if self.answerable and not (self.evidence and self.facts):
            raise ValueError("evidence and facts are missing")
        if self.type == "follow-up" and not (self.history and self.standalone):
            raise ValueError("history and standalone are missing for a follow-up")
        return self

    @property
    def answerable(self) -> bool:
        """Whether the documents hold an answer that the case knows."""
        return self.type not in ("unanswerable", "trap") and not self.expects_none


def load_cases(path: Path) -> list[Case]:
    """Every case of a gold file. Refuses a bad line by file, line and field."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"{path}: cannot be read; give starter, commentary or a JSONL file."
        ) from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "the line"
            raise EvaluationError(
                f"{path.name}, line {number}, {field}: {first['msg'].lower()}."
            ) from error
        if case.id in cases:
            raise EvaluationError(f"{path.name}, line {number}, id: {case.id!r} stands twice.")
        cases[case.id] = case
    if not cases:
        raise EvaluationError(f"{path.name}: holds no cases.")
    return list(cases.values())


def gold_hash(cases: list[Case]) -> str:
    """Changes when any case does."""
    return hashlib.sha256(
        json.dumps([_plain(c) for c in cases], sort_keys=True).encode()
    ).hexdigest()[:16]


def case_hash(case: Case) -> str:
    """Changes when anything of the case does."""
    return hashlib.sha256(json.dumps(_plain(case), sort_keys=True).encode()).hexdigest()[:8]


def _plain(case: Case) -> dict:
    return {k: v for k, v in case.model_dump(mode="json").items() if v or k not in _LATE_FIELDS}


_LATE_FIELDS = (
    "as_at",
    "cut",
    "not_stated",
    "read",
    "expects_none",
    "about",
)  # a set without them keeps its hash


def states(text: str, wording: str) -> bool:
    """Whether the wording stands in the text as whole words."""
    return re.search(rf"(?<!\w){re.escape(plain(wording).strip())}(?!\w)", plain(text)) is not None


def stated(fact: Fact, text: str) -> bool:
    """Whether any wording of the fact stands in the text."""
    return any(states(text, wording) for wording in fact.accept)


def locate(place: Place, documents: dict[str, Document]) -> tuple[int, int] | None:
    """Span of the anchor in its document's text, None when it does not stand there exactly once."""
    document = documents.get(place.source)
    if document is None or document.text.count(place.anchor) != 1:
        return None
    start = document.text.index(place.anchor)
    return start, start + len(place.anchor)


def problems(case: Case, documents: dict[str, Document]) -> list[str]:
    """What keeps the case from being proved: evidence not there, facts not in it, an
    unanswerable that is answered."""
    found: list[str] = []
    near, metadata = "", ""
    for place in (*case.evidence, *case.also):
        span = locate(place, documents)
        if place.source not in documents:
            found.append(f"document {place.source} is missing")
        elif span is None:
            found.append(f"anchor {place.anchor!r} does not stand exactly once in {place.source}")
        else:
            document = documents[place.source]
            spans = sentences(document.text)
            at = next((i for i, (a, b) in enumerate(spans) if a <= span[0] < b), 0)
            near += (
                " "
                + document.text[spans[max(0, at - 1)][0] : spans[min(len(spans) - 1, at + 1)][1]]
            )
            m = document.metadata
            metadata += " ".join(
                filter(None, (m.title, m.publisher, *m.authors, m.published, spoken(m.published)))
            )
    if not found:
        where = near + (" " + metadata if case.type == "attribution" else "")
        found += [
            f"fact {fact.fact!r} does not stand near its evidence"
            for fact in case.facts
            if not stated(fact, where)
        ]
    for pattern in case.absent:
        found += [
            f"{pattern!r} matches in {name}"
            for name, d in documents.items()
            if re.search(pattern, d.text, re.I)
        ]
    return found
