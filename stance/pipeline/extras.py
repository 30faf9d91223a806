"""Packages of an extra: imported when they are first used, with the remedy where they lack."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from stance.errors import RecipeError


def need(module: str, extra: str) -> Any:
    """The module, imported now. Raises `RecipeError` with the command that installs its extra."""
    try:
        return import_module(module)
    except ImportError as error:
        package = (error.name or module).split(".")[0]
        raise RecipeError(
            f"{package} is not installed; pip install 'stance-quotes[{extra}]'"
        ) from error
