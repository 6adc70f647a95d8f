"""One training with its history: who declared what, when, by which door, and what came of it."""

import uuid

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from fla.database.records import Connection
from fla.doors.portal.declaring import Message, Result, new_reference
from fla.doors.portal.entrance import AnyVisit, OpenEmployer
from fla.doors.portal.worker import find_worker
from fla.register.model import Employer, Worker
from fla.trainings import store as trainings
from fla.trainings.model import Training


@get("/employers/{enterprise_number:str}/trainings/{training_id:uuid}")
async def show_training(
    visit: AnyVisit, employer: OpenEmployer, training_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show the training as it stands and how it came to be."""
    async with visit.reading() as connection:
        training, worker = await find_training(connection, employer, training_id)
        history = await trainings.history(connection, employer.id, training_id)
    return visit.page(
        "training.html",
        employer=employer,
        worker=worker,
        training=training,
        history=history,
        reference=new_reference(),
        settles=visit.house.settings.settle_proposals,
        today=visit.house.clock.today(),
        message=lambda code: Message.of_code(code).text(visit.language),
        result=visit.sealed(Result),
    )


async def find_training(
    connection: Connection, employer: Employer, training_id: uuid.UUID
) -> tuple[Training, Worker]:
    """Return a training and its worker; NotFoundException when the employer has none such."""
    training = await trainings.training_by_id(connection, employer.id, training_id)
    if training is None:
        raise NotFoundException
    return training, await find_worker(connection, employer, training.worker_id)


TRAINING = Router("/", route_handlers=[show_training])
