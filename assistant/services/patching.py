"""Accepted corrections and the library's files in, a patch out that `git apply` takes; what no
patch can say, such as words that an editor did not give, is listed before it."""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.answer.corrected import loosely
from assistant.conversations.corrections import Correction
from assistant.ledger.catalogue import LOADER
from assistant.ledger.types import FILE
from assistant.wording.corrections import quoted
from index.text.dates import spoken

_WIDTH = 118
"""Letters of a line of the ledger's file, at the most."""
_OF_ROW = ("recommendation", "summary")
"""Where a row of the ledger's file has the words of a step."""
_NO_PROSE = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*\r?$|(?<=\]\()[^)\s]*|https?://[^\s)>\]]+"
    r"|^ {0,3}\[[^\]]+\]:[^\n]*",
    re.S | re.M,
)
"""The front matter of a digest, and addresses in it: no reader's words are of them."""
Way = tuple[str | int, ...]


@dataclass(frozen=True)
class Patch:
    """`text` is the whole file; `files` those that it changes; `looked` what somebody has to look
    at, a line each."""

    text: str
    files: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()


def patch(accepted: Iterable[Correction], library: Path) -> Patch:
    """Each is found in the files as they are, whatever the others change; in the order they were
    decided."""
    ones = sorted(accepted, key=lambda c: c.decision.at)
    before = {name: _read(library, name) for name in dict.fromkeys(c.of.file for c in ones)}
    found = [_edit(before[c.of.file], c) for c in ones]
    looked: list[str] = []
    edits: dict[str, set[_Edit]] = {}
    for one, edit in zip(ones, found, strict=True):
        if isinstance(edit, str):
            looked.append(_told(one, edit))
        elif any(edit.crosses(other) for other in found if isinstance(other, _Edit)):
            looked.append(_told(one, "another accepted correction is of the same words"))
        else:
            edits.setdefault(one.of.file, set()).add(edit)
    texts = {n: (t, _made(t, edits[n])) for n, t in sorted(before.items()) if t and n in edits}
    texts = {name: (was, now) for name, (was, now) in texts.items() if was != now}
    diffs = (_diff(library.name, name, was, now) for name, (was, now) in texts.items())
    head = [*_head(library.name, list(texts), looked), ""]
    return Patch("\n".join(head) + "".join(diffs), tuple(texts), tuple(looked))


@dataclass(frozen=True, order=True)
class _Edit:
    """`text` in place of the letters from `start` to `end` of a file."""

    start: int
    end: int
    text: str
    file: str

    def crosses(self, other: _Edit) -> bool:
        """Whether both change the same letters, and not in the same way."""
        here = self.file == other.file and self.start < other.end and other.start < self.end
        return here and self != other


