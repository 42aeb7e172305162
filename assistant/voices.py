"""A sentence and its passage in, who speaks out: a recommendation is never shown in the voice of a rule."""

from __future__ import annotations

import re

from assistant.detect import LIKELY, recommends
from index.types import Passage

VOICES = {
    "recommended": ("Review recommended", "A review or committee said that this should be done. It is not policy."),
    "found": ("Review said", "A review's finding or account, not one of its recommendations."),
    "responded": ("Government responded", "How government answered a recommendation."),
    "reported": ("Progress reported", "What a source reports to have happened since."),
    "linked": ("Progress reported, linked by us", "The source reports the event; only we set it beside the recommendation."),
    "argued": ("Commentators argue", "The view of a think tank, a membership body, a journalist or a scholar."),
    "requires": ("Guidance requires", "Guidance that says what must be done."),
    "advises": ("Guidance says", "Guidance, in a sentence that lays down no duty."),
    "provides": ("Law provides", "An Act or a regulation."),
    "event": ("Event reported", "A dated event, as a source reports it."),
    "defined": ("Definition", "What a term means, in our words."),
    "disagree": ("Sources disagree", "Where the sources tell it differently."),
    "unknown": ("Not known", "What could not be found in any source that was read."),
    "stated": ("Source says", "The document does not say what kind of document it is."),
}
RULES = ("requires", "provides")
NOT_A_RULE = "None of the sentences below is itself guidance or law"
NO_RULE = "No guidance or law is quoted below."
NO_DUTY = "The sentences of guidance quoted below state no duty"
_LABELS = {
    "Recommended": "recommended",
    "Response": "responded",
    "Progress": "reported",
    "Progress (linked by us)": "linked",
    "Comment": "argued",
    "Law": "provides",
    "Event": "event",
    "Definition": "defined",
    "Sources disagree": "disagree",
    "Not known": "unknown",
}
_KINDS = {"response": "responded", "progress": "reported", "commentary": "argued", "legislation": "provides"}
_DUTY = re.compile(
    r"\b(?:must|shall|requires?|required|requirements?|mandatory|dut(?:y|ies)|obliged?|obligations?|conditions?|deadlines?|asks?|asked|told|tells|sets?|"
    r"(?:has|have|had|expected|due) to)\b",
    re.I,
)


def speaker(passage: Passage, text: str) -> str:
    """Who speaks in this sentence, a key of `VOICES`."""
    label = passage.voice.label.split(",")[0] if passage.voice else None
    if label in _LABELS:
        return _LABELS[label]
    if passage.kind == "guidance":
        return "requires" if _DUTY.search(text) else "advises"
    if passage.kind == "review":
        last = (passage.section or "").rsplit(" › ", 1)[-1]
        return "recommended" if recommends(text, last if last.endswith(":") else "") >= LIKELY else "found"
    return _KINDS.get(passage.kind, "stated")


def voice(passage: Passage, text: str) -> str:
    """Who speaks, in words: "Review recommended"."""
    return VOICES[speaker(passage, text)][0]
