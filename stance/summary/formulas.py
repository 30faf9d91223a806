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

import numpy as np

from stance.summary.options import Normalization, Qualifier
from stance.summary.tallies import CONDITIONAL, NEUTRAL, OPPOSE, SUPPORT, Floats, Worlds

_SIDES = slice(SUPPORT, CONDITIONAL + 1)  # the levels that take a side come first
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


def congruence(a: Worlds, b: Worlds) -> Floats:
    """How often both say the same on the nodes they share, shape (worlds,).

    `a` and `b` have shape (shared nodes, levels, worlds), here and below.
    """
    found: Floats = np.einsum("jkw,jkw->w", a.counts[:, _SIDES], b.counts[:, _SIDES])
    return found


def conflict(a: Worlds, b: Worlds) -> Floats:
    """How often one supports what the other opposes on the nodes they share."""
    found: Floats = np.einsum("jw,jw->w", a.counts[:, SUPPORT], b.counts[:, OPPOSE])
    found += np.einsum("jw,jw->w", a.counts[:, OPPOSE], b.counts[:, SUPPORT])
    return found


def one_mode_value(a: Worlds, b: Worlds, qualifier: Qualifier) -> Floats:
    """An edge's value before normalisation, shape (worlds,)."""
    if qualifier is Qualifier.IGNORE:
        found: Floats = np.einsum("jw,jw->w", a.counts.sum(axis=1), b.counts.sum(axis=1))
        return found
    if qualifier is Qualifier.CONGRUENCE:
        return congruence(a, b)
    if qualifier is Qualifier.CONFLICT:
        return conflict(a, b)
    return congruence(a, b) - conflict(a, b)


def one_mode_norm(
    a: Worlds, b: Worlds, total_a: Floats, total_b: Floats, normalization: Normalization
) -> Floats | float:
    """What the value is divided by; the totals are of everything that each node says."""
    if normalization is Normalization.AVERAGE:
        return (total_a + total_b) / 2
    if normalization is Normalization.COSINE:
        return total_a * total_b
    if normalization is Normalization.JACCARD:
        only_a = total_a - np.einsum("jkw,jkw->w", a.counts, 1.0 - b.absent)
        only_b = total_b - np.einsum("jkw,jkw->w", b.counts, 1.0 - a.absent)
        norm: Floats = only_a + only_b + np.einsum("jkw,jkw->w", a.counts, b.counts)
        return norm
    return 1.0


def divided(value: Floats, norm: Floats | float) -> Floats:
    """The normalised value, 0 where there is nothing to divide by."""
    norms = np.broadcast_to(norm, value.shape)
    found: Floats = np.divide(value, norms, out=np.zeros_like(value), where=norms > 0)
    return found
