"""Collections made by Hypothesis, and how two of them are compared."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from hypothesis import strategies as st

from stance.corpus.exchange import Coded, Collection
from stance.corpus.jsonl import spanned_statement
from stance.schema import (
    ACTOR_KINDS,
    LABELS,
    Article,
    Condition,
    Score,
    Span,
    Spans,
    Statement,
)

PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    str.strip
)
"""Text of one line: what people write into a field."""
CODERS = ("", "anna", "bert@coders.example", "7", "a/b", "ö #2")
NAMES = ("a1", "news/a2", "ä 3", "..", "x.y", "C: 1%")
SPACES = (" ", " ", " ", "  ", "\n", "\r\n", "\n\n", "\t", "\xa0", "🚢 ", "\u2028")
WORDS = ("Brik", "tolls", "“no”", "é́cole", "🚢🏛", "said,", "字", "Haven.", "d’accord")


@st.composite
def articles(draw: st.DrawFn, name: str) -> Article:
    """A text of words that occur once each, so that a span of whole words has one place."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
    text = draw(st.sampled_from(["", "", " ", "\n", "\ufeff"]))
    for number, word in enumerate(words):
        text += f"{word}{number}" + draw(st.sampled_from(SPACES))
    headline = draw(st.none() | st.just(Span(text.index(words[0]), len(text.rstrip()))))
    return Article(name, text, draw(st.sampled_from(["", "2031-05-04"])), headline)


@st.composite
def spans(draw: st.DrawFn, text: str, least: int = 0, most: int = 3) -> Spans:
    """Up to `most` pieces of whole words."""
    words = [place for place, char in enumerate(text) if not char.isspace()]
    starts = [at for at in words if at == 0 or text[at - 1].isspace()]
    ends = [at + 1 for at in words if at + 1 == len(text) or text[at + 1].isspace()]
    size = draw(st.integers(least, min(most, len(starts))))
    chosen = sorted(draw(st.sets(st.integers(0, len(starts) - 1), min_size=size, max_size=size)))
    return tuple(Span(starts[number], ends[number]) for number in chosen)


@st.composite
def scores(draw: st.DrawFn, text: str) -> Score:
    """An answer; its condition is a clause of `text`."""
    weights = [draw(st.integers(1, 1000)) for _ in LABELS]
    shares = {label: one / sum(weights) for label, one in zip(LABELS, weights, strict=True)}
    condition = None
    if draw(st.booleans()):
        ((span),) = draw(spans(text, 1, 1))
        condition = Condition(text[span.start : span.end], span.start, span.end)
    return Score(shares, condition, draw(st.booleans()))


@st.composite
def placed(draw: st.DrawFn, article: Article, id_: str) -> Coded:
    """A statement with its offsets: coded, not coded yet, or scored."""
    text = article.text
    source = draw(spans(text))
    score = draw(st.none() | st.none() | scores(text))
    statement = spanned_statement(
        text,
        id_=id_,
        document=article.id,
        source=source,
        cue=draw(spans(text, most=1)),
        content=draw(spans(text, 1)),
        condition=() if score else draw(spans(text, most=2)),
        proposal=draw(st.just("") | PLAIN),
        stance=None if score else draw(st.sampled_from([None, *LABELS])),
        actor=draw(st.just("") | PLAIN),
        actor_kind=draw(st.sampled_from(["", *ACTOR_KINDS])),
        date=article.date,
    )
    statement = replace(statement, country=draw(st.sampled_from(["", "Fennmark"])))
    return Coded(statement, draw(st.sampled_from(CODERS)), score)


@st.composite
def loose(draw: st.DrawFn, id_: str) -> Coded:
    """A quote that came without its article."""
    quote = draw(PLAIN)
    score = draw(st.none() | st.none() | scores(quote))
    actor = draw(st.just("") | PLAIN)
    statement = Statement(
        quote=quote,
        proposal=draw(st.just("") | PLAIN),
        id=id_,
        document=draw(st.sampled_from(["", "gone", "lost/2"])),
        actor=actor,
        actor_mention=actor,
        actor_kind=draw(st.sampled_from(["", *ACTOR_KINDS])),
        country=draw(st.sampled_from(["", "Fennmark"])),
        cue=draw(st.sampled_from(["", "said"])),
        context=draw(st.just("") | PLAIN),
        stance=None if score else draw(st.sampled_from([None, *LABELS])),
        date=draw(st.sampled_from(["", "2031-05-04"])),
    )
    return Coded(statement, draw(st.sampled_from(CODERS)), score)


@st.composite
def collections(draw: st.DrawFn) -> Collection:
    """Some articles with statements of several coders and models, and some quotes."""
    numbers = count(1)
    ids = st.sampled_from(["s{}", "s{}", "C01-{}", "toll #{}", "r{}", "s {}"])
    found: dict[str, Article] = {}
    coded: list[Coded] = []
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True)):
        found[name] = draw(articles(name))
        for _ in range(draw(st.integers(0, 4))):
            coded.append(draw(placed(found[name], draw(ids).format(next(numbers)))))
    for _ in range(draw(st.integers(0, 2))):
        coded.append(draw(loose(draw(ids).format(next(numbers)))))
    return Collection(found, tuple(coded))


def alike(first: Collection, second: Collection) -> bool:
    """Whether both hold the same, in whatever order their formats keep it."""
    return dict(first.articles) == dict(second.articles) and _coded(first) == _coded(second)


def _coded(collection: Collection) -> list[Coded]:
    return sorted(
        collection.coded,
        key=lambda item: (item.statement.id, item.coder, item.score is None, repr(item)),
    )
