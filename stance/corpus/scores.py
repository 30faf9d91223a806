"""A model's answer as plain values, within the files of formats that can hold one."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose, isfinite
from typing import Any, Final

from stance.errors import RecordError
from stance.schema import LABELS, Condition, Score, Stance, parse_text

CODED: Final = "it has a coder's stance and a model's answer; the answer is left out"
"""Why an answer is lost where both stand: what a coder says counts."""

_ROUNDING: Final = 1e-3  # probabilities that somebody has rounded to three places still sum to 1


def score_values(score: Score) -> dict[str, Any]:
    """All five probabilities by name, the condition, and whether the answer was an abstention."""
    condition = score.condition
    return {
        "probabilities": {str(label): score.probabilities[label] for label in LABELS},
        "condition": condition
        and {"text": condition.text, "start": condition.start, "end": condition.end},
        "abstained": score.abstained,
    }


def said(score: Score) -> str:
    """An answer in a few words, for a message."""
    return "an abstention" if score.abstained else f"{score.stance} {score.confidence:.2f}"


def parse_score(values: Any) -> Score:
    """The answer that `score_values` wrote; raises `RecordError` that names the field."""
    if not isinstance(values, Mapping):
        raise RecordError(f"score: expected an object with probabilities, found {values!r:.60}")
    return Score(
        parse_probabilities(values.get("probabilities")),
        parse_condition(values.get("condition")),
        values.get("abstained") is True,
    )


def parse_probabilities(value: Any) -> dict[Stance, float]:
    """Probabilities of all five labels by name; raises `RecordError` that names the label."""
    if not isinstance(value, Mapping):
        raise RecordError(
            f"probabilities: expected all of {', '.join(LABELS)} by name, found {value!r:.60};"
            " give a file that `stance predict --format jsonl` (or csv) wrote"
        )
    found = {label: _number(value.get(str(label)), f"probabilities.{label}") for label in LABELS}
    total = sum(found.values())
    if min(found.values()) < 0 or not isclose(total, 1.0, abs_tol=_ROUNDING):
        raise RecordError(f"probabilities: they sum to {total:g}; allowed is 0 to 1, in sum 1")
    return found


def parse_condition(value: Any) -> Condition | None:
    """The clause of a condition; raises `RecordError` that names the field."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise RecordError(f"condition: expected text, start and end, found {value!r:.60}")
    start, end = (int(_number(value.get(key), f"condition.{key}")) for key in ("start", "end"))
    if not 0 <= start < end:
        raise RecordError(f"condition: [{start}, {end}] is no span; allowed is 0 <= start < end")
    return Condition(parse_text(value, "text", required=True), start, end)


def spread(stance: Stance, confidence: float) -> Score | None:
    """An answer of which only the first label and its probability are known.

    The rest is shared evenly by the other labels; None where that would not leave the label the
    most probable one, or the number is no probability.
    """
    rest = (1 - confidence) / (len(LABELS) - 1)
    if not rest < confidence <= 1:
        return None
    return Score({label: confidence if label is stance else rest for label in LABELS})


def _number(value: Any, where: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not isfinite(number):
        raise RecordError(f"{where}: expected a number, found {value!r:.60}")
    return number
