"""A sentence and its passage in, who speaks out: a recommendation is never shown in the voice of
a rule."""

from __future__ import annotations

import re

from assistant.ledger.detect import LIKELY, recommends
from assistant.wording.voices import VOICES
from index.documents.types import Label, Passage

RULES = ("requires", "provides")
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
