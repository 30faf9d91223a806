"""Which of the given proposals an attribution addresses.

A passage names a proposal with the proposal's own words, with an alias, or not at all: "the
plan", "it", "such a step" stand for what is under discussion. The matcher measures all three:
how much of a proposal's weighted words stand in the content, around the cue, in the rest of
the sentence and in the sentences before; which proposal the article has been naming lately;
and whether the sentence points back. A logistic scorer over these measures decides. What it
returns are candidates: the stance model behind it still may call a pair `unrelated`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from stance.errors import InputError
from stance.reading.discourse import Discourse, Phrase, Table, keys_in
from stance.reading.lemmas import Word, content_words, plain_stems, stems_of
from stance.schema import Attribution, Proposal, Span, Spans

_POINTERS: Final = re.compile(
    r"\b(?:it|its|this|that|these|those|such|so|one|either|both|neither)\b"
    r"|\b(?:the|this|that|such|any|his|her|its|their|our|every|a|an)\s+(?:\w+\s+)?"
    r"(?:plans?|proposals?|ideas?|concepts?|initiatives?|moves?|steps?|measures?|bills?|laws?|"
    r"deals?|agreements?|offers?|motions?|drafts?|texts?|schemes?|projects?|reforms?|polic(?:y|ies)|"
    r"legislation|amendments?|changes?|requests?|demands?|programmes?|programs?|operations?|"
    r"resolutions?|suggestions?|decisions?|votes?|option|question|matter|date|figure|notion)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Match:
    """A proposal that an attribution probably addresses.

    `score` is a probability; `kind` is "words", "alias" or "anaphora"; `spans` are where the
    text names the proposal (for an anaphora: the pointing words, and empty where the content
    merely continues the subject).
    """

    proposal: Proposal
    score: float
    kind: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """Which scores become matches.

    `least`: the lowest score of an attribution's best proposal. `least_more`: the same for each
    further one, which must also reach `near` times the best. `most`: no more than so many.
    """

    least: float = 0.25
    least_more: float = 0.33
    near: float = 0.65
    most: int = 2


def parse_proposals(mapping: Mapping[str, Any]) -> tuple[Proposal, ...]:
    """The proposals of a parsed ``proposals.toml``: ``[[proposal]] id, phrase, aliases``.

    Raises `InputError` that names the entry and the field; ids and phrases are unique.
    """
    entries = mapping.get("proposal")
    if not isinstance(entries, list) or not entries:
        raise InputError("proposals: expected at least one [[proposal]] table")
    unknown = sorted(set(mapping) - {"proposal"})
    if unknown:
        raise InputError(f"proposals: unknown key {unknown[0]!r}; allowed is [[proposal]]")
    found = tuple(_parse_entry(entry, f"proposal[{i}]") for i, entry in enumerate(entries))
    for name, values in (
        ("id", [proposal.id for proposal in found]),
        ("phrase", [proposal.phrase.casefold() for proposal in found]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                raise InputError(
                    f"proposals: {name} {value!r} stands {count} times; once is allowed"
                )
    return found


def _parse_entry(entry: Any, where: str) -> Proposal:
    if not isinstance(entry, Mapping):
        raise InputError(f"{where}: expected a table with id, phrase and aliases, found {entry!r}")
    allowed = ("id", "phrase", "aliases")
    for key in entry:
        if key not in allowed:
            raise InputError(f"{where}: unknown field {key!r}; allowed are {', '.join(allowed)}")
    for key in ("id", "phrase"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise InputError(f"{where}.{key}: missing or empty; every proposal needs a text here")
    aliases = entry.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(a, str) and a.strip() for a in aliases):
        raise InputError(f"{where}.aliases ({entry['id']}): expected a list of texts")
    if not content_words(entry["phrase"]):
        raise InputError(f"{where}.phrase: {entry['phrase']!r} has no word that could be matched")
    return Proposal(entry["phrase"].strip(), entry["id"].strip(), tuple(a.strip() for a in aliases))


FEATURES: Final = (
    "content",
    "content_lead",
    "around",
    "article",
    "article_share",
    "headline",
    "salience",
    "silent_salience",
    "pointer",
    "next",
    "paragraph",
)
"""What the scorer sees of an attribution and a proposal.

