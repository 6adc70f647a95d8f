"""A record that the schema accepts, as a declaration. The hot path: one pass over its elements."""

import re
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from lxml.etree import _Element
from msgspec import Struct

from fla.doors.batch.layout import LAYOUTS, Layout
from fla.intake.declaration import (
    AdjustmentDeclaration,
    AnyDeclaration,
    Employment,
    EmploymentDeclaration,
    HeadCountDeclaration,
    OptOutDeclaration,
    RightDeclaration,
    TrainingDeclaration,
    VerificationDeclaration,
)

Content = TypeVar("Content", bound=Struct)
Translator = Callable[[_Element], AnyDeclaration]

_WHITE = re.compile(r"[ \t\r\n]+")


class _Plan(Struct, frozen=True):
    """What the hot path needs of a layout: keys by element, and the keys to look at again."""

    keys: dict[str, str]
    free_texts: tuple[str, ...]
    whole: frozenset[str]


def _plan(layout: Layout) -> _Plan:
    members = layout.members
    return _Plan(
        keys={member.element: member.key for member in members},
        free_texts=tuple(member.key for member in members if member.free_text),
        whole=frozenset(member.key for member in members if member.whole),
    )


def _part_plan(record: str, element: str) -> _Plan:
    member = LAYOUTS[record].member(element)
    assert member is not None  # noqa: S101 - narrows for the type checker
    assert member.part is not None  # noqa: S101
    return _plan(member.part)


_EMPLOYMENT = _plan(LAYOUTS["Employment"])
_PERSON = _part_plan("Employment", "Person")
_OCCUPATION = _part_plan("Employment", "Occupation")
_SUSPENSION = _part_plan("Employment", "Suspension")


def translate(element: _Element) -> AnyDeclaration:
    """The declaration that an element means which the record schema accepts."""
    return _TRANSLATORS[element.tag](element)


def _flat(element: str, declaration: Callable[..., AnyDeclaration], first: str) -> Translator:
    """Of records without parts; their content starts with the element of the key `first`."""
    layout = LAYOUTS[element]
    plan, content, said = _plan(layout), layout.content, layout.said

    def translator(record: _Element) -> AnyDeclaration:
        values = _values(record, plan)
        return declaration(
            action=values["action"],
            reference=values["reference"],
            enterprise_number=values["enterpriseNumber"],
            ssin=values.get("ssin"),
            target=_target(values),
            **{said: _typed(values, content, plan) if first in values else None},
        )

    return translator


def _employment(record: _Element) -> EmploymentDeclaration:
    values = _values(record, _EMPLOYMENT)
    content = None
    if "person" in values:
        values["person"] = _tidy(_values(next(record.iter("Person")), _PERSON), _PERSON)
        values["occupations"] = _lines(record, "Occupation", _OCCUPATION)
        values["suspensions"] = _lines(record, "Suspension", _SUSPENSION)
        content = _typed(values, Employment, _EMPLOYMENT)
    return EmploymentDeclaration(
        action=values["action"],
        reference=values["reference"],
        enterprise_number=values["enterpriseNumber"],
        ssin=values["ssin"],
        target=_target(values),
        employment=content,
    )


def _lines(record: _Element, element: str, plan: _Plan) -> list[dict[str, Any]]:
    return [_tidy(_values(line, plan), plan) for line in record.iter(element)]


_TRANSLATORS: dict[str, Translator] = {
    "Employment": _employment,
    "HeadCount": _flat("HeadCount", HeadCountDeclaration, "quarter"),
    "OptOut": _flat("OptOut", OptOutDeclaration, "year"),
    "Right": _flat("Right", RightDeclaration, "year"),
    "Adjustment": _flat("Adjustment", AdjustmentDeclaration, "year"),
    "Verification": _flat("Verification", VerificationDeclaration, "year"),
    "Training": _flat("Training", TrainingDeclaration, "title"),
}


def _values(element: _Element, plan: _Plan) -> dict[str, Any]:
    keys = plan.keys
    values: dict[str, Any] = {keys[child.tag]: child.text for child in element}
    for key in plan.free_texts:
        text = values.get(key)
        if text is not None and not _is_collapsed(text):
            values[key] = collapse(text)
    return values


def _is_collapsed(text: str) -> bool:
    """Whether there is plainly nothing to collapse: three quick looks instead of a pattern."""
    return text.isprintable() and "  " not in text and text.strip() is text


def collapse(text: str) -> str:
    """The text with white space as the schema sees it (XSD 1.0 part 2, 4.3.6, collapse)."""
    return _WHITE.sub(" ", text).strip(" ")


def _target(values: dict[str, Any]) -> uuid.UUID | None:
    return uuid.UUID(values["target"]) if "target" in values else None


def _typed(values: dict[str, Any], kind: type[Content], plan: _Plan) -> Content:
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError:
        return msgspec.convert(_tidy(values, plan), kind, strict=False)


def _tidy(values: dict[str, Any], plan: _Plan) -> dict[str, Any]:
    """Values in canonical form: the schema also accepts ` +0912 ` for 912."""
    return {
        key: _canonical(value, whole=key in plan.whole) if isinstance(value, str) else value
        for key, value in values.items()
    }


def _canonical(text: str, *, whole: bool) -> str:
    return str(int(text)) if whole else text.strip()
