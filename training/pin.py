"""Measures and prints floors to be put into `training/floors.json`: ``python -m training.pin``.

A floor lies a little below what was measured, so that another machine's last digits do not
fail the gate. Whether a lower floor may replace a higher one is for a human to decide.
"""

from __future__ import annotations

import json
from typing import Final

from training.gate import measured

ROOM: Final = 0.005  # thread counts move the figures by less than half of this


def main() -> None:
    found = measured()
    floors = {
        name: round(value - ROOM, 3) for name, value in found.items() if isinstance(value, float)
    }
    print(json.dumps({"fingerprints": found["fingerprints"], "floors": floors}, indent=1))


if __name__ == "__main__":
    main()
