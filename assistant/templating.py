"""A template and plain values in, HTML out: the one place where a page is drawn. Every value is
escaped.

A line break between two tags of a template is there for its reader and is not drawn, so that
marks stand close to their words; one inside words is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

_BETWEEN_TAGS = re.compile(r"(?<=[>}])(\s*\n\s*)(?=[<{])")


def render(package: str, name: str, /, **values: Any) -> str:
    """The template `name` of a package's folder `templates`, drawn with its values. One that is
    missing raises."""
    return _environment(package).get_template(name).render(**values)


@lru_cache
def _environment(package: str) -> Environment:
    # once something is drawn, not when a command starts
    from jinja2 import Environment, PackageLoader, StrictUndefined

    class Pages(PackageLoader):
        def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
            source, path, current = super().get_source(environment, template)
            # in a comment, so that errors still name the right line
            return _BETWEEN_TAGS.sub(r"{#\1#}", source), path or "", current

    return Environment(
        loader=Pages(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
