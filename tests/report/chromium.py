"""A headless Chromium for the tests that look at pages; they skip where there is none."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
SCREENSHOTS = "STANCE_SCREENSHOTS"
"""Names a folder in which pictures of the pages are kept."""


def launched() -> Iterator[Browser]:
    """The browser, closed at the end."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the Python package playwright is not installed"
    )
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is absent")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """What happened on a page beside what was asked for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def refuse(self, dialog: Dialog) -> None:
        """A dialog is nothing that a report opens."""
        self.messages.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def evaluate(self, script: str, value: Any = None) -> Any:
        return self.page.evaluate(script, value)


@contextmanager
def opened(browser: Browser, path: Path, **options: Any) -> Iterator[Watched]:
    """The page of a file; messages of its console and everything that it requests are kept."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    watched = Watched(page)
    page.on("console", lambda message: watched.messages.append(message.text))
    page.on("pageerror", lambda error: watched.messages.append(str(error)))
    page.on("dialog", watched.refuse)
    page.on("request", lambda request: watched.requests.append(request.url))
    page.goto(path.as_uri())
    try:
        yield watched
    finally:
        context.close()


def violations(watched: Watched) -> list[str]:
    """What axe-core finds wrong with the page as it stands."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("the Python package axe-playwright-python is not installed")
    axe = Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    watched.evaluate(axe)
    result = watched.evaluate("axe.run()")
    return [
        f"{item['id']}: {node['target']} {node['failureSummary']}"
        for item in result["violations"]
        for node in item["nodes"]
    ]


def picture(watched: Watched, name: str, folder: Path) -> None:
    """A screenshot of the whole page, kept in the folder that `SCREENSHOTS` names."""
    target = Path(os.environ.get(SCREENSHOTS) or folder)
    target.mkdir(parents=True, exist_ok=True)
    watched.page.screenshot(path=target / f"{name}.png", full_page=True)
