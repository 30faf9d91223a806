"""Makes `data/actors.toml`: ``python -m training.build_actors``.

The file is its own source for all that was written by hand: entries without ``generated``
and the hand-made word lists stay as they are. Rebuilt are

- the states (names, official names, capitals, demonyms) from pycountry and countryinfo,
- with ``--wordnet FOLDER`` the nouns for persons: WordNet 3.0 nouns whose first sense is a
  person and that no adjective shares (Fellbaum 1998; the file's header carries its notice),
- with ``--names`` the endings of given names that tell a gender, fitted on the name lists of
  the Faker package (MIT; ``pip install faker``).
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from stance.reading.actor_list import ActorList, name_key
from training.actor_words import given_names, name_endings, person_nouns

PATH: Final = Path(__file__).parents[1] / "data" / "actors.toml"

HEADER: Final = """\
# Known actors, and the nouns by which English speaks of actors.
#
# [words]   hand-made lists, except `person` (from WordNet 3.0) and `endings` (from Faker).
# [[actor]] name, kind, country; aliases are names of the actor itself, demonyms only tell a
#           country. Entries with `generated = true` come from pycountry and countryinfo and
#           are rewritten by `python -m training.build_actors`; all others are kept.
# A name that means two actors is in neither, and an article that uses it decides.
#
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. The database is
# provided "as is", without representations or warranties, express or implied.
"""

COMMON_NAMES: Final = {
    "GB": "United Kingdom", "US": "United States", "RU": "Russia", "KR": "South Korea",
    "KP": "North Korea", "MM": "Myanmar", "MK": "North Macedonia", "SZ": "Eswatini",
    "VA": "Vatican", "CZ": "Czech Republic", "GE": "Republic of Georgia", "CI": "Ivory Coast",
    "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo", "PS": "Palestine",
    "TR": "Turkey", "TL": "East Timor", "CV": "Cape Verde", "LA": "Laos", "SY": "Syria",
    "FM": "Micronesia", "BN": "Brunei", "VN": "Vietnam", "IR": "Iran", "GM": "Gambia",
    "BS": "Bahamas", "HK": "Hong Kong", "MO": "Macau",
}  # fmt: skip
"""What newspapers write where the libraries are official or out of date."""

EXTRA_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("U.S.", "US", "USA", "U.S.A.", "America", "Washington", "Washington, D.C."),
    "GB": ("UK", "U.K.", "Britain", "Great Britain"),
    "AE": ("UAE", "U.A.E."),
    "CD": ("DRC", "DR Congo"),
    "MM": ("Burma",),
    "CZ": ("Czechia",),
    "TR": ("Türkiye",),
    "UA": ("Kyiv", "Kiev"),
    "VA": ("Holy See", "Vatican City"),
    "IL": ("West Jerusalem", "Tel Aviv"),
    "CI": ("Côte d'Ivoire", "Cote d'Ivoire"),
    "MD": ("Chisinau", "Chișinău"),
    "KZ": ("Astana", "Nur-Sultan"),
    "MN": ("Ulan Bator", "Ulaanbaatar"),
    "SA": ("Riyadh",),
    "NL": ("The Hague", "Holland"),
    "ZA": ("Pretoria",),
    "KP": ("Pyongyang",),
    "MX": ("Mexico City",),
    "BR": ("Brasilia", "Brasília"),
    "CO": ("Bogota", "Bogotá"),
}

EXTRA_DEMONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("American", "Americans", "U.S.", "US"),
    "GB": ("British", "Briton", "Britons"),
    "FR": ("French", "Frenchman", "Frenchwoman"),
    "NL": ("Dutch", "Dutchman"),
    "DE": ("German", "Germans"),
    "IE": ("Irish", "Irishman"),
    "ES": ("Spanish", "Spaniard", "Spaniards"),
    "PL": ("Polish", "Pole", "Poles"),
    "SE": ("Swedish", "Swede", "Swedes"),
    "DK": ("Danish", "Dane", "Danes"),
    "FI": ("Finnish", "Finn", "Finns"),
    "TR": ("Turkish", "Turk", "Turks"),
    "RS": ("Serbian", "Serbians", "Serb", "Serbs"),
    "HR": ("Croatian", "Croatians", "Croat", "Croats"),
    "AE": ("Emirati", "Emiratis"),
    "IL": ("Israeli", "Israelis"),
    "KR": ("South Korean", "South Koreans"),
    "KP": ("North Korean", "North Koreans"),
    "SA": ("Saudi", "Saudis"),
    "AF": ("Afghan", "Afghans"),
    "PH": ("Philippine", "Filipino", "Filipinos"),
    "NZ": ("New Zealander", "New Zealanders"),
    "IS": ("Icelandic", "Icelander", "Icelanders"),
    "SK": ("Slovak", "Slovaks"),
    "SI": ("Slovenian", "Slovenians", "Slovene", "Slovenes"),
    "KZ": ("Kazakh", "Kazakhs"),
    "VA": ("Vatican",),
    "GE": ("Georgian", "Georgians"),
}

NO_ACTORS: Final = frozenset("GS IO TF SJ UM HM BV AQ CX CC NF PN TK PM BL MF".split())
"""Territories that hardly speak, whose capital often lies in another state."""

AMBIGUOUS: Final = frozenset(
    """Georgia Georgetown Kingston Victoria Hamilton Stanley Douglas Jamestown Brussels Congo
    Micronesia Jersey Adamstown Alofi Valletta Basseterre Castries Roseau Samoa Macedonia Korea
    Plymouth Providence Male Jerusalem
    """.split()
)
"""Names of more than one place or of persons, and those that stand for another actor."""


def main() -> None:
    """Reads the present file, rebuilds the generated parts, checks and writes it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--wordnet", type=Path, help="folder with data.noun and index.*")
    parser.add_argument("--names", action="store_true", help="refit the endings from Faker")
    options = parser.parse_args()
    with PATH.open("rb") as file:
        present = tomllib.load(file)
    curated = [row for row in present["actor"] if not row.get("generated")]
    words = dict(present["words"])
    if options.wordnet:
        given = given_names() if options.names else ()
        words["person"] = person_nouns(options.wordnet, given)
    if options.names:
        words["endings"] = name_endings()
    taken = {name_key(name) for row in curated for name in (row["name"], *row.get("aliases", []))}
    document = {"words": words, "actor": curated + states(taken)}
    ActorList.from_toml(document)
    PATH.write_text(HEADER + "\n" + as_toml(document), encoding="utf-8")
    print(f"{PATH.name}: {len(curated)} curated, {len(document['actor']) - len(curated)} states")


