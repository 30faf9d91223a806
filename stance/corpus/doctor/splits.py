"""Leakage between splits: what stands on both sides, or nearly does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from stance.corpus.doctor.entries import Entries, Entry
from stance.corpus.doctor.findings import Finding, Kind, shown
from stance.corpus.doctor.labels import quote_key
from stance.corpus.doctor.near import Near, Numbers


def check_splits(read: Entries, near: Near) -> Iterator[Finding]:
    """Quotes and documents of one split that are in an earlier one too.

    `near` is over the quotes of `read.coded`, in their order.
    """
    names = list(dict.fromkeys(entry.split for entry in read.coded if entry.split))
    if len(names) < 2:
        return
    documents = _first_of(read.coded)
    yield from _both(read.coded, [quote_key(it) for it in read.coded], Kind.SAME_QUOTE_SPLIT)
    yield from _both(documents, [it.document for it in documents], Kind.SAME_DOCUMENT_SPLIT)
    yield from _nearly(
        read.coded, near, [quote_key(it) for it in read.coded], Kind.NEAR_QUOTE_SPLIT
    )
    texts = [entry for entry in documents if entry.text]
    near_texts = Near([entry.text for entry in texts])
    yield from _nearly(texts, near_texts, [it.document for it in texts], Kind.NEAR_DOCUMENT_SPLIT)


def _first_of(entries: Sequence[Entry]) -> list[Entry]:
    """The first statement of each document and split."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.document:
            first.setdefault((entry.split, entry.document), entry)
    return list(first.values())


def _both(entries: Sequence[Entry], keys: Sequence[Hashable], kind: Kind) -> Iterator[Finding]:
    """What has the key of something in an earlier split."""
    owners: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry, key in zip(entries, keys, strict=True):
        if not entry.split:
            continue
        other = next((it for it in owners[key] if it.split != entry.split), None)
        if other is not None:
            yield Finding(kind, entry.place, _said(entry, other, kind), other=other.place)
        if all(it.split != entry.split for it in owners[key]):
            owners[key].append(entry)


def _nearly(
    entries: Sequence[Entry], near: Near, keys: Sequence[Hashable], kind: Kind
) -> Iterator[Finding]:
    """What is almost something of another split, and not the same: the most similar of them."""
    numbers: dict[Hashable, int] = {}
    key = np.array([numbers.setdefault(it, len(numbers)) for it in keys], dtype=np.int64)
    splits = {name: number for number, name in enumerate(dict.fromkeys(it.split for it in entries))}
    split = np.array([splits[it.split] if it.split else -1 for it in entries], dtype=np.int64)

    def keep(first: Numbers, second: Numbers) -> npt.NDArray[np.bool_]:
        apart = (split[first] >= 0) & (split[second] >= 0) & (split[first] != split[second])
        wanted: npt.NDArray[np.bool_] = apart & (key[first] != key[second])
        return wanted

    for pair in near.nearest(keep):
        entry, earlier = entries[pair.second], entries[pair.first]
        said = f"similarity {pair.similarity:.2f}; {_said(entry, earlier, kind)}"
        yield Finding(kind, entry.place, said, other=earlier.place)


def _said(entry: Entry, other: Entry, kind: Kind) -> str:
    is_document = kind in (Kind.SAME_DOCUMENT_SPLIT, Kind.NEAR_DOCUMENT_SPLIT)
    what = entry.document if is_document else entry.statement.quote
    return f"{entry.split} and {other.split}: {shown(what)}"
