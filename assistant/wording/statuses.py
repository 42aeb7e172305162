"""The statuses of the ledger, each with what it means."""

from __future__ import annotations

RESPONSES = {
    "accepted": "The source says that government agreed to do it.",
    "partly accepted": "Government took up part of it, or the aim but not the means.",
    "noted": "Government spoke well of the idea or its aim and promised nothing.",
    "rejected": "Government said no.",
    "no clear response": "Government spoke of the subject without saying yes or no.",
    "sources differ": "The sources give answers that contradict each other; both are shown.",
    "unknown": "No source that was read says how it was answered. It may have been.",
    "not yet": "No answer dated by that day is known.",
    "not recorded": (
        "It was advice to the review; the register behind this ledger holds no answer to it."
    ),
}
DERIVED = ("sources differ", "not yet", "none found")
PROGRESS = {
    "done": "A source says that it has been carried out.",
    "under way": "A source reports steps towards it.",
    "stalled": "A source reports that it is late, paused or slow.",
    "reversed": "A source reports a step the other way.",
    "unknown": (
        "Something later is reported; no source judges whether it carries the recommendation out."
    ),
    "none found": "No report was found. That does not mean that nothing happened.",
}
FORMAL = {
    "yes": "one of the review's 36 recommendations",
    "likely": "probably one of the review's 36 recommendations",
    "unclear": "in the review; whether as a formal recommendation is unclear",
}
"""Whether a row is one of the review's recommendations, in words."""
