"""What a question says of itself that the evidence settles first: a document's byline, a number,
a claim it takes for granted."""

from __future__ import annotations

import re

from assistant.answer.shapes.base import Lead
from assistant.answer.shapes.status import status_of
from assistant.ledger.types import Row
from assistant.wording import answers, ledger
from index.documents.types import Metadata
from index.search.asked import NUMBER
from index.search.rank import Sentence
from index.search.searcher import Query, Ranking, Searcher
from index.text.dates import spoken, undated
from index.text.numbers import figures
from index.text.words import stems

_BYLINE = re.compile(
    r"\b(?:who|whose|which (?:body|organisation|author))\b.*\b(?:wrote|writes?|written|author\w*|"
    r"publish\w*|posted|produced)\b|\bwhen\b.*\b(?:published|posted|written|c[ao]me out|released|"
    r"issued)\b|\b(?:author|publisher|publication date) of\b",
    re.I,
)
_BYLINE_STEMS = frozenset(
    stems(
        "wrote write writes written author authors publish published publisher posted produced come"
        " came out date when"
    )
)
_BYLINE_STEMS |= frozenset(
    stems(
        "released issued name named report paper piece blog article document publication long ago"
    )
)
_COVER = 0.5
"""Share of the typed words' rarity that a document's byline must hold; set by hand."""
_TAKES_FOR_GRANTED = re.compile(
    r"^(?:(?:and|but|so) )?(?:why|how come|how did|how does|how has|what made|when did|since|"
    r"now that|given)\b",
    re.I,
)
_ACCEPT = ("accept", "agree", "endorse", "back", "adopt", "approve")
_NOT_ACCEPTED = re.compile(
    r"(?:\b(?:not|never|no longer)|n[’']t(?: (?:the government|government|ministers|dhsc|they))?)"
    r"(?: (?:fully|yet|ever|formally|simply))?"
    rf" (?:{'|'.join(_ACCEPT)})\b",
    re.I,
)
"""A verdict in the negative; "not only accept" is none."""
_VERDICTS = (
    frozenset(stems(" ".join(_ACCEPT))),
    frozenset(stems("rejected refused declined dismissed")),
)


def byline(searcher: Searcher, query: Query, ranking: Ranking) -> tuple[str, Sentence] | None:
    """Who published a document and when, if that is asked and one document answers to the name;
    with its best sentence."""
    if not _BYLINE.search(query.text):
        return None
    rarity = searcher.lexical.rarity
    typed = set(searcher.lexical.stems_of(query.text)) - _BYLINE_STEMS
    worded = {
        s
        for unit in query.worded.units
        if unit.text.islower()
        for other in unit.others
        for s in stems(other)
    }
    asked = typed | worded - _BYLINE_STEMS
    found: dict[str, tuple[float, Sentence]] = {}
    for sentence in ranking.sentences:
        m = sentence.passage.metadata
        if sentence.passage.voice or sentence.passage.document_id in found:
            continue
        named = set(stems(" ".join(filter(None, (m.title, m.publisher, *m.authors)))))
        found[sentence.passage.document_id] = (sum(rarity(s) for s in asked & named), sentence)
    best = sorted(found.values(), key=lambda f: -f[0])
    if (
        not best
        or best[0][0] < _COVER * sum(map(rarity, typed))
        or (len(best) > 1 and best[1][0] >= best[0][0])
    ):
        return None
    return _byline(best[0][1].passage.metadata), best[0][1]


def _byline(m: Metadata) -> str:
    return answers.byline(m.title, m.authors, m.publisher, spoken(m.published))


def takes_for_granted(question: str) -> bool:
    """Whether a question opens as one that takes something as given ("why did …")."""
    return _TAKES_FOR_GRANTED.match(question) is not None


def contradicted(
    query: Query,
    chosen: tuple[Sentence, ...],
    row: Row | None = None,
    ranked: tuple[Sentence, ...] = (),
) -> Lead | None:
    """What the question takes for granted and the ledger's row or the best evidence says otherwise
    of, with the sentence that does."""
    asked = set(stems(_NOT_ACCEPTED.sub(" rejected ", query.text)))
    takes = takes_for_granted(query.text)
    if row and takes and (wrong := _wrong_verdict(asked, row)):
        said = next((s for s in ranked if _answers(row, s)), None)
        if said:
            return Lead(ledger.wrong_verdict(wrong, status_of(row)), (said,))
    if row and (other := _wrong_review(query.text, row, ranked)):
        said = next((s for s in ranked if row.rests_on(s.passage)), None)
        if said:
            return Lead(answers.said_by(row.review, other), (said,))
    if chosen and query.asked.wanted != "count" and (found := _other_figure(query.text, chosen)):
        return Lead(answers.other_figure(*found), (chosen[0],))
    if takes and chosen and not _NOT_ACCEPTED.search(query.text):
        for n, (taken, other_verdict) in enumerate((_VERDICTS, _VERDICTS[::-1])):
            for sentence in chosen[:2]:
                said_of = set(stems(sentence.text))
                if (
                    asked & taken
                    and not asked & other_verdict
                    and said_of & other_verdict
                    and not said_of & taken
                    and sentence.passage.speaks_as == "response"
                ):
                    return Lead(answers.not_given(_VERDICT_WORDS[n]), (sentence,))
    return None


