"""The page served is the report that `auditor audit` writes, with one part more of style and script, and only it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from auditor.model.review import Decision
from auditor.model.reviewed import evidence_of, reviewed
from auditor.reporters import prepared
from auditor.reporters.html import document
from auditor.reporters.look import Look
from auditor.serving.editions import edition
from auditor.serving.means import Means
from tests.reporters.html.audits import agent, run_of

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def bare(page: str) -> str:
    """A page without its style, its script, the policy that names their hashes, and the edition's name."""
    page = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)
    page = re.sub(r'<script type="application/octet-stream" id="served">[^<]*</script>\n', "", page)
    return re.sub(r'(Content-Security-Policy" content=")[^"]*', r"\1", page)


def test_it_is_the_very_same_report(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent("carl"), agent("dora")])
    taken = [Decision("carl", None, "dismissed", "Ana", NOW, "small", None, evidence_of(run.agents[0]))]
    means = Means(lambda seen, watch: run, (), tmp_path / "decisions.yaml", "Ana", lambda: NOW, print)
    for prompts in ("full", "spans", "none"):
        served = edition(run, taken, replace(means, prompts=prompts)).page.decode()
        file = prepared(reviewed(run, taken), Look(prompts=prompts, decisions=tuple(taken))).text("html")
        assert bare(served) == bare(file)
        assert "EventSource" in served
        for word in ("EventSource", "connect-src", 'id="served"'):
            assert word not in file


def test_what_a_page_may_do_differs_in_reaching_its_own_server_alone() -> None:
    def rules(policy: str) -> list[str]:
        return re.sub(r"'sha256-[^']+'", "…", policy).split("; ")

    assert rules(document.inline().policy) == ["default-src 'none'", "script-src …", "style-src …"]
    assert rules(document.served().policy) == [*rules(document.inline().policy), "connect-src 'self'"]
    assert document.served().style.startswith(str(document.inline().style).removesuffix("</style>"))


def test_two_editions_of_one_run_differ_in_name_only(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent("carl")])
    means = Means(lambda seen, watch: run, (), tmp_path / "decisions.yaml", "Ana", lambda: NOW, print)
    one, other = edition(run, (), means), edition(run, (), means)
    assert one.name != other.name
    assert bare(one.page.decode()) == bare(other.page.decode())
