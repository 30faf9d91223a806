"""HTML pages made of the labelled pages: the article comes through, the furniture does not."""

from __future__ import annotations

import html
from collections import Counter
from pathlib import Path

import pytest

from stance.documents import clean
from stance.documents.html import decode_page, read_page
from stance.errors import InputError

PAGES = sorted((Path(__file__).parents[1] / "cases" / "furniture").glob("*.page"))

# By line, a little under what trafilatura and `clean` reach together.
ARTICLE_RECALL = 0.97
FURNITURE_RECALL = 0.97


def labelled(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [(line[0], line[2:].strip()) for line in lines if line]


def rendered(lines: list[tuple[str, str]]) -> str:
    """The page as sites lay it out: lists above, paragraphs, boxes in between, boxes below."""
    labels = [label for label, _ in lines]
    first, last = labels.index("a"), len(labels) - 1 - labels[::-1].index("a")
    parts = ["<!doctype html><html><body><header><ul>"]
    for number, (label, text) in enumerate(lines):
        shown = html.escape(text)
        if number == first:
            parts.append("</ul></header><main><article>")
        if label == "h":
            parts.append(f"</ul></header><h1>{shown}</h1><header><ul>")
        elif number < first:
            parts.append(f"<li><a href='/x'>{shown}</a></li>")
        elif number <= last:
            parts.append(f"<p>{shown}</p>" if label != "f" else f"<div><span>{shown}</span></div>")
        else:
            parts.append(f"<div><p>{shown}</p></div>")
        if number == last:
            parts.append("</article><section>")
    return "".join([*parts, "</section></main></body></html>"])


def test_articles_come_through_html_and_furniture_does_not() -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for path in PAGES:
        lines = labelled(path)
        text = read_page(rendered(lines), path).text
        body = "\n".join(text[span.start : span.end] for span in clean(text).body)
        for label, line in lines:
            # A dateline is cut off, and a wrapped line's end is as good a witness of it.
            counts[label, line[-30:] in body] += 1
    assert counts["a", True] >= ARTICLE_RECALL * (counts["a", True] + counts["a", False])
    assert counts["f", False] >= FURNITURE_RECALL * (counts["f", True] + counts["f", False])


@pytest.mark.parametrize("declaration", [b"<meta charset=utf-16>", b"<meta charset='utf-8'>", b""])
def test_a_page_in_another_encoding_than_it_declares_is_refused(declaration: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode_page(b"<html>" + declaration + b"\xe9\xff", "a.html")
    assert caught.value.path == "a.html"


def test_pictures_and_archives_named_html_are_refused() -> None:
    with pytest.raises(InputError, match="a PNG picture"):
        decode_page(b"\x89PNG\r\n", "a.html")
