"""Where on a form the intake's answers stand: beside their control, or above the form."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from fla.intake.anomaly import Anomaly, Field
from fla.intake.catalogue import catalogue
from fla.intake.declaration import Outcome
from fla.languages import Language


class Problem(Struct, frozen=True):
    """One message and, shorter, what is wrong; `control` None stands above the form only.

    `about` names whom it concerns, where that is not everybody.
    """

    message: str
    fault: str
    control: str | None
    blocking: bool
    about: tuple[str, ...] = ()


class Problems(Struct, frozen=True):
    """All messages of a form, and those of one control."""

    summary: tuple[Problem, ...] = ()

    def beside(self, control: str) -> list[Problem]:
        """Return the messages that stand beside a control."""
        return [problem for problem in self.summary if problem.control == control]


NO_PROBLEMS = Problems()


def place(
    outcomes: Sequence[tuple[str, Outcome]], controls: Mapping[Field, str], language: Language
) -> Problems:
    """Return the messages of refused declarations, each once; outcomes come with a name for each.

    What concerns every declaration alike is said of the form, the rest names whom it concerns.
    """
    concerned: dict[tuple[str, str, str | None, bool], list[str]] = {}
    for name, outcome in outcomes:
        for anomaly in outcome.anomalies if outcome.status == "rejected" else ():
            key = (
                anomaly.message(language),
                fault_of(anomaly, language),
                control_of(anomaly, controls),
                anomaly.blocking,
            )
            concerned.setdefault(key, []).append(name)
    problems = [
        Problem(*key, about=() if len(names) == len(outcomes) else tuple(names))
        for key, names in concerned.items()
    ]
    order = ["", *dict.fromkeys(controls.values())]
    return Problems(tuple(sorted(problems, key=lambda problem: _rank(problem, order))))


def place_anomalies(
    anomalies: Sequence[Anomaly], controls: Mapping[Field, str], language: Language
) -> Problems:
    """Return the messages of what was refused and is no declaration."""
    return Problems(
        tuple(
            Problem(
                anomaly.message(language),
                fault_of(anomaly, language),
                control_of(anomaly, controls),
                anomaly.blocking,
            )
            for anomaly in anomalies
        )
    )


def _rank(problem: Problem, order: Sequence[str]) -> tuple[bool, int]:
    """Return where a problem stands: what blocks first, then as the controls stand on the page."""
    control = problem.control or ""
    return not problem.blocking, order.index(control) if control in order else len(order)


def fault_of(anomaly: Anomaly, language: Language) -> str:
    """Return what is wrong, without what to do about it: enough above a form that says the rest."""
    remedy = catalogue().errors[anomaly.error].remedy.in_language(language)
    return anomaly.message(language).removesuffix(remedy).rstrip()


def control_of(anomaly: Anomaly, controls: Mapping[Field, str]) -> str | None:
    """Return the control an anomaly belongs to; None for what no control can mend.

    What the form's own reader found says where by its path.
    """
    return anomaly.path or controls.get(anomaly.field)
