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
    AnyDeclaration,
    Employment,
    EmploymentDeclaration,
    Right,
    RightDeclaration,
    Training,
    TrainingDeclaration,
)

Content = TypeVar("Content", bound=Struct)

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


_TRAINING = _plan(LAYOUTS["Training"])
_RIGHT = _plan(LAYOUTS["Right"])
_EMPLOYMENT = _plan(LAYOUTS["Employment"])
_PERSON = _part_plan("Employment", "Person")
_OCCUPATION = _part_plan("Employment", "Occupation")


def translate(element: _Element) -> AnyDeclaration:
    """The declaration that an element means which the record schema accepts."""
    return _TRANSLATORS[element.tag](element)


def _training(element: _Element) -> TrainingDeclaration:
    values = _values(element, _TRAINING)
    return TrainingDeclaration(
        action=values["action"],
        reference=values["reference"],
        enterprise_number=values["enterpriseNumber"],
        ssin=values["ssin"],
        target=_target(values),
        training=_typed(values, Training, _TRAINING) if "title" in values else None,
    )


def _right(element: _Element) -> RightDeclaration:
    values = _values(element, _RIGHT)
    return RightDeclaration(
        action=values["action"],
        reference=values["reference"],
        enterprise_number=values["enterpriseNumber"],
        ssin=values["ssin"],
        target=_target(values),
        right=_typed(values, Right, _RIGHT) if "year" in values else None,
    )


def _employment(element: _Element) -> EmploymentDeclaration:
    values = _values(element, _EMPLOYMENT)
    content = None
    if "person" in values:
        person = next(element.iter("Person"))
        values["person"] = _tidy(_values(person, _PERSON), _PERSON)
        values["occupations"] = [
            _tidy(_values(line, _OCCUPATION), _OCCUPATION) for line in element.iter("Occupation")
        ]
        content = _typed(values, Employment, _EMPLOYMENT)
    return EmploymentDeclaration(
        action=values["action"],
        reference=values["reference"],
        enterprise_number=values["enterpriseNumber"],
        ssin=values["ssin"],
        target=_target(values),
        employment=content,
    )


_TRANSLATORS: dict[str, Callable[[_Element], AnyDeclaration]] = {
    "Training": _training,
    "Right": _right,
    "Employment": _employment,
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
