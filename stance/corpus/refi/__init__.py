"""REFI-QDA projects (`.qdpx`), as NVivo, ATLAS.ti, MAXQDA, QualCoder and others export them.

A `.qdpx` is a ZIP archive of one XML file (`project.qde`) and the texts under `sources`. Coders
are its users; what its codes mean is said in `stance.corpus.refi.codes`. Offsets count code
points by the standard, but not in every program's export: see `stance.corpus.positions`.

Source: REFI-QDA Standard 1.5, Rotterdam Exchange Format Initiative, 2019.
"""

from __future__ import annotations

from typing import Final

from stance.corpus.exchange import Format
from stance.corpus.refi.reading import is_project, read_project

FORMAT: Final = Format(
    name="refi-qda",
    title="REFI-QDA project of a qualitative-analysis program",
    endings=(".qdpx",),
    read=read_project,
    write=None,
    claims=is_project,
)
