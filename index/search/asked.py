"""A question that stands alone in; what sort of thing would answer it, and whether a sentence
holds such a thing, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from index.documents.types import Kind
from index.text.dates import MONTH_IN_FULL
from index.text.words import stems, words

Wanted = Literal[
    "money",
    "share",
    "count",
    "date",
    "person",
    "list",
    "reason",
    "definition",
    "which",
    "opinion",
    "yes or no",
    "any",
]

_CARDINAL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"sixty|hundred|dozen|thousand|million|billion)s?"
)
NUMBER = rf"(?:\b\d[\d,.]*\b|\b{_CARDINAL}\b)"
ANSWERS = {
    "count": re.compile(NUMBER, re.I),
    "money": re.compile(
        r"[£$€]\s?\d|\b\d[\d,.]* ?(?:million|billion|bn|m|pence|pounds)\b|\b(?:million|"
        r"billion)s? of pounds",
        re.I,
    ),
    "share": re.compile(
        rf"[£%]|per ?cent|percentage|\b{_CARDINAL} (?:of|in)\b|\bhalf\b|\bthird\b|\bquarter\b", re.I
    ),
    "date": re.compile(
        rf"\b(?:19|20)\d\d\b|\b{MONTH_IN_FULL}\b(?! be\b)|\b(?:week|month|year)s?"
        r" (?:ago|after|before|later)\b|\blast (?:week|month|year)\b"
    ),
    "person": re.compile(
        r"(?<![.!?“\"] )(?<!^)\b[A-Z][a-z’'-]+(?: [A-Z][A-Za-z’'-]+)+|\b(?:chair|chief exec|"
        r"secretary of state|minister|chancellor|leader|director|team|board|committee|bod(?:y|"
        r"ies)|trust|fund|confederation|department|office|government|partner|authorit)\w*",
    ),
}
_OPENS = r"^(?:(?:and|so|but) )?"
_WORDED: tuple[tuple[Wanted, str], ...] = (
    ("share", r"\bhow much (?:more|less|of)\b"),
    (
        "money",
        r"\bhow much (?:new |extra |more )?(?:money|cash|funding|is|are|was|were)\b|"
        r"\bhow much\b.*\b(?:cost|spen[dt]|fund|sav|pay|paid|worth|deficit|overspen)|"
        r"\bwhat (?:did|does|do|will|would|has|have)\b.*\bcost(?:ed)?\b|\bwhat(?:['’]?s| is|"
        r" are| was| were) the (?:\w+ ){0,2}costs?\b|\bbudget (?:for|of)\b|\bsalar|\bpay band|"
        r"£|\bprice\b|\bby what amount|\bwhat (?:sum|amount)\b|"
        r"\b(?:above|over|below|under|up to|of) what value\b",
    ),
    ("share", r"\b(?:percentage|per ?cent|proportion|fraction)\b|\bwhat share\b"),
    (
        "count",
        (
            r"\bhow (?:many|often|big|large|long|old|high)\b|\b(?:what|total) number\b|"
            r"\bnumber of\b|\btotal\b|\bheadcount\b"
        ),
    ),
    (
        "date",
        _OPENS
        + (
            r"when\b|\bwhen (?:did|do|does|is|are|was|were|will|must|should|has|have)\b|"
            r"[,:] (?:and )?when\b|\bwhen\?*$|\b(?:what|which) (?:date|day|month|year)\b|"
            r"\b(?:by|since) when\b|\bhow (?:long ago|soon)\b|\bdeadline\b|\bdate\b"
        ),
    ),
    ("reason", r"\bwhy\b|\bhow come\b|\breasons? for\b|\bwhat (?:made|led|drove|pushed)\b"),
    (
        "person",
        (
            r"\bwho(?:se|m|s|['’]s|['’]d)?\b|\bnames? of\b|\b(?:which|what) (?:person|"
            r"minister|leader|boss|chair|author|chief|mp|organisation|body)\b"
        ),
    ),
    (
        "list",
        _OPENS
        + (
            r"(?:list|name|what are)\b|\bwhat (?:were|are) the\b|\bexamples?\b|\b(?:nine|"
            r"eight|seven|six|five|four|three|all) (?:priorities|recommendations|points|"
            r"themes)"
        ),
    ),
    (
        "which",
        (
            r"\bwhich\b|\bwhere\b|\bwhat (?:systems?|areas?|regions?|trusts?|icbs?|ics|"
            r"councils?|organisations?|bod(?:y|ies))\b"
        ),
    ),
    (
        "definition",
        (
            r"\bmean(?:s|ing|t(?! to))?\b|\bdefin|\bstands? for\b|^what(?:['’]s| is|"
            r"s) (?:an? )?[\w' -]{2,25}\?*$"
        ),
    ),
    (
        "opinion",
        r"\b(?:say|said|says|think|thought|reckon|react|respon|view|take|opinion|feel|argue|"
        r"make of|made of|told|line on|stance|position|support|back|agree|oppose|criticis)\w*",
    ),
    (
        "yes or no",
        _OPENS + r"(?:did|do|does|is|are|was|were|has|have|had|can|will|should|any|could|would)\b",
    ),
)
_ASKS = tuple((wanted, re.compile(pattern, re.I)) for wanted, pattern in _WORDED)
_RELATIVE = re.compile(r"(?<=\w\w\ws) who(?= (?:are|were|had|have|did|do|got)\b)", re.I)
"""Of whom something is said ("the leaders who were to meet"): no person is asked for."""
_STANCE = re.compile(
    r"\b(?:accept|reject|agree[ds]?|respon[ds]|answer(?:ed)?\b|happen|became of|come of|progress|"
    r"implement|adopted|taken up|done|so far|status|where are we|how far|followed|since then|"
    r"(?:government|ministers?|dhsc) (?:say|said|do|think))"
)


_SIDES: tuple[tuple[Kind, str], ...] = (
    (
        "review",
        r"\b(?:recommend|propos|suggest|ask(?:ed|s|ing)? for|call(?:ed|s|ing)? for|want|urge|"
        r"the ask\b|priorit)\w*",
    ),
    (
        "response",
        r"\b(?:accept|reject|agree|respon[ds]|answer|reply|replied|endors)\w*|"
        r"\b(?:gov(?:ernment|t)?|ministers?|dhsc|whitehall)\b",
    ),
    (
        "progress",
        r"\b(?:happen|progress|implement|became of|come of|so far|status|where are we|how far|"
        r"since|update|latest|still|yet|going|now|stall|deliver)\w*",
    ),
    (
        "commentary",
        r"\b(?:critic|react|welcom|oppos|disagree|comment|think|thought|argue|reckon|view|opinion|"
        r"make of|made of|feel|verdict)\w*",
    ),
)
_ASKED_OF = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _SIDES)


@dataclass(frozen=True)
class Asked:
    """What sort of thing would answer. `counted` are the last words of what "how many" counts;
    `stance` is true when the question asks how something was answered or what became of it;
    `sides` are the kinds of statement that its words ask for."""

    wanted: Wanted
    counted: tuple[str, ...] = ()
    stance: bool = False
    sides: frozenset[Kind] = frozenset()


_ENDS_A_NOUN = (
    r"(?:did|do|does|is|are|was|were|will|would|should|can|could|have|has|had|in|on|of|at|for|by|"
    r"to|with|there|remain|left|went)"
)


def analyse(question: str, abbreviations: Mapping[str, str] | None = None) -> Asked:
    """What the question wants; `abbreviations` ({"icb": "integrated care board"}) lets a count
    be of either form."""
    wanted = _wanted(_RELATIVE.sub(" that", question))
    if wanted == "any":
        wanted = _wanted(question)  # nothing else is asked for: it is that person after all
    counted = re.search(rf"\bhow many ((?:(?!{_ENDS_A_NOUN}\b)[\w’'-]+ ?){{1,4}})", question, re.I)
    return Asked(
        wanted,
        _forms(words(counted[1])[-2:], abbreviations or {}) if counted else (),
        bool(_STANCE.search(question.lower())),
        frozenset(kind for kind, pattern in _ASKED_OF if pattern.search(question)),
    )


def _wanted(question: str) -> Wanted:
    return next((wanted for wanted, pattern in _ASKS if pattern.search(question)), "any")


def _forms(nouns: list[str], abbreviations: Mapping[str, str]) -> tuple[str, ...]:
    spelt = [
        abbreviations[short]
        for noun in nouns
        for short in (noun, noun.removesuffix("s"))
        if short in abbreviations
    ]
    return tuple(dict.fromkeys([*nouns, *spelt]))


def gives(asked: Asked, text: str) -> bool:
    """Whether a sentence holds the sort of thing asked for: a count has to stand near what is
    counted."""
    if asked.wanted not in ANSWERS:
        return True
    if asked.wanted != "count" or not asked.counted:
        return ANSWERS[asked.wanted].search(text) is not None
    plain = re.sub(
        rf"£[\d.,]+|\b\d{{1,2}} {MONTH_IN_FULL}(?: \d{{4}})?|\b{MONTH_IN_FULL}"
        r" \d{4}|\b(?:19|20)\d\d(?:/\d\d)?\b",
        " ",
        text,
    )
    for number in ANSWERS["count"].finditer(plain):
        around = set(stems(plain[max(0, number.start() - 110) : number.end() + 60]))
        if any(set(stems(form)) <= around for form in asked.counted):
            return True
    return False
