"""A question as typed, with the questions before it, in; a question that stands alone and what would answer it, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.types import Turn
from index.lexical import stems, words

Wanted = Literal["count", "money", "share", "date", "person", "list", "any"]

_LEADING = re.compile(
    r"^(?:(?:and|but|so|ok|okay|right|please|then|also|now)[ ,]+)*"
    r"(?:(?:can|could|would) you (?:tell|show|give|explain to) (?:me|us) |tell (?:me|us) (?:about )?|remind me (?:of )?)?"
    r"(?:(?:what|which|who|whom|when|where|why|how many|how much|how)\b ?)?"
    r"(?:(?:is|are|was|were|did|does|do|has|have|had|can|could|should|would|will|must)\b ?)?",
    re.I,
)
_OPENS_FOLLOW_UP = re.compile(
    r"^(?:and|but|so|then|also|what about|how about|what else|why(?: not)?\??$|who(?: else)?\??$|when\??$|which ones?|since then)\b", re.I
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|those|these|this|that one|the same|the former|the latter|"
    r"the (?:first|second|third|last|earlier|later|other|previous) (?:one|two|three)?|there)\b",
    re.I,
)
_STAND_IN = re.compile(
    r"\b(?:it|they|them|those|these|this|the same|(?:the )?(?:earlier|later|other|previous|first|last) ones?)\b(?! [a-z]+s\b)", re.I
)
_EXPLETIVE = re.compile(
    r"\bis (?:it|there) (?:true|right|correct|clear|known)|\b(?:is|are|was|were) there\b|"
    r"\bthere (?:is|are|was|were|has|have)\b|\bthat (?:is|are|was|were)\b|\bit (?:is|was) (?:true|that)",
    re.I,
)


def resolve(question: str, history: tuple[str, ...] = (), names: frozenset[str] = frozenset()) -> Turn:
    """The question with what it points back to filled in from the questions before it, oldest first.

    `names` are publishers and people: a follow-up that names one replaces the one in the earlier question.
    """
    question = " ".join(question.split())
    if not history:
        return Turn(question, question)
    before = resolve(history[-1], history[:-1], names).standalone
    if not _leans_back(question):
        return Turn(question, question)
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


def _leans_back(question: str) -> bool:
    plain = _EXPLETIVE.sub(" ", question)
    content = stems(question)
    names = [w for w in question.split()[1:] if w[:1].isupper()]
    return bool(_OPENS_FOLLOW_UP.match(question) or _POINTS_BACK.search(plain) or len(content) < 2 or (len(content) < 3 and not names))


def _topic(question: str) -> str:
    """What a question is about: without its opening question words and closing mark, who is asked after last."""
    topic = _LEADING.sub("", question, count=1).strip(" ?.!,")
    topic = _ASKED_OF.sub("", re.sub(r"^(?:of|about|on) ", "", topic, flags=re.I))
    said = re.fullmatch(r"(.+?) (?:say|said|think|thought|write|wrote|argue|find|found) (?:about|on|of|to) (.+)", topic)
    return f"{said[2]}, {said[1]}" if said else topic


_ASKED_OF = re.compile(
    r"^(?:anyone|anybody|someone|(?:the )?government|ministers?) (?:ever )?"
    r"(?:accept|agree (?:to|with|on)|reject|respond to|answer|say to|act on|do about) ",
    re.I,
)


def _names_in(text: str, names: frozenset[str]) -> list[str]:
    lowered = text.lower().replace("’", "'")
    return [name for name in names if re.search(rf"\b{re.escape(name.lower())}\b", lowered)]


_STANCE = re.compile(
    r"\b(?:accept|reject|agree[ds]?|respon[ds]|answer(?:ed)?\b|happen|became of|come of|progress|implement|adopted|taken up|done|so far|status|"
    r"where are we|how far|followed|since then|(?:government|ministers?|dhsc) (?:say|said|do|think))"
)


@dataclass(frozen=True)
class Asked:
    """What sort of thing would answer, and what the question stands on.

    `terms` are proper names and numbers; `counted` the last words of what "how many" counts; `stance` is true when it asks how
    something was answered or what became of it.
    """

    wanted: Wanted
    terms: tuple[str, ...]
    counted: tuple[str, ...] = ()
    stance: bool = False


_ENDS_A_NOUN = r"(?:did|do|does|is|are|was|were|will|would|should|can|could|have|has|had|in|on|of|at|for|by|to|with|there|remain|left|went)"


def analyse(question: str, abbreviations: Mapping[str, str] | None = None) -> Asked:
    """What the question wants; `abbreviations` ({"icb": "integrated care board"}) lets a count be of either form."""
    q = question.lower()
    wanted: Wanted = "any"
    if re.search(
        r"\bhow much\b.*\b(cost|spen[dt]|money|fund|paid|pay|budget|saved?)|\bwhat (is|was|did|does|will) .*\bcosts?\b|\bbudget of\b|£", q
    ):
        wanted = "money"
    elif re.search(r"\bwhat (percentage|per cent|proportion|share)\b|\bhow much of\b", q):
        wanted = "share"
    elif re.search(r"\bhow many\b|\bhow often\b|\bwhat number\b|\bnumber of\b.*\?$", q):
        wanted = "count"
    elif re.search(
        r"^(?:and |so |but )?when\b|\b(what|which) (date|day|month|year)\b|\bsince when\b|\bhow (long ago|soon)\b|\bby when\b", q
    ):
        wanted = "date"
    elif re.search(r"^(?:and |so |but )?who(?:se|m)?\b|\b(which|what) (person|minister|chair|author|organisation|body)\b", q):
        wanted = "person"
    elif re.search(
        r"^(?:list|name|what are|which)\b|\bwhat (were|are) the\b|\b(nine|eight|seven|six|five|four|three|all) (priorities|recommendations|points|themes)",
        q,
    ):
        wanted = "list"
    counted = re.search(rf"\bhow many ((?:(?!{_ENDS_A_NOUN}\b)[\w’'-]+ ?){{1,4}})", question, re.I)
    return Asked(wanted, _terms(question), _forms(words(counted[1])[-2:], abbreviations or {}) if counted else (), bool(_STANCE.search(q)))


def _forms(nouns: list[str], abbreviations: Mapping[str, str]) -> tuple[str, ...]:
    spelt = [abbreviations[short] for noun in nouns for short in (noun, noun.removesuffix("s")) if short in abbreviations]
    return tuple(dict.fromkeys([*nouns, *spelt]))


def _terms(question: str) -> tuple[str, ...]:
    """Proper names and numbers: words the evidence has to have. The first word counts only if it is no ordinary opener."""
    found: list[str] = []
    joined = False
    for i, word in enumerate(re.findall(r"[\w£%’'-]+", question)):
        bare = re.sub(r"['’]s$", "", word).strip("'’-")
        capital = bare[:1].isupper() and bare != "I" and (i > 0 or (bare.isupper() and len(bare) > 1))
        if capital and joined:
            found[-1] += " " + bare
        elif capital or any(c.isdigit() for c in bare):
            found.append(bare)
        joined = capital and bare == word
    return tuple(dict.fromkeys(found))
