"""One Markdown file a prompt or fixed wording, rendered strictly: a missing or an extra variable
is an error."""

import hashlib
import json
from functools import cache
from importlib import resources
from string import Template

_TURN = "\n\n---\n\n"


def render(name: str, **values: str) -> str:
    """Text of `prompts/{name}.md` with each `$variable` filled in. Raises KeyError naming what
    does not match."""
    template = Template(_text(name))
    if (wanted := set(template.get_identifiers())) != set(values):
        raise KeyError(f"prompt {name!r} takes {sorted(wanted)}, was given {sorted(values)}")
    return template.substitute(values)


def messages(name: str, **values: str) -> list[tuple[str, str]]:
    """A prompt for a chat model: what stands above its line `---` is the system's message, what
    stands below the user's.

    A value is put in after the parts are told apart, so no value can open a part of its own.
    """
    system, _, user = _text(name).partition(_TURN)
    wanted = {*Template(system).get_identifiers(), *Template(user).get_identifiers()}
    if wanted != set(values):
        raise KeyError(f"prompt {name!r} takes {sorted(wanted)}, was given {sorted(values)}")
    return [
        ("system", Template(system).substitute(values)),
        ("user", Template(user).substitute(values)),
    ]


def shape(route: str) -> str:
    """The line that tells a model what shape of answer a route asks for; empty where it is the
    plain one."""
    return _shapes().get(route, "")


@cache
def version(*names: str) -> str:
    """Content hash of one prompt or of several together with the shapes, 12 hex digits."""
    texts = [_text(name) for name in names]
    texts += [json.dumps(_shapes())] if len(names) > 1 else []
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


@cache
def _shapes() -> dict[str, str]:
    return json.loads((resources.files(__package__) / "shapes.json").read_text("utf-8"))


def _text(name: str) -> str:
    return (resources.files(__package__) / f"{name}.md").read_text("utf-8").strip()
