"""Conditions and computed values of procedures: a small language, evaluated exactly (Decimal).

A formula looks like a line of Python (`age(naissance) >= 18 and lieu != 'etranger'`) but holds
only what is allowed here: names, numbers, texts, lists, `and or not in`, comparisons, `+ - * /`
and the functions of guido.procedures.functions. What is not known (an unanswered question) is
None: comparisons with it are false, and sums with it are not known either. Evaluating never
raises.
"""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, DecimalException
from typing import Any, Protocol

from guido.procedures.functions import FUNCTIONS, OVER_PERSONS, plus

TODAY = "aujourdhui"
PARAMETER_ON = "valeur"  # valeur(parameter, day): what it was or will be on that day
_CONSTANTS = {"oui": True, "non": False}
RESERVED = frozenset((*FUNCTIONS, *OVER_PERSONS, *_CONSTANTS, TODAY, PARAMETER_ON))
_LONGEST = 1000
_ORDERS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Lt: lambda a, b: a < b, ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b, ast.GtE: lambda a, b: a >= b}


class FormulaError(ValueError):
    """A formula holds what is not allowed; the message says what."""


class Dated(Protocol):
    """A parameter, as formulas see it."""

    def on(self, day: date) -> Any:
        """What applies on a day, with its `value`; None if nothing is known."""


@dataclass
class Scope:
    """What the names of a formula mean; `used` collects the parameters' values that were read."""

    values: Mapping[str, Any]
    today: date
    parameters: Mapping[str, Dated] = field(default_factory=dict)
    used: list[tuple[str, Any]] = field(default_factory=list)

    def within(self, person: Mapping[str, Any]) -> Scope:
        """The same, with one person's fields before other names."""
        return Scope(
            ChainMap(dict(person), self.values),  # type: ignore[arg-type]
            self.today, self.parameters, self.used)

    def find(self, name: str) -> Any:
        if name == TODAY:
            return self.today
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name in self.values:
            return self.values[name]
        return self.parameter(name, self.today)

    def parameter(self, name: str, day: Any) -> Any:
        known = self.parameters.get(name)
        dated = known.on(day) if known and isinstance(day, date) else None
        if dated is None:
            return None
        if (name, dated) not in self.used:
            self.used.append((name, dated))
        return dated.value


