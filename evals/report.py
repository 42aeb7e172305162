"""A finished run in; one self-contained HTML page and a Markdown page for a pull request out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.templating import render
from evals.baseline import changed, new_cases
from evals.cases import Case
from evals.plots import plots
from evals.run import Run
from evals.scorers import HIGHER_IS_BETTER, answer_text
from evals.stats import Comparison, Interval, Verdict, interval


@dataclass(frozen=True)
class _Table:
    """Names of the columns, and the rows."""

    head: list[str]
    body: list[list[str]]


@dataclass(frozen=True)
class _Part:
    """A table of the page with its heading; `small` stands below the part before it."""

    heading: str
    table: _Table
    small: bool = False


@dataclass(frozen=True)
class _Shown:
    """A case with what was expected, what was given, and where its evidence was found."""

    question: str
    about: str
    expected: str
    given: str
    ranks: str


def splits(run: Run) -> dict[str, list[str]]:
    """{half: ids of its cases}, and all."""
    return {
        split: [c.id for c in run.cases if c.split == split] for split in ("test", "development")
    }


def _decided(case: Case) -> bool:
    return case.answerable or case.type == "unanswerable"


def table(run: Run, ids: list[str]) -> dict[str, dict[str, Interval]]:
    """{metric: {system: interval}} over the cases given, with refusals and length beside the
    scored metrics."""
    wanted = set(ids)
    out: dict[str, dict[str, Interval]] = {}
    for metric in HIGHER_IS_BETTER:
        row = {}
        for system, scores in run.scores.items():
            values = [
                s.values[metric] for i, s in scores.items() if i in wanted and metric in s.values
            ]
            if values:
                row[system] = interval(values)
        if row:
            out[metric] = row
    by_id = {c.id: c for c in run.cases}
    for name, keep in (
        ("refusal_recall", lambda c: c.type == "unanswerable"),
        ("false_refusals", lambda c: c.answerable),
    ):
        out[name] = {
            s: interval(
                [
                    float(r.response.refused)
                    for i, r in done.items()
                    if i in wanted and keep(by_id[i])
                ]
            )
            for s, done in run.records.items()
        }
    refused = {
        s: [
            float(not by_id[i].answerable)
            for i, r in done.items()
            if i in wanted and r.response.refused and _decided(by_id[i])
        ]
        for s, done in run.records.items()
    }
    out["refusal_precision"] = {s: interval(values) for s, values in refused.items()}
    out["words"] = {
        s: interval(
            [float(x.words) for i, x in scores.items() if i in wanted and by_id[i].answerable]
        )
        for s, scores in run.scores.items()
    }
    return out


NAMES = HIGHER_IS_BETTER | {
    "refusal_recall": "refused, of the unanswerable",
    "refusal_precision": "unanswerable, of the refused",
    "false_refusals": "refused, of the answerable (lower is better)",
    "words": "words an answer",
}


def _cell(found: Interval | None) -> str:
    if found is None or not found.n:
        return "–"
    decimals = 0 if found.mean > 2 else 2
    return f"{found.mean:.{decimals}f} ({found.low:.{decimals}f} to {found.high:.{decimals}f})"


def rows(run: Run, ids: list[str]) -> tuple[list[str], list[list[str]]]:
    """The table of systems by metric."""
    systems = list(run.records)
    found = table(run, ids)
    body = [
        [NAMES[m], str(max(i.n for i in row.values())), *(_cell(row.get(s)) for s in systems)]
        for m, row in found.items()
    ]
    return ["measure", "n", *systems], body


def speed(run: Run) -> list[list[str]]:
    """The table of times."""
    out = []
    for system, done in run.records.items():
        times = sorted(r.response.total_ms for r in done.values())
        out.append(
            [system, f"{times[len(times) // 2]:.0f}", f"{times[int(0.95 * (len(times) - 1))]:.0f}"]
        )
    return out


def checked(run: Run, ids: list[str]) -> list[list[str]]:
    """What the checker made of a language model's sentences, and how often the sources were
    quoted instead; empty without a model."""
    responses = [run.records["product"][i].response for i in ids]
    asked = [r for r in responses if r.checks or r.instead]
    every = [action for r in asked for _, action in r.checks]
    if not every:
        return []
    answers = [["answers by the model", f"{sum(r.instead is None for r in asked)} of {len(asked)}"]]
    return answers + [
        [f"sentences {a}", f"{every.count(a)} of {len(every)} ({every.count(a) / len(every):.2f})"]
        for a in ("kept", "cited anew", "quoted instead", "removed")
    ]


def sentence(run: Run, verdict: Verdict | None, kept: dict | None) -> str:
    """The verdict in a sentence, with the number of cases that were compared."""
    if verdict is None or kept is None:
        return (
            f"No baseline to compare with: {len(run.cases)} cases of the {run.spec['set']} set were"
            " run."
        )
    said = {
        "not worse": "not worse than",
        "worse": "worse than",
        "inconclusive": "not told apart well enough from",
    }
    return (
        f"This version is {said[verdict]} the accepted baseline on"
        f" {len(run.cases) - len(new_cases(run, kept))} cases of the"
        f" {run.spec['set']} set."
    )


def _markdown_table(head: list[str], body: list[list[str]]) -> str:
    return "\n".join(
        [
            "| " + " | ".join(head) + " |",
            "|" + "---|" * len(head),
            *("| " + " | ".join(r) + " |" for r in body),
        ]
    )


def comparison_rows(comparisons: list[Comparison]) -> tuple[list[str], list[list[str]]]:
    """The table of differences from the baseline."""
    head = [
        "measure",
        "n",
        "before",
        "after",
        "difference (95%)",
        "p worse (Holm)",
        "smallest drop seen 4 in 5 times",
        "verdict",
    ]
    body = [
        [
            NAMES[c.metric],
            str(c.n),
            f"{c.before:.3f}",
            f"{c.after:.3f}",
            f"{c.difference:+.3f} ({c.low:+.3f} to {c.high:+.3f})",
            f"{c.p_worse:.3f}",
            f"{c.detectable:.3f}",
            c.verdict,
        ]
        for c in comparisons
    ]
    return head, body


def markdown(
    run: Run, comparisons: list[Comparison], verdict: Verdict | None, kept: dict | None
) -> str:
    """The report as Markdown."""
    parts = [f"**{sentence(run, verdict, kept)}**"]
    if comparisons:
        parts.append(_markdown_table(*comparison_rows(comparisons)))
    for split, ids in splits(run).items():
        parts += [
            f"{split.capitalize()} half, mean (95% interval):",
            _markdown_table(*rows(run, ids)),
        ]
        if found := checked(run, ids):
            parts += [
                f"The model's sentences, {split} half:",
                _markdown_table(["what", "share"], found),
            ]
    parts += ["Milliseconds an answer:", _markdown_table(["system", "p50", "p95"], speed(run))]
    return "\n\n".join(parts) + "\n"


def _case(run: Run, case_id: str) -> _Shown:
    case = next(c for c in run.cases if c.id == case_id)
    record, scored = run.records["product"][case_id], run.scores["product"][case_id]
    expected = "; ".join(f.fact for f in case.facts) or "a refusal"
    given = answer_text(record.response, run.documents) or "(refused)"
    ranks = []
    for place in case.evidence:
        at = (
            run.documents[place.source].text.find(place.anchor)
            if place.source in run.documents
            else -1
        )
        rank = next(
            (
                n
                for n, r in enumerate(record.response.read, 1)
                if r.source == place.source and r.start <= at < r.end
            ),
            None,
        )
        found = f"rank {rank}" if rank else f"not in the first {len(record.response.read)}"
        ranks.append(f"{place.source}: {found}")
    facts = scored.values.get("fact_recall", scored.values.get("right_decision"))
    about = f"{case.type}, {case.id}, {'unscored' if facts is None else f'{facts:.2f}'}"
    return _Shown(case.question, about, expected, given, "; ".join(ranks))


def html(
    run: Run, comparisons: list[Comparison], verdict: Verdict | None, kept: dict | None
) -> str:
    """The whole page. It quotes documents, so it stays with the run and is not part of the
    project."""
    product = run.scores["product"]
    order = sorted(
        run.cases,
        key=lambda c: product[c.id].values.get(
            "fact_recall", product[c.id].values.get("right_decision", -1.0)
        ),
    )
    title = f"Evaluation: {run.spec['set']}"
    return render(
        "evals",
        "report.html",
        title=title,
        verdict=(verdict or "").replace(" ", "-"),
        sentence=sentence(run, verdict, kept),
        measures=list(_measures(run, comparisons)),
        plots=plots(run, set(splits(run)["test"]), comparisons, NAMES),
        moved=list(_moved(run, kept)),
        worst=[_case(run, c.id) for c in order[:25]],
        spec="  ".join(
            f"{k}: {v}" for k, v in run.spec.items() if k not in ("documents", "packages")
        ),
    )


def _measures(run: Run, comparisons: list[Comparison]) -> Iterator[_Part]:
    """The tables above the plots: before and after, each half's measures and checks, speed."""
    if comparisons:
        yield _Part("Before and after", _Table(*comparison_rows(comparisons)))
    for split, ids in splits(run).items():
        yield _Part(f"{split.capitalize()} half: mean and 95% interval", _Table(*rows(run, ids)))
        if found := checked(run, ids):
            yield _Part(
                f"The model's sentences, {split} half", _Table(["what", "share"], found), small=True
            )
    yield _Part("Speed, milliseconds", _Table(["system", "p50", "p95"], speed(run)))


