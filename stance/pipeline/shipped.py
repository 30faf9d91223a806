"""Where the shipped models and lists lie: in the wheel, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from stance.errors import InputError

PACKAGE: Final = Path(__file__).resolve().parents[1]
REPOSITORY: Final = PACKAGE.parent

DEFAULT_MODEL: Final = "models/default"
READER: Final = "models/reader"
CONDITIONS: Final = "models/conditions"
_IN_REPOSITORY: Final = {"actors.toml": "data/actors.toml", "proposals.toml": "data/proposals.toml"}


def shipped(name: str) -> Path:
    """The path of a shipped file or folder.

    A wheel holds it under ``stance/shipped``; an editable install does not, so there the
    repository is the fallback.
    """
    packed = PACKAGE / "shipped" / name
    return packed if packed.exists() else REPOSITORY / _IN_REPOSITORY.get(name, name)


def read_toml(path: Path) -> dict[str, Any]:
    """A parsed TOML file. Raises `InputError` with path, and line where the parser tells it."""
    import tomllib  # a run that is told its proposals needs none

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError("no such file; check the path", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 at byte {error.start}; save it as UTF-8", path=path
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"is not valid TOML: {error}", path=path) from None
