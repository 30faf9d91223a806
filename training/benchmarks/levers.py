"""What each lever of the stance model gives: features, labels, domains, hidden actors.

``python -m training.benchmarks.levers`` needs a PolNeAR checkout. Everything is out-of-fold in
the folds by document that `training.benchmarks.stance` reports, four stances; settings are the
shipped recipe's, not searched again. Table and JSON go to `training/results/`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import typer

from stance.evaluation.folds import PRONOUNS, Fold, normalised
from stance.evaluation.metrics import agreement, kappa_change
from stance.model.classifier import Features, FitSettings, read_features
from stance.pipeline.assessment import grouped_folds, search
from stance.pipeline.training import plain
from stance.report.card import interval, table
from stance.schema import LABELS
from training.build import POLNEAR, ROOT
from training.shipped_data import ShippedData, read_shipped

RESULTS: Final = ROOT / "training/results"
OWN: Final = "our own news"
POLITICS: Final = "PolNeAR, first layer"
SETS: Final[Mapping[str, tuple[str, ...]]] = {
    OWN: ("statements",),
    POLITICS: ("polnear_stance",),
}
"""What is tested."""
DOMAINS: Final[Mapping[str, tuple[str, ...]]] = {
    "our own (news, contrast sets, reversed, asked)": (
        "statements",
        "contrasts",
        "reversed",
        "asked",
    ),
    "PolNeAR (all three layers)": ("polnear_stance", "polnear_open", "polnear_asked"),
}
"""What is trained on."""
SHARES: Final = (0.0625, 0.125, 0.25, 0.5, 1.0)
FREQUENT: Final = 10  # statements of an actor, over all data, that make the actor a frequent one
STANCES: Final = 4

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Levers:
    """The shipped data and its folds, and what is measured on them."""

    data: ShippedData
    folds: Sequence[Fold]
    setting: FitSettings
    jobs: int

    def logits(
        self,
        setting: FitSettings | None = None,
        features: Features | None = None,
        kept: npt.NDArray[np.bool_] | None = None,
    ) -> Floats:
        """Out-of-fold logits; `kept` says which rows may be trained on."""
        folds = self.folds
        if kept is not None:
            folds = [Fold(train[kept[train]], test) for train, test in folds]
        found = search(
            features or self.data.features, folds, (setting or self.setting,), jobs=self.jobs
        )
        logits: Floats = found.logits[0]
        return logits

    def rows(self, files: Sequence[str]) -> Whole:
        """Rows of some files that have a proposal and one of the four stances."""
        asked = np.array([bool(item.proposal) for item in self.data.statements])
        told = self.data.features.labels < STANCES
        return np.flatnonzero(asked & told & np.isin(self.data.source, files))

    def kappa(self, logits: Floats, rows: Whole) -> Any:
        """Cohen's kappa over rows, with its interval."""
        found = agreement(
            self.data.features.labels[rows],
            logits[rows, :STANCES].argmax(axis=1),
            self._documents(rows),
            LABELS[:STANCES],
        )
        return plain(found.kappa)

    def gain(self, logits: Floats, other: Floats, rows: Whole) -> Any:
        """Kappa of `logits` less that of `other`."""
        one, two = (each[rows, :STANCES].argmax(axis=1) for each in (logits, other))
        documents = self._documents(rows)
        return plain(
            kappa_change(self.data.features.labels[rows], two, one, documents, LABELS[:STANCES])
        )

    def _documents(self, rows: Whole) -> list[str]:
        return [self.data.statements[row].document or f"row {row}" for row in rows]


def ablation(levers: Levers, whole: Floats) -> list[dict[str, Any]]:
    """What is lost on each set when one stream of features is left out."""
    found = []
    for stream, weight in levers.setting.weights.items():
        if weight <= 0:
            continue
        left = replace(levers.setting, weights={**levers.setting.weights, stream: 0.0})
        without = levers.logits(left)
        gains = {
            name: levers.gain(whole, without, levers.rows(files)) for name, files in SETS.items()
        }
        found.append({"stream": stream, "gain": gains})
        print(stream, gains, flush=True)
    return found


def curve(levers: Levers, whole: Floats, seed: int) -> list[dict[str, Any]]:
    """Kappa with a share of one domain's documents, all of the other's kept."""
    rng = np.random.default_rng(seed)
    found = []
    for domain, files in DOMAINS.items():
        inside = np.isin(levers.data.source, files)
        numbers = np.unique(levers.data.features.documents[inside])
        order = rng.permutation(numbers)
        for share in SHARES:
            chosen = order[: round(share * len(order))]
            kept = ~inside | np.isin(levers.data.features.documents, chosen)
            logits = whole if share == 1 else levers.logits(kept=kept)
            kappas = {name: levers.kappa(logits, levers.rows(of)) for name, of in SETS.items()}
            count = int((kept & inside).sum())
            found.append({"domain": domain, "share": share, "statements": count, "kappa": kappas})
            print(domain, share, kappas, flush=True)
    return found


