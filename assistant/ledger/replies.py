"""A later document and recommendations in; which of them it answers or reports on, in which words
and with which status, out: by their numbers, as a heading, a table or a sentence names them, else
by their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ledger.lists import NUMBER, columns
from assistant.ledger.reading import Reading
from assistant.ledger.types import Row
from index.documents.types import Block, Document
from index.text.sentences import sentences
from index.text.words import stems

SHOWN = 600
"""Letters of a paragraph that are taken whole; of a longer one the first sentences."""
_NEAR = 0.55
"""How near a sentence must be to a row that it does not name (`Linker.near`): of 28 so linked in
the development half of `evals/gold/detection` 24 are right."""
_REFERS = re.compile(
    rf"\b(?:recommendation|action|rec)s?\.? (?:nos?\.? )?"
    rf"({NUMBER}(?:(?:, | and |, and | to |–|-){NUMBER})*)",
    re.I,
)
_LED = re.compile(rf"(?:recommendation|action)s? {NUMBER}(?: [^:.]{{0,40}})?[:.](?= )", re.I)
"""A paragraph that begins with the number of what it speaks of."""
_ANSWERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (status, re.compile(pattern, re.I))
    for status, pattern in (
        (
            "rejected",
            r"\b(?:not|cannot|never|nor)(?: \w+){0,2} (?:accept|agree|persuaded|propose|support|"
            r"intend|adopt)\w*|\breject\w*|\bdeclin\w+",
        ),
        (
            "partly accepted",
            r"\b(?:accept|agree)\w*(?:,? \w+){0,3},? (?:in part|in principle|the (?:principle|"
            r"thinking|aim|spirit))|\bpart(?:ly|ially) (?:accept|agree)\w*",
        ),
        ("accepted", r"\b(?:accept|agree)\w*"),
        (
            "no clear response",
            r"\b(?:will|to) (?:consider|examine|explore|reflect|advise)\b|\bunder consideration\b|"
            r"\bin discussion\b|\bin due course\b",
        ),
        ("noted", r"\bnotes?\b|\bnoted\b|\bwelcomes?\b"),
    )
)
"""The first of these words in an answer says how it was answered; of two that begin together the
one that stands first here."""
_FIRM = ("accepted", "partly accepted", "done", "under way")
_REPORTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (status, re.compile(pattern, re.I))
    for status, pattern in (
        (
            "stalled",
            r"\bnot (?:yet )?(?:been )?(?:implemented|begun|started|complete\w*)|\bdelay\w*|"
            r"\boverdue|\bcarried forward|\bpostponed|\bslipped|\bon hold|\bhas been put back",
        ),
        (
            "reversed",
            r"\bwithdrawn|\bdropped|\babandon\w+|\bsuperseded|\bcancel\w+|\bno longer\b|"
            r"\bwithout agreement|\bwill not (?:now )?(?:be|go)|\bdecided (?:not|against)",
        ),
        (
            "under way",
            r"\bpart(?:ly|ially) (?:implemented|complete\w*)|\bunder ?way\b|\bin progress|"
            r"\bbegun\b|\bon track|\bso far\b|\bto date\b|\bopen\b|\bpilot\w*|\bongoing",
        ),
        (
            "done",
            r"\bimplemented|\bcomplete[d]?\b|\bclosed|\bdone\b|\badopted|\bin place|\bfinished",
        ),
    )
)
"""The same for how far something got."""


@dataclass(frozen=True)
class Reply:
    """Words of a document on one recommendation, `document.text[start:end]` or, `beside` its number
    in a table, a cell of the row that stands there; the status that they speak of, None where they
    speak of none. `sure` from 0 to 1."""

    row: Row
    text: str
    start: int
    end: int
    status: str | None
    beside: bool = False
    sure: float = 0.9


def answer_status(text: str) -> str | None:
    """Status of a response, a key of `RESPONSES`; None where no word says."""
    return _first(_ANSWERS, text)


def progress_status(text: str) -> str | None:
    """Status of progress, a key of `PROGRESS`; None where no word says."""
    return _first(_REPORTS, text)


_OPEN = re.compile(
    r"\b(?:not|no|nothing|none|never|nor|neither|unable|refuse[sd]?|yet to|without|"
    r"(?:will|to|should|must|may) be|due to|once|until|if|\d+ ?%)(?!\w)",
    re.I,
)
"""Words before another that make it deny or put off: then no status is told, for a wrong one that
stands chosen is worse than none."""


def _first(words: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    """The status of the first word that tells of one."""
    found = [
        (match.start(), order, status)
        for order, (status, pattern) in enumerate(words)
        if (match := pattern.search(text))
    ]
    if not found:
        return None
    at, _, status = min(found)
    before = re.split(r"[.;:!?]\s", text[:at])[-1]
    return None if status in _FIRM and _OPEN.search(before) else status


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of recommendations or actions that a text names: "4 to 6" are three."""
    return tuple(dict.fromkeys(n for match in _REFERS.finditer(text) for n in _ranged(match[1])))


