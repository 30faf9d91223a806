"""The readable side of the reader's model folder: its strongest features and its card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from stance.reading.acceptance import MEASURES
from stance.reading.reader import Reader
from stance.reading.tagger import Tagger
from training.benchmarks.reading import table

STRONGEST: Final = 60
"""Features listed for each label."""

CARD: Final = """# Model card: attribution reader

Finds who said what in English news: source, cue and content of each attribution, as offsets.
Two linear-chain conditional random fields, applied with NumPy: the first marks possible cues
({cue_features} features), the second finds the words that belong to each cue ({role_features}
features). Word classes: {words} words in {groups} classes, from the training texts' own counts.

## Learned from

PolNeAR v1.0.0, training part ({news} articles of US political news, 2015-16, E. Newell,
D. Margolin, D. Ruths, LREC 2018), and {ours} news items written for this project. The first tagger
is the mean of two, each taught by half of the articles; the second learned from their answers on
the half that they had not seen, and is the mean of {refused}, each taught another share of the
possible cues that are none. One article in {tuning} taught the taggers nothing: there a logistic
regression over {measures} measures of what both say of a reading was fitted, which gives the
chance that it is an attribution (`stance/reading/acceptance.py`; `usual.json` has the log shares
of the words that are cues), and two thresholds were set where F{beta:g}, recall before precision,
was best: a cue is tried from probability {candidate}, a reading accepted from {accept}.
L-BFGS, {first[iterations]} and {second[iterations]} iterations, penalties {first[l1]} on the sizes
and {first[l2]} on the squares of weights; features seen fewer than {first[fewest]} or
{second[fewest]} times are dropped, and those whose weights all stay below {first[least]}. No
feature holds more than two neighbouring words of a text. `python -m training.build_reader` repeats
all of it.

## How good

Trained on these articles only; measured on PolNeAR's development part and on the tenth of our
own items that was held out (chosen by a hash of the item's name).

{table}

Tokens: F1 over words that carry the role. Exact: F1 over unbroken pieces. Attributions: content
shares at least 0.3 (0.8) of its words, sources overlap. Two human annotators of PolNeAR agree at
content 0.912 / 0.657, source 0.814 / 0.777, cue 0.692 / 0.705 (tokens / exact).
{speed} words a second on one core of the machine it was built on.

## Limits

English newswire. It rather accepts a doubtful attribution than misses one: whatever reads on must
be able to say that a passage is about nothing. Our own items are not annotated without gaps, so
that figures for precision there are too low. Statements inside statements are found by reading
reported clauses again and are annotated in our own items only, not everywhere there: no figure
vouches for them. Cues of PolNeAR are the loosest of its three roles; human annotators differ on
them too.
"""


def top_features(reader: Reader) -> str:
    """The strongest features for and against each label, and the transitions."""
    parts = [_tagger("cues", reader.cues), _tagger("roles", reader.roles)]
    return "\n".join(parts)


def _tagger(name: str, tagger: Tagger) -> str:
    lines = [f"# {name}: transitions (from, to, weight)"]
    for row, before in enumerate(tagger.labels):
        for column, after in enumerate(tagger.labels):
            lines.append(f"{before}\t{after}\t{tagger.transitions[row, column]:+.3f}")
    for column, label in enumerate(tagger.labels):
        lines.append(f"# {name}: {label}")
        weights = tagger.state[:, column]
        order = abs(weights).argsort(kind="stable")[::-1][:STRONGEST]
        lines += [f"{weights[row]:+.3f}\t{tagger.features[row]}" for row in order]
    return "\n".join(lines) + "\n"


def card(
    reader: Reader,
    articles: Mapping[str, int],
    recipe: Mapping[str, Any],
    results: Mapping[str, Any],
) -> str:
    """The README of the model folder. `recipe` holds the settings of the training."""
    return CARD.format(
        cue_features=len(reader.cues.features),
        role_features=len(reader.roles.features),
        words=len(reader.classes),
        groups=len(set(reader.classes.values())),
        news=articles["polnear"],
        ours=articles["ours"],
        accept=reader.accept,
        measures=len(MEASURES),
        candidate=reader.candidate,
        **recipe,
        table=table(results["figures"]),
        speed=results["words_per_second"],
    )
