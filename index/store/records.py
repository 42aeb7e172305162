"""Documents and passages as the flat fields that Chroma keeps, and back."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict, replace
from typing import Any

from index.documents.types import (
    Block,
    Document,
    Drawn,
    Dropped,
    Label,
    Metadata,
    Passage,
    Place,
    Removed,
    Row,
    Stored,
    Voice,
)

_HEADING, _HEADINGS = 250, 9
"""Letters of a heading, and headings above a passage, that are kept with it."""
_FIELD = 2000
"""Letters of what a document says of itself: with the texts no value is over 8 KB, which is as
much as Chroma takes in its cloud."""


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def metadata_in(m: Metadata) -> dict[str, Any]:
    """What a document says of itself, as fields of Chroma."""
    fields = {**asdict(m), "authors": "; ".join(m.authors) or None}
    return _present({k: v[:_FIELD] if isinstance(v, str) else v for k, v in fields.items()})


def metadata_out(m: dict[str, Any]) -> Metadata:
    """And back."""
    authors = tuple(a for a in m.get("authors", "").split("; ") if a)
    return Metadata(
        **{name: m.get(name) for name in Metadata.__dataclass_fields__ if name != "authors"},
        authors=authors,
    )


def passage_in(p: Passage) -> dict[str, Any]:
    """A passage as fields of Chroma."""
    place = {
        "document_id": p.document_id,
        "source": p.source,
        "section": section_in(p.section),
        "page": p.page,
        "start": p.start,
        "end": p.end,
    }
    voice = {"voice": json.dumps(asdict(p.voice), ensure_ascii=False)} if p.voice else {}
    scanned = {"scanned": True} if p.scanned else {}
    return _present({**metadata_in(p.metadata), **place, **voice, **scanned, "text": p.text})


def passage_out(passage_id: str, m: dict[str, Any]) -> Passage:
    """And back."""
    voice = _voice_out(json.loads(m["voice"])) if "voice" in m else None
    place = (m["start"], m["end"], tuple(json.loads(m["section"])), m.get("page"))
    about = metadata_out(m)
    passage = Passage(passage_id, m["document_id"], m["source"], about, m["text"], *place, voice)
    return replace(passage, scanned=True) if m.get("scanned") else passage


def noted(passage: Passage, about: Stored) -> Passage:
    """The passage with its document's name and standing as they are now, and what a reader has to
    know of both."""
    notes = [about.note, "Read by machine from a scan." if passage.scanned else None]
    note = " ".join(filter(None, notes)) or None
    return replace(passage, source=about.source, vouched=about.vouched, note=note)


def section_in(section: tuple[str, ...]) -> str:
    """A path of headings as one value, which Chroma can be asked for; what no heading is so long
    for is cut off."""
    short = [h if len(h) <= _HEADING else h[: _HEADING - 1] + "…" for h in section]
    return json.dumps(short[-_HEADINGS:], ensure_ascii=False)


def _voice_out(fields: dict[str, Any]) -> Voice | None:
    """None for the voice of an index of an older format, whose label held its date: its document
    is read again from its file."""
    if fields["label"] not in list(Label) or not isinstance(fields["sources"], list):
        return None
    sources = tuple(Drawn(**s) for s in fields["sources"])
    return Voice(Label(fields["label"]), fields["kind"], fields["said_on"], sources)


def stored_out(document_id: str, m: dict[str, Any]) -> Stored:
    """A document's record as the store lists it."""
    about = (
        int(m["passages"]),
        m.get("voiced", True),
        m.get("vouched", True),
        m.get("note") or None,
        m.get("sketch", ""),
    )
    return Stored(document_id, m["source"], m["path"], metadata_out(m), *about)


def removed_out(document_id: str, m: dict[str, Any]) -> Removed:
    """A removed document's record as the store lists it."""
    return Removed(
        document_id,
        m["source"],
        m["path"],
        metadata_out(m),
        m["at"],
        m["why"],
        m.get("vouched", False),
    )


def document_in(document: Document) -> str:
    """Packed, because Chroma keeps each value twice; lines and their places as bare numbers."""
    fields = asdict(replace(document, places=(), attached=()))
    fields["places"] = [
        [p.start, p.end, p.page, *(round(x, 1) for x in p.box)] for p in document.places
    ]
    packed = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b85encode(zlib.compress(packed)).decode()


def document_out(record: str) -> Document:
    """A packed document."""
    fields = json.loads(zlib.decompress(base64.b85decode(record)))
    blocks = tuple(
        Block(
            b["start"],
            b["end"],
            b["role"],
            tuple(b["section"]),
            b["page"],
            _voice_out(b["voice"]) if b["voice"] else None,
            _row_out(b.get("row")),
            b.get("scanned", False),
        )
        for b in fields["blocks"]
    )
    metadata = Metadata(**{**fields["metadata"], "authors": tuple(fields["metadata"]["authors"])})
    dropped = tuple(Dropped(**d) for d in fields["dropped"])
    places = tuple(
        Place(start, end, page, (left, top, right, bottom))
        for start, end, page, left, top, right, bottom in fields.get("places", ())
    )
    whole = fields["id"], fields["source"], fields["text"], metadata, blocks, dropped, places
    return Document(*whole, fields.get("unread"))


def _row_out(fields: dict[str, Any] | None) -> Row | None:
    if not fields:
        return None
    cells = tuple((name, value) for name, value in fields["cells"])
    return Row(fields["label"], cells, fields["table"])
