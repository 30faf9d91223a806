"""What the sample files of `tests/cases/formats` hold, in a form that a person can read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stance.corpus.exchange import Coded, Collection
from stance.schema import cut

CASES = Path(__file__).resolve().parents[1] / "cases" / "formats"


def expected(folder: str) -> dict[str, Any]:
    """What each file of a folder holds, by its name."""
    found: dict[str, Any] = json.loads((CASES / f"{folder}.json").read_text(encoding="utf-8"))
    return found


def shown(collection: Collection) -> dict[str, Any]:
    """A collection as its expectation is written down."""
    return {
        "articles": {name: len(article.text) for name, article in collection.articles.items()},
        "statements": [_statement(item, collection) for item in collection.coded],
        "losses": [("FAULT " if loss.fault else "") + str(loss) for loss in collection.losses],
    }


def _statement(item: Coded, collection: Collection) -> dict[str, Any]:
    statement, score = item.statement, item.score
    article = collection.articles.get(statement.document)
    values = {
        "id": statement.id,
        "document": statement.document,
        "coder": item.coder,
        "actor": statement.actor,
        "mention": statement.actor_mention,
        "kind": statement.actor_kind,
        "country": statement.country,
        "date": statement.date,
        "cue": statement.cue,
        "quote": statement.quote,
        "proposal": statement.proposal,
        "condition": cut(article.text, statement.condition_spans) if article else "",
        "score": score and f"{score.stance} {score.confidence:.2f}{' ?' * score.abstained}",
        "clause": score and score.condition and score.condition.text,
    }
    kept = {key: value for key, value in values.items() if value}
    # None is a stance not coded yet, and is never left out.
    return {**kept, "stance": statement.stance and str(statement.stance)}
