"""What `auditor init` writes: a project file and an inventory, commented, to be changed."""

from auditor.model.formats import FORMATS

PROJECT = """\
# What auditor run does, unattended. Paths are relative to this file's folder.
schema = 1

# One table for each audit; auditor run NAME runs one, auditor run all of them, auditor run --due those whose time came.
[audit.nightly]
source = "fleet.yaml"              # an inventory or a folder of agents; several as a list
# policy = "policy.yaml"           # thresholds laid over the default policy; its `news` says what is only noise
# traffic = "traffic.csv"          # call volumes by agent id
# decisions = "decisions.yaml"     # what people decided (auditor review); the one beside the inventory if not said
# from = ["claude-code"]           # the formats that are looked for in a folder (auditor formats); default all
# default_model = "anthropic/claude-sonnet-5-5"   # for agents that name no model
# allow_outside = false            # may the inventory name files outside its own folder?

# What a run leaves behind. Each file is written whole or not at all.
formats = ["html", "json"]         # {formats}
folder = "reports/nightly"
# prompts = "none"                 # no word of the prompts in any report; "spans": only their ageing facts
history = "reports/history.sqlite3"
# metrics = "reports/nightly.prom" # for Prometheus' textfile collector

# When. auditor schedule --for cron|systemd|github-actions|gitlab|kubernetes prints what your scheduler wants.
schedule = "0 6 * * 1-5"           # minute hour day month weekday
timezone = "UTC"                   # such as Europe/Berlin

# The exit code: 1 with a finding of this severity or above; 3, if strict, with an agent that cannot be judged.
fail_on = "never"                  # info, low, medium, high, never
strict = false

# Whom to tell when there is news (pip install apprise). An address is a secret: here stands only
# the name of the environment variable that holds it (https://appriseit.com: slack://…, mailto://…, json://…).
# [audit.nightly.tell]
# to = ["AUDITOR_TELL"]
# news = ["verdict", "decision", "crossing", "cost", "avoidable", "fleet", "prompt"]
# failures = true
# link = "https://reports.example.com/nightly/"
""".replace("{formats}", ", ".join(FORMATS))

INVENTORY = """\
# Your fleet: one entry for each deployed agent. Only id and prompt are required; what is missing is unknown, and the
# audit says which gate would need it. auditor validate fleet.yaml tells every error at once.
schema: 1
fleet: {name: My fleet}
defaults:                              # merged deeply under every agent
  model: {provider: anthropic, name: claude-sonnet-5-5}
agents:
  - id: first-agent
    purpose: Answers questions about invoices
    owner: billing
    prompt:                            # or: prompt: {file: prompts/first-agent.md}
      text: |
        You answer customers' questions about their invoices, briefly and politely.
        The fee for a late payment is $35.
    # traffic: {calls_per_month: [30000, 60000], user_tokens: 600, output_tokens: 350, cache_hit_rate: 0.72}
    # task: {scope: narrow, tasks: [answer invoice questions], changes_per_quarter: 0}
    # knowledge: [{name: fee schedule, tokens: 3200, updated: weekly, lives_in: prompt}]
    # prompting: {techniques: [few_shot], iterations: 5, quality: {score: 0.91, target: 0.95}}
    # dataset: {examples: 640, holdout: 120, baseline_measured: true}
    # calls: []                        # agents that it hands off to
"""
