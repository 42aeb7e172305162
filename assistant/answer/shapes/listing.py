"""Lists and counts: recommendations by how they fared, from the ledger; a document's list, from its
headings or its items. Complete, or it says that it may not be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.evidence import WITHIN, whole_list
from assistant.answer.shapes.base import Ask, Lead, Told, folded_at, of_passage, once, size, spanned
from assistant.ledger.types import Row, statement_of
from assistant.understand.asked_for import asked_for
from assistant.understand.route import SPELT
from assistant.understand.words import WORDS
from assistant.wording import answers
from assistant.wording import ledger as wording
from index.documents.types import Label, Passage
from index.search.rank import Sentence
from index.text.dates import spoken
from index.text.words import stems


@dataclass(frozen=True)
class _Status:
    """A status of the ledger: the words that ask for it, how it is told, whether it is one of
    progress."""

    name: str
    asked: re.Pattern[str]
    told: str
    progress: bool = False


def _status(name: str, asked: str, told: str, progress: bool = False) -> _Status:
    return _Status(name, re.compile(rf"\b(?:{asked})", re.I), told, progress)


_STATUSES = (
    _status(
        "rejected",
        r"(?:reject|refus|turned down|said no|declin|dismiss|knocked back|thrown out|"
        r"(?:flat|straight|firm|outright) no)\w*",
        "rejected",
    ),
    _status(
        "partly accepted",
        r"(?:part(?:ly|ially)|in part|half)[ -]?(?:accept|agree)\w*",
        "partly accepted",
    ),
    _status("noted", r"noted\b", "noted, without a promise"),
    _status(
        "no clear response",
        r"(?:no|without|never|not)\b.{0,25}\b(?:respon[ds]|reply|repli|answer)\w*|unanswered\b|"
        r"ignored\b",
        "without a clear answer",
    ),
    _status(
        "accepted",
        r"(?:accept|agree|approv|adopt|(?:straight|firm|clear|outright) yes|said yes|green[ -]?lit|"
        r"taken up)\w*",
        "accepted",
    ),
    _status("stalled", r"(?:stall|paus|delay|stuck|late|slow)\w*", "late, slow or paused", True),
    _status(
        "reversed",
        r"(?:revers|u-turn|gone backwards?|going backwards?|undone|rolled back)\w*",
        "reversed",
        True,
    ),
    _status(
        "under way",
        r"(?:under ?way|in progress|being (?:implemented|done)|started)\b",
        "under way",
        True,
    ),
    _status(
        "done",
        r"(?:done|completed?s?|finished|implemented|delivered|carried out)\b",
        "carried out",
        True,
    ),
)
_FARED = 0.6
"""Probability of the answer or the fate from which a list is one by verdict; set by hand."""
_OF_ROWS = re.compile(
    r"\b(?:rec(?:ommendation)?s?|proposals?|asks?|ideas?|suggestions?|calls?)\b", re.I
)
_SILENT = ("no clear response", "unknown")
"""Statuses of what got no answer that is known."""
_ALIKE_WITHIN = 8.0
"""Log odds below the best within which a plain document's sentence that opens like it is one more
item of the same list ("The board approved …", "The board did not approve …"); set by hand."""
_FEWEST, _LIST_WORDS = 3, 400
"""Items that make a list, and words of one that is told whole; set by hand."""


def rows(ask: Ask) -> Told | None:
    """Recommendations by their status; None where the question asks for no such list."""
    of_rows = _OF_ROWS.search(ask.question) or re.search(r"\bhewitt", ask.question, re.I)
    if not of_rows or not ask.ledger.rows:
        return None
    asked = _asked(ask.question)
    if asked is None:
        return _of_review(ask)
    progress = asked.progress
    wanted = _SILENT if asked.name == _SILENT[0] else (asked.name,)
    among = _among(ask, asked.asked)
    if not among:
        return None
    found = [r for r in among if (r.progress if progress else r.response) in wanted]
    if not found and not asked.asked.search(ask.question):
        return None
    near = ask.found.ranking.sentences
    best = [s for s in near[:3] if s.passage.voice and s.passage.voice.label != Label.RECOMMENDED]
    lead = Lead(wording.listed(len(found), len(among), asked.told))
    if wanted == _SILENT:
        found = sorted(found, key=lambda r: _SILENT.index(r.response))
        silent = sum(r.response == _SILENT[0] for r in found)
        lead = Lead(wording.unanswered(silent, len(found) - silent))
    points = tuple(Lead(_item(r, progress), behind(ask, r, progress)) for r in found)
    remarks = (wording.NO_COUNT,) if any(r.digest for r in among) and len(among) > 1 else ()
    shown, folded = folded_at(best, ask.rarity, words=40, most=1)
    return Told(shown, folded, lead, points, remarks=remarks)


def _asked(question: str) -> _Status | None:
    """The status whose rows are wanted: by its plain words, else as the model takes it where it is
    clear that an answer or a fate is asked for."""
    if plain := next((s for s in _STATUSES if s.asked.search(question)), None):
        return plain
    asked = asked_for(question)
    so_asked = asked.wants("answer", _FARED) or asked.wants("fate", _FARED)
    if so_asked and (asked.wants("list") or only_counts(question)):
        return next((s for s in _STATUSES if s.name == asked.status), None)
    return None


def _of_review(ask: Ask) -> Told | None:
    """All that one review asked for, where that is asked; None where it is no such list, or where
    its length is asked: the ledger's topics are no count of a review's recommendations."""
    if only_counts(ask.question):
        return None
    among = _among(ask, None)
    points = [Lead(r.title, tuple(of_passage(p, 1))) for r in among if (p := _first(ask, r))]
    one_review = len({r.review for r in among}) == 1
    if len(points) < 2 or not one_review or not _WANTED.search(ask.question):
        return None
    lead = Lead(wording.of_review(len(points), among[0].review))
    return Told(lead=lead, points=tuple(points), remarks=(wording.NO_COUNT,))


def _first(ask: Ask, row: Row) -> Passage | None:
    """The first statement of a row's topic that may be used at the question's day."""
    known = (p for p in ask.statements() if row.rests_on(p) and ask.found.query.allows(p))
    return next(known, None)


def only_counts(question: str) -> bool:
    """Whether it is asked how many there are, and not which."""
    return bool(re.search(r"\bhow many\b", question, re.I)) and not _EACH.search(question)


_EACH = re.compile(r"\b(?:list|(?<!in )all|every|each|name)\b", re.I)
_WANTED = re.compile(
    r"\b(?:all|every|list|what (?:were|are)|things|priorities|recommendations|recs|asks)\b", re.I
)


def _item(row: Row, progress: bool) -> str:
    steps = row.of("progress" if progress else "responded")
    when = next((spoken(s.date) for s in reversed(steps) if s.date), None)
    return wording.item(row.title, row.review, row.progress if progress else row.response, when)


def _among(ask: Ask, status: re.Pattern[str] | None) -> list[Row]:
    """The rows of the review and the subject that are named; all where none is, and none where
    no row is of the subject that "on" or "about" opens. A word that no row's title or theme has is
    a subject only there."""
    plain = ask.question.lower()
    rows = list(ask.ledger.rows)
    for called in ("hewitt", "committee|cttee|mps", "ham"):
        of = called.split("|")[0]
        if re.search(rf"\b(?:{called})(?:[’']?s)?\b", plain):
            rows = [r for r in rows if of in r.review.lower()]
    rest = _OF_ROWS.sub(" ", status.sub(" ", ask.question) if status else ask.question)
    about = set(stems(rest)) - _SAYS_NO_SUBJECT
    of_subject = [r for r in rows if about & set(stems(f"{r.title} {r.theme}"))]
    if of_subject:
        return of_subject
    opened = _SUBJECT.search(rest)
    about = set(stems(opened[1])) - _SAYS_NO_SUBJECT if opened else set()
    if not about:
        return rows
    return [r for r in rows if about & set(stems(r.recommendation))]


_SUBJECT = re.compile(
    r"\b(?:about|regarding|concerning|(?<!later )on(?! (?:hold|track|time|the whole)\b))\b(.+)",
    re.I,
)
"""What is asked about; "on hold", "on the whole" and "later on" are none."""
_SAYS_NO_SUBJECT = frozenset(
    stems(
        " ".join(WORDS["frame"])
        + " list every bit thing part things wanted pick pls please sir chris"
    )
)


def behind(ask: Ask, row: Row, progress: bool) -> tuple[Sentence, ...]:
    """The statement that a row's status rests on."""
    steps = [row.latest] if progress and row.latest else list(row.of("responded")[:1])
    passages = [p for p in ask.statements() if row.rests_on(p)] if steps else []
    found = statement_of(steps[0], passages) if steps else None
    return tuple(of_passage(found, 1)) if found else ()


