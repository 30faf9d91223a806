"""The rows of a DNA 3 database, joined by their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from stance.corpus.dna.schema import Database
from stance.corpus.dna.terms import role_of
from stance.errors import RecordError


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a statement type; `role` is what it means here, None for any other."""

    name: str
    data_type: str
    statement_type: int
    role: str | None


@dataclass(frozen=True)
class Tables:
    """The rows, by their numbers. `values`: statement → variable → value (an entity's text)."""

    coders: Mapping[int, str]
    documents: Mapping[int, Mapping[str, Any]]
    types: Mapping[int, str]
    variables: Mapping[int, Variable]
    statements: Sequence[Mapping[str, Any]]
    values: Mapping[int, Mapping[int, Any]]
    children: int
    attributes: Mapping[tuple[int, str], Mapping[str, str]]


_KINDS: Final = {
    "DATABOOLEAN": "boolean",
    "DATAINTEGER": "integer",
    "DATALONGTEXT": "long text",
    "DATASHORTTEXT": "short text",
}
"""The tables of values, and the data type of the variables whose values each holds."""


def read_tables(found: Database) -> Tables:
    """All rows, with the values of every statement by variable.

    Raises `RecordError` for a value in another table than its variable's data type says, and for
    an entity that does not exist.
    """
    variables = {
        row["ID"]: Variable(
            row["Variable"],
            row["DataType"],
            row["StatementTypeId"],
            role_of(row["Variable"] or "", row["DataType"] or ""),
        )
        for row in found.rows("VARIABLES")
    }
    entities = {row["ID"]: row for row in found.rows("ENTITIES")}
    values: dict[int, dict[int, Any]] = defaultdict(dict)
    for table, kind in _KINDS.items():
        for row in found.rows(table):
            variable = variables.get(row["VariableId"])
            where = f"table {table}, StatementId {row['StatementId']}"
            if variable is not None and variable.data_type != kind:
                said = f"the variable {variable.name!r} is {variable.data_type}, not {kind}"
                raise RecordError(f"{where}: {said}; recode the statement in DNA")
            values[row["StatementId"]][row["VariableId"]] = (
                _text(entities, row["Entity"], where) if kind == "short text" else row["Value"]
            )
    return Tables(
        coders={row["ID"]: row["Name"] or "" for row in found.rows("CODERS")},
        documents={row["ID"]: row for row in found.rows("DOCUMENTS")},
        types={row["ID"]: row["Label"] or "" for row in found.rows("STATEMENTTYPES")},
        variables=variables,
        statements=sorted(found.rows("STATEMENTS"), key=lambda row: row["ID"]),
        values=values,
        children=sum(row["ChildOf"] is not None for row in entities.values()),
        attributes=_attributes(found, entities),
    )


def _text(entities: Mapping[int, Mapping[str, Any]], number: int, where: str) -> Any:
    if number not in entities:
        raise RecordError(
            f"{where}: the entity {number} does not exist; recode the statement in DNA"
        )
    return entities[number]["Value"]


def _attributes(
    found: Database, entities: Mapping[int, Mapping[str, Any]]
) -> dict[tuple[int, str], dict[str, str]]:
    """(variable, entity's text) → attribute in small letters → value, where there is one."""
    names = {row["ID"]: row["AttributeVariable"] or "" for row in found.rows("ATTRIBUTEVARIABLES")}
    attributes: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for row in found.rows("ATTRIBUTEVALUES"):
        entity, name = entities.get(row["EntityId"]), names.get(row["AttributeVariableId"])
        if entity is not None and name is not None and row["AttributeValue"]:
            key = (entity["VariableId"], entity["Value"] or "")
            attributes[key][name.lower()] = row["AttributeValue"]
    return attributes
