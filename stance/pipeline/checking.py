"""`check`: the doctor over labelled files, with lists and splits where there are any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stance.corpus.doctor.entries import Entries, Source, read_entries
from stance.corpus.doctor.findings import Checkup, Finding, Kind, shown
from stance.corpus.doctor.labels import NearLabels, check_labels
from stance.corpus.doctor.names import check_actors, check_proposals, check_spellings
from stance.corpus.doctor.near import Near
from stance.corpus.doctor.spans import check_conditions, check_spans
from stance.corpus.doctor.splits import check_splits
from stance.errors import InputError, StanceError
from stance.pipeline.scorer import listed_proposals
from stance.pipeline.shipped import read_toml
from stance.reading.actor_list import ActorList
from stance.schema import LABELS, Proposal


def check(
    data: Sequence[str | Path],
    *,
    texts: str | Path | None = None,
    actors: str | Path | None = None,
    proposals: str | Path | None = None,
    splits: Mapping[str, Sequence[str | Path]] | None = None,
) -> Checkup:
    """Everything that is wrong, or looks it, with labelled statements.

    `actors` and `proposals` are lists in the form of ``data/actors.toml`` and
    ``data/proposals.toml``; `splits` names files by the split they are; a file in `data` too is
    read once. Raises `InputError` where there is no file, or one cannot be read at all.
    """
    sources = _sources(data, splits or {})
    listed = None if actors is None else _listed_actors(Path(actors))
    asked = None if proposals is None else listed_proposals(Path(proposals))
    read = read_entries(sources, None if texts is None else Path(texts))
    near = Near([entry.statement.quote for entry in read.coded])
    findings = (*read.findings, *_findings(read, near, listed, asked))
    labels: dict[str, Counter[str]] = {str(source.path): Counter() for source in sources}
    for entry in read.entries:
        labels[entry.file][entry.label] += 1
    return Checkup(findings, labels, near.common)


def _sources(
    data: Sequence[str | Path], splits: Mapping[str, Sequence[str | Path]]
) -> list[Source]:
    found: dict[Path, Source] = {}
    for name, paths in splits.items():
        for path in map(Path, paths):
            twice = found.get(path.resolve())
            if twice is not None:
                raise InputError(f"is in the splits {twice.split!r} and {name!r}", path=path)
            found[path.resolve()] = Source(path, name)
    for path in map(Path, data):
        found.setdefault(path.resolve(), Source(path))
    if not found:
        raise InputError("no file to check; give labelled files, or --split NAME=FILE")
    return list(found.values())


def _listed_actors(path: Path) -> ActorList:
    try:
        listed = ActorList.from_toml(read_toml(path))
    except StanceError as error:
        raise error.at(path) from None
    if not listed.entries:
        raise InputError("lists no actor; expected [[actor]] tables with a name", path=path)
    return listed


def _findings(
    read: Entries,
    near: Near,
    actors: ActorList | None,
    proposals: Sequence[Proposal] | None,
) -> Iterator[Finding]:
    yield from check_spans(read)
    yield from check_conditions(read)
    yield from check_labels(read)
    yield from NearLabels(read, near).findings()
    yield from check_spellings(read)
    if actors is not None:
        yield from check_actors(read, actors)
    if proposals is not None:
        yield from check_proposals(read, proposals)
    yield from check_splits(read, near)
    for entry in read.entries:
        if entry.label not in LABELS:
            yield Finding(Kind.NOT_CODED, entry.place, shown(entry.statement.quote))
