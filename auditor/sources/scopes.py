"""Which names a function, a class or a whole file of code binds, and to what, as far as the code says it once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

V = TypeVar("V")
_MOST_DEEP = 100
"""Scopes in one another; what is still deeper counts as one, in which more names are bound twice and so unknown."""


class Scope(Generic[V]):
    """The names that are bound in one place; None is what only a run knows.

    `owner` is the class whose method a function is, or is within: where the names of `self` stand.
    """

    def __init__(self, outer: Scope[V] | None = None, *, is_class: bool = False) -> None:
        self.outer, self.is_class = outer, is_class
        self.owner: Scope[V] | None = None
        self.names: dict[str, V | None] = {}
        self.defaults: dict[str, V] = {}
        """What a parameter stands for where nobody gives it a value, as long as nothing else sets it."""
        self.depth: int = outer.depth + 1 if outer else 0

    def bind(self, name: str, value: V | None = None) -> None:
        """Let a name stand for a value; a name that stands for another already is of no known value any more."""
        if name in self.names:
            self.defaults.pop(name, None)
        self.names[name] = value if self.names.get(name, value) == value else None

    def default(self, name: str) -> V | None:
        """The default of the parameter that a name is here; None if it is none, or has none."""
        scope = next((scope for scope in self.chain() if name in scope.names), self)
        return scope.defaults.get(name)

    def change(self, name: str) -> None:
        """Make the value of a name unknown in the scope that binds it."""
        scope = next((scope for scope in self.chain() if name in scope.names), self)
        scope.names[name] = None
        scope.defaults.pop(name, None)

    def within(self, *, is_class: bool = False) -> Scope[V]:
        """A scope inside: functions do not see the names of the class that they stand in."""
        if self.depth >= _MOST_DEEP:
            return self
        inner = Scope(self.outer if self.is_class else self, is_class=is_class)
        inner.owner = self if self.is_class else self.owner
        return inner

    def chain(self) -> Iterator[Scope[V]]:
        """This scope and those around it, that of the whole file last."""
        scope: Scope[V] | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def value(self, name: str) -> V | None:
        """What a name stands for here."""
        return next((scope.names[name] for scope in self.chain() if name in scope.names), None)