def _ranged(said: str) -> Iterator[str]:
    for part in re.split(r",? and |, ", said):
        ends = re.split(r" to |–|-", part.strip())
        if (
            len(ends) == 2
            and ends[0].isdigit()
            and ends[1].isdigit()
            and int(ends[0]) < int(ends[1])
        ):
            yield from map(str, range(int(ends[0]), int(ends[1]) + 1))
        else:
            yield from (end for end in ends if end)


def replies(document: Document, rows: Sequence[Row], answers: bool) -> list[Reply]:
    """What a document says of these rows by their numbers: responses if it `answers`, else
    progress. Of several words on one row the first of a table or below a heading, else all."""
    counts = Counter(row.number for row in rows)
    by_number = {row.number: row for row in rows if row.number and counts[row.number] == 1}
    status = answer_status if answers else progress_status
    out: dict[tuple[str, int], Reply] = {}
    for numbers, a, b, sure, cell in _places(document, answers):
        known = [by_number[n] for n in numbers if n in by_number]
        if cell:
            for row in known:
                found = Reply(row, cell, a, b, status(cell), True)
                out.setdefault((row.id, a), found)
            continue
        for row in known:
            start, end = (a, b) if len(known) == 1 else _own(document.text, a, b, row, known)
            start, end = (start, end) if status(document.text[start:end]) else (a, b)
            text = document.text[start:end]
            said = status(text) or (status(document.text[a:b]) if sure else None)
            if said or sure or len(known) == 1:
                out.setdefault((row.id, start), Reply(row, text, start, end, said))
    return sorted(out.values(), key=lambda r: r.start)


_Place = tuple[tuple[str, ...], int, int, bool, str]


def _places(document: Document, answers: bool) -> Iterator[_Place]:
    """Numbers, the span that speaks of them, whether it surely does, and the cell of a table's row
    that does."""
    under: tuple[str, ...] = ()
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.row:
            yield from _beside(document, block, answers)
        elif block.role == "heading":
            under = numbers_in(text)
        elif _LED.match(text) and block.role in ("paragraph", "item"):
            yield (
                numbers_in(re.split("[:.]", text, maxsplit=1)[0]),
                block.start,
                block.start + _opening(text),
                True,
                "",
            )
        elif under and block.role in ("paragraph", "item"):
            yield under, block.start, block.start + _opening(text), True, ""
            under = ()
        else:
            spans = sentences(text)
            for a, b in spans:
                if numbers := numbers_in(text[a:b]):
                    yield numbers, block.start + a, block.start + b, False, ""


def _beside(document: Document, block: Block, answers: bool) -> Iterator[_Place]:
    cells = columns(block)
    said, number = cells.get("answer" if answers else "state"), cells.get("number")
    if said and number:
        yield (number,), block.start, block.end, True, said


def by_words(
    reading: Reading,
    near: np.ndarray,
    wanted: Sequence[Row],
    rows: Sequence[Row],
    answers: bool,
) -> list[Reply]:
    """What a document that speaks of these rows says of those that it does not name by number:
    the sentence nearest to a row, where no other row is nearer to it. `near` [sentences, rows]."""
    spoken = [at for at, heard in enumerate(reading.heard) if heard.block is not None]
    if not spoken or not wanted:
        return []
    near = near[spoken]
    status = answer_status if answers else progress_status
    out = []
    for at, row in enumerate(rows):
        best = int(near[:, at].argmax())
        sure = float(near[best, at])
        if row in wanted and sure >= _NEAR and int(near[best].argmax()) == at:
            said = reading.heard[spoken[best]]
            before = reading.heard[spoken[best - 1]] if best else None  # "We agree. The board …"
            close = before and before.block == said.block
            told = status(said.text) or (status(before.text) if before and close else None)
            out.append(Reply(row, said.text, said.start, said.end, told, sure=min(0.9, sure - 0.1)))
    return out


def _opening(text: str) -> int:
    """Where its first sentences end."""
    if len(text) <= SHOWN:
        return len(text)
    return next((b for _, b in reversed(sentences(text)) if b <= SHOWN), len(text))


def _own(text: str, a: int, b: int, row: Row, others: Sequence[Row]) -> tuple[int, int]:
    """Of words on several rows at once, the sentence that is on this one alone; all of them where
    none is."""
    mine = set(stems(row.recommendation))
    rest = {s for other in others if other is not row for s in stems(other.recommendation)}
    only = mine - rest
    best = max(
        ((len(only & set(stems(text[a + x : a + y]))), -x, y) for x, y in sentences(text[a:b])),
        default=(0, 0, 0),
    )
    return (a - best[1], a + best[2]) if best[0] >= 1 else (a, b)
