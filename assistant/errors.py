"""What can go wrong in asking and configuring; every message says what to do next."""


class AssistantError(Exception):
    """Root of this package's errors."""


class SettingsError(AssistantError):
    """A setting is unknown or out of bounds."""


class NotThereError(AssistantError):
    """Nothing is called so."""


class BatchError(AssistantError):
    """A line of a batch file is not a question."""


class ChatModelError(AssistantError):
    """The language model is not set up: a package, a key or an address is missing."""


class ChatFailure(AssistantError):
    """The language model did not answer this time. `again` is the least wait in seconds before
    another try, None when none helps."""

    def __init__(self, text: str, again: float | None = None) -> None:
        super().__init__(text)
        self.again = again
