"""Passages and recommendations in, what programs are given of them out."""

from __future__ import annotations

from typing import Any

from assistant.ledger.types import Row
from assistant.services import Library
from index.documents.editions import Family
from index.documents.types import Passage, Stored


def passage_record(p: Passage) -> dict[str, Any]:
    """A passage with where it stands; `start` and `end` count letters of its document's text."""
    return {
        "id": p.id,
        "document_id": p.document_id,
        "source": p.source,
        "title": p.metadata.title,
        "publisher": p.metadata.publisher,
        "published": p.metadata.published,
        "kind": p.kind,
        "page": p.page,
        "section": p.section_text,
        "start": p.start,
        "end": p.end,
        "text": p.text,
    }


def document_records(library: Library) -> list[dict[str, Any]]:
    """Every document of the library."""
    of = {i: family for family in library.families() for i in family.ids}
    return [_document(s, of.get(s.id)) for s in library.documents()]


def _document(s: Stored, family: Family | None) -> dict[str, Any]:
    """A document of the library; `versions` are the ids of its family, the newest first, and
    `asked` is false where a newer one is asked in its place."""
    return {
        "id": s.id,
        "source": s.source,
        "title": s.metadata.title,
        "publisher": s.metadata.publisher,
        "published": s.metadata.published,
        "kind": s.metadata.kind,
        "passages": s.passages,
        "versions": list(family.ids) if family else [],
        "asked": family is None or s.id not in family.left_out(family.ids),
    }


def recommendation_record(row: Row) -> dict[str, Any]:
    """A recommendation as it stands."""
    return {
        "id": row.id,
        "title": row.title,
        "review": row.review,
        "response": row.response,
        "progress": row.progress,
    }
