"""What a feed and a mail say of answers that changed."""

from __future__ import annotations

IT_IS, IT_MAY_BE = "It is now", "It may now be (told by rules; read it)"
"""Before what an answer says now: as a language model that has passed the exam tells, and as rules
do."""
FEED = "Answers that changed"
"""The feed's title."""
STOPS = (
    "You get this because you chose to have changed answers by mail. You end it on the page Home."
)
"""The last line of a mail."""
NO_SERVER = (
    "No server for mail is set: whoever runs this program sets ICS_MAIL_SERVER and ICS_MAIL_FROM"
    " (docs/changes.md)."
)
NO_ADDRESS = (
    "Your sign-in gives no address of mail that it is sure of, so nothing can be mailed to you."
)


def subject(changes: int) -> str:
    """A mail's subject: no word of a question, for others may see it."""
    return "ICS Assistant: " + (
        "an answer changed" if changes == 1 else f"{changes} answers changed"
    )


def opening(changes: int) -> str:
    """A mail's first line."""
    if changes == 1:
        return "The answer to one of your questions that stand has changed."
    return f"The answers to {changes} of your questions that stand have changed."


def no_address(typed: str) -> str:
    """What was typed is no address."""
    return f"{typed[:100]!r} is no address of mail; type one, such as ann@icb.example."
