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
from stance.reading.discourse import Discourse, keys_in
from stance.reading.lemmas import Word, content_words
from stance.reading.standing import on_the_table
from stance.reading.wordings import Phrase, Table
from stance.schema import Attribution, Proposal, Span, Spans

_PLANS: Final = re.compile(
    r"\b(?:the|this|that|such|any|his|her|its|their|our|these|those)\s+(?:such\s+)?(?:\w+\s+)?"
    r"(?:plans?|proposals?|ideas?|concepts?|initiatives?|moves?|steps?|measures?|bills?|laws?|"
    r"deals?|agreements?|offers?|motions?|drafts?|texts?|schemes?|projects?|reforms?|"
    r"polic(?:y|ies)|legislation|amendments?|changes?|requests?|demands?|programmes?|programs?|"
    r"resolutions?|suggestions?|decisions?|votes?|options?|question|matter|notion)\b",
    re.I,
)
"""A noun that stands for a proposal, with a word that points back."""

_PRONOUNS: Final = re.compile(r"\b(?:it|this|that|these|those|such|so|one|either|both)\b", re.I)


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

    `least`: the lowest score of an attribution's best proposal, `least_pointing` where it speaks
    of "the plan" or the like, so that it is surely about some proposal. `least_more`: the lowest
    of each further one, which must also reach `near` times the best. `most`: no more than so
    many. Low, because the stance model can still say `unrelated` and cannot bring back a loss.
    """

    least: float = 0.2
    least_pointing: float = 0.1
    least_more: float = 0.3
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
    "plan",
    "pronoun",
    "next",
    "paragraph",
)
"""What the scorer sees of an attribution and a proposal.

`content`, `around`: share of the proposal's weight that the content, and the rest of its
sentences, cover. `content_lead`: how far the content names it above the best other proposal.
`article`: the most that any sentence covers; `article_share`: the proposal's part of all
mentions; `headline`: what the headline names. `salience`: its part of what was named lately;
`silent_salience`: the same where the statement itself names nothing; `plan`: where it has "the
plan" or the like; `pronoun`: where it is silent and has a pronoun. `next`: what the following
sentence of the paragraph names after a silent statement. `paragraph`: the smoothed probability,
mean over the paragraph.
"""

_SILENT: Final = 2.0  # a statement that covers half of some proposal is not silent at all


@dataclass(frozen=True, slots=True)
class _Place:
    """An attribution in its article: its sentences and content words."""

    sentences: tuple[int, ...]
    content: tuple[Word, ...]
    around: tuple[Word, ...]
    names_a_plan: bool
    has_pronoun: bool


def measure(discourse: Discourse, attribution: Attribution) -> Table:
    """One row of `FEATURES` for each proposal under discussion."""
    return _measure(discourse, _locate(discourse, attribution))


def _measure(discourse: Discourse, place: _Place) -> Table:
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
        salience * place.names_a_plan,
        salience * silent * place.has_pronoun,
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
        any(_PLANS.search(discourse.text, span.start, span.end) for span in spans),
        any(_PRONOUNS.search(discourse.text, span.start, span.end) for span in spans),
    )


def _lead(values: Table) -> Table:
    """How far each value stands above the best of the others."""
    if len(values) < 2:
        return values
    order = np.sort(values)
    lead: Table = values - np.where(values == order[-1], order[-2], order[-1])
    return lead


_FAINT: Final = 0.2
"""Naming that is taken to go to things nobody asks about; keeps a lone proposal's share below 1."""


def _share(values: Table, elsewhere: float) -> Table:
    total = float(values.sum()) + elsewhere
    shares: Table = values / total if total > 0 else np.zeros_like(values)
    return shares


WEIGHTS: Final[Mapping[str, float]] = {
    "content": 1.04,
    "content_lead": 3.67,
    "around": 1.26,
    "article": -1.24,
    "article_share": -7.94,
    "headline": 2.27,
    "salience": 4.13,
    "silent_salience": 2.32,
    "plan": 0.09,
    "pronoun": 0.01,
    "next": 0.87,
    "paragraph": 3.32,
}
"""Fitted by `python -m training.benchmarks.proposals --fit` on documents C-N of our corpus."""

INTERCEPT: Final = -1.11


def match_proposals(
    text: str,
    attributions: Sequence[Attribution],
    proposals: Sequence[Proposal],
    headline: Span | None = None,
    settings: MatchSettings = MatchSettings(),
) -> tuple[tuple[Match, ...], ...]:
    """For each attribution the proposals it probably addresses, best first.

    Only proposals that the article as a whole puts on the table are linked at all: a word in
    common, "it" and "the plan" say nothing about a proposal that the article never names.
    """
    proposals = on_the_table(text, proposals, headline)
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
    place = _locate(discourse, attribution)
    scores = score(_measure(discourse, place))
    best = float(scores.max())
    least = settings.least_pointing if place.names_a_plan else settings.least
    found = []
    for rank, column in enumerate(np.argsort(-scores, kind="stable")[: settings.most].tolist()):
        further = max(settings.least_more, settings.near * best)
        if scores[column] >= (further if rank else least):
            kind, spans = _evidence(discourse, place, attribution, discourse.phrases[column])
            if kind == "anaphora" and _of_something_else(discourse.text, attribution):
                continue
            proposal = proposals[discourse.numbers[column]]
            found.append(Match(proposal, float(scores[column]), kind, spans))
    return tuple(found)


_ANOTHER: Final = re.compile(
    r"\b(?:other|another|different|separate|alternative|rival)\s+(?:\w+\s+)?"
    r"(?:plans?|proposals?|ideas?|initiatives?|measures?|options?|offers?|steps?|bills?|projects?)\b",
    re.I,
)


def _of_something_else(text: str, attribution: Attribution) -> bool:
    """Whether the content speaks of another plan: then it continues no earlier subject."""
    return any(_ANOTHER.search(text, span.start, span.end) for span in attribution.content)


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
    for pointer in (_PLANS, _PRONOUNS):
        pointers = tuple(
            Span(found.start(), found.end())
            for span in spans
            for found in pointer.finditer(discourse.text, span.start, span.end)
        )
        if pointers:
            return "anaphora", pointers
    return "anaphora", ()


_GAP: Final = 5  # code points between two words of one naming: "ban on imports"


def _join(words: Sequence[Word]) -> Spans:
    spans: list[Span] = []
    for word in words:
        if spans and word.start - spans[-1].end <= _GAP:
            spans[-1] = Span(spans[-1].start, word.end)
        else:
            spans.append(Span(word.start, word.end))
    return tuple(spans)
