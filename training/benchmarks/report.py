"""How large a report is, and how fast it opens: ``python -m training.benchmarks.report``.

Articles are joined from our own items until they have the length of a long news story, so that
texts, spans and names are of the kind that a report meets; every statement is scored and
explained by the shipped model. Needs the Python package playwright and a Chromium. Prints the
table and writes it to `training/results/`.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Annotated, Any, Final

import typer

from stance.corpus.jsonl import item_statements
from stance.corpus.tables import Row
from stance.pipeline.scorer import Scorer, load
from stance.report.card import table
from stance.report.deciding import Deciding, deciding
from stance.report.html import render_report
from stance.report.page import Contents
from stance.schema import Article, ScoredStatement, Span, Spans, Statement
from training.build import ROOT

ITEMS: Final = ROOT / "data/statements.jsonl"
RESULTS: Final = ROOT / "training/results"
RUNS: Final = 5
CHROMIUM: Final = Path("/usr/bin/chromium")
BROWSER: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

Decide = Callable[[Statement], Deciding]


@dataclass(frozen=True)
class Told:
    """An article, and what is said in it."""

    article: Article
    statements: tuple[Statement, ...]


def joined_articles(count: int, words: int, statements: int, seed: int = 0) -> Iterator[Told]:
    """Articles of about so many words, each with so many of its items' statements."""
    lines = ITEMS.read_text(encoding="utf-8").splitlines()
    items: list[dict[str, Any]] = [json.loads(line) for line in lines]
    random = Random(seed)
    for number in range(count):
        name = f"generated-{number:04d}"
        text, date, found = "", "", list[Statement]()
        length = 0
        while True:
            item = random.choice(items)
            more = len(item["text"].split())
            if len(found) >= statements and length + more / 2 > words:
                break
            length += more
            start = len(text) + 2 if text else 0
            text = f"{text}\n\n{item['text']}" if text else item["text"]
            date = date or item["date"]
            row = Row(item, str(ITEMS), 0)
            found += [_moved(each.statement, start, name) for each in item_statements(row)]
        kept = [found[at] for at in sorted(random.sample(range(len(found)), statements))]
        yield Told(
            Article(name, text, date, Span(0, text.index("\n"))),
            tuple(replace(one, id=f"{name}:{at}", date=date) for at, one in enumerate(kept)),
        )


def _moved(statement: Statement, by: int, document: str) -> Statement:
    def moved(spans: Spans) -> Spans:
        return tuple(Span(span.start + by, span.end + by) for span in spans)

    return replace(
        statement,
        document=document,
        proposal=statement.proposal or "do something else",
        source_spans=moved(statement.source_spans),
        cue_spans=moved(statement.cue_spans),
        content_spans=moved(statement.content_spans),
        condition_spans=moved(statement.condition_spans),
    )


def contents(told: Sequence[Told], scorer: Scorer, decide: Decide) -> Contents:
    """The records of a report on these articles."""
    scored: list[ScoredStatement] = []
    for one in told:
        scored += scorer.score_statements(one.statements, one.article.text)
    return Contents(
        statements=tuple(scored),
        articles={one.article.id: one.article for one in told},
        deciding={number: decide(item.statement) for number, item in enumerate(scored)},
        manifest=scorer.manifest,
    )


@dataclass(frozen=True)
class Opening:
    """Seconds of one run in a browser.

    `page` until the matrix stands, counted from the start of the navigation; `statement` from
    the first click on a cell until its statements stand; `filtered` from a filter to its matrix.
    """

    page: float
    statement: float
    filtered: float


TIMED: Final = """() => {
  const timed = (act) => {
    const start = performance.now();
    act();
    document.body.getBoundingClientRect();
    return performance.now() - start;
  };
  const confidence = document.querySelector("[name=confidence]");
  return [
    performance.getEntriesByType("navigation")[0].duration,
    timed(() => document.querySelector("button.cell").click()),
    timed(() => {
      confidence.value = "0.5";
      confidence.dispatchEvent(new Event("input", { bubbles: true }));
    }),
  ];
}"""


def openings(path: Path, runs: int = RUNS) -> list[Opening]:
    """Open the page in a headless Chromium so many times, each in a context of its own."""
    from playwright.sync_api import sync_playwright

    found: list[Opening] = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=BROWSER)
        for _ in range(runs):
            context = browser.new_context()
            page = context.new_page()
            page.goto(path.as_uri(), wait_until="load")
            page.wait_for_selector("button.cell")
            found.append(Opening(*(milliseconds / 1000 for milliseconds in page.evaluate(TIMED))))
            context.close()
        browser.close()
    return found


def benchmark(
    articles: Annotated[int, typer.Option(help="Articles.")] = 1000,
    words: Annotated[int, typer.Option(help="Words an article.")] = 900,
    statements: Annotated[int, typer.Option(help="Statements an article.")] = 15,
) -> None:
    """Measure and write the table."""
    scorer = load()
    told = list(joined_articles(articles, words, statements))
    started = time.perf_counter()
    found = contents(told, scorer, lambda item: deciding(item, scorer.explain(item)))
    explained = time.perf_counter()
    page = render_report(found)
    rendered = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(page, encoding="utf-8")
        size = path.stat().st_size
        runs = openings(path)
    measured = {
        "articles": articles,
        "words": sum(len(one.article.text.split()) for one in told) // articles,
        "statements": len(found.statements),
        "megabytes": round(size / 1e6, 2),
        "scoring_and_explaining_seconds": round(explained - started, 1),
        "rendering_seconds": round(rendered - explained, 1),
        "opening_seconds": round(median(run.page for run in runs), 2),
        "first_statement_seconds": round(median(run.statement for run in runs), 2),
        "filter_seconds": round(median(run.filtered for run in runs), 2),
    }
    (RESULTS / "report.json").write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    rows = [(name.replace("_", " "), value) for name, value in measured.items()]
    text = "\n".join(["# A large report", "", *table(("what", "measured"), rows), ""])
    (RESULTS / "report.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    typer.run(benchmark)
