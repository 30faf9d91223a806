"""Build `models/reader` from PolNeAR and our own news.

Run from the repository: ``python -m training.build_reader --polnear DIR --statements FILE
--out DIR``, about a quarter of an hour on one core; with ``OMP_NUM_THREADS=1`` it gives the same
weights again. The second tagger learns from the first one's answers on articles that the first
has not seen (cross-fitting over halves of the articles); the shipped first tagger is the mean of
the halves' taggers.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed

from stance import artifact
from stance.pipeline.scorer import shipped_stations
from stance.reading.acceptance import UNUSUAL, Acceptance, Roles
from stance.reading.acceptance import measure as measure_readings
from stance.reading.attribution_features import describe, plain, word_codes, word_texts
from stance.reading.attributions import reported_clauses
from stance.reading.cue_features import Case, Cue, cue_texts
from stance.reading.first_pass import FirstAnswer, first_pass
from stance.reading.passages import Passage, split_passages
from stance.reading.reader import Reader, possible_readings
from stance.reading.tagger import Tagger
from stance.reading.tokens import quotations, tokenise
from stance.schema import Attribution, Spans
from training.benchmarks.reading import evaluate, measure, table
from training.crf import Fitting, blend, fit_tagger
from training.reader_card import card, top_features
from training.reader_corpus import Document, bucket, training_documents

FOLDS: Final = 2
WORD_CLASSES: Final = 160
BROAD_CLASSES: Final = 36  # about as many as there are parts of speech

TUNING: Final = 16
"""One article in so many teaches nothing but how ready to accept a cue the reader should be."""

THRESHOLDS: Final = (0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2)
CANDIDATES: Final = (0.12, 0.08, 0.05, 0.03)
STRENGTH: Final = 0.3  # scikit-learn's C of the acceptance, on measures of equal spread
OVERLAP: Final = 0.3  # share of content from which a reading was a right one
BETA: Final = 1.5
"""Weight of recall against precision: whoever reads on can drop a false attribution (it is
about nothing), but not call up a missed one."""

SOURCE_COST: Final = 2.0  # log odds; from 1.5 to 3 the tuning articles were read alike
REFUSED: Final = 2
"""Of the possible cues that are none, each of so many taggers is taught its share: `accept`
makes up for it. Their mean is the second tagger."""

FIRST: Final = Fitting(l1=0.2, l2=0.05, iterations=60, fewest=3)
SECOND: Final = Fitting(l1=0.2, l2=0.05, iterations=48, fewest=4)
RECIPE: Final = {
    "tuning": TUNING,
    "beta": BETA,
    "refused": REFUSED,
    "first": asdict(FIRST),
    "second": asdict(SECOND),
}
"""What the card and the manifest say of the training."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A passage and the attributions marked in it, as word numbers."""

    passage: Passage
    gold: tuple[Roles, ...]
    fold: int


def lessons(document: Document) -> list[Lesson]:
    """The document's passages, and below them the reported clauses that hold attributions."""
    fold = bucket(document.id, FOLDS)
    passages = split_passages(document.text, tokenise(document.text), quotations(document.text))
    result: list[Lesson] = []
    for passage in passages:
        result += _lessons(passage, document.attributions, fold, document.ours)
    return result


def _lessons(
    passage: Passage, attributions: Sequence[Attribution], fold: int, nested: bool
) -> list[Lesson]:
    inside = [
        (item, roles)
        for item in attributions
        if (roles := words_of(passage, item)).cue and roles.content
    ]
    outer = [
        roles
        for item, roles in inside
        if not any(
            other is not item and set(roles.cue) <= set(around.content) for other, around in inside
        )
    ]
    result = [Lesson(passage, tuple(sorted(outer, key=lambda roles: roles.cue)), fold)]
    if nested:
        rest = [item for item, roles in inside if roles not in outer]
        for roles in outer:
            for clause in reported_clauses(passage, roles):
                deeper = _lessons(clause, rest, fold, nested)
                # Clauses are seldom annotated inside: one without any mark teaches nothing.
                result += [lesson for lesson in deeper if lesson.gold]
    return result