def domains(levers: Levers, whole: Floats) -> list[dict[str, Any]]:
    """Kappa with one domain alone, with one data set less, and with all."""
    cases: list[tuple[str, tuple[str, ...]]] = [*DOMAINS.items()]
    every = levers.data.names
    cases += [(f"all but {name}", tuple(set(every) - {name})) for name in every]
    found = []
    for name, files in cases:
        logits = levers.logits(kept=np.isin(levers.data.source, files))
        kappas = {shown: levers.kappa(logits, levers.rows(of)) for shown, of in SETS.items()}
        found.append({"trained on": name, "kappa": kappas})
        print(name, kappas, flush=True)
    kappas = {shown: levers.kappa(whole, levers.rows(of)) for shown, of in SETS.items()}
    return [*found, {"trained on": "all", "kappa": kappas}]


def hidden_actors(levers: Levers, whole: Floats) -> list[dict[str, Any]]:
    """Kappa with the speakers' names and without, for frequent and for rare actors."""
    settings = replace(levers.setting.features, mask_actors=True)
    read = read_features(levers.data.statements, settings, levers.data.features.weights)
    masked = levers.logits(replace(levers.setting, features=settings), read)
    names = [" ".join(normalised(item.actor)) for item in levers.data.statements]
    often = Counter(names)
    frequent = np.array([often[name] >= FREQUENT for name in names])
    named = np.array([bool(name) and name not in PRONOUNS for name in names])
    found = []
    for shown, files in SETS.items():
        rows = levers.rows(files)
        for group, of in (
            ("frequent", rows[frequent[rows] & named[rows]]),
            ("rare", rows[~frequent[rows] & named[rows]]),
            ("all", rows),
        ):
            found.append(
                {
                    "data": shown,
                    "actors": group,
                    "statements": len(of),
                    "named": levers.kappa(whole, of),
                    "hidden": levers.kappa(masked, of),
                    "gain": levers.gain(whole, masked, of),
                }
            )
    return found


class Lever(StrEnum):
    """One table each."""

    DOMAINS = "domains"
    CURVE = "curve"
    ABLATION = "ablation"
    ACTORS = "actors"


def benchmark(
    texts: Annotated[Path, typer.Option(help="PolNeAR checkout.")] = POLNEAR,
    only: Annotated[
        list[Lever] | None, typer.Option(help="Tables to make; all of them takes an hour.")
    ] = None,
    seed: int = 0,
    jobs: int = -1,
) -> None:
    """Measure and write the tables."""
    data = read_shipped(texts)
    folds = grouped_folds(data.statements, data.features, data.recipe, "document", seed)
    levers = Levers(data, folds, data.recipe.grid()[0], jobs)
    whole = levers.logits()
    measures = {
        Lever.DOMAINS: lambda: domains(levers, whole),
        Lever.CURVE: lambda: curve(levers, whole, seed),
        Lever.ABLATION: lambda: ablation(levers, whole),
        Lever.ACTORS: lambda: hidden_actors(levers, whole),
    }
    found = {lever: measures[lever]() for lever in only or Lever}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "levers.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = render(found)
    (RESULTS / "levers.md").write_text(text, encoding="utf-8")
    print(text)


def render(found: Mapping[Lever, Sequence[Mapping[str, Any]]]) -> str:
    """The tables that were made."""
    return "\n".join(
        [
            "# What each lever gives",
            "",
            "Cohen's kappa over four stances, out-of-fold, folds by document, 95 % intervals from"
            " a bootstrap over documents; differences are paired (same documents drawn).",
            "",
            *(line for lever, rows in found.items() for line in (*_table(lever, rows), "")),
        ]
    )


def _table(lever: Lever, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    shown = list(SETS)
    match lever:
        case Lever.DOMAINS:
            title = "Labels: one domain alone, one data set less"
            header = ("trained on", *shown)
            cells = [
                (row["trained on"], *(interval(row["kappa"][name]) for name in shown))
                for row in rows
            ]
        case Lever.CURVE:
            title = "Learning curve: a share of one domain's documents, all of the other's"
            header = ("domain", "share", "statements", *shown)
            cells = [
                (
                    row["domain"],
                    f"{row['share']:.4g}",
                    row["statements"],
                    *(interval(row["kappa"][name]) for name in shown),
                )
                for row in rows
            ]
        case Lever.ABLATION:
            title = "Features: what is lost without one stream"
            header = ("stream", *shown)
            cells = [
                (row["stream"], *(interval(row["gain"][name]) for name in shown)) for row in rows
            ]
        case Lever.ACTORS:
            title = (
                "Actors: names given or hidden (`mask_actors`); frequent ones have"
                f" {FREQUENT} statements or more over all data"
            )
            header = ("data", "actors", "statements", "named", "hidden", "named less hidden")
            cells = [
                (
                    *(row[key] for key in ("data", "actors", "statements")),
                    *(interval(row[key]) for key in ("named", "hidden", "gain")),
                )
                for row in rows
            ]
    return [f"## {title}", "", *table(header, cells)]


if __name__ == "__main__":
    typer.run(benchmark)
