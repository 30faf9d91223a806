"""Where answers go: a folder of Parquet, or one file or stream; complete, or not at all."""

from __future__ import annotations

import io
import posixpath
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Protocol, TextIO

from stance.corpus.predictions import CSV_COLUMNS
from stance.errors import InputError, RecipeError
from stance.extras import need
from stance.pipeline.cluster import EXTRA
from stance.pipeline.columns import SCHEMA, answer_frame
from stance.report.rows import csv_lines, csv_row, json_line, statement_row
from stance.scale.tables import Storage
from stance.schema import ScoredStatement

PARTIAL: Final = ".partial"
_PART: Final = "part-"


class AnswerForm(StrEnum):
    """How answers are written."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the task of a piece leaves its answers.

    `parts` is the folder for Parquet; empty where the task gives its answers back as text.
    """

    form: AnswerForm
    parts: str = ""


class Output(Protocol):
    """Takes what the tasks give back, in the order of the pieces; then `commit` or `discard`."""

    target: Target

    def add(self, given: str) -> None: ...

    def commit(self) -> None: ...

    def discard(self) -> None: ...


def render(answers: Sequence[ScoredStatement], form: AnswerForm) -> str:
    """Answers as lines of JSON or CSV, without a header."""
    rows = (statement_row(item) for item in answers)
    if form is AnswerForm.CSV:
        return csv_lines(csv_row(row) for row in rows)
    return "".join(json_line(row) for row in rows)


def write_part(
    answers: Sequence[ScoredStatement], number: int, target: Target, storage: Storage
) -> str:
    """Answers, if there are any, as a file of Parquet in the target's folder; gives its name.

    The name is of this attempt alone, so that a task that is run again after its worker was lost
    cannot spoil what another has written. Raises `RecipeError` where the worker cannot write.
    """
    if not answers:
        return ""
    files, folder = need("fsspec.core", EXTRA).url_to_fs(target.parts, **storage)
    name = f"{_PART}{number:08d}-{uuid.uuid4().hex[:12]}.parquet"
    try:
        files.pipe_file(posixpath.join(folder, name), parquet(answers))
    except OSError as error:
        raise RecipeError(
            f"a worker cannot write its part of the answers ({error}); the output must be on a"
            " disk that has room and that every worker sees (a shared folder, s3://…)"
        ) from None
    return name


def parquet(answers: Sequence[ScoredStatement]) -> bytes:
    """Answers as a file of Parquet with the columns of `SCHEMA`."""
    pa, pq = need("pyarrow", EXTRA), need("pyarrow.parquet", EXTRA)
    kinds = {"string": pa.string(), "float64": pa.float64(), "Int64": pa.int64()}
    schema = pa.schema([(column, kinds[kind]) for column, kind in SCHEMA.items()])
    data = io.BytesIO()
    table = pa.Table.from_pandas(answer_frame(answers), schema=schema, preserve_index=False)
    pq.write_table(table, data, compression="zstd")
    return data.getvalue()


@contextmanager
def opened(
    output: str | Path | TextIO,
    form: AnswerForm | None,
    storage: Storage,
    inputs: Collection[str] = (),
) -> Iterator[Output]:
    """The output, which appears under its name when all that goes on inside has succeeded.

    It is written beside its name (``NAME.partial``) and moved; after an error that is deleted.
    Raises `InputError` for a place that cannot be written or is one of the `inputs` (with their
    protocols), `RecipeError` for a form that is not known, or not possible there.
    """
    shown = str(output if isinstance(output, str | Path) else getattr(output, "name", "output"))
    with _writing(shown):
        found = _output(output, form, storage, inputs)
    try:
        yield found
        with _writing(shown):
            found.commit()
    except BaseException:
        found.discard()
        raise


def _output(
    output: str | Path | TextIO,
    form: AnswerForm | None,
    storage: Storage,
    inputs: Collection[str],
) -> Output:
    if not isinstance(output, str | Path):
        if form is None or form is AnswerForm.PARQUET:
            raise RecipeError("answers to a stream need a form: jsonl or csv")
        return StreamOutput(output, form)
    shown = str(output)
    form = form or answer_form(posixpath.splitext(shown.rstrip("/"))[1].removeprefix("."))
    files, path = need("fsspec.core", EXTRA).url_to_fs(shown, **storage)
    if files.unstrip_protocol(path) in inputs:
        raise InputError("is an input too; name another file for the answers", path=shown)
    if form is AnswerForm.PARQUET:
        return FolderOutput(files, path.rstrip("/"), shown)
    return FileOutput(files, path, shown, form)


