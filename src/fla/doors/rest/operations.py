"""All operations of the channel: importing this fills the registry."""

import fla.doors.rest.account_history
import fla.doors.rest.accounts
import fla.doors.rest.batches
import fla.doors.rest.batches_deciding
import fla.doors.rest.batches_files
import fla.doors.rest.calculation
import fla.doors.rest.declaring.changing
import fla.doors.rest.declaring.many
import fla.doors.rest.declaring.reading
import fla.doors.rest.declaring.registering
import fla.doors.rest.declaring.session
import fla.doors.rest.events
import fla.doors.rest.explanation
import fla.doors.rest.mandates
import fla.doors.rest.queries
import fla.doors.rest.reference
import fla.doors.rest.service
import fla.doors.rest.training_history
import fla.doors.rest.verification  # noqa: F401
