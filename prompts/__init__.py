"""One Markdown file a prompt or fixed wording, rendered strictly: a missing or an extra variable is an error."""

from importlib import resources
from string import Template


def render(name: str, **values: str) -> str:
    """Text of `prompts/{name}.md` with each `$variable` filled in. Raises KeyError naming what does not match."""
    template = Template((resources.files(__package__) / f"{name}.md").read_text("utf-8").strip())
    if (wanted := set(template.get_identifiers())) != set(values):
        raise KeyError(f"prompt {name!r} takes {sorted(wanted)}, was given {sorted(values)}")
    return template.substitute(values)
