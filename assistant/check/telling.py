"""A sentence and the words it rests on in, whether somebody else tells it there, or tells it as
something else, out.

A recommendation told as done or as duty, a plan told as having happened, an opinion told as a
fact, one body's words in another's mouth: each makes a claim that its source does not make.
"""

from __future__ import annotations

import re

from index.text.dates import MONTHS
from index.text.tidy import plain
from index.text.words import words

TELLING = re.compile(
    r"\b(?:recommend\w*|propos\w*|call(?:s|ed|ing)?|want\w*|urg\w+|argu\w+|suggest\w*|ask\w*|said|"
    r"says?|saying|would|could|should|plan\w*|advis\w+|according|judg\w+|view\w*|found|finds|"
    r"report\w*|warn\w*|stress\w*|not(?:ed|es|ing)|observ\w+|count(?:s|ed)|may|might|due|"
    r"record\w*|express\w*|conclud\w*|accept\w*|agree\w*|reject\w*|declin\w*|repeat\w*|commit\w*|"
    r"promis\w*|pledg\w*|describ\w*|speaks?|spoke|cit(?:es|ed|ing)|felt|feels?|believ\w*|th(?:ink|"
    r"inks|ought)|saw|sees?|point(?:s|ed)|claim\w*|hop(?:es?|ed)|expect\w*|aim\w*|inten[dt]\w*|"
    r"seeks?|sought|response|survey\w*|consult\w*|giv(?:es?|en)|gave|put|puts|support\w*|oppos\w*|"
    r"welcom\w*|criticis\w*|prais\w*|tells?|told|cast\w*|list\w*|name[sd]?|set out|to be|vision)\b"
)
_TELLS = re.compile(
    r"\b(?:argu(?:es|ed)|warn(?:s|ed)|said that|says that|judg(?:es|ed)|felt|feels|believ(?:es|"
    r"ed)|criticis(?:es|ed)|prais(?:es|ed)|describ(?:es|ed)|according to|thought|thinks|claim(?:s|"
    r"ed)|predict(?:s|ed)|expect(?:s|ed)|hop(?:es|ed)|suggest(?:s|ed)|would like|stress(?:es|ed)|"
    r"accept(?:s|ed)|reject(?:s|ed)|agree[sd])\b"
)
_URGES = re.compile(
    r"\b(?:recommend(?:s|ed)?|propos(?:es|ed)|call(?:s|ed) for|urg(?:es|ed)|wanted|asked for)\b"
)
_URGED = re.compile(
    r"\b(?:recommend\w*|propos\w*|call\w*|want\w*|urg\w+|ask\w*|should|suggest\w*|would|could|"
    r"argu\w+|idea\w*|plan\w*|press\w*|seek\w*|sought|advis\w+|advoca\w+|favour\w*|aim\w*|ought|"
    r"hop(?:es?|ed|ing)|vision|envisag\w+|said|says|believ\w*|put forward|request\w*|invit\w+|"
    r"appeal\w*|pushed|looked for|in favour|suppos\w+|expect\w*|intend\w*)\b"
)
_DUTY = re.compile(
    r"\b(?:must|required to|is a duty|are obliged|legally|mandatory|have to|has to|is policy|"
    r"law requires|requires? (?:all|every|each)|obliged to|by law|now (?:have|has|requires?|"
    r"policy|in force)|government policy|in force|statutory duty)\b"
)
_DONE = re.compile(
    r"\b(?:(?:has|have|had) (?:now |already |since )?been|(?:is|are) now|now (?:has|have|have to|"
    r"gets?|receives?|spends?|works?)|took effect|came into force|(?:is|are|has|"
    r"have) committed to|(?:has|have) (?:now )?(?:agreed|accepted|adopted|set out|set up|created|"
    r"decided)|was (?:introduced|implemented|adopted|enacted|delivered|completed))\b"
)
_ACTS = re.compile(
    r"\b(?<!was )(?<!were )(?<!been )(?<!be )(?:recommend(?:s|ed)|propos(?:es|ed)|call(?:s|"
    r"ed) for|want(?:s|ed)|urg(?:es|ed)|accept(?:s|ed)|reject(?:s|ed)|agree[sd]|declin(?:es|ed)|"
    r"refus(?:es|ed)|endors(?:es|ed)|said|says|argu(?:es|ed)|not(?:es|ed)|warn(?:s|ed)|lists|"
    r"listed|told|tells|report(?:s|ed) that|judg(?:es|ed)|welcom(?:es|ed)|criticis(?:es|ed)|"
    r"support(?:s|ed)|back(?:s|ed)|oppos(?:es|ed)|commit(?:s|ted)|is committed|prais(?:es|ed)|"
    r"stress(?:es|ed)|planned to|plans to|concluded|promised|pledged|described|describes|thought|"
    r"thinks|felt|predicted)\b"
)
_AGENT = re.compile(r"\b(?:by|according to|for|from|told) (?:the )?$")
_ACTOR = re.compile(
    r"(?:[A-Z][A-Za-z’'&.-]*(?: (?:of|and|for|the|&|[A-Z][A-Za-z’'&.-]*))* ?)|\b(?:government|"
    r"ministers?|department|review|committee|report)\b"
)
_SAME_ACTOR = {
    "minister": "government",
    "ministers": "government",
    "department": "government",
    "secretary": "government",
}
_NOT_ACTORS = frozenset(
    [
        "the",
        "in",
        "by",
        "on",
        "at",
        "as",
        "of",
        "and",
        "for",
        "its",
        "it",
        "this",
        "that",
        "from",
        "since",
        "when",
        "while",
        "although",
        "under",
        "both",
        "his",
        "her",
        "their",
        "he",
        "she",
        "they",
        "one",
    ]
)