def _made(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _read(library: Path, name: str) -> str | None:
    """A file of the library with its line ends as they are; None for any other."""
    known = {p.name for p in library.glob("[0-9]*.md")} | {FILE}
    path = library / name
    if name not in known or not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _edit(text: str | None, one: Correction) -> _Edit | str:
    """An editor's words in place of those that are wrong, or why not."""
    words, instead = one.of.words, one.decision.instead
    if text is None:
        return "a document of your own: change its file, and add it again"
    if not instead:
        return "the editor gave no words to put in its place"
    edit = _in_ledger(text, one) if one.of.file == FILE else _in_digest(text, words, one)
    if _stands(text, instead, edit):
        return "the words of the editor stand in the file already"
    return edit or "the words were not found once, and once only, in the file"


def _stands(text: str, instead: str, edit: _Edit | None) -> bool:
    """Whether an editor's words stand elsewhere than within those that they replace."""
    if edit and edit.file == FILE:
        return False
    return any(
        not edit or a < edit.start or b > edit.end or (a, b) == (edit.start, edit.end)
        for a, b in _places(text, instead)
    )


def _in_digest(text: str, words: str, one: Correction) -> _Edit | None:
    found = _places(text, words)
    return _Edit(*found[0], one.decision.instead, one.of.file) if len(found) == 1 else None


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where these words stand as whole words and numbers, in no front matter and no address."""
    if not words.strip():
        return []
    first, last = words.split()[0][0], words.split()[-1][-1]
    begins = r"(?<!\w)(?<!\d[.,])" if first.isalnum() else ""
    ends = r"(?!\w)(?![.,]\d)" if last.isalnum() else ""
    kept = [m.span() for m in _NO_PROSE.finditer(text)]
    return [
        (a, b)
        for a, b in (m.span() for m in re.finditer(begins + loosely(words).pattern + ends, text))
        if not any(a < y and x < b and not (a < x and y < b) for x, y in kept)
    ]


def _in_ledger(text: str, one: Correction) -> _Edit | None:
    """The words of one step, as YAML; nothing else of the file's content is another."""
    if one.of.step is None:
        return None
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found = [
        (way, key, value)
        for way, key, value in _scalars(root, ())
        if way[-1] in _OF_ROW and " ".join(value.value.split()) == " ".join(one.of.words.split())
    ]
    data = yaml.load(text, LOADER)
    mine = [f for f in found if f[0][0] == "recommendations" and _row(data, f[0]) == one.of.row]
    if len(mine) != 1:
        return None
    way, key, value = mine[0]
    dumped = yaml.safe_dump(one.decision.instead, allow_unicode=True, width=_WIDTH)
    lines = re.sub(r"\n(?:\.\.\.\n)?$", "", dumped).split("\n")
    beside = "\n" + " " * (key.start_mark.column + 2)
    written = beside.join(line.strip() for line in lines)
    edit = _Edit(value.start_mark.index, value.end_mark.index, written, FILE)
    wanted = copy.deepcopy(data)
    _put(wanted, way, one.decision.instead)
    try:
        return edit if yaml.load(_made(text, [edit]), LOADER) == wanted else None
    except yaml.YAMLError:
        return None


def _row(data: Any, way: Way) -> str:
    return str(data["recommendations"][way[1]].get("id"))


def _scalars(node: Any, way: Way) -> Iterator[tuple[Way, Any, Any]]:
    """(the way to it, its key, it) of each text under a key."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*way, str(key.value))
            if isinstance(value, yaml.ScalarNode):
                yield here, key, value
            else:
                yield from _scalars(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _scalars(value, (*way, place))


def _put(data: Any, way: Way, text: str) -> None:
    for part in way[:-1]:
        data = data[part]
    data[way[-1]] = text


def _diff(folder: str, name: str, before: str, after: str) -> str:
    """As git has it, a last line without an end included."""
    path = f"{folder}/{name}"
    lines = difflib.unified_diff(
        _lines(before), _lines(after), f"a/{path}", f"b/{path}", lineterm="\n"
    )
    told = (x if x.endswith("\n") else f"{x}\n\\ No newline at end of file\n" for x in lines)
    return f"diff --git a/{path} b/{path}\n" + "".join(told)


def _lines(text: str) -> list[str]:
    """At line feeds alone, as git counts them."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _head(folder: str, changed: list[str], looked: list[str]) -> list[str]:
    """What the file is; each line begins with a sign that no line of a patch has."""
    head = ["# Accepted corrections, exported by ICS Assistant."]
    if changed:
        where = f"the folder that holds `{folder}`"
        head.append(f"# Apply it in {where}: git apply corrections.patch")
    if looked:
        head += ["#", "# To be looked at by hand:", "#", *(f"# - {line}" for line in looked)]
    if not changed and not looked:
        head.append("# There are none.")
    return head


def _told(one: Correction, reason: str) -> str:
    """An accepted correction in a line."""
    where = f"{one.of.file}, {one.of.row}" if one.of.row else one.of.file
    day = spoken(one.decision.at[:10]) or ""
    said = f"“{one.of.words}” A reader says: {quoted(one.why)}"
    source = f" Source: {quoted(one.source.said)}." if one.source.said else ""
    instead = f" To stand instead: “{one.decision.instead}”." if one.decision.instead else ""
    note = f" Note: {one.decision.note}." if one.decision.note else ""
    line = (
        f"{where}: {said}{source}{instead}{note} (Accepted by {one.decision.name} on {day};"
        f" {reason}.)"
    )
    return " ".join(line.split())