def items(ask: Ask, ranked: Sequence[Sentence]) -> Told | None:
    """A document's own list: the items that the best sentences are among, or one point under each
    heading of the document that is asked about."""
    for sentence in ranked[:3]:
        document = ask.document(sentence.passage.document_id)
        spans = whole_list(document, sentence.passage) if document else []
        if (
            document
            and len(spans) >= _FEWEST
            and sum(len(document.text[a:b].split()) for a, b in spans) <= _LIST_WORDS
        ):
            by_span = [spanned(ask, document, a, b) for a, b in spans]
            return Told(tuple(s for s in by_span if s), items=True)
    return _by_heading(ask, ranked)


def _by_heading(ask: Ask, ranked: Sequence[Sentence]) -> Told | None:
    """One statement under each heading of a document whose title holds what is asked for."""
    asked = set(stems(ask.question))
    weigh = ask.rarity
    documents: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in ranked[:12]:
        documents[sentence.passage.document_id].append(sentence)
    for found in documents.values():
        title = set(stems(found[0].passage.metadata.title or ""))
        content = {s for s in asked if weigh(s) > 0}
        shared = sum(map(weigh, asked & title))
        if len(asked & title) < 2 or shared < 0.6 * sum(map(weigh, content)):
            continue
        sections = _sections(ask, found[0].passage.document_id)
        if len(sections) >= _FEWEST:
            return _headed(sections)
    return None


