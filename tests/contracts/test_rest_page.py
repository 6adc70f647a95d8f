"""The page for vendors: its commands run, and what they send is what contract and intake say."""

import base64
import datetime as dt
import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_pem_x509_certificate

from fla.intake.anomaly import Error
from fla.intake.declaration import TrainingDeclaration
from fla.intake.shape import shape_faults
from tests.contracts.contract import ROOT, Operation, published
from tests.contracts.instances import faults, undeclared

PAGE = (ROOT / "docs" / "rest.md").read_text("utf-8")
BASE = "/api/learningAccount/v1"
_CURL = f"""\
#!{sys.executable}
# Stands in for curl: notes what would be sent, and hands out a token.
import json, sys
told, arguments = {{"headers": [], "data": [], "method": "POST"}}, iter(sys.argv[1:])
for word in arguments:
    if word == "--request":
        told["method"] = next(arguments)
    elif word == "--header":
        told["headers"].append(next(arguments))
    elif word == "--data-urlencode":
        told["data"].append(next(arguments))
    elif word == "--data-binary":
        told["body"] = json.load(open(next(arguments)[1:]))
    elif not word.startswith("-"):
        told["address"] = word
with open("calls", "a") as calls:
    calls.write(json.dumps(told) + "\\n")
print('{{"access_token": "made-up", "token_type": "Bearer", "expires_in": 300}}')
"""


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory in which the page's commands ran, one after the other."""
    place = tmp_path_factory.mktemp("journey")
    curl = place / "curl"
    curl.write_text(_CURL, "utf-8")
    curl.chmod(curl.stat().st_mode | stat.S_IXUSR)
    script = "set -euo pipefail\nPATH=$PWD:$PATH\n" + "\n".join(_blocks("sh"))
    ran = subprocess.run(["bash", "-c", script], cwd=place, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return place


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def _calls(journey: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (journey / "calls").read_text("utf-8").splitlines()]


def _operation(call: dict[str, Any]) -> Operation:
    path = call["address"].partition(BASE)[2]
    for operation in published().operations():
        pattern = re.sub(r"\{[^}]*\}", "[^/]+", operation.path)
        if re.fullmatch(pattern, path) and operation.method == call["method"].lower():
            return operation
    raise AssertionError(f"{call['method']} {path} is not in the contract")


def test_the_journey_goes_by_the_contract(journey: Path) -> None:
    operations = [_operation(call).node["operationId"] for call in _calls(journey)[1:]]
    session = "registerSession"
    assert operations == [session, session, "getAccount", "getTraining", "correctTraining"]


def test_what_the_journey_sends_fits_the_contract(journey: Path) -> None:
    for call in _calls(journey)[1:]:
        operation = _operation(call)
        assert ("body" in call) == ("requestBody" in operation.node)
        if "body" in call:
            content = operation.node["requestBody"]["content"]
            schema = content["application/json"]["schema"]
            assert faults(published(), schema, call["body"]) == []
            assert list(undeclared(published(), schema, call["body"])) == []


def test_the_journey_sends_the_headers_that_are_asked_for(journey: Path) -> None:
    for call in _calls(journey)[1:]:
        parameters = [one for one in _operation(call).parameters if one["in"] == "header"]
        sent = {header.partition(":")[0] for header in call["headers"]}
        assert {one["name"] for one in parameters if one.get("required")} <= sent
        known = {one["name"] for one in parameters} | {"Authorization", "Content-Type"}
        assert sent <= known


def test_the_assertion_is_signed_by_the_registered_key(journey: Path) -> None:
    call = _calls(journey)[0]
    sent = dict(pair.partition("=")[::2] for pair in call["data"])
    signed, _, signature = sent["client_assertion"].rpartition(".")
    header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
    certificate = load_pem_x509_certificate((journey / "client.crt").read_bytes())
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    assert _decoded(header["kid"]) == certificate.fingerprint(hashes.SHA256())
    assert claims["iss"] == claims["sub"] == "payroll-demo"
    assert claims["aud"] == call["address"]
    assert claims["exp"] - claims["iat"] == 300


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_of_the_first_session_one_participant_is_wrong_as_the_page_says(journey: Path) -> None:
    first, second = (call["body"] for call in _calls(journey)[1:3])
    [answer] = [json.loads(block) for block in _blocks("json")]
    assert faults(published(), published().schema("Outcomes"), answer) == []
    told = {issue["code"] for issue in answer["items"][0]["issues"]}
    wrong = {place: codes for place, codes in enumerate(_anomalies(first)) if codes}
    assert wrong == {6: told}
    assert not any(_anomalies(second))
    assert len({one["ssin"] for one in second["participants"]}) == 50
    assert len({one["enterpriseNumber"] for one in second["participants"]}) == 3


def _anomalies(session: dict[str, Any]) -> list[set[str]]:
    """What the intake says of the form of each participant's training."""
    found = []
    for participant in session["participants"]:
        heading = {name: participant[name] for name in ("reference", "enterpriseNumber", "ssin")}
        own = {name: value for name, value in participant.items() if name not in heading}
        training = session["training"] | own
        declared = {**heading, "kind": "training", "action": "register", "training": training}
        typed = msgspec.convert(declared, TrainingDeclaration)
        found.append({anomaly.code for anomaly in shape_faults(typed, dt.date(2026, 11, 22))})
    return found


def test_the_page_has_the_issue_type_of_every_error() -> None:
    rows = re.findall(
        r"^\| ([0-9]{3}) \| `(belgif[^`]*:input-validation:[^`]*)` \|", PAGE, re.MULTILINE
    )
    assert [int(number) for number, _ in rows] == sorted(Error)


def test_the_page_tells_of_every_problem_status_of_the_contract() -> None:
    rows = re.findall(r"^\| ([0-9, ]+) \| `(?:belgif|fla):", PAGE, re.MULTILINE)
    told = {status for row in rows for status in row.split(", ")}
    stated = {status for one in published().operations() for status in one.node["responses"]}
    assert {status for status in stated if status[0] in "45"} <= told
