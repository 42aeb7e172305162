"""A document in, the whole list of what it recommends, or of the actions it records, out: by its
numbers ("Recommendation 7: …"), its tables, the lists below "The review recommends that:", and
what it says in its own voice ("I recommend …").

What others recommended, what was only considered, and what answers or reports on a recommendation
is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.ledger.detect import recommends
from assistant.ledger.ends import chapters, minuted, minutes
from assistant.ledger.listed import (
    DENIED,
    FIRST,
    GOES_ON,
    PART,
    Listed,
    assigned,
    opens_list,
    without_tail,
)
from index.documents.types import Block, Document
from index.text.dates import MONTH_IN_FULL, find_date
from index.text.sentences import sentences
from index.text.words import stems

LONGEST = 1500
"""Letters of one recommendation with its parts; what is longer is a chapter."""
NUMBER = r"[A-Z]?\d{1,3}(?:[./]\d{1,3})?[a-z]?"
"""The number of a recommendation or action, as documents write it: 7, 3a, R4, 1.2, 24/1."""
_NUMBERED = re.compile(
    rf"(?P<word>recommendation|action)s?(?: (?:no\.? ?)?(?P<number>{NUMBER}))?\s*"
    r"(?:\((?P<by>[^()]{2,60})\)\s*)?(?:[:.–—-]\s*|$)(?P<rest>.*)",
    re.I | re.S,
)
_HEADED = re.compile(
    r"(?:\d[\d.]*\s+)?(?:our |the |list of |agreed )?(?:recommendations|actions)\b", re.I
)
_BEFORE_IT = re.compile(
    r"\b(?:I|we)(?: \w+){0,2} recommend (?:this|that)\b(?! \w+ (?:should|be)\b)|"
    r"\b(?:this|that|it) is (?:my|our)(?: \w+)? recommendation\b|"
    r"\b(?:I|we) so recommend\b|\b(?:I|we) recommend (?:both|all|these|those)\b",
    re.I,
)
_DAY = re.compile(rf"\b(?:by|before) (?P<day>\d{{1,2}} {MONTH_IN_FULL})\b(?! \d{{4}})")
_COLUMNS = {
    "number": re.compile(
        r"^(?:no\.?|ref(?:erence)?\.?|number|#)(?!\w)|^(?:rec|action) (?:no|ref)", re.I
    ),
    "owner": re.compile(r"\bowner|\blead\b|responsib|^who\b|\bby whom|^action by\b", re.I),
    "due": re.compile(r"\bdue\b|by when|\bdeadline|\btarget date|\btimescale|\bdate for\b", re.I),
    "answer": re.compile(r"\bresponse|\breply\b", re.I),
    "state": re.compile(r"\bstatus|\bprogress|\bupdate|\bposition\b|\bactions? taken", re.I),
    "text": re.compile(r"\brecommendation|\bactions?\b|^(?:what|task)$", re.I),
}
"""What a column is, by its header; the first that fits."""


def listed(document: Document) -> list[Listed]:
    """In the order of the text; of one that stands twice under its number the fuller."""
    blocks = [b for b in document.blocks if b.role != "sources"]
    found = [*_in_tables(document, blocks), *_numbered(document, blocks)]
    if not found:
        found = list(_below_headings(document, blocks))
    if minuted(document):
        found += [one for one in minutes(document, blocks) if not _within(one, found)]
    if not found:
        found = chapters(document, blocks) or list(_in_prose(document, blocks))
    found = [_in_year(one, document) for one in found]
    kept: list[Listed] = []
    for one in found:
        at = next((i for i, other in enumerate(kept) if _again(one, other)), None)
        if at is None:
            kept.append(one)
        else:
            fuller, other = sorted((one, kept[at]), key=lambda o: len(o.text), reverse=True)
            kept[at] = replace(
                fuller,
                owner=fuller.owner or other.owner,
                due=fuller.due or other.due,
                answer=fuller.answer or other.answer,
                state=fuller.state or other.state,
            )
    return sorted(kept, key=lambda one: one.start)


def _within(one: Listed, found: list[Listed]) -> bool:
    return any(other.start < one.end and one.start < other.end for other in found)


def _again(one: Listed, other: Listed) -> bool:
    """Whether a document says one recommendation twice: under one number, in words most of which
    are the same; two lists may both begin at 1."""
    if one.number is None or (one.number, one.action) != (other.number, other.action):
        return False
    a, b = set(stems(one.text)), set(stems(other.text))
    return 2 * len(a & b) >= min(len(a), len(b))


def _in_year(one: Listed, document: Document) -> Listed:
    """A day without a year, as minutes have it, is the next one after the document's own date."""
    published = document.metadata.published or ""
    match = None if one.due or not published else _DAY.search(one.text)
    if match is None:
        return one
    days = (find_date(f"{match['day']} {int(published[:4]) + more}") for more in (0, 1))
    return replace(one, due=next((d for d in days if d and d >= published), None))


