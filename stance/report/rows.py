"""Results as plain rows: one JSON object or one CSV line a statement, keys in a fixed order."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from stance.corpus.predictions import ABSTENTION, CSV_COLUMNS
from stance.schema import LABELS, Actor, Attribution, ScoredStatement, Spans, cut

if TYPE_CHECKING:
    from stance.model.explain import Explanation


def answer(scored: ScoredStatement) -> str:
    """The stance as it is written out: an abstention is `uncertain`."""
    return ABSTENTION if scored.score.abstained else str(scored.score.stance)


def statement_row(scored: ScoredStatement) -> dict[str, Any]:
    """One answer with the keys of `stance.corpus.predictions.STATEMENT_KEYS`.

    Spans are lists of [start, end], empty for a quote that came without its article. A
    condition's offsets count in the article, or in the quote where there is no article.
    """
    item, score = scored.statement, scored.score
    condition = score.condition
    return {
        "id": item.id,
        "document": item.document,
        "actor": item.actor,
        "actor_mention": item.actor_mention,
        "actor_kind": item.actor_kind,
        "country": item.country,
        "date": item.date,
        "proposal": item.proposal,
        "stance": answer(scored),
        "confidence": score.confidence,
        "probabilities": {str(label): score.probabilities[label] for label in LABELS},
        "quote": item.quote,
        "source": pairs(item.source_spans),
        "cue": pairs(item.cue_spans),
        "content": pairs(item.content_spans),
        "condition": condition
        and {"text": condition.text, "start": condition.start, "end": condition.end},
    }


def attribution_row(
    document: str, text: str, attribution: Attribution, actor: Actor
) -> dict[str, Any]:
    """One attribution: who said what, without any stance."""
    return {
        "document": document,
        "source": pairs(attribution.source),
        "cue": pairs(attribution.cue),
        "content": pairs(attribution.content),
        "actor": actor.name,
        "actor_mention": cut(text, attribution.source),
    }


def explanation_row(scored: ScoredStatement, explanation: Explanation) -> dict[str, Any]:
    """One explained answer: contributions that sum, with the intercept, to the logit."""
    return {
        "id": scored.statement.id,
        "document": scored.statement.document,
        "actor": scored.statement.actor,
        "proposal": scored.statement.proposal,
        "stance": answer(scored),
        "label": str(explanation.label),
        "logit": explanation.logit,
        "intercept": explanation.intercept,
        "contributions": [
            {
                "weight": item.weight,
                "feature": item.feature,
                "stream": item.stream,
                "role": item.role,
                "start": item.start,
                "end": item.end,
                "text": item.text,
            }
            for item in explanation.strongest(len(explanation.contributions))
        ],
    }


def pairs(spans: Spans) -> list[list[int]]:
    """Spans as JSON has them."""
    return [[span.start, span.end] for span in spans]


def json_line(row: Mapping[str, Any]) -> str:
    """One line of JSON; the same row always gives the same bytes."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV text (RFC 4180 quoting, line feeds)."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def csv_row(row: Mapping[str, Any]) -> list[Any]:
    """A statement's row flattened to `CSV_COLUMNS`; spans stay JSON within their cell."""
    condition = row["condition"] or {}
    flat: dict[str, Any] = {
        **row,
        **{f"p_{label}": row["probabilities"][label] for label in LABELS},
        **{f"condition_{key}": condition.get(key, "") for key in ("text", "start", "end")},
        **{key: json.dumps(row[key]) for key in ("source", "cue", "content")},
    }
    return [flat[column] for column in CSV_COLUMNS]
