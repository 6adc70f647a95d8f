"""The mandates of the demo: every employer's with its payroll office, and some of every other kind.

Fixed by the employer's index, so that there is something of everything on both sides' pages.
"""

from fla.demo.employers import SHOWN, Employer
from fla.demo.senders import MANDATORS, payroll_office
from fla.identifiers import Quarter
from fla.mandates.model import NewMandate

_KINDS = 8
"""Employers in a row of which each has another kind of mandate besides; most have none."""


def mandates_of(employer: Employer, current: Quarter) -> list[NewMandate]:
    """Return the mandates an employer gave or was asked for, by the quarter it is now.

    The first is that of the office which declares for it.
    """
    number = employer.enterprise_number
    office = payroll_office(employer.index).enterprise_number
    rival = payroll_office(employer.index + MANDATORS).enterprise_number
    begun, coming = Quarter(current.year - 1, 1), current.next()
    before = Quarter(current.year - 2, 1), Quarter(current.year - 2, 4)
    own = NewMandate(mandator=number, mandatary=office, start=begun)
    papers = NewMandate(mandator=number, mandatary=office, start=begun, groups=("documents",))
    former = NewMandate(
        mandator=number, mandatary=rival, start=before[0], end=before[1], status="closed"
    )
    # It asks for documents too, which the office has: the employer is told so when it confirms.
    wooing = NewMandate(
        mandator=number,
        mandatary=rival,
        start=coming,
        status="pending",
        groups=("federalLearningAccount", "documents"),
    )
    turned_down = NewMandate(
        mandator=number, mandatary=rival, start=begun, status="refused", groups=("identification",)
    )
    offered = NewMandate(
        mandator=number,
        mandatary=office,
        start=coming,
        status="pending",
        groups=("documents",),
        proposed_by="mandator",
    )
    asked = NewMandate(
        mandator=number, mandatary=office, start=coming, status="pending", groups=("documents",)
    )
    declined = NewMandate(
        mandator=number, mandatary=office, start=begun, status="refused", groups=("documents",)
    )
    others = {
        SHOWN: [papers, former, wooing, turned_down],
        SHOWN + 1: [offered],
        SHOWN + 2: [asked],
        SHOWN + 3: [declined],
        SHOWN + 4: [former],
        SHOWN + 5: [papers],
    }
    return [own, *others.get(employer.index % _KINDS, [])]
