"""A question as typed, with the questions before it, in; a question that stands alone, out.

A question has a frame (who is asked of, and what was done: "how did the government respond to …")
and a topic. A follow-up changes one and keeps the other; what it points back to is the topic, and
a question that has both stands alone. Nothing is strung together in brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.understand.day import NEWEST
from assistant.understand.types import Turn
from assistant.understand.words import WORDS
from index.text.words import STOP, stems

_OPENS = re.compile(
    r"^(?:(?:and|but|so|ok|okay|right|then|also|now|well|hm+|yes|sure|thanks|thank you|"
    r"great)\b[ ,.!]*)+",
    re.I,
)
_CORRECTS = re.compile(
    r"^(?:(?:no|nope|sorry|oops|wait|actually|rather|not that(?: one)?)\b[ ,.!-]*)*"
    r"(?:(?:i )?(?:meant|mean|was (?:asking|talking) about)|i['’]?m asking about|make that|"
    r"rather)\b[ ,:]*"
    r"|^(?:no|nope|sorry|oops|wait|actually)\b[ ,.!-]+",
    re.I,
)
_SAME_FOR = re.compile(
    r"^(?:what about|how about|what of|(?:is|was|are) (?:it|that) )?(?:the )?same"
    r"(?: (?:question|thing|again|one))? (?:for|with|about|on|of)\b ?"
    r"|^(?:what|how) about\b ?|^what of\b ?|^(?:for|on|about|with)\b (?!(?:the )?(?:record|whole))",
    re.I,
)
_ENDS = re.compile(r"[ ,]*(?:then|instead|please|pls|too|as well|one|though)?[ ?.!]*$", re.I)
_POINTS = re.compile(
    r"\b(?:it|its|them|theirs|this|that|those|these|the same|the former|the latter|"
    r"(?:the )?(?:earlier|later|other|previous|first|last) ones?)\b",
    re.I,
)
_THEY = re.compile(r"\b(?:they|he|she|him|her|his|their)\b", re.I)
_NOT_POINTING = re.compile(
    r"\b(?!(?:is|was|are|were|did|does|do|has|had|have|of|on|to|about|with|for|in|after|before|"
    r"since|and|but|so|why|how|when|who|what)\b)\w+ that (?:was|were|is|are|has|have|had|got|went|"
    r"did|do|will|would|can|could)\b|"
    r"\b(?:is|was) (?:it|there) (?:true|right|correct|clear|known)|\b(?:is|are|was|were) there\b|"
    r"\bthere (?:is|are|was|were|has|have)\b|\bit (?:is|was) (?:true|that)|"
    r"\b(?:said|say|says|think|thinks|thought|argue[ds]?|found|know|known|mean|means|so|such|ensure"
    r"|true|those|these|given|now|all|everything|one|thing|\w{3,}[^s]s|"
    r"\w+ed) that\b(?= \w)(?! (?:to|"
    r"and|or|for|in|on)\b)|\b(?:this|that|these|those) (?!(?:is|was|were|are|to|for|in|on|and|or|"
    r"out|done|go|went|got|happen\w*|\w+ed|\w+ly|"
    r"one)\b)\w+",
    re.I,
)
_ASKS = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|did|does|do|has|have|had|can|"
    r"could|should|would|will|must|any|anyone|anybody|list|name|tell|show|give|summari\w+)\b",
    re.I,
)
_BARE = re.compile(
    r"(?:(?:who|what|when|where|why|how|which|by whom|since when)(?: (?:so|else|not|much|many|"
    r"long|far|"
    r"ones?|exactly|says?(?: so)?|said(?: so)?))*)",
    re.I,
)
_ANEW = re.compile(
    r"(?:a )?(?:different|another|new|separate|other) (?:thing|topic|subject|question|matter|one)"
    r"\b[ ,.:–-]*|(?:separately|moving on|changing (?:the )?(?:topic|subject))\b[ ,.:–-]*",
    re.I,
)
"""Words by which a speaker leaves the subject."""
_ELLIPTIC = re.compile(
    r"^(?:how many|how much|which(?: ones?)?) (?:are|is|was|were|got|get|did|do|does|have|has|had|"
    r"can|could|will|would)\b|\b(?:own|local|new|such an?|that|a) (?:\w+ )?ones?\b|"
    r"\b(?:say|said|says|think|do|done|did) so\b",
    re.I,
)
"""What leaves out the thing itself: "how many are certain?", "did the plan say so?"."""
_WHETHER = re.compile(r"(?:did|does|do|has|have|had|was|were|is|are|will|would)\b", re.I)
_COMPARES = re.compile(
    r"\b(?:different|another|else|instead|further|anything \w+er|more|less|any)\b", re.I
)
_FRAME = frozenset(stems(" ".join(WORDS["frame"])))
"""What was done, by whom, and how it is asked: no topic."""
_ACTORS = re.compile(
    r"\b(?:(?:the )?(?:hewitt review|hewitt|government|govt|gov|ministers?|dhsc|select committee|"
    r"health"
    r" committee|committee|review|(?:sir )?chris ham|ham|mps))(?:['’]s)?\b",
    re.I,
)
_REVIEWERS = re.compile(r"hewitt|committee|\bham\b|review|mps", re.I)
_GOVERNMENT = re.compile(r"gov|minister|dhsc", re.I)
_PREPOSITION = re.compile(r"(?:about|on|of|to|with|for|in|from|over|towards)$", re.I)


def resolve(
    question: str, history: tuple[str, ...] = (), names: frozenset[str] = frozenset()
) -> Turn:
    """The question with what it leaves out filled in from the questions before it, oldest first.

    `names` are publishers and people: a follow-up that names one, or half of one, changes who is
    asked of.
    """
    question = _one_line(question)
    before = None
    for earlier in history:
        said = _one_line(earlier)
        if not _only_answers(said):
            before = _understood(said, before, names)
    if before is None:
        return Turn(question, question)
    return Turn(question, _understood(question, before, names).text)


def _one_line(text: str) -> str:
    """A pasted text's lines as sentences, so that a line's first word opens one."""
    lined = re.sub(r"(?<=[\w)”\"'])[ \t]*\n\s*(?=[A-Z])", ". ", text.strip())
    return " ".join(lined.split())


def _only_answers(said: str) -> bool:
    """Whether what was typed asks nothing: "ok", "partly, ok", "thought so", "hello"."""
    if "?" in said or _ASKS.match(_OPENS.sub("", said)):
        return False
    return len(said.split()) <= 1 or _ANSWERS.search(said) is not None


_ANSWERS = re.compile(
    r"(?:^|[ ,.])(?:ok(?:ay)?|right|hm+|ouch|thx|thanks|thank you|ta|cheers|yes|yep|sure|thought"
    r" so|wait|"
    r"hello|hi|hey|good (?:morning|afternoon|evening)|i see|got it|fine|great|perfect)[ .!]*$",
    re.I,
)


@dataclass(frozen=True)
class _Said:
    """A question that stands alone, and what it is made of: who is asked of and its topic, each
    with its place where it stands in the text; `kept` is a topic that does not."""

    text: str
    actor: tuple[int, int] | None
    topic: tuple[int, int] | None
    kept: str = ""
    kept_who: str = ""

    @property
    def about(self) -> str:
        return self.kept or (self.text[slice(*self.topic)] if self.topic else "")

    @property
    def who(self) -> str:
        return (self.text[slice(*self.actor)] if self.actor else "") or self.kept_who


def _understood(question: str, before: _Said | None, names: frozenset[str]) -> _Said:
    """The question standing alone after the one before; what it takes over of that one's topic and
    of who was asked stays known."""
    if before is None:
        return _taken_apart(question, names)
    text, takes = _standalone(question, before, names)
    said = _taken_apart(text, names)
    if not takes:
        return said
    return _Said(text, said.actor, said.topic, before.about, before.who)


def _standalone(question: str, earlier: _Said, names: frozenset[str]) -> tuple[str, bool]:
    """(the question standing alone, whether its topic is still that of the one before)."""
    if _ONLY_A_DAY.fullmatch(question):
        return earlier.text, True
    opened = _OPENS.sub("", question)
    if anew := _ANEW.match(opened):
        return opened[anew.end() :] or question, False
    corrected = re.sub(
        r",? i mean(?:t)?$", "", _CORRECTS.sub("", opened).rstrip(" ?.!"), flags=re.I
    )
    corrected = (
        re.sub(r",? not [\w ]{2,30}$", "", corrected)
        if corrected != opened.rstrip(" ?.!")
        else corrected
    )
    bare = _ENDS.sub("", _SAME_FOR.sub("", corrected)).strip()
    if not bare:
        return earlier.text, True
    replaces = (
        opened != question or corrected != opened.rstrip(" ?.!") or _SAME_FOR.match(corrected)
    )
    now = _taken_apart(opened, names)
    pointing = _pointing(opened, now)
    changes = replaces or _full_name(bare, names)
    if changes and not _ASKS.match(bare) and not _pointing(bare, None):
        return _changed(bare, earlier, names)
    if _BARE.fullmatch(_ENDS.sub("", opened)) and earlier.about:
        if opened.lower().startswith("why") and _WHETHER.match(earlier.text):
            return f"why {earlier.text}", True
        return f"{_ENDS.sub('', opened)}, on {earlier.about}?", True
    if not replaces and _content(opened) >= _WHOLE:
        return opened if _ASKS.match(opened) else question, False
    if pointing or (_THEY.search(opened) and not now.actor):
        return _filled(opened, pointing, earlier, now), True
    whole = len(stems(now.about)) >= 2  # "how much is the fund worth" leaves nothing out
    if earlier.about and _ELLIPTIC.search(opened) and not whole:
        return _joined(opened, earlier.about), True
    short = len(opened.split()) <= 7 and now.about and len(stems(now.about)) < 2 and not now.actor
    if earlier.about and (
        (now.topic is None and (_ASKS.match(opened) or now.actor))
        or (short and _COMPARES.search(opened))
    ):
        return _joined(opened, earlier.about), True
    return (opened if _ASKS.match(opened) else question), False


_WHOLE = 4
"""Words of weight from which a question stands alone, whatever "it" or "they" in it. Of 446
development questions put after another at random, 58 were changed before; of 62 follow-ups 9 have
as many (docs/answers.md, "Follow-ups")."""


def _content(question: str) -> int:
    """Different words that are neither small nor only frame a question."""
    said = (stems(w[0]) for w in _WORD.finditer(question) if not _is_small(w[0]))
    return len({s for found in said if not set(found) <= _FRAME for s in found})


_ONLY_A_DAY = re.compile(
    rf"(?:(?:and|so|but|ok|okay|then|what|how|about|is|was|the|as at|as of|{NEWEST.pattern})\b ?)*"
    r"[?.! ]*",
    re.I,
)  # what is left of "and as at July?"; "and as of today?"


def _changed(bare: str, earlier: _Said, names: frozenset[str]) -> tuple[str, bool]:
    """The earlier question with who is asked of, its year, or its topic changed."""
    year = re.search(r"\b(?:19|20)\d\d\b", earlier.text)
    if re.fullmatch(r"(?:in |by )?(?:19|20)\d\d", bare):
        new = bare.split()[-1]
        changed = earlier.text.replace(year[0], new) if year else ""
        return changed or f"{_ENDS.sub('', earlier.text)} in {new}?", True
    whole = _full_name(bare, names)
    if whole:
        return _asked_of(whole, earlier), True
    if earlier.topic is None:
        return f"{_ENDS.sub('', earlier.text)}, on {bare}?", False
    start, end = earlier.topic
    return f"{earlier.text[:start]}{bare}{earlier.text[end:]}", False


def _asked_of(who: str, earlier: _Said) -> str:
    """The earlier question asked of somebody else."""
    about = earlier.about
    alike = bool(_GOVERNMENT.search(who)) == bool(_GOVERNMENT.search(earlier.who))
    if earlier.actor and alike:
        start, end = earlier.actor
        return f"{earlier.text[:start]}{who}{earlier.text[end:]}"
    if not about:
        return f"{_ENDS.sub('', earlier.text)}, {who}?"
    if _GOVERNMENT.search(who):
        return f"How did {who} respond on {about}?"
    verb = "recommend" if _REVIEWERS.search(who) else "say"
    return f"What did {who} {verb} on {about}?"


def _filled(question: str, pointing: re.Match[str] | None, earlier: _Said, now: _Said) -> str:
    """What points back replaced by what it points to: people by who was asked of, things by the
    topic."""
    text = question
    they = _THEY.search(text)
    if they and earlier.who:
        owner = "’s" if they[0].lower() in ("his", "her", "their") else ""
        text = text[: they.start()] + earlier.who + owner + text[they.end() :]
        pointing = _pointing(text, None)
    if not earlier.about:
        return text
    if pointing:
        about = f"{earlier.about}’s" if pointing[0].lower() == "its" else earlier.about
        if _reaction(text) and _GOVERNMENT.search(earlier.who):
            about = f"the government’s answer on {about}"
        return text[: pointing.start()] + about + text[pointing.end() :]
    return text if now.topic and text != question else _joined(text, earlier.about)


def _reaction(text: str) -> bool:
    return (
        re.search(r"\b(?:disagree|criticis|oppos|react|welcom|upset|unhappy|angry)\w*", text, re.I)
        is not None
    )


def _joined(question: str, about: str) -> str:
    """A question without a topic, with that of the one before."""
    bare = _ENDS.sub("", question)
    return f"{bare} {about}?" if _PREPOSITION.search(bare) else f"{bare} on {about}?"


def _pointing(text: str, now: _Said | None) -> re.Match[str] | None:
    """What points back to the question before: not to something that the question itself has
    named already."""
    plain = _NOT_POINTING.sub(lambda m: "\0" * len(m[0]), text)
    found = _POINTS.search(plain)
    if found is None or now is None:
        return found
    named = now.topic and now.topic[1] <= found.start() and len(stems(now.about)) >= 2
    whose = now.actor and now.actor[1] <= found.start() and found[0].lower() in ("its", "it")
    return None if named or (whose and now.topic) else found


def _full_name(bare: str, names: frozenset[str]) -> str | None:
    """The publisher, person or body that a few words name, whole or by half; None where they name
    none."""
    plain = re.sub(r"['’]s$", "", bare.strip()).lower().replace("’", "'")
    plain = re.sub(r"^(?:the |sir |dr |dame )+", "", plain)
    unmarked = {n.replace("'", "") for n in names}
    if _ACTORS.fullmatch(bare.strip()):
        return bare.strip()
    if len(plain.split()) > 5:
        return None
    if plain.replace("'", "") in unmarked:
        return re.sub(r"^the ", "", bare.strip(), flags=re.I)
    words = set(plain.split()) - STOP
    halves = [n for n in names if words and words <= set(re.findall(r"[\w'&]+", n)) - STOP]
    rare = [n for n in halves if any(len(w) > 3 and w not in _COMMON for w in words)]
    full = min(rare, key=len, default=None)
    return " ".join(w[:1].upper() + w[1:] for w in full.split()) if full else None


_COMMON = frozenset(WORDS["of names that are topics"])


_WORD = re.compile(r"[\w£%][\w£%.,'’/&-]*[\w%]|\w")


def _is_small(word: str) -> bool:
    return bool(word.lower() in STOP or _ASKS.fullmatch(word) or _PREPOSITION.fullmatch(word))


def _taken_apart(text: str, names: frozenset[str]) -> _Said:
    """Who is asked of and the topic of a question: the longest run of words that are neither who,
    nor what was done, nor small words."""
    spans = [m.span() for m in _ACTORS.finditer(text)]
    lowered = text.lower().replace("’", "'")
    for name in names:
        at = lowered.find(name)
        if at >= 0 and re.search(rf"\b{re.escape(name)}\b", lowered):
            spans.append((at, at + len(name)))
    first = min(spans, default=None)
    runs: list[tuple[int, int]] = []
    for word in _WORD.finditer(text):
        inside = any(a <= word.start() < b for a, b in spans)
        stem = stems(word[0])
        small = _is_small(word[0])
        told = stem and set(stem) <= _FRAME and not word[0].endswith("ings")
        if inside or (told and word[0].islower()):
            runs.append((-1, -1))
        elif small:
            continue
        elif (
            runs
            and runs[-1][0] >= 0
            and not re.search(r"[,;:?]| [–—-] ", text[runs[-1][1] : word.start()])
        ):
            runs[-1] = (runs[-1][0], word.end())
        else:
            runs.append(word.span())
    found = [r for r in runs if r[0] >= 0]
    topic = max(found, key=lambda r: len(stems(text[r[0] : r[1]])), default=None)
    if (
        topic is None
        and first
        and re.search(r"\b(?:to|of|about|with|in) (?:the )?$", text[: first[0]])
    ):
        return _Said(text, None, first)  # "what happens to NHS England?"
    if topic and (article := re.search(r"\b(?:the|an?|our) $", text[: topic[0]], re.I)):
        topic = (article.start(), topic[1])
    return _Said(text, first, topic)
