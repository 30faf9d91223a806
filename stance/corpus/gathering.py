"""A collection as a reader gathers it: articles once, statements with ids, losses with places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stance.corpus.exchange import Coded, Collection, Fate, Loss
from stance.errors import StanceError
from stance.schema import Article


class Gathering:
    """What has been found so far."""

    def __init__(self) -> None:
        self._articles: dict[str, Article] = {}
        self._coded: list[Coded] = []
        self._losses: list[Loss] = []
        self._ids: set[tuple[str, str, bool, str]] = set()
        self._counts: dict[tuple[str, str, bool], int] = {}

    def article(self, article: Article, place: str) -> Article:
        """The article as it is kept: an earlier one of the same id and text is the same.

        Another text of the same id gets a name of its own, which is a loss.
        """
        name, number = article.id, 1
        while name in self._articles and self._articles[name].text != article.text:
            number += 1
            name = f"{article.id}~{number}"
        if name != article.id:
            reason = "another text has the same document name; renamed"
            self.lose(Fate.CHANGED, place, reason, f"{article.id} is now {name}")
        kept = self._articles.get(name)
        if kept is None:
            kept = replace(article, id=name)
        else:
            kept = replace(
                kept, date=kept.date or article.date, headline=kept.headline or article.headline
            )
        self._articles[name] = kept
        return kept

    def statement(self, coded: Coded, place: str) -> None:
        """Keeps a statement; one without an id gets one, a second of the same id another."""
        document, scored = coded.statement.document, coded.score is not None
        kind = (document, coded.coder, scored)
        number = self._counts.get(kind, 0)
        self._counts[kind] = number + 1
        given = coded.statement.id or f"{document or 'statement'}-{number:02d}"
        name, copies = given, 1
        while (*kind, name) in self._ids:
            copies += 1
            name = f"{given}~{copies}"
        if coded.statement.id and name != given:
            reason = "its id stands twice in the document; renamed"
            self.lose(Fate.CHANGED, place, reason, f"{given} is now {name}")
        self._ids.add((*kind, name))
        if coded.statement.id != name:
            coded = replace(coded, statement=replace(coded.statement, id=name))
        self._coded.append(coded)

    def lose(self, fate: Fate, place: str, reason: str, detail: str = "") -> None:
        """Notes what did not come over."""
        self._losses.append(Loss(fate, place, reason, detail))

    def fault(self, place: str, reason: str, detail: str = "") -> None:
        """Notes a row that is wrong and left out."""
        self._losses.append(Loss(Fate.DROPPED, place, reason, detail, fault=True))

    def error(self, error: StanceError) -> None:
        """Notes a row's error and lets reading go on; the callback of table readers."""
        place = f"{error.path}:{error.line}" if error.line is not None else str(error.path)
        self.fault(place, error.reason)

    def add(self, losses: Iterable[Loss]) -> None:
        """Notes losses that others have found."""
        self._losses.extend(losses)

    def collection(self) -> Collection:
        """Everything found."""
        return Collection(self._articles, tuple(self._coded), tuple(self._losses))
