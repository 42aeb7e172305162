"""Documents whose files are gone, in; those that may leave the index, and what is said of those
that stay, out.

A folder that is gone, empty or has lost most of its files is an unmounted share more often than
a wish: nothing is removed for it without a word.
"""

from __future__ import annotations

from pathlib import Path

from index.documents.types import FileOutcome, Stored


def not_yet_said(
    outcomes: list[FileOutcome], known: list[Stored], paths: list[Path]
) -> list[FileOutcome]:
    """The outcomes without "no such folder" and "holds no files" of folders whose documents have
    been spoken of."""
    spoken = {p.name or str(p) for p in paths if any(under(s, [p]) for s in known)}
    return [o for o in outcomes if not (o.failed and o.source in spoken)]


def under(stored: Stored, paths: list[Path]) -> bool:
    """Whether the document's file lies in one of the folders."""
    return any(path.resolve() in Path(stored.path).parents for path in paths)


def may_go(
    gone: list[Stored], known: list[Stored], paths: list[Path], here: set[str], prune: bool
) -> tuple[list[Stored], list[FileOutcome]]:
    """Of the documents whose files are gone: those that leave the index, and what is said of
    those that are kept."""
    if prune:
        return gone, []
    outcomes: list[FileOutcome] = []
    held: set[str] = set()
    for given in dict.fromkeys(paths):
        root = given.resolve()
        of_root = [s for s in known if s.path and root in Path(s.path).parents]
        lost = [s for s in gone if root in Path(s.path).parents]
        found = any(root in Path(path).parents for path in here)
        suspect = (
            lost
            if not found or 2 * len(lost) > len(of_root)
            else [s for s in lost if _unmounted(root, s, here)]
        )
        suspect = [s for s in suspect if s.id not in held]
        if suspect:
            held |= {s.id for s in suspect}
            names = ", ".join(s.source for s in suspect[:3]) + (" …" if len(suspect) > 3 else "")
            why = (
                "the folder is not there"
                if not given.exists()
                else "the folder is empty"
                if not found
                else "their files are gone"
            )
            outcomes += [FileOutcome(s.source, "kept") for s in suspect]
            outcomes.append(
                FileOutcome(
                    given.name or str(given),
                    "skipped",
                    f"{given}: {len(suspect)} of {len(of_root)} documents would go, because {why}"
                    f" ({names}); nothing was removed. If they should go, run `ics-assistant index"
                    f" {given} --prune`.",
                    failed=True,
                )
            )
    return [s for s in gone if s.id not in held], outcomes


def _unmounted(root: Path, stored: Stored, here: set[str]) -> bool:
    """Whether a folder between the root and the file stands empty, or is a link that leads
    nowhere: a share that is away."""
    for folder in Path(stored.path).parents:
        if folder == root:
            return False
        if folder.is_symlink() and not folder.exists():
            return True
        if folder.is_dir() and not any(folder in Path(path).parents for path in here):
            return True
    return False
