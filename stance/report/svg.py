"""A figure of matplotlib as SVG to put into a page: text as text, colours from the page's style.

Matplotlib writes colours and sizes into `style` attributes, which a strict content security
policy forbids and which know nothing of a dark page. Here they become plain attributes, and the
colours of `INKS` become the page's variables.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from stance.extras import need
from stance.report.extra import EXTRA

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INKS: Final[Mapping[str, str]] = {
    "ink": "#010101",
    "muted": "#020202",
    "rule": "#030303",
    "page": "#040404",
    "support": "#050505",
    "oppose": "#060606",
    "conditional": "#070707",
    "neutral": "#080808",
    "unrelated": "#090909",
}
"""Colours to draw with: stand-ins that become ``var(--ink)`` and so on in the page."""

SETTINGS: Final[Mapping[str, Any]] = {
    "svg.fonttype": "none",  # text stays text
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "font.family": "sans-serif",
    "font.size": 10,
    "hatch.linewidth": 1.2,
    **dict.fromkeys(("figure.facecolor", "axes.facecolor", "savefig.facecolor"), "none"),
    "axes.spines.top": False,
    "axes.spines.right": False,
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"), INKS["ink"]
    ),
    **dict.fromkeys(("axes.edgecolor", "xtick.color", "ytick.color"), INKS["rule"]),
}

_DROPPED: Final = {"metadata", "style"}
_FONT_KEYS: Final = {"font-family", "font-stretch", "font-variant"}  # the page has its own
_FONT: Final = re.compile(r"(?:(?P<weight>bold|\d{3}) )?(?P<size>[\d.]+)px")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def draw(
    name: str,
    size: tuple[float, float],
    title: str,
    paint: Callable[[Figure], None],
) -> str:
    """What `paint` draws on an empty figure of `size` (inches) as an SVG element.

    `title` is its alternative text. `name` tells its ids from those of other figures of the
    page. The same drawing always gives the same text. Raises `MissingExtraError` without
    matplotlib.
    """
    need("matplotlib", EXTRA)
    import matplotlib
    from matplotlib.figure import Figure

    written = io.StringIO()
    settings: Any = {**SETTINGS, "svg.hashsalt": name}
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()  # a user's own settings would give another page
        matplotlib.rcParams.update(settings)
        # the font that measures text may lack a letter; the page's own font will have it
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        figure = Figure(figsize=size, layout="constrained")
        paint(figure)
        figure.savefig(written, format="svg", metadata={"Date": None})
    return inline(written.getvalue(), name, title)


def printable(text: str, most: int) -> str:
    """Text for a figure: on one line, without what XML cannot hold, at most so long."""
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def inline(text: str, name: str, title: str) -> str:
    """An SVG document as an element for HTML; see the module."""
    root = ElementTree.fromstring(text)
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    _, _, width, height = root.attrib["viewBox"].split()
    label = quoteattr(printable(title, len(title)))
    head = f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label={label}>'
    inside = "".join("".join(_written(child, name, used)) for child in root)
    return f"{head}{inside}</svg>"


def _written(element: ElementTree.Element, name: str, used: set[str]) -> Iterator[str]:
    tag = _local(element.tag)
    if tag in _DROPPED:
        return
    attributes = "".join(
        f" {key}={quoteattr(value)}" for key, value in _attributes(element, name, used)
    )
    text = escape(element.text or "") if tag == "text" else ""
    children = "".join("".join(_written(child, name, used)) for child in element)
    if tag == "g" and not children:
        return
    yield f"<{tag}{attributes}>{text}{children}</{tag}>"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attributes(
    element: ElementTree.Element, name: str, used: set[str]
) -> Iterator[tuple[str, str]]:
    for qualified, value in element.attrib.items():
        key = _local(qualified)
        if key == "style":
            yield from _from_style(value, name)
        elif key == "id":
            if value in used:
                yield "id", f"{name}-{value}"
        elif key == "href":
            yield key, value.replace("#", f"#{name}-")
        else:
            yield key, _coloured(value, name)


def _from_style(style: str, name: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "font":
            found = _FONT.search(value)
            if found:
                yield "font-size", found["size"]
                if found["weight"]:
                    yield "font-weight", found["weight"]
        elif value and key not in _FONT_KEYS:
            yield key, _coloured(value, name)


def _coloured(value: str, name: str) -> str:
    """A value with the page's colours; a reference within the figure gets the figure's name."""
    for ink, colour in INKS.items():
        value = value.replace(colour, f"var(--{ink})")
    return value.replace("url(#", f"url(#{name}-")
