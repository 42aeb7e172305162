"""What an exam came to, in plain words for who must decide whether to trust a model."""

from __future__ import annotations

UNEXAMINED = "It has not sat the exam: rules read what it writes, and its refusals are doubted."
RULES_READ = "Rules read every sentence."
LEARN = "`ics-assistant examine` has it sit one."
MAY_JUDGE = "May judge"
MAY_TELL = "May tell what contradicts what"
NOT_WRITING, NOT_JUDGING = "since it may not write", "since it may not judge"
KINDS = {
    "cause": "invented causes",
    "detail": "added details",
    "added detail": "added details",
    "wrong attribution": "wrong attributions",
    "swapped voice": "swapped voices",
    "modality": "recommendations or plans told as done",
    "scope": "changed scopes",
    "roles": "swapped roles",
    "number": "wrong figures",
    "wrong number": "wrong figures",
    "wrong negation": "wrong negations",
    "negated": "wrong negations",
    "date": "wrong dates",
    "wrong date": "wrong dates",
    "name": "wrong names",
    "wrong name": "wrong names",
    "certainty": "doubts told as certain",
    "unrelated": "sentences on something else",
    "ordered": "sentences that a document orders it to support",
}


def yes_or_no(may: bool) -> str:
    """Whether something is granted."""
    return "yes" if may else "no"


def of(right: int, n: int, low: float, high: float) -> str:
    """A mark with its 95% interval."""
    if not n:
        return "not sat"
    return f"{right} of {n} ({right / n:.0%}; {low:.0%} to {high:.0%})"


def missed(kind: str, count: int, n: int) -> str:
    """The kind of wrong sentence that was missed most."""
    return f"it missed {count} of {n} {KINDS.get(kind, kind)}"


def judging(may: bool, own: bool, why: str) -> str:
    """Whether it may decide what passages support: its `own` sentences, or another model's."""
    whose = "its own sentences" if own else "sentences"
    return f"{MAY_JUDGE} {whose}: {yes_or_no(may)}{f', {why}' if why else ''}."


def writing(may: bool, why: str) -> str:
    """Whether it keeps to keys and form."""
    return f"May write: {yes_or_no(may)}{f', {why}' if why else ''}."


def refusing(may: bool, why: str) -> str:
    """Whether it is believed that the library does not say."""
    told = f", {why}" if why else ""
    return f"May say that the library does not say: {yes_or_no(may)}{told}."


def telling(may: bool, why: str) -> str:
    """Whether it may tell which statements contradict each other and which answers changed."""
    told = f", {why}" if why else ""
    return f"{MAY_TELL}, and what has changed: {yes_or_no(may)}{told}."


def below(share: float, bar: float, what: str) -> str:
    """A mark that does not reach its bar."""
    return f"{what} {share:.2f}, below {bar:.2f}"


def other_unexamined(judge: str) -> str:
    """The judge that the settings name has no card."""
    return f"{judge} has not sat the exam: rules read every sentence. {LEARN}"


def costs(models: str, requests: int, tokens: int) -> str:
    """What an exam takes, told before it begins."""
    return f"The exam of {models} takes {requests} requests and about {tokens:,} tokens sent."
