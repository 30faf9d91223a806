"""Prints the set-up commands of a README, one a line: its ```sh blocks under "Install"."""

import re
import sys
from pathlib import Path

section = re.search(r"^## Install.*?(?=^## )", Path(sys.argv[1]).read_text("utf-8"), re.M | re.S)
if section is None:
    sys.exit("no section that begins with “Install”")
for block in re.findall(r"^```sh\n(.*?)^```", section.group(), re.M | re.S):
    sys.stdout.write(block.replace("\\\n", " ").strip() + "\n")
