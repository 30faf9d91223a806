"""The list of known actors, and the nouns by which English speaks of actors, as values.

Nothing here opens a file: the caller parses `data/actors.toml` and passes the mapping. An
entry's `aliases` are names that mean the entry itself (official names, acronyms, the capital
that stands for a state); its `demonyms` only say which country a phrase belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from stance.errors import InputError
from stance.schema import ACTOR_KINDS

_ENTRY_FIELDS: Final = ("name", "kind", "country", "aliases", "demonyms", "generated")
_NOUNS: Final = (
    "person", "female", "male", "organisation", "document", "group", "title", "portfolio",
    "attitude", "setting",
)  # fmt: skip
_ACRONYM_LENGTH: Final = 6
"""Capitals up to this length are an acronym and keep their case: "US" is not "us"."""


_KEYS: Final = 16384
"""Names whose keys are remembered: an article asks for the same ones over and over."""


@dataclass(frozen=True, slots=True)
class ListedActor:
    """One entry of the list."""

    name: str
    kind: str
    country: str = ""
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words by which a text speaks of actors, lower-case and singular.

    person, organisation, document, group
        nouns that head a description ("minister", "union", "poll", "police").
    female, male
        those of the nouns and titles that tell a gender.
    title, portfolio
        words that stand before a name ("dr", "gen") or inside an office ("foreign").
    attitude
        nouns for persons by what they are for or against ("critic"): what stands behind them
        is the matter, not the person.
    setting
        nouns for the place of the events ("province"): "in the province" names nobody.
    offices
        office → its plain name ("top diplomat" → "foreign minister").
    endings
        ending of a given name → log-odds that it is a woman's; ``^`` marks a whole name.
    """

    person: frozenset[str] = frozenset()
    female: frozenset[str] = frozenset()
    male: frozenset[str] = frozenset()
    organisation: frozenset[str] = frozenset()
    document: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()
    title: frozenset[str] = frozenset()
    portfolio: frozenset[str] = frozenset()
    attitude: frozenset[str] = frozenset()
    setting: frozenset[str] = frozenset()
    offices: Mapping[str, str] = field(default_factory=dict)
    endings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)  # one object, one hash: `read_mention` is kept by it
class ActorList:
    """Known actors by every name they go by.

    >>> listed = ActorList.from_toml(
    ...     {"actor": [{"name": "Velmia", "kind": "state", "aliases": ["Tarnhold"]}]}
    ... )
    >>> listed.find("Tarnhold").name
    'Velmia'
    """

    entries: tuple[ListedActor, ...] = ()
    words: Vocabulary = Vocabulary()
    _names: Mapping[str, ListedActor] = field(default_factory=dict, repr=False, compare=False)
    _countries: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        names: dict[str, ListedActor] = {}
        countries: dict[str, str] = {}
        for entry in self.entries:
            for alias in (entry.name, *entry.aliases):
                names.setdefault(name_key(alias), entry)
                if entry.country:
                    countries.setdefault(name_key(alias), entry.country)
            for demonym in entry.demonyms:
                countries.setdefault(name_key(demonym), entry.country or entry.name)
        object.__setattr__(self, "_names", MappingProxyType(names))
        object.__setattr__(self, "_countries", MappingProxyType(countries))

    @classmethod
    def from_toml(cls, mapping: Mapping[str, Any]) -> ActorList:
        """The list from the parsed ``actors.toml``.

        Raises `InputError` naming the entry and the field that is not as it should be.
        """
        rows = mapping.get("actor", [])
        if not isinstance(rows, list):
            raise InputError("actor: expected a list of tables ([[actor]])")
        entries = tuple(_entry(row, number) for number, row in enumerate(rows, start=1))
        _refuse_twice(entries)
        return cls(entries=entries, words=_vocabulary(mapping.get("words", {})))

    def find(self, mention: str) -> ListedActor | None:
        """The entry that goes by this name; a name is written with a capital."""
        if not any(char.isupper() for char in mention):
            return None
        return self._names.get(name_key(mention))

    def country(self, word: str) -> str:
        """The country that a name, capital or demonym belongs to, or ""."""
        if not any(char.isupper() for char in word):
            return ""
        return self._countries.get(name_key(word), "")

    def plus(self, other: ActorList) -> ActorList:
        """This list with another's entries put first; the words of the one that has some."""
        words = self.words if self.words != Vocabulary() else other.words
        return ActorList(entries=other.entries + self.entries, words=words)


@lru_cache(maxsize=_KEYS)
def name_key(name: str) -> str:
    """The form under which names are compared: no article, dots or possessive; case folded.

    >>> name_key("The U.S."), name_key("the Kremlin’s"), name_key("us")
    ('US', 'kremlin', 'us')
    """
    plain = " ".join(name.replace("’", "'").split()).rstrip(" ,;:")
    for article in ("the ", "The ", "THE "):
        plain = plain.removeprefix(article)
    plain = plain.removesuffix("'s").removesuffix("'").replace(".", "")
    letters = "".join(char for char in plain if char.isalpha())
    acronym = letters.isupper() and 1 < len(letters) <= _ACRONYM_LENGTH
    if acronym and " " not in plain:
        return plain
    return plain.casefold()


def _entry(row: Any, number: int) -> ListedActor:
    if not isinstance(row, Mapping):
        raise InputError(f"actor {number}: expected a table, found {row!r}")
    where = f"actor {number} ({row.get('name', 'no name')!r})"
    for key in row:
        if key not in _ENTRY_FIELDS:
            allowed = ", ".join(_ENTRY_FIELDS)
            raise InputError(f"{where}: unknown field {key!r}; allowed are {allowed}")
    for key in ("name", "kind", "country"):
        if not isinstance(row.get(key, ""), str):
            raise InputError(f"{where}: {key}: expected text, found {row[key]!r}")
    if not str(row.get("name", "")).strip():
        raise InputError(f"{where}: name: missing or empty")
    if row.get("kind") not in ACTOR_KINDS:
        allowed = ", ".join(ACTOR_KINDS)
        raise InputError(f"{where}: kind: unknown {row.get('kind')!r}; allowed are {allowed}")
    return ListedActor(
        name=row["name"],
        kind=row["kind"],
        country=row.get("country", ""),
        aliases=_texts(row.get("aliases", []), f"{where}: aliases"),
        demonyms=_texts(row.get("demonyms", []), f"{where}: demonyms"),
    )


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise InputError(f"{where}: expected a list of texts, found {value!r}")
    return tuple(value)


def _refuse_twice(entries: Iterable[ListedActor]) -> None:
    """A name that means two actors would be decided by the order of the file."""
    owner: dict[str, ListedActor] = {}
    for entry in entries:
        for alias in (entry.name, *entry.aliases):
            other = owner.setdefault(name_key(alias), entry)
            if other is not entry:
                raise InputError(
                    f"actor {entry.name!r}: aliases: {alias!r} is a name of {other.name!r} too;"
                    " leave an ambiguous name out of both"
                )


def _vocabulary(table: Any) -> Vocabulary:
    if not isinstance(table, Mapping):
        raise InputError(f"words: expected a table, found {table!r}")
    nouns = {name: frozenset(_texts(table.get(name, []), f"words.{name}")) for name in _NOUNS}
    offices, endings = table.get("offices", {}), table.get("endings", {})
    for key, value in offices.items():
        if not isinstance(value, str):
            raise InputError(f"words.offices.{key}: expected text, found {value!r}")
    for key, value in endings.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"words.endings.{key}: expected a number, found {value!r}")
    return Vocabulary(**nouns, offices=dict(offices), endings=dict(endings))
