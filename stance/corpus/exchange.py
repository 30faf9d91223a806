"""What passes between exchange formats: articles, coded statements, and what was lost on the way.

Every format reads into a `Collection` and writes one; `stance.corpus.formats` lists them. A
reader never drops or changes anything in silence: each case is a `Loss`, with its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from stance.schema import Article, Score, Statement


class Fate(StrEnum):
    """What became of something that a format, or its file, could not give as it stood."""

    DROPPED = "dropped"
    REPAIRED = "repaired"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that did not come over as it stood.

    `place` names it as the user finds it (``file.json: task 12, annotation 3``), `reason` says
    what it was and why, in words that are the same for every case of the kind; `detail` is what
    was found in this one. `fault` tells a row that is wrong (which stops a conversion unless
    such rows are to be skipped) from what merely has no place.
    """

    fate: Fate
    place: str
    reason: str
    detail: str = ""
    fault: bool = False

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.fate}: {self.place}: {self.reason}{detail}"


def reasons(losses: Iterable[Loss]) -> Mapping[str, int]:
    """How often each thing happened, the most frequent first."""
    counts = Counter(f"{loss.fate}: {loss.reason}" for loss in losses)
    return dict(counts.most_common())


@dataclass(frozen=True, slots=True)
class Coded:
    """A statement as one coder has it, or as a model has scored it.

    `coder` is empty where the format names none; several coders of one text stay apart, each
    with statements of their own. `score` is None for what people coded. A statement whose
    `stance` is None is not coded yet, which is neither `neutral` nor `unrelated`.
    """

    statement: Statement
    coder: str = ""
    score: Score | None = None


@dataclass(frozen=True)
class Collection:
    """Articles by their id, and the statements of each.

    A statement's `document` is a key of `articles`, unless it came without its article (a
    table of quotes); its spans then are empty. `losses` are those of reading.
    """

    articles: Mapping[str, Article] = field(default_factory=dict)
    coded: tuple[Coded, ...] = ()
    losses: tuple[Loss, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of every coder, in the order they were read."""
        return tuple(item.statement for item in self.coded)


@dataclass(frozen=True, slots=True)
class Holds:
    """What a format has a place for; `stance.corpus.holding.fit` names the rest as losses.

    `texts`: articles and offsets in them. `loose`: statements that came without their article.
    `scores`: a model's answer, told from what people coded. `dates` and `headlines` are those
    of articles. Every format holds the strings of a statement, its stance or that it has none
    yet, and its coder.
    """

    texts: bool = True
    loose: bool = True
    scores: bool = True
    dates: bool = True
    headlines: bool = True


@dataclass(frozen=True, slots=True)
class Format:
    """One exchange format.

    `endings` are the file endings by which it is told (several formats may share one; then
    `claims` looks at the first bytes). `read` and `write` are None where only the other way
    exists; both raise `InputError` or `RecordError` with path, place and remedy. `write` takes a
    collection that is cut to what the format `holds`, and gives what it lost beyond that; where
    `holds` is None only `write` knows, and takes any. `path` is a file, or a folder for formats of
    several files (`is_folder`: what is written is a folder, unless its name has one of the
    endings).

    `has_parts` tells that a folder of part files is read as one file is. `read_with` reads a file
    whose offsets count in texts that stand elsewhere, given by their ids; None where a file has
    its texts itself. `is_worked_in`: a tool works in the file itself, so that one that exists may
    be somebody's codings, and is never replaced.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    read: Callable[[Path], Collection] | None
    write: Callable[[Collection, Path], tuple[Loss, ...]] | None
    claims: Callable[[Path], bool]
    is_folder: bool = False
    has_parts: bool = False
    read_with: Callable[[Path, Mapping[str, Article]], Collection] | None = None
    holds: Holds | None = None
    is_worked_in: bool = False
