"""brat projects: folders of texts with annotation files beside them, or one pair of files.

`stance.corpus.brat_records` says what the annotations mean. Two files of one name with the same
text, one of them in a folder of its own, are one document of two coders, and the folder names
the coder. In PolNeAR the texts stand in another folder, and a coder is the end of the file's name
(``attributions/NAME_CODER.ann``, ``text/NAME.txt``).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from stance.corpus.assembling import assemble
from stance.corpus.brat_events import Board
from stance.corpus.brat_records import CODER, parse_annotations
from stance.corpus.brat_write import HOLDS, TITLE, document_name, write
from stance.corpus.decoding import cannot_open, decode, opened, read_text
from stance.corpus.exchange import Coded, Collection, Fate, Format
from stance.corpus.gathering import Gathering
from stance.corpus.offsets import diagnose
from stance.errors import InputError
from stance.schema import Article

_ENDING: Final = ".ann"


@dataclass(frozen=True, slots=True)
class _Pair:
    """An annotation file and its article's text.

    `place` is the file's name in the project, `names` those of its folders and its own.
    """

    ann: Path
    text: Path
    place: str
    names: tuple[str, ...]
    coder: str = ""

    @property
    def document(self) -> str:
        return "/".join(self.names)


def read(path: Path) -> Collection:
    """Articles and statements of a project; what cannot be read is among the losses.

    Raises `InputError` for a folder without annotations, and for a file that cannot be read.
    """
    gathering = Gathering()
    if not path.is_dir():
        text = path.with_suffix(".txt")
        if not text.is_file() and path.is_file():
            raise InputError(f"has no text beside it; put {text.name} there", path=path)
        _read_pair(_Pair(path, text, path.name, (document_name(path.stem),)), gathering)
        return gathering.collection()
    for pair in _of_coders(list(_pairs(path, gathering))):
        try:
            _read_pair(pair, gathering)
        except InputError as error:
            gathering.error(error)
    return gathering.collection()


def _pairs(folder: Path, gathering: Gathering) -> Iterator[_Pair]:
    files = list(_files(folder))
    texts = [path for path in files if path.suffix.lower() == ".txt"]
    stems = Counter(path.stem for path in texts)
    alone = {path.stem: path for path in texts if stems[path.stem] == 1}
    annotations = [path for path in files if path.suffix.lower() == _ENDING]
    if not annotations:
        reason = f"holds no {_ENDING} file; give the folder of a brat project"
        raise InputError(reason, path=folder)
    used: set[Path] = set()
    for ann in annotations:
        place = ann.relative_to(folder).as_posix()
        pair = _pair(ann, place, folder, alone)
        if pair is None:
            reason = "its text is missing; it has the same name, or the name without _CODER"
            gathering.fault(place, reason, f"{ann.stem}.txt")
        else:
            used.add(pair.text)
            yield pair
    for text in texts:
        if text not in used:
            place = text.relative_to(folder).as_posix()
            gathering.lose(Fate.DROPPED, place, f"a text without an {_ENDING} file")


def _pair(ann: Path, place: str, folder: Path, alone: dict[str, Path]) -> _Pair | None:
    beside = ann.with_suffix(".txt")
    if beside.is_file():
        parts = ann.relative_to(folder).with_suffix("").parts
        return _Pair(ann, beside, place, tuple(map(document_name, parts)))
    if ann.stem in alone:
        return _Pair(ann, alone[ann.stem], place, (ann.stem,))
    name, _, coder = ann.stem.rpartition("_")
    return _Pair(ann, alone[name], place, (name,), coder) if name in alone else None


def _files(folder: Path) -> Iterator[Path]:
    """Every file below in sorted order; hidden ones and links to folders are left out."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise cannot_open(folder, error) from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if not entry.is_dir():
            yield entry
        elif not entry.is_symlink():
            yield from _files(entry)


def _of_coders(pairs: list[_Pair]) -> list[_Pair]:
    """Documents that several folders hold alike, named without them.

    Folders within folders are collections, and name no coder.
    """
    groups: defaultdict[tuple[str, bytes], list[_Pair]] = defaultdict(list)
    for pair in pairs:
        if len(pair.names) <= len(("coder", "document")) and not pair.coder:
            with suppress(InputError), opened(pair.text) as stream:  # it is told when it is read
                groups[pair.names[-1], hashlib.sha256(stream.read()).digest()].append(pair)
    shared = {pair.ann for group in groups.values() if len(group) > 1 for pair in group}
    return [
        replace(pair, names=pair.names[-1:], coder="".join(pair.names[:-1]))
        if pair.ann in shared
        else pair
        for pair in pairs
    ]


def _read_pair(pair: _Pair, gathering: Gathering) -> None:
    with opened(pair.ann) as stream:
        annotations = parse_annotations(_decoded(stream.read(), pair.ann), pair.place)
    text = read_text(pair.text)
    article = gathering.article(Article(pair.document, text), pair.place)
    marks = list(annotations.marks.values())
    diagnosis = diagnose(article.text, [mark.claim for mark in marks], pair.place)
    spans = {mark.key: found for mark, found in zip(marks, diagnosis.spans, strict=True) if found}
    board = Board(annotations, spans)
    regions, links = board.regions(), board.links()
    assembled = assemble(article, regions, links)
    gathering.add((*annotations.losses, *diagnosis.losses, *assembled.losses))
    for found in assembled.found:
        coder = board.notes(found.key).get(CODER, "") or pair.coder
        gathering.statement(Coded(found.statement, coder, found.score), found.place)


def _decoded(data: bytes, path: Path) -> str:
    """An empty annotation file is one that nobody has annotated yet."""
    return decode(data, path) if data.strip() else ""


def _claims(path: Path) -> bool:
    if not path.is_dir():
        return path.suffix.lower() == _ENDING
    try:
        return any(file.suffix.lower() == _ENDING for file in _files(path))
    except InputError:
        return False


FORMAT: Final = Format(
    name="brat",
    title=TITLE,
    endings=(_ENDING,),
    read=read,
    write=write,
    claims=_claims,
    is_folder=True,
    holds=HOLDS,
)
