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
        """Plain data; `from_json` gives an equal one back."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Identity:
        """Raises `TypeError` or `KeyError` for what `as_json` has not made."""
        return cls(**{**values, "inputs": tuple(Survey(**item) for item in values["inputs"])})

    def differences(self, before: Identity) -> Iterator[str]:
        """What is not as it was `before`, in words."""
        if before.command != self.command:
            yield f"the command was {before.command}"
        if before.version != self.version:
            yield f"the version of stance was {before.version}"
        for name in dict.fromkeys((*self.options, *before.options)):
            if before.options.get(name) != self.options.get(name):
                yield f"{name} was {before.options.get(name, 'not given')}"
        for name in dict.fromkeys((*self.digests, *before.digests)):
            if before.digests.get(name) != self.digests.get(name):
                yield f"{name} changed"
        yield from _different_inputs(before.inputs, self.inputs)


def _different_inputs(before: Sequence[Survey], now: Sequence[Survey]) -> Iterator[str]:
    given = [item.given for item in before]
    if given != [item.given for item in now]:
        yield f"the inputs were {' '.join(given)}"
        return
    for old, new in zip(before, now, strict=True):
        if old.digest == new.digest:
            continue
        if (old.files, old.bytes) == (new.files, new.bytes):
            yield f"the input {new.given} was changed"
        else:
            yield f"the input {new.given} had {_size(old)}, and now has {_size(new)}"


def _size(found: Survey) -> str:
    files = "" if found.files == 1 else f"{found.files:,} files of "
    return f"{files}{found.bytes:,} bytes"


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
