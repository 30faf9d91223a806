"""DNA's formulas against figures by hand, and on DNA's sample by a slow version over its rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stance.schema import ScoredStatement, Stance
from stance.summary.network import network_from
from stance.summary.options import (
    NORMALIZATIONS,
    QUALIFIERS,
    Conditional,
    Count,
    Counting,
    Duplicates,
    Mode,
    NetworkOptions,
    Normalization,
    Qualifier,
)
from stance.summary.tallies import LEVELS

Said = Callable[..., ScoredStatement]

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "cases/networks.json").read_text(encoding="utf-8")
)
BY_HAND = [(mode, case) for mode in Mode for case in CASES[mode]]


def by_hand(said: Said) -> list[ScoredStatement]:
    return [
        said(actor, proposal, level, document=f"{actor}{proposal}{level}{number}")
        for actor, said_there in CASES["counts"].items()
        for proposal, counts in said_there.items()
        for level, count in zip(LEVELS, counts, strict=True)
        for number in range(count)
    ]


def options(mode: Mode, case: dict[str, Any]) -> NetworkOptions:
    return NetworkOptions(
        mode,
        Qualifier(case["qualifier"]),
        Conditional(case.get("conditional", "own")),
        Normalization(case.get("normalization", "no")),
        draws=50,
    )


@pytest.mark.parametrize("count", Count)
@pytest.mark.parametrize(
    ("mode", "case"),
    BY_HAND,
    ids=[
        " ".join([mode, *(str(case[key]) for key in case if key != "edges")])
        for mode, case in BY_HAND
    ],
)
def test_values_by_hand(mode: Mode, case: dict[str, Any], count: Count, said: Said) -> None:
    found = network_from(by_hand(said), options(mode, case), Counting(count=count))
    values = {f"{edge.source} {edge.target}": edge for edge in found.edges}
    assert {ends: edge.value for ends, edge in values.items()} == pytest.approx(
        {ends: float(Fraction(value)) for ends, value in case["edges"].items()}
    )
    for edge in values.values():
        assert edge.expected == pytest.approx(edge.value)
        assert edge.argmax == pytest.approx(edge.value)
        if edge.interval:  # labels that are certain leave nothing open
            assert (edge.interval.low, edge.interval.high) == pytest.approx((edge.value,) * 2)


# DNA's sample: 40 statements with organization, concept and agreement. What rDNA's own tests
# (leifeld-lab/dna, tests/testthat/test-network.R) find in it: a 7 × 6 matrix of sum 40 with 22
# ties, and a 7 × 7 matrix of sum 276 with 21 ties.
Coded = tuple[int, int, str, str, str, int]

QUERY = """
    SELECT s.ID, d.ID, date(d.Date, 'unixepoch'),
           (SELECT e.Value FROM DATASHORTTEXT t JOIN ENTITIES e ON e.ID = t.Entity
            JOIN VARIABLES v ON v.ID = t.VariableId
            WHERE t.StatementId = s.ID AND v.Variable = ?),
           (SELECT e.Value FROM DATASHORTTEXT t JOIN ENTITIES e ON e.ID = t.Entity
            JOIN VARIABLES v ON v.ID = t.VariableId
            WHERE t.StatementId = s.ID AND v.Variable = 'concept'),
           b.Value
    FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId
    JOIN DATABOOLEAN b ON b.StatementId = s.ID ORDER BY d.Date, s.ID