def states(taken: set[str]) -> list[dict[str, Any]]:
    """One entry a country, without the names that several countries or entries share."""
    import pycountry
    from countryinfo import CountryInfo

    facts: dict[str, Mapping[str, Any]] = {}
    for known in CountryInfo("Russia").all():
        found: Mapping[str, Any] = CountryInfo(
            known
        ).info()  # the first of several entries is the state's own
        facts.setdefault(found.get("ISO", {}).get("alpha2", ""), found)
    rows: list[dict[str, Any]] = []
    for country in sorted(pycountry.countries, key=lambda item: str(item.alpha_2)):
        code, info = country.alpha_2, facts.get(country.alpha_2, {})
        capital, demonym = info.get("capital") or "", info.get("demonym") or ""
        capital = capital[0] if isinstance(capital, list) else capital
        if code in NO_ACTORS or not capital or not (demonym or code in EXTRA_DEMONYMS):
            continue
        name = COMMON_NAMES.get(code) or _plain(
            [getattr(country, "common_name", ""), info.get("name", ""), country.name]
        )
        if not name:
            continue
        official = [
            country.name,
            getattr(country, "official_name", ""),
            getattr(country, "common_name", ""),
            info.get("name", ""),
            *info.get("altSpellings", []),
            capital,
        ]
        aliases = [alias for alias in official if _is_name(alias)]
        aliases += EXTRA_ALIASES.get(code, ())
        demonyms = [*EXTRA_DEMONYMS.get(code, ()), demonym, _plural(demonym)]
        rows.append(
            {
                "name": name,
                "kind": "state",
                "country": name.removeprefix("Republic of ") if code == "GE" else name,
                "aliases": sorted({alias.strip() for alias in aliases} - {name} - AMBIGUOUS),
                "demonyms": sorted(set(demonyms) - {""}),
                "generated": True,
            }
        )
    return _without_shared(rows, taken)


