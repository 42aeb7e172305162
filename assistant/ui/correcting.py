"""The calls of corrections: a statement that a reader says is wrong, the list of them, what editors
decide, and the patch."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.answer.corrected import Disputed
from assistant.errors import AssistantError
from assistant.people.acting import acting
from assistant.services import Services
from assistant.services.corrections import SOURCE, WHY, WORDS
from assistant.ui.bridge import Call, Said
from assistant.ui.disputes import known_as, remark
from assistant.ui.live import Live
from assistant.ui.templating import render
from assistant.understand.day import checked_day
from assistant.wording.corrections import ABOUT, STATES, quoted
from index.errors import IndexingError
from index.text.dates import spoken

if TYPE_CHECKING:
    from assistant.conversations.corrections import Correction

_GONE = "This source is no longer kept; ask the question again."
_LISTED = 200
"""Decided corrections that the page lists, the newest; the command line has all."""
_DONE = {
    "accepted": "Accepted: it is told beside the statement.",
    "declined": "Declined: it is no longer told beside the statement.",
    "withdrawn": "Withdrawn.",
}


@dataclass(frozen=True)
class _Listed:
    """A correction in words; `mine` when who looks may withdraw it, `decides` when they may
    decide, having `seen` the decision of that time; `passage` and `row` where it can be opened,
    `decided` by whom and when."""

    id: str
    state: str
    named: str
    where: str
    words: str
    first: str
    who: str
    why: str
    source: str
    link: str
    document: str
    decided: str
    instead: str
    note: str
    passage: str
    row: str
    mine: bool
    decides: bool
    seen: str


class Correcting:
    """Nothing is kept between calls: each names the statement or the correction that it means."""

    def __init__(self, services: Services, live: Live) -> None:
        self._desk, self._library, self._live = services.corrections, services.library, live

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {
            "wrong": self._wrong,
            "correct": self._correct,
            "corrections": self._listed,
            "withdraw": self._withdraw,
            "decide_correction": self._decide,
            "corrections_file": self._file,
        }

    def _of(self, said: Said, marker: str) -> Disputed:
        """The statement that is meant: of an answer by its turn and marker, of the ledger, or
        where it stands in its document."""
        if turn := str(said.get("turn") or ""):
            answer = self._live.answer(turn)
            cited = answer.citations if answer else ()
            found = next((c for c in cited if str(c.marker) == marker), None)
            if found is None:
                raise AssistantError(_GONE)
            return self._desk.of_passage(found.passage, found.start, found.end)
        if row := str(said.get("row") or ""):
            step = str(said.get("step") or "")
            day = checked_day(str(said.get("day") or "") or None)
            return self._desk.of_step(row, int(step) if step else None, day)
        return self._desk.of_span(str(said["document"]), int(said["start"]), int(said["end"]))

    def _wrong(self, said: Said) -> dict[str, Any]:
        """The form: which words, why, and a source."""
        markers = str(said.get("markers") or "").split() or [""]
        html = render(
            "wrong.html",
            about=ABOUT,
            statements=[(m, self._of(said, m).words) for m in dict.fromkeys(markers)],
            titles=self._desk.titles(),
            why=WHY,
            source=SOURCE,
        )
        return {"html": html}

    def _correct(self, said: Said) -> dict[str, Any]:
        """Kept; what is told beside the statement, and by what that is known on the page."""
        of = self._of(said, str(said.get("marker") or ""))
        made = self._desk.add(of, str(said["why"]), str(said.get("source") or ""))
        told = "It stands beside the statement until an editor decides."
        several = len(str(said.get("markers") or "").split()) > 1
        at = f"{row}/{said.get('step') or ''}" if (row := said.get("row")) else known_as(of)
        return {"html": remark(made.remark, several), "at": at, "said": told}

    def _withdraw(self, said: Said) -> dict[str, Any]:
        return self._done(lambda: self._desk.withdraw(str(said["id"])), "withdrawn")

    def _decide(self, said: Said) -> dict[str, Any]:
        ident, note = str(said["id"]), str(said.get("note") or "")
        instead, seen = str(said.get("instead") or ""), str(said["seen"])
        verdict = "accepted" if said["verdict"] == "accepted" else "declined"
        return self._done(
            lambda: self._desk.decide(
                ident,
                "accepted" if verdict == "accepted" else "declined",
                note,
                instead if verdict == "accepted" else "",
                seen,
            ),
            verdict,
        )

    def _done(self, work: Any, verdict: str) -> dict[str, Any]:
        try:
            work()
            notice = _DONE[verdict]
        except (AssistantError, IndexingError) as error:
            notice = str(error)
        return self._listed({}, notice)

    def _listed(self, _: Said, notice: str = "") -> dict[str, Any]:
        every = self._desk.all()
        decided = [c for c in every if c.state in ("accepted", "declined")]
        decided = sorted(decided, key=lambda c: c.decision.at, reverse=True)[:_LISTED]
        html = render(
            "corrections.html",
            notice=notice,
            about=ABOUT,
            open=[self._shown(c) for c in every if c.state == "open"],
            decided=[self._shown(c) for c in decided],
            patch=any(c.state == "accepted" for c in every),
            most=WORDS,
        )
        return {"html": html}

    def _shown(self, c: Correction) -> _Listed:
        d, who = c.decision, acting()
        passage = c.of.passage if c.of.passage and self._library.passage(c.of.passage) else ""
        named = STATES[c.state]
        return _Listed(
            c.id,
            c.state,
            named[:1].upper() + named[1:],
            f"{c.of.file}, {spoken(c.at[:10])}",
            c.of.words,
            " ".join(c.of.words.split()[:8]),
            c.name[:1].upper() + c.name[1:],
            quoted(c.why),
            c.source.said,
            c.source.link,
            c.source.document,
            f"{named[:1].upper()}{named[1:]} by {d.name} on {spoken(d.at[:10])}." if d.at else "",
            d.instead,
            d.note,
            passage,
            c.of.row,
            mine=c.state == "open" and (c.owner == who.id or who.may("administrator")),
            decides=who.may("editor"),
            seen=d.at,
        )

    def _file(self, _: Said) -> dict[str, Any]:
        """The patch in base64."""
        data = base64.b64encode(self._desk.export().text.encode()).decode()
        return {"file": {"name": "corrections.patch", "type": "text/x-patch", "data": data}}
