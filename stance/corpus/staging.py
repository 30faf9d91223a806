"""Output that appears only when it is complete, be it one file, several, or a folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stance.errors import InputError


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A path of the same name to write to; what stands there at the end is moved to `target`.

    Files written beside it (a text beside its annotations) are moved too. An error leaves
    nothing behind. An existing file is replaced and keeps its mode; a device or pipe gets the
    bytes. Raises `InputError` for a folder that holds something, or that cannot be written to.
    """
    if target.is_dir() and any(target.iterdir()):
        raise InputError("is a folder that holds files already; name a new one", path=target)
    is_device = target.exists() and not target.is_file() and not target.is_dir()
    beside = Path(tempfile.gettempdir()) if is_device else target.resolve().parent
    try:
        folder = Path(tempfile.mkdtemp(prefix=".stance-", dir=beside))
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", path=target) from None
    try:
        yield folder / target.name
        for written in sorted(folder.iterdir(), reverse=True):
            if is_device:
                target.write_bytes(written.read_bytes())
            else:
                _move(written, beside / written.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(written: Path, target: Path) -> None:
    if target.is_dir():
        target.rmdir()
    elif target.is_file() and written.is_file():
        shutil.copymode(target, written)
    written.replace(target)
