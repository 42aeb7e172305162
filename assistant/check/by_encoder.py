"""Sentences with their passages in, what a cross-encoder finds of them out: any of
sentence-transformers' that reads a premise and a sentence, such as an NLI model, MiniCheck or
FactCG."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.check.facts import broken
from assistant.check.support import stands_in
from assistant.check.types import SUPPORTED, Judgement, Reason, Ruling, Source, Statement
from assistant.errors import SettingsError

_BAR = 0.5
"""Probability of entailment from which a passage supports a sentence: the model's own middle."""
_ENTAILS = ("entailment", "supported", "support", "entailed", "1")
_AGAINST = ("contradiction", "refuted", "refute")
ONE_NUMBER = "one number"


class ByEncoder:
    """A judge that a CrossEncoder is. `labels` are its outputs in order, such as ("contradiction",
    "entailment", "neutral"), or none for a model of one number."""

    one_by_one = True

    def __init__(self, model: Any, name: str, labels: tuple[str, ...]) -> None:
        self._model, self.name = model, name
        self._lock = threading.Lock()
        self._yes = next((i for i, label in enumerate(labels) if label in _ENTAILS), None)
        self._no = next((i for i, label in enumerate(labels) if label in _AGAINST), None)

    @property
    def knows_contradiction(self) -> bool:
        """Whether one of its outputs is that a premise says otherwise."""
        return self._no is not None

    @classmethod
    def load(cls, name: str, labels: str | None) -> ByEncoder:
        """The model called `name`, a folder or a name on a hub; `labels` as ICS_CHECK_LABELS has
        them, else as its own configuration names them. Raises SettingsError in one sentence."""
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(name, device="cpu")
        # the seam: whatever a file of weights lacks is said in our words
        except Exception as error:
            raise SettingsError(
                f"ICS_CHECK_MODEL: no cross-encoder could be loaded from {name!r}"
                f" ({type(error).__name__}); give a folder that holds one."
            ) from error
        return cls(model, name.rstrip("/").rpartition("/")[2], _labels(model, labels))

    def rule(
        self,
        statements: Sequence[Statement],
        sources: Sequence[Source],
        stop: threading.Event | None = None,
    ) -> list[Ruling]:
        """Of the passages cited each that entails the sentence alone, or all of them together;
        else the first other, of those chosen, that does."""
        return [self._ruled(s, sources) for s in statements]

    def _ruled(self, statement: Statement, sources: Sequence[Source]) -> Ruling:
        text, cited = statement.text, statement.keys
        if own := tuple(k for k in cited if stands_in(text, sources[k - 1].text)):
            return Ruling(own, SUPPORTED, "facts")
        others = tuple(k for k, s in enumerate(sources, 1) if s.chosen and k not in cited)
        tried = [(k,) for k in cited] + ([cited] if len(cited) > 1 else [])
        tried += [(k,) for k in others]
        if not tried:
            return Ruling((), Judgement("unsupported", Reason.UNCITED), "facts")
        read = "\n".join(s.whole for s in sources)
        wrong = [broken(text, self._premise(keys, sources), read) for keys in tried]
        if all(wrong):
            return Ruling((), Judgement("unsupported", *(wrong[0] or ())), "facts")
        premises = [self._premise(keys, sources) for keys in tried]
        yes, no = self.probabilities([(premise, text) for premise in premises])
        good = [
            keys for keys, p, bad in zip(tried, yes, wrong, strict=True) if p >= _BAR and not bad
        ]
        if alone := tuple(keys[0] for keys in good if len(keys) == 1 and keys[0] in cited):
            return Ruling(alone, SUPPORTED, "cross-encoder")
        if good:
            return Ruling(good[0], SUPPORTED, "cross-encoder")
        reason = Reason.AGAINST if no.max() >= _BAR else Reason.NOT_SAID
        return Ruling((), Judgement("unsupported", reason), "cross-encoder")

    def probabilities(self, pairs: list[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
        """([n] of entailment, [n] of contradiction) of (premise, sentence)."""
        with self._lock:  # one tokenizer for every reader
            given = self._model.predict(pairs, activation_fn=_as_it_is(), show_progress_bar=False)
        logits = np.asarray(given, float).reshape(len(pairs), -1)
        if self._yes is None:
            return 1 / (1 + np.exp(-logits[:, 0])), np.zeros(len(pairs))
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return shares[:, self._yes], (
            shares[:, self._no] if self._no is not None else np.zeros(len(pairs))
        )

    @staticmethod
    def _premise(keys: tuple[int, ...], sources: Sequence[Source]) -> str:
        return "\n".join(sources[k - 1].whole for k in keys)


def _as_it_is() -> Any:
    from torch.nn import Identity

    return Identity()


def _labels(model: Any, given: str | None) -> tuple[str, ...]:
    """The outputs' names in order; none for a model of one number."""
    count = int(model.config.num_labels)
    if count == 1:
        return ()
    declared = given.split(",") if given and given != ONE_NUMBER else []
    own = [str(model.config.id2label[i]) for i in range(count)]
    names = tuple(name.strip().lower() for name in declared or own)
    if len(names) != count or not set(names) & set(_ENTAILS):
        raise SettingsError(
            f"ICS_CHECK_MODEL gives {count} numbers a pair, and none is known to be entailment; set"
            " ICS_CHECK_LABELS to their names in order, as contradiction,entailment,neutral."
        )
    return names
