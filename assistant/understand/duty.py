"""A question in, whether it speaks of what has to be done out: then nothing that is only a
recommendation may be taken for a rule, and the answer says so with its headline.

Words alone find 34 of 48 traps that nobody tuned on; a line through the question's vector beside
them (`duty.json`, by `python -m evals.train`) lies where it takes one ordinary question in five
along (docs/answers.md).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np

_RULE = (
    r"must|mandat\w*|compulsor\w*|binding|bound to|required?|requirements?|obliged?|obligat\w*|"
    r"dut(?:y|ies)|laws?|legal\w*|statut\w*|unlawful|polic(?:y|ies)|(?:a|the|any) rule|"
    r"(?:have|has|had|having|supposed|expected) to"
)
"""Words that ask for a rule itself; "got to", "ordered" and "can I" may ask for anything."""
_ASKS = re.compile(rf"\b(?:{_RULE})\b", re.I)
_OBLIGES = re.compile(
    rf"\b(?:{_RULE}|compulsion|compel\w*|forc(?:ed|ing)|coerc\w*|instruct(?:ed|ions?)|ordered|orders|"
    r"prescrib\w*|stipulat\w*|impos(?:e[sd]?|ing)|liable|penalt\w*|sanction\w*|breach\w*|"
    r"non-?negotiable|optional|voluntary|in force|deadline|banned?|abolish(?:ed)?|requires|binds?|"
    r"ignore|accountable to|allowed|entitle\w*|enforce\w*|comply|complian\w*|"
    r"(?:got|made|permitted) to|(?:we|i|boards?|icbs?|icss?|trusts?|councils?) needs? to|"
    r"(?:should|can|may|could) (?:we|our|i|my|an?|the|icbs?|icss?|boards?|trusts?|councils?))\b",
    re.I,
)
LEARNT = json.loads((Path(__file__).parent / "duty.json").read_text("utf-8"))


def asks_for_rule(question: str) -> bool:
    """Whether the words of a question ask what the rule is, so that there is none is the answer."""
    return _ASKS.search(question) is not None


def names_duty(question: str) -> bool:
    """Whether the words of a question ask what has to be done or is allowed."""
    return _OBLIGES.search(question) is not None


def speaks_of_duty(question: str, vector: np.ndarray) -> bool:
    """Whether a question speaks of duties; `vector` is its own. One of another model is not
    looked at."""
    if names_duty(question):
        return True
    weights = np.array(LEARNT["weights"])
    if weights.shape != vector.shape:
        return False
    return float(weights @ vector + LEARNT["bias"]) > float(LEARNT["bar"])
