"""What a question says of itself that the evidence settles first: a document's byline, a number,
a claim it takes for granted."""

from __future__ import annotations

import re

from assistant.answer.voices import RULES, speaker
from assistant.wording import answers
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
_VERDICTS = (
    frozenset(stems("accepted agreed endorsed backed adopted approved")),
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


def contradicted(query: Query, chosen: tuple[Sentence, ...]) -> tuple[str, Sentence] | None:
    """What the question takes for granted and the best evidence says otherwise of, with the
    sentence that does."""
    if chosen and query.asked.wanted != "count" and (wrong := _other_figure(query.text, chosen)):
        return answers.other_figure(wrong), chosen[0]
    if _TAKES_FOR_GRANTED.match(query.text) and chosen:
        asked = set(stems(query.text))
        for taken, other in (_VERDICTS, _VERDICTS[::-1]):
            for sentence in chosen[:2]:
                said = set(stems(sentence.text))
                if (
                    asked & taken
                    and not asked & other
                    and said & other
                    and not said & taken
                    and sentence.passage.speaks_as == "response"
                ):
                    return answers.NOT_GIVEN, sentence
    return None


def _other_figure(question: str, chosen: tuple[Sentence, ...]) -> str | None:
    """A figure of the question that stands for what another figure stands for in the best
    sentence: both count the same things, or both are sums or shares and the sentence speaks of
    all that the question does. None if any passage has the figure.
    """
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
            return " ".join(asked[0].split())
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


_SAID = {
    "recommended": ("recommended",),
    "answered": ("responded",),
    "reported": ("reported", "linked", "event"),
    "argued": ("argued", "found"),
}
_OBLIGES = re.compile(
    r"\b(?:must|mandat\w*|compulsor\w*|compulsion|compel\w*|forc(?:ed|ing)|coerc\w*|instruct(?:ed|"
    r"ions?)|ordered|orders|prescrib\w*|stipulat\w*|impos(?:e[sd]?|ing)|liable|penalt\w*|"
    r"sanction\w*|breach\w*|non-?negotiable|optional|voluntary|in force|deadline|banned?|"
    r"abolish(?:ed)?|require[ds]?|bind(?:s|ing)?|ignore|accountable to|requirements?|obliged?|"
    r"obligat\w*|dut(?:y|ies)|allowed|entitle\w*|enforce\w*|comply|complian\w*|laws?|legal\w*|"
    r"statut\w*|unlawful|polic(?:y|ies)|(?:a|the|any) rule|(?:have|has|had|having|got|supposed|"
    r"expected|made|bound|permitted) to|(?:we|i|boards?|icbs?|icss?|trusts?|councils?) needs? to|"
    r"(?:should|can|may|could) (?:we|our|i|my|an?|the|icbs?|icss?|boards?|trusts?|councils?))\b",
    re.I,
)


def not_a_rule(query: Query, chosen: tuple[Sentence, ...]) -> tuple[str, Sentence] | None:
    """That nothing quoted is a rule, where the question speaks of one and only recommendations
    or views were found."""
    if (
        not chosen
        or not _OBLIGES.search(query.text)
        or any(speaker(s.passage, s.text) in RULES for s in chosen)
    ):
        return None
    said = [
        word
        for word, keys in _SAID.items()
        if any(speaker(s.passage, s.text) in keys for s in chosen)
    ]
    advises = any(speaker(s.passage, s.text) == "advises" for s in chosen)
    return answers.no_rule(said, advises), chosen[0]
