"""The rules of findings: what each means, what to do about it, how grave it is."""

from __future__ import annotations

from auditor.findings import of_usage
from auditor.model.finding import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "knowledge-in-weights",
        "Changing facts were trained into weights",
        "Weights cannot be edited. Retrain on behaviour only and serve the facts from retrieval or the context.",
        "high",
    ),
    Rule(
        "credential-in-prompt",
        "A credential stands in the prompt",
        "A user can talk a model into showing its prompt. Take the credential out and revoke it.",
        "high",
    ),
    Rule(
        "credential-in-training-data",
        "A credential stands in the training data",
        "What was trained in cannot be taken out again. Take it out of the file, revoke it, and train anew.",
        "high",
    ),
    Rule(
        "personal-data-in-training",
        "Personal data stand in the training data",
        "A tuned model may repeat them to anybody. Replace them with made-up ones before training.",
        "medium",
    ),
    Rule(
        "tuning-does-not-last",
        "A tuned model no longer pays, or its base is being retired",
        "Return to a prompted model before the provider withdraws this one.",
        "medium",
    ),
    Rule(
        "break-even-crossed",
        "Fine-tuning has crossed its break-even",
        "The behaviour is stable, examples are at hand, and tuning repays itself within the horizon.",
        "medium",
    ),
    Rule(
        "knowledge-not-updatable",
        "Changing facts are woven into the prompt",
        "Keep them as one block in a cached context, or move them to retrieval.",
        "low",
    ),
    Rule(
        "caching-left-lying",
        "The same prompt would be cheaper with other caching",
        "Put stable text first and switch prompt caching on; or off, where hardly a call hits it.",
        "low",
    ),
    Rule(
        "run-time-text-first",
        "Run-time text stands before text that could be cached",
        "A cache holds what is the same from the first token on. Move the blocks with run-time text to the end.",
        "low",
    ),
    Rule(
        "shared-volatile-block",
        "The same changing facts stand in several prompts",
        "Keep them once, as one knowledge source, and let all these agents read it.",
        "low",
    ),
    Rule(
        "drifted-block",
        "Copies of a shared block have drifted apart",
        "Decide which wording holds, and keep it in one place.",
        "low",
    ),
    Rule(
        "facts-disagree",
        "Prompts state the same fact differently",
        "Find out which one holds, and keep the fact once, in one source that all these agents read.",
        "medium",
    ),
    Rule("hand-off-cycle", "Agents hand off to each other in a circle", "Make sure that one of them can stop.", "info"),
    Rule("prompt-not-clean-text", "A prompt file is not clean text", "Save it as UTF-8 without NUL bytes.", "medium"),
    Rule("prompt-empty", "An agent has no prompt", "Give it one, or take it out of the inventory.", "medium"),
    Rule("file-skipped", "A file in the source is no agent", "Give it front matter with a name, if it is one.", "low"),
    Rule(
        "files-skipped",
        "Files in the source show no sign of an agent",
        "Name the folder that holds the agents.",
        "info",
    ),
    Rule("node-type-unknown", "A workflow's node is of an unknown type", "See whether it is an agent.", "info"),
    Rule("model-first-of-several", "A file names several models", "Name the one that the agent runs on.", "info"),
    Rule("model-from-alias", "A model is taken from an alias", "Name the model itself, for aliases move.", "info"),
    Rule("model-from-default", "A model is the default of code", "Name the model that the environment sets.", "info"),
    Rule("tasks-from-card", "Tasks are the skills of an A2A card", "Declare task.tasks where it is not so.", "info"),
    Rule("default-model", "Agents name no model and got the default", "Name the model in each agent's file.", "info"),
    Rule("model-not-resolved", "A file does not say which model it means", "Name the provider's own model id.", "info"),
    Rule(
        "hand-off-unknown",
        "An agent hands off to one that was not read",
        "Read its file along with the others.",
        "info",
    ),
    Rule(
        "prompt-is-user-message",
        "A prompt has no system message",
        "Put what never changes into a system message.",
        "info",
    ),
    Rule("prompt-version", "One version of a prompt of several is read", "Name the one that is deployed.", "info"),
    Rule("prompt-too-long", "A prompt is longer than its tool takes", "Shorten it, or move parts into skills.", "info"),
    Rule("front-matter-not-yaml", "Front matter is not valid YAML", "Quote values that contain a colon.", "info"),
    Rule("traffic-without-agent", "Traffic for an agent that is not in the fleet", "Check the id.", "low"),
    Rule("gate-broke", "A gate broke", "Please report this as a bug.", "high"),
    *of_usage.RULES,
)
"""Every rule a finding can cite."""

RULE = {rule.id: rule for rule in RULES}