def words_of(passage: Passage, attribution: Attribution) -> Roles:
    """Numbers of the passage's words under the spans of an attribution."""

    def under(spans: Spans) -> tuple[int, ...]:
        return tuple(
            number
            for number, token in enumerate(passage.tokens)
            if any(token.start < span.end and span.start < token.end for span in spans)
        )

    return Roles(under(attribution.source), under(attribution.cue), under(attribution.content))


def first_labels(lesson: Lesson) -> list[str]:
    """Labels of the first pass; where roles overlap, cue before source before content."""
    labels = ["none"] * len(lesson.passage.tokens)
    for role in ("content", "source"):
        for roles in lesson.gold:
            for number in getattr(roles, role):
                labels[number] = role
    for roles in lesson.gold:
        for place, number in enumerate(roles.cue):
            begins = place == 0 or roles.cue[place - 1] != number - 1
            labels[number] = "B-cue" if begins else "I-cue"
    return labels


def role_labels(lesson: Lesson, roles: Roles | None) -> list[str]:
    """Labels of the second pass for one attribution, all `none` where there is none."""
    labels = ["none"] * len(lesson.passage.tokens)
    if roles is not None:
        for role in ("content", "source", "cue"):
            for number in getattr(roles, role):
                labels[number] = role
    return labels


def word_classes(documents: Sequence[Document]) -> dict[str, str]:
    """Classes of words that stand beside the same words, from the articles' own counts.

    Positive pointwise mutual information with the neighbours at -2..+2, reduced by singular
    values, grouped by k-means.
    """
    from scipy.sparse import coo_matrix
    from sklearn.cluster import AgglomerativeClustering, KMeans
    from sklearn.utils.extmath import randomized_svd

    texts = [[plain(token.text) for token in tokenise(document.text)] for document in documents]
    counts = Counter(word for words in texts for word in words)
    kept = [word for word, count in counts.most_common() if count >= 4]
    number = {word: place for place, word in enumerate(kept)}
    contexts = {word: place for place, word in enumerate(kept[:1500])}
    cells: Counter[tuple[int, int]] = Counter()
    for words in texts:
        for place, word in enumerate(words):
            if word not in number:
                continue
            for slot, offset in enumerate((-2, -1, 1, 2)):
                if 0 <= place + offset < len(words):
                    context = contexts.get(words[place + offset])
                    if context is not None:
                        cells[number[word], slot * len(contexts) + context] += 1
    rows, columns = np.array(list(cells)).T
    values = np.fromiter(cells.values(), np.float64, len(cells))
    matrix = coo_matrix((values, (rows, columns)), (len(kept), 4 * len(contexts))).tocsr()
    total = matrix.sum()
    by_row = np.asarray(matrix.sum(axis=1)).ravel()
    by_column = np.asarray(matrix.sum(axis=0)).ravel() ** 0.75
    by_column *= total / by_column.sum()
    table = matrix.tocoo()
    table.data = np.maximum(
        np.log(table.data * total / (by_row[table.row] * by_column[table.col])), 0
    )
    left, singular, _ = randomized_svd(table.tocsr(), 60, random_state=0)
    points = left * np.sqrt(singular)
    points /= np.linalg.norm(points, axis=1, keepdims=True) + 1e-9
    weights = np.log1p([counts[word] for word in kept])
    narrow = KMeans(WORD_CLASSES, n_init=1, random_state=0).fit(points, sample_weight=weights)
    broad = AgglomerativeClustering(BROAD_CLASSES).fit_predict(narrow.cluster_centers_)
    return {
        word: f"{group}.{broad[group]}" for word, group in zip(kept, narrow.labels_, strict=True)
    }


def fit_first(chosen: Iterable[Lesson], classes: dict[str, str]) -> Tagger:
    return fit_tagger(
        (
            (word_texts(describe([lesson.passage], classes)), first_labels(lesson))
            for lesson in chosen
        ),
        FIRST,
    )


