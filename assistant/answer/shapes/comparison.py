"""What two parties said of one thing: a part for each, and that nothing was found of the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.evidence import ENOUGH, Evidence, readable, trusted
from assistant.answer.shapes.base import Ask, Told, folded_at, without
from assistant.answer.types import State
from assistant.wording import answers
from index.documents.types import Label, Passage
from index.search.rank import Sentence
from index.store.keywords import who

_WITHIN = 2.0
"""Log odds below the best within which a party's own words answer; set by hand."""
_PARTIES = {
    "the Hewitt review": r"\bhewitt(?:['’]s)?\b",
    "the government": (
        r"\b(?<!local )(?:gov(?:ernment|t)?|ministers?|dhsc)\b"
        r"(?![’']?s? (?:response|reply|answer))"
    ),
    "the select committee": r"\b(?:select |health )?committee\b|\bhsc[c]?\b",
    "Sir Chris Ham": r"\b(?:chris )?ham\b",
    "the NHS Confederation": r"\b(?:nhs )?confed(?:eration)?\b",
    "the King’s Fund": r"\bking['’]?s fund\b",
    "the Nuffield Trust": r"\bnuffield\b",
}
"""{party that questions call by many names: those names}; others are known by their own."""


def parties(ask: Ask) -> list[tuple[str, re.Pattern[str]]]:
    """The parties that a question names, in its order, each with what it is called by."""
    found: dict[int, tuple[str, re.Pattern[str]]] = {}
    for name, pattern in _PARTIES.items():
        if match := re.search(pattern, ask.question, re.I):
            found[match.start()] = (name, re.compile(pattern, re.I))
    taken = [pattern for _, pattern in found.values()]
    for name in ask.searcher.lexical.names:
        match = re.search(rf"\b{re.escape(name)}\b", ask.question.replace("’", "'"), re.I)
        if match and not any(p.search(name) for p in taken):
            found.setdefault(match.start(), (match[0], re.compile(re.escape(name), re.I)))
    short = {a: full for a, full in ask.searcher.lexical.abbreviations.items() if len(a) > 2}
    for word in re.finditer(r"\b[A-Za-z]{3,6}\b", ask.question):
        full = short.get(word[0].lower())
        if full and word[0].isupper() and not any(p.search(full) for p in taken):
            found.setdefault(
                word.start(), (word[0], re.compile(rf"{re.escape(full)}|\b{word[0]}\b", re.I))
            )
    if len(found) == 1:  # beside the one that is known stands another that no document is by
        [(at, (_, one))] = found.items()
        known = one.search(ask.question, at)
        if known and (beside := _BESIDE.match(ask.question, known.end())):
            found[beside.start(1)] = (beside[1], re.compile(re.escape(beside[1]), re.I))
    return [found[at] for at in sorted(found)]


_BESIDE = re.compile(
    r"(?:['’]s?)? (?:and|or|with|versus|vs\.?) (?:the )?"
    r"((?:[A-Z][\w’'-]+ ?){1,4}[A-Z][\w’'-]+)"
)
"""A name in capitals right behind that of a party."""


def comparison(ask: Ask, ranked: Sequence[Sentence]) -> Told | None:
    """A sentence or two of each party, one that tells what two of them say first; None where fewer
    than two are named."""
    named = parties(ask)
    if len(named) < 2 or not ranked:
        return None
    shown: list[Sentence] = []
    more: list[Sentence] = []
    silent: list[tuple[str, re.Pattern[str]]] = []
    for name, pattern in named[:3]:
        own = [
            s for s in ranked[:60]
            if s.score >= ranked[0].score - _WITHIN and speaks(s, name, pattern)
        ]  # fmt: skip
        own = without(own or _alone(ask, name, pattern, named), shown)
        if not own:
            silent.append((name, pattern))
            continue
        first, rest = folded_at(own[:6], ask.rarity, words=60, most=2)
        shown += first
        more += rest
    if not shown:
        return None
    shown.sort(key=lambda s: not _of_several(s, [pattern for _, pattern in named]))
    remarks = [
        answers.nothing_from(name)
        for name, pattern in silent
        if not any(pattern.search(s.text) for s in shown)  # told under another's name
    ]
    state: State = "partly answered" if remarks else "answered"
    return Told(tuple(shown), tuple(more), remarks=tuple(remarks), state=state)


def _alone(
    ask: Ask, name: str, pattern: re.Pattern[str], named: Sequence[tuple[str, re.Pattern[str]]]
) -> list[Sentence]:
    """What a party says of the thing where it is asked about alone: beside another's words its own
    may lie too far behind."""
    about = ask.question
    for _, other in named:
        about = other.sub("", about)
    query = ask.found.query
    alone = ask.searcher.query(f"{name} {about}", query.until, query.within)
    ranked = trusted(Evidence(tuple(readable(ask.searcher.rank(alone))))).chosen
    best = ranked[0].score if ranked else 0.0
    return [
        s
        for s in ranked[:60]
        if s.score >= max(ENOUGH, best - _WITHIN) and speaks(s, name, pattern)
    ]


def speaks(sentence: Sentence, name: str, pattern: re.Pattern[str]) -> bool:
    """Whether a sentence tells what this party said: it is theirs, or opens with their name."""
    passage = sentence.passage
    if passage.voice is None:
        return any(pattern.search(n) for n in who(passage)) or _opens(sentence, pattern)
    if name == "the government":
        return passage.voice.label == Label.RESPONSE
    if name == "the Hewitt review":
        return passage.voice.label == Label.RECOMMENDED and _opens(sentence, pattern)
    return _opens(sentence, pattern) or _only_source(passage, pattern)


def _of_several(sentence: Sentence, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Whether a sentence tells what two parties say: it names both and rests on sources of both.
    One party's answer to another names both and is its own alone."""
    sources = sentence.passage.voice.sources if sentence.passage.voice else ()
    told = [p for p in patterns if p.search(sentence.text)]
    return sum(any(p.search(s.stated) for s in sources) for p in told) > 1


def _opens(sentence: Sentence, pattern: re.Pattern[str]) -> bool:
    return pattern.search(" ".join(sentence.text.split()[:8])) is not None


def _only_source(passage: Passage, pattern: re.Pattern[str]) -> bool:
    sources = passage.voice.sources if passage.voice else ()
    return len(sources) == 1 and pattern.search(sources[0].stated) is not None
