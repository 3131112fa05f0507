"""The model that TypeScript names: a text, or what a provider is called or a client is made with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.sources.found import Remark
from auditor.sources.limits import MOST_STEPS
from auditor.sources.markdown import Chosen, one_of
from auditor.sources.models import Named, model_of
from auditor.sources.typescript.modules import Code
from auditor.sources.typescript.names import called, meant, returned
from auditor.sources.typescript.scopes import NAMES, Node, text_of
from auditor.sources.typescript.texts import properties, told
from auditor.sources.vendors import model_at, provider_in

MODELS = ("model", "llm")
_NAMES = ("model", "modelName", "modelId", "azureOpenAIApiDeploymentName", "id")
_FIRST = re.compile(r"(?:this\.)?(\w{1,100})")
_OR = frozenset(("??", "||"))
_DEFAULT = "is taken to be {}, which the code takes where nothing else is set"


def model_in(node: Node, code: Code, steps: int = 0) -> Chosen:
    """A model: a text, a provider that is called with one, or a client that is made with one."""
    if node is None:
        return Chosen({})
    default = code.scopes.default(node) if node.type in NAMES else None
    if default is not None:
        return _as_default(model_in(default, code, min(steps + 1, MOST_STEPS)))
    found = meant(node, code)
    value, where = found if found is not None else (node, code)
    said = told(value, where) if value.type not in {"call_expression", "new_expression"} else None
    if said is not None:
        return one_of(model_of(said.text))
    if steps > MOST_STEPS:
        return _unknown()
    if value.type in {"call_expression", "new_expression"}:
        return _made(value, where, steps)
    if value.type == "binary_expression" and text_of(value.child_by_field_name("operator")) in _OR:
        return _default(value, where)
    if found is not None and value.type in {"identifier", "member_expression"}:
        return model_in(value, where, steps + 1)
    if "process.env" in text_of(value)[:100]:
        return one_of(Named(because="it is set in the environment"))
    return _unknown()


def _unknown() -> Chosen:
    return one_of(Named(because="it is chosen at run time, and the code is not run"))


def _default(value: Node, code: Code) -> Chosen:
    """What the code takes where the environment, or whoever calls it, names no model."""
    otherwise = model_in(value.child_by_field_name("right"), code, MOST_STEPS)
    is_set = "env" in text_of(value.child_by_field_name("left")) and "name" in otherwise.declared
    return _as_default(otherwise) if is_set else _unknown()


def _as_default(found: Chosen) -> Chosen:
    """The model as one that the code takes where nothing else is set."""
    name = found.declared.get("name")
    if name is None or any(one.rule == "model-from-default" for one in found.remarks):
        return found
    return Chosen(found.declared, (Remark("model-from-default", "model", _DEFAULT.format(name)), *found.remarks))


def _made(value: Node, code: Code, steps: int) -> Chosen:
    function = value.child_by_field_name("function") or value.child_by_field_name("constructor")
    first = _FIRST.match(text_of(function))
    vendor = provider_in(first[1] if first else "") or provider_in(called(value))
    given = value.child_by_field_name("arguments")
    node = given.named_children[0] if given is not None and given.named_children else None
    if node is not None and node.type == "object":
        values = properties(node)
        node = next((values[name] for name in _NAMES if name in values), None)
        inner = model_in(node, code, steps + 1) if node is not None and not vendor else None
        if inner is not None:
            return inner
    name = told(node, code) if node is not None else None
    if name is not None and vendor:
        return model_at(vendor, name.text)
    found = model_of(name.text) if name is not None else Named()
    if found.provider is not None:
        return one_of(found)
    made = meant(function, code) if value.type == "call_expression" else None
    back = returned(made.node) if made is not None else None
    return model_in(back, made.code, steps + 1) if made is not None and back is not None else _unknown()


def only_model(around: Node, code: Code) -> Chosen:
    """The only model that the code around a prompt names; unknown if there are several."""
    found = [model_in(node, code) for node in _named(around, code)]
    named = {tuple(sorted(one.declared.items())): one for one in found if one.declared.get("name")}
    return next(iter(named.values())) if len(named) == 1 else Chosen({})


def _named(around: Node, code: Code) -> Iterator[Node]:
    """What may name a model: properties of objects, and the clients that are called."""
    waiting = [around]
    while waiting:
        node = waiting.pop()
        waiting += node.named_children
        if node.type == "pair" and text_of(node.child_by_field_name("key")) in MODELS:
            yield node.child_by_field_name("value")
        elif node.type == "call_expression":
            of = node.child_by_field_name("function").child_by_field_name("object")
            found = meant(of, code) if of is not None and of.type == "identifier" else None
            if found is not None and found.node.type == "new_expression":
                yield of
