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
    nothing behind. An existing file is replaced and keeps its mode; a link is written through,
    and a device or pipe gets the bytes. Raises `InputError` for a folder that holds something,
    and where the system refuses.
    """
    try:
        if target.is_dir() and any(target.iterdir()):
            raise InputError("is a folder that holds files already; name a new one", path=target)
        is_device = target.exists() and not target.is_file() and not target.is_dir()
        real = target.resolve()
        beside = Path(tempfile.gettempdir()) if is_device else real.parent
        with tempfile.TemporaryDirectory(prefix=".stance-", dir=beside) as folder:
            yield Path(folder) / target.name
            for written in sorted(Path(folder).iterdir(), reverse=True):
                if is_device:
                    target.write_bytes(written.read_bytes())
                else:
                    _move(written, real if written.name == target.name else beside / written.name)
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error})"
        raise InputError(reason, path=target) from error


def _move(written: Path, target: Path) -> None:
    if target.is_dir():
        if written.is_file():
            raise InputError("is a folder; name a file to write", path=target)
        target.rmdir()
    elif target.is_file() and written.is_file():
        shutil.copymode(target, written)
    written.replace(target)
