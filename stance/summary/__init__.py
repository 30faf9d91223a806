"""From scored statements to who stands where: matrix, timeline, networks.

>>> from stance.schema import LABELS, Score, ScoredStatement, Statement
>>> def said(actor, *probabilities, date):
...     statement = Statement("…", "build the bridge", actor=actor, date=date)
...     return ScoredStatement(statement, Score(dict(zip(LABELS, probabilities))))
>>> statements = [
...     said("Ada Brenn", 0.8, 0.1, 0.1, 0.0, 0.0, date="2031-03-02"),
...     said("Ada Brenn", 0.1, 0.8, 0.1, 0.0, 0.0, date="2031-05-20"),
...     said("Tor Vask", 0.0, 0.9, 0.0, 0.1, 0.0, date="2031-05-21"),
... ]
>>> summarise(statements).stance("Tor Vask", "build the bridge")
<Stance.OPPOSE: 'oppose'>
>>> for change in changes(timeline(statements, Unit.MONTH)):
...     print(change.actor, change.before.stance, "→", change.after.stance, change.period_after)
Ada Brenn support → oppose 2031-05
>>> congruent = NetworkOptions(Mode.ONE_MODE_ACTORS, Qualifier.CONGRUENCE)
>>> for edge in network_from(statements, congruent).edges:
...     print(edge.source, edge.target, round(edge.value, 2), edge.interval)
Ada Brenn Tor Vask 0.81 [+0.00, +2.00]
"""

from stance.summary.edges import Edge, Sign
from stance.summary.matrix import Cell, Matrix, summarise
from stance.summary.network import Network, Node, network_from
from stance.summary.options import (
    Conditional,
    Count,
    Counting,
    Duplicates,
    Mode,
    NetworkOptions,
    Normalization,
    Qualifier,
    RowGroup,
    Unit,
    Window,
    WindowUnit,
)
from stance.summary.periods import Change, Timeline, changes, timeline
from stance.summary.windows import Slice, Sliced, networks_over_time

__all__ = [
    "Cell",
    "Change",
    "Conditional",
    "Count",
    "Counting",
    "Duplicates",
    "Edge",
    "Matrix",
    "Mode",
    "Network",
    "NetworkOptions",
    "Node",
    "Normalization",
    "Qualifier",
    "RowGroup",
    "Sign",
    "Slice",
    "Sliced",
    "Timeline",
    "Unit",
    "Window",
    "WindowUnit",
    "changes",
    "network_from",
    "networks_over_time",
    "summarise",
    "timeline",
]
