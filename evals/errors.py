"""What can go wrong in evaluating; every message says which file, line and field, and what to
do."""

from assistant.errors import AssistantError


class EvaluationError(AssistantError):
    """A gold line, a baseline or a set of documents does not fit."""
