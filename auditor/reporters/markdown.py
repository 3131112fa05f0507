"""A summary for a pull request or a job summary: the answer, what to do first, and what is not known."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from auditor.model.measurement import Known
from auditor.model.money import ZERO, Range
from auditor.model.run import Audited, Run, cost_today
from auditor.model.shared import SharedBlock
from auditor.model.since import Since
from auditor.model.verdict import FAMILIES, VERDICTS, Recommendation
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.reviewed import told
from auditor.reporters.seen_words import coverage
from auditor.reporters.since_words import lines
from auditor.reporters.texts import Texts
from auditor.reporters.words import (
    answer,
    clean,
    clipped,
    count,
    is_misuse,
    money_or_why,
    said_by_value,
    several,
    usd,
    usd_point,
    why_unknown,
    worth_of_block,
)

NAME = "markdown"
ENDING = ".md"
DESCRIPTION = "a summary for a pull request or a job summary"

MOST_ADVICE = 15
"""GitHub drops a job summary beyond 1,024 KiB; these caps keep it under 900,000 bytes, whatever the names hold."""
MOST_BLOCKS = 5
MOST_POOLS = 5
MOST_ROWS = 50
MOST_NAMES = 10
MOST_NAME, MOST_TEXT, MOST_LINE = 80, 300, 600
"""Characters of a name, of a sentence, and of a line on what changed, before they are cut."""

_SPECIAL = re.compile(r"[\\`*_\[\]|~#$]")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ALIVE = re.compile(r"@(?=[A-Za-z0-9])|#(?=[0-9])|(?<![A-Za-z0-9])GH-(?=[0-9])|:(?=//)|www(?=\.)", re.IGNORECASE)
"""Where GitHub sees a mention, an issue or an address even behind a backslash; a word joiner keeps it from doing so."""
_JOINER = "\N{WORD JOINER}"


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The summary; a section with nothing to say is left out."""
    sections = (_head, _verdicts, _advice, _decided, _order, _misuse, _pools, _unknown, _blocks, _disputes, _method)
    parts = [section(run) for section in sections]
    if look.since is not None:
        parts.insert(1, _since(look.since))
    if look.report_url:
        parts.insert(1, f"[The whole report](<{look.report_url}>)")
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str, most: int = MOST_TEXT) -> str:
    """A foreign text as plain words: no markup, link, mention or issue number comes alive in it, on one line."""
    plain = _ALIVE.sub(lambda found: found[0] + _JOINER, clipped(clean(text), most))
    plain = re.sub("[&<>]", lambda found: _HTML[found[0]], plain)
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", plain)


def _name(text: str) -> str:
    return escaped(text, MOST_NAME)


def _head(run: Run) -> str:
    sentence = answer(run).replace("$", r"\$")
    covered = f"\n\n{clean(coverage(run))}".replace("$", r"\$").rstrip()
    return f"# Fleet audit: {_name(run.name)}\n\n{sentence}{covered}"


def _since(found: Since) -> str:
    """What changed since an earlier run, in at most three lines."""
    said = "\n".join(f"- {escaped(line, MOST_LINE)}" for line in lines(found))
    return _section(f"Since {found.diff.before.at.date().isoformat()}", said)


def _verdicts(run: Run) -> str:
    found = Counter(audited.verdict.name for audited in run.agents)
    rows = [
        (f"{family.shape} {family.word}", name, count(found[name]), VERDICTS[name].says)
        for family in FAMILIES
        for name in sorted(found, key=lambda name: (-found[name], name))
        if VERDICTS[name].family is family
    ]
    return _section("Verdicts", _table(("family", "verdict", "agents", "it says"), rows, right=2))


def _advice(run: Run) -> str:
    worth = sorted(
        _worth(one for one in run.agents if run.review(one) != "dismissed"),
        key=lambda found: (-found[2].point, found[0].agent.id, found[1].action),
    )
    rows = [
        (_agent(audited), escaped(advice.action), usd(saving), escaped(advice.because))
        for audited, advice, saving in worth[:MOST_ADVICE]
    ]
    title = f"What saves most ({MOST_ADVICE} of {count(len(worth))})" if len(worth) > MOST_ADVICE else "What saves most"
    return _section(title, _table(("agent", "do", "saves a month", "because"), rows, right=2))


def _decided(run: Run) -> str:
    """What people decided, standing or open again."""
    found = sorted(run.reviews.items(), key=lambda item: (item[0][0], item[0][1] or ""))
    shown = [(agent, rule, one) for (agent, rule), one in found if one.decision.decision != "open"]
    rows = [
        (
            _name(agent if rule is None else f"{agent}: {rule}"),
            "open again" if one.because else one.state,
            escaped(told(one)),
        )
        for agent, rule, one in shown[:MOST_ROWS]
    ]
    return _section(
        "Decided", _table(("agent", "now", "decision"), rows, right=-1), _rest(len(shown), MOST_ROWS, "decision")
    )


def _worth(agents: Iterable[Audited]) -> Iterator[tuple[Audited, Recommendation, Range]]:
    """Every recommendation that is worth money, with what it saves a month."""
    for audited in agents:
        for advice in audited.verdict.recommendations:
            saving = advice.saves_per_month
            if saving is not None and saving.point > 0:
                yield audited, advice, saving


