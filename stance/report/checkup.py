"""A check-up of a corpus as tables and as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from stance.corpus.doctor.findings import (
    MEANINGS,
    Checkup,
    Finding,
    Kind,
    Severity,
)
from stance.schema import LABELS

_STYLES: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
NOTE: Final = "note"
"""Severity of a row that is no finding: the label counts of a file."""


def checkup_tables(checkup: Checkup, limit: int) -> list[RenderableType]:
    """Label counts by file, what was found of each kind, and the first `limit` of each."""
    parts: list[RenderableType] = [_labels(checkup)]
    if not checkup.findings:
        return [*parts, Text("no finding")]
    parts.append(_overview(checkup))
    parts.extend(_list(kind, found, limit) for kind, found in checkup.by_kind.items())
    if checkup.common:
        said = f"{checkup.common} word sequences stand in so many quotes that they make none near"
        parts.append(Text(said))
    return parts


def _labels(checkup: Checkup) -> Table:
    table = Table(title=f"{checkup.statements:,} statements", title_justify="left")
    table.add_column("file", overflow="fold")
    names = [*LABELS, *([""] if any("" in counts for counts in checkup.labels.values()) else [])]
    for name in names:
        table.add_column(name or "not coded", justify="right")
    for file, counts in checkup.labels.items():
        table.add_row(Text(file), *(f"{counts.get(name, 0):,}" for name in names))
    return table


def _overview(checkup: Checkup) -> Table:
    table = Table(title="findings", title_justify="left")
    for name in ("", "kind", "count", "what it is"):
        table.add_column(name, justify="right" if name == "count" else "left")
    for kind, found in checkup.by_kind.items():
        severity = found[0].severity
        style = _STYLES[severity]
        table.add_row(Text(severity, style=style), kind, f"{len(found):,}", MEANINGS[kind])
    return table


def _list(kind: Kind, found: tuple[Finding, ...], limit: int) -> Table:
    shown = found[:limit] if limit else found
    left = len(found) - len(shown)
    more = f"… and {left:,} more: --limit 0 or --json shows them" if left else None
    table = Table(
        title=f"{kind} ({len(found):,})", title_justify="left", caption=more, caption_justify="left"
    )
    table.add_column("place", overflow="fold")
    table.add_column("finding", overflow="fold")
    has_other = any(finding.other for finding in shown)
    if has_other:
        table.add_column("there", overflow="fold")
    for finding in shown:
        cells = [Text(finding.place), Text(finding.message)]
        table.add_row(*cells, *([Text(finding.other)] if has_other else []))
    return table


def checkup_rows(checkup: Checkup) -> Iterator[dict[str, Any]]:
    """One row a finding, then one a file with its label counts."""
    for found in checkup.by_kind.values():
        for finding in found:
            yield {
                "kind": str(finding.kind),
                "severity": str(finding.severity),
                "place": finding.place,
                "message": finding.message,
                "other": finding.other or None,
            }
    for file, counts in checkup.labels.items():
        labels = {str(label): counts.get(label, 0) for label in LABELS}
        yield {
            "kind": "labels",
            "severity": NOTE,
            "place": file,
            "message": f"{sum(counts.values())} statements",
            "other": None,
            "labels": labels | {"not coded": counts.get("", 0)},
        }
