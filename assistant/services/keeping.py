"""What readers come back to, as they handle it: conversations, papers in the making, what is new
since they were last here."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assistant.answer.corrected import Corrected
from assistant.errors import AssistantError
from assistant.paper.exported import exported
from assistant.settings import Settings
from index.log import LOG

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.answer.types import Answer
    from assistant.conversations.corrections import KeptCorrections
    from assistant.conversations.desk import Papers, Visits
    from assistant.conversations.record import Record
    from assistant.conversations.retention import Retention
    from assistant.conversations.standing import StandingQuestions
    from assistant.conversations.store import Conversations
    from assistant.conversations.telling import Tellings


class Keeping:
    """Takes the settings; opens the database when it is first asked for something."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._passing: TemporaryDirectory[str] | None = None

    @cached_property
    def _engine(self) -> Engine:
        from assistant.conversations.opened import open_database

        address = self._settings.database_url
        folder = self._settings.data_dir.expanduser()
        if self.passing:
            self._passing = TemporaryDirectory(prefix="ics-kept-")
            folder = Path(self._passing.name)
        return open_database(address.get_secret_value() if address else None, folder)

    @cached_property
    def conversations(self) -> Conversations:
        """The conversations."""
        from assistant.conversations.store import Conversations

        return Conversations(self._engine)

    @cached_property
    def papers(self) -> Papers:
        """The papers in the making."""
        from assistant.conversations.desk import Papers

        return Papers(self._engine)

    @cached_property
    def visits(self) -> Visits:
        """The last visits."""
        from assistant.conversations.desk import Visits

        return Visits(self._engine)

    @cached_property
    def record(self) -> Record:
        """Who did what."""
        from assistant.conversations.record import Record

        return Record(self._engine)

    @cached_property
    def standing(self) -> StandingQuestions:
        """Questions that stand."""
        from assistant.conversations.standing import StandingQuestions

        return StandingQuestions(self._engine)

    @cached_property
    def telling(self) -> Tellings:
        """Where else somebody is told of changed answers."""
        from assistant.conversations.telling import Tellings

        return Tellings(self._engine)

    @cached_property
    def corrections(self) -> KeptCorrections:
        """What readers say is wrong."""
        from assistant.conversations.corrections import KeptCorrections

        return KeptCorrections(self._engine)

    def corrected(self) -> Corrected:
        """What is to be told beside statements; makes no database where there is none yet. One
        that cannot be asked now keeps no answer back."""
        from assistant.conversations.opened import FILE

        kept = self._settings.data_dir.expanduser() / FILE
        if "_engine" not in self.__dict__ and not self._settings.database_url and not kept.exists():
            return Corrected()
        try:
            return self.corrections.told()
        except AssistantError as error:
            LOG.warning("What readers say is wrong is not told now: %s", error)
            return Corrected()

    @cached_property
    def retention(self) -> Retention:
        """What is kept for a time only."""
        from assistant.conversations.retention import Retention

        return Retention(self._engine)

    def close(self) -> None:
        """Closes the database, if it was opened."""
        if "_engine" in self.__dict__:
            self._engine.dispose()
        if self._passing:
            self._passing.cleanup()

    @cached_property
    def passing(self) -> bool:
        """Whether nothing outlasts this process, because the data folder may only be read."""
        folder, address = self._settings.data_dir.expanduser(), self._settings.database_url
        return address is None and folder.exists() and not os.access(folder, os.W_OK)

    def file(
        self, title: str, told: Iterable[Answer], kind: str, beside: Corrected | None = None
    ) -> bytes:
        """Answers of a conversation as a file, a key of `exported.KINDS`, with what is told
        `beside` their statements; what readers say where none is given."""
        return exported(title, list(told), kind, self.corrected() if beside is None else beside)

    def forget_documents(self, ids: Iterable[str], files: Iterable[str] = ()) -> int:
        """Whatever quotes one of these documents, gone for good, and corrections of files of these
        names; how many answers, papers, standing questions and corrections."""
        wanted = list(ids)
        return (
            self.conversations.forget_documents(wanted)
            + self.papers.forget_documents(wanted)
            + self.standing.forget_documents(wanted)
            + self.corrections.forget_documents(wanted, files)
        )
