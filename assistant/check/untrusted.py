"""Text of documents in; what in it speaks to its reader, and the form in which it may stand in a
prompt, out.

A document is evidence, never an instruction.
"""

from __future__ import annotations

import hashlib
import re

from index.documents.orders import speaks_to_machine
from index.text.sentences import sentences
from index.text.tidy import HIDDEN

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
    r"german|latin|capitals|verse)\b|\b(?:sign off|signing off|closing with|ending with|"
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


def fenced(passages: list[tuple[str, str]]) -> tuple[str, str]:
    """(fence, text) of (heading line, passage) in order, keyed from 1. The fence is made from
    all of them: no author can know it."""
    bodies = [HIDDEN.sub("", text).translate(_BARE) for _, text in passages]
    fence = "=== " + hashlib.sha256("\n".join(bodies).encode()).hexdigest()[:12] + " ==="
    return fence, "\n\n".join(
        f"[{key}] ({head}) {body}"
        for key, ((head, _), body) in enumerate(zip(passages, bodies, strict=True), 1)
    )
