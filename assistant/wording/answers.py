"""What stands around the quotations of an answer: notes before them, and its standing after
them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.wording import exam

NOT_A_RULE = "None of the sentences quoted is itself guidance or law"
NO_RULE = "No guidance or law is quoted here."
CLAIMED_RULE = (
    "A document quoted here says that it is guidance or law; a reader added it, and nobody has"
    " confirmed that."
)
NO_DUTY = "The guidance quoted here states no duty"
YOURS_TO_DECIDE = "What to do is the board’s decision; these are what the sources say."


NOT_LISTED = "The passages found count them and do not list them."
MAY_BE_MORE = "There may be more: these are the sentences found, not a list of the document’s own."
NEAREST = "It is not certain that a passage here answers this; the nearest stand below."
STOPPED = "The language model was stopped."
EMPTY = "The language model gave an empty answer."
FOUND_NONE = "The language model found no answer in the passages, which come near to one."
MOST_UNSUPPORTED = "Most of what the language model wrote was not supported by the passages."


def other_figure(figure: str, theirs: str) -> str:
    """A figure in the question that the passages give otherwise."""
    return f"The passages found do not say {figure}; they say {theirs}."


def not_given(taken: str) -> str:
    """A verdict ("accepted") that the question takes for granted and the source does not give."""
    return f"No passage found says that government {taken} it; what it answered stands below."


def asked_some(asked: int, of: int) -> str:
    """That only some documents were asked, as a reader chose."""
    return f"Only {asked} of the library’s {of} documents {'was' if asked == 1 else 'were'} asked."


def ticks_gone(gone: int, left: int) -> str:
    """That some of the documents that a reader ticked could not be asked; empty where all were."""
    if not gone:
        return ""
    which = "One of the documents" if gone == 1 else f"{gone} of the documents"
    others = "the other one was" if left == 1 else f"the other {left} were"
    return (
        f"{which} that you ticked {'is' if gone == 1 else 'are'} not in the library any more, or"
        f" {'was' if gone == 1 else 'were'} read anew; {others} asked. Tick again under Library."
    )


def since_gone(documents: int) -> str:
    """That documents that a kept answer quotes are not in the library any more; empty for none."""
    if not documents:
        return ""
    which = "A document" if documents == 1 else f"{documents} documents"
    return (
        f"{which} quoted here {'has' if documents == 1 else 'have'} been replaced or removed since."
        " Ask again for how it stands now."
    )


def nothing_from(name: str) -> str:
    """A party that nothing was found of."""
    return f"Nothing from {name} was among what was found; ask about {name} alone to be sure."


def part_missing(part: str) -> str:
    """A part of the question that the documents do not answer."""
    return f"The library does not say: “{part}”."


def part_unsure(part: str) -> str:
    """A part of the question that nothing quoted may answer."""
    return f"It is not certain that a passage here answers: “{part}”."


def headings(count: int, title: str) -> str:
    """What a list of a document's headings is."""
    return f"“{title}” has {count} headings:"


def extreme(label: str, column: str, cell: str, down: bool, rows: int, ties: int) -> str:
    """The row with the highest or lowest figure of a column."""
    which = "lowest" if down else "highest"
    shared = f", the same as {ties - 1} more" if ties > 1 else ""
    return f"{label} has the {which} {column}: {cell}{shared} ({rows} rows compared)."


def said_by(review: str, asked: str) -> str:
    """A recommendation that is another's than the question says."""
    return f"That was recommended by the {review}, not by {asked}."


def byline(
    title: str | None, authors: Sequence[str], publisher: str | None, when: str | None
) -> str:
    """Who a document says it is by, where and when it says it was published."""
    named = f"“{title}”" if title else "This document, which states no title,"
    by = " and ".join(authors) or "an author it does not name"
    unstated = "not stated in it"
    return f"{named} is by {by}; publisher: {publisher or unstated}; published: {when or unstated}."


def no_rule(said: Sequence[str], advises: bool) -> str:
    """That nothing quoted is a rule, and what was `said` instead ("recommended", "answered", …);
    `advises`: guidance is among it that states no duty."""
    listed = " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))
    if advises:
        return NO_DUTY + (f"; the rest was {listed}." if listed else ".")
    return NOT_A_RULE + (f": they tell what was {listed}." if listed else ".")


def as_at(day: str, undated: int, told_later: bool) -> str:
    """The answer's day; `undated` documents were left out, and some of it is `told_later`."""
    many = "s" if undated > 1 else ""
    left_out = f", nor the {undated} document{many} without a date" if undated else ""
    told = " Some of it is told here from later accounts." if told_later else ""
    return f"As at {day}: nothing dated later was used{left_out}.{told}"


def newest(when: str, old: str | None) -> str:
    """The newest evidence quoted, and how old it is where that is more than a year."""
    return f"Newest evidence quoted: {when}{f', {old} old' if old else ''}."


def said_later(when: str) -> str:
    """Something after the answer's day answers better."""
    return f"Something said later ({when}) comes nearer to an answer."


def in_ledger(
    title: str, response: tuple[str, str | None], progress: tuple[str, str | None], newer: bool,
    later: str | None,
) -> str:  # fmt: skip
    """What the ledger says of a recommendation: (status, date) of response and progress;
    `newer`: its progress is newer than anything quoted; `later` is the date of entries after the
    answer's day."""
    answered = f" ({response[1]})" if response[1] else ""
    beyond = ", newer than anything quoted here" if newer else ""
    reported = f" ({progress[1]}{beyond})" if progress[1] else ""
    after = f" The ledger has later entries, the newest of {later}." if later else ""
    return (
        f"In the ledger: {title}. Response: {response[0]}{answered}. Progress:"
        f" {progress[0]}{reported}.{after}"
    )


def quoted_instead(why: str) -> str:
    """Why a language model's answer is not shown."""
    return f"{why} The sources are quoted instead."


def asked_of(model: str, provider: str, passages: int) -> str:
    """Which model was asked, where it found nothing."""
    return f"Asked of {model} ({provider}), {_from(passages)}."


def written_by(
    model: str, provider: str, passages: int, judge: str, counts: tuple[int, int, int, int],
    left_out: int, examined: bool, trouble: str | None,
) -> str:  # fmt: skip
    """Which model wrote, who read its sentences, and what became of them: `counts` of those
    supported, written again, replaced and removed; `left_out` passages it could not read."""
    kept, again, replaced, removed = counts
    did = [
        f"{_sentences(kept)} supported",
        f"{again} of them written again" if again else "",
        f"{_sentences(replaced)} replaced by the source's own words" if replaced else "",
        f"{_sentences(removed)} removed" if removed else "",
    ]
    were = "was" if left_out == 1 else "were"
    left = f" {left_out} more had no room and {were} not read." if left_out else ""
    instead = f" The judge did not answer: {trouble}" if trouble else ""
    unknown = "" if examined else f" {exam.UNEXAMINED}"
    reader = f"{judge} read" if judge == "rules" else f"{judge.partition(':')[2] or judge} read"
    return (
        f"Written by {model} ({provider}), not by a person, {_from(passages)}; {reader} every"
        f" sentence against its passage: {', '.join(filter(None, did))}.{left}{instead}{unknown}"
    )


def _from(passages: int) -> str:
    return f"from {passages} passage{'' if passages == 1 else 's'}"


def _sentences(count: int) -> str:
    return f"{count} sentence{'' if count == 1 else 's'}"
