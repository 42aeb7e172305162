"""The live documents in; which are editions of one another, which of them are not asked because a
newer one is, and what is said at a passage of one, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from index.documents.editions import Family, Said, families, safe_sketch
from index.documents.types import Document, Passage, Stored
from index.store.decided import Decided
from index.text.dates import by_end_of, spoken


class Editions:
    """Follows the documents and what readers said of them: `documents` lists the live ones,
    `version` names their set, `text` gives one."""

    def __init__(
        self,
        documents: Callable[[], list[Stored]],
        version: Callable[[], str],
        text: Callable[[str], Document | None],
        decided: Decided,
    ) -> None:
        self._documents, self._version, self._text = documents, version, text
        self.decided = decided
        self._sketches: dict[str, str] = {}
        self._seen: tuple[str, tuple[Said, ...]] | None = None
        self._families: list[Family] = []
        self._stored: dict[str, Stored] = {}
        self._of: dict[str, Family] = {}

    def all(self) -> list[Family]:
        """Every family."""
        seen = (self._version(), self.decided.all())
        if seen != self._seen:
            known = [self._sketched(s) for s in self._documents()]
            self._families = families(known, seen[1])
            self._stored = {s.id: s for s in known}
            self._of = {i: family for family in self._families for i in family.ids}
            self._seen = seen
        return self._families

    def _sketched(self, stored: Stored) -> Stored:
        """With its sketch, made now where an earlier version of this program indexed it."""
        if stored.sketch or stored.voiced:
            return stored
        if stored.id not in self._sketches:
            document = self._text(stored.id)
            self._sketches[stored.id] = safe_sketch(document) if document else ""
        return replace(stored, sketch=self._sketches[stored.id])

    def of(self, document_id: str) -> Family | None:
        """The family of a document; None where it has no other edition."""
        self.all()
        return self._of.get(document_id)

    def older(self, until: str | None, within: frozenset[str] | None) -> frozenset[str]:
        """The ids of those not asked because a newer edition is that was there by the ISO day
        `until` and is among those `within`. Those that nothing tells apart are all asked."""
        out: set[str] = set()
        for family in self.all():
            asked = (
                i
                for i in family.ids
                if (within is None or i in within) and (until is None or self._by(i, until))
            )
            out.update(family.left_out(asked))
        return frozenset(out)

    def _by(self, ident: str, until: str) -> bool:
        date = self._stored[ident].metadata.published
        return date is not None and by_end_of(date) <= until

    def told(self, passages: Iterable[Passage]) -> list[Passage]:
        """Passages, those of a family with what a reader has to know of that."""
        self.all()
        return [
            replace(p, edition=self.note(p.document_id)) if p.document_id in self._of else p
            for p in passages
        ]

    def note(self, ident: str) -> str | None:
        """What is said of a document as one of several; None where it has no other edition."""
        family = self.of(ident)
        if family is None:
            return None
        if not (family.settled or family.sure):
            return "Seems to be one of several versions here; all are asked."
        if not family.newest and ident in family.ids[: family.places.count(0)]:
            return f"One of {len(family.ids)} versions here; nothing says which is the newest."
        if ident == family.ids[0]:
            return f"The newest of {len(family.ids)} versions here."
        date = spoken(self._stored[family.ids[0]].metadata.published)
        newer = f"a newer one, of {date}," if date else "a newer one"
        return f"An older version: {newer} is in the library."
