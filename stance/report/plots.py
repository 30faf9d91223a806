"""The figures of a report: a proposal over time, who agrees with whom, how well calibrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any, Final

from stance.report.grid import SIGNS
from stance.report.svg import INKS, draw, printable
from stance.report.ties import Tie, ring
from stance.report.timeline import Timeline
from stance.schema import Stance

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LANE: Final = 0.62  # height of the tallest bar, as a share of its lane
LABELLED: Final = 12  # periods up to which every bar has its number
NAME_LENGTH: Final = 26
HATCH: Final = "////"  # the conditional is told by more than its colour


def timeline_plot(timeline: Timeline, number: int, tallest: int) -> str:
    """A lane of bars for each stance, one bar a period; `tallest` is the count of a full lane."""
    stances = tuple(timeline.counts)
    lanes = {stance: len(stances) - 1 - at for at, stance in enumerate(stances)}

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        places = range(len(timeline.periods))
        for stance, lane in lanes.items():
            counts = timeline.counts[stance]
            heights = [LANE * count / tallest for count in counts]
            hatch = HATCH if stance is Stance.CONDITIONAL else None
            axes.bar(
                places, heights, 0.8, lane, color=INKS[stance], edgecolor=INKS["page"], hatch=hatch
            )
            axes.axhline(lane, color=INKS["rule"], linewidth=0.8)
            if len(places) <= LABELLED:
                for at, count in enumerate(counts):
                    if count:
                        axes.text(at, lane + heights[at] + 0.03, str(count), ha="center", size=8)
        axes.set_yticks([lane + 0.3 for lane in lanes.values()])
        axes.set_yticklabels([f"{SIGNS[stance]} {stance}" for stance in lanes])
        axes.set_ylim(-0.05, len(stances) + 0.15)
        _period_ticks(axes, timeline.periods)
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(length=0)

    title = f"Statements on “{timeline.proposal}” by period; the same numbers follow in a table."
    return draw(f"time{number}", (4.1, 2.1), title, paint)


def _period_ticks(axes: Axes, periods: Sequence[str]) -> None:
    step = -(-len(periods) // 4)
    shown = range(0, len(periods), step)
    axes.set_xticks(list(shown))
    axes.set_xticklabels([periods[at] for at in shown])
    axes.set_xlim(-0.6, len(periods) - 0.4)


def network_plot(actors: tuple[str, ...], found: tuple[Tie, ...]) -> str:
    """Actors on a circle; a full line is agreement, a broken one conflict, both a mixed record."""
    order = ring(actors, found)
    angles = {actor: pi / 2 - 2 * pi * (at + 0.5) / len(order) for at, actor in enumerate(order)}
    spots = {actor: (cos(angle), sin(angle)) for actor, angle in angles.items()}

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        for tie in found:
            (x1, y1), (x2, y2) = spots[tie.first], spots[tie.second]
            for shared, ink, dashes in (
                (tie.agreements, "support", "solid"),
                (tie.conflicts, "oppose", (0, (4, 2))),
            ):
                if shared:
                    axes.plot(
                        (x1, x2), (y1, y2), color=INKS[ink], linestyle=dashes,
                        linewidth=0.8 + 0.7 * min(len(shared), 5), zorder=1,
                    )  # fmt: skip
        for actor, (x, y) in spots.items():
            axes.plot(x, y, "o", color=INKS["ink"], markersize=5, zorder=2)
            axes.text(
                1.05 * x, 1.1 * y, printable(actor, NAME_LENGTH), va="center", size=9,
                ha="left" if x > 0 else "right",
            )  # fmt: skip
        axes.set_xlim(-2.1, 2.1)
        axes.set_ylim(-1.17, 1.17)
        axes.set_aspect("equal")
        axes.axis("off")

    title = "Which actors agree and which conflict; every pair follows in a table."
    return draw("network", (8, 4.6), title, paint)


def reliability_plot(bins: Sequence[Mapping[str, Any]], name: str = "reliability") -> str:
    """Share of right answers against the probability given, with intervals.

    A bin has `confidence`, `accuracy`, `low`, `high`, as a model's manifest holds them.
    """

    def paint(figure: Figure) -> None:
        axes = figure.add_subplot()
        given = [item["confidence"] for item in bins]
        right = [item["accuracy"] for item in bins]
        below = [item["accuracy"] - item["low"] for item in bins]
        above = [item["high"] - item["accuracy"] for item in bins]
        axes.plot((0, 1), (0, 1), color=INKS["muted"], linewidth=1, linestyle=(0, (3, 3)))
        axes.errorbar(
            given, right, (below, above), color=INKS["support"], fmt="o", markersize=4,
            elinewidth=1.4,
        )  # fmt: skip
        axes.text(0.13, 0.08, "as often as promised", color=INKS["muted"], size=9)
        percent_axes(axes, "probability given", "answers that are right")

    title = "How often answers are right, by the probability given; the numbers follow in a table."
    return draw(name, (4.1, 3.4), title, paint)


def percent_axes(axes: Axes, across: str, up: str) -> None:
    """Both axes from 0 to 100 %, with a light grid."""
    ticks = (0, 0.2, 0.4, 0.6, 0.8, 1)
    names = [f"{tick:.0%}" for tick in ticks]
    axes.set_xticks(ticks, names)
    axes.set_yticks(ticks, names)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(color=INKS["rule"], linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
