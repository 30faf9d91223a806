"""Bytes of files into text: UTF-8, a byte order mark accepted and taken off."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from stance.errors import InputError

_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_MAGIC: Final = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive (as are .docx, .odt, .epub and .xlsx)",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\xd0\xcf\x11\xe0": "an old Office document (.doc, .xls)",
    b"{\\rtf": "an RTF document",
    b"SQLite format 3": "an SQLite database",
    b"PAR1": "a Parquet table",
    b"\x7fELF": "a program",
}

_CONTROL_FEW: Final = 3  # in a short text a stray one is no share to judge by
# Text holds hardly any control characters beside white space and the odd form feed; a file in
# which more than one byte in a hundred of the first 64 KiB is one was no text to begin with.
_SAMPLE: Final = 1 << 16
_CONTROL_SHARE: Final = 0.01
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def cannot_open(path: str | Path, error: OSError) -> InputError:
    """The operating system's refusal as an error that says what to do."""
    if isinstance(error, FileNotFoundError):
        reason = "no such file or folder; check the spelling and the folder you are in"
    elif isinstance(error, PermissionError):
        reason = "no permission to read it; change its mode (chmod u+r) or copy it"
    elif isinstance(error, IsADirectoryError):
        reason = "is a folder, not a file; give the file inside it"
    elif error.errno == errno.ELOOP:
        reason = "a symbolic link that leads back to itself; give the file it should point to"
    else:
        reason = f"cannot be read: {error.strerror or error}"
    return InputError(reason, path=path)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file for reading bytes; `InputError` where it cannot be opened or read."""
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise cannot_open(path, error) from error


def read_text(path: Path) -> str:
    """The whole file as text; raises `InputError` (see `decode`) or if it holds no text."""
    with opened(path) as stream:
        return decode(stream.read(), path)


def decode(data: bytes, path: str | Path) -> str:
    """UTF-8 as text, line ends kept as they are, a byte order mark taken off.

    Raises `InputError` for empty and blank files, UTF-16, binary files, NUL and bytes that are
    no UTF-8, the last two with their byte offset and line.
    """
    refuse_binary(data, path)
    text = utf8(data, path, line=1, offset=0)
    if not text.strip():
        what = "holds only white space" if text else "is empty"
        raise InputError(f"{what}; an article or table needs text", path=path)
    return text


def refuse_binary(data: bytes, path: str | Path) -> None:
    """Raises `InputError` if the first bytes are not those of a UTF-8 text."""
    if data.startswith(_UTF16_BOMS):
        raise InputError(
            "is encoded as UTF-16 (it begins with its byte order mark); only UTF-8 is read:"
            " save it as UTF-8, or iconv -f UTF-16 -t UTF-8",
            path=path,
        )
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"is {what}, not text; save it as .txt or .html first", path=path)
    sample = data[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(_CONTROL_FEW, _CONTROL_SHARE * len(sample)):
        raise InputError(
            "is a binary file (many control characters), not text; allowed are .txt, .html,"
            " .jsonl and .csv in UTF-8",
            path=path,
        )


def utf8(data: bytes, path: str | Path, *, line: int, offset: int) -> str:
    """Decoded text. `data` starts at this line and byte offset of the file, which go into messages.

    Raises `InputError` for NUL, and for bytes that are no UTF-8.
    """
    nul = data.find(b"\0")
    if nul >= 0:
        raise InputError(
            f"a NUL byte at byte offset {offset + nul}: binary data, or text in UTF-16;"
            " only UTF-8 text is read",
            path=path,
            line=line + data.count(b"\n", 0, nul),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8: byte 0x{data[error.start]:02x} at byte offset {offset + error.start}"
            f" ({error.reason}); save it as UTF-8, or iconv -f WINDOWS-1252 -t UTF-8",
            path=path,
            line=line + data.count(b"\n", 0, error.start),
        ) from None
    return text.removeprefix("\ufeff") if offset == 0 else text
