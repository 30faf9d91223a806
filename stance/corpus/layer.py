"""The stand-off layer (`stance.corpus.standoff`): labels whose offsets count in other's texts.

The articles are given apart; one is found by its id or by the name of its file without ending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from stance.corpus.exchange import Coded, Collection, Fate, Format
from stance.corpus.files import first_object, read_json_lines
from stance.corpus.gathering import Gathering
from stance.corpus.standoff import check_layer_row, join, layer_document
from stance.errors import InputError, RecordError
from stance.schema import Article

_NO_ARTICLES: Final[Mapping[str, Article]] = {}


def read_with(path: Path, articles: Mapping[str, Article] = _NO_ARTICLES) -> Collection:
    """The statements, joined with their articles; what cannot be joined is among the losses.

    Raises `InputError` without any article.
    """
    if not articles:
        raise InputError("holds offsets without texts; give them with --articles", path=path)
    known = _by_name(articles)
    gathering = Gathering()
    missing: Counter[str] = Counter()
    for row in read_json_lines(path, gathering.error):
        try:
            check_layer_row(row)
            name = layer_document(row)
            article = known.get(name)
            if article is None:
                missing[name] += 1
                continue
            joined = join(row, article.text)
        except RecordError as error:
            gathering.fault(str(row), error.reason)
            continue
        if joined.trimmed:
            reason = "a span began or ended in white space, which is taken off"
            gathering.lose(Fate.REPAIRED, str(row), reason)
        named = Article(name, article.text, article.date, article.headline)
        kept = gathering.article(named, str(row))
        gathering.statement(Coded(replace(joined.statement, date=kept.date)), str(row))
    for name, count in missing.items():
        reason = "its article is not among those given"
        gathering.fault(f"{path.name}: document {name}", reason, f"{count} statements")
    return gathering.collection()


def _by_name(articles: Mapping[str, Article]) -> dict[str, Article]:
    """By id, and by the name without folder and ending where only one article has it."""
    stems = Counter(PurePosixPath(name).stem for name in articles)
    named = {
        PurePosixPath(name).stem: article
        for name, article in articles.items()
        if stems[PurePosixPath(name).stem] == 1
    }
    return {**named, **articles}


def _claims(path: Path) -> bool:
    first = first_object(path)
    return {"document", "content"} <= first.keys() and not {"text", "quote"} & first.keys()


FORMAT: Final = Format(
    name="layer",
    title="stand-off layer",
    endings=(".jsonl",),
    read=read_with,
    write=None,
    claims=_claims,
    read_with=read_with,
)
