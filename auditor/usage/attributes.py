"""What spans call things: one table of every spelling in the wild, the surest first, for every generation of names.

OpenTelemetry renamed its GenAI attributes several times, each instrumentation added its own, and all of them will be
in logs for years. Sources: semantic-conventions-genai (2026), semantic conventions 1.27 to 1.41, OpenInference,
OpenLLMetry (traceloop), Sentry, Vercel's AI SDK, Pydantic AI, Strands, MLflow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "operation": ("gen_ai.operation.name", "sentry.op", "ai.operationId", "llm.request.type"),
    "kind": ("openinference.span.kind", "traceloop.span.kind", "mlflow.spanType", "langfuse.observation.type"),
    "agent_id": ("gen_ai.agent.id",),
    "agent_name": (
        "gen_ai.agent.name",
        "agent.name",
        "agent_name",
        "llm.agent.name",
        "ai.agent.name",
        "ai.telemetry.functionId",
    ),
    "entity": ("traceloop.entity.name", "graph.node.id"),
    "prompt_name": (
        "gen_ai.prompt.name",
        "llm.prompt_template.name",
        "langfuse.observation.prompt.name",
        "traceloop.prompt.key",
    ),
    "system": ("gen_ai.system_instructions", "gen_ai.request.system_instructions"),
    "provider": (
        "gen_ai.provider.name",
        "llm.provider",
        "gen_ai.system",
        "ai.model.provider",
        "mlflow.llm.provider",
        "llm.system",
    ),
    "model": (
        "gen_ai.response.model",
        "gen_ai.request.model",
        "llm.model_name",
        "ai.response.model",
        "ai.model.id",
        "mlflow.llm.model",
        "langfuse.observation.model.name",
        "model_name",
        "ai.model_id",
    ),
    "session": (
        "gen_ai.conversation.id",
        "session.id",
        "langfuse.session.id",
        "ai.telemetry.metadata.sessionId",
        "traceloop.association.properties.session_id",
    ),
    "input": (
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.token_count.prompt",
        "ai.usage.inputTokens",
        "ai.usage.promptTokens",
        "gen_ai.response.prompt_tokens",
        "llm.usage.prompt_tokens",
        "ai.prompt_tokens.used",
    ),
    "uncached": ("ai.usage.inputTokenDetails.noCacheTokens",),
    "cache_read": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.input_tokens.cached",
        "gen_ai.usage.cached_input_tokens",
        "llm.token_count.prompt_details.cache_read",
        "ai.usage.inputTokenDetails.cacheReadTokens",
        "ai.usage.cachedInputTokens",
        "gen_ai.usage.details.cache_read_tokens",
        "gen_ai.usage.details.cache_read_input_tokens",
        "gen_ai.usage.details.cached_tokens",
        "gen_ai.openai.usage.prompt_tokens_cached",
        "llm.token_count.prompt_details.cache_input",
    ),
    "write": (
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.cache_write_input_tokens",
        "gen_ai.usage.input_tokens.cache_write",
        "llm.token_count.prompt_details.cache_write",
        "ai.usage.inputTokenDetails.cacheWriteTokens",
        "ai.usage.cacheCreationInputTokens",
        "gen_ai.usage.details.cache_write_tokens",
        "gen_ai.usage.details.cache_creation_input_tokens",
    ),
    "output": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
        "ai.usage.outputTokens",
        "ai.usage.completionTokens",
        "gen_ai.response.completion_tokens",
        "llm.usage.completion_tokens",
        "ai.completion_tokens.used",
    ),
    "reasoning": (
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.output_tokens.reasoning",
        "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.reasoning_output_tokens",
        "llm.token_count.completion_details.reasoning",
        "ai.usage.outputTokenDetails.reasoningTokens",
        "ai.usage.reasoningTokens",
        "gen_ai.usage.details.reasoning_tokens",
        "llm.usage.reasoning_tokens",
    ),
    "cost": (
        "llm.cost.total",
        "gen_ai.usage.cost",
        "operation.cost",
        "gen_ai.usage.total_cost",
        "gen_ai.cost.total_tokens",
    ),
    "error": ("error.type",),
}
"""What a span may tell, by the words of this house, and the attributes that tell it."""

KNOWN: Final[dict[str, tuple[str, int]]] = {
    spelling: (what, rank) for what, spellings in SPELLINGS.items() for rank, spelling in enumerate(spellings)
}
"""What an attribute tells, and how sure it is beside others that tell the same."""

FIGURES: Final = frozenset({"input", "uncached", "cache_read", "write", "output", "reasoning"})

_TITLES: Final = (("invoke_agent ", ""), ("create_agent ", ""), ("agent_run [", "]"))
"""What stands before and behind the name of the agent in the names of its runs."""


def told_by(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """What attributes tell, in this house's words; of several that tell the same, the surest."""
    told: dict[str, Any] = {}
    ranks: dict[str, int] = {}
    for key, value in attributes.items():
        what, rank = KNOWN.get(key, ("", 0))
        if what and value is not None and value != "" and ranks.get(what, rank + 1) > rank:
            told[what], ranks[what] = value, rank
    return told


def agent_of(title: Any) -> str | None:
    """The agent's name by the name of its run; None where that is none."""
    if not isinstance(title, str):
        return None
    for before, behind in _TITLES:
        if title.startswith(before) and title.endswith(behind):
            return title.removeprefix(before).removesuffix(behind)
    return title


RUNS: Final = frozenset({"invoke_agent", "create_agent", "gen_ai.invoke_agent", "agent", "AGENT"})
"""Operations and kinds of spans that are an agent's run."""
CALLS: Final = frozenset(
    {
        "chat", "text_completion", "generate_content", "completion", "responses", "message", "messages",
        "gen_ai.chat", "gen_ai.request", "gen_ai.generate_text", "gen_ai.stream_text", "gen_ai.responses",
        "LLM", "llm", "CHAT_MODEL", "generation", "GENERATION",
        "ai.generateText.doGenerate", "ai.streamText.doStream",
        "ai.generateObject.doGenerate", "ai.streamObject.doStream",
    }
)  # fmt: skip
"""Operations and kinds that are a call of a model, tokens or not."""
NO_CALLS: Final = frozenset(
    {
        "embeddings",
        "embedding",
        "gen_ai.embeddings",
        "EMBEDDING",
        "ai.embed.doEmbed",
        "ai.embedMany.doEmbed",
        "RERANKER",
        "rerank",
    }
)
"""Operations and kinds whose tokens are no prompt's."""

ROLES: Final = dict.fromkeys(RUNS, "run") | dict.fromkeys(CALLS, "call") | dict.fromkeys(NO_CALLS, "other")
"""What each kind and operation makes of a span."""
