"""Settings and trust: which language model writes and what its exam says, how good the answers
were found to be, what is kept, who to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata, resources
from typing import Any

from assistant.people.acting import LOCAL, acting
from assistant.services import Services
from assistant.ui.bridge import Call, Said
from assistant.ui.templating import render
from index.text.dates import spoken

FIGURES = "figures.json"
"""What the evaluation found of this version, written by `python -m evals.page`."""
_ABOUT = {
    "starter": "Questions on the starter library",
    "commentary": "Questions on five public commentaries",
    "as-at": "Questions as at an earlier day",
    "traps": "Questions that tempt to tell a recommendation as policy or law",
    "follow-ups": "Follow-up questions",
    "premises": "Questions that take something false for granted, and their neighbours",
}


@dataclass(frozen=True)
class _Figure:
    """A gold set: how many cases, and (what is measured, the share in a hundred)."""

    about: str
    n: int
    shares: tuple[tuple[str, int], ...]


class Trust:
    """The call of the tab."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def calls(self) -> Mapping[str, Call]:
        """By name."""
        return {"trust": self._trust, "report": self._report}

    def _trust(self, _: Said) -> dict[str, Any]:
        services, settings = self._services, self._services.settings
        model = services.chat.or_none()
        accepted, figures = _figures()
        html = render(
            "trust.html",
            person=None if acting() == LOCAL else acting(),
            audits=acting().may("auditor"),
            signs_out=settings.sign_in == "oidc",
            model=model.name.partition(":")[2] if model else "",
            provider=model.name.partition(":")[0] if model else "",
            trouble=services.chat.trouble,
            exam=services.examiner.told() if model else (),
            accepted=spoken(accepted),
            figures=figures,
            contact=settings.contact,
            place=services.library.place,
            conversations=settings.database_url is not None,
            version=metadata.version("ics-assistant"),
            fetches=settings.fetch,
            mails=services.telling.mails,
        )
        return {"html": html}

    def _report(self, _: Said) -> dict[str, Any]:
        """The latest evaluation reports of this installation, one after the other."""
        folder = self._services.settings.data_dir.expanduser() / "evaluations" / "latest"
        pages = [page.read_text("utf-8") for page in sorted(folder.glob("*.html"))]
        return {"html": render("report.html", pages=pages)}


def _figures() -> tuple[str, list[_Figure]]:
    """(when they were accepted, the figures)."""
    kept = json.loads((resources.files(__package__) / FIGURES).read_text("utf-8"))
    figures = [
        _Figure(
            _ABOUT[entry["set"]],
            entry["n"],
            tuple((name, round(100 * share)) for name, share in entry["shares"]),
        )
        for entry in kept["sets"]
    ]
    return kept["accepted"], figures
