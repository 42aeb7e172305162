"""Scores in, drawings as SVG out: facts by type of question, refusals, changes from a baseline."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from evals.stats import Comparison, interval

if TYPE_CHECKING:
    from evals.run import Run

_BLUE, _AMBER, _GREY, _INK = "#005eb8", "#b58105", "#55606e", "#1d2530"


def plots(run: Run, test: set[str], comparisons: list[Comparison], names: dict[str, str]) -> str:
    """The drawings one after the other; `test` are ids of the test half, `names` of the metrics."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update(
        {
            "font.size": 9,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "svg.fonttype": "none",
        }
    )
    return "".join(_drawn(run, test, comparisons, names))


def _drawn(
    run: Run, test: set[str], comparisons: list[Comparison], names: dict[str, str]
) -> Iterator[str]:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 3.2))
    _facts(axes, run, test)
    yield _svg(figure)
    figure, axes = plt.subplots(figsize=(9, 2.4))
    _refusals(axes, run)
    yield _svg(figure)
    if comparisons:
        figure, axes = plt.subplots(figsize=(9, 2.6))
        _differences(axes, comparisons, names)
        yield _svg(figure)


def _facts(axes: Any, run: Run, test: set[str]) -> None:
    types = list(dict.fromkeys(c.type for c in run.cases))
    product = run.scores["product"]
    found = []
    for kind in types:
        metric = "right_decision" if kind == "unanswerable" else "fact_recall"
        ids = [c.id for c in run.cases if c.type == kind and c.id in test]
        values = (product[i].values for i in ids)
        found.append(interval([v[metric] for v in values if metric in v]))
    errors = [[i.mean - i.low for i in found], [i.high - i.mean for i in found]]
    means = [i.mean for i in found]
    axes.barh(types, means, xerr=errors, color=_BLUE, ecolor=_GREY, height=0.6)
    axes.set_xlim(0, 1)
    axes.set_xlabel("facts stated, test half, 95% interval (unanswerable: refused)")
    axes.invert_yaxis()


def _refusals(axes: Any, run: Run) -> None:
    halves = ("development", "test")
    for label, keep, colour in (("answerable", True, _BLUE), ("unanswerable", False, _AMBER)):
        shares = []
        for half in halves:
            ids = [c.id for c in run.cases if c.answerable is keep and c.split == half]
            refused = sum(run.records["product"][i].response.refused for i in ids)
            shares.append(refused / max(1, len(ids)))
        axes.plot(halves, shares, marker="o", label=label, color=colour)
    axes.set_ylim(0, 1)
    axes.set_ylabel("share refused")
    axes.legend(frameon=False)


def _differences(axes: Any, comparisons: list[Comparison], names: dict[str, str]) -> None:
    below = [c.difference - c.low for c in comparisons]
    above = [c.high - c.difference for c in comparisons]
    axes.errorbar(
        [c.difference for c in comparisons],
        [names[c.metric] for c in comparisons],
        xerr=[below, above],
        fmt="o",
        color=_BLUE,
        ecolor=_GREY,
    )
    axes.axvline(0, color=_INK, linewidth=0.8)
    axes.set_xlabel("after minus before, 95% interval")
    axes.invert_yaxis()


def _svg(figure: Any) -> str:
    import matplotlib.pyplot as plt

    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight")
    plt.close(figure)
    text = out.getvalue()
    return text[text.index("<svg") :]
