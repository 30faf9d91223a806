"""Which nouns name persons, organisations, documents and groups, by the vocabulary."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from stance.reading.actor_list import Vocabulary

_PARTICLED: Final = re.compile(
    r"(?:al|el|ad|as|ar|an|at|ash|bin|abd|ul)[-‐‑][^\W\d_]", re.IGNORECASE
)


def is_name_word(token: str) -> bool:
    """Whether a token may belong to a name: capitalised, or joined to an Arabic article."""
    return token[:1].isupper() or bool(_PARTICLED.match(token))


@lru_cache(maxsize=8192)  # an article asks of its nouns again and again
def singulars(word: str) -> tuple[str, ...]:
    """A noun and the singulars it may be the plural of.

    >>> singulars("ministries"), singulars("women")
    (('ministries', 'ministry', 'ministrie'), ('women', 'woman'))
    """
    low = word.lower().rstrip(".")
    if low.endswith("men"):
        return (low, low[:-3] + "man")
    if low.endswith("ves"):
        return (low, low[:-3] + "f", low[:-3] + "fe", low[:-1])
    if low.endswith("ies"):
        return (low, low[:-3] + "y", low[:-1])
    if low.endswith(("ches", "shes", "sses", "xes")):
        return (low, low[:-2], low[:-1])
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return (low, low[:-1])
    return (low,)


def is_role(word: str, words: Vocabulary) -> bool:
    """Whether a word is a noun or title for persons, in singular or plural."""
    return any(form in words.person or form in words.title for form in singulars(word)) or (
        "-" in word and all(is_office_word(part, words) for part in re.split("[-‐‑]", word.lower()))
    )


def is_office_word(word: str, words: Vocabulary) -> bool:
    """Whether a word may be part of an office: a noun for persons, a title, a portfolio."""
    return is_role(word, words) or word in words.portfolio or word in words.title


def is_organisation(word: str, words: Vocabulary) -> bool:
    return any(form in words.organisation for form in singulars(word))


def noun_kind(head: str, words: Vocabulary) -> tuple[str, bool]:
    """The kind of actor that a noun names, and whether it is a plural."""
    forms = singulars(head)
    kind = next((kind for form in forms if (kind := _kind_of_form(form, words))), "")
    singular = _kind_of_form(forms[0], words) not in {"", "group"}
    plural = len(forms) > 1 and not singular
    if plural and kind in {"organisation", "person", ""}:
        return "group", True
    return kind or "unknown", plural or kind == "group"


def _kind_of_form(form: str, words: Vocabulary) -> str:
    for kind, nouns in (
        ("organisation", words.organisation),
        ("document", words.document),
        ("group", words.group),
        ("person", words.person),
        ("person", words.title),
    ):
        if form in nouns:
            return kind
    return ""


def gender_of(office: str, words: Vocabulary) -> str:
    """ "f" or "m" where a noun or title tells it ("spokeswoman"), else ""."""
    parts = {part.rstrip(".") for part in office.split()}
    if parts & words.female:
        return "f"
    return "m" if parts & words.male else ""
