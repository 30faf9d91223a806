"""Packages of an extra: imported when they are first used, with the remedy where they lack."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from stance.errors import MissingExtraError


def need(module: str, extra: str) -> Any:
    """The module, imported now; any, because most of them have no types.

    Raises `MissingExtraError` with the command that installs its extra.
    """
    try:
        return import_module(module)
    except ImportError as error:  # Dask raises a plain one, without a name, for what it lacks
        package = (error.name or module).split(".")[0]
        raise MissingExtraError(
            f"{package} is not installed; pip install 'stance-quotes[{extra}]'"
        ) from error
