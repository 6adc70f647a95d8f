"""All operations of the channel: importing this fills the registry."""

import fla.doors.rest.account_history
import fla.doors.rest.accounts
import fla.doors.rest.explanation
import fla.doors.rest.service
import fla.doors.rest.verification  # noqa: F401
