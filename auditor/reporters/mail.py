"""A summary to be sent: HTML for mail programs, which know tables and inline styles and little else; ≤ 100 KB."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model.finding import SEVERITIES
from auditor.model.run import Audited, Run, cost_today, saving_of
from auditor.model.verdict import FAMILIES
from auditor.reporters.html import document, overview
from auditor.reporters.html.figures import NOTHING, count, day, plural
from auditor.reporters.html.prefix_part import without_words
from auditor.reporters.html.signs import address
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.since_words import lines
from auditor.reporters.texts import Texts
from auditor.reporters.words import clean, clipped, is_misuse, usd

NAME = "mail"
ENDING = ".eml.html"
DESCRIPTION = "a summary to be sent: HTML for mail programs, without script, picture or style sheet"

MOST_STEPS, MOST_MISUSED = 10, 5
MOST_NAME, MOST_TEXT, MOST_LINE, MOST_ADDRESS = 60, 160, 600, 500
"""Characters of a name, of a sentence, of a line on what changed, and of a link; these caps hold the mail below 100 KB
whatever names hold."""

_COLOURS = {
    "keep": "#696d83",
    "cache": "#0265f9",
    "retrieve": "#055043",
    "fine-tune": "#9b4307",
    "needs-data": "#702284",
    "undo": "#a3082c",
}
"""A family's colour on white, as in the report's light theme."""


@dataclass(frozen=True, slots=True)
class Family:
    """How many agents have a verdict of this family."""

    shape: str
    word: str
    colour: str
    count: str


@dataclass(frozen=True, slots=True)
class Line:
    """An agent with what to do and what that saves."""

    name: str
    href: str
    shape: str
    word: str
    colour: str
    says: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The mail as display-ready words."""

    title: str
    name: str
    date: str
    answer: tuple[overview.Phrase, ...]
    aside: str
    since: str
    changed: tuple[str, ...]
    figures: tuple[overview.Figure, ...]
    families: tuple[Family, ...]
    steps: tuple[Line, ...]
    rest: str
    misused: tuple[Line, ...]
    more_misused: str
    findings: str
    report: str
    method: str


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The summary as the body of a mail; it never holds words of a prompt."""
    return document.rendered_plainly("mail", mail=_mail(run, look))


def _mail(run: Run, look: Look) -> Mail:
    saving = [audited for audited in overview.ranked(run) if (known := saving_of(audited)) and known.point > 0]
    misused = sorted(filter(is_misuse, run.agents), key=lambda audited: audited.agent.id)
    answer, name, on = overview.answer(run), _cut(run.name, MOST_NAME), day(run.at.date())
    return Mail(
        title=f"{name} fleet audit, {on}: {''.join(phrase.text for phrase in answer)}",
        name=name,
        date=on,
        answer=answer,
        aside=overview.aside(run),
        since="" if look.since is None else day(look.since.diff.before.at.date()),
        changed=() if look.since is None else tuple(_cut(line, MOST_LINE) for line in lines(look.since)),
        figures=overview.figures(run),
        families=_families(run),
        steps=tuple(_step(audited, look) for audited in saving[:MOST_STEPS]),
        rest=_more(len(saving) - MOST_STEPS, "with something to save"),
        misused=tuple(_misused(audited, look) for audited in misused[:MOST_MISUSED]),
        more_misused=_more(len(misused) - MOST_MISUSED, "like these"),
        findings=_findings(run),
        report=look.report_url if len(look.report_url) <= MOST_ADDRESS else "",
        method=_method(run),
    )


def _cut(text: str, most: int = MOST_TEXT) -> str:
    return clipped(clean(text), most)


def _more(number: int, what: str) -> str:
    return f"… and {plural(number, 'more agent')} {what}." if number > 0 else ""


def _families(run: Run) -> tuple[Family, ...]:
    found = Counter(audited.verdict.family.id for audited in run.agents)
    return tuple(
        Family(family.shape, family.word, _COLOURS[family.id], count(found[family.id]))
        for family in FAMILIES
        if found[family.id]
    )


def _step(audited: Audited, look: Look) -> Line:
    """What saves most at an agent, with all that is saved there."""
    worth = [(one.saves_per_month.point, one) for one in audited.verdict.recommendations if one.saves_per_month]
    best = max(worth, key=lambda found: found[0])[1]
    return _line(audited, look, without_words(best.action, audited), usd(saving_of(audited)))


def _misused(audited: Audited, look: Look) -> Line:
    cost = cost_today(audited)
    return _line(audited, look, audited.verdict.because, NOTHING if cost is None else usd(cost))


def _line(audited: Audited, look: Look, says: str, amount: str) -> Line:
    family = audited.verdict.family
    href = f"{look.report_url}{address(audited.agent.id)}" if look.report_url and "#" not in look.report_url else ""
    return Line(
        _cut(audited.agent.title, MOST_NAME),
        href if len(href) <= MOST_ADDRESS else "",
        family.shape,
        family.word,
        _COLOURS[family.id],
        _cut(says),
        amount,
    )


def _findings(run: Run) -> str:
    found = Counter(finding.severity for finding in run.findings)
    parts: Sequence[str] = [f"{found[one]:,} {one}" for one in reversed(SEVERITIES) if found[one]]
    return f"Findings by severity: {', '.join(parts)}." if parts else ""


def _method(run: Run) -> str:
    inputs = run.inputs
    return (
        f"Inventory {_cut(inputs.path)} {inputs.sha256[:12]}, policy {inputs.policy_sha256[:12]}, prices as of "
        f"{inputs.prices_as_of.isoformat()}, auditor {run.auditor}, {run.at:%Y-%m-%d %H:%M} UTC. Figures are estimates "
        "to two digits; ranges come from the uncertain inputs; what is unknown is in no sum."
    )
