"""Where `stance summarize` writes: one stream, or a file for each network over time."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType

from stance.cli.losses import tell_losses
from stance.cli.output import opened, show, target_of
from stance.cli.summary_options import SummaryFormat
from stance.corpus.exchange import Coded, Collection
from stance.errors import RecipeError
from stance.pipeline.given_answers import alone
from stance.report import graphs, summaries
from stance.report.rows import csv_lines, json_line
from stance.report.summary_tables import changes_table, edges_table, positions_table
from stance.schema import ScoredStatement
from stance.summary.network import Network
from stance.summary.options import RowGroup
from stance.summary.periods import Change


@dataclass(frozen=True, slots=True)
class Target:
    """Where a summary goes and how; `statements` are those it sums up."""

    format: SummaryFormat
    output: Path | None
    inputs: Sequence[str]
    statements: Sequence[ScoredStatement]

    def matrices(
        self, matrices: summaries.Matrices, changes: Sequence[Change], group: RowGroup
    ) -> None:
        """Matrices by period; a table shows the changes between them too."""
        tables: list[RenderableType] = [positions_table(matrices, group)]
        if changes:
            tables.append(changes_table(changes, group))
        columns = summaries.matrix_columns(group, periods="" not in matrices)
        self._write(tables, columns, summaries.matrix_rows(matrices, self.statements, group))

    def changes(self, changes: Sequence[Change], group: RowGroup) -> None:
        """The changes alone."""
        rows = summaries.change_rows(changes, self.statements, group)
        self._write([changes_table(changes, group)], summaries.change_columns(group), rows)

    def networks(self, networks: summaries.Networks) -> None:
        """Networks by period or window."""
        if self.format is SummaryFormat.EVENTS:
            for path, network in self._files(networks).items():
                self._events(path, network)
            return
        if self.format in {SummaryFormat.MATRIX, SummaryFormat.GRAPHML}:
            for path, network in self._files(networks).items():
                with opened(path, self.inputs) as stream:
                    stream.write(self._whole(network))
            return
        edges = summaries.edge_rows(networks, self.statements)
        nodes = summaries.node_rows(networks) if self.format is SummaryFormat.JSONL else ()
        columns = summaries.edge_columns(networks)
        self._write([edges_table(networks)], columns, (*nodes, *edges))

    def _events(self, path: Path | None, network: Network) -> None:
        """The statements behind a two-mode network, which are all that count."""
        from stance.corpus import dna
        from stance.corpus.formats import write_collection  # it brings every format

        if path is not None:
            target_of(path, self.inputs)
        behind = sorted(number for edge in network.edges for number in edge.statements)
        items = [alone(self.statements[number]) for number in behind]
        coded = tuple(Coded(item.statement, score=item.score) for item in items)
        sys.stdout.flush()
        losses = write_collection(
            Collection(coded=coded), path or sys.stdout.buffer, dna.EVENTS.name
        )
        tell_losses(losses)

    def _whole(self, network: Network) -> str:
        if self.format is SummaryFormat.MATRIX:
            return graphs.dna_matrix(network)
        return graphs.graphml(network, self.statements)

    def _files(self, networks: summaries.Networks) -> Mapping[Path | None, Network]:
        """A file for each network, numbered and dated as DNA does it: ``net 03 2031-05.csv``."""
        if "" in networks:
            return {self.output: networks[""]}
        if not networks:
            return {}
        if self.output is None:
            raise RecipeError(
                f"{len(networks)} networks in {self.format} need a file each; give --output"
                " NAME, to which their periods are added"
            )
        width = len(str(len(networks)))
        return {
            self.output.with_name(
                f"{self.output.stem} {number:0{width}} {name.replace('/', ' ')}{self.output.suffix}"
            ): network
            for number, (name, network) in enumerate(networks.items(), start=1)
        }

    def _write(
        self,
        tables: Sequence[RenderableType],
        columns: Sequence[str],
        rows: Iterable[summaries.Row],
    ) -> None:
        with opened(self.output, self.inputs) as stream:
            if self.format is SummaryFormat.TABLE:
                show(stream, *tables)
            elif self.format is SummaryFormat.CSV:
                stream.write(csv_lines([columns]))
                stream.writelines(csv_lines([summaries.flat(row, columns)]) for row in rows)
            else:
                stream.writelines(json_line(row) for row in rows)
