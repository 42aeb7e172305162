"""Word lists of this room, as data. "frame": words that tell what was done, by whom, and how it is
asked, so that they are no topic of a question. "point back": words that stand for something said
before. "ask": words that make a question of what is typed."""

from __future__ import annotations

import json
from pathlib import Path

WORDS: dict[str, list[str]] = json.loads((Path(__file__).parent / "words.json").read_text("utf-8"))
