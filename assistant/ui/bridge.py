"""The one door between the page's scripts and Python: a call's name and what it says in, a JSON
object out.

What a browser sends is never drawn: it names things, and what is named is looked up here. A call
that fails is told in one sentence under the key "told".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from assistant.errors import AssistantError
from assistant.people.acting import Role, need
from assistant.ui.live import SHARED
from assistant.wording.failures import went_wrong
from index.errors import IndexingError
from index.log import begin_request, failed, request_id

Said = Mapping[str, Any]
Call = Callable[[Said], dict[str, Any]]
NEEDS: Mapping[str, Role] = {
    **dict.fromkeys(
        (
            "add",
            "fetch",
            "choose",
            "look_again",
            "describe",
            "undescribe",
            "confirm",
            "versions",
            "look_differing",
            "remove",
            "restore",
        ),
        "librarian",
    ),
    **dict.fromkeys(
        (
            "decide",
            "accept_list",
            "decide_correction",
            "corrections_file",
            "do_not_differ",
            "outline",
            "write",
            "paper_change",
            "paper_back",
            "paper_remove",
        ),
        "editor",
    ),
    **dict.fromkeys(("record", "record_file"), "auditor"),
}
"""The role for each call, and each kind of work, that changes something or reads the record; a
reader may make all others."""
RECORDED: Mapping[str, str] = {
    "ask": "asked",
    "outline": "outlined a paper",
    "write": "drafted a paper",
    "check": "checked a paper",
    "add": "added a document",
    "fetch": "fetched a document",
    "choose": "decided on a waiting file",
    "look_again": "looked for changes in folders",
    "describe": "corrected a document",
    "undescribe": "took a correction away",
    "confirm": "confirmed a document",
    "versions": "decided on versions",
    "remove": "removed a document",
    "restore": "brought a document back",
    "decide": "decided on a proposal",
    "accept_list": "accepted a document's list",
    "export": "exported an answer",
    "corrections_file": "exported corrections",
    "rows_file": "exported recommendations",
    "paper_file": "exported a paper",
    "check_file": "exported a check",
    "record_file": "exported the record",
    "look_differing": "looked for what differs",
    "compare": "compared documents",
    "compare_file": "exported a comparison",
    "share": "shared an answer",
    "unshare": "shared an answer no longer",
    "stand": "let a question stand",
    "unstand": "let a question stand no longer",
    "feed_make": "made a feed's address",
    "feed_drop": "took a feed's address away",
    "mail_on": "turned mail of changes on",
    "mail_off": "turned mail of changes off",
    "remove_conversation": "deleted a conversation",
    "restore_conversation": "brought a conversation back",
    "paper_change": "changed a paper",
    "paper_back": "took a paper's change back",
    "paper_remove": "removed a paper",
}
"""What is put on record, and in which words."""
_NAMES = (
    *("document", "before", "after", "conversation", "turn", "id"),
    *("kind", "choice", "name", "proposal", "verdict"),
)
"""What of a call is put on record: names of things, no words that somebody typed."""
Note = Callable[[str, Mapping[str, Any]], None]
_OUT_OF_STEP = "This page is of another version than the program behind it; load it again."
_TRIED = "Please try it again."


class Asked(dict[str, Any]):
    """What a page says; a key that it lacks is a page of another version."""

    def __missing__(self, key: str) -> Any:
        raise AssistantError(_OUT_OF_STEP)


class Bridge:
    """Every call that a page may make, by its name."""

    def __init__(self, *parts: Mapping[str, Call], note: Note | None = None) -> None:
        self._calls = {name: call for part in parts for name, call in part.items()}
        self._note = note

    def call(self, asked: str) -> dict[str, Any]:
        """One call: `asked` is {"call": its name, …} as JSON."""
        try:
            said = Asked(json.loads(asked))
            call = self._calls[said["call"]]
        except (ValueError, KeyError, TypeError, AssistantError):
            return {"told": _OUT_OF_STEP}
        begin_request()
        try:
            does = said["work"] if said["call"] == "begin" else said["call"]
            need(NEEDS.get(str(does), "reader"))
            if self._note and (did := RECORDED.get(str(does))):
                self._note(did, said)
            return call(said)
        except Exception as error:  # noqa: BLE001 - the last seam before the reader
            return {"told": failure(error)}


def noted(said: Said, questions: bool) -> dict[str, Any]:
    """What is put on record of a call: names of things, the file's name, and, where the
    installation says so (`questions`), the words of a question or topic."""
    what = {name: str(said[name])[:200] for name in _NAMES if said.get(name)}
    if str(what.get("turn", "")).startswith(SHARED):
        what["turn"] = "a shared answer"  # its name opens it
    if path := said.get("path"):
        what["file"] = str(path).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1][:200]
    if url := said.get("url"):
        what["url"] = str(url)[:500]
    if day := said.get("day"):
        what["as_at"] = str(day)[:20]
    if questions and (words := said.get("question") or (said.get("brief") or {}).get("topic")):
        what["words"] = str(words)[:1000]
    if documents := said.get("documents"):
        what["documents"] = " ".join(map(str, documents))[:1000]
    return what


def failure(error: Exception, kept: str = _TRIED) -> str:
    """What went wrong in one sentence: ours as it is, any other logged."""
    if isinstance(error, AssistantError | IndexingError):
        return str(error)
    failed("A call of the page failed", error)
    return went_wrong(kept, request_id())
