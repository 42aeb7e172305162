"""The words of a comparison."""

from __future__ import annotations

from assistant.changes.types import Comparison, Kind

NAMES: dict[Kind, str] = {
    "figure": "another figure",
    "date": "another date",
    "verdict": "another verdict",
    "commitment": "more or less firmly promised",
    "added": "new",
    "dropped": "no longer there",
    "wording": "worded otherwise",
}
NOTHING = "Nothing that counts is different."


def counted(found: Comparison) -> str:
    """How many changes there are of each kind, and how much is the same, in a sentence or two."""
    weighty = len(found.changes) - len(found.of("wording"))
    kinds = [(kind, len(found.of(kind))) for kind in NAMES if kind != "wording"]
    told = ", ".join(f"{n} {NAMES[kind]}" for kind, n in kinds if n)
    first = f"{weighty} change{'' if weighty == 1 else 's'}" + (f": {told}." if told else ".")
    worded = len(found.of("wording"))
    rest = f" {worded} more only worded otherwise." if worded else ""
    moved = f", {found.moved} of them at another place" if found.moved else ""
    both = "1 sentence stands" if found.same == 1 else f"{found.same} sentences stand"
    return f"{first}{rest} {both} in both{moved}."
