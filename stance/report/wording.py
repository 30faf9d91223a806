"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "actor"), counted(1200, "reply", "replies")
    ('1 actor', '1,200 replies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
