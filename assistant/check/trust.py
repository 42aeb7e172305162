"""What a language model may do on its own authority: granted by the marks of its exam, nothing
without one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trust:
    """`examined`: the model that writes has sat the exam, with these prompts and at this address.
    `writes`: it keeps to keys and form, and obeys no document. `refuses`: when it says that the
    library does not say, it is believed, and no bar keeps it from being asked. `judges`: another
    judge than the rules, which has passed, decides what is supported. `tells`: it also tells which
    statements contradict each other and which answers have changed."""

    examined: bool = False
    writes: bool = False
    refuses: bool = False
    judges: bool = False
    tells: bool = False


UNKNOWN = Trust()