@contextmanager
def _writing(shown: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", path=shown) from None
    except (ValueError, ImportError) as error:  # an unknown protocol; s3fs, gcsfs … is missing
        raise InputError(f"cannot be written: {error}", path=shown) from None


def answer_form(name: str) -> AnswerForm:
    """A form by its name; `RecipeError` names those that there are."""
    try:
        return AnswerForm(name.lower())
    except ValueError:
        raise RecipeError(
            f"unknown form of answers {name!r}; allowed are {', '.join(AnswerForm)}, as form or as"
            " the ending of the output"
        ) from None


class StreamOutput:
    """A stream that is open, as standard output: what was written is written."""

    def __init__(self, stream: TextIO, form: AnswerForm) -> None:
        self.target = Target(form)
        self._stream = stream
        if form is AnswerForm.CSV:
            stream.write(csv_lines([CSV_COLUMNS]))

    def add(self, given: str) -> None:
        self._stream.write(given)

    def commit(self) -> None:
        self._stream.flush()

    def discard(self) -> None:
        pass


class FileOutput:
    """One file, the answers of all pieces in their order."""

    def __init__(self, files: Any, path: str, shown: str, form: AnswerForm) -> None:
        if files.isdir(path):
            raise InputError("is a folder; name a file for the answers", path=shown)
        self.target = Target(form)
        self._files, self._path, self._shown = files, path, shown
        self._stream = files.open(path + PARTIAL, "wb")
        if form is AnswerForm.CSV:
            self.add(csv_lines([CSV_COLUMNS]))

    def add(self, given: str) -> None:
        with _writing(self._shown):
            self._stream.write(given.encode())

    def commit(self) -> None:
        self._stream.close()
        self._files.mv(self._path + PARTIAL, self._path)

    def discard(self) -> None:
        self._stream.close()
        _remove(self._files, self._path + PARTIAL)


class FolderOutput:
    """A folder of Parquet: workers write its parts, this keeps those that count."""

    def __init__(self, files: Any, path: str, shown: str) -> None:
        if files.exists(path) and (not files.isdir(path) or files.ls(path)):
            raise InputError("is there already; name a new folder for the answers", path=shown)
        partial = path + PARTIAL
        if files.exists(partial) and not all(map(_is_part, files.find(partial))):
            raise InputError(f"{shown}{PARTIAL} is in the way; move it elsewhere", path=shown)
        _remove(files, partial)
        files.makedirs(partial)
        self.target = Target(AnswerForm.PARQUET, files.unstrip_protocol(partial))
        self._files, self._path, self._shown = files, path, shown
        self._names: list[str] = []

    def add(self, given: str) -> None:
        if given:
            self._names.append(given)

    def commit(self) -> None:
        files, partial = self._files, self._path + PARTIAL
        if not self._names:  # so that the folder has its columns
            files.pipe_file(posixpath.join(partial, f"{_PART}{0:08d}.parquet"), parquet(()))
        else:
            self._keep(partial)
        if files.isdir(self._path):
            files.rmdir(self._path)
        files.mv(partial, self._path, recursive=True)

    def _keep(self, partial: str) -> None:
        """Deletes what lost workers have written; `InputError` where a part is missing."""
        there = {posixpath.basename(path): path for path in self._files.find(partial)}
        missing = set(self._names) - set(there)
        if missing:
            raise InputError(
                f"{len(missing)} of {len(self._names)} parts that workers have written are not"
                " there for this machine; write to a place that all of them see (a shared"
                " folder, s3://…)",
                path=self._shown,
            )
        for name in set(there) - set(self._names):
            self._files.rm_file(there[name])

    def discard(self) -> None:
        _remove(self._files, self._path + PARTIAL)


def _is_part(path: str) -> bool:
    return posixpath.basename(path).startswith(_PART)


def _remove(files: Any, path: str) -> None:
    if files.exists(path):
        files.rm(path, recursive=True)