`content`, `around`: share of the proposal's weight that the content, and the rest of its
sentences, cover; `…_lead`: how far that stands above the best other proposal. `article`: the
most that any sentence covers; `article_share`: the proposal's part of all mentions; `headline`:
what the headline covers. `salience`: its part of what was named lately; `silent_salience`: the
same where the statement itself names nothing; `pointer`: and points back with a pronoun or "the
plan". `next`: a silent statement's following sentence in the paragraph. `paragraph`:
the smoothed probability over the sentences of the paragraph.
"""

_SILENT: Final = 2.0  # a statement that covers half of some proposal is not silent at all


@dataclass(frozen=True, slots=True)
class _Place:
    """An attribution in its article: its sentences and content words."""

    sentences: tuple[int, ...]
    content: tuple[Word, ...]
    around: tuple[Word, ...]
    points: bool


def measure(discourse: Discourse, attribution: Attribution) -> Table:
    """One row of `FEATURES` for each proposal under discussion."""
    place = _locate(discourse, attribution)
    first, last = place.sentences[0], place.sentences[-1]
    content, around = keys_in(place.content), keys_in(place.around)
    lead, near = discourse.naming(content), discourse.naming(around)
    silent = 1.0 - min(1.0, _SILENT * max(lead.max(), near.max()))
    mentions = _share(discourse.named.sum(axis=0), _FAINT)
    # Before anything is named, an article's subject is its best guess.
    named_before = discourse.salience[first].any()
    salience = _share(discourse.salience[first], _FAINT) if named_before else mentions
    paragraph = list(discourse.paragraph(first))
    follows = last + 1 in paragraph
    columns = (
        discourse.coverage(content),
        _lead(lead),
        discourse.coverage(around),
        discourse.covered.max(axis=0),
        mentions,
        discourse.in_headline,
        salience,
        salience * silent,
        salience * silent * place.points,
        discourse.named[last + 1] * silent if follows else np.zeros_like(lead),
        discourse.topic[paragraph].mean(axis=0),
    )
    return np.stack(columns, axis=1)


def _locate(discourse: Discourse, attribution: Attribution) -> _Place:
    spans = (*attribution.content, *attribution.cue, *attribution.source)
    sentences = discourse.at(spans) or (0,)
    words = [word for number in sentences for word in discourse.sentences[number].words]
    inside = [any(s.start <= word.start < s.end for s in attribution.content) for word in words]
    return _Place(
        sentences,
        tuple(word for word, is_in in zip(words, inside, strict=True) if is_in),
        tuple(word for word, is_in in zip(words, inside, strict=True) if not is_in),
        any(_POINTERS.search(discourse.text, span.start, span.end) for span in spans),
    )


def _lead(values: Table) -> Table:
    """How far each value stands above the best of the others."""
    if len(values) < 2:
        return values
    order = np.sort(values)
    lead: Table = values - np.where(values == order[-1], order[-2], order[-1])
    return lead


_FAINT: Final = 0.3
"""Naming that is taken to go to things nobody asks about; keeps a lone proposal's share below 1."""


def _share(values: Table, elsewhere: float) -> Table:
    total = float(values.sum()) + elsewhere
    shares: Table = values / total if total > 0 else np.zeros_like(values)
    return shares


WEIGHTS: Final[Mapping[str, float]] = {
    "content": 1.96,
    "content_lead": 2.77,
    "around": 1.16,
    "article": -0.51,
    "article_share": -5.53,
    "headline": 1.68,
    "salience": 3.55,
    "silent_salience": 2.59,
    "pointer": 0.3,
    "next": 0.84,
    "paragraph": 3.02,
}
"""Fitted by `python -m training.benchmarks.proposals --fit` on documents C-N of our corpus."""

INTERCEPT: Final = -2.39


_NAMED: Final = (
    0.8  # share of a phrase's weight that one sentence must cover to put it on the table
)


