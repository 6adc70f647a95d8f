import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from fla.client import Operation, operations
from fla.contract import structs

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


def test_a_change_says_nothing_of_what_it_leaves_as_it_is() -> None:
    patches = [kind for name, kind in vars(structs).items() if name.endswith("ContentPatch")]
    assert len(patches) >= 6
    for patch in patches:
        assert msgspec.json.encode(patch()) == b"{}"
    taken = structs.TrainingContentPatch(funding=None)
    assert msgspec.json.encode(taken) == b'{"funding":null}'
