"""Rows and events in, two Altair charts out; each has its text beside it in `ledger_view`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from assistant.ledger.types import Ledger
from assistant.ui.ledger_view import MARKS, counts
from assistant.wording.statuses import RESPONSES
from index.documents.types import Passage
from index.text.dates import spoken

_COLOURS = {
    "accepted": "#00703c", "partly accepted": "#6aa84f", "noted": "#8fb4d9", "rejected": "#b02a1c",
    "no clear response": "#b58105",
    "sources differ": "#7a4fa3", "unknown": "#c9d1d9", "not yet": "#e3e8ed",
}  # fmt: skip
_INK = "#1d2530"


def by_theme(ledger: Ledger) -> Any:
    """Responses by theme: stacked bars, each part with its sign and count."""
    import altair as alt

    by = counts(ledger)
    order = [s for s in RESPONSES if any(c[s] for c in by.values())]
    most = max(sum(count.values()) for count in by.values())
    row = alt.Y("theme:N", sort=list(by), axis=None)
    fields = (("theme", "Theme"), ("status", "Response"), ("count", "Recommendations"))
    told = [alt.Tooltip(f"{field}:N", title=title) for field, title in fields]
    base = alt.Chart(alt.InlineData(values=_parts(by, order))).encode(y=row, tooltip=told)
    axis = alt.Axis(grid=False, format="d", values=list(range(0, most + 2, 2)))
    signs, colours = [f"{MARKS[s]} {s}" for s in order], [_COLOURS[s] for s in order]
    bars = base.mark_bar(stroke="white", height=22, yOffset=9).encode(
        x=alt.X("from:Q", title="recommendations", axis=axis),
        x2="to:Q",
        color=alt.Color(
            "status:N",
            scale=alt.Scale(domain=signs, range=colours),
            legend=alt.Legend(orient="bottom", title=None, columns=2, labelFontSize=12),
        ),
    )
    marks = base.mark_text(fontSize=12, yOffset=9).encode(
        x="middle:Q",
        text="sign:N",
        color=alt.condition("datum.dark", alt.value("white"), alt.value(_INK)),
    )
    names = alt.Chart(alt.InlineData(values=[{"theme": theme} for theme in by]))
    names = names.mark_text(align="left", fontSize=12, yOffset=-12, color=_INK)
    labels = names.encode(y=row, x=alt.datum(0), text="theme:N")
    words = "Responses by theme; the same figures stand in the table below."
    whole = (bars + marks + labels).properties(
        width="container", height={"step": 48}, description=words
    )
    return _plain(whole)


def _parts(by: dict[str, Counter[str]], order: list[str]) -> list[dict[str, object]]:
    """The parts of each theme's bar, from left to right."""
    parts: list[dict[str, object]] = []
    for theme, count in by.items():
        at = 0
        for name in filter(count.__getitem__, order):
            end = at + count[name]
            parts.append(
                {
                    "theme": theme,
                    "status": f"{MARKS[name]} {name}",
                    "count": count[name],
                    "from": at,
                    "to": end,
                    "middle": (at + end) / 2,
                    "sign": f"{MARKS[name]} {count[name]}",
                    "dark": name in ("accepted", "rejected", "sources differ"),
                }
            )
            at = end
    return parts


def timeline(events: Iterable[Passage], today: str) -> Any:
    """Dated events along time; what lies after `today` is a plan and drawn hollow."""
    import altair as alt

    points = [
        {
            "date": (
                (p.said_on + "-01-01")[:10] if len(p.said_on) == 4 else (p.said_on + "-01")[:10]
            ),
            "when": spoken(p.said_on),
            "event": p.text,
            "lane": i % 5,
            "planned": p.said_on > today,
        }
        for i, p in enumerate(events)
        if p.said_on
    ]
    chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_point(size=90, strokeWidth=2)
        .encode(
            x=alt.X(
                "date:T",
                title=None,
                axis=alt.Axis(format="%b %Y", labelAngle=0, tickCount=8, gridColor="#e3e8ed"),
            ),
            y=alt.Y("lane:O", axis=None),
            shape=alt.Shape(
                "planned:N",
                scale=alt.Scale(domain=[False, True], range=["circle", "diamond"]),
                legend=None,
            ),
            fill=alt.condition("datum.planned", alt.value("white"), alt.value("#005eb8")),
            stroke=alt.value("#005eb8"),
            tooltip=[alt.Tooltip("when:N", title="Date"), alt.Tooltip("event:N", title="Event")],
        )
    )
    return _plain(
        chart.properties(
            width="container",
            height=150,
            description=(
                "Dated events; the same events stand in the list below. Hollow diamonds are plans."
            ),
        )
    )


def _plain(chart: Any) -> Any:
    font = "system-ui, -apple-system, Segoe UI, Roboto, Arial, sans-serif"
    shown = chart.configure(font=font, background="white").configure_view(stroke=None)
    shown.usermeta = {"embedOptions": {"actions": False, "renderer": "svg"}}
    return shown
