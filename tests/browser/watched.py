"""A page under watch: whatever it says, asks for or tries against its own policy is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("CSP blocked " + event.violatedDirective + " " + event.blockedURI);
});
"""


@dataclass
class Watched:
    """A page of the browser with what it said on its console and what it asked the network for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, address: str, *, has_script: bool = True) -> Any:
        """Go to an address and wait until the page is awake."""
        self.page.goto(address)
        if has_script:
            self.page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        return self.page


def watched(context: Any, *, init: str = "") -> Watched:
    """A new page of a browser context, watched from its first moment."""
    page = context.new_page()
    page.add_init_script(_TELL_VIOLATIONS + init)
    found = Watched(page)
    page.on("console", lambda message: found.said.append(message.text))
    page.on("pageerror", lambda error: found.said.append(str(error)))
    page.on("request", lambda request: found.asked.append(request.url))
    return found