def _moved(run: Run, kept: dict | None) -> Iterator[_Part]:
    """The tables below the plots: cases newly right and newly wrong, and those that could not be
    scored."""
    moved = changed(run, kept) if kept else []
    for title, keep in (("Newly right", lambda b, a: a > b), ("Newly wrong", lambda b, a: a < b)):
        chosen = [m for m in moved if keep(m[1], m[2])]
        if chosen:
            body = [[i, f"{b:.2f} → {a:.2f}", old, new] for i, b, a, old, new in chosen]
            yield _Part(
                f"{title} ({len(chosen)})", _Table(["case", "score", "before", "after"], body)
            )
    product = run.scores["product"]
    unscored = [
        [c.id, next(iter(product[c.id].unscored.values()))]
        for c in run.cases
        if not product[c.id].values
    ]
    if unscored:
        yield _Part(f"Not scored ({len(unscored)})", _Table(["case", "reason"], unscored))


def write(
    run: Run,
    folder: Path,
    comparisons: list[Comparison],
    verdict: Verdict | None,
    kept: dict | None,
) -> tuple[Path, Path]:
    """Writes the report as a page and as figures; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(run.spec["set"]).stem
    page, text = folder / f"{name}.html", folder / f"{name}.md"
    page.write_text(html(run, comparisons, verdict, kept), "utf-8")
    text.write_text(markdown(run, comparisons, verdict, kept), "utf-8")
    return page, text
