"""What can go wrong in asking and configuring; every message says what to do next."""


class AssistantError(Exception):
    """Root of this package's errors."""


class SettingsError(AssistantError):
    """A setting is unknown or out of bounds."""


class BatchError(AssistantError):
    """A line of a batch file is not a question."""