def columns(block: Block) -> dict[str, str]:
    """What the cells of a table's row are, by their headers: {"text", "number", "owner", "due",
    "answer", "state"} as far as there are such."""
    if block.row is None:
        return {}
    out: dict[str, str] = {}
    for header, cell in block.row.cells:
        name = next((n for n, pattern in _COLUMNS.items() if pattern.search(header)), None)
        if name:
            out.setdefault(name, cell)
    head, _, label = block.row.label.rpartition(" ")
    headed = not head or _COLUMNS["number"].search(head)
    if "text" not in out and {"owner", "due"} <= out.keys():
        out["text"] = block.row.label  # the first column is what is to be done
    if headed and "number" not in out and re.fullmatch(NUMBER, label):
        out["number"] = label
    return out


def _in_tables(document: Document, blocks: list[Block]) -> Iterator[Listed]:
    for block in blocks:
        cells = columns(block)
        text = cells.get("text", "")
        if len(text.split()) < 3 or len(cells) < 2:
            continue
        start = document.text.find(text, block.start, block.end)
        start = start if start >= 0 else block.start
        headers = " ".join(h for h, _ in block.row.cells) if block.row else ""
        yield Listed(
            text,
            start,
            start + len(text),
            cells.get("number"),
            cells.get("owner"),
            find_date(cells.get("due", "")),
            cells.get("answer"),
            cells.get("state"),
            not re.search("recommendation", headers, re.I),
        )


def _numbered(document: Document, blocks: list[Block]) -> Iterator[Listed]:
    at = 0
    while at < len(blocks):
        block = blocks[at]
        match = _NUMBERED.fullmatch(document.text[block.start : block.end])
        at += 1
        if not match or block.row or not (match["number"] or match["rest"]):
            continue
        last, at = _with_parts(document, blocks, at - 1, match["rest"])
        start = block.start + match.start("rest") if match["rest"] else None
        if start is None or (block.role == "heading" and last is not block):
            body = blocks[at - 1] if last is block else blocks[blocks.index(block) + 1]
            start = body.start if body is not block else block.start
        text = document.text[start : last.end].strip()
        action = match["word"].lower() == "action"
        if not match["number"] and not action and not GOES_ON.search(text):
            continue
        if len(text.split()) < 3 or len(text) > LONGEST:
            continue
        one = Listed(text, start, last.end, match["number"], match["by"], action=action)
        one = assigned(without_tail(one) if action else one)
        if not action or one.owner:  # "Action 10: it had been done" is no action any more
            yield one


def _with_parts(document: Document, blocks: list[Block], at: int, rest: str) -> tuple[Block, int]:
    """The last block of what begins at that one, and where the next begins: parts a), b) and
    items below a colon belong to it, and to a heading the paragraph below it."""
    last, text = blocks[at], rest
    heading = last.role == "heading"
    at += 1
    if heading and at < len(blocks) and blocks[at].role in ("paragraph", "item"):
        last, text = blocks[at], document.text[blocks[at].start : blocks[at].end]
        at += 1
    opened = text.rstrip().endswith((":", "–", "—"))
    while at < len(blocks) and blocks[at].role in ("paragraph", "item"):
        said = document.text[blocks[at].start : blocks[at].end]
        if not (PART.match(said) or (opened and blocks[at].role == "item")):
            break
        last, at = blocks[at], at + 1
    return last, at


def _below_headings(document: Document, blocks: list[Block]) -> Iterator[Listed]:
    """The items below a heading "Recommendations", and below a line "The review recommends
    that:"."""
    lead = False
    for block in blocks:
        text = document.text[block.start : block.end]
        if block.role != "item":
            lead = block.role == "paragraph" and opens_list(text)
            continue
        headed = bool(block.section) and bool(_HEADED.match(block.section[-1]))
        if headed and not lead and len(text.split()) >= 4 and recommends(text) >= 0.5:
            yield assigned(Listed(text, block.start, block.end, sure=0.8))


def _in_prose(document: Document, blocks: list[Block]) -> Iterator[Listed]:
    lead = False
    for block in blocks:
        text = document.text[block.start : block.end]
        if block.role == "item" and lead:
            yield assigned(Listed(text, block.start, block.end, sure=0.85))
            continue
        if block.role not in ("paragraph", "item"):
            lead = False
            continue
        lead = opens_list(text)
        yield from _spoken(document, block)


def _spoken(document: Document, block: Block) -> Iterator[Listed]:
    """Sentences of a paragraph in the document's own voice; the next one belongs to it where it
    goes on with what should be done."""
    text = document.text[block.start : block.end]
    spans = sentences(text)
    at = 0
    while at < len(spans):
        a, b = spans[at]
        said = text[a:b]
        at += 1
        if DENIED.search(said) or said.endswith(":"):
            continue
        if at < len(spans) and _BEFORE_IT.search(text[slice(*spans[at])]) and GOES_ON.search(said):
            yield assigned(Listed(said, block.start + a, block.start + b))
            at += 1
            continue
        first = FIRST.search(said)
        if not first or said[: first.start()].rstrip().endswith(("“", '"', "‘", ":")):
            continue
        while at < len(spans):
            more = text[slice(*spans[at])]
            if not GOES_ON.search(more) or FIRST.search(more) or DENIED.search(more):
                break
            b, at = spans[at][1], at + 1
        yield assigned(Listed(text[a:b], block.start + a, block.start + b))
