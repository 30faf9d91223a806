"""Records of a report that several test modules share: an invented story, told by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from stance.report.deciding import Deciding, DecidingWord
from stance.report.page import Contents
from stance.schema import (
    LABELS,
    Article,
    Condition,
    Score,
    ScoredStatement,
    Span,
    Spans,
    Stance,
    Statement,
    cut,
)

CASES = Path(__file__).resolve().parents[1] / "cases" / "report"
MANIFEST = json.loads(
    (CASES.parents[2] / "models/default/manifest.json").read_text(encoding="utf-8")
)
HOSTILE: list[str] = json.loads((CASES / "hostile.json").read_text(encoding="utf-8"))


def story() -> Contents:
    """Eleven statements of three articles: every kind of mark and every way to be left out."""
    told = json.loads((CASES / "story.json").read_text(encoding="utf-8"))
    articles = {item["id"]: _article(item) for item in told["articles"]}
    statements = tuple(
        _statement(item, articles[item["document"]].text, number)
        for number, item in enumerate(told["statements"])
    )
    return Contents(
        statements=statements,
        articles=articles,
        deciding={number: decided(item) for number, item in enumerate(statements)},
        manifest=MANIFEST,
        unrelated=3,
        skipped=("lost.txt: no such file or folder",),
        foreign=("notes.pdf",),
    )


def _article(item: Mapping[str, Any]) -> Article:
    text, headline = item["text"], item["headline"]
    return Article(item["id"], text, item["date"], Span(0, len(headline)) if headline else None)


def _statement(item: Mapping[str, Any], text: str, number: int) -> ScoredStatement:
    def spans(name: str) -> Spans:
        return tuple(Span(text.index(part), text.index(part) + len(part)) for part in item[name])

    source, cue, content = spans("source"), spans("cue"), spans("content")
    condition = item.get("condition")
    start = text.index(condition) if condition else 0
    return ScoredStatement(
        Statement(
            quote=cut(text, content),
            proposal=item["proposal"],
            id=f"{item['document']}:{number}",
            document=item["document"],
            actor=item["actor"],
            actor_mention=cut(text, source),
            actor_kind=item["kind"],
            country=item["country"],
            cue=cut(text, cue),
            date={"ferry-1": "2031-03-04", "ferry-2": "2031-04-17"}.get(item["document"], ""),
            source_spans=source,
            cue_spans=cue,
            content_spans=content,
        ),
        Score(
            dict(zip(LABELS, item["probabilities"], strict=True)),
            condition=Condition(condition, start, start + len(condition)) if condition else None,
            abstained=item.get("abstained", False),
        ),
    )


def decided(item: ScoredStatement) -> Deciding:
    """Weights made up: the first and the last word of the quote, and the cue against them."""
    quote, cue = item.statement.quote, item.statement.cue
    first, last = quote.split()[0], quote.split()[-1]
    words = (
        DecidingWord("quote", 0, len(first), first, 1.25),
        DecidingWord("quote", len(quote) - len(last), len(quote), last, 0.5),
        DecidingWord("cue", 0, len(cue), cue, -0.75),
    )
    return Deciding(item.score.stance, 1.5, words, others=0.25, shape=0.125, intercept=0.125)


def with_payload(payload: str) -> Contents:
    """One statement in which everything that can hold text holds the payload."""
    text = f"{payload}\nAda {payload} said {payload} only if {payload} comes. {payload}"
    start = text.index(" said ") + 6
    content = Span(start, len(text))
    condition = Condition(text[start + len(payload) + 1 :], start + len(payload) + 1, len(text))
    statement = Statement(
        quote=text[content.start :],
        proposal=f"do {payload}",
        id=f"id {payload}",
        document=f"{payload}.txt",
        actor=f"Ada {payload}",
        actor_mention=text[len(payload) + 1 : start - 6],
        actor_kind=payload,
        country=payload,
        cue="said",
        date="2031-03-01",
        source_spans=(Span(len(payload) + 1, start - 6),),
        cue_spans=(Span(start - 5, start - 1),),
        content_spans=(content,),
    )
    side = ScoredStatement(
        statement, Score(dict(zip(LABELS, (0.1, 0.1, 0.6, 0.1, 0.1), strict=True)), condition)
    )
    plain = dict(zip(LABELS, (0.8, 0.05, 0.05, 0.05, 0.05), strict=True))
    others = [
        replace(
            side,
            statement=replace(statement, actor=name, id=f"{name} id"),
            score=Score(plain, abstained=name.startswith("unsure")),
        )
        for name in (f"Bea {payload}", f"Cle {payload}", f"unsure {payload}")
    ]
    alone = replace(
        side,
        # Words of its own: a quote that two documents print word for word counts once.
        statement=replace(
            statement,
            quote=f"{payload} stands by itself",
            document="",
            source_spans=(),
            cue_spans=(),
            content_spans=(),
        ),
        score=Score(plain),
    )
    statements = (side, *others, alone)
    word = DecidingWord("proposal", 0, 2, payload, 1.0)
    return Contents(
        statements=statements,
        articles={
            statement.document: Article(
                statement.document, text, payload, Span(0, max(1, len(payload)))
            )
        },
        deciding={
            number: Deciding(Stance.SUPPORT, 1.0, (word,), 0.0, 0.0, 0.0)
            for number in range(len(statements))
        },
        manifest={**MANIFEST, "name": payload},
        skipped=(f"{payload}: cannot be read",),
        foreign=(f"{payload}.pdf",),
    )