def _plain(names: Iterable[str]) -> str:
    return next((name for name in names if name and not re.search("[,(]", name)), "")


def _is_name(alias: str) -> bool:
    """Whether an alternative spelling is one an English newspaper might print."""
    latin = all("LATIN" in unicodedata.name(char, "") for char in alias if char.isalpha())
    return latin and len(alias) > 3 and not re.search(r"[,()]", alias) and alias[0].isupper()


def _plural(demonym: str) -> str:
    if not demonym or re.search(r"(?:ese|ish|ch|ss|sh|[A-Z]\w*man|is|o|ois|s)$", demonym):
        return ""
    return demonym + "s"


def _without_shared(rows: list[dict[str, Any]], taken: set[str]) -> list[dict[str, Any]]:
    """Drops aliases and demonyms that two states claim; a state's own name always wins."""
    own = {name_key(row["name"]) for row in rows}
    names = Counter(key for row in rows for key in {name_key(alias) for alias in row["aliases"]})
    demonyms = Counter(key for row in rows for key in {name_key(item) for item in row["demonyms"]})
    extra = {name_key(word) for words in EXTRA_DEMONYMS.values() for word in words}
    for row in rows:
        row["aliases"] = [
            alias
            for alias in row["aliases"]
            if names[name_key(alias)] == 1 and name_key(alias) not in own | taken
        ]
        row["demonyms"] = [
            item
            for item in row["demonyms"]
            if demonyms[name_key(item)] == 1 or _is_extra(row, item, extra)
        ]
    return [row for row in rows if name_key(row["name"]) not in taken]


def _is_extra(row: Mapping[str, Any], demonym: str, extra: set[str]) -> bool:
    """Whether a shared demonym belongs to this row by the hand-made table."""
    codes = {code for code, words in EXTRA_DEMONYMS.items() if demonym in words}
    return name_key(demonym) in extra and any(
        row["name"] == COMMON_NAMES.get(code) or (demonym in EXTRA_DEMONYMS[code]
        and set(EXTRA_DEMONYMS[code]) <= set(row["demonyms"]))
        for code in codes
    )  # fmt: skip


def as_toml(document: Mapping[str, Any]) -> str:
    """The two kinds of tables that the file has, in a fixed layout."""
    words = document["words"]
    lines = ["[words]"]
    for name, value in words.items():
        if isinstance(value, list):
            lines += [f"{name} = [", *_wrapped(value), "]"]
    for name, value in words.items():
        if isinstance(value, dict):
            lines += ["", f"[words.{name}]"]
            lines += [f"{_quoted(key)} = {_quoted(item)}" for key, item in value.items()]
    for row in document["actor"]:
        lines += ["", "[[actor]]"]
        lines += [f"{key} = {_quoted(value)}" for key, value in row.items()]
    return "\n".join(lines) + "\n"


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _wrapped(words: Iterable[str]) -> list[str]:
    lines, line = [], "   "
    for word in words:
        if len(line) + len(word) > 94:
            lines.append(line)
            line = "   "
        line += f" {_quoted(word)},"
    return [*lines, line]


if __name__ == "__main__":
    main()
