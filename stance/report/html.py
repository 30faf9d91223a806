"""Records to one HTML file that needs nothing else: no network, no library, no folder beside it.

Everything that comes from articles or answers is escaped by Jinja, or by `script_json` within
the two elements that hold the script's data; what templates mark as safe is our own style and
scripts, that JSON, and figures (see `svg`). Beside that a content security policy allows the
page's own style and scripts by their hashes and nothing more.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from stance.extras import need
from stance.report.extra import EXTRA
from stance.report.grid import LEVELS, SIGNS, level
from stance.report.overview import overview
from stance.report.page import Contents, details, index
from stance.summary.matrix import summarise

PACKAGE: Final = "stance.report"
_UNSAFE: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def render_report(contents: Contents) -> str:
    """The report on `contents`; the same contents always give the same page.

    Raises `MissingExtraError` without jinja2 or matplotlib.
    """
    matrix = summarise(contents.statements)
    values = {
        **overview(contents, matrix),
        "index": script_json(index(contents, matrix.left_out)),
        "details": script_json(details(contents)),
    }
    return render("report.html.j2", ("theme.js", "report.js"), values)


def render(template: str, scripts: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """A template of this package with the style, these scripts and their policy."""
    need("jinja2", EXTRA)
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(signs=SIGNS, level=level, levels=LEVELS)
    style = resource("page.css")
    sources = [resource(name) for name in scripts]
    return environment.get_template(template).render(
        policy=policy([style], sources), style=style, scripts=sources, **values
    )


def resource(name: str) -> str:
    """A file beside the templates, its line ends as a browser reads (and hashes) them."""
    text = files(PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def policy(styles: list[str], scripts: list[str]) -> str:
    """A policy that allows these styles and scripts, and no other resource at all."""
    return (
        f"default-src 'none'; style-src {_hashes(styles)}; script-src {_hashes(scripts)};"
        " base-uri 'none'; form-action 'none'"
    )


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def script_json(value: Any) -> str:
    """JSON for a script element: no character in it can end the element or open another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE)
