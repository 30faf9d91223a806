"""The text of an article in an HTML page, by trafilatura (Barbaresi, ACL 2021)."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stance.corpus.decoding import decode, refuse_binary
from stance.errors import InputError

# The HTML standard has browsers look for a page's declared encoding in its first 1,024 bytes.
_PRESCAN: Final = 1024
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)


@dataclass(frozen=True, slots=True)
class Page:
    """What an HTML page says. `text` begins with the title where there is one.

    Offsets count in this extracted text, in code points, not in the page's HTML.
    """

    text: str
    title: str
    date: str


def decode_page(data: bytes, path: str | Path) -> str:
    """The page in the encoding its first bytes declare, else UTF-8; raises `InputError`."""
    refuse_binary(data, path)
    declared = _CHARSET.search(data, 0, _PRESCAN)
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name in ("utf-8", "utf8") or b"\0" in data:
        return decode(data, path)
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError) as error:
        raise InputError(
            f"declares the encoding {name!r}, in which it cannot be read ({error});"
            " save the page as UTF-8",
            path=path,
        ) from None


def read_page(html: str, path: str | Path) -> Page:
    """The article of a page. Raises `InputError` where trafilatura finds none.

    Comments and pictures are left out, tables kept. Of trafilatura's settings the balanced one
    is used: what it lets through besides the article is seen by `furniture` again.
    """
    import trafilatura  # half a second, and only HTML needs it

    with _silent():
        document = trafilatura.bare_extraction(
            html,
            include_comments=False,
            include_tables=True,
            include_images=False,
            include_links=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    text = "" if document is None or isinstance(document, dict) else (document.text or "").strip()
    if document is None or isinstance(document, dict) or not text:
        raise no_article(path)
    title = " ".join((document.title or "").split())
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    return Page(text, title, document.date or "")


def no_article(path: str | Path) -> InputError:
    """What to tell about a page of menus, scripts or a paywall."""
    return InputError(
        "no article found in this page (a menu, a script or a paywall?); save its text as .txt",
        path=path,
    )


@contextmanager
def _silent() -> Iterator[None]:
    """Keeps trafilatura's log lines and its dependencies' warnings from the user."""
    loggers = [
        logging.getLogger(name) for name in ("trafilatura", "htmldate", "courlan", "justext")
    ]
    states = [(logger, logger.disabled) for logger in loggers]
    states += [
        (child, child.disabled)
        for name, child in list(logging.Logger.manager.loggerDict.items())
        if isinstance(child, logging.Logger) and name.startswith(("trafilatura.", "htmldate."))
    ]
    try:
        for logger, _ in states:
            logger.disabled = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, disabled in states:
            logger.disabled = disabled
