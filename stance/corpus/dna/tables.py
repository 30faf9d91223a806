"""The rows of a DNA 3 database, joined by their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def read_tables(found: Database) -> Tables:
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
    for table in ("DATABOOLEAN", "DATAINTEGER", "DATALONGTEXT"):
        for row in found.rows(table):
            values[row["StatementId"]][row["VariableId"]] = row["Value"]
    for row in found.rows("DATASHORTTEXT"):
        entity = entities.get(row["Entity"])
        if entity is None:
            raise RecordError(
                f"table DATASHORTTEXT, StatementId {row['StatementId']}: the entity"
                f" {row['Entity']} does not exist; open the file in DNA and recode the statement"
            )
        values[row["StatementId"]][row["VariableId"]] = entity["Value"]
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


def _attributes(
    found: Database, entities: Mapping[int, Mapping[str, Any]]
) -> dict[tuple[int, str], dict[str, str]]:
    """(variable, entity's text) → attribute in small letters → value, where there is one."""
    names = {row["ID"]: row["AttributeVariable"] or "" for row in found.rows("ATTRIBUTEVARIABLES")}
    attributes: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for row in found.rows("ATTRIBUTEVALUES"):
        entity, name = entities.get(row["EntityId"]), names.get(row["AttributeVariableId"])
        if entity is not None and name is not None and row["AttributeValue"]:
            key = (entity["VariableId"], (entity["Value"] or "").strip())
            attributes[key][name.lower()] = row["AttributeValue"]
    return attributes