def fit_second(
    chosen: Sequence[Lesson], taggers: Sequence[Tagger], classes: dict[str, str]
) -> Tagger:
    """The mean of `REFUSED` taggers, each taught another share of the cues that are none."""
    fits = (delayed(_fit_share)(chosen, taggers, classes, share) for share in range(REFUSED))
    return blend(list(Parallel(n_jobs=-1)(fits)))


def _fit_share(
    chosen: Sequence[Lesson], taggers: Sequence[Tagger], classes: dict[str, str], share: int
) -> Tagger:
    return fit_tagger(second_examples(chosen, taggers, classes, share), SECOND)


def second_examples(
    chosen: Sequence[Lesson],
    taggers: Sequence[Tagger],
    classes: dict[str, str],
    share: int,
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """One sequence for each possible cue; `taggers[fold]` has not seen the fold."""
    refused = share
    for lesson in chosen:
        described = describe([lesson.passage], classes)
        alone = word_texts(described)
        tagger = taggers[lesson.fold]
        (answer,) = first_pass([tagger.table.scores(word_codes(described))], tagger)
        for cue, roles in _matched(lesson, answer):
            if roles is None:
                refused += 1
                if refused % REFUSED:
                    continue
            beside = cue_texts(described, [Case(0, cue, answer.others(cue))], answer.said)
            features = [one + other for one, other in zip(alone, beside, strict=True)]
            yield features, role_labels(lesson, roles)


def _matched(lesson: Lesson, answer: FirstAnswer) -> list[tuple[Cue, Roles | None]]:
    """Possible cues with the marked attribution whose cue they share most words with."""
    matched: list[tuple[Cue, Roles | None]] = []
    met: set[int] = set()
    for cue in answer.candidates:
        words = set(range(cue.first, cue.end))
        shared = [len(words.intersection(roles.cue)) for roles in lesson.gold]
        best = max(range(len(shared)), key=shared.__getitem__, default=-1)
        if best >= 0 and shared[best]:
            met.add(best)
            matched.append((cue, lesson.gold[best]))
        else:
            matched.append((cue, None))
    # Cues that the first pass missed teach the roles too.
    for number, roles in enumerate(lesson.gold):
        if number not in met:
            matched.append((Cue(roles.cue[0], roles.cue[-1] + 1, roles.cue[0]), roles))
    return matched


def build(documents: Sequence[Document], say: bool = True) -> Reader:
    """The reader fitted to all of the documents."""
    began = time.monotonic()

    def tell(what: str) -> None:
        if say:
            print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)

    classes = word_classes(documents)
    tell(f"{len(classes)} words in classes")
    kept = [document for document in documents if bucket(document.id, TUNING)]
    taught = [lesson for document in kept for lesson in lessons(document)]
    tell(f"{len(taught)} passages")
    others = [
        fit_first([lesson for lesson in taught if lesson.fold != fold], classes)
        for fold in range(FOLDS)
    ]
    tell("first pass")
    cues = blend(others)
    roles = fit_second(taught, others, classes)
    tell(f"second pass, {len(roles.features)} features")
    reader = Reader(cues, roles, classes, source_cost=SOURCE_COST)
    tuned = tune(
        replace(reader, acceptance=Acceptance(usual=usual_cues(kept))),
        [document for document in documents if bucket(document.id, TUNING) == 0],
    )
    tell(f"accepted from {tuned.accept}, candidates from {tuned.candidate}")
    return tuned


