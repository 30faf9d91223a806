"""Fits the weights by which proposals are matched, ranked and put on an article's table.

Called by `python -m training.benchmarks.proposals --fit`, which says on which documents.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from typing import Final

import numpy as np

from stance.reading.discourse import Discourse
from stance.reading.discovery import RANK_FEATURES, find_groups, measure_finds, phrase_f1
from stance.reading.proposals import FEATURES, measure
from stance.reading.standing import TABLE_FEATURES, measure_table
from stance.schema import Proposal
from training.benchmarks.proposals import ROOT, SEED, STRANGERS, Case, alone, with_foreign

NEAR: Final = 0.45  # the same where it says which finds the ranking should put first
NEWS_WEIGHT: Final = 0.25
"""A PolNeAR row in the fit: each names one of often several proposals that its passage is about."""
RENAMED: Final = 6  # of the strangers, some with names of the article
NAME: Final = re.compile(r"\b[A-Z][\w-]+(?: [A-Z][\w-]+)*")


def print_fits(own: Sequence[Case], news: Sequence[Case]) -> None:
    """Print all three sets of weights."""
    listed = tomllib.loads((ROOT / "data" / "proposals.toml").read_text(encoding="utf-8"))
    pool = {phrase for case in own for phrase in case.proposals}
    pool |= {entry["phrase"] for entry in listed["proposal"]}
    weighted = [(1.0, own), (NEWS_WEIGHT, news)]
    fit(weighted)
    fit_ranking([*own, *news])
    fit_table(weighted, sorted(pool))


def fit(weighted: Sequence[tuple[float, Sequence[Case]]]) -> None:
    """Print the matcher's weights, fitted over its measures."""
    rows: list[Sequence[float]] = []
    labels: list[bool] = []
    importance: list[float] = []
    for weight, cases in weighted:
        for case, proposals in [*with_foreign(cases), *alone(cases)]:
            discourse = Discourse(case.text, proposals, case.headline)
            if not discourse.numbers:
                continue
            for attribution, gold in zip(case.attributions, case.gold, strict=True):
                measures = measure(discourse, attribution)
                for number, row in zip(discourse.numbers, measures, strict=True):
                    rows.append(row.tolist())
                    labels.append(proposals[number].phrase in gold)
                    importance.append(weight)
    _print_fit("WEIGHTS", FEATURES, rows, labels, importance)


def fit_ranking(cases: Sequence[Case]) -> None:
    """The same for the ranking of discovered proposals."""
    rows: list[Sequence[float]] = []
    labels: list[bool] = []
    for case in cases:
        groups, offers = find_groups(case.text)
        measures = measure_finds(case.text, case.attributions, case.headline, groups, offers)
        rows += measures.tolist()
        labels += [
            any(phrase_f1(phrase, offer.phrase) >= NEAR for phrase in case.proposals)
            for offer in offers
        ]
    _print_fit("RANK_WEIGHTS", RANK_FEATURES, rows, labels, [1.0] * len(rows))


def fit_table(weighted: Sequence[tuple[float, Sequence[Case]]], pool: Sequence[str]) -> None:
    """The same for what puts a proposal on an article's table.

    Strangers are drawn from `pool`; some get the names of the article's own proposals, so that
    a place in common does not become proof.
    """
    rows: list[Sequence[float]] = []
    labels: list[bool] = []
    importance: list[float] = []
    rng = random.Random(SEED)
    for weight, cases in weighted:
        for case in cases:
            own = sorted(frozenset().union(*case.gold))
            names = [name for phrase in case.proposals for name in NAME.findall(phrase)]
            strange = [p for p in rng.sample(pool, STRANGERS) if p not in case.proposals]
            for place in range(min(RENAMED, len(strange)) if names else 0):
                strange[place] = NAME.sub(rng.choice(names), strange[place])
            for phrase in (*own, *strange):
                row = measure_table(case.text, Proposal(phrase), case.headline)
                if row is not None:
                    rows.append(row.tolist())
                    labels.append(phrase in own)
                    importance.append(weight)
    _print_fit("TABLE_WEIGHTS", TABLE_FEATURES, rows, labels, importance)


def _print_fit(
    title: str,
    names: Sequence[str],
    rows: Sequence[Sequence[float]],
    labels: Sequence[bool],
    importance: Sequence[float],
) -> None:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0, max_iter=3000)
    model.fit(np.array(rows), np.array(labels), sample_weight=np.array(importance))
    weights = {name: round(float(w), 2) for name, w in zip(names, model.coef_[0], strict=True)}
    print(f"{title} = {weights}\nintercept {float(model.intercept_[0]):.2f}")