def _sections(ask: Ask, document_id: str) -> list[Passage]:
    """What a document recommends, or says in no other's voice: the first passage of each
    section."""
    sections: dict[tuple[str, ...], Passage] = {}
    for p in ask.searcher.of_document(document_id):
        label = p.voice.label if p.voice else None
        if p.section and label in (Label.RECOMMENDED, None) and ask.found.query.allows(p):
            sections.setdefault(p.section, p)
    return list(sections.values())


def _headed(sections: Sequence[Passage]) -> Told:
    """The headings of sections as a list, each with its first sentence."""
    told = [s for p in sections for s in of_passage(p, 1)]
    points = tuple(Lead(s.passage.heading or s.text, (s,)) for s in told)
    lead = Lead(answers.headings(len(points), sections[0].metadata.title or ""))
    return Told((), tuple(told), lead, points)


def several(ask: Ask, chosen: Sequence[Sentence], in_words: bool) -> Told | None:
    """Where no list of a document's own answers: that the items are counted and not named; else,
    where a list is asked for `in_words`, the sentences that answer, and that there may be more."""
    if not chosen:
        return None
    best, within = chosen[0].score, WITHIN if chosen[0].passage.voice else _ALIKE_WITHIN
    near = once(
        s for s in ask.found.ranking.sentences[:25] if s.score >= best - within and size(s) > 4
    )
    if counted := _counted(ask, chosen[0]):
        here = chosen[0].passage
        sections = _sections(ask, here.document_id)
        titled = set(stems(counted[1])) & set(stems(here.metadata.title or ""))
        if titled and len(sections) == counted[0]:
            return _headed(sections)
        if not _lists(ask, here, near, counted[0]):
            shown, folded = folded_at(near, ask.rarity, words=60, most=2)
            lead = Lead(answers.NOT_LISTED, (chosen[0],), doubts=True)
            return Told(shown, folded, lead, state="partly answered")
    if not in_words:
        return None
    same_speaker = [s for s in near if _opens_alike(s, chosen[0])]
    told = same_speaker if len(same_speaker) > 2 else list(chosen)
    shown, folded = folded_at(told, ask.rarity, words=120, most=8)
    return Told(shown, folded, remarks=(answers.MAY_BE_MORE,))


def _lists(ask: Ask, here: Passage, near: Sequence[Sentence], many: int) -> bool:
    """Whether so many things may be listed: in a sentence that was found, in the passage that
    counts them, or as a list or table beside it."""
    texts = [*(s.text for s in near), here.text]
    document = ask.document(here.document_id)
    beside = ask.searcher.section(here.document_id, here.section)
    listed = any(document and whole_list(document, p) for p in beside)
    return listed or any(len(_PARTS.split(t)) >= many for t in texts)


_PARTS = re.compile(r"[,;:]\s|\s(?:and|or)\s|\n")
"""What parts the items of a list; a comma before "and" parts twice, which only makes us careful."""


def _counted(ask: Ask, best: Sentence) -> tuple[int, str] | None:
    """(how many, the things) that the best sentence counts, where the question names the number or
    the things."""
    asked = set(stems(ask.question))
    numbers = {_number(w) for w in re.findall(r"[a-z]+|\d+", ask.question.lower())}
    for counted in _COUNTED.finditer(best.text):
        many, things = _number(counted[1].lower()) or 0, counted[2]
        named = any(ask.rarity(s) > 0 for s in set(stems(things)) & asked)
        if _FEWEST <= many <= _MOST_ITEMS and (many in numbers or named):
            return many, things
    return None


def _number(word: str) -> int | None:
    """The number that a word of small letters is; None where it is none."""
    if word.isdigit():
        return int(word)
    return SPELT.index(word) + 1 if word in SPELT else None


_COUNTED = re.compile(
    rf"(?<![£\d.,/])\b(\d{{1,2}}|{'|'.join(SPELT)})\b(?! ?%| (?:years?|months?|weeks?|days?)\b)"
    r" ((?:[a-z-]+ ){0,4}?[a-z-]+s)\b",
    re.I,
)
"""A number and the things it counts."""
_MOST_ITEMS = 99
"""Things that somebody may want listed; set by hand."""


def _opens_alike(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences tell of the same doer: they open with the same two words."""
    return one.text.lower().split()[:2] == other.text.lower().split()[:2]
