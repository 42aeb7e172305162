"""Settings and prompts are strict."""

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings
from prompts import render


def test_settings_come_from_the_environment_and_unknown_ones_are_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("ICS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ICS_PORT", "7999")
    settings = load_settings()
    assert settings.data_dir == tmp_path and settings.port == 7999
    assert load_settings(port=8000).port == 8000
    monkeypatch.setenv("ICS_PROT", "1")
    with pytest.raises(SettingsError, match=r"ICS_PROT is not a setting; the settings are ICS_AUDIT_QUESTIONS, ICS_CHAT_ANSWER_TOKENS, .*, ICS_CHROMA_DATABASE"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [("ICS_PORT", "0"), ("ICS_MAX_FILE_MB", "a lot"), ("ICS_CHROMA_URL", "ftp://x")])
def test_settings_out_of_bounds_name_themselves(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as error:
        load_settings()
    assert value in str(error.value) and "\n" not in str(error.value)


def test_telemetry_is_off_and_the_hub_shut_unless_a_model_is_named(monkeypatch):
    import os

    for name in ("ANONYMIZED_TELEMETRY", "HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED"):
        monkeypatch.setenv(name, "unset")
    load_settings()
    assert os.environ["ANONYMIZED_TELEMETRY"] == "False" and os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    load_settings(embedding_model="someone/some-model")
    assert os.environ["HF_HUB_OFFLINE"] == "0"


def test_prompts_are_rendered_strictly():
    values = {"history": "a", "question": "b"}
    assert "$" not in render("follow_up", **values)
    with pytest.raises(KeyError, match="follow_up"):
        render("follow_up", question="a")
    with pytest.raises(KeyError, match="extra"):
        render("follow_up", **values, extra="e")


def test_a_file_of_settings_that_is_no_utf_8_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes("ICS_PORT=7861\n# £".encode("cp1252"))
    with pytest.raises(SettingsError, match=r"\.env cannot be read as UTF-8 text; save it as UTF-8"):
        load_settings()
