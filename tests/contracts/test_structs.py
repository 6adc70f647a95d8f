import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_structs_are_what_the_contract_makes() -> None:
    check = [sys.executable, str(ROOT / "tools" / "generate_structs.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
