"""The model that Python code names: a text, or what a client is made with, wherever that is written."""

from __future__ import annotations

import ast
import re

from auditor.sources.found import Remark
from auditor.sources.limits import MOST_STEPS
from auditor.sources.markdown import Chosen, one_of
from auditor.sources.models import Named, model_of, provider_of
from auditor.sources.python.modules import Module, returned
from auditor.sources.python.names import callee, given, meant
from auditor.sources.python.texts import told
from auditor.sources.vendors import model_at, provider_in

MODELS = ("model", "llm", "model_client", "chat_client", "client", "llm_config", "service", "lm")
"""Arguments that name an agent's model or the client that serves it."""
_NAMES = ("model", "model_name", "model_id", "ai_model_id", "id", "azure_deployment", "deployment_name")
_VENDORS = ("model_provider", "provider")
_ELSEWHERE = ("base_url", "api_base", "openai_api_base")
"""Where a client is sent to: anybody may serve there under the vendor's protocol."""
_CLIENT = re.compile(r"LLM|Llm|LM\b|[mM]odel")
"""What the names of clients of no vendor's say: their first argument may be the model."""
_WRAPS = frozenset(("bind_tools", "bind", "with_config", "with_structured_output", "with_retry", "with_fallbacks"))
_DEFAULT = "is taken to be {}, which the code takes where nothing else is set"


def model_in(node: ast.AST | None, module: Module, steps: int = 0) -> Chosen:
    """The model that an expression names: a text, or the first text that a client is made with."""
    if node is None:
        return Chosen({})
    said = _text_in(node, module) if steps <= MOST_STEPS else None
    if said is not None:
        return _chosen("", *said)
    default = module.scopes.default(node) if isinstance(node, ast.Name) and steps <= MOST_STEPS else None
    if isinstance(default, ast.expr):
        return _as_default(model_in(default, module, steps + 1))
    value, where = meant(node, module, steps) or (node, module)
    if isinstance(value, ast.Call):
        return _of_call(value, where, steps)
    inner = _behind(value) if value is not node else None
    return model_in(inner, where, steps + 1) if inner is not None else _unknown()


def _behind(value: ast.AST) -> ast.expr | None:
    """What stands behind a name: another name, or what a function gives back."""
    if isinstance(value, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return returned(value)
    return value if isinstance(value, (ast.Name, ast.Attribute)) else None


def _of_call(value: ast.Call, where: Module, steps: int) -> Chosen:
    """The model of a client that is made, wrapped, or given back by a function."""
    if callee(value) in _WRAPS and isinstance(value.func, ast.Attribute):
        return model_in(value.func.value, where, steps + 1)
    made = _of_client(value, where)
    function = meant(value.func, where) if made is None else None
    inner = _behind(function.node) if function is not None else None
    if function is not None and inner is not None:
        return model_in(inner, function.module, steps + 1)
    return made or _unknown()


def client_in(node: ast.AST, module: Module) -> Chosen | None:
    """The model of a client that is made with one by name; None if an expression is no such client."""
    value, where = meant(node, module) or (node, module)
    is_client = isinstance(value, ast.Call) and any(name in given(value) for name in _NAMES)
    return model_in(value, where) if is_client else None


def _unknown() -> Chosen:
    return one_of(Named(because="it is chosen at run time, and the code is not run"))


def _of_client(value: ast.Call, where: Module) -> Chosen | None:
    """The model that a client is made with; None if the code does not say it."""
    named = given(value)
    names = [named[name] for name in _NAMES if name in named]
    if not names and (provider_in(callee(value)) or _CLIENT.search(callee(value))):
        names = value.args[:1]
    said = _text_in(names[0], where) if names else None
    if said is None:
        return None
    vendor = next((told(named[name], where) for name in _VENDORS if name in named), None)
    if vendor is not None:
        return _chosen(vendor.text, *said)
    return _chosen("" if any(name in named for name in _ELSEWHERE) else provider_in(callee(value)), *said)


def _chosen(vendor: str, said: str, is_default: bool) -> Chosen:  # noqa: FBT001  spread out of a pair
    """A model by what the code says; what it only takes where the environment says nothing is told so."""
    if not said:
        return one_of(Named(provider_of(vendor) or None, None, "it is set in the environment"))
    found = model_at(vendor, said) if vendor else one_of(model_of(said))
    return _as_default(found) if is_default else found


def _as_default(found: Chosen) -> Chosen:
    """The model as one that the code takes where nothing else is set."""
    name = found.declared.get("name")
    if name is None or any(one.rule == "model-from-default" for one in found.remarks):
        return found
    return Chosen(found.declared, (Remark("model-from-default", "model", _DEFAULT.format(name)), *found.remarks))


def _text_in(node: ast.AST, module: Module) -> tuple[str, bool] | None:
    """The text that names a model, and whether it counts only where the environment says nothing.

    An empty one stands in the environment only; None is no text at all.
    """
    said = told(node, module)
    if said is not None:
        return said.text, False
    value, where = meant(node, module) or (node, module)
    if isinstance(value, ast.Subscript) and _is_environment(value.value):
        return "", True
    if not isinstance(value, ast.Call) or not isinstance(value.func, (ast.Name, ast.Attribute)):
        return None
    is_asked = callee(value) == "getenv" or (
        callee(value) == "get" and _is_environment(getattr(value.func, "value", None))
    )
    otherwise = told(value.args[1], where) if is_asked and len(value.args) > 1 else None
    return (otherwise.text if otherwise else "", True) if is_asked else None


def _is_environment(node: ast.AST | None) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == "environ"
