import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from fla.client import Operation, operations

ROOT = Path(__file__).parents[2]
OPERATIONS = {name: one for name, one in vars(operations).items() if isinstance(one, Operation)}


@pytest.mark.parametrize("generator", ["generate_structs.py", "generate_operations.py"])
def test_what_is_made_from_the_contract_is_up_to_date(generator: str) -> None:
    check = [sys.executable, str(ROOT / "tools" / generator), "--check"]
    done = subprocess.run(check, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_answer_can_be_read(name: str) -> None:
    msgspec.json.Decoder(OPERATIONS[name].answer)