class Formula:
    """A formula that was read and holds nothing that is not allowed."""

    def __init__(self, text: str) -> None:
        """Raises FormulaError."""
        if len(text) > _LONGEST:
            raise FormulaError(f"longer than {_LONGEST} characters")
        try:
            self._tree = ast.parse(" ".join(text.split()), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise FormulaError(f"cannot be read: {text!r}") from error
        self.text = text
        self.names = frozenset(_names(self._tree))
        # Those without which nothing can be said: « connu(x) » can be told of any x, and
        # « somme(enfants, revenu) » speaks of each child's.
        self.needed = frozenset(_needed(self._tree) & self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def value(self, scope: Scope) -> Any:
        """What it comes to; None where something is not known or does not go together."""
        return _value(self._tree, scope)

    def holds(self, scope: Scope) -> bool:
        """Whether a condition is true; what is not known is not."""
        return bool(self.value(scope))


def _names(node: ast.AST) -> set[str]:
    """The names of a tree; FormulaError for what is not allowed."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str | bool | int | float):
            return set()
    elif isinstance(node, ast.Name):
        if node.id in FUNCTIONS or node.id in OVER_PERSONS or node.id == PARAMETER_ON:
            raise FormulaError(f"{node.id} is a function: write {node.id}(…)")
        return {node.id} - _CONSTANTS.keys() - {TODAY}
    elif isinstance(node, ast.Call):
        return _names_of_call(node)
    elif isinstance(node, ast.List | ast.Tuple | ast.BoolOp | ast.Compare) or (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div)) or (
            isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub)):
        children = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        if isinstance(node, ast.Compare) and any(
                isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            raise FormulaError("« is » is not allowed here; write ==")
        return set().union(*map(_names, children))
    raise FormulaError(f"{type(node).__name__} is not allowed here")


def _needed(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Call):
        name = node.func.id  # type: ignore[attr-defined]
        needed = () if name == "connu" else node.args[:1] if name in OVER_PERSONS else node.args
        return set().union(*map(_needed, needed))
    return set().union(*map(_needed, ast.iter_child_nodes(node)))


def _names_of_call(node: ast.Call) -> set[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in RESERVED - _CONSTANTS.keys() - {TODAY}:
        raise FormulaError(f"{ast.unparse(node.func)} is no function; there are "
                           f"{', '.join(sorted(RESERVED - _CONSTANTS.keys() - {TODAY}))}")
    if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
        raise FormulaError(f"{name}: only values, in their order")
    least, most = _arity(name)
    if not least <= len(node.args) <= most:
        raise FormulaError(f"{name}: {len(node.args)} values given, "
                           f"{least if least == most else f'{least} to {most}'} expected")
    if name == PARAMETER_ON and not isinstance(node.args[0], ast.Name):
        raise FormulaError(f"{name}: expected the name of a parameter and a day")
    return set().union(*map(_names, node.args))


def _arity(name: str) -> tuple[int, int]:
    if name == PARAMETER_ON:
        return 2, 2
    if name in OVER_PERSONS:
        return 1, 2
    return FUNCTIONS[name].least, FUNCTIONS[name].most


def _value(node: ast.AST, scope: Scope) -> Any:
    return _EVALUATED[type(node)](node, scope)


def _constant(node: ast.Constant, _scope: Scope) -> Any:
    is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return Decimal(str(node.value)) if is_number else node.value


def _bool(node: ast.BoolOp, scope: Scope) -> bool:
    truths = (bool(_value(each, scope)) for each in node.values)
    return all(truths) if isinstance(node.op, ast.And) else any(truths)


def _unary(node: ast.UnaryOp, scope: Scope) -> Any:
    value = _value(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return not value
    return -value if _is_number(value) else None


def _binary(node: ast.BinOp, scope: Scope) -> Any:
    left, right = _value(node.left, scope), _value(node.right, scope)
    if isinstance(left, date) or isinstance(right, date):
        is_sum = isinstance(node.op, ast.Add | ast.Sub)
        return plus(left, right, isinstance(node.op, ast.Sub)) if is_sum else None
    if not (_is_number(left) and _is_number(right)):
        return None
    left, right = Decimal(left), Decimal(right)
    try:
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        return left * right if isinstance(node.op, ast.Mult) else left / right
    except DecimalException:
        return None


def _compare(node: ast.Compare, scope: Scope) -> bool:
    left = _value(node.left, scope)
    for op, other in zip(node.ops, node.comparators):
        right = _value(other, scope)
        if not _compared(op, comparable(left), comparable(right)):
            return False
        left = right
    return True


def _compared(op: ast.cmpop, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    if isinstance(op, ast.Eq | ast.NotEq):
        return (left == right) is isinstance(op, ast.Eq)
    if isinstance(op, ast.In | ast.NotIn):
        among = [comparable(each) for each in right] if isinstance(right, list) else [right]
        return (left in among) is isinstance(op, ast.In)
    try:
        return _ORDERS[type(op)](left, right)
    except TypeError:
        return False


def is_less(left: Any, right: Any) -> bool:
    """Whether one value is below another; false where one is not known."""
    return _compared(ast.Lt(), left, right)


def comparable(value: Any) -> Any:
    """A commune is compared by its code, a slot or file by its identifier."""
    if isinstance(value, dict):
        return value.get("code", value.get("id"))
    return value


def _call(node: ast.Call, scope: Scope) -> Any:
    name = node.func.id  # type: ignore[attr-defined]
    if name == PARAMETER_ON:
        return scope.parameter(node.args[0].id, _value(node.args[1], scope))  # type: ignore[attr-defined]
    first = _value(node.args[0], scope)
    if name in OVER_PERSONS:
        if len(node.args) == 2 and first is not None:
            people = first if isinstance(first, list) else []
            first = [_value(node.args[1], scope.within(person)) for person in people]
        return OVER_PERSONS[name](first)
    others = [_value(each, scope) for each in node.args[1:]]
    if name == "age" and not others:
        others = [scope.today]
    return FUNCTIONS[name](first, *others)


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


_EVALUATED: dict[type, Callable[[Any, Scope], Any]] = {
    ast.Constant: _constant, ast.BoolOp: _bool, ast.UnaryOp: _unary, ast.BinOp: _binary,
    ast.Compare: _compare, ast.Call: _call,
    ast.Name: lambda node, scope: scope.find(node.id),
    ast.List: lambda node, scope: [_value(each, scope) for each in node.elts],
    ast.Tuple: lambda node, scope: [_value(each, scope) for each in node.elts],
}
