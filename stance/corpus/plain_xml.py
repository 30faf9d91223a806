"""XML of unknown origin as a tree: no document type, so no entities, external or nested.

Entities are what makes XML dangerous (files of the reader's machine, addresses on its network,
a billion laughs); they need a document type declaration, which no exchange format does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from stance.errors import RecordError

DEEPEST: Final = 256
"""Elements inside one another; what people nest ends far below."""


def parse(data: bytes) -> Element:
    """The root element; names are local, without their namespace.

    Raises `RecordError` with the line for what is not well-formed, has a document type or is
    nested too deeply.
    """
    return _Parser().parse(data)


class _Parser:
    """Feeds a tree with what expat reports."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._depth = 0
        self._expat = expat.ParserCreate(namespace_separator="}")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._builder.data
        self._expat.StartDoctypeDeclHandler = self._refuse
        self._expat.EntityDeclHandler = self._refuse
        self._expat.ExternalEntityRefHandler = self._refuse

    def parse(self, data: bytes) -> Element:
        try:
            self._expat.Parse(data, True)
        except expat.ExpatError as error:
            what = expat.errors.messages.get(error.code, str(error))
            raise RecordError(
                f"not well-formed XML: {what}; export it anew", line=error.lineno
            ) from None
        except (LookupError, ValueError) as error:
            raise RecordError(
                f"XML in an encoding that is not read ({error}); save it as UTF-8", line=1
            ) from None
        return self._builder.close()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise RecordError(
                f"XML nested more than {DEEPEST} deep", line=self._expat.CurrentLineNumber
            )
        local = {_local(key): value for key, value in attributes.items()}
        self._builder.start(_local(name), local)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_local(name))

    def _refuse(self, *_: Any) -> NoReturn:
        raise RecordError(
            "XML with a document type (DTD) is not read: it can name files and entities; delete"
            " the <!DOCTYPE …>",
            line=self._expat.CurrentLineNumber,
        )


def _local(name: str) -> str:
    return name.rpartition("}")[2]
