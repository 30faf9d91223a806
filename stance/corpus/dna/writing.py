"""A collection as a database that Discourse Network Analyzer 3 opens.

Statements that agree or disagree are of the type "DNA Statement", as DNA itself makes it, with a
further short-text variable `stance`. DNA's networks by agreement need a value in every statement
of their type, and it cannot be left open; so what is conditional, neutral, unrelated or not
coded yet is of a second type that has no agreement, where `stance` is the qualifier. Nothing is
ever made agreement that is none.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any, Final

from stance.corpus.dna.create import CREATE
from stance.corpus.dna.plan import ADMIN, Plan, Planned, fitted, plan
from stance.corpus.dna.schema import password_hash
from stance.corpus.dna.terms import AGREEMENTS
from stance.corpus.exchange import Collection, Fate, Loss
from stance.corpus.staging import staged
from stance.errors import InputError

PASSWORD: Final = "stance"
"""What every coder of a new database logs in with, until somebody changes it in DNA."""

VERSION: Final = {"version": "3.0.7", "date": "2022-06-10"}
"""The DNA whose tables these are; every later DNA 3 opens them."""

WITH_AGREEMENT: Final = "DNA Statement"
WITHOUT_AGREEMENT: Final = "DNA Statement without agreement"

_TYPES: Final[Mapping[str, tuple[int, int, int]]] = {
    WITH_AGREEMENT: (239, 208, 51),
    WITHOUT_AGREEMENT: (153, 187, 255),
}
_SHORT_TEXTS: Final = ("person", "organization", "concept", "stance")
_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("Type", "Alias", "Notes", "Country"),
    "organization": ("Type", "Alias", "Notes", "Country"),
    "concept": ("Type", "Alias", "Notes"),
    "stance": (),
}
_CODERS: Final = ((255, 255, 0), (51, 153, 255), (255, 102, 102), (102, 255, 0), (204, 153, 255))


def write_database(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """Writes a new `.dna` file, whole or not at all, and gives what it could not hold.

    Raises `InputError` where there is no document to write, and where the file cannot be written.
    """
    planned = plan(collection)
    if not planned.documents:
        raise InputError("nothing to write: no document and no statement", path=path)
    with staged(path) as fresh:
        try:
            with closing(sqlite3.connect(fresh)) as connection:
                losses = _New(connection, planned).written()
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise InputError(f"cannot be written as SQLite ({error})", path=path) from error
    return losses


class _New:
    """A database being filled."""

    def __init__(self, connection: sqlite3.Connection, planned: Plan) -> None:
        self._connection = connection
        self._plan = planned
        self._losses = list(planned.losses)
        # One name each for both statement types, so that what is cut is cut alike.
        self._short = {
            text: fitted(
                tuple(dict.fromkeys(_value(it, text) for it in planned.statements)),
                text,
                self._losses,
            )
            for text in _SHORT_TEXTS
        }
        self._told = {text: self._attributes(text) for text in _SHORT_TEXTS if _ATTRIBUTES[text]}

    def written(self) -> tuple[Loss, ...]:
        """Makes tables and rows in one transaction, and gives the losses."""
        self._connection.executescript(f"PRAGMA foreign_keys=ON;\nBEGIN;\n{CREATE}")
        self._many("SETTINGS", [{"Property": key, "Value": it} for key, it in VERSION.items()])
        coders = self._coders()
        self._documents()
        types = [
            name
            for name in _TYPES
            if name == WITH_AGREEMENT or any(_type(it) == name for it in self._plan.statements)
        ]
        for number, name in enumerate(types, start=1):
            red, green, blue = _TYPES[name]
            colour = {"Red": red, "Green": green, "Blue": blue}
            self._many("STATEMENTTYPES", [{"ID": number, "Label": name, **colour}])
            own = [item for item in self._plan.statements if _type(item) == name]
            self._statements(number, name, own, coders)
        self._connection.commit()
        return tuple(self._losses)

    def _many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            names = ", ".join(rows[0])
            places = ", ".join(f":{name}" for name in rows[0])
            self._connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)

    def _next(self, table: str) -> int:
        (last,) = self._connection.execute(f"SELECT coalesce(max(ID), 0) FROM {table}").fetchone()
        return int(last) + 1

    def _coders(self) -> dict[str, int]:
        """Admin first, then everybody who coded; all know each other, as DNA sets them up."""
        names = dict.fromkeys((ADMIN, *(item.coder for item in self._plan.statements)))
        short = fitted(tuple(names), "coder", self._losses)
        numbers = {name: number for number, name in enumerate(names, start=1)}
        secret = password_hash(PASSWORD)
        rows = []
        for name, number in numbers.items():
            red, green, blue = _CODERS[(number - 1) % len(_CODERS)]
            colour = {"Red": red, "Green": green, "Blue": blue}
            rows.append({"ID": number, "Name": short[name], **colour, "Password": secret})
        self._many("CODERS", rows)
        pairs = permutations(numbers.values(), 2)
        self._many("CODERRELATIONS", [{"Coder": one, "OtherCoder": two} for one, two in pairs])
        said = f"the coders' password is {PASSWORD!r}: change it in DNA"
        self._losses.append(Loss(Fate.CHANGED, "coders", said))
        return numbers

    def _documents(self) -> None:
        rows = [
            {"ID": it.number, "Title": it.title, "Text": it.text, "Coder": 1, "Date": it.seconds}
            for it in self._plan.documents
        ]
        self._many("DOCUMENTS", rows)

    def _statements(
        self, type_: int, name: str, items: Sequence[Planned], coders: Mapping[str, int]
    ) -> None:
        """One statement type with its variables, entities, statements and their values."""
        variables = self._variables(type_, name)
        entities = {text: self._entities(variables[text], text, items) for text in _SHORT_TEXTS}
        rows = [
            {
                **{"ID": item.number, "StatementTypeId": type_},
                **{"DocumentId": item.document.number, "Start": item.start, "Stop": item.stop},
                "Coder": coders[item.coder],
            }
            for item in items
        ]
        self._many("STATEMENTS", rows)
        for text in _SHORT_TEXTS:
            rows = [
                {
                    **{"StatementId": item.number, "VariableId": variables[text]},
                    "Entity": entities[text][_value(item, text)],
                }
                for item in items
            ]
            self._many("DATASHORTTEXT", rows)
        if "agreement" in variables:
            rows = [
                {
                    **{"StatementId": item.number, "VariableId": variables["agreement"]},
                    "Value": AGREEMENTS[item.stance],
                }
                for item in items
                if item.stance is not None
            ]
            self._many("DATABOOLEAN", rows)

    def _variables(self, type_: int, name: str) -> dict[str, int]:
        kinds = dict.fromkeys(_SHORT_TEXTS[:-1], "short text")
        kinds |= {"agreement": "boolean"} if name == WITH_AGREEMENT else {}
        kinds |= {"stance": "short text"}
        first = self._next("VARIABLES")
        numbers = {variable: number for number, variable in enumerate(kinds, start=first)}
        rows = [
            {"ID": number, "Variable": it, "DataType": kinds[it], "StatementTypeId": type_}
            for it, number in numbers.items()
        ]
        self._many("VARIABLES", rows)
        attributes = [
            {"VariableId": numbers[it], "AttributeVariable": attribute}
            for it in numbers
            for attribute in _ATTRIBUTES.get(it, ())
        ]
        self._many("ATTRIBUTEVARIABLES", attributes)
        return numbers

    def _entities(self, variable: int, text: str, items: Sequence[Planned]) -> dict[str, int]:
        """The values of a short text, the empty one first, with their attributes."""
        values = dict.fromkeys(("", *(_value(item, text) for item in items)))
        first = self._next("ENTITIES")
        numbers = {value: number for number, value in enumerate(values, start=first)}
        black = {"Red": 0, "Green": 0, "Blue": 0}
        rows = [
            {"ID": number, "VariableId": variable, "Value": self._short[text].get(it, ""), **black}
            for it, number in numbers.items()
        ]
        self._many("ENTITIES", rows)
        known = self._connection.execute(
            "SELECT ID, AttributeVariable FROM ATTRIBUTEVARIABLES WHERE VariableId = ? ORDER BY ID",
            [variable],
        ).fetchall()
        told = self._told.get(text, {})
        attributes = [
            {
                **{"EntityId": number, "AttributeVariableId": id_},
                "AttributeValue": told.get((value, name), ""),
            }
            for value, number in numbers.items()
            for id_, name in known
        ]
        self._many("ATTRIBUTEVALUES", attributes)
        return numbers

    def _attributes(self, text: str) -> dict[tuple[str, str], str]:
        """An actor's kind and country, the commonest where its statements differ."""
        counts: dict[tuple[str, str], Counter[str]] = {}
        for item in self._plan.statements:
            value = _value(item, text)
            if "Country" in _ATTRIBUTES[text] and value:
                for name, told in (("Type", item.kind), ("Country", item.country)):
                    if told:
                        counts.setdefault((value, name), Counter())[told] += 1
        chosen: dict[tuple[str, str], str] = {}
        for (value, name), count in counts.items():
            most = count.most_common(1)[0][0]
            if len(count) > 1:
                said = f"{name} is {' and '.join(count)}: written as {most}"
                self._losses.append(Loss(Fate.CHANGED, f"{text} {value!r:.60}", said))
            chosen[value, name] = fitted([most], name, self._losses)[most]
        return chosen


def _type(item: Planned) -> str:
    return WITH_AGREEMENT if item.stance in AGREEMENTS else WITHOUT_AGREEMENT


def _value(item: Planned, text: str) -> str:
    values = {
        "person": item.person,
        "organization": item.organization,
        "concept": item.concept,
        "stance": str(item.stance or ""),
    }
    return values[text]
