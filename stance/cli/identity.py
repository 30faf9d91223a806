"""What the answers of a run depend on, and how two runs differ in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import stance
from stance.artifact import MANIFEST
from stance.documents.survey import Survey
from stance.pipeline.shipped import CONDITIONS, DEFAULT_MODEL, READER, shipped


@dataclass(frozen=True, slots=True)
class Identity:
    """Command, options, inputs and models; a run may go on only where all are the same.

    `options` are by their name on the command line, `digests` of what is too long to be written
    down by what it is called. How many processes work, and what happens at an error, changes no
    answer and is no part of it.
    """

    command: str
    options: Mapping[str, str]
    digests: Mapping[str, str]
    inputs: tuple[Survey, ...]
    version: str = stance.__version__

    def as_json(self) -> dict[str, Any]:
        """Plain data; `differences` compares with it."""
        return asdict(self)

    def differences(self, before: Mapping[str, Any]) -> Iterator[str]:
        """What is not as it was `before`, in words."""
        for key, name in (("command", "the command"), ("version", "the version of stance")):
            if before.get(key) != getattr(self, key):
                yield f"{name} was {before.get(key)}"
        options = before.get("options", {})
        for name in dict.fromkeys((*self.options, *options)):
            if options.get(name) != self.options.get(name):
                yield f"{name} was {options.get(name) or 'not given'}"
        digests = before.get("digests", {})
        for name in dict.fromkeys((*self.digests, *digests)):
            if digests.get(name) != self.digests.get(name):
                yield f"{name} changed"
        yield from _different_inputs(before.get("inputs", []), self.inputs)


def _different_inputs(before: Sequence[Mapping[str, Any]], now: Sequence[Survey]) -> Iterator[str]:
    given = [item.get("given") for item in before]
    if given != [item.given for item in now]:
        yield f"the inputs were {' '.join(map(str, given))}"
        return
    for old, new in zip(before, now, strict=True):
        if old.get("digest") == new.digest:
            continue
        counts = [old.get("files"), old.get("bytes")], [new.files, new.bytes]
        if counts[0] == counts[1]:
            yield f"the input {new.given} was changed"
        else:
            yield (
                f"the input {new.given} had {_size(*counts[0])}, and now has {_size(*counts[1])}"
            )


def _size(files: int | None, size: int | None) -> str:
    return f"{size:,} bytes" if files == 1 else f"{files:,} files of {size:,} bytes"


def digest(*parts: object) -> str:
    """SHA-256 of values that print what they are."""
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def reader_digests() -> dict[str, str]:
    """What `stance read` reads with."""
    return {
        "the shipped reader": _file_digest(shipped(READER) / MANIFEST),
        "the list of actors": _file_digest(shipped("actors.toml")),
    }


def scorer_digests(model: Path | None) -> dict[str, str]:
    """What `stance predict` reads and scores with."""
    return {
        "the model": _file_digest((model or shipped(DEFAULT_MODEL)) / MANIFEST),
        "the finder of conditions": _file_digest(shipped(CONDITIONS) / MANIFEST),
        "the list of proposals": _file_digest(shipped("proposals.toml")),
        **reader_digests(),
    }


def _file_digest(path: Path) -> str:
    """SHA-256 of a file; a manifest lists those of its folder. Empty where it cannot be read,
    which is told when the model is loaded."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