"""


@pytest.fixture(scope="module", params=["organization", "person"])
def sample(request: pytest.FixtureRequest, shared: Path) -> list[Coded]:
    path = shared / "formats/dna_sample.dna"
    if not path.exists():
        pytest.skip("DNA's sample database is absent")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(QUERY, (request.param,)).fetchall()
    finally:
        connection.close()


def answers(sample: list[Coded], said: Said) -> list[ScoredStatement]:
    return [
        said(
            actor,
            concept,
            Stance.SUPPORT if agreement else Stance.OPPOSE,
            quote=f"statement {id_}",
            id=str(id_),
            document=str(document),
            date=date,
        )
        for id_, document, date, actor, concept, agreement in sample
    ]


def without_duplicates(sample: list[Coded], rule: str, qualifier: str) -> list[Coded]:
    """One statement after another, each compared with all that stand already."""
    kept: list[Coded] = []
    for row in sample:
        again = False
        for other in kept:
            same = row[3:5] == other[3:5] and (qualifier == "ignore" or row[5] == other[5])
            within = {
                "include": False,
                "document": row[1] == other[1],
                "week": (np.datetime64(row[2]) - np.datetime64("2005-01-03")).astype(int) // 7
                == (np.datetime64(other[2]) - np.datetime64("2005-01-03")).astype(int) // 7,
                "month": row[2][:7] == other[2][:7],
                "year": row[2][:4] == other[2][:4],
                "acrossrange": True,
            }[rule]
            again = again or (same and within)
        if not again:
            kept.append(row)
    return kept


def slow_two_mode(rows: list[Coded], qualifier: str, normalization: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows:
        key = f"{row[3]}|{row[4]}"
        value, total = 0.0, 0
        positive = negative = False
        for other in rows:
            if other[3:5] == row[3:5]:
                value += 1 if qualifier == "ignore" or other[5] else -1
                positive, negative = positive or other[5] == 1, negative or other[5] == 0
            place = {"no": None, "activity": 3, "prominence": 4}[normalization]
            total += place is not None and other[place] == row[place]
        if qualifier == "combine":
            value = positive + 2 * negative
        found[key] = value / (total or 1)
    return found


def slow_one_mode(
    rows: list[Coded], qualifier: str, normalization: str, here: int
) -> dict[str, float]:
    """Over pairs of statements: two on one thing agree, or they do not."""
    there = 7 - here
    names = sorted({row[here] for row in rows})
    found: dict[str, float] = {}
    for number, a in enumerate(names):
        for b in names[number + 1 :]:
            mine = [row for row in rows if row[here] == a]
            theirs = [row for row in rows if row[here] == b]
            pairs = [(one, other) for one in mine for other in theirs if one[there] == other[there]]
            if not pairs:
                continue
            agree = sum(one[5] == other[5] for one, other in pairs)
            clash = len(pairs) - agree
            value = {
                "ignore": len(pairs),
                "congruence": agree,
                "conflict": clash,
                "subtract": agree - clash,
            }[qualifier]
            used_a = {(row[there], row[5]) for row in mine}
            used_b = {(row[there], row[5]) for row in theirs}
            norm = {
                "no": 1,
                "average": (len(mine) + len(theirs)) / 2,
                "cosine": len(mine) * len(theirs),
                "jaccard": sum((row[there], row[5]) not in used_b for row in mine)
                + sum((row[there], row[5]) not in used_a for row in theirs)
                + agree,
            }[normalization]
            found[f"{a}|{b}"] = value / norm
    return found


CHOICES = [
    (mode, qualifier, normalization)
    for mode in Mode
    for qualifier in QUALIFIERS[mode is Mode.TWO_MODE]
    for normalization in NORMALIZATIONS[mode is Mode.TWO_MODE]
    if qualifier is not Qualifier.COMBINE or normalization is Normalization.NO
]


@pytest.mark.parametrize("duplicates", Duplicates)
@pytest.mark.parametrize(("mode", "qualifier", "normalization"), CHOICES)
def test_dnas_sample(
    mode: Mode,
    qualifier: Qualifier,
    normalization: Normalization,
    duplicates: Duplicates,
    sample: list[Coded],
    said: Said,
) -> None:
    rows = without_duplicates(sample, duplicates, qualifier)
    if mode is Mode.TWO_MODE:
        slow = slow_two_mode(rows, qualifier, normalization)
    else:
        here = 3 if mode is Mode.ONE_MODE_ACTORS else 4
        slow = slow_one_mode(rows, qualifier, normalization, here)
    found = network_from(
        answers(sample, said),
        NetworkOptions(mode, qualifier, normalization=normalization, draws=1),
        Counting(duplicates=duplicates),
    )
    assert {f"{e.source}|{e.target}": e.value for e in found.edges} == pytest.approx(slow)


def test_the_figures_of_rdnas_own_tests(sample: list[Coded], said: Said) -> None:
    items = answers(sample, said)
    if len({row[3] for row in sample}) != 7:
        pytest.skip("rDNA's tests are of organizations")
    two = network_from(items, NetworkOptions(Mode.TWO_MODE, Qualifier.IGNORE, draws=1))
    assert two.matrix().shape == (7, 6)
    assert two.matrix().sum() == 40
    assert sum(edge.value != 0 for edge in two.edges) == 22
    one = network_from(items, NetworkOptions(Mode.ONE_MODE_ACTORS, Qualifier.IGNORE, draws=1))
    assert one.matrix().shape == (7, 7)
    assert one.matrix().sum() == 276
    assert sum(edge.value != 0 for edge in one.edges) == 21
    assert sum(node.frequency for node in one.nodes) == 40
