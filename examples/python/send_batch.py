"""Sends two files of declarations as one file set, waits for it, and downloads the replies.

FLA_ENVIRONMENT is S (simulation, writes nothing) unless it says T or R.
"""

import os
import tempfile
import uuid
from pathlib import Path

from msgspec import UNSET

from fla.client.operations import (
    GET_BATCH_REPLY,
    GET_BATCH_RESEND_FILE,
    SEND_BATCH,
)
from sandbox import EMPLOYERS, OFFICE, TODAY, WORKERS, connect

TRAINING = """
  <Training>
    <Action>register</Action>
    <Reference>{reference}</Reference>
    <EnterpriseNumber>{employer}</EnterpriseNumber>
    <Ssin>{worker}</Ssin>
    <Title>Veilig heffen en tillen</Title>
    <StartDate>{today}</StartDate>
    <EndDate>{today}</EndDate>
    <DurationMinutes>{minutes}</DurationMinutes>
    <Form>formal</Form>
    <Category>safety</Category>
    <Status>completed</Status>
    <InScope>true</InScope>
  </Training>"""
FILE = """<?xml version="1.0" encoding="UTF-8"?>
<LearningAccountDeclaration xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                            xsi:noNamespaceSchemaLocation="learningAccount_2026q4.xsd">
  <Header>
    <Sender>{sender}</Sender>
    <CreationDate>{today}</CreationDate>
  </Header>{trainings}
</LearningAccountDeclaration>
"""

ours = uuid.uuid4()
minutes = (30, 30, 99_999_999)  # the last is longer than any training
trainings = [
    TRAINING.format(
        reference=f"{ours}-{number}", employer=employer, worker=worker, today=TODAY, minutes=length
    )
    for number, (employer, worker, length) in enumerate(
        zip(EMPLOYERS, WORKERS, minutes, strict=True)
    )
]
folder = Path(tempfile.mkdtemp())
parts = [folder / "part-1.xml", folder / "part-2.xml"]
for part, some in zip(parts, (trainings[:1], trainings[1:]), strict=True):
    part.write_text(FILE.format(sender=OFFICE, today=TODAY, trainings="".join(some)), "utf-8")

with connect() as account:
    task = account.send_file(
        SEND_BATCH,
        *parts,  # one is enough: send_file(SEND_BATCH, file, environment="S")
        idempotency_key=str(ours),
        environment=os.environ.get("FLA_ENVIRONMENT", "S"),
    )
    batch = account.batch_result(task.ticket)
    counts = batch.counts
    print(f"{counts.forms} forms: {counts.accepted} accepted, {counts.rejected} rejected")
    for fault in batch.faults:
        print(fault.code, fault.detail)
    for anomaly in batch.anomalies:
        print(f"{anomaly.code} in {anomaly.count}: {anomaly.detail}")
    for reply in batch.replies:
        place = folder / f"{reply.reply_name}.xml"
        named = {"ticket": batch.ticket, "reply_name": reply.reply_name}
        print(place.name, account.download(GET_BATCH_REPLY, place, **named))
    if batch.resend_file is not UNSET:
        place = folder / "rejected.xml"
        print(place.name, account.download(GET_BATCH_RESEND_FILE, place, ticket=batch.ticket))