def usual_cues(documents: Sequence[Document]) -> dict[str, float]:
    """How often each word, and each with the word behind it, is part of a cue: log shares.

    Shares of pairs lean on that of their first word, those of rare words on nothing.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    cues: Counter[tuple[str, ...]] = Counter()
    for document in documents:
        tokens = tokenise(document.text)
        words = [plain(token.text) for token in tokens]
        marked = [span for item in document.attributions for span in item.cue]
        for place, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=True)):
            token = tokens[place]
            seen.update([(word,), (word, following)])
            if any(token.start < span.end and span.start < token.end for span in marked):
                cues.update([(word,), (word, following)])
    known = {key[:1] for key in cues}
    shares: dict[str, float] = {}
    for key, count in sorted(seen.items(), key=lambda item: len(item[0])):
        if key[:1] in known and len(key) == 1:
            shares[key[0]] = math.log((cues[key] + 0.5) / (count + 5))
        elif key[:1] in known and count > 1:
            alone = math.exp(shares[key[0]])
            shares[" ".join(key)] = math.log((cues[key] + 2 * alone) / (count + 2))
    return {words: round(max(share, UNUSUAL), 3) for words, share in sorted(shares.items())}


def fit_acceptance(reader: Reader, documents: Sequence[Document]) -> Acceptance:
    """The acceptance fitted to what the taggers say of articles that taught them nothing."""
    from sklearn.linear_model import LogisticRegression

    rows: list[npt.NDArray[np.float64]] = []
    right: list[bool] = []
    for document in documents:
        tokens, marked = tokenise(document.text), quotations(document.text)
        passages = split_passages(document.text, tokens, marked)
        for passage, (readings, answer) in zip(
            passages, possible_readings(passages, reader), strict=True
        ):
            gold = [words_of(passage, item) for item in document.attributions]
            usual = reader.acceptance.usual
            rows.append(measure_readings(passage, readings, answer.chances, usual))
            right += [any(_agree(roles, one) for one in gold) for roles in readings]
    measures = np.concatenate(rows)
    spread = measures.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=STRENGTH, max_iter=1000).fit(measures / spread, right)
    return Acceptance(
        fitted.coef_[0] / spread, float(fitted.intercept_[0]), reader.acceptance.usual
    )


def _agree(one: Roles, other: Roles) -> bool:
    """Whether two readings have enough content in common, and something of the source."""
    shared, together = set(one.content) & set(other.content), {*one.content, *other.content}
    named = bool(set(one.source) & set(other.source)) or not (one.source or other.source)
    return named and len(shared) >= OVERLAP * len(together)


def tune(reader: Reader, documents: Sequence[Document]) -> Reader:
    """The reader with its acceptance, and the thresholds that find attributions best."""

    def quality(tried: Reader) -> float:
        figures = measure(tried, documents)
        return sum(f_score(figures[line]) for line in ("attributions 0.3", "content tokens"))

    tried: list[Reader] = []
    for candidate in CANDIDATES:
        trying = replace(reader, candidate=candidate)
        trying = replace(trying, acceptance=fit_acceptance(trying, documents))
        tried += [replace(trying, accept=accept) for accept in THRESHOLDS]
    return max(tried, key=quality)


def f_score(figures: Mapping[str, float], beta: float = BETA) -> float:
    """F of precision and recall, recall `beta` times as heavy (van Rijsbergen 1979)."""
    precision, recall = figures["precision"], figures["recall"]
    weighed = beta**2 * precision + recall
    return (1 + beta**2) * precision * recall / weighed if weighed else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, default=Path("../shared/corpus/polnear"))
    parser.add_argument("--statements", type=Path, default=Path("data/statements.jsonl"))
    parser.add_argument("--out", type=Path, default=Path("models/reader"))
    chosen = parser.parse_args(arguments)
    documents = training_documents(chosen.polnear, chosen.statements)
    reader = build(documents)
    stations = replace(shipped_stations(), reader=reader)
    results = evaluate(stations, chosen.polnear, chosen.statements)
    print(table(results["figures"]))
    ship(reader, documents, results, chosen.out)


def ship(
    reader: Reader, documents: Sequence[Document], results: Mapping[str, Any], out: Path
) -> None:
    """Write the model folder with its figures, its card and its readable twin."""
    ours = sum(document.ours for document in documents)
    articles = {"polnear": len(documents) - ours, "ours": ours}
    parts = reader.to_parts()
    artifact.write(
        out,
        kind="reader",
        manifest={
            **parts.manifest,
            "articles": articles,
            "recipe": RECIPE,
            "figures": results["figures"],
        },
        arrays=parts.arrays,
        texts={
            **parts.texts,
            "top_features.txt": top_features(reader),
            "README.md": card(reader, articles, RECIPE, results),
        },
    )


if __name__ == "__main__":
    main()
