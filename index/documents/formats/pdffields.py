"""What was filled into a PDF's form: a page in, each field with the line before it as its label
out.

A label of many words is a sentence that happens to stand there, and is left as text.
"""

from __future__ import annotations

from index.documents.formats.pdfpages import Page
from index.documents.formats.pdftables import Found, around

_FIELD_WORDS = 16
"""Words of what stands before a field of a form, at the most; set by hand."""


def fields(page: Page) -> list[Found]:
    """What was filled into a form, each with the line before it as its label."""
    lines = page.lines
    held: list[list[int]] = []
    for n, line in enumerate(lines):
        if line.field and held and held[-1][-1] == n - 1 and line.goes_on(lines[n - 1]):
            held[-1].append(n)
        elif line.field and n and not lines[n - 1].field:
            held += [[n - 1, n]] if len(lines[n - 1].text.split()) <= _FIELD_WORDS else []
    return [
        Found(
            frozenset(own),
            [[lines[own[0]].text, " ".join(lines[i].text for i in own[1:])]],
            [around(lines[i] for i in own)],
            0,
            tuple(lines[i].box[0] for i in own[:2]),
        )
        for own in held
    ]
