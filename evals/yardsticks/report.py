"""What was measured in, a page and a JSON file out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.exam.card import Mark
from evals.stats import Comparison, Interval
from evals.yardsticks.judging import Judged
from evals.yardsticks.refusing import BACK, COMPLETE, NONE, PARTIAL, Refusals, Row
from evals.yardsticks.retrieval import MEASURES, Retrieved
from evals.yardsticks.sets import Chosen
from index.text.dates import spoken


@dataclass(frozen=True)
class Outcome:
    """A run: which set, by which command, on which day, and its figures."""

    chosen: Chosen
    command: str
    day: date
    embedder: str
    unread: int = 0
    withheld: int = 0
    retrieved: Retrieved | None = None
    refusals: Refusals | None = None
    judged: tuple[Judged, ...] = ()

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was not measured, with why."""
        more = (f"{self.unread} texts that could not be read",) if self.unread else ()
        return (*self.chosen.left_out, *more)


def markdown(outcome: Outcome) -> str:
    """The page."""
    c = outcome.chosen
    out = [
        f"## {c.called}, part {c.part}",
        "",
        f"`{outcome.command}`, {spoken(outcome.day.isoformat())}; set {c.version}, embedding model"
        f" {outcome.embedder}. Left out: {'; '.join(outcome.left_out) or 'nothing'}.",
    ]
    if outcome.retrieved:
        out += ["", *_retrieval(outcome.retrieved)]
    if outcome.refusals:
        out += ["", *_refusals(outcome.refusals, outcome.withheld)]
    if outcome.judged:
        out += ["", *_judges(outcome.judged)]
    return "\n".join(out) + "\n"


def write(outcome: Outcome, folder: Path) -> Path:
    """`NAME-PART.md` and `NAME-PART.json` in the folder; the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"{outcome.chosen.name}-{outcome.chosen.part}"
    page = stem.with_suffix(".md")
    page.write_text(markdown(outcome), "utf-8")
    kept = json.dumps(record(outcome), indent=1, ensure_ascii=False, allow_nan=False)
    stem.with_suffix(".json").write_text(kept + "\n", "utf-8")
    return page


def record(outcome: Outcome) -> dict[str, Any]:
    """The run as JSON; what is not a number is null."""
    c, r = outcome.chosen, outcome.refusals
    held: dict[str, Any] = _plain(
        {
            "set": c.name,
            "part": c.part,
            "version": c.version,
            "date": outcome.day.isoformat(),
            "command": outcome.command,
            "embedding_model": outcome.embedder,
            "n": {
                "questions": len(c.data.questions),
                "texts": len(c.data.texts),
                "claims": len(c.data.claims),
            },
            "left_out": outcome.left_out,
            "withheld": outcome.withheld,
            "retrieval": asdict(outcome.retrieved) if outcome.retrieved else None,
            "refusing": asdict(r) if r else None,
            "judges": [asdict(j) for j in outcome.judged],
        }
    )
    return held


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {str(k): _plain(v) for k, v in value.items()}
        case list() | tuple():
            return [_plain(v) for v in value]
        case float() if value != value:
            return None
    return value


def _retrieval(r: Retrieved) -> list[str]:
    rows = [
        f"Retrieval over {r.n} questions, mean (95% interval):",
        "",
        "| system | " + " | ".join(MEASURES) + " |",
        "|---|" + "---|" * len(MEASURES),
    ]
    for name, by in r.systems.items():
        rows.append(f"| {name} | " + " | ".join(_mean(by[m]) for m in MEASURES) + " |")
    for other, compared in r.against.items():
        best = ", the best of the plain systems by nDCG@10" if other == r.best else ""
        told = "; ".join(f"{x.metric} {_difference(x)}" for x in compared)
        rows += ["", f"Ours less {other}{best}, paired: {told}."]
    return rows


def _refusals(r: Refusals, withheld: int) -> list[str]:
    rows = [
        "Answers and refusals"
        + (f", {withheld} texts withheld" if withheld else "")
        + ": only a complete answer counts as one.",
        "",
        "| questions | n | complete | partial | none (refused) | asked back or outside | refused"
        " (Wilson 95%) | complete and citing a relevant text, of the complete |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(row) for row in r.rows),
    ]
    if r.against:
        x = r.against
        rows += [
            "",
            f"Right decisions (refuses the unanswerable, does not refuse the answerable):"
            f" {_share(r.decided)} of {x.n}; a pipeline that never refuses {x.before:.3f}; paired"
            f" difference {_difference(x)}.",
        ]
    return rows


def _row(row: Row) -> str:
    counts = " | ".join(str(row.outcomes[o]) for o in (COMPLETE, PARTIAL, NONE, BACK))
    sound = f"{_share(row.sound)}, {row.sound.n}" if row.sound.n else "–"
    return f"| {row.label} | {row.n} | {counts} | {_share(row.refused)} | {sound} |"


def _judges(judged: tuple[Judged, ...]) -> list[str]:
    names = " | ".join(j.name for j in judged)
    rows = [
        f"Judges over {judged[0].balanced.n} claims:",
        "",
        f"| | {names} |",
        "|---|" + "---|" * len(judged),
        "| balanced accuracy | " + " | ".join(_mean(j.balanced) for j in judged) + " |",
        "| supported, kept | " + " | ".join(_counted(j.kept) for j in judged) + " |",
        "| unsupported, caught | " + " | ".join(_counted(j.caught) for j in judged) + " |",
    ]
    for kind in judged[0].by_kind:
        cells = " | ".join(_of_kind(j.by_kind[kind]) for j in judged)
        rows.append(f"| {kind} | {cells} |")
    return rows


def _of_kind(value: Interval | Mark) -> str:
    if isinstance(value, Mark):
        return f"right {_counted(value)}"
    return f"balanced {_mean(value)}, {value.n}"


def _mean(i: Interval) -> str:
    return f"{i.mean:.3f} ({i.low:.3f} to {i.high:.3f})" if i.mean == i.mean else "–"


def _share(mark: Mark) -> str:
    low, high = mark.interval()
    return f"{mark.share:.3f} ({low:.3f} to {high:.3f})" if mark.n else "–"


def _counted(mark: Mark) -> str:
    return f"{_share(mark)}, {mark.n}"


def _difference(c: Comparison) -> str:
    return f"{c.difference:+.3f} ({c.low:+.3f} to {c.high:+.3f})"
