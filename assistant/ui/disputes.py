"""A statement and what readers say of it in, what stands beside it on a page out: remarks, and the
button by which another is made. The button names the statement; its words are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.corrected import Disputed, Remark, shortly
from assistant.answer.types import Citation
from assistant.ui.templating import render


@dataclass(frozen=True)
class Dispute:
    """What stands beside a statement. `names` are what the button says of it, as data attributes
    (without any there is no button); `at` what it is known by on the page; `label` what the button
    is read out as; `several` when it may be of one sentence or another; `own` its words."""

    remarks: tuple[Remark, ...]
    names: tuple[tuple[str, str], ...] = ()
    at: str = ""
    label: str = ""
    several: bool = False
    own: str = ""


def known_as(of: Disputed) -> str:
    """A statement's name on a page, the same wherever it is shown."""
    if of.row:
        return f"{of.row}/{'' if of.step is None else of.step}"
    return f"{of.document}/{of.start}/{of.end}"


def of_citations(turn: str, cited: Sequence[Citation], remarks: tuple[Remark, ...]) -> Dispute:
    """Beside what an answer says; one of the words that it cites may be chosen."""
    if not turn or not cited:
        return Dispute(shortly(remarks))
    markers = " ".join(str(c.marker) for c in cited)
    at = " ".join(f"{c.passage.document_id}/{c.start}/{c.end}" for c in cited)
    names = (("turn", turn), ("markers", markers))
    return Dispute(shortly(remarks), names, at, _label(cited[0].quote), len(cited) > 1)


def of_span(
    document: str, start: int, end: int, words: str, remarks: tuple[Remark, ...]
) -> Dispute:
    """Beside a passage in the panel."""
    names = (("document", document), ("start", str(start)), ("end", str(end)))
    at = f"{document}/{start}/{end}"
    return Dispute(shortly(remarks), names, at, _label(words), own=words)


def of_step(
    row: str, step: int | None, words: str, remarks: tuple[Remark, ...], day: str | None = None
) -> Dispute:
    """Beside a step of the ledger by its number as at a day, or a row of it."""
    at = f"{row}/{'' if step is None else step}"
    numbers = () if step is None else (("step", str(step)), ("day", day or ""))
    return Dispute(shortly(remarks), (("row", row), *numbers), at, _label(words), own=words)


def _label(words: str) -> str:
    first = " ".join(words.split()[:8])
    return f"This is wrong: {first}{'' if first == ' '.join(words.split()) else ' …'}"


def remark(told: Remark | None, named: bool) -> str:
    """A remark by itself, to be put beside its statement; `named` with the words that it is of."""
    return render("remark.html", told=told, named=named)
