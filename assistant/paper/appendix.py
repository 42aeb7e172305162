"""The end of a paper: its references, and the evidence behind each, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.ledger.catalogue import Source
from assistant.ledger.export import SEEN
from assistant.paper.blocks import Block, Heading, Jump, Paragraph, Span, Text
from assistant.paper.references import formatted, text_of
from assistant.paper.types import Paper
from assistant.paper.works import Work, document_of, sources_of
from index.documents.types import Passage
from index.text.dates import spoken

_SHOWN = 3  # sources of a digest's statement in the reference list; the appendix has them all


def when(iso: str | None) -> str:
    """A date as it stands in a sentence: " on 4 April 2023", " in April 2023"; empty without
    one."""
    return f" {'on' if len(iso) == 10 else 'in'} {spoken(iso)}" if iso else ""


def entries(passage: Passage, catalogue: Mapping[str, Source]) -> tuple[Work, ...]:
    """What the reference of a passage names: its document, or the sources that a digest's
    statement was drawn from."""
    return sources_of(passage, catalogue) or (document_of(passage),)


def references(paper: Paper, catalogue: Mapping[str, Source]) -> Iterator[Block]:
    """The numbered references, each leading to its evidence."""
    if not paper.passages:
        return
    yield Heading(1, "References", "references")
    told: dict[Work, int] = {}
    for number, passage in enumerate(paper.passages, 1):
        works = entries(passage, catalogue)
        spans: list[Span] = [Text(f"{number}. ")]
        new = [w for w in works[:_SHOWN] if w not in told]
        spans += _joined([_pieces(ref) for ref in formatted(new, paper.brief.style)])
        for work in new:
            told[work] = number
        if old := [w for w in works[:_SHOWN] if w not in new]:
            names = "; ".join(f"{_short(w)} (reference {told[w]})" for w in old)
            spans.append(Text(f"{' Also ' if new else 'Given in full above: '}{names}."))
        if len(works) > _SHOWN:
            spans.append(Text(f" And {len(works) - _SHOWN} more, named with the evidence."))
        if sources_of(passage, catalogue):
            spans.append(
                Text(
                    f" As told in: {passage.metadata.publisher or 'our digest'},"
                    f" “{passage.metadata.title or passage.source}”."
                )
            )
        yield Paragraph(
            (*spans, Text(" "), Jump(f"Evidence {number}", f"#evidence-{number}")),
            "reference",
            f"reference-{number}",
        )


def _short(work: Work) -> str:
    return (
        work.people[0][1]
        if work.people
        else (work.bodies or (work.publisher or "author not stated",))[0]
    )


def _pieces(reference: list[tuple[str, bool]]) -> list[Span]:
    closed = text_of(reference).rstrip().endswith((".", "?"))
    return [
        *(Text(words, italic=italic) for words, italic in reference),
        *(() if closed else (Text("."),)),
    ]


def _joined(references: list[list[Span]]) -> list[Span]:
    return [span for i, ref in enumerate(references) for span in ([Text(" "), *ref] if i else ref)]


def appendix(paper: Paper, catalogue: Mapping[str, Source]) -> Iterator[Block]:
    """Every passage that is cited, word for word, with what it is."""
    if not paper.passages:
        return
    yield Heading(1, "Appendix: the evidence, word for word", "evidence")
    for number, p in enumerate(paper.passages, 1):
        yield Heading(2, f"Evidence {number}", f"evidence-{number}")
        m = p.metadata
        place = [
            f"“{m.title or p.source}”",
            m.publisher or "publisher not stated",
            f"page {p.page}" if p.page else "",
            p.section_text or "",
        ]
        said = f"said{when(p.said_on)}" if p.voice and p.said_on else ""
        dated = f"published{when(m.published)}" if m.published else "date not stated"
        facts = (
            ". ".join(
                filter(
                    None, [", ".join(filter(None, place)), "; ".join(filter(None, [said, dated]))]
                )
            )
            + ". "
        )
        address: tuple[Span, ...] = (
            (Jump(m.url, m.url),)
            if m.url
            else ()
            if p.voice
            else (Text("No address is stated in it."),)
        )
        yield Paragraph((Text(facts), *address), "small")
        yield Paragraph((Text(p.text),), "quote")
        works = sources_of(p, catalogue)
        for work, ref in zip(works, formatted(works, paper.brief.style), strict=True):
            read = f" ({SEEN[work.seen]})" if work.seen in SEEN else ""
            yield Paragraph((Text("Drawn from: "), *_pieces(ref), Text(read)), "small")
        yield Paragraph(
            (
                Text(f"Content hash of the passage {p.id}, of its document {p.document_id}. "),
                Jump(f"Back to reference {number}", f"#reference-{number}"),
            ),
            "small",
        )
