from pathlib import Path

import pytest

from fla.settings import Settings, SettingsError, read_settings, variables


def written(directory: Path, content: str) -> str:
    file = directory / "fla.toml"
    file.write_text(content, encoding="utf-8")
    return str(file)


def test_nothing_set_is_enough() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({"FLA_DATABASE_URL": "", "PATH": "/bin"}) == Settings()


def test_the_environment_speaks_text() -> None:
    environment = {"FLA_DEMO": "true", "FLA_PORT": "8080", "FLA_POSTGRES_BIN": "/opt/pg/bin"}
    assert read_settings(environment) == Settings(
        demo=True, port=8080, postgres_bin=Path("/opt/pg/bin")
    )


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 9000\nhost = "portal.example"\ndata_directory = "/srv/fla"\n')
    settings = read_settings({"FLA_SETTINGS": file, "FLA_PORT": "9001"})
    assert (settings.port, settings.host) == (9001, "portal.example")
    assert settings.data_directory == Path("/srv/fla")


def test_an_unknown_key_in_the_file_is_named_with_its_likeness(tmp_path: Path) -> None:
    file = written(tmp_path, 'databse_url = "postgresql:///fla"\n')
    with pytest.raises(SettingsError, match=r"fla\.toml: databse_url.*did you mean database_url"):
        read_settings({"FLA_SETTINGS": file})


def test_an_unknown_variable_is_named() -> None:
    with pytest.raises(SettingsError, match="FLA_XYZZY: unknown setting; known are database_url"):
        read_settings({"FLA_XYZZY": "1"})


def test_variables_of_tests_and_benchmarks_are_left_alone() -> None:
    assert read_settings({"FLA_TEST_CITUS_DSN": "x", "FLA_BENCH_ROWS": "1"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("FLA_PORT", "many"), ("FLA_PORT", "65536"), ("FLA_DEMO", "perhaps"), ("FLA_POOL_SIZE", "0")],
)
def test_a_bad_value_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable}: Expected"):
        read_settings({variable: value})


def test_a_short_secret_is_refused_and_not_repeated() -> None:
    assert read_settings({"FLA_SECRET": "a" * 32}).secret == "a" * 32
    with pytest.raises(SettingsError, match=r"^FLA_SECRET: Expected") as refused:
        read_settings({"FLA_SECRET": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_answers_to_open_questions_of_the_law(tmp_path: Path) -> None:
    file = written(tmp_path, '[law]\nwindow = "fromHire"\nexcludedCategories = ["student"]\n')
    answers = {"window": "fromHire", "excludedCategories": ["student"]}
    assert read_settings({"FLA_SETTINGS": file}).law == answers
    assert read_settings({"FLA_LAW": '{"rounding": "halfDayUp"}'}).law == {"rounding": "halfDayUp"}
    for wrong in ("rounding=halfDayUp", "[]", '"x"'):
        with pytest.raises(SettingsError, match=r"^FLA_LAW: Expected"):
            read_settings({"FLA_LAW": wrong})


def test_providers_of_logins_are_tables(tmp_path: Path) -> None:
    file = written(tmp_path, '[openid.federal]\npreset = "federal"\nclient_id = "fla"\n')
    table = {"federal": {"preset": "federal", "client_id": "fla"}}
    assert read_settings({"FLA_SETTINGS": file}).openid == table
    assert read_settings({"FLA_OPENID": '{"a": {"preset": "directory"}}'}).openid == {
        "a": {"preset": "directory"}
    }
    with pytest.raises(SettingsError, match=r"^FLA_OPENID: Expected a JSON object"):
        read_settings({"FLA_OPENID": "federal"})


@pytest.mark.parametrize("wrong", ["learning.example", "ftp://a", "https://a/", "https://a/b?c"])
def test_a_public_address_is_an_origin(wrong: str) -> None:
    assert read_settings({"FLA_PUBLIC_URL": "https://a.example:8443"}).public_url
    with pytest.raises(SettingsError, match=r"^FLA_PUBLIC_URL: Expected"):
        read_settings({"FLA_PUBLIC_URL": wrong})


def test_a_bad_value_names_its_key(tmp_path: Path) -> None:
    file = written(tmp_path, "data_directory = 3\n")
    with pytest.raises(SettingsError, match="data_directory: Expected"):
        read_settings({"FLA_SETTINGS": file})


@pytest.mark.parametrize("content", ["port = ", "port = 1\nport = 2"])
def test_a_file_that_is_not_toml(tmp_path: Path, content: str) -> None:
    with pytest.raises(SettingsError, match="FLA_SETTINGS: cannot read"):
        read_settings({"FLA_SETTINGS": written(tmp_path, content)})


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(SettingsError, match="FLA_SETTINGS: cannot read /no/where"):
        read_settings({"FLA_SETTINGS": "/no/where"})


def test_settings_go_into_an_environment_and_come_back() -> None:
    given = Settings(
        demo=True,
        port=0,
        spool=Path("/srv/spool"),
        law={"weeks": "exact", "years": [1, 2]},
        secret="s" * 32,
    )
    assert read_settings(variables(given)) == given
    assert read_settings(variables(Settings())) == Settings()
    assert "FLA_SECRET" not in variables(Settings())
