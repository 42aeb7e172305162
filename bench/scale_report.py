"""Figures of `bench.scale` in, docs/scale.png and a Markdown table out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent


def growth(sizes: list[int], values: list[float]) -> float:
    """The exponent of the power of the size that fits best: 1 grows as the library does, 0 not
    at all."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def draw(figures: list[dict]) -> None:
    """docs/scale.png, and the same as a table."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    for k, f in enumerate(figures):
        own = (
            (f["store_s"] + f["tokens_s"] + f["keywords_s"])
            / f["added"]
            * (f["passages"] - (figures[k - 1]["passages"] if k else 0))
        )
        f["index_s"] = own + (figures[k - 1]["index_s"] if k else 0)
        f["nearest_p50_ms"], f["keywords_p50_ms"] = f["nearest_ms"][0], f["keywords_ms"][0]
        for part in ("chroma", "lexical", "tokens"):
            f[f"{part}_mb"] = f[f"{part}_bytes"] / 2**20
    sizes = [f["passages"] for f in figures]
    panels = {
        "indexing without encoding, s": {"index_s": "in all"},
        "disk, MB": {"chroma_mb": "Chroma", "tokens_mb": "token vectors", "lexical_mb": "keywords"},
        "memory of a searching process, MB": {"search_resident_mb": "resident"},
        "search, ms": {
            "p95_ms": "whole, p95",
            "p50_ms": "whole, p50",
            "nearest_p50_ms": "vectors, p50",
            "keywords_p50_ms": "keywords, p50",
        },
        "recall of the exact ten": {"recall": "in the fifty found"},
        "other, s": {
            "opened_s": "opening",
            "add_one_s": "one file more",
            "unchanged_s": "nothing changed",
        },
    }
    drawn, axes = pyplot.subplots(2, 3, figsize=(13, 7), constrained_layout=True)
    for ax, (title, lines) in zip(axes.flat, panels.items(), strict=True):
        for key, name in lines.items():
            values = [f[key] for f in figures]
            power = "" if key == "recall" else f" (n^{growth(sizes, values):.2f})"
            ax.plot(sizes, values, "o-", label=name + power)
        ax.set(
            xscale="log",
            title=title,
            xlabel="passages",
            **({"ylim": (0, 1.05)} if "recall" in lines else {"yscale": "log"}),
        )
        ax.grid(alpha=0.3)
        ax.legend(frameon=False, fontsize=8)
    drawn.savefig(ROOT / "docs" / "scale.png", dpi=110)
    tell(figures, panels)


def tell(figures: list[dict], panels: dict[str, dict[str, str]]) -> None:
    """The same as a Markdown table."""
    sizes = [f["passages"] for f in figures]
    print(
        "| measure | "
        + " | ".join(f"{size:,}" for size in sizes)
        + " | growth |\n|---|"
        + "---|" * (len(sizes) + 1)
    )
    for title, lines in panels.items():
        for key, name in lines.items():
            values = [f[key] for f in figures]
            grows = "" if key == "recall" else f"n^{growth(sizes, values):.2f}"
            print(
                f"| {title}: {name} | "
                + " | ".join(f"{v:,.3g}" if v < 1000 else f"{v:,.0f}" for v in values)
                + f" | {grows} |"
            )
