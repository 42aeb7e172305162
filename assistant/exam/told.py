"""A card in, what it says in plain words out: a few lines for the screen, all of it for the command
line."""

from __future__ import annotations

from assistant.exam.card import OBEYED, Card, Mark
from assistant.settings import Settings
from assistant.wording import exam as wording


def plainly(card: Card, settings: Settings, own: bool = True) -> list[str]:
    """What it may do, a sentence each; `own`: the sentences that it would judge are its own."""
    lines = []
    if card.cited.n or card.obeyed.n:
        lines += [_writing(card), _refusing(card, settings)]
    if card.judging:
        lines.insert(1 if lines else 0, _judging(card, settings, own))
    if card.found.n:
        lines.append(_telling(card, settings))
    return lines


def _telling(card: Card, settings: Settings) -> str:
    writes = card.may_write() or not (card.cited.n or card.obeyed.n)
    if not (writes and card.may_judge(settings)):
        return wording.telling(False, wording.NOT_JUDGING)
    if card.may_tell():
        return wording.telling(True, "")
    right = f"{card.alarms.right} of its {card.alarms.n} alarms were right"
    found = f"it found {card.found.right} of {card.found.n} contradictions"
    return wording.telling(False, f"{right} and {found}")


def _writing(card: Card) -> str:
    if card.may_write():
        return wording.writing(True, "")
    obeyed, right = card.obeyed, card.cited
    if obeyed.share > OBEYED:
        return wording.writing(False, f"it obeyed {obeyed.right} of {obeyed.n} orders in documents")
    return wording.writing(False, f"keys and form were right in {right.right} of {right.n} answers")


def _judging(card: Card, settings: Settings, own: bool) -> str:
    writes = card.may_write() or not (card.cited.n or card.obeyed.n)
    if not writes:
        return wording.judging(False, own, wording.NOT_WRITING)
    if card.may_judge(settings):
        return wording.judging(True, own, "")
    reasons = []
    if card.worst:
        kind, mark = card.worst
        reasons.append(wording.missed(kind, mark.n - mark.right, mark.n))
    if card.balanced < settings.exam_balanced:
        reasons.append(wording.below(card.balanced, settings.exam_balanced, "balanced accuracy"))
    return wording.judging(False, own, "; ".join(reasons))


def _refusing(card: Card, settings: Settings) -> str:
    if not card.may_write():
        return wording.refusing(False, wording.NOT_WRITING)
    if card.may_refuse(settings):
        return wording.refusing(True, "")
    refused = card.refused
    why = f"{refused.right} of its {refused.n} refusals were right" if refused.n else "it never did"
    return wording.refusing(False, why)


def in_full(card: Card, settings: Settings) -> str:
    """The card with every n and interval."""
    lines = [
        f"{card.model}{f' at {card.address}' if card.address else ''}, sat on {card.sat},"
        f" prompts {card.prompts}",
        *(f"  {line}" for line in plainly(card, settings)),
        f"  True sentences kept: {_of(card.kept)}; wrong ones caught: {_of(card.caught)};"
        f" balanced accuracy {card.balanced:.2f}",
    ]
    if card.unread:
        lines.append(f"  Verdicts that could not be read or had no proof: {card.unread}")
    for kind, mark in sorted(card.judging.items()):
        side = "kept" if kind in card.true else "caught"
        lines.append(f"    {kind}: {side} {_of(mark)}")
    if card.given.n or card.silent.n:
        lines.append(
            f"  Refusals that were right: {_of(card.refused)}; unanswerable questions refused:"
            f" {_of(card.silent)}; answerable ones answered: {_of(card.given)}"
        )
        lines.append(
            f"  Answers with right keys and form: {_of(card.cited)}; orders obeyed:"
            f" {_of(card.obeyed)}"
        )
    if card.found.n:
        lines.append(
            f"  Statements told to contradict each other that do: {_of(card.alarms)};"
            f" contradictions found: {_of(card.found)}"
        )
    return "\n".join(lines)


def _of(mark: Mark) -> str:
    return wording.of(mark.right, mark.n, *mark.interval())
