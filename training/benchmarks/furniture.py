"""How well articles are cut out of pages: ``python -m training.benchmarks.furniture``.

44 pages of our own in eleven layouts (`tests/cases/pages`), half of them HTML, half scraped text,
each with its lines marked as the article's or the page's by somebody who had not seen the
filter. Counts lines: *recall* is the share of the article's lines that are kept, *precision* the
share of the kept lines that are the article's; *recall, sentences* leaves out sub-headings and
items of lists. Writes training/results/furniture.json and .md.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stance.documents import ArticleInput, clean, read_articles
from stance.errors import InputError

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = ROOT / "tests/cases/pages"
STOPS: Final = (".", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines by what became of them. `titled` tells whether the headline was found."""

    name: str
    layout: str
    kind: str
    lost: tuple[str, ...]
    left_in: tuple[str, ...]
    kept: int
    sentences: int
    titled: bool

    def counts(self) -> Counter[str]:
        return Counter(
            kept=self.kept,
            lost=len(self.lost),
            lost_sentences=sum(line.rstrip("”\"’'").endswith(STOPS) for line in self.lost),
            sentences=self.sentences,
            left_in=len(self.left_in),
            titled=self.titled,
        )


def flat(text: str) -> str:
    """The text with all white space as single spaces."""
    return " ".join(text.split())


def read_page(marks: Path) -> Page:
    """One page, read as `predict` reads it, and held against its marks."""
    row = json.loads(marks.read_text("utf-8"))
    text = _text(marks.with_name(row["file"]))
    cleaned = clean(text)
    body = flat(" ".join(text[span.start : span.end] for span in cleaned.body))
    headline = "" if cleaned.headline is None else text[cleaned.headline.start :]
    article = [flat(line) for line in row["article"]]
    lost = tuple(line for line in article if not _holds(body, line))
    left_in = tuple(
        line
        for line in map(flat, row["furniture"])
        if _holds(body, line) and not any(line in other for other in article)
    )
    return Page(
        name=marks.stem,
        layout=row["layout"],
        kind=row["file"].rsplit(".", 1)[1],
        lost=lost,
        left_in=left_in,
        kept=len(article) - len(lost),
        sentences=sum(line.rstrip("”\"’'").endswith(STOPS) for line in article),
        titled=flat(headline).startswith(flat(row["headline"])),
    )


def _text(path: Path) -> str:
    """The page's text; empty where no article is found in it, so that all its lines are lost."""
    try:
        (found,) = read_articles([path])
    except InputError:
        return ""
    assert isinstance(found, ArticleInput)
    return found.article.text


def _holds(body: str, line: str) -> bool:
    """Whether the body has the line; one that begins with a dateline may have lost that."""
    if line in body:
        return True
    behind = [line.split(dash, 1)[1].strip() for dash in (" - ", " – ", " — ") if dash in line]
    return any(len(rest) > len(line) / 2 and rest in body for rest in behind)


def rates(pages: Iterable[Page]) -> dict[str, float]:
    """Counts and rates over pages."""
    found = list(pages)
    total = sum((page.counts() for page in found), Counter[str]())
    article = total["kept"] + total["lost"]
    return {
        "pages": len(found),
        "article lines": article,
        "recall": round(total["kept"] / article, 4),
        "recall, sentences": round(1 - total["lost_sentences"] / total["sentences"], 4),
        "precision": round(total["kept"] / (total["kept"] + total["left_in"]), 4),
        "headlines": round(total["titled"] / len(found), 4),
    }


def measure() -> dict[str, dict[str, float]]:
    """Rates by kind of page, by layout, and over all."""
    groups: dict[str, list[Page]] = defaultdict(list)
    for marks in sorted(PAGES.glob("p*.json")):
        page = read_page(marks)
        for name in ("all", page.kind, page.layout):
            groups[name].append(page)
    return {name: rates(group) for name, group in groups.items()}


def main() -> None:
    """Measures, prints and writes the table."""
    result: dict[str, Any] = measure()
    columns = list(result["all"])
    lines = [f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    lines += [
        f"| {name} | {' | '.join(f'{value:g}' for value in found.values())} |"
        for name, found in result.items()
    ]
    print("\n".join(lines))
    folder = ROOT / "training/results"
    (folder / "furniture.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    note = (
        "# Articles cut out of pages\n\nLines of 44 pages; see `training/benchmarks/furniture.py`."
    )
    (folder / "furniture.md").write_text(f"{note}\n\n" + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
