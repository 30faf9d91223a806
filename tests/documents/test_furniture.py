"""The article and the furniture around it, measured line by line on labelled pages."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.documents import clean
from stance.schema import Span

CASES = Path(__file__).parents[1] / "cases" / "furniture"
PAGES = sorted(CASES.glob("*.page"))
SHARED = Path(__file__).parents[2].parent / "shared"

# Floors by line over all pages, a little under what is reached; raise them when it rises.
ARTICLE_RECALL = 0.985
ARTICLE_PRECISION = 0.97
FURNITURE_RECALL = 0.98
HEADLINES = 0.95


@dataclass(frozen=True)
class Line:
    """A labelled line of a page: what it is, and what `clean` took it for."""

    page: str
    label: str
    found: str
    text: str


def page_text(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").split("\n")
    assert all(line == "" or re.match(r"[ahfx]\|", line) for line in lines), path.name
    return "\n".join(line[2:] for line in lines)


def judged(path: Path) -> list[Line]:
    text = page_text(path)
    cleaned = clean(text)
    lines = []
    start = 0
    for labelled in path.read_text(encoding="utf-8").split("\n"):
        line = labelled[2:]
        if line.strip():
            span = Span(start, start + len(line))
            found = "f"
            if cleaned.headline and cleaned.headline.overlaps(span):
                found = "h"
            elif any(paragraph.overlaps(span) for paragraph in cleaned.body):
                found = "a"
            lines.append(Line(path.stem, labelled[0], found, line))
        start += len(line) + 1
    return lines


ALL = [line for path in PAGES for line in judged(path)]


def rate(counts: Counter[tuple[str, str]], right: tuple[str, str], side: int) -> float:
    whole = sum(n for pair, n in counts.items() if pair[side] == right[side] and pair[0] != "x")
    return counts[right] / whole


def test_there_are_enough_pages_of_enough_layouts() -> None:
    assert len(PAGES) >= 40
    assert len({path.stem.rpartition("_")[0] for path in PAGES}) >= 30


def test_lines_are_told_apart_as_well_as_before() -> None:
    counts = Counter((line.label, line.found) for line in ALL)
    wrong = [line for line in ALL if line.label not in ("x", line.found)]
    assert rate(counts, ("a", "a"), 0) >= ARTICLE_RECALL, wrong
    assert rate(counts, ("a", "a"), 1) >= ARTICLE_PRECISION, wrong
    assert rate(counts, ("f", "f"), 0) >= FURNITURE_RECALL, wrong
    assert rate(counts, ("h", "h"), 0) >= HEADLINES, wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_page_loses_more_than_one_line_of_its_article(path: Path) -> None:
    lost = [line.text for line in judged(path) if line.label == "a" and line.found == "f"]
    assert len(lost) <= 1, lost


def test_every_dropped_line_has_its_reason() -> None:
    for path in PAGES:
        for line in clean(page_text(path)).dropped:
            assert line.reason


def test_reasons_say_what_a_line_is() -> None:
    text = (
        "Home\n\nCouncil Rejects Tunnel Under Lake Orm\n\nBy Ada Brik\n\n"
        "The council rejected the tunnel on Monday, saying the lake was too deep for it.\n\n"
        "Its chairman said that nobody would vote for the tunnel again in his lifetime.\n\n"
        "(Reporting by Ada Brik)\n\n© 2020 The Orm Times"
    )
    cleaned = clean(text)
    assert cleaned.headline is not None
    assert text[cleaned.headline.start : cleaned.headline.end].startswith("Council Rejects")
    reasons = {text[line.span.start : line.span.end]: line.reason for line in cleaned.dropped}
    assert reasons == {
        "Home": "menu or bar",
        "By Ada Brik": "byline",
        "(Reporting by Ada Brik)": "credit",
        "© 2020 The Orm Times": "legal notice",
    }


def test_a_dateline_goes_and_its_sentence_stays() -> None:
    text = "VELDEN, May 3 (Orm News) — The envoy said on Friday that the talks would go on."
    cleaned = clean(text)
    assert [text[span.start : span.end] for span in cleaned.body] == [
        "The envoy said on Friday that the talks would go on."
    ]
    assert [line.reason for line in cleaned.dropped] == ["dateline"]


def test_a_name_before_a_dash_is_no_dateline() -> None:
    text = "NORDEF — which has long opposed the talks — said on Friday that it would not attend."
    assert [text[span.start : span.end] for span in clean(text).body] == [text]


def test_a_caption_given_twice_goes_and_a_lead_given_twice_stays_once() -> None:
    caption = "Ada Brik at the opening of the lake tunnel in Orm."
    lead = "Ada Brik said on Monday that the lake tunnel would be closed for good."
    more = "She told the council that nobody had used it since the ferry came back."
    text = f"{caption}\n{caption}\n\n{lead}\n\n{lead}\n\n{more}"
    body = [text[span.start : span.end] for span in clean(text).body]
    assert body == [lead, more]


def test_what_a_person_quoted_says_to_readers_is_no_furniture() -> None:
    text = (
        'The editor wrote: "Please subscribe, click here, and support our journalism."\n\n'
        "She said the paper would close in May if its readers did not pay for it."
    )
    assert len(clean(text).body) == 2


def test_a_hard_wrapped_paragraph_is_one_span() -> None:
    text = (
        "The harbour board said on Tuesday that it would close the old\n"
        "north pier, which has been empty since the storm, unless the\n"
        "Fishermen's League pays for repairs that the board puts at two\n"
        "million crowns.\n\n"
        "The league called the sum absurd and said that it would fight\n"
        "the decision in court."
    )
    cleaned = clean(text)
    assert [text[span.start : span.end].count("\n") for span in cleaned.body] == [3, 1]


def test_line_ends_of_windows_shift_no_offset() -> None:
    path = CASES / "broadcaster_1.page"
    text = page_text(path)
    windows = text.replace("\n", "\r\n")
    body = [windows[span.start : span.end] for span in clean(windows).body]
    assert body == [text[span.start : span.end] for span in clean(text).body]


@pytest.mark.parametrize("text", ["", " \n\t\n", "Home", "Share\nTweet\n\nSubscribe"])
def test_a_page_without_an_article_has_no_body(text: str) -> None:
    assert clean(text).body == ()


PIECES = st.sampled_from(
    ["Home", "\n", "\n\n", "\r\n", " ", "She said no.", "READ MORE: Why", "©", '"', "“", "x" * 70,
     "Photo:", "By Ada Brik", "WASH (AP) — The", "(left)", "\u2028", "\x85", "ß", "😀", "Q. ", "1"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_any_text_is_parted_into_ordered_spans_within_it(text: str) -> None:
    cleaned = clean(text)
    parts = [*cleaned.body, *(line.span for line in cleaned.dropped)]
    if cleaned.headline:
        parts.append(cleaned.headline)
    ordered = sorted(parts)
    assert list(cleaned.body) == sorted(cleaned.body)
    assert all(not a.overlaps(b) for a, b in pairwise(ordered))
    assert all(span.end <= len(text) for span in ordered)
    kept = "".join(text[span.start : span.end] for span in ordered)
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the seed article is not beside the repository")
def test_the_seed_article_keeps_its_evidence_and_loses_its_furniture() -> None:
    expected = json.loads((SHARED / "seed" / "expected.json").read_text(encoding="utf-8"))
    path = SHARED / "seed" / expected["document"]
    text = path.read_bytes().decode()
    cleaned = clean(text)
    for statement in expected["statements"]:
        evidence = Span(*statement["evidence"])
        assert any(paragraph.contains(evidence) for paragraph in cleaned.body)
    last = max(Span(*statement["evidence"]) for statement in expected["statements"])
    credit = text.index("With reporting by")
    assert last.end < credit
    assert all(paragraph.end < credit for paragraph in cleaned.body)
    assert cleaned.headline is not None


@pytest.mark.skipif(not SHARED.is_dir(), reason="PolNeAR's texts are not beside the repository")
def test_real_articles_lose_hardly_an_attribution() -> None:
    """Of the words that annotators marked in newspapers at most 1 in 200 spans is dropped."""
    from stance.corpus.brat import read_annotations

    spans = lost = 0
    for path in sorted((SHARED / "corpus/polnear/data/dev/attributions").glob("*.ann")):
        name = f"{path.stem.rpartition('_')[0]}.txt"
        text = (path.parents[1] / "text" / name).read_bytes().decode()
        cleaned = clean(text)
        kept = [*cleaned.body, *filter(None, [cleaned.headline])]
        for attribution in read_annotations(text, path.read_bytes().decode(), path):
            for span in attribution.content:
                spans += 1
                lost += not any(part.overlaps(span) for part in kept)
    assert spans > 1500
    assert lost <= spans / 200


@pytest.mark.parametrize(
    "text",
    [
        "Read " + "More " * 3000,
        "this article was " * 3000,
        "A " * 20_000,
        "a@" * 20_000,
        '"' * 20_000,
        "x." + " " * 20_000 + "y",
        "PORT, a, " * 5000,
    ],
    ids=["teaser", "note", "capitals", "address", "quotes", "spaces", "dateline"],
)
def test_no_line_however_odd_takes_more_than_moments(text: str) -> None:
    """Each would run for minutes if one pattern tried its alternatives again and again."""
    clean(text)
