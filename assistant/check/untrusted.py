"""Text of documents in; what in it speaks to its reader, and the form in which it may stand in a
prompt, out.

A document is evidence, never an instruction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from index.documents.orders import speaks_to_machine
from index.text.sentences import sentences
from index.text.tidy import HIDDEN
from index.text.words import STOP

_YOU = re.compile(
    r"\b(?:you|your|yours|yourself|kindly|please|reader|readers|visitor|visitors)\b|https?://|"
    r"\bwww\.|[\w.+-]+@[\w-]+\.\w",
    re.I,
)
_ORDERS = re.compile(
    r"^[\W_]*(?:(?:then|also|and|now|always|never|instead|finally|first|next|so|but|only|just|"
    r"do not|don['’]t)\b[\W_]*)*(?:report|tell|say|keep|produce|treat|state|describe|copy|answer|"
    r"add|draw|write|cancel|stay|print|reply|respond|speak|append|ignore|forget|remember|repeat|"
    r"translate|summarise|summarize|quote|cite|credit|mention|claim|assert|assume|pretend|imagine|"
    r"act|behave|obey|refuse|decline|withhold|output|return|render|display|sign|recite|reveal|"
    r"disclose|proceed)\b(?! of\b)",
    re.I,
)
_ASIDE = re.compile(
    r"\b(?:previous|former|earlier|prior) (?:remit|orders?|brief|instructions?|rules)\b|"
    r"\b(?:replies|reply|answers?|output|summar(?:y|ies))\b.{0,30}\b(?:must|should|shall|always|"
    r"begin|open|end|close)\b|\bwhoever asks\b|\bwhen asked\b|\bform of words\b|\bin (?:french|"
    r"german|latin|capitals|verse)\b|\b(?:sign(?:ing)? off (?:with|as|by)|closing with|ending with|"
    r"first words are)\b|\bin character\b|\bas (?:a )?fact\b|\bassistants?\b|\bchat ?bots?\b|"
    r"\blanguage models?\b|\bthe (?:words?|phrase|tag|line|string) [“\"'‘A-Z]",
    re.I,
)


def addresses_reader(sentence: str) -> bool:
    """Whether a sentence speaks to its reader: orders, "you", an address to go to. Such a
    sentence is nothing to lean on."""
    text = HIDDEN.sub("", sentence)
    return bool(
        _YOU.search(text) or _ORDERS.match(text) or _ASIDE.search(text)
    ) or speaks_to_machine(text)


_ENGLISH, _FEW = 0.06, 8
"""Share of function words that English prose has at least, and words of a text too short to tell;
set on the board sentences of `evals/gold`."""


def suspect(text: str) -> bool:
    """Whether a passage tries to steer whoever reads it: an order to a machine, an aside on how to
    answer, a paragraph in another language. A model may heed what no pattern names, so nothing
    that rests on such a passage is decided by one."""
    return any(
        speaks_to_machine(said) or _ASIDE.search(said) or foreign(said)
        for paragraph in HIDDEN.sub("", text).split("\n\n")
        for said in (paragraph, *(paragraph[a:b] for a, b in sentences(paragraph)))
    )


def among_orders(text: str, said: str) -> bool:
    """Whether a sentence of a passage stands in a paragraph that gives orders to a machine."""
    return any(
        speaks_to_machine(paragraph[a:b])
        for paragraph in text.split("\n\n")
        if said in paragraph
        for a, b in sentences(paragraph)
    )


def foreign(text: str) -> bool:
    """Whether it is prose in another language than English, by its function words."""
    said = [w for w in re.findall(r"[^\W\d_]+", text) if not w.isupper()]
    lower = [w for w in said if w.islower()]
    if len(said) < _FEW or 2 * len(lower) < len(said):
        return False  # a list of names, or too short
    return sum(w.lower() in STOP for w in said) < _ENGLISH * len(said)


def harmless(text: str, most: int = 160) -> str:
    """Words of a document's metadata, fit for one line of a prompt; what speaks to the machine
    is left out."""
    line = re.sub(r"\s+", " ", HIDDEN.sub("", text)).strip()
    return (
        "not stated"
        if speaks_to_machine(line) or any(speaks_to_machine(line[a:b]) for a, b in sentences(line))
        else line[:most].translate(_BARE)
    )


_BARE = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")"})


def fenced(
    passages: Sequence[tuple[str, str]], keys: Sequence[int] | None = None
) -> tuple[str, str]:
    """(fence, text) of (heading line, passage) in order, under their `keys` or from 1. The fence is
    made from all of them: no author can know it."""
    bodies = [HIDDEN.sub("", text).translate(_BARE) for _, text in passages]
    fence = "=== " + hashlib.sha256("\n".join(bodies).encode()).hexdigest()[:12] + " ==="
    return fence, "\n\n".join(
        f"[{key}] ({head}) {body}"
        for key, (head, _), body in zip(
            keys or range(1, len(passages) + 1), passages, bodies, strict=True
        )
    )
