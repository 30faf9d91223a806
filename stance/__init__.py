"""Who stands where on which proposal.

>>> import stance
>>> scorer = stance.load()
>>> scorer.score("We will never accept such a base.", proposal="build a naval base").stance
<Stance.OPPOSE: 'oppose'>

`load` gives a `Scorer`: `score`, `score_many`, `read`, `explain`. `train` and `evaluate` work
on labelled statements. Everything heavy is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.schema import LABELS, Article, Score, Span, Stance, Statement

if TYPE_CHECKING:
    from stance.pipeline.evaluating import evaluate
    from stance.pipeline.frames import read_frame, score_frame
    from stance.pipeline.recipe import Recipe, read_recipe
    from stance.pipeline.scorer import Reading, Scorer, load
    from stance.pipeline.training import train

__version__ = "0.1.0"

__all__ = [
    "LABELS",
    "Article",
    "Reading",
    "Recipe",
    "Score",
    "Scorer",
    "Span",
    "Stance",
    "StanceError",
    "Statement",
    "evaluate",
    "load",
    "read_frame",
    "read_recipe",
    "score_frame",
    "train",
]

_LAZY = {
    "Reading": "stance.pipeline.scorer",
    "Scorer": "stance.pipeline.scorer",
    "load": "stance.pipeline.scorer",
    "Recipe": "stance.pipeline.recipe",
    "read_recipe": "stance.pipeline.recipe",
    "train": "stance.pipeline.training",
    "evaluate": "stance.pipeline.evaluating",
    "read_frame": "stance.pipeline.frames",
    "score_frame": "stance.pipeline.frames",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
