"""A text in, the same text without what nobody sees, or in a form to be compared, out."""

from __future__ import annotations

import re

HIDDEN = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]"
)
"""Characters that nobody sees: soft hyphens, zero widths, directions, tags, controls."""


def tidy(text: str) -> str:
    """One line, single spaces, no control, zero-width or invisible characters; letters and
    quotation marks untouched."""
    text = HIDDEN.sub("", re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufffe\uffff]", " ", text))
    return re.sub(r"\s+", " ", text).strip()


def plain(text: str) -> str:
    """Lower case, straight quotes, single spaces."""
    for curly, straight in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"')):
        text = text.replace(curly, straight)
    return re.sub(r"\s+", " ", text).lower()
