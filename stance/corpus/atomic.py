"""A file that stands under its name only when it is complete."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stance.errors import InputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the name, and an old file's mode, at the end.

    After an error nothing of it is left. Raises `InputError` where the folder is missing or
    `path` is one, and where the system refuses.
    """
    if path.is_dir():
        raise InputError("is a folder; name a file to write", path=path)
    if not path.resolve().parent.is_dir():
        raise InputError("the folder does not exist; make it first", path=path)
    target = path.resolve()
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        yield partial
        if target.exists():
            shutil.copymode(target, partial)
        partial.replace(target)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror or error})", path=path) from error
    finally:
        partial.unlink(missing_ok=True)
