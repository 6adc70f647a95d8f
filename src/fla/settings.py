"""Every setting, in one place: `FLA_…` variables first, then the TOML file `FLA_SETTINGS` names."""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

PREFIX = "FLA_"
_FILE_VARIABLE = "FLA_SETTINGS"
_FOREIGN = (_FILE_VARIABLE, "FLA_TEST_", "FLA_BENCH_")
"""Variables that are ours without being settings of the application."""
_TABLES = ("law", "openid")
"""Settings that are a table in the file and a JSON object in the environment."""


class SettingsError(Exception):
    """A setting is unknown or has a value that cannot be used; says which one, and where."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The application's settings; `port` is `FLA_PORT` in the environment, `port` in the file."""

    database_url: str | None = None
    """Database of the application role; without it an evaluation server is started."""
    database_owner_url: str | None = None
    """The same database for the role that owns it; needed to migrate."""
    pool_size: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 10
    """Most connections one process holds."""
    postgres_bin: Path | None = None
    """Directory with `initdb`, `pg_ctl` and `postgres`, in place of the wheel's."""
    data_directory: Path = Path("var")
    """Where the evaluation server and other local files live."""
    demo: bool = False
    """Allows logging in by choosing a persona; only over synthetic data."""
    host: str = "127.0.0.1"
    """Address the portal listens on."""
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    """Port the portal listens on; 0 picks a free one."""
    sftp_host: str = "127.0.0.1"
    """Address that senders of file sets reach over SFTP."""
    sftp_port: Annotated[int, msgspec.Meta(ge=0, le=65535)] | None = None
    """Port of the SFTP server; 0 picks a free one. Without one `fla serve` starts none, and
    `fla sftp` listens on 2222."""
    sftp_quota: Annotated[int, msgspec.Meta(ge=1024 * 1024)] = 20 * 1024**3
    """Bytes that one sender's files may take that are not handed over yet."""
    sftp_idle: Annotated[int, msgspec.Meta(ge=1)] = 15 * 60
    """Seconds after which an SFTP session that asks for nothing is closed."""
    sftp_older_ciphers: bool = False
    """Whether clients that do not know AES-GCM, as from before 2023, may use AES-CTR. Then newer
    ones may choose it too, OpenSSH's among them, and send half as fast."""
    rate_limit: Annotated[int, msgspec.Meta(ge=1)] = 60_000
    """Calls a minute that one client of the REST channel may make of each process."""
    failed_rate_limit: Annotated[int, msgspec.Meta(ge=1)] = 1_000
    """Of those, calls a minute that may be refused for want of rights, or find nothing."""
    most_calls: Annotated[int, msgspec.Meta(ge=1)] = 100
    """Calls that one process of the REST channel has in hand; more are turned away (429)."""
    body_timeout: Annotated[int, msgspec.Meta(ge=1)] = 20
    """Seconds within which the body of a call of the REST channel must arrive."""
    body_budget: Annotated[int, msgspec.Meta(ge=16 * 1024 * 1024)] = 256 * 1024 * 1024
    """Bytes of bodies that one process of the REST channel holds, of all its calls together, packed
    and unpacked; a call that does not fit is turned away (429)."""
    upload_timeout: Annotated[int, msgspec.Meta(ge=1)] = 60 * 60
    """Seconds within which a file set that is sent over the REST channel must arrive."""
    most_uploads: Annotated[int, msgspec.Meta(ge=1)] = 16
    """File sets that one process of the REST channel takes in at once."""
    law: dict[str, Any] = {}
    """Answers to the open questions of the law pack, by name, instead of its defaults: a table in
    the file, a JSON object in the environment. `fla law show` lists them; see docs/law.md."""
    public_url: Annotated[str, msgspec.Meta(pattern="^https?://[^/?#]+$")] | None = None
    """Where others reach the service, such as `https://learning.example`: issuer of tokens, what
    assertions are for, where a login comes back to, and whether cookies need https. Without one,
    all of it goes by the address of the socket, and by no name that a request calls it."""
    public_name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")] | None = None
    """What events name the service after: the operator's domain, last label first, such as
    `be.example`. Without one, that of `public_url`."""
    openid: dict[str, Any] = {}
    """Where people log in (OpenID Connect), a table a provider by the name that its addresses here
    bear: tables in the file, a JSON object in the environment. See docs/access.md."""
    settle_proposals: bool = True
    """Whether what a provider registered settles by itself after the last day on which the employer
    may object; without it, it waits until somebody decides. See docs/proposals.md."""
    provider_misses: Annotated[int, msgspec.Meta(ge=0)] = 100
    """How often a day a provider may name a worker who is not employed where he says; or one for
    every ten accepted registrations, where those are more, up to ten times this number."""
    spool: Path | None = None
    """Where the files of the batch channel lie, on one file system; in the data directory unless
    said. Processes that share the work share it."""
    batch_processes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    """File sets that one server works on at a time, each in a process of its own."""
    batch_limit: Annotated[int, msgspec.Meta(ge=1024)] = 1024**3
    """Bytes that the files of one set may take together, as sent."""
    batch_unpacked_limit: Annotated[int, msgspec.Meta(ge=1024)] = 20 * 1024**3
    """Bytes that the files of one set may take together once unpacked."""
    batch_parts: Annotated[int, msgspec.Meta(ge=1, le=999)] = 99
    """Parts that one set may have."""
    batch_days: Annotated[int, msgspec.Meta(ge=1)] = 30
    """Days back that the date in the name of a file set may lie."""
    batch_sets_a_day: Annotated[int, msgspec.Meta(ge=1)] = 1000
    """Sets that one sender may hand in on a calendar day in each environment. As many again are
    answered with a refusal; what comes after that over SFTP waits for the next day."""
    batch_quota: Annotated[int, msgspec.Meta(ge=1024 * 1024)] = 100 * 1024**3
    """Bytes that one sender's sets may take with all that came of them, until they are removed;
    with more, no new file is taken of him."""
    batch_grace: Annotated[int, msgspec.Meta(ge=0)] = 60
    """Seconds that a set waits after its GO for files it announces and that are not there."""
    batch_patience: Annotated[int, msgspec.Meta(ge=60)] = 24 * 60 * 60
    """Seconds after which files without a GO are answered with a refusal and removed."""
    batch_retention: Annotated[int, msgspec.Meta(ge=1)] = 90
    """Days after its end that a set's files and its replies are kept; as long after it came, a
    snapshot that nobody confirmed is cancelled."""
    batch_refused_retention: Annotated[int, msgspec.Meta(ge=1)] = 30
    """Days after its end that the files of a refused or cancelled set are kept, and its replies."""
    percentage_threshold: Annotated[int, msgspec.Meta(ge=0, le=100)] = 5
    """Per cent of a set's employments that may have a percentage anomaly: more, and ten at least,
    refuse the whole set."""
    snapshot_threshold: Annotated[int, msgspec.Meta(ge=0, le=100)] = 20
    """Per cent of what a sender has registered at an employer that a snapshot may change; with
    more, the snapshot waits until somebody confirms it. Employers with fewer than ten objects are
    taken together."""
    secret: Annotated[str, msgspec.Meta(min_length=32)] | None = None
    """Protects sessions, forms and addresses; processes that share visitors share it, and without
    one sessions end with the process. Best kept in a file that only the service can read."""
    secret_before: Annotated[str, msgspec.Meta(min_length=32)] | None = None
    """The secret that `secret` took the place of: what it signed for software still counts."""

    @property
    def spool_directory(self) -> Path:
        """Where the files of the batch channel lie."""
        return self.spool or self.data_directory / "spool"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of an environment and of the file it names.

    An empty variable counts as absent. Raises SettingsError, naming the variable or the key.
    """
    values = dict(_checked(_from_file(environment.get(_FILE_VARIABLE))))
    values.update(_checked(_from_environment(environment)))
    return msgspec.convert(values, Settings, dec_hook=_path)


def variables(settings: Settings) -> dict[str, str]:
    """Return the environment in which `read_settings` returns these settings again."""
    given = msgspec.to_builtins(settings, enc_hook=str)
    return {
        f"{PREFIX}{name.upper()}": value
        if isinstance(value, str)
        else msgspec.json.encode(value).decode()
        for name, value in given.items()
        if value is not None
    }


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, object, str]]:
    for variable, value in environment.items():
        ours = variable.startswith(PREFIX) and not variable.startswith(_FOREIGN)
        if ours and value:
            name = variable.removeprefix(PREFIX).lower()
            yield name, _object(value, variable) if name in _TABLES else value, variable


def _object(value: str, variable: str) -> object:
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError as error:
        raise SettingsError(f"{variable}: Expected a JSON object: {error}") from error


def _from_file(name: str | None) -> Iterator[tuple[str, object, str]]:
    if not name:
        return
    try:
        content = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{_FILE_VARIABLE}: cannot read {name}: {error}") from error
    for key, value in content.items():
        yield key, value, f"{name}: {key}"


def _checked(entries: Iterator[tuple[str, object, str]]) -> Iterator[tuple[str, object]]:
    types = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    for name, value, origin in entries:
        if name not in types:
            raise SettingsError(f"{origin}: unknown setting{_suggestion(name, types)}")
        try:
            yield name, msgspec.convert(value, types[name], strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            raise SettingsError(f"{origin}: {error}") from error


def _suggestion(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else f"; known are {', '.join(known)}"


def _path(target: type, value: Any) -> Path:
    if target is Path and isinstance(value, str | Path):
        return Path(value)
    raise TypeError(f"Expected `{target.__name__}`")
