"""Grants a worker half a day on top of his right, and opts him out of computed rights next year."""

import datetime as dt

from fla.client.operations import REGISTER_ADJUSTMENT, REGISTER_OPT_OUT
from fla.contract.structs import (
    AdjustmentContent,
    AdjustmentRegistration,
    OptOutContent,
    OptOutRegistration,
)
from sandbox import EMPLOYERS, TODAY, WORKERS, connect

year = TODAY.year
adjustment = AdjustmentRegistration(
    reference=f"python-extra-{year}",
    enterprise_number=EMPLOYERS[2],
    ssin=WORKERS[2],
    adjustment=AdjustmentContent(
        year=year,
        right_type="statutory",
        unit="day",
        amount="0.5",
        effective_date=dt.date(year, 1, 1),
        reason="Agreed at recruitment",
    ),
)
opt_out = OptOutRegistration(
    reference=f"python-out-{year + 1}",
    enterprise_number=EMPLOYERS[2],
    ssin=WORKERS[2],
    opt_out=OptOutContent(year=year + 1, reason="A sectoral scheme of its own applies"),
)
with connect() as account:
    print(account.call(REGISTER_ADJUSTMENT, adjustment).status)
    print(account.call(REGISTER_OPT_OUT, opt_out).status)
