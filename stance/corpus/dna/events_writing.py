"""A collection as DNA's event list; the form is told in `stance.corpus.dna.events`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from stance.corpus.dna.events import AFTER, BEFORE
from stance.corpus.dna.plan import ADMIN, Planned, plan
from stance.corpus.dna.terms import AGREEMENTS
from stance.corpus.exchange import Collection, Fate, Loss
from stance.corpus.files import write_text
from stance.corpus.staging import staged
from stance.errors import InputError

VARIABLES: Final = ("person", "organization", "concept", "agreement")
QUALIFIER: Final = "stance"

_BARE: Final = (*BEFORE, "agreement", "start_position", "stop_position", "coder", "document_id")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def write_events(collection: Collection, path: Path) -> tuple[Loss, ...]:
    """Writes an event list, whole or not at all, and gives what it could not hold.

    `agreement` is 1 or 0, and empty for what neither supports nor opposes; where there is such a
    statement, a further column `stance` names the stance of all. Raises `InputError` where there
    is no statement to write, and where the file cannot be written.
    """
    planned = plan(collection, with_texts=False)
    if not planned.statements:
        raise InputError("nothing to write: no statement", path=path)
    losses = [*planned.losses, *_left_behind(collection)]
    items = sorted(planned.statements, key=lambda item: item.document.seconds)
    extended = (QUALIFIER,) if any(item.stance not in AGREEMENTS for item in items) else ()
    columns = (*BEFORE, *VARIABLES, *extended, *AFTER)
    coders = dict.fromkeys((ADMIN, *(item.coder for item in items)))
    numbers = {name: number for number, name in enumerate(coders, start=1)}
    for name in dict.fromkeys(item.coder for item in items):
        losses.append(Loss(Fate.CHANGED, f"coder {name!r}", f"written as number {numbers[name]}"))
    lines = [";".join(f'"{name}"' for name in columns)]
    for item in items:
        lines.append(_line(item, numbers[item.coder], columns, losses))
    with staged(path) as fresh:
        # As DNA does, no line end after the last line.
        write_text(fresh, ["\n".join(lines)])
    return tuple(losses)


def _left_behind(collection: Collection) -> Iterator[Loss]:
    """What a database of DNA holds and its event list does not."""
    if collection.articles:
        place = f"{len(collection.articles)} articles"
        yield Loss(Fate.DROPPED, place, "an event list holds no texts")
    told = ("", "unknown", "person", "organisation")
    actors = {it.actor for it in collection.statements if it.country or it.actor_kind not in told}
    if actors:
        said = "an event list holds no country, and no kind but person and organization"
        yield Loss(Fate.DROPPED, f"{len(actors)} actors", said)


def _line(item: Planned, coder: int, columns: Sequence[str], losses: list[Loss]) -> str:
    cells = _cells(item, coder)
    texts = [name for name in columns if name not in _BARE]
    plain = {name: cells[name].replace(";", ",").replace('"', "'") for name in texts}
    changed = [name for name in texts if plain[name] != cells[name]]
    if changed:
        place = f"statement {item.number} of document {item.document.title!r:.60}"
        said = f"; is written as , and \" as ' in {', '.join(changed)}"
        losses.append(Loss(Fate.CHANGED, place, said))
    return ";".join(f'"{plain[name]}"' if name in plain else cells[name] for name in columns)


def _cells(item: Planned, coder: int) -> dict[str, str]:
    when = _EPOCH + timedelta(seconds=item.document.seconds)
    agreement = AGREEMENTS.get(item.stance) if item.stance is not None else None
    return dict.fromkeys(AFTER, "") | {
        "statement_id": str(item.number),
        "time": f"{when.year:04}-{when:%m-%d %H:%M:%S}",
        "person": item.person,
        "organization": item.organization,
        "concept": item.concept,
        "agreement": "" if agreement is None else str(agreement),
        QUALIFIER: str(item.stance or ""),
        "start_position": "" if item.start is None else str(item.start),
        "stop_position": "" if item.stop is None else str(item.stop),
        "text": item.text,
        "coder": str(coder),
        "document_id": str(item.document.number),
        "document_title": item.document.title,
    }
