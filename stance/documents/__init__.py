"""Documents in: files, folders, tables and standard input as articles and quotes to score.

`read_articles` reads them; `clean` tells an article's paragraphs from the furniture of its page,
and is imported when it is first used, since quotes do not need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.documents.sources import ArticleInput, SpanInput, read_articles

if TYPE_CHECKING:
    from stance.documents.furniture import Cleaned, Dropped, clean

__all__ = ["ArticleInput", "Cleaned", "Dropped", "SpanInput", "clean", "read_articles"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from stance.documents import furniture

        return getattr(furniture, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
