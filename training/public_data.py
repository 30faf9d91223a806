"""Readers of public stance data sets as statements, one function a set.

None of them is part of the project: a copy is read where it lies (`../shared/benchmarks`, or the
user's own files for SemEval-2016 Task 6).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from stance.errors import InputError
from stance.schema import Stance, Statement

SIDES: Final[Mapping[str, Stance]] = {
    "1": Stance.SUPPORT,
    "0": Stance.OPPOSE,
    "-1": Stance.OPPOSE,
    "PRO": Stance.SUPPORT,
    "CON": Stance.OPPOSE,
    "SUPPORT": Stance.SUPPORT,
    "UNDERMINE": Stance.OPPOSE,
    "for": Stance.SUPPORT,
    "against": Stance.OPPOSE,
    "observing": Stance.NEUTRAL,
    "FAVOR": Stance.SUPPORT,
    "AGAINST": Stance.OPPOSE,
    "NONE": Stance.NEUTRAL,
}

LONGEST_FIELD: Final = 10**7  # speeches are longer than the csv module's default


def _rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Rows of a table."""
    usual = csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
            yield from csv.DictReader(lines, delimiter=delimiter)
    finally:
        csv.field_size_limit(usual)


def _side(label: str, path: Path) -> Stance:
    if label not in SIDES:
        raise InputError(f"{path}: unknown stance {label!r}; known are {', '.join(SIDES)}")
    return SIDES[label]


def handeset(folder: Path) -> list[Statement]:
    """Commons speeches toward their motion, by the manual label; documents are debates.

    The actor is what the set tells of the speaker: his party, the motion's, and whose it is.
    """
    path = folder / "handeset/HanDeSeT.csv"
    found = []
    for row in _rows(path):
        parts = [row[f"utt{number}"] for number in range(1, 6)]
        movers = "government" if row["govt/opp motion"] == "1" else "opposition"
        actor = f"{row['party affiliation']} {row['motion party affiliation']}-mover {movers}"
        found.append(
            Statement(
                quote=" ".join(part for part in parts if part not in {"", "NA"}),
                proposal=row["motion"],
                document=row["title"],
                actor=actor,
                stance=_side(row["manual speech"], path),
            )
        )
    return found


def _pairs(
    path: Path, quote: str, proposal: str, document: str, stance: str, split: str = ""
) -> list[Statement]:
    """Statements from the named columns of a table; of one `split` if it has them all."""
    return [
        Statement(
            quote=row[quote],
            proposal=row[proposal],
            document=row[document],
            stance=_side(row[stance], path),
        )
        for row in _rows(path)
        if not split or row["split"] == split
    ]


def emergent(folder: Path, split: str) -> list[Statement]:
    """Headlines toward a claim: for, against, observing."""
    path = folder / f"emergent/url-versions-2015-06-14-clean-{split}.csv"
    return _pairs(path, "articleHeadline", "claimHeadline", "claimId", "articleHeadlineStance")


def kpa(folder: Path, split: str) -> list[Statement]:
    """Arguments on motions (ArgKP)."""
    path = folder / f"kpa_arguments/arguments_{split}.csv"
    return _pairs(path, "argument", "topic", "topic", "stance")


def ibm_claims(folder: Path, split: str) -> list[Statement]:
    """Claims for or against a debate's motion (IBM claim stance)."""
    path = folder / "ibm_claim_stance/claim_stance_dataset_v1.recovered.csv"
    columns = ("claims.claimCorrectedText", "topicText", "topicId", "claims.stance")
    return _pairs(path, *columns, split=split)


def perspectrum(folder: Path, split: str) -> list[Statement]:
    """Perspectives that support or undermine a claim."""
    path = folder / "perspectrum"
    pool, splits, claims = (
        json.loads((path / name).read_text(encoding="utf-8"))
        for name in (
            "perspective_pool_v1.0.json",
            "dataset_split_v1.0.json",
            "perspectrum_with_answers_v1.0.json",
        )
    )
    texts = {entry["pId"]: entry["text"] for entry in pool}
    return [
        Statement(
            quote=texts[number],
            proposal=claim["text"],
            document=str(claim["cId"]),
            stance=_side(group["stance_label_3"], path),
        )
        for claim in claims
        if splits[str(claim["cId"])] == split
        for group in claim["perspectives"]
        for number in group["pids"]
    ]


SEMEVAL_COLUMNS: Final = ("ID", "Target", "Tweet", "Stance")


def semeval(path: Path) -> list[Statement]:
    """Tweets toward a target, a tab-separated file of SemEval-2016 Task 6.

    FAVOR is support, AGAINST oppose, NONE neutral. Raises `InputError` naming the line.
    """
    found = []
    for line, row in enumerate(_rows(path, "\t"), start=2):
        missing = [name for name in SEMEVAL_COLUMNS if not row.get(name)]
        if missing:
            raise InputError(
                f"{path}:{line}: no {missing[0]}; expected the tab-separated columns"
                f" {', '.join(SEMEVAL_COLUMNS)}"
            )
        found.append(
            Statement(
                id=row["ID"],
                quote=row["Tweet"],
                proposal=row["Target"],
                document=row["ID"],
                stance=_side(row["Stance"], path),
            )
        )
    return found
