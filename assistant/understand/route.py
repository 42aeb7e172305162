"""A question that stands alone in, the way it is answered out: what shape its answer has, and
which questions are none for the documents.

Patterns know the plain words for what is asked *for*, a small model all other words for it
(`asked_for.py`); what neither knows is answered by the sentences that answer it best.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from assistant.understand.asked_for import Kind, asked_for
from assistant.understand.words import WORDS
from index.text.dates import MONTH_WORD
from index.text.words import stems

Route = Literal[
    "emergency", "greeting", "thanks", "help", "using", "about", "which review", "empty",
    "summary", "timeline", "comparison", "list", "extreme", "advice", "best",
]  # fmt: skip

_EMERGENCY = re.compile(
    r"\b(?:i|i['’]?m|i['’]?ve|my|me|we|he|she|he['’]s|she['’]s|someone|somebody|a man|a"
    r" woman)\b.*\b"
    r"(?:chest pains?|heart attack|stroke|can['’]?t breathe|cannot breathe|not breathing|"
    r"unconscious|collapsed|overdose[d]?|suicidal|kill (?:myself|himself|herself)|"
    r"end my life|bleeding (?:heavily|badly|out)|choking|anaphyla\w+)\b",
    re.I,
)
_GREETING = re.compile(
    r"(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|morning|afternoon|evening|greetings)"
    r"(?: (?:there|all|everyone|team|again))?",
    re.I,
)
_THANKS = re.compile(
    r"(?:(?:ok|okay|great|perfect|lovely|brilliant|super|good)[ ,!.]*)?(?:many )?(?:thanks?(?:"
    r" you)?|"
    r"cheers|ta)(?: (?:very|so) much| a lot| again| for (?:that|this|your help))*|"
    r"(?:ok|okay|great|perfect|lovely|brilliant|got it|bye|goodbye)",
    re.I,
)
_HELP = re.compile(
    r"(?:what (?:can|do) you (?:do|help(?: me)?(?: with)?)|how (?:do|can|does) (?:i|you|this|it)"
    r" (?:use (?:you|this|it)|work)|who (?:are|made) you|what are you|are you an? \w+|help(?: me)?|"
    r"what can i ask(?: you)?)",
    re.I,
)
_USING = re.compile(
    r"^(?:(?:and|so|ok|please|hi|hello)[ ,]*)*(?:how|where) (?:do|can|would|could|should) i\b"
    r"[^?]*"
    r"\b(?:add|upload|remove|delete|restore|correct|export|print|share|pin|rename|save|see|find|"
    r"get back to|turn (?:on|off)|switch (?:on|off)|change|set|install|use|configure|enable)\b[^?]*"
    r"\b(?:documents?|files?|pdfs?|(?:language |chat |ai )?models?|dark mode|text size|settings?|"
    r"answers?|(?:old |last |my |this )?conversations?|history|your library|"
    r"this (?:app|tool|page|assistant|program|thing))\b",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:what|which|how many|list|show)\b[^?]*\b(?:documents?|sources?|reports?|files?|papers?|"
    r"publications)\b[^?]*\b(?:do you (?:have|hold|know|use)|have you got|you['’]?ve got|are you"
    r" using|"
    r"are (?:in|here|there)\b|in (?:here|the library|your library)|you have|you hold)|"
    r"\bwhat\b[^?]*\bin here(?= on\b|\W*$|\? )|\bwhat(?:['’]?s| is) in (?:the|your|this) library\b|"
    r"\bwhat do you (?:have|know|cover|"
    r"hold)\??$|"
    r"\b(?:list|show)(?: me)? (?:all )?(?:the |your )?(?:documents|sources|library)\??$|"
    r"\bhow (?:new|recent|up[ -]to[ -]date|current|fresh|old) (?:is|are) (?:your|the|this|these)"
    r" (?:library|documents?|information|info|data|evidence|sources?|knowledge|material|stuff)|"
    r"\bhow (?:new|recent|up[ -]to[ -]date|current) are you\b|"
    r"\bwhen (?:was|were) (?:you|the library|this|these documents|your \w+) (?:last )?updated\b|"
    r"\b(?:your|library['’]?s?) (?:cut[ -]?off|coverage)\b",
    re.I,
)
SPELT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = rf"(?:a|{'|'.join(SPELT)}|\d{{1,2}})"
_SUMMARY = re.compile(
    r"\b(?:summar(?:y|ies|ise[ds]?|ize[ds]?|ising|izing)|tl;? ?dr|brief me|briefing on|"
    r"overview of|gist|main points|key points|bottom line|"
    rf"(?:in|into|as) {_NUMBER} (?:points|sentences?|nutshell)|"
    rf"{_NUMBER} (?:(?:short|quick|brief) )?(?:lines|bullets|bullet points)(?! of\b)|"
    r"in (?:a|one) line)\b",
    re.I,
)
_TIMELINE = re.compile(
    r"\b(?:time ?line|chronolog\w*|history of|sequence of events|in (?:date|time) order|key dates|"
    r"dates in order|(?:oldest|earliest) first|"
    r"in order of date|milestones)\b|\bwhat happens? (?:in|during) (?:19|20)\d\d\b",
    re.I,
)
_COMPARISON = re.compile(
    r"\b(?:differ(?:s|ed|ence|ences)?|compare[ds]?|comparison|versus|vs\.?|contrast\w*)\b", re.I
)
_LIST = re.compile(
    r"^(?:(?:and|so|ok|please|can you|could you) )*(?:list|name (?:all|the|every)|enumerate|"
    r"give me (?:a list|all|every)|all (?:the |of the )?\w+|what (?:bits|parts|things))\b|"
    r"\b(?:which|any)\b.*\b(?:recommendation|rec|proposal)\b|"
    r"\b(?:which|what|how many|any)\b.*\b(?:recommendations|recs|proposals|asks|priorities|"
    r"suggestions)\b|\b(?:recommendations|recs|proposals|asks|suggestions)\b.*"
    r"\bwhich (?:ones?|of them)\b|\bwhat (?:were|are) (?:the |all |his |her |"
    r"their )?(?:\w+ ){0,3}(?:priorities|"
    r"recommendations|recs|proposals|asks|decisions|take-?aways|themes)\b",
    re.I,
)
_EXTREME = re.compile(
    r"\b(?:highest|lowest|largest|smallest|biggest|greatest|fewest|worst|best|most|least|top|"
    r"bottom)\b",
    re.I,
)
_ADVICE = re.compile(
    r"\b(?:what|how|where|when|which) (?:\w+ ){0,2}?(?:should|ought|do|could|can) (?:we|our|i|my|"
    r"(?:the|our|an?) (?:board|icb|ics|system|trust|council)|boards|icbs|icss|leaders)\b(?!"
    r" (?:know|"
    r"find|get|see|read|tell|legally|by law))|\bshould (?:we|our|i|the board|boards|icbs)\b|"
    r"\b(?:advice|advise|next steps|need to (?:know|do))\b",
    re.I,
)
_ONLY_A_DATE = re.compile(
    rf"(?:(?:in|on|since) )?(?:\d{{1,2}} )?(?:{MONTH_WORD} )?(?:19|20)\d\d(?:/\d\d)?", re.I
)
_ONLY_A_REVIEW = re.compile(
    r"(?:(?:what|did|does|do|the|that|this|a|an|review|report|say|said|says|recommend|recommended|"
    r"recommendations?|recs?|were|was|is|are|how|many|about|of|in|and|please|tell|me|us|which|"
    r"did|it|"
    r"make|made|list|all|ask|asked|for)\b|\W)+",
    re.I,
)


def in_words(question: str) -> Route | None:
    """The way that the plain words of a question that stands alone ask for; None where they ask
    for none."""
    bare = question.strip(" ?!.,;:-–—…'\"“”()")
    if not re.search(r"\w", bare):
        return "empty"
    for route, pattern in (("greeting", _GREETING), ("thanks", _THANKS), ("help", _HELP)):
        if pattern.fullmatch(bare):
            return route  # type: ignore[return-value]
    if _ONLY_A_DATE.fullmatch(bare):
        return "timeline"
    said = next((route for route, pattern in _ANYWHERE if pattern.search(question)), None)
    if said is None and re.search(r"\b(?:review|report)\b", bare, re.I):
        return "which review" if _ONLY_A_REVIEW.fullmatch(bare) else None
    return said


def routed(question: str) -> Route:
    """The way of a question that stands alone; "best" where nothing else is asked for."""
    return in_words(question) or _by_kind(question) or "best"


_ANYWHERE: tuple[tuple[Route, re.Pattern[str]], ...] = (
    ("emergency", _EMERGENCY),
    ("using", _USING),
    ("about", _ABOUT),
    ("summary", _SUMMARY),
    ("timeline", _TIMELINE),
    ("comparison", _COMPARISON),
    ("list", _LIST),
    ("extreme", _EXTREME),
    ("advice", _ADVICE),
)
_OF_KIND: dict[Kind, Route] = {"order": "timeline", "list": "list", "claim": "best"}
"""The way of what is asked for in other words; a claim to be checked is answered by what bears on
it best. Comparisons, summaries and advice are told only where plain words ask for them: told
where the model found them, answers over the commentary stated fewer of the facts."""


def _by_kind(question: str) -> Route | None:
    """The way of the likeliest of the kinds that have one; None where none is likely."""
    kinds = asked_for(question).kinds
    likely = {k: kinds[k] for k in _OF_KIND if kinds[k] >= (_IN_ORDER if k == "order" else 0.5)}
    return _OF_KIND[max(likely, key=lambda kind: likely[kind])] if likely else None


_IN_ORDER = 0.85
"""Probability from which a timeline is told: it leaves out all that has no date; set by hand on
development questions."""


LINES = 5
"""Lines of a summary where none are asked for."""


def lines_wanted(question: str) -> int:
    """How many lines a summary is asked to have."""
    found = re.search(
        rf"\b({'|'.join(SPELT)}|\d{{1,2}}) (?:(?:short|quick|brief) )?(?:lines?|bullets?|"
        r"bullet points?|points|sentences?)\b",
        question,
        re.I,
    )
    if not found:
        return LINES
    said = found[1].lower()
    return max(1, min(10, int(said) if said.isdigit() else SPELT.index(said) + 1))


def subject(question: str) -> str:
    """What is to be summed up, told in time or compared: the question without the words that ask
    for the shape."""
    plain = _SUMMARY.sub(" ", _TIMELINE.sub(" ", question))
    plain = re.sub(
        r"^\W*(?:(?:please|can|could|would|you|give|write|make|me|us|a|an|the|in|of|on|for|what|is|"
        r"are|was|were|and|so|quick|short|brief|board|lines?|points|bullets?)\b\W*)+",
        "",
        plain,
        flags=re.I,
    )
    return " ".join(plain.split()).strip(" ?.,:;") or question


_JOINS = re.compile(
    r"(?:,|;)? (?:and|also|plus) (?=(?:what|who|when|where|why|how|which|did|does|do|has|have|is|"
    r"are|was|were|will)\b)|\? (?=\w)",
    re.I,
)
_LEAST_PART = 3
"""Words of a part of a question that can be asked by itself."""


@cache
def _frame() -> frozenset[str]:
    """Stems of the words that only frame a question."""
    return frozenset(stems(" ".join(WORDS["frame"])))


def parts(question: str) -> tuple[str, ...]:
    """The questions that one is made of, in order; the question alone where it asks one thing, or
    a part of it has no topic of its own."""
    found = joined(question)
    return found if all(map(_has_topic, found)) else (question,)


def joined(question: str) -> tuple[str, ...]:
    """The two to four questions that words such as "and who" join, be they about something by
    themselves or not; the question alone where none does."""
    found = tuple(p.strip(" ,;") for p in _JOINS.split(question) if p and p.strip(" ,;"))
    return found if 2 <= len(found) <= 4 and _has_topic(found[0]) else (question,)


def _has_topic(part: str) -> bool:
    return len(part.split()) >= _LEAST_PART and bool(topic(part))


def topic(question: str) -> str:
    """The words of a question that say what it is about."""
    words = re.findall(r"[\w'’-]+", question)
    return " ".join(word for word in words if set(stems(word)) - _frame())
