"""What `make bench` says of a figure and its target, and when it ends with 1."""

from __future__ import annotations

import pytest

from bench.targets import MISSED, REACHED, WITHIN, Measure, judged


@pytest.mark.parametrize(
    ("measure", "verdict"),
    [
        (Measure("at most 5", [4, 5, 9], (), 5), REACHED),
        (Measure("at most 5", [5.5, 6, 4.9], (), 5), WITHIN),
        (Measure("at most 5", [5.5, 6, 7], (), 5), MISSED),
        (Measure("three times the peer", [9, 8, 6], [3, 2, 2], 3, at_least=True), REACHED),
        (Measure("three times the peer", [5, 5, 7], [2, 2, 2], 3, at_least=True), WITHIN),
        (Measure("three times the peer", [5, 5, 5], [2, 2, 2], 3, at_least=True), MISSED),
        (Measure("no target", [5, 5, 5]), ""),
    ],
)
def test_a_figure_is_held_against_its_target(measure: Measure, verdict: str) -> None:
    assert measure.verdict == verdict
    assert measure.row().endswith(f"| {verdict} |")


def test_only_what_was_reached_before_and_is_missed_beyond_noise_is_lost(tmp_path) -> None:
    kept = tmp_path / "reached.json"
    good, never = Measure("start", [1, 1], (), 2), Measure("never", [9, 9], (), 2)
    assert judged([good, never], "a kind", kept) == []
    bad, noisy = Measure("start", [3, 4], (), 2), Measure("start", [1.9, 4, 5], (), 2)
    assert judged([noisy, never], "a kind", kept) == []
    assert judged([bad, never], "another kind", kept) == []
    assert judged([bad, never], "a kind", kept) == ["start"]
    assert judged([bad, never], "a kind", kept) == ["start"], "what is lost stays on record"
