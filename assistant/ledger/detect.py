"""A sentence in, how likely it is to state a recommendation out: what somebody says should be done,
by anyone.

Cues weighed by a logistic model; `python -m evals.proposals --fit` learns `detector.json` from
the development half of `evals/gold/recommendations.jsonl`.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).parent / "detector.json"
LIKELY = 0.5
"""Probability from which a sentence is taken for a recommendation; the model's own middle
(docs/history.md, "Detecting recommendations")."""
_CALLS = re.compile(
    r"\b(?:recommend(?:s|ed|ing)?|propos(?:e|es|ed|ing)|call(?:s|ed|ing) (?:for|on)|urge[sd]?|"
    r"argue[sd]? (?:for|that)|suggest(?:s|ed|ing) (?:a|an|the|that \w+ should|giving|setting|"
    r"making|creating)\b|advocat\w+|want(?:s|ed)|emphasi[sz]ed? (?:that|the need)|the need (?:to|"
    r"for)|priorit(?:y|ies) (?:is|are|now)|important (?:that|to)|essential)\b",
    re.I,
)
_NAMES_ONE = re.compile(r"\b(?:recommendations?|proposals?|suggestions?)\b", re.I)
_IMPERATIVE = re.compile(
    r"^(?:To )?(?:Accelerate|Adapt|Adopt|Agree|Align|Build|Cut|Clarify|Commission|Consider|"
    r"Convene|Create|Decide|Define|Develop|End|Ensure|Establish|Fund|Give|Identify|Increase|"
    r"Introduce|Invest|Let|Make|Move|Provide|Publish|Raise|Reduce|Remove|Require|Revisit|Review|"
    r"Set|Speed|Stop|Strengthen|Support|Use|Work|[A-Z][a-z]+(?:en|ify|ise|ize))\b"
)
CUES: dict[str, re.Pattern[str]] = {
    "duty": re.compile(
        r"\b(?:should|ought to|must|needs? to(?! be learn| succeed)|(?:is|are) (?:still )?needed|"
        r"would (?:be \w+ed|have|need|give|go|see|receive))\b",
        re.I,
    ),
    "calls": _CALLS,
    "names one": _NAMES_ONE,
    "imperative": _IMPERATIVE,
    "past": re.compile(
        r"\b(?:has been|have been|was|were|had|began|rejected|welcomed|published)\b"
    ),
    "numbered": re.compile(r"^\s*(?:\(?\d{1,2}[.)]|recommendation \d)", re.I),
    "doubts": re.compile(
        r"\b(?:if (?:they|it|this|the) .*(?:are|is) to|may be|might|perhaps|caveat|risks? that|"
        r"far from clear|hard to see|unless|surpris\w+|striking)\b",
        re.I,
    ),
    "asks": re.compile(r"\?$"),
    "who should": re.compile(
        r"\b(?:DHSC|NHSE|NHS England|government|ICSs?|ICBs?|ministers|leaders|councils?|"
        r"CQC)\b.{0,40}\b(?:should|needs?|must|to)\b"
    ),
}

NAMES = (*CUES, "list urges", "item urges")


def cues(text: str, lead: str = "") -> list[float]:
    """Which cues a sentence holds; `lead` is the line that opens the list it is an item of."""
    found = [float(pattern.search(text) is not None) for pattern in CUES.values()]
    urged = lead and (_CALLS.search(lead) or _NAMES_ONE.search(lead) or "priorit" in lead.lower())
    return [*found, float(bool(urged)), float(bool(lead and _IMPERATIVE.search(text)))]


def recommends(text: str, lead: str = "") -> float:
    """Probability, 0 to 1, that the sentence states a recommendation."""
    learnt = _learnt()
    return 1 / (
        1
        + math.exp(
            -learnt["bias"]
            - sum(learnt["weights"][n] * c for n, c in zip(NAMES, cues(text, lead), strict=True))
        )
    )


@cache
def _learnt() -> dict[str, Any]:
    learnt: dict[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    return learnt