_VERDICT_WORDS = ("accepted", "rejected")
_REVIEWS = (("hewitt", "Hewitt"), ("committee", "the committee"), ("ham", "Sir Chris Ham"))
_RECOMMENDED = re.compile(
    r"\b(?:recommend|propos|suggest|ask(?:ed)? for|call(?:ed)? for|want)\w*", re.I
)


def _wrong_verdict(asked: set[str], row: Row) -> str | None:
    """The verdict that a question takes for granted, where the ledger has the opposite."""
    accepted, rejected = (bool(asked & verdict) for verdict in _VERDICTS)
    if accepted and not rejected and row.response == "rejected":
        return "accept"
    return "reject" if rejected and not accepted and row.response == "accepted" else None


def _answers(row: Row, sentence: Sentence) -> bool:
    return row.rests_on(sentence.passage) and sentence.passage.kind == "response"


_NEAR = 4.0
"""Log odds below the best within which a recommendation of the review that is named may be the one
that is meant; set by hand."""


def _wrong_review(question: str, row: Row, ranked: tuple[Sentence, ...]) -> str | None:
    """Whom the question names as having recommended what another review did, where nothing near
    tells of a recommendation of theirs."""
    if not _RECOMMENDED.search(question):
        return None
    named = [(key, n) for key, n in _REVIEWS if re.search(rf"\b{key}\b", question, re.I)]
    own = next((n for key, n in _REVIEWS if key in row.review.lower()), None)
    if len(named) != 1 or not own or named[0][1] == own:
        return None
    key, name = named[0]
    theirs = any(
        s.passage.kind == "review"
        and s.score >= ranked[0].score - _NEAR
        and re.search(rf"\b{key}\b", s.text, re.I)
        for s in ranked
    )
    return None if theirs else name


def _other_figure(question: str, chosen: tuple[Sentence, ...]) -> tuple[str, str] | None:
    """(a figure of the question, another that stands for the same in the best sentence): both
    count the same things, or both are sums or shares and the sentence speaks of all that the
    question does. None if any passage has the figure."""
    plain = undated(question)
    given = {
        figure
        for s in chosen
        for figure in (*figures(s.text, True), *figures(s.passage.text, True))
    }
    best = chosen[0]
    theirs = list(_COUNTED.finditer(undated(best.text)))
    spoken_of = set(stems(f"{best.passage.searched} {best.text}"))
    for asked in _COUNTED.finditer(plain):
        figure, noun = figures(asked[1]), set(stems(asked[2] or ""))
        if (
            not figure
            or figure & given
            or figures(asked[1], True) & given
            or asked[1].lower() in ("one", "1")
        ):
            continue
        kind = _kind(asked[1])
        others = [t for t in theirs if _kind(t[1]) == kind and figures(t[1])]
        same = [t for t in others if noun and noun <= set(stems(t[2] or ""))]
        about = {s for s in stems(plain.replace(asked[1], " ")) if s not in _SAYS_LITTLE}
        if same or (kind != "count" and len(others) == 1 and about <= spoken_of):
            theirs_said = (same or others)[0][0]
            return " ".join(asked[0].split()), " ".join(theirs_said.split())
    return None


_COUNTED = re.compile(
    rf"((?:£ ?)?{NUMBER}(?: ?(?:million|billion|thousand|bn|m|k)\b)?(?: ?(?:%|per ?cent\b))?)((?:"
    r" (?!(?:of|in|for|to|by|on|at|and|or|is|was|the|a|an)\b)[a-z-]+){1,3})?",
    re.I,
)
"""A figure with its sign and scale, and the words that say what it counts."""
_SAYS_LITTLE = frozenset(
    stems(
        "is was really true correct right still just only say said says think why did does accept"
        " agree set spend"
    )
)


def _kind(figure: str) -> str:
    return (
        "sum"
        if re.search(r"£|million|billion|thousand|bn\b|\dm\b|\dk\b", figure)
        else "share"
        if re.search(r"%|cent", figure)
        else "count"
    )
