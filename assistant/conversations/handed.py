"""Entries of the record, or what people asked, in, a table out that a spreadsheet opens: for the
command line and the screen."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from assistant.answer.markdown import markdown
from assistant.conversations.record import Entry
from assistant.conversations.types import Kept

_COLUMNS = ("number", "at", "who", "did", "what", "before", "hash")


def answers_csv(kept: Iterable[tuple[str, Kept]]) -> str:
    """Questions and answers, (owner, one of theirs) each."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(("at", "who", "conversation", "question", "answer"))
    for who, one in kept:
        said = markdown(one.answer) if one.answer else "of an older version; not readable"
        row = (one.created, who, one.conversation, one.asked, said)
        write.writerow([_plain(cell) for cell in row])
    return out.getvalue()


def as_csv(entries: Iterable[Entry]) -> str:
    """In the order given, with a head."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(_COLUMNS)
    for e in entries:
        what = json.dumps(e.what, ensure_ascii=False)
        cells = (str(e.number), e.at, e.who, e.did, what, e.before, e.hash)
        write.writerow([_plain(cell) for cell in cells])
    return out.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell
