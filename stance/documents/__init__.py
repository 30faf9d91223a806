"""Documents in: files, folders, tables and standard input as articles and quotes to score.

`read_articles` reads them; `clean` tells an article's paragraphs from the furniture of its page.
"""

from __future__ import annotations

from stance.documents.furniture import Cleaned, Dropped, clean
from stance.documents.sources import ArticleInput, SpanInput, read_articles

__all__ = ["ArticleInput", "Cleaned", "Dropped", "SpanInput", "clean", "read_articles"]
