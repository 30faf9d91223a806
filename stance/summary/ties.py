"""DNA's tie values and normalisations, in every world at once.

After DNA 3.1 (leifeld-lab/dna, Exporter.java, computeOneModeMatrix and computeTwoModeMatrix);
a_jk is how often node a uses level k on node j of the other side:

    ignore        Σ_j (Σ_k a_jk) (Σ_k b_jk)
    congruence    Σ_j Σ_k a_jk b_jk
    conflict      Σ_j (a_j,support b_j,oppose + a_j,oppose b_j,support)
    subtract      congruence − conflict

    average       value / ((n_a + n_b) / 2), n_a = Σ_jk a_jk
    cosine        value / (n_a n_b)
    jaccard       value / (m10 + m01 + m11): m10 = Σ a_jk where b_jk = 0, m01 the reverse,
                  m11 = Σ a_jk b_jk
    activity      value / n_a of the row
    prominence    value / n_j of the column

Nothing divided by nothing is 0. To DNA's two levels two are added. A conditional agrees with a
conditional and is in conflict with nothing, like a value of a short-text qualifier in DNA. A
neutral statement is a mention: it counts for `ignore` and in every n, and neither agrees nor
disagrees.

With expected counts a product of counts is the expected product, since labels of different
statements are independent given their probabilities. The Jaccard denominator is expected part
by part: m10 = Σ a_jk P(b_jk = 0). With labels that are certain every value is DNA's own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stance.summary.options import Normalization, Qualifier
from stance.summary.tallies import CONDITIONAL, NEUTRAL, OPPOSE, SUPPORT, Floats, Worlds

_SIDES = (SUPPORT, OPPOSE, CONDITIONAL)
_CODES = {SUPPORT: 1.0, OPPOSE: 2.0, CONDITIONAL: 4.0, NEUTRAL: 8.0}


def code(counts: Floats) -> float:
    """DNA's `combine` of certain counts by level: 1 positive, 2 negative, 3 both.

    4 is added where there is a conditional statement, 8 where there is a neutral one.
    """
    return sum(value for level, value in _CODES.items() if counts[level] > 0)


def two_mode_value(worlds: Worlds, qualifier: Qualifier) -> Floats:
    """An edge's value before normalisation, shape (worlds,): `ignore` or `subtract`."""
    counts = worlds.counts.astype(np.float64)
    value: Floats = counts.sum(axis=0)
    if qualifier is Qualifier.SUBTRACT:
        value = counts[SUPPORT] - counts[OPPOSE]
    return value


def congruence(a: Sequence[Worlds], b: Sequence[Worlds]) -> Floats:
    """How often both say the same on the nodes they share, shape (worlds,)."""
    found: Floats = np.einsum("jkw,jkw->w", _stacked(a)[:, _SIDES], _stacked(b)[:, _SIDES])
    return found


def conflict(a: Sequence[Worlds], b: Sequence[Worlds]) -> Floats:
    """How often one supports what the other opposes on the nodes they share."""
    left, right = _stacked(a)[:, (SUPPORT, OPPOSE)], _stacked(b)[:, (OPPOSE, SUPPORT)]
    found: Floats = np.einsum("jkw,jkw->w", left, right)
    return found


def one_mode_value(a: Sequence[Worlds], b: Sequence[Worlds], qualifier: Qualifier) -> Floats:
    """An edge's value before normalisation, shape (worlds,), over the nodes that both share."""
    if qualifier is Qualifier.IGNORE:
        found: Floats = np.einsum("jkw,jlw->w", _stacked(a), _stacked(b))
        return found
    if qualifier is Qualifier.CONGRUENCE:
        return congruence(a, b)
    if qualifier is Qualifier.CONFLICT:
        return conflict(a, b)
    return congruence(a, b) - conflict(a, b)


def one_mode_norm(
    a: Sequence[Worlds],
    b: Sequence[Worlds],
    total_a: Floats,
    total_b: Floats,
    normalization: Normalization,
) -> Floats | float:
    """What the value is divided by; the totals are of everything that each node says."""
    if normalization is Normalization.AVERAGE:
        return (total_a + total_b) / 2
    if normalization is Normalization.COSINE:
        return total_a * total_b
    if normalization is Normalization.JACCARD:
        left, right = _stacked(a), _stacked(b)
        only_a = total_a - (left * (1.0 - _absent(b))).sum(axis=(0, 1))
        only_b = total_b - (right * (1.0 - _absent(a))).sum(axis=(0, 1))
        norm: Floats = only_a + only_b + (left * right).sum(axis=(0, 1))
        return norm
    return 1.0


def divided(value: Floats, norm: Floats | float) -> Floats:
    """The normalised value, 0 where there is nothing to divide by."""
    norms = np.broadcast_to(norm, value.shape)
    found: Floats = np.divide(value, norms, out=np.zeros_like(value), where=norms > 0)
    return found


def _stacked(parts: Sequence[Worlds]) -> Floats:
    return np.stack([part.counts for part in parts]).astype(float)


def _absent(parts: Sequence[Worlds]) -> Floats:
    return np.stack([part.absent for part in parts]).astype(float)
