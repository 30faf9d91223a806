"""Every error a user can cause, in one tree.

    StanceError                 base of all: `except StanceError` catches what is ours
    ├── InputError              an article, table or folder that cannot be read
    │   └── RecordError         one row of a table, or one field of it
    ├── ModelError              a model folder that is missing, damaged or foreign
    ├── TrainingError           labels that cannot be learned from (too few, one class, empty folds)
    ├── RecipeError             an unknown or impossible setting
    ├── WorkerError             a process that worked for this one has died
    └── MissingExtraError       a package that belongs to an extra is not installed

Each says where (``path:line``), what is wrong, what is allowed and what to do next.
"""

from __future__ import annotations

from pathlib import Path


class StanceError(Exception):
    """Base class. `str()` gives ``path:line: reason`` with what is known of the place."""

    def __init__(self, reason: str, *, path: str | Path | None = None, line: int | None = None):
        super().__init__(reason)
        self.reason = reason
        self.path = None if path is None else str(path)
        self.line = line

    def at(self, path: str | Path | None, line: int | None = None) -> StanceError:
        """The same error with its place filled in where it was unknown."""
        return type(self)(
            self.reason,
            path=self.path if self.path is not None else path,
            line=self.line if self.line is not None else line,
        )

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        return f"{place}: {self.reason}" if place else self.reason


class InputError(StanceError):
    """An article, table or folder cannot be read."""


class RecordError(InputError):
    """A row, or one field of it, is not what the format allows."""


class ModelError(StanceError):
    """A model folder is missing, damaged, altered or of a foreign format."""


class TrainingError(StanceError):
    """The labels cannot be learned from."""


class RecipeError(StanceError):
    """A training or prediction setting is unknown or impossible."""


class WorkerError(StanceError):
    """A process that worked for this one ended before its time."""


class MissingExtraError(StanceError):
    """A package that belongs to an extra is not installed."""
