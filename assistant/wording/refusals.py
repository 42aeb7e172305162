"""An honest "the documents don't say": what was sought, what is missing, where it might be."""

from __future__ import annotations

from collections.abc import Iterable

NOTHING_NEAR = "Nothing in its documents is near the question."
SOMETHING_ELSE = "No passage answers it; what comes nearest is about something else."
SPEAKS_TO_MACHINE = "What comes nearest speaks to the software that reads it, not to a reader."
MODEL_ADVICE = (
    "What comes nearest is named below; the full text of the document asked about might have it."
)
_SOUGHT = {
    "count": "number",
    "money": "sum of money",
    "share": "percentage or share",
    "date": "date",
    "person": "name",
}
_ADVICE = {
    "count": "A statistical release, a board report or the full text of the report asked about "
    "might give it.",
    "money": "Annual accounts, a finance paper or a spending announcement might give it.",
    "share": "Annual accounts, a finance paper or a statistical release might give it.",
    "date": "An announcement on GOV.UK or by NHS England, or the report itself, might give it.",
    "person": "The organisation's own page or a board paper might name them.",
    "list": "The full text of the report asked about would have it.",
}
_ANY_ADVICE = (
    "The full text of the report, or a later progress report, might have it; add it to the library"
    " and ask again."
)


def headline(missing: str) -> str:
    """The first line of a refusal."""
    return f"The library does not say. {missing}"


def refusal(sought: str, documents: int, missing: str, advice: str) -> str:
    """The whole of it: `missing` and `advice` are sentences made below."""
    searched = f"{documents} document" + ("" if documents == 1 else "s")
    return f"{headline(missing)} I looked for “{sought}” in {searched}. {advice}"


def numbers_unknown(number: str) -> str:
    """For a question about "recommendation 12"."""
    return f"Recommendation numbers are not known here: no passage says which is number {number}."


def not_mentioned(names: Iterable[str]) -> str:
    """Names in the question that no document has."""
    return f"No document in it mentions {_either(names)}."


def nothing_on(terms: Iterable[str]) -> str:
    """Words of the question that nothing comes near to."""
    return f"Its documents say nothing near {_either(terms)}."


def not_listed(count: int) -> str:
    """A list of so many items was asked for."""
    return f"No passage lists {count} of them."


def none_given(wanted: str) -> str:
    """The passages are on the subject and hold nothing of the sort `wanted`."""
    return f"The passages on this subject give no {_SOUGHT[wanted]} for it."


def dated_later(when: str) -> str:
    """What would answer was said after the question's day."""
    return f"What comes nearest to an answer is dated later, {when}."


def model_found_none(passages: int) -> str:
    """The language model read so many passages and says that they do not answer."""
    read = f"{passages} nearest passages" if passages > 1 else "nearest passage"
    return f"The language model read the {read} and found no answer there."


def advice(wanted: str) -> str:
    """What kind of document might have what was sought."""
    return _ADVICE.get(wanted, _ANY_ADVICE)


def _either(terms: Iterable[str]) -> str:
    quoted = [f"“{t}”" for t in dict.fromkeys(terms)][:3]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1]
