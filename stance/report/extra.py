"""Packages that only a page needs; they belong to the extra ``report``."""

from __future__ import annotations

from typing import Final

from stance.extras import need

EXTRA: Final = "report"


def require() -> None:
    """Raises `MissingExtraError` for a package that is missing, before any work is done."""
    need("jinja2", EXTRA)
    need("matplotlib", EXTRA)
