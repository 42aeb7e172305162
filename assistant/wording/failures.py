"""What a reader is told when something unforeseen happened."""

from __future__ import annotations


def went_wrong(after: str, reference: str) -> str:
    """`after` says what is kept and what to do; `reference` is the id of the request in the log."""
    return f"Something went wrong (reference {reference} in the log). {after}"
