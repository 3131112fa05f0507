"""Pictures of the example fleet's report as people meet it: `make screenshots` writes them, a person looks at them.

python -m tests.screenshots [REPORT] [FOLDER]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from auditor.reporters.html.signs import address
from tests.chromium import FLAGS, NAMES

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "reports" / "proptech" / "index.html"
FOLDER = ROOT / "reports" / "screenshots"
DESK = {"viewport": {"width": 1366, "height": 900}}
PHONE = {"viewport": {"width": 320, "height": 640}, "device_scale_factor": 2}
PAPER = {"viewport": {"width": 794, "height": 1123}}
AGENT = address("listing-answer-drafter")

SHOTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "overview": ("", DESK, "screen"),
    "agent": (AGENT, DESK, "screen"),
    "overview-dark": ("", {**DESK, "color_scheme": "dark"}, "screen"),
    "agent-dark": (AGENT, {**DESK, "color_scheme": "dark"}, "screen"),
    "overview-320": ("", PHONE, "screen"),
    "agent-320": (AGENT, PHONE, "screen"),
    "overview-print": ("", PAPER, "print"),
    "agent-print": (AGENT, PAPER, "print"),
}
"""Name of the picture: the part of the address behind #, the browser's settings, and the medium."""


def main(report: Path = REPORT, folder: Path = FOLDER) -> None:
    """Write a picture of the whole page for each of `SHOTS`."""
    from playwright.sync_api import sync_playwright

    executable = next(found for name in NAMES if (found := shutil.which(name)))
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=executable, args=list(FLAGS))
        for name, (where, settings, medium) in SHOTS.items():
            page = chromium.new_context(**settings).new_page()
            page.goto(report.resolve().as_uri() + where)
            page.wait_for_selector("html[data-ready]", state="attached")
            page.locator("#agent h1" if where else ".answer").wait_for()
            page.emulate_media(media=medium)
            page.screenshot(path=str(folder / f"{name}.png"), full_page=True)
            print(folder / f"{name}.png")
        chromium.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
