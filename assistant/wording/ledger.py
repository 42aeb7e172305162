"""What the ledger says of a recommendation, in a sentence; lists and questions made of its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.text.dates import spoken

_ANSWERED = {
    "accepted": "government accepted it{on}",
    "partly accepted": "government accepted it in part{on}",
    "noted": "government noted it{on} without agreeing to it",
    "rejected": "government rejected it{on}",
    "no clear response": "government gave it no clear answer{on}",
    "sources differ": "sources differ on what government answered",
    "unknown": "what government answered is not known",
    "not yet": "no answer to it is known by that day",
    "not recorded": "it was advice to the Hewitt review, and no answer to it is on record",
}
_FARED = {
    "done": "it was reported as carried out{at}",
    "under way": "it was reported as under way{at}",
    "stalled": "it was reported as late, slow or paused{at}",
    "reversed": "a step the other way was reported{at}",
    "unknown": "later news of it{at} is not said to carry it out",
    "none found": "no report of progress was found",
}
_ACCEPTS = re.compile(
    r"\b(?:accept|agree|adopt|approv|endors|back|support|take up|taken up)\w*", re.I
)
_REFUSES = re.compile(r"\b(?:reject|refus|turn(?:ed)? down|declin|dismiss)\w*", re.I)
_SAYS = {"accepted": (True, False), "rejected": (False, True)}
"""{response: whether government accepted, whether it rejected}."""


def status(
    title: str,
    response: tuple[str, str | None],
    progress: tuple[str, str | None],
    verdict: str = "",
    progress_first: bool = False,
) -> str:
    """The headline of a recommendation: its title, how it was answered, how far it got; the other
    way round where that is asked first and no answer is known. `response` and `progress` are
    (status, ISO date)."""
    responded, progressed = spoken(response[1]), spoken(progress[1])
    whole = bool(response[1] and len(response[1]) == 10)
    on = f" {'on' if whole else 'in'} {responded}" if responded else ""
    answered = _ANSWERED[response[0]].format(on=on)
    fared = _FARED[progress[0]].format(at=f" ({progressed})" if progressed else "")
    if response[0] == "rejected":
        fared = fared.replace("it was", "what it asked for was", 1)
    first = progress_first and response[0] not in (*_COUNTED, "sources differ")
    said = (fared, answered) if first else (answered, fared)
    return f"{verdict}{title}: {said[0]}; {said[1]}."


def yes_or_no(question: str, response: str) -> str:
    """ "Yes. " or "No. " where the question asks whether government accepted or rejected and the
    ledger says so; "In part. " where it was partly accepted; empty otherwise."""
    accepts, refuses = _ACCEPTS.search(question), _REFUSES.search(question)
    if bool(accepts) == bool(refuses):
        return ""
    if response == "partly accepted":
        return "In part. "
    said = _SAYS.get(response)
    if said is None:
        return ""
    return "Yes. " if said[0 if accepts else 1] else "No. "


def wrong_verdict(taken: str, status_said: str) -> str:
    """The correction of a question that takes the other verdict for granted."""
    return f"Government did not {taken} it. {status_said}"


def next_of(title: str, commented: bool, progressed: bool, answered: bool) -> tuple[str, ...]:
    """Questions that the statements of a recommendation's topic answer."""
    asks = (
        (commented, f"What did commentators say about “{title}”?"),
        (progressed, f"What progress was reported on “{title}”?"),
        (answered, f"How did the government respond to “{title}”?"),
    )
    return tuple(ask for there, ask in asks if there)


def listed(count: int, of: int, what: str) -> str:
    """How many of the ledger's recommendations are meant by a list."""
    if not count:
        return f"Of the {of} topics in the ledger, none is recorded as {what}."
    are = "is" if count == 1 else "are"
    return f"Of the {of} topics in the ledger, {count} {are} recorded as {what}."


def of_review(count: int, review: str) -> str:
    """How many things of a review the ledger holds."""
    of = review if review.startswith("Sir ") else f"the {review}"
    return f"The ledger holds {count} things that {of} asked for:"


_COUNTED = {
    "accepted": "accepted {n}",
    "partly accepted": "accepted {n} in part",
    "noted": "noted {n} without agreeing",
    "rejected": "rejected {n}",
    "no clear response": "gave {n} no clear answer",
}
_OPEN = {
    "sources differ": "sources differ on the answer to {n}",
    "unknown": "the answer to {n} is not known",
    "not yet": "no answer to {n} is known by that day",
    "not recorded": "no answer to {n} is on record",
}


def of_theme(title: str, responses: Sequence[str]) -> str:
    """How government answered the topics that a digest tells of, each a key of `RESPONSES`; empty
    where no answer to any of them is known."""
    if not {*_COUNTED, "sources differ"} & {*responses}:
        return ""
    late = "not yet" in responses
    counted = Counter("not yet" if late and r == "unknown" else r for r in responses)
    of = len(responses)
    topics = f"{title}, {'one topic' if of == 1 else f'{of} topics'} in the ledger"
    n = {r: f"all {c}" if c == of > 1 else str(c) for r, c in counted.items()}
    gave = [said.format(n=n[r]) for r, said in _COUNTED.items() if r in n]
    left = [said.format(n=n[r]) for r, said in _OPEN.items() if r in n]
    told = f"government {', '.join(gave)}" if gave else ""
    return f"{topics}: {'; '.join(filter(None, (told, *left)))}."


def unanswered(silent: int, unknown: int) -> str:
    """How many got no clear answer, and of how many no answer is known."""
    return (
        f"{silent} recommendation{'s' if silent != 1 else ''} got no clear answer from government;"
        f" for {unknown} more no answer is known, which does not mean that there was none."
    )


def item(title: str, review: str, status_word: str, when: str | None) -> str:
    """A line of that list; `when` is in words."""
    return f"{title} ({review}): {status_word}{f', {when}' if when else ''}"


NO_COUNT = (
    "These are topics of a register, not a count of the review’s 36 recommendations, whose full"
    " list"
    " was not read."
)
