"""What a question asks after, by one written beforehand that comes nearest: the fate of a row of
the ledger, a digest as a whole, or what another question asks; never where a reader's own document
answers best (docs/answers.md, "What came of it")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.evidence import readable
from assistant.answer.shapes.base import Ask
from assistant.ledger.types import Row
from index.documents.types import Stored
from index.search.asked import ANSWERS
from index.search.searcher import Before

_LOOKED_AT, _AHEAD = 30, 0.05
"""Questions written beforehand that are looked at, and by how much (cosine) the nearest must be
ahead of any for something else where a digest, a list or a timeline is told."""
_FATE, _APART = 0.62, 0.03
"""How near one for a row must come (cosine), and how far ahead of another row's it must be."""
_DIGEST, _SUMMARY, _SAME = 0.68, 0.58, 0.8
"""How near one that wants a digest summed up must come, where a summary is not, and is, asked for
in so many words; and one that asks the same as another question. All set by hand on development
questions."""
_ONE_THING = {*ANSWERS, "reason", "yes or no"}
"""What is wanted by a question that is answered by one thing and no list."""
_NARROWER = re.compile(r"\b(?:not|never|no|none|without|except|only|part\w*)\b|n['’]t\b|\d", re.I)
"""Words that may turn a question round, or ask for a part of a list; and figures."""


def fate_asked(ask: Ask, alone: bool = True) -> Row | None:
    """The row whose fate is asked after: one of its questions comes near, and none of another row
    as near; `alone`: and nothing else as near but statements that the row rests on."""
    near = _near(ask)
    rows = [(n, before) for n, before in enumerate(near) if before.row]
    if not rows or rows[0][1].cosine < _FATE:
        return None
    at, first = rows[0]
    if len(rows) > 1 and first.cosine - rows[1][1].cosine < _APART:
        return None
    row = ask.ledger.row(first.row or "")
    if row is None or not alone:
        return row
    ahead = near[:at]
    rests = all(b.passages and all(map(row.rests_on, b.passages)) for b in ahead)
    return row if rests and near[0].cosine - first.cosine <= _APART else None


def digest_asked(ask: Ask, summary: bool) -> Stored | None:
    """The digest that is wanted as a whole: one of its questions comes nearest of those for rows
    and digests, where a `summary` is asked for in so many words, else clearly nearest of all."""
    near = _near(ask)
    if summary:
        near = [before for before in near if before.row or before.document]
    elif ask.found.query.asked.wanted in _ONE_THING:
        return None
    if not near or not near[0].document or near[0].cosine < (_SUMMARY if summary else _DIGEST):
        return None
    other = next((b.cosine for b in near if not b.document), 0.0)
    if not summary and near[0].cosine - other < _AHEAD:
        return None
    return next((s for s in ask.documents() if s.voiced and s.source == near[0].document), None)


def same_asked(ask: Ask) -> str | None:
    """The question for a list or a timeline that this one asks in other words, and nothing more
    than it."""
    if ask.found.query.asked.wanted in _ONE_THING or _NARROWER.search(ask.question):
        return None
    near = _near(ask)
    if len(near) < 2 or near[0].cosine < _SAME or near[0].cosine - near[1].cosine < _AHEAD:
        return None
    return near[0].question


def _near(ask: Ask) -> Sequence[Before]:
    own = next(iter(readable(ask.found.ranking)), None)
    if own is None or own.passage.voice is None:
        return ()
    return ask.searcher.asked_before(ask.found.query, _LOOKED_AT)
