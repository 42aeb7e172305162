"""The screen's templates: a template's name and its values in, HTML out."""

from __future__ import annotations

from functools import partial

from assistant import templating

render = partial(templating.render, "assistant.ui")
