"""A small collection with everything that a DNA database can and cannot hold."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from stance.corpus.exchange import Coded, Collection
from stance.corpus.jsonl import spanned_statement
from stance.schema import Article, Span, Spans, Stance

TEXT = "“We will build it”, said Ada Brik. The Port Union would agree if rents fell.\nNobody else."
SEA = "🚢 They never sail, 🚢 they said. They stay."


def at(text: str, words: str) -> Spans:
    start = text.index(words)
    return (Span(start, start + len(words)),)


def coded(
    article: Article,
    words: str,
    actor: str,
    kind: str,
    stance: Stance | None,
    *,
    id_: str,
    proposal: str = "build the harbour wall",
    coder: str = "Kim",
) -> Coded:
    statement = spanned_statement(
        article.text,
        id_=id_,
        document=article.id,
        source=(),
        cue=(),
        content=at(article.text, words),
        condition=(),
        proposal=proposal,
        stance=stance,
        actor=actor,
        actor_kind=kind,
        date=article.date,
    )
    return Coded(replace(statement, country="Orland" if kind == "state" else ""), coder)


def small_collection() -> Collection:
    """Two articles, one with wide characters, and a statement of every stance."""
    port = Article("Port vote", TEXT, "2020-01-02")
    sea = Article("At sea", SEA, "2020-01-03T10:30:00")
    return Collection(
        {"Port vote": port, "At sea": sea},
        (
            coded(port, "We will build it", "Ada Brik", "person", Stance.SUPPORT, id_="1"),
            coded(port, "agree if rents", "Port Union", "group", Stance.CONDITIONAL, id_="2"),
            coded(port, "Nobody else", "", "", None, id_="3", coder="Admin"),
            coded(sea, "never sail", "Orland", "state", Stance.OPPOSE, id_="4"),
            coded(sea, "they said", "", "", Stance.UNRELATED, id_="5", proposal=""),
            coded(sea, "They stay", "Orland", "state", Stance.NEUTRAL, id_="6", coder="Lou"),
        ),
    )


def altered(path: Path, sql: str) -> Path:
    """Runs SQL on a database, whatever its rules say."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA ignore_check_constraints=ON;\n{sql}")
        connection.commit()
    return path
