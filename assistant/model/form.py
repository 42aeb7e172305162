"""A sentence as a model wrote it in, why it is not even looked up in the passages out."""

from __future__ import annotations

import re

from assistant.check.untrusted import addresses_reader, foreign
from assistant.model.stream import Written
from index.text.tidy import plain
from index.text.words import stems
from prompts import render

SAID_BEFORE = "said before"
_LONGEST = 80  # words; beyond, a sentence runs on
_FEWEST = 3  # words of a sentence
_OF_ITSELF = re.compile(
    r"^\W*(?:(?:the|this|these|each|no|all) )?(?:numbered |given |above )?passages?\b|^\W*(?:the|"
    r"this) (?:answer|question|text|sentence)\b",
    re.I,
)
_I = re.compile(
    r"(?<!Part )(?<!Schedule )(?<!Annex )(?<!Phase )\b(?:I|I['’]m|me|my|we|our|ours)\b(?!\.)"
)


def cannot_say() -> str:
    """The sentence of a model that finds no answer, bare."""
    return plain(render("cannot_say")).strip(" .")


def names_what_is_missing(text: str) -> bool:
    """Whether it says that the library does not say something."""
    return plain(text).startswith(cannot_say())


_MISSING = re.compile(
    r"^the library does not say (?:what|who|whom|whose|when|where|why|how|which|whether|if|"
    r"(?:on|in|at|by|for|to|from|of) (?:what|which|whom|whose))\b[^,;:()]*$",
    re.I,
)
_GOES_ON = re.compile(
    r"\b(?:but|because|although|though|while|whereas|since|and|however|which (?:is|was|has|had)|"
    r"after|so that)\b",
    re.I,
)
_ASKED = 25  # words of a sentence that names what is missing


def only_names_it(text: str) -> bool:
    """Whether it names what is missing in one clause, and so tells nothing else beside it."""
    bare = plain(text).strip(" .")
    short = len(bare.split()) <= _ASKED
    return short and bool(_MISSING.match(bare)) and not _GOES_ON.search(bare)


def unfit(written: Written, before: list[str], fronts: list[str]) -> str:
    """Why a sentence is not looked up, empty where it is. `before` are the sentences before it,
    `fronts` what stands in front of the passages."""
    text = written.text
    if not _FEWEST <= len(text.split()) <= _LONGEST or text.endswith("?"):
        return "it states nothing"
    if any(plain(said) == plain(text) for said in before):
        return SAID_BEFORE
    if {"an address", "an image", "a link"} & set(written.flaws):
        return "nothing may be opened from an answer"
    if any(set(stems(text)) <= set(stems(front)) for front in fronts):
        return "it only repeats a heading"
    if addresses_reader(text) or _I.search(text):
        return "it speaks to the reader, or for itself"
    if foreign(text):
        return "it is not in English"
    if _OF_ITSELF.search(text):
        return "it speaks of the passages, not of the subject"
    return ""
