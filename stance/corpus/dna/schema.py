"""The tables of a Discourse Network Analyzer 3 database (SQLite), opened with care.

A `.dna` file is somebody's: before a row is read, the file's first bytes, the names and kinds
of its tables, their columns and the database's own check must be right. It is opened for
reading only; nothing that the file defines (views, triggers, functions) is ever run.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from stance.corpus.decoding import opened
from stance.corpus.tables import refuse_unwritable
from stance.errors import InputError, RecordError, StanceError

MAGIC: Final = b"SQLite format 3\0"

TABLES: Final[Mapping[str, Mapping[str, type]]] = {
    "SETTINGS": {"Property": str, "Value": str},
    "CODERS": {"ID": int, "Name": str},
    "DOCUMENTS": {
        **{"ID": int, "Title": str, "Text": str, "Date": int},
        **{"Author": str, "Source": str, "Section": str, "Notes": str, "Type": str},
    },
    "STATEMENTTYPES": {"ID": int, "Label": str},
    "VARIABLES": {"ID": int, "Variable": str, "DataType": str, "StatementTypeId": int},
    "STATEMENTS": {
        **{"ID": int, "StatementTypeId": int, "DocumentId": int},
        **{"Start": int, "Stop": int, "Coder": int},
    },
    "ENTITIES": {"ID": int, "VariableId": int, "Value": str, "ChildOf": int},
    "DATABOOLEAN": {"StatementId": int, "VariableId": int, "Value": int},
    "DATAINTEGER": {"StatementId": int, "VariableId": int, "Value": int},
    "DATALONGTEXT": {"StatementId": int, "VariableId": int, "Value": str},
    "DATASHORTTEXT": {"StatementId": int, "VariableId": int, "Entity": int},
    "ATTRIBUTEVARIABLES": {"ID": int, "VariableId": int, "AttributeVariable": str},
    "ATTRIBUTEVALUES": {"EntityId": int, "AttributeVariableId": int, "AttributeValue": str},
}
"""The columns that are read, and what they hold; a column may also hold nothing.

Coders' rights, colours and the editor's highlighting are the program's own and not looked at.
"""

# A damaged name in SQLite's own message is no UTF-8 either.
_BROKEN: Final = (sqlite3.Error, UnicodeError)
_HOW_TO_MEND: Final = "open it in DNA 3 and save a copy, or take a backup"
_ALL: Final = 2**31 - 1
_ROUNDS: Final = 100_000
_SALT: Final = 16


class _Utf8(bytes):
    """A text as SQLite stores it, to be told from a blob and decoded with its place."""


class Database:
    """The rows of the tables, typed."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def rows(self, table: str) -> Iterator[Mapping[str, Any]]:
        """One mapping a row, in the table's order.

        Raises `RecordError` where a value is of another kind than its column's.
        """
        columns = TABLES[table]
        names = ", ".join(f'"{name}"' for name in columns)
        with self._told(table):
            for values in self._connection.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid'):
                row = dict(zip(columns, values, strict=True))
                yield {name: self._value(table, row, name, kind) for name, kind in columns.items()}

    def _value(self, table: str, row: Mapping[str, Any], name: str, kind: type) -> Any:
        value = row[name]
        first = next(iter(row))
        place = f"table {table}, {first} {row[first]!r:.20}, column {name}"
        if value is None:
            return None
        if kind is str and isinstance(value, _Utf8):
            try:
                text = value.decode("utf-8")
                refuse_unwritable(place, text)
            except UnicodeDecodeError as error:
                raise RecordError(f"{place}: not UTF-8 at byte {error.start}") from None
            return text
        if kind is int and type(value) is int:
            return value
        wanted = "a whole number" if kind is int else "text"
        found = "text" if isinstance(value, _Utf8) else type(value).__name__
        raise RecordError(f"{place}: expected {wanted}, found {found} {value!r:.40}")

    def check(self) -> None:
        """Raises `InputError` for what is no database of DNA 3, or damaged."""
        with self._told("sqlite_master"):
            kinds = dict(self._connection.execute("SELECT upper(name), type FROM sqlite_master"))
        kinds = {_text(name): _text(kind) for name, kind in kinds.items()}
        missing = [name for name in TABLES if kinds.get(name) != "table"]
        if missing:
            hint = (
                "; it looks like one of DNA 2: import it into a new database in DNA 3"
                if "ATTRIBUTES" in kinds and "STATEMENTS" in kinds
                else ""
            )
            raise InputError(f"no database of DNA 3: lacks the tables {', '.join(missing)}{hint}")
        for table, columns in TABLES.items():
            with self._told(table):
                info = self._connection.execute(f'PRAGMA table_info("{table}")')
                found = {_text(row[1]).lower() for row in info}
            lacking = [name for name in columns if name.lower() not in found]
            if lacking:
                raise InputError(
                    f"no database of DNA 3: table {table} lacks {', '.join(lacking)};"
                    " an older DNA made it: open it in DNA 3.0.7 or later and import it there"
                )
        with self._told("the file"):
            for (said,) in self._connection.execute(f"PRAGMA quick_check({_ALL})"):
                told = _text(said)
                # Values against their column's rules are told by `rows`, with their place.
                if told != "ok" and " value in " not in told and not told.startswith("CHECK "):
                    raise InputError(f"is damaged ({told:.80}); {_HOW_TO_MEND}")

    @contextmanager
    def _told(self, table: str) -> Iterator[None]:
        try:
            yield
        except _BROKEN as error:
            said = str(error)
            raise InputError(f"is damaged ({table}: {said:.80}); {_HOW_TO_MEND}") from None


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def is_sqlite(path: Path) -> bool:
    """Whether the file begins as an SQLite database does."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


@contextmanager
def database(path: Path) -> Iterator[Database]:
    """The checked database at `path`, for reading only.

    Raises `InputError` for what is no file, no SQLite database, in use, damaged or not of DNA 3;
    errors raised inside the block get the path.
    """
    with opened(path) as stream:
        begins = stream.read(len(MAGIC))
    if begins != MAGIC:
        kind = "an XML file, as DNA 1 wrote" if begins.startswith(b"<?xml") else "no SQLite file"
        raise InputError(f"is {kind}; a .dna file of DNA 3 is an SQLite database", path=path)
    for ending in ("-journal", "-wal"):
        beside = path.with_name(path.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise InputError(
                f"is in use, or was not closed ({beside.name} lies beside it); close DNA, or open"
                " and close the file in it once",
                path=path,
            )
    try:
        # immutable: without locks, so that nothing is written beside a file that is only read
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.text_factory = _Utf8
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA query_only=ON")
            found = Database(connection, path)
            found.check()
            yield found
    except _BROKEN as error:
        raise InputError(f"cannot be read as SQLite ({error})", path=path) from None
    except StanceError as error:
        raise error.at(path) from None


def password_hash(password: str) -> str:
    """A coder's password as DNA stores it (Jasypt's StrongPasswordEncryptor).

    Base64 of a salt of 16 bytes and the digest: SHA-256 over salt and password, 100,000 rounds.
    """
    salt = secrets.token_bytes(_SALT)
    return base64.b64encode(salt + _digest(salt, password)).decode("ascii")


def is_password(password: str, stored: str) -> bool:
    """Whether a stored hash is that of the password."""
    whole = base64.b64decode(stored)
    return secrets.compare_digest(_digest(whole[:_SALT], password), whole[_SALT:])


def _digest(salt: bytes, password: str) -> bytes:
    digest = salt + password.encode()
    for _ in range(_ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return digest
