"""Every address of the portal."""

from typing import Final

from litestar.types import ControllerRouterHandler

from fla.doors.portal.access import ACCESS_PAGES
from fla.doors.portal.account import ACCOUNT
from fla.doors.portal.acting import ACTING
from fla.doors.portal.adjustments import ADJUSTMENTS
from fla.doors.portal.assets import send_asset
from fla.doors.portal.clients import CLIENTS
from fla.doors.portal.employers import EMPLOYERS
from fla.doors.portal.employments import EMPLOYMENTS
from fla.doors.portal.export import EXPORT
from fla.doors.portal.file_set_send import FILE_SET_SEND
from fla.doors.portal.file_set_steps import FILE_SET_STEPS
from fla.doors.portal.file_sets import FILE_SETS
from fla.doors.portal.head_count import HEAD_COUNT
from fla.doors.portal.head_counts import HEAD_COUNTS
from fla.doors.portal.invitation import INVITATION
from fla.doors.portal.login import LOGIN
from fla.doors.portal.logout import LOGOUT
from fla.doors.portal.mandate_decision import MANDATE_DECISION
from fla.doors.portal.mandate_proposal import MANDATE_PROPOSAL
from fla.doors.portal.mandates import MANDATES
from fla.doors.portal.mandates_together import MANDATES_TOGETHER
from fla.doors.portal.openid_login import OPENID_LOGIN
from fla.doors.portal.opt_outs import OPT_OUTS
from fla.doors.portal.proposals import PROPOSALS
from fla.doors.portal.registered import REGISTERED
from fla.doors.portal.registrations import REGISTRATIONS
from fla.doors.portal.results import RESULTS
from fla.doors.portal.right import RIGHT
from fla.doors.portal.rights import RIGHTS
from fla.doors.portal.runs import RUNS
from fla.doors.portal.sender_pages import SENDERS
from fla.doors.portal.settlement import SETTLEMENT
from fla.doors.portal.several import SEVERAL
from fla.doors.portal.training import TRAINING
from fla.doors.portal.training_change import CHANGE_TRAINING
from fla.doors.portal.training_register import REGISTER_TRAINING
from fla.doors.portal.what_if import WHAT_IF
from fla.doors.portal.worker import WORKER
from fla.doors.portal.workers import WORKERS
from fla.doors.portal.year import YEAR
from fla.doors.portal.year_workers import YEAR_WORKERS

ROUTES: Final[list[ControllerRouterHandler]] = [
    send_asset,
    LOGIN,
    OPENID_LOGIN,
    LOGOUT,
    ACTING,
    INVITATION,
    ACCESS_PAGES,
    CLIENTS,
    EMPLOYERS,
    WORKERS,
    WORKER,
    TRAINING,
    REGISTER_TRAINING,
    CHANGE_TRAINING,
    SEVERAL,
    RESULTS,
    RIGHTS,
    RIGHT,
    SETTLEMENT,
    YEAR,
    YEAR_WORKERS,
    OPT_OUTS,
    ADJUSTMENTS,
    HEAD_COUNT,
    HEAD_COUNTS,
    EMPLOYMENTS,
    ACCOUNT,
    EXPORT,
    PROPOSALS,
    REGISTRATIONS,
    REGISTERED,
    MANDATES,
    MANDATE_PROPOSAL,
    MANDATE_DECISION,
    MANDATES_TOGETHER,
    FILE_SETS,
    FILE_SET_SEND,
    FILE_SET_STEPS,
    SENDERS,
    RUNS,
    WHAT_IF,
]
