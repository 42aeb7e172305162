"""A question as typed, with the questions before it, in; a question that stands alone, out."""

from __future__ import annotations

import re

from assistant.understand.types import Turn
from index.text.words import stems

_LEADING = re.compile(
    r"^(?:(?:and|but|so|ok|okay|right|please|then|also|now)[ ,]+)*(?:(?:can|could|"
    r"would) you (?:tell|show|give|explain to) (?:me|us) |tell (?:me|us) (?:about )?|"
    r"remind me (?:of )?)?(?:(?:what|which|who|whom|when|where|why|how many|how much|"
    r"how)\b ?)?(?:(?:is|are|was|were|did|does|do|has|have|had|can|could|should|would|will|"
    r"must)\b ?)?",
    re.I,
)
_OPENS_FOLLOW_UP = re.compile(
    r"^(?:and|but|so|then|also|what about|how about|what else|why(?: not)?\??$|who(?: else)?\??$|"
    r"when\??$|which ones?|since then)\b",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|those|these|this|that one|the same|"
    r"the former|the latter|the (?:first|second|third|last|earlier|later|other|previous) (?:one|"
    r"two|three)?|there)\b",
    re.I,
)
_STAND_IN = re.compile(
    r"\b(?:it|they|them|those|these|this|the same|(?:the )?(?:earlier|later|other|previous|first|"
    r"last) ones?)\b(?! [a-z]+s\b)",
    re.I,
)
_EXPLETIVE = re.compile(
    r"\bis (?:it|there) (?:true|right|correct|clear|known)|\b(?:is|are|was|were) there\b|"
    r"\bthere (?:is|are|was|were|has|have)\b|\bthat (?:is|are|was|were)\b|\bit (?:is|was) (?:true|"
    r"that)",
    re.I,
)


def resolve(
    question: str, history: tuple[str, ...] = (), names: frozenset[str] = frozenset()
) -> Turn:
    """The question with what it points back to filled in from the questions before it, oldest
    first.

    `names` are publishers and people: a follow-up that names one replaces the one in the earlier
    question.
    """
    question = " ".join(question.split())
    if not history:
        return Turn(question, question)
    before = resolve(history[-1], history[:-1], names).standalone
    if _ONLY_A_DAY.fullmatch(question):
        return Turn(question, before)
    if not _leans_back(question):
        return Turn(question, question)
    if swapped := _swapped(question, before, names):
        return Turn(question, swapped)
    topic = _topic(before)
    if any(_names_in(question, names)) or re.search(r"\b(19|20)\d\d\b", question):
        for name in _names_in(topic, names):
            topic = re.sub(rf"\b(?:the )?{re.escape(name)}(?:['’]s)?\b", "", topic, flags=re.I)
        if re.search(r"\b(19|20)\d\d\b", question):
            topic = re.sub(r"\b(?:in |by )?(19|20)\d\d\b", "", topic)
    topic = " ".join(topic.split()).strip(" ,")
    if not topic:
        return Turn(question, question)
    stand_in = _STAND_IN.search(_EXPLETIVE.sub(lambda m: " " * len(m[0]), question))
    if stand_in and len(topic.split()) <= 9 and len(stems(question)) <= 3:
        return Turn(question, question[: stand_in.start()] + topic + question[stand_in.end() :])
    return Turn(question, f"{question.rstrip('?. ')} ({topic})?")


_ONLY_A_DAY = re.compile(
    r"(?:(?:and|so|but|ok|okay|then|now|what|how|about|is|was) ?)*[?.! ]*", re.I
)  # what is left of "and as at July?"


def _swapped(question: str, before: str, names: frozenset[str]) -> str | None:
    """The earlier question with its name or year changed for that of "and what about …?"; None
    for other follow-ups."""
    about = _WHAT_ABOUT.match(question)
    if not about:
        return None
    year = re.search(r"\b(?:19|20)\d\d\b", before)
    if re.fullmatch(r"(?:19|20)\d\d", about[1]):
        return before.replace(year[0], about[1]) if year else None
    old = max(_names_in(before, names), key=len, default=None)
    if not old or not _names_in(about[1], names):
        return None
    return re.sub(
        rf"\b(?:the )?{re.escape(old)}(?:['’]s)?(?!\w)", about[1], before, count=1, flags=re.I
    )


_WHAT_ABOUT = re.compile(
    r"^(?:(?:and|so|but) )?(?:(?:what|how) about |in |by )?((?:the )?[\w’' &-]{2,40}?)\??$", re.I
)


def _leans_back(question: str) -> bool:
    plain = _EXPLETIVE.sub(" ", question)
    content = stems(question)
    names = [w for w in question.split()[1:] if w[:1].isupper()]
    if not names and len(question.split()) <= 7 and _COMPARES.search(question):
        return True
    return bool(
        _OPENS_FOLLOW_UP.match(question)
        or _POINTS_BACK.search(plain)
        or len(content) < 2
        or (len(content) < 3 and not names)
    )


_COMPARES = re.compile(
    r"\b(?:different|another|else|instead|further|anything \w+er|more|less)\b", re.I
)


def _topic(question: str) -> str:
    """What a question is about: without its opening question words and closing mark, who is
    asked after last."""
    topic = _LEADING.sub("", question, count=1).strip(" ?.!,")
    topic = re.sub(r" ?[()]", lambda m: ", " if "(" in m[0] else "", topic)
    topic = _ASKED_OF.sub("", re.sub(r"^(?:of|about|on) ", "", topic, flags=re.I))
    said = re.fullmatch(
        r"(.+?) (?:say|said|think|thought|write|wrote|argue|find|found) (?:about|on|of|to) (.+)",
        topic,
    )
    return f"{said[2]}, {said[1]}" if said else topic


_ASKED_OF = re.compile(
    r"^(?:anyone|anybody|someone|(?:the )?government|ministers?) (?:ever )?(?:accept|agree (?:to|"
    r"with|on)|reject|respond to|answer|say to|act on|do about) ",
    re.I,
)


def _names_in(text: str, names: frozenset[str]) -> list[str]:
    lowered = text.lower().replace("’", "'")
    return [name for name in names if re.search(rf"\b{re.escape(name.lower())}\b", lowered)]
