"""The empty tables of a Discourse Network Analyzer 3 database, as SQL for SQLite.

Columns, kinds, defaults and rules are those of a database that DNA 3.0.7 makes; a test compares
them with a real one.
"""

from __future__ import annotations

from typing import Final

PERMISSIONS: Final = (
    *("AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments"),
    *("AddStatements", "EditStatements", "DeleteStatements"),
    *("EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations"),
    *("ViewOthersDocuments", "EditOthersDocuments"),
    *("ViewOthersStatements", "EditOthersStatements"),
)
"""What a coder may do; all may do all, as in a database that DNA makes."""

DATA_TYPES: Final = ("boolean", "integer", "long text", "short text")

_KEY: Final = "INTEGER NOT NULL PRIMARY KEY"


def _short(name: str, rest: str = "") -> str:
    return f"{name} TEXT NOT NULL {rest} CHECK (LENGTH({name}) < 191)"


def _within(name: str, low: int, high: int, rest: str = "") -> str:
    return f"{name} INTEGER {rest} CHECK ({name} BETWEEN {low} AND {high})"


def _flag(name: str, default: int = 1) -> str:
    return _within(name, 0, 1, f"NOT NULL DEFAULT {default}")


def _colour(rest: str = "NOT NULL DEFAULT 0") -> tuple[str, ...]:
    return tuple(_within(name, 0, 255, rest) for name in ("Red", "Green", "Blue"))


def _refers(column: str, table: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


def _data(value: str, *more: str) -> tuple[str, ...]:
    """A table of values: one row a statement and variable."""
    return (
        f"ID {_KEY}",
        "StatementId INTEGER NOT NULL",
        "VariableId INTEGER NOT NULL",
        value,
        _refers("StatementId", "STATEMENTS"),
        _refers("VariableId", "VARIABLES"),
        *more,
        "UNIQUE (StatementId, VariableId)",
    )


_EMPTY: Final = "DEFAULT ''"
_TABLES: Final[dict[str, tuple[str, ...]]] = {
    "SETTINGS": ("Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"),
    "CODERS": (
        f"ID {_KEY}",
        _short("Name"),
        *_colour(),
        _within("Refresh", 0, 9999, "NOT NULL DEFAULT 0"),
        _within("FontSize", 1, 99, "NOT NULL DEFAULT 14"),
        _short("Password"),
        _within("PopupWidth", 100, 9999, "DEFAULT 300"),
        _flag("ColorByCoder", 0),
        _flag("PopupDecoration", 0),
        _flag("PopupAutoComplete"),
        *(_flag(f"Permission{name}") for name in PERMISSIONS),
    ),
    "DOCUMENTS": (
        f"ID {_KEY}",
        _short("Title"),
        "Text TEXT NOT NULL",
        "Coder INTEGER",
        *(_short(name, _EMPTY) for name in ("Author", "Source", "Section")),
        "Notes TEXT NOT NULL DEFAULT ''",
        _short("Type", _EMPTY),
        "Date INTEGER NOT NULL",
        _refers("Coder", "CODERS"),
    ),
    "STATEMENTTYPES": (f"ID {_KEY}", _short("Label"), *_colour()),
    "VARIABLES": (
        f"ID {_KEY}",
        _short("Variable"),
        "DataType TEXT NOT NULL DEFAULT 'short text' CHECK (DataType IN"
        f" ({', '.join(repr(kind) for kind in DATA_TYPES)}))",
        "StatementTypeId INTEGER",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        "UNIQUE (Variable, StatementTypeId)",
    ),
    "VARIABLELINKS": (
        f"ID {_KEY}",
        "SourceVariableId INTEGER",
        "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)",
        _refers("SourceVariableId", "VARIABLES"),
        _refers("TargetVariableId", "VARIABLES"),
    ),
    "REGEXES": ("Label TEXT PRIMARY KEY CHECK (LENGTH(Label) < 191)", *_colour()),
    "CODERRELATIONS": (
        f"ID {_KEY}",
        *(f"{name} INTEGER CHECK({name} > 0)" for name in ("Coder", "OtherCoder")),
        *map(_flag, ("viewStatements", "editStatements", "viewDocuments", "editDocuments")),
        "CHECK (Coder != OtherCoder)",
        _refers("Coder", "CODERS"),
        _refers("OtherCoder", "CODERS"),
    ),
    "STATEMENTS": (
        f"ID {_KEY}",
        "StatementTypeId INTEGER",
        "DocumentId INTEGER",
        *(f"{name} INTEGER NOT NULL CHECK({name} >= 0)" for name in ("Start", "Stop")),
        "Coder INTEGER",
        "CHECK (Start < Stop)",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        _refers("Coder", "CODERS"),
        _refers("DocumentId", "DOCUMENTS"),
    ),
    "DATABOOLEAN": _data("Value INTEGER NOT NULL DEFAULT 1"),
    "DATAINTEGER": _data("Value INTEGER NOT NULL DEFAULT 0"),
    "ENTITIES": (
        f"ID {_KEY}",
        "VariableId INTEGER NOT NULL",
        _short("Value", _EMPTY),
        *_colour(""),
        "ChildOf INTEGER CHECK(ChildOf > 0)",
        "UNIQUE (VariableId, Value)",
        _refers("ChildOf", "ENTITIES"),
        _refers("VariableId", "VARIABLES"),
    ),
    "DATASHORTTEXT": _data("Entity INTEGER NOT NULL", _refers("Entity", "ENTITIES")),
    "DATALONGTEXT": _data("Value TEXT DEFAULT ''"),
    "ATTRIBUTEVARIABLES": (
        f"ID {_KEY}",
        "VariableId INTEGER NOT NULL",
        _short("AttributeVariable"),
        "UNIQUE(VariableId, AttributeVariable)",
        _refers("VariableId", "VARIABLES"),
    ),
    "ATTRIBUTEVALUES": (
        f"ID {_KEY}",
        "EntityId INTEGER NOT NULL",
        "AttributeVariableId INTEGER NOT NULL",
        _short("AttributeValue", _EMPTY),
        "UNIQUE (EntityId, AttributeVariableId)",
        _refers("EntityId", "ENTITIES"),
        _refers("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ),
}

CREATE: Final = "".join(
    f"CREATE TABLE {name}({', '.join(columns)});\n" for name, columns in _TABLES.items()
)
"""All tables, one statement a line."""
