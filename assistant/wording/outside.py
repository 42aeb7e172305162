"""What is said where the question is none for the documents."""

from __future__ import annotations

from collections.abc import Sequence

from index.text.dates import spoken

STATES = {
    "answered": "",
    "partly answered": "Partly answered",
    "not in the library": "Not in the library",
    "ask back": "Which do you mean?",
    "outside": "",
}
"""{how a question came out: in words, empty where nothing need be said}."""
SHOWN_STATES = {**STATES, "answered": "Answered"}
"""The same on the screen, where each answer has its state above it."""
EMERGENCY = (
    "If this is an emergency, call 999 now. For urgent medical help that is not an emergency,"
    " call 111"
    " or use 111.nhs.uk. This assistant cannot give medical advice."
)
GREETING = (
    "Hello. Ask what a review recommended, how the government answered, how far it got, or who says"
    " so; each sentence comes with its source."
)
THANKS = "You are welcome. Ask again whenever you need to."
HELP = (
    "I answer questions about recommendations, government’s responses and progress from the"
    " documents"
    " in this library, and quote the passage behind each sentence. I can also list, compare, put in"
    " order of date, sum up a document, answer as at a day (“as at 31 March 2025”) and draft a"
    " board"
    " paper. Where the documents do not say, I say so."
)
USING = (
    "That is about this program, not about the documents. Library adds, corrects and removes"
    " documents; the line under an answer copies, shares, pins and exports it; your conversations"
    " are listed beside the questions; Settings and trust has the language model, how this looks"
    " and the keys."
)
EMPTY = "There is no question here yet. Type one, for instance what became of a recommendation."
NO_QUESTION = (
    "This is a long text, and no question was found in it. Ask one of it, or add the text to the"
    " library as a document."
)
NOT_ENGLISH = (
    "The question does not seem to be in English. It was answered from the sources, which are in"
    " English; asking in English finds more."
)


def of_long_text(question: str) -> str:
    """Which question of a long text was answered."""
    return f"Of the long text, this was answered: “{question}”"


def examples(titles: Sequence[str]) -> tuple[str, ...]:
    """Three questions that the ledger's rows answer."""
    return tuple(f"What happened to “{title}”?" for title in titles[:3])


def which(reviews: Sequence[str]) -> str:
    """That more than one review could be meant."""
    named = ", ".join(reviews[:-1]) + " or " + reviews[-1]
    return f"Which do you mean: {named}?"


def ask_of(question: str, review: str) -> str:
    """The question asked of one review by name."""
    return f"{question.rstrip(' ?.!')} ({review})?"


def about(ours: int, added: int, newest: str | None) -> str:
    """How many documents there are and how new."""
    digests = f"{ours} digest{'' if ours == 1 else 's'} of ours" if ours else ""
    others = f"{added} document{'' if added == 1 else 's'} added by readers" if added else ""
    holds = " and ".join(filter(None, [digests, others])) or "no documents yet"
    when = f" Its newest dated evidence is of {spoken(newest)}." if newest else ""
    return f"The library holds {holds}.{when}"


def more(count: int) -> str:
    """Documents that are not named."""
    return f"And {count} more; the Library tab has them all."
