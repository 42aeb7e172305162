"""Who speaks, as a reader is told it."""

from __future__ import annotations

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
"""{who speaks (assistant.answer.voices): in words}."""
KIND_NAMES: dict[str | None, str] = {
    "review": "Review",
    "response": "Response",
    "progress": "Progress",
    "commentary": "Commentary",
    "guidance": "Guidance",
    "legislation": "Legislation",
    None: "Source",
}
"""{kind of document: in words}."""
ADDED = "added by a reader"
"""Said of every document whose publisher is known only from itself."""
