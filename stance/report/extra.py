"""Packages that only a page needs; they belong to the extra ``report``."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from stance.errors import MissingExtraError

PACKAGES: Final = ("jinja2", "matplotlib")


def require(*packages: str) -> None:
    """Raises `MissingExtraError` with the remedy for the first package that is not installed."""
    for package in packages or PACKAGES:
        try:
            import_module(package)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != package:
                raise
            raise MissingExtraError(
                f"a report needs {package}, which is not installed;"
                " pip install 'stance-quotes[report]'"
            ) from None
