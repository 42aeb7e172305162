"""A document in, what it recommends at the end of each chapter, or what minutes record as agreed,
out: lists that nobody numbered."""

from __future__ import annotations

import re
from collections import defaultdict

from assistant.ledger.detect import LIKELY, recommends
from assistant.ledger.listed import DENIED, FIRST, GOES_ON, PART, Listed, assigned, opens_list
from index.documents.types import Block, Document
from index.text.sentences import sentences

_HEADED = re.compile(r"\brecommendations?\b|\brecommended\b", re.I)
_OFTEN = 2
"""Chapters that end with a heading of the same words, at the least; in half of them the document
recommends in its own voice."""
_OPENS = re.compile(r"\b(?:should|must)(?: that)?:$", re.I)
"""A line that opens a list of what should be done."""
_END = 40
"""Letters at the end of a line in which it says so."""
_MINUTES = re.compile(
    r"(?<!\d )(?<!\d-)\bminutes\b(?! (?:a|per|each|after|before|late))|"
    r"\bnotes of (?:the|a) meeting\b",
    re.I,
)
"""In a title: not of how long something takes."""
_PERSON = r"(?:Mr|Mrs|Ms|Dr|Prof|Professor|Councillor|Cllr) [A-Z][\w’'-]+"
_AGREED = re.compile(
    r"^(?:(?:A|a)fter discussion,? )?(?:(?:I|i)t was (?:further )?(?:agreed|resolved)|"
    r"(?:[Tt]he )?(?:Committee|Board|Panel|Members|Chair|Council|Group) (?:also )?"
    r"(?:agreed|resolved|asked|requested|instructed))(?: that)?,? (?:the )?"
    rf"(?P<who>{_PERSON}|[A-Z][\w’'-]+(?: (?:of|for|and|the|[A-Z][\w’'-]+)){{0,5}}?)"
    r",? (?:would|should|will|to|must)\b (?!note|sign|be (?:noted|signed))"
)
_UNDERTOOK = re.compile(rf"^(?P<who>{_PERSON}) undertook to\b")
_TO_OTHERS = re.compile(
    r"^(?:it was (?:agreed|resolved) )?to recommend (?:to (?:the )?[A-Z]\w+ )?that |"
    r"^recommended to (?:the )?(?P<who>[A-Z][\w ]+?): ?",
    re.I,
)


def chapters(document: Document, blocks: list[Block]) -> list[Listed]:
    """What stands below the headings that end its chapters."""
    ends = _ends(document, blocks)
    out: list[Listed] = []
    lead = False
    for block in blocks:
        if block.section not in ends or block.role == "heading":
            lead = False
            continue
        text = document.text[block.start : block.end]
        if lead and (block.role == "item" or PART.match(text)):
            cut = match.end() if (match := PART.match(text)) else 0
            out.append(assigned(Listed(text[cut:], block.start + cut, block.end, sure=0.85)))
            continue
        lead = opens_list(text) or bool(_OPENS.search(text[-_END:]))
        if not lead or len(sentences(text)) > 1:
            out += _said(document, block)
    return out


def _ends(document: Document, blocks: list[Block]) -> set[tuple[str, ...]]:
    """The sections under a heading that says so, or that ends several chapters."""
    texts: dict[tuple[str, ...], str] = defaultdict(str)
    for block in blocks:
        if block.role != "heading" and block.section:
            texts[block.section] += " " + document.text[block.start : block.end]
    named: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for section in texts:
        named[section[-1].lower()].append(section)
    out: set[tuple[str, ...]] = set()
    for heading, sections in named.items():
        voiced = sum(bool(FIRST.search(texts[s])) for s in sections)
        often = len(sections) >= _OFTEN and 2 * voiced >= len(sections)
        if _HEADED.search(heading) or often:
            out |= set(sections)
    return out


def _said(document: Document, block: Block) -> list[Listed]:
    """The sentences of a paragraph that say what should be done, each for itself."""
    text = document.text[block.start : block.end]
    out = []
    for a, b in sentences(text):
        said = text[a:b]
        if DENIED.search(said) or said.endswith((":", "?")):
            continue
        if FIRST.search(said) or (GOES_ON.search(said) and recommends(said) >= LIKELY):
            out.append(assigned(Listed(said, block.start + a, block.start + b, sure=0.8)))
    return out


def minuted(document: Document) -> bool:
    """Whether it is minutes, by its title or first heading."""
    return bool(_MINUTES.search(f"{document.metadata.title or ''} {document.source}"))


def minutes(document: Document, blocks: list[Block]) -> list[Listed]:
    """What was agreed in so many words: who is to do what."""
    out = []
    for block in blocks:
        if block.role not in ("paragraph", "item"):
            continue
        text = document.text[block.start : block.end]
        for a, b in sentences(text):
            said, start, end = text[a:b], block.start + a, block.start + b
            if to := _TO_OTHERS.search(said):
                out.append(Listed(said, start, end, owner=to["who"], sure=0.75))
            elif who := _AGREED.search(said) or _UNDERTOOK.search(said):
                one = Listed(said, start, end, owner=who["who"], action=True, sure=0.75)
                out.append(assigned(one))
    return out