def _actors(text: str) -> list[frozenset[str]]:
    """Each name that may be the one who acts, as its words: before a verb of saying or deciding,
    or behind "by"."""
    last = max((m.end() for m in _ACTS.finditer(text)), default=0)
    found = []
    for name in _ACTOR.finditer(text):
        if name.start() < last or _AGENT.search(text[: name.start()]):
            parts = (
                {_SAME_ACTOR.get(w, w) for w in words(name[0].replace("’s", "").replace("'s", ""))}
                - _NOT_ACTORS
                - set(MONTHS)
            )
            found += [frozenset(parts)] if parts else []
    return found


def _first_actors(sentence: str) -> list[frozenset[str]]:
    """The names before the first such verb."""
    act = _ACTS.search(sentence)
    return _actors(sentence[: act.end()]) if act else []


_PLANS = re.compile(
    r"\b(?:(?:planned|plans|due|expected|intends?|intended|invited|asked|proposed|scheduled) to|"
    r"(?:was|were|is|are) to (?!blame)|due in|would|will|to be|subject to|if parliament)\b"
)
_PLANNED = re.compile(
    r"\b(?:plan\w*|due|would|will|to be|(?:is|are|was|were) to|expect\w*|intend\w*|propos\w*|"
    r"should|could|may|might|going to|set to|if|subject|call\w*|want\w*|recommend\w*|seek\w*|"
    r"hop\w+|aim\w*|invit\w+|ask\w*|schedul\w+|prospect\w*|target\w*|forthcoming|future|urg\w+|"
    r"suggest\w*|said|says|argu\w*|warn\w*|promis\w*|commit\w*|agree\w*|accept\w*|reject\w*|"
    r"declin\w*|oppos\w*|according|for|unless|until|vision|bill|draft)\b"
)
_MODAL = re.compile(r"\b(?:should|ought|may|might|could)\b")
_HEDGED = re.compile(
    r"\b(?:should|ought|may|might|could|can|would|recommend\w*|propos\w*|call\w*|want\w*|urg\w+|"
    r"suggest\w*|advis\w*|argu\w*|ask\w*|said|says|expect\w*|encourag\w*|possib\w*|optional|"
    r"option\w*|free to|allow\w*|permit\w*|plan(?:s|ned|ning)? to|planned|idea\w*|not known|"
    r"whether)\b"
)
_FIRM = re.compile(r"\b(?:will|must|shall)\b")
_HAPPENED = re.compile(
    r"\b(?:was|were|has been|have been|had been|has|have|started|began|took|became|moved|opened|"
    r"closed|went|came|is|are|now)\b"
)


def retold(sentence: str, nearest: str, rest: str, whole: str) -> bool:
    """`nearest` are the sentences that the sentence rests on, `rest` all that the passage says,
    `whole` with what stands before it."""
    said, given, near = plain(sentence), plain(whole), plain(nearest)
    first, allowed = _first_actors(sentence), frozenset().union(*_actors(nearest))
    if first and allowed and not any(name <= allowed for name in first):
        return True
    if _DUTY.search(said) and not _DUTY.search(given):
        return True
    if _DONE.search(said) and not _DONE.search(given) and TELLING.search(near):
        return True
    if _URGES.search(near) and not _URGED.search(said):
        return True
    if _MODAL.search(near) and (
        not _HEDGED.search(said) or (_FIRM.search(said) and not _FIRM.search(near))
    ):
        return True
    if _PLANS.search(near) and _HAPPENED.search(said) and not _PLANNED.search(said):
        return True
    return bool(_TELLS.search(near)) and not TELLING.search(said)
