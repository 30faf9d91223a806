"""Packages that only a report needs, imported when it is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stance.errors import MissingExtraError


@contextmanager
def needs_extra(package: str, extra: str) -> Iterator[None]:
    """Imports inside raise `MissingExtraError` with the remedy where `package` is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        raise MissingExtraError(
            f"a report needs {package}, which is not installed;"
            f" pip install 'stance-quotes[{extra}]'"
        ) from None