def _order(run: Run) -> str:
    """The prompts whose run-time text stands before text that could be cached."""
    found = [audited for audited in run.agents if audited.facts.prefix.is_better_moved]
    found.sort(key=lambda audited: (-_moved_worth(audited), audited.agent.id))
    rows = [
        (
            _agent(audited),
            escaped(prefix.blocks),
            f"{count(prefix.tokens)} → {count(prefix.after)}",
            escaped(money_or_why(prefix.saves)),
        )
        for audited in found[:MOST_ADVICE]
        for prefix in [audited.facts.prefix]
    ]
    text = _table(("agent", "move to the end", "tokens that can be cached", "that saves a month"), rows, right=2)
    return _section("Run-time text before stable text", text, _rest(len(found), MOST_ADVICE, "agent"))


def _moved_worth(audited: Audited) -> Decimal:
    saves = audited.facts.prefix.saves
    return saves.value.point if isinstance(saves, Known) else ZERO


def _misuse(run: Run) -> str:
    misused = sorted(filter(is_misuse, run.agents), key=lambda audited: audited.agent.id)
    rows = [
        (_agent(audited), usd(cost_today(audited)), escaped(audited.verdict.because)) for audited in misused[:MOST_ROWS]
    ]
    text = _table(("agent", "costs a month", "because"), rows, right=1)
    return _section("Changing facts in weights", text, _rest(len(misused), MOST_ROWS, "agent"))


def _pools(run: Run) -> str:
    """Deployments that several tuned agents should share, if the quality of the base holds for them."""
    shared = sorted((pool for pool in run.graph.pools if pool.members), key=lambda pool: (-pool.saves, pool.deployment))
    rows = [
        (
            escaped(pool.deployment),
            f"{count(len(pool.members))} of {count(pool.candidates)}",
            usd_point(pool.hosting),
            usd_point(pool.saves),
            usd_point(sum((max(ZERO, member.alone) for member in pool.members), ZERO)),
            _names([member.agent for member in pool.members]),
        )
        for pool in shared[:MOST_POOLS]
    ]
    heads = ("deployment", "candidates in it", "hosting a month", "saves a month", "apart they would save", "agents")
    return _section("Pools", _table(heads, rows, right=3), _rest(len(shared), MOST_POOLS, "pool"))


def _unknown(run: Run) -> str:
    """The agents whose cost is not known, by what is missing, so that one person can supply it for all."""
    groups: dict[str, list[str]] = defaultdict(list)
    for audited in run.agents:
        if cost_today(audited) is None:
            groups[why_unknown(audited)].append(audited.agent.id)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    rows = [(escaped(because), count(len(ids)), _names(sorted(ids))) for because, ids in ordered[:MOST_ROWS]]
    text = _table(("what is missing", "agents", "which"), rows, right=1)
    return _section("Cost unknown", text, _rest(len(ordered), MOST_ROWS, "reason"))


def _blocks(run: Run) -> str:
    volatile = sorted((block for block in run.graph.blocks if block.is_volatile), key=_size)
    rows = [
        (
            count(block.tokens),
            escaped(block.words),
            ", ".join(block.kinds),
            count(len(block.agents)),
            block.kind,
            escaped(worth_of_block(block)),
            _names(block.agents),
        )
        for block in volatile[:MOST_BLOCKS]
    ]
    heads = ("tokens", "begins", "kinds", "prompts", "copies are", "worth", "agents")
    text = _table(heads, rows, right=0)
    return _section("Changing facts shared by several prompts", text, _rest(len(volatile), MOST_BLOCKS, "block"))


def _disputes(run: Run) -> str:
    """The facts that copies of the same text state differently."""
    found = [one for block in run.graph.blocks for one in block.disagreements]
    rows = [(escaped(one.said), one.kind, escaped(said_by_value(one))) for one in found[:MOST_ADVICE]]
    text = _table(("it reads", "kind", "and says"), rows, right=-1)
    return _section("Facts that prompts disagree on", text, _rest(len(found), MOST_ADVICE, "fact"))


def _size(block: SharedBlock) -> tuple[int, str]:
    return -block.total_tokens, block.id


def _method(run: Run) -> str:
    inputs = run.inputs
    return (
        f"Inventory {_name(inputs.path)} `{inputs.sha256[:12]}` · policy `{inputs.policy_sha256[:12]}` · "
        f"prices as of {inputs.prices_as_of.isoformat()} ({_name(inputs.prices_edition)}) "
        f"`{inputs.prices_sha256[:12]}` · auditor {_name(run.auditor)} · {run.at:%Y-%m-%d %H:%M} UTC. "
        "Figures are estimates to two digits; ranges come from the uncertain inputs; what is unknown is in no sum."
    )


def _agent(audited: Audited) -> str:
    return _name(audited.agent.id)


def _names(ids: Sequence[str]) -> str:
    shown = ", ".join(_name(agent) for agent in ids[:MOST_NAMES])
    return f"{shown} and {count(len(ids) - MOST_NAMES)} more" if len(ids) > MOST_NAMES else shown


def _rest(found: int, shown: int, noun: str) -> str:
    return f"\n\n… and {several(found - shown, f'more {noun}')}." if found > shown else ""


def _section(title: str, text: str, rest: str = "") -> str:
    return f"## {title}\n\n{text}{rest}" if text else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: int) -> str:
    """A table whose column `right` holds figures; nothing if it has no rows."""
    if not rows:
        return ""
    rule = ["---:" if column == right else "---" for column in range(len(heads))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))
