"""The exchange formats, and conversion from one to another: the twin of `stance convert`.

To add a format, import its module and name its `Format` in `FORMATS`.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from stance.corpus import (
    answers,
    brat_project,
    dna,
    doccano,
    flat,
    items,
    labelstudio,
    layer,
    parquet,
    prodigy,
    refi,
)
from stance.corpus.decoding import cannot_open
from stance.corpus.exchange import Collection, Format, Loss
from stance.corpus.holding import Fitted, fit
from stance.corpus.staging import staged
from stance.errors import InputError
from stance.schema import Article

FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        items.FORMAT,
        flat.LINES,
        flat.CSV,
        flat.TSV,
        answers.FORMAT,
        layer.FORMAT,
        labelstudio.FORMAT,
        doccano.FORMAT,
        prodigy.FORMAT,
        brat_project.FORMAT,
        dna.DATABASE,
        dna.EVENTS,
        dna.DATABASE_OF_ORGANIZATIONS,
        dna.EVENTS_OF_ORGANIZATIONS,
        refi.FORMAT,
        parquet.FORMAT,
    )
}

_LINE: Final = re.compile(r"(\d+)(?:, |$)")  # what a place begins with, after its file
_NO_ARTICLES: Final[Mapping[str, Article]] = {}


@dataclass(frozen=True, slots=True)
class Counts:
    """What a collection holds. `coders` are people, one of them perhaps without a name; `scored`
    are the answers of models, `uncoded` the statements that wait for a coder."""

    articles: int
    statements: int
    coders: int
    uncoded: int
    scored: int


@dataclass(frozen=True, slots=True)
class Report:
    """What came over, and each loss of reading and writing."""

    source: Format
    target: Format
    read: Counts
    written: Counts
    losses: tuple[Loss, ...]


def named(name: str) -> Format:
    """The format of this name; `InputError` lists those that there are."""
    if name not in FORMATS:
        raise InputError(f"no format is called {name!r}; known are {_listed(FORMATS.values())}")
    return FORMATS[name]


def detect(path: Path) -> Format:
    """The format of a file or folder, by its ending and then by what it begins with.

    Raises `InputError` for one that is not there, is of no known format, or could be of several.
    """
    try:
        path.stat()
    except OSError as error:
        raise cannot_open(path, error) from error
    candidates = _by_name(path)
    if path.is_dir():
        candidates = [each for each in FORMATS.values() if each.is_folder or each.has_parts]
    readable = [each for each in candidates if each.read is not None]
    found = [each for each in readable if each.claims(path)]
    if len(found) == 1:
        return found[0]
    if found:
        which = f"can be read as {' or '.join(each.name for each in found)}"
        raise InputError(f"{which}; say which with --from", path=path)
    if readable and not path.is_dir():
        which = f"begins like no {' or '.join(each.name for each in readable)}"
    else:
        which = "is of no known format"
    raise InputError(f"{which}; name it with --from, one of {_listed(FORMATS.values())}", path=path)


def _by_name(path: Path) -> list[Format]:
    name = path.name.lower()
    return [each for each in FORMATS.values() if name.endswith(each.endings)]


def _listed(formats: Iterable[Format]) -> str:
    return ", ".join(f"{each.name} ({each.title})" for each in formats)


def _target(path: Path) -> Format:
    """The format to write to a path of this name, where that tells it."""
    found = [each for each in _by_name(path) if each.write is not None]
    if len(found) == 1:
        return found[0]
    writable = [each for each in FORMATS.values() if each.write is not None]
    which = "its name can be that of several formats" if found else "its name is of no format"
    raise InputError(f"{which}; name one with --to: {_listed(found or writable)}", path=path)


def read_collection(
    path: Path, name: str | None = None, articles: Mapping[str, Article] = _NO_ARTICLES
) -> Collection:
    """What a file or folder holds, in the format of this name, or in the one it is told to be.

    `articles` are texts by their ids, for formats whose offsets count in texts that stand
    elsewhere. Raises `InputError` or `RecordError` for what cannot be read at all; rows that are
    wrong are among the losses, as faults.
    """
    return _read(path, named(name) if name else detect(path), articles)


def _read(path: Path, source: Format, articles: Mapping[str, Article]) -> Collection:
    if source.read is None:
        raise InputError(f"{source.name} can only be written", path=path)
    if not articles:
        return source.read(path)
    if source.read_with is None:
        needy = ", ".join(each.name for each in FORMATS.values() if each.read_with)
        raise InputError(f"{source.name} has its texts itself; articles are for {needy}", path=path)
    return source.read_with(path, articles)


def write_collection(
    collection: Collection, target: Path | BinaryIO, name: str | None = None
) -> tuple[Loss, ...]:
    """Writes a collection, whole or not at all, and gives what the format could not hold.

    `target` is a path or an open binary stream. Raises `InputError` for one that cannot be
    written, or that tells no format where none is named.
    """
    return _write(collection, target, _writer(name, target)).losses


def _writer(name: str | None, target: Path | BinaryIO) -> Format:
    if name:
        return named(name)
    if not isinstance(target, Path):
        raise InputError("a stream tells no format; name it with --to")
    return _target(target)


def _write(collection: Collection, target: Path | BinaryIO, format: Format) -> Fitted:
    """What was written of the collection, and everything that it lost."""
    if format.write is None:
        raise InputError(f"{format.name} can only be read; name another with --to")
    fitted = Fitted(collection, ())
    if format.holds is not None:
        fitted = fit(collection, format.holds, format.title)
        if (collection.articles or collection.coded) and _is_empty(fitted.collection):
            raise _holds_none(collection, fitted, target, format)
    if isinstance(target, Path):
        if format.is_worked_in and target.is_file():
            reason = "exists, and may hold codings that stand nowhere else; name a new file"
            raise InputError(reason, path=target)
        with staged(target) as path:
            losses = format.write(fitted.collection, path)
    elif format.is_folder:
        raise InputError(f"{format.name} is several files; name a folder instead of -")
    else:
        with tempfile.TemporaryDirectory(prefix="stance-") as folder:
            path = Path(folder) / "".join(("out", *format.endings[:1]))
            losses = format.write(fitted.collection, path)
            target.write(path.read_bytes())
    return Fitted(fitted.collection, (*fitted.losses, *losses))


def _is_empty(collection: Collection) -> bool:
    return not collection.articles and not collection.coded


def _holds_none(
    collection: Collection, fitted: Fitted, target: Path | BinaryIO, format: Format
) -> InputError:
    others = [
        each.name
        for each in FORMATS.values()
        if each.write and each.holds and not _is_empty(fit(collection, each.holds, "").collection)
    ]
    remedy = "convert a file that holds the articles"
    if others:
        remedy += f", or name another format with --to ({', '.join(others)})"
    return InputError(
        f"{format.name} holds none of it; first: {fitted.losses[0]}; {remedy}",
        path=target if isinstance(target, Path) else None,
    )


def convert(
    source: Path,
    target: Path | BinaryIO,
    *,
    source_format: str | None = None,
    target_format: str | None = None,
    articles: Mapping[str, Article] = _NO_ARTICLES,
    skip_faults: bool = False,
) -> Report:
    """Reads one format and writes another; `target` is a path or an open binary stream.

    A row that is wrong ends the conversion before anything is written, unless `skip_faults`
    passes over it; it then is among the losses. Raises `InputError` for that, and for what
    cannot be read or written at all.
    """
    reader = named(source_format) if source_format else detect(source)
    writer = _writer(target_format, target)
    if isinstance(target, Path) and target.resolve() == source.resolve():
        raise InputError("is read from; name another file to write", path=target)
    collection = _read(source, reader, articles)
    if not skip_faults:
        _refuse_faults(collection, source)
    if _is_empty(collection):
        _refuse_empty(collection, source)
    written = _write(collection, target, writer)
    return Report(
        reader,
        writer,
        _counts(collection),
        _counts(written.collection),
        (*collection.losses, *written.losses),
    )


def _refuse_faults(collection: Collection, source: Path) -> None:
    faults = [loss for loss in collection.losses if loss.fault]
    if not faults:
        return
    first = faults[0]
    more = f", and {len(faults) - 1:,} more rows are wrong" if len(faults) > 1 else ""
    raise _placed(
        first.place,
        f"{_detailed(first)}{more}; mend the file, or pass over such rows with"
        " --on-error skip, which lists them",
        source,
    )


def _refuse_empty(collection: Collection, source: Path) -> None:
    said = "nothing in it can come over"
    if not collection.losses:
        raise InputError(said, path=source)
    first = collection.losses[0]
    raise _placed(first.place, f"{first.fate}: {_detailed(first)}; {said}", source)


def _detailed(loss: Loss) -> str:
    return f"{loss.reason} ({loss.detail})" if loss.detail else loss.reason


def _placed(place: str, said: str, source: Path) -> InputError:
    """The error at a place, which names its file as the error does, unless it is in a folder."""
    named = next((it for it in (str(source), source.name) if place.startswith(f"{it}:")), None)
    if named is None:
        return InputError(f"{place}: {said}", path=source)
    within = place.removeprefix(f"{named}:").strip()
    line = _LINE.match(within)
    within = within[line.end() :] if line else within
    reason = f"{within}: {said}" if within else said
    return InputError(reason, path=source, line=int(line[1]) if line else None)


def _counts(collection: Collection) -> Counts:
    people = [item for item in collection.coded if item.score is None]
    return Counts(
        articles=len(collection.articles),
        statements=len(collection.coded),
        coders=len({item.coder for item in people if item.coder or item.statement.stance}),
        uncoded=sum(item.statement.stance is None for item in people),
        scored=len(collection.coded) - len(people),
    )