def named_proposals(
    text: str, proposals: Sequence[Proposal], headline: Span | None = None
) -> tuple[Proposal, ...]:
    """Those of a standing list that the article itself puts on the table.

    A long list always holds some proposal that shares a word with an article. Here a sentence
    must hold an alias whole, word by word, or most of the phrase, by the words themselves.
    Proposals found by other means need no such test before they are matched.
    """
    discourse = Discourse(text, proposals, headline)
    sentences = [
        (
            plain_stems(text[sentence.span.start : sentence.span.end]),
            frozenset().union(*(stems_of(word.keys) for word in sentence.words)),
        )
        for sentence in discourse.sentences
    ]
    return tuple(
        proposals[number]
        for number, phrases in zip(discourse.numbers, discourse.phrases, strict=True)
        if any(
            _on_the_table(proposals[number], phrases, words, stems) for words, stems in sentences
        )
    )


def _on_the_table(
    proposal: Proposal, phrases: Sequence[Phrase], words: str, stems: frozenset[str]
) -> bool:
    if any(plain_stems(alias) in words for alias in proposal.aliases):
        return True
    return any(
        phrase.coverage(stems) >= _NAMED and sum(bool(t.keys & stems) for t in phrase.terms) > 1
        for phrase in phrases
        if not phrase.is_alias
    )


def match_proposals(
    text: str,
    attributions: Sequence[Attribution],
    proposals: Sequence[Proposal],
    headline: Span | None = None,
    settings: MatchSettings = MatchSettings(),
) -> tuple[tuple[Match, ...], ...]:
    """For each attribution the proposals it probably addresses, best first."""
    discourse = Discourse(text, proposals, headline)
    if not discourse.numbers:
        return tuple(() for _ in attributions)
    return tuple(
        _matches(discourse, attribution, proposals, settings) for attribution in attributions
    )


def _matches(
    discourse: Discourse,
    attribution: Attribution,
    proposals: Sequence[Proposal],
    settings: MatchSettings,
) -> tuple[Match, ...]:
    scores = score(measure(discourse, attribution))
    best = float(scores.max())
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    chosen = [
        i
        for place, i in enumerate(order[: settings.most])
        if scores[i]
        >= (settings.least if place == 0 else max(settings.least_more, settings.near * best))
    ]
    place = _locate(discourse, attribution)
    found = []
    for column in chosen:
        kind, spans = _evidence(discourse, place, attribution, discourse.phrases[column])
        proposal = proposals[discourse.numbers[column]]
        found.append(Match(proposal, float(scores[column]), kind, spans))
    return tuple(found)


def score(measures: Table) -> Table:
    """Probabilities for rows of `FEATURES`."""
    weights = np.array([WEIGHTS[name] for name in FEATURES])
    chances: Table = 1.0 / (1.0 + np.exp(-(measures @ weights + INTERCEPT)))
    return chances


_LEAST_EVIDENCE: Final = 0.2  # of a wording's weight: a head noun alone has about half


def _evidence(
    discourse: Discourse, place: _Place, attribution: Attribution, phrases: Sequence[Phrase]
) -> tuple[str, Spans]:
    """Where the statement names the proposal: in its content, else elsewhere in its sentences."""
    for words in (place.content, place.content + place.around):
        keys = keys_in(words)
        phrase = max(phrases, key=lambda phrase: phrase.coverage(keys))
        if phrase.coverage(keys) >= _LEAST_EVIDENCE:
            wanted = frozenset().union(*(term.keys for term in phrase.terms))
            hits = sorted((w for w in words if w.keys & wanted), key=lambda word: word.start)
            return ("alias" if phrase.is_alias else "words"), _join(hits)
    spans = sorted({*attribution.content, *attribution.cue})
    pointers = [
        Span(found.start(), found.end())
        for span in spans
        for found in _POINTERS.finditer(discourse.text, span.start, span.end)
    ]
    return "anaphora", tuple(pointers)


_GAP: Final = 5  # code points between two words of one naming: "ban on imports"


def _join(words: Sequence[Word]) -> Spans:
    spans: list[Span] = []
    for word in words:
        if spans and word.start - spans[-1].end <= _GAP:
            spans[-1] = Span(spans[-1].start, word.end)
        else:
            spans.append(Span(word.start, word.end))
    return tuple(spans)
