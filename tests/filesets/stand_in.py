"""Stands in for what works on a set: it ran, and does as a file in the folder says."""

import sys
import time

import psycopg

from fla.filesets.spool import Spool
from fla.settings import read_settings


def main() -> None:
    settings = read_settings()
    assert settings.database_url is not None
    folder = Spool(settings.spool_directory).set_folder(sys.argv[1])
    with (folder / "worked").open("a") as file:
        file.write("once\n")
    if (folder / "fail").exists():
        sys.exit(3)
    if (folder / "sleep").exists():
        time.sleep(60)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("SET LOCAL fla.actor = 'batch'")
        connection.execute(
            "UPDATE file_set SET state = 'done', finished_at = now() WHERE ticket = %s",
            [sys.argv[1]],
        )


if __name__ == "__main__":
    main()
