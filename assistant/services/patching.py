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
from index.text.dates import spoken

_WIDTH = 118
"""Letters of a line of the ledger's file, at the most."""
_OF_ROW = ("recommendation", "summary")
"""Where a row of the ledger's file has the words of a step."""
Way = tuple[str | int, ...]


@dataclass(frozen=True)
class Patch:
    """`text` is the whole file; `files` those that it changes; `looked` what somebody has to look
    at, a line each."""

    text: str
    files: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()


def patch(accepted: Iterable[Correction], library: Path) -> Patch:
    """In the order they were decided; each finds what the ones before it have left."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    looked: list[str] = []
    for one in sorted(accepted, key=lambda c: c.decision.at):
        name = one.of.file
        if name not in before and (text := _read(library, name)) is not None:
            before[name] = after[name] = text
        made = _applied(after.get(name), one)
        if isinstance(made, str):
            looked.append(_told(one, made))
        else:
            after[name] = made.text
    changed = [name for name in sorted(before) if before[name] != after[name]]
    diffs = (_diff(library.name, name, before[name], after[name]) for name in changed)
    head = [*_head(library.name, changed, looked), ""]
    return Patch("\n".join(head) + "".join(diffs), tuple(changed), tuple(looked))


@dataclass(frozen=True)
class _Made:
    text: str


def _read(library: Path, name: str) -> str | None:
    """A file of the library with its line ends as they are; None for any other."""
    known = {p.name for p in library.glob("[0-9]*.md")} | {FILE}
    path = library / name
    if name not in known or not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _applied(text: str | None, one: Correction) -> _Made | str:
    """The file's text with an editor's words in place of those that were wrong, or why not."""
    words, instead = one.of.words, one.decision.instead
    if text is None:
        return "a document of your own: change its file, and add it again"
    if not instead:
        return "the editor gave no words to put in its place"
    made = _in_ledger(text, one) if one.of.file == FILE else _in_digest(text, words, instead)
    if made is not None:
        return _Made(made)
    if loosely(instead).search(text):
        return "the words of the editor stand in the file already"
    return "the words were not found once, and once only, in the file"


def _in_digest(text: str, words: str, instead: str) -> str | None:
    found = list(loosely(words).finditer(text))
    if len(found) != 1:
        return None
    return text[: found[0].start()] + instead + text[found[0].end() :]


def _in_ledger(text: str, one: Correction) -> str | None:
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
    made = (
        text[: value.start_mark.index]
        + beside.join(line.strip() for line in lines)
        + text[value.end_mark.index :]
    )
    wanted = copy.deepcopy(data)
    _put(wanted, way, one.decision.instead)
    try:
        return made if yaml.load(made, LOADER) == wanted else None
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
    said = f"“{one.of.words}” A reader says: {one.why}"
    source = f" Source: {one.source.said}." if one.source.said else ""
    instead = f" To stand instead: “{one.decision.instead}”." if one.decision.instead else ""
    note = f" Note: {one.decision.note}." if one.decision.note else ""
    line = (
        f"{where}: {said}{source}{instead}{note} (Accepted by {one.decision.name} on {day};"
        f" {reason}.)"
    )
    return " ".join(line.split())
