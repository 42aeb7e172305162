"""A sentence and its passage in, who speaks out: a recommendation is never shown in the voice of
a rule."""

from __future__ import annotations

import re

from assistant.ledger.detect import LIKELY, recommends
from index.documents.types import Label, Passage

VOICES = {
    "recommended": "Review recommended",
    "found": "Review said",
    "responded": "Government responded",
    "reported": "Progress reported",
    "linked": "Progress reported, linked by us",
    "argued": "Commentators argue",
    "requires": "Guidance requires",
    "advises": "Guidance says",
    "provides": "Law provides",
    "event": "Event reported",
    "defined": "Definition",
    "disagree": "Sources disagree",
    "unknown": "Not known",
    "stated": "Source says",
}
RULES = ("requires", "provides")
NOT_A_RULE = "None of the sentences below is itself guidance or law"
NO_RULE = "No guidance or law is quoted below."
CLAIMED_RULE = (
    "A document quoted below says that it is guidance or law; a reader added it, and nobody has"
    " confirmed that."
)
NO_DUTY = "The sentences of guidance quoted below state no duty"
_LABELS = {
    Label.RECOMMENDED: "recommended",
    Label.RESPONSE: "responded",
    Label.PROGRESS: "reported",
    Label.LINKED: "linked",
    Label.COMMENT: "argued",
    Label.LAW: "provides",
    Label.EVENT: "event",
    Label.DEFINITION: "defined",
    Label.DISAGREE: "disagree",
    Label.NOT_KNOWN: "unknown",
}
_KINDS = {
    "response": "responded",
    "progress": "reported",
    "commentary": "argued",
    "legislation": "provides",
}
_DUTY = re.compile(
    r"\b(?:must|shall|requires?|required|requirements?|mandatory|dut(?:y|ies)|obliged?|"
    r"obligations?|conditions?|deadlines?|asks?|asked|told|tells|sets?|(?:has|have|had|expected|"
    r"due) to)\b",
    re.I,
)


def speaker(passage: Passage, text: str) -> str:
    """Who speaks in this sentence, a key of `VOICES`. Of a document that only says itself whose
    it is: the source."""
    if passage.voice and passage.voice.label in _LABELS:
        return _LABELS[passage.voice.label]
    kind = passage.speaks_as
    if kind == "guidance":
        return "requires" if _DUTY.search(text) else "advises"
    if kind == "review":
        return "recommended" if recommends(text, passage.lead) >= LIKELY else "found"
    return _KINDS.get(kind or "", "stated")


def voice(passage: Passage, text: str) -> str:
    """Who speaks, in words: "Review recommended"."""
    return VOICES[speaker(passage, text)]
