"""The figures of an evaluation: labels, abstention, learning curve, ablation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from stance.evaluation.metrics import Agreement, Figure, RiskPoint
from stance.evaluation.trials import CurvePoint, LeftOut
from stance.report.grid import SIGNS
from stance.report.plots import percent_axes
from stance.report.svg import INKS, draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

PEER: Final = "text only"  # the baseline that comes nearest: what the text says without its target
APART: Final = 0.15  # share of the axis that a label needs for itself
GAP: Final = 0.16  # between the two marks of one line


def labels_plot(by_name: Mapping[str, Agreement]) -> str:
    """F1 of each label with its interval, and that of the nearest baseline where it is there."""
    names = list(by_name)
    shown = [names[0], *(name for name in names[1:] if name == PEER)]

    def paint(figure: Drawing) -> None:
        axes = figure.add_subplot()
        labels = by_name[shown[0]].labels
        places = [len(labels) - 1 - at for at in range(len(labels))]
        for number, name in enumerate(shown):
            ink, form = (("support", "o"), ("muted", "s"))[number]
            shift = GAP * (0.5 - number) * (len(shown) - 1) * 2
            _whiskers(
                axes,
                [item.f1 for item in by_name[name].labels],
                [place + shift for place in places],
                ink,
                form,
                name,
            )
        axes.set_yticks(places, [f"{SIGNS[item.label]} {item.label}" for item in labels])
        axes.set_xlim(0, 1)
        axes.set_xlabel("F1")
        _across(axes)
        if len(shown) > 1:
            figure.legend(loc="outside upper right", ncols=2, frameon=False)

    title = "F1 of each label with 95 % intervals; the numbers follow in a table."
    return draw("labels", (4.1, 3.0), title, paint)


def risk_plot(points: Sequence[RiskPoint]) -> str:
    """Accuracy of the surest answers against the share that is answered."""

    def paint(figure: Drawing) -> None:
        axes = figure.add_subplot()
        shares = [point.coverage for point in points]
        right = [point.accuracy for point in points]
        axes.plot(shares, right, "o-", color=INKS["support"], markersize=4)
        labelled: list[float] = []
        for point in points:
            if any(abs(point.coverage - other) < APART for other in labelled):
                continue
            labelled.append(point.coverage)
            axes.annotate(
                f"≥ {point.threshold:.2f}", (point.coverage, point.accuracy), xytext=(0, 7),
                textcoords="offset points", ha="center", size=8, color=INKS["muted"],
            )  # fmt: skip
        percent_axes(axes, "answers given, the surest first", "answers that are right")

    title = "Accuracy when only the surest answers are given; the numbers follow in a table."
    return draw("risk", (4.1, 3.4), title, paint)


def curve_plot(points: Sequence[CurvePoint]) -> str:
    """Kappa and macro-F1 against the documents learned from, on a logarithmic scale."""

    def paint(figure: Drawing) -> None:
        axes = figure.add_subplot()
        sizes = [point.documents for point in points]
        for name, ink, form, figures in (
            ("Cohen’s kappa", "support", "o-", [point.kappa for point in points]),
            ("macro-F1", "oppose", "s--", [point.macro_f1 for point in points]),
        ):
            low, high = [item.low for item in figures], [item.high for item in figures]
            axes.fill_between(sizes, low, high, color=INKS[ink], alpha=0.18, linewidth=0)
            values = [item.value for item in figures]
            axes.plot(sizes, values, form, color=INKS[ink], markersize=4, label=name)
        axes.set_xscale("log", base=2)
        axes.set_xticks(sizes, [f"{size:,.0f}" for size in sizes])
        axes.minorticks_off()
        axes.set_ylim(bottom=min(0.0, *(point.kappa.low for point in points)))
        axes.set_xlabel("documents learned from")
        axes.grid(color=INKS["rule"], linewidth=0.6)
        axes.tick_params(length=0)
        figure.legend(loc="outside upper right", ncols=2, frameon=False)

    title = "Kappa and macro-F1 by documents learned from; the numbers follow in a table."
    return draw("curve", (6.4, 3.4), title, paint)


def ablation_plot(found: Sequence[LeftOut]) -> str:
    """What leaving each stream out does to kappa, with intervals."""

    def paint(figure: Drawing) -> None:
        axes = figure.add_subplot()
        places = [float(len(found) - 1 - at) for at in range(len(found))]
        axes.axvline(0, color=INKS["muted"], linewidth=1, linestyle=(0, (3, 3)))
        _whiskers(axes, [item.change for item in found], places, "support", "o", "")
        axes.set_yticks(places, [item.stream for item in found])
        axes.set_xlabel("change of kappa when it is left out")
        _across(axes)

    title = "Change of kappa when a feature stream is left out; the numbers follow in a table."
    return draw("ablation", (6.4, 0.9 + 0.26 * len(found)), title, paint)


def _whiskers(
    axes: Axes, figures: Sequence[Figure], places: Sequence[float], ink: str, form: str, name: str
) -> None:
    values = [item.value for item in figures]
    below = [max(0.0, item.value - item.low) for item in figures]
    above = [max(0.0, item.high - item.value) for item in figures]
    axes.errorbar(
        values, places, xerr=(below, above), fmt=form, color=INKS[ink], markersize=5,
        elinewidth=1.4, label=name,
    )  # fmt: skip


def _across(axes: Axes) -> None:
    axes.grid(axis="x", color=INKS["rule"], linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0)
