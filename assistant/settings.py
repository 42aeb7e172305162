"""Settings from `ICS_…` environment variables and `.env`; the only module that reads or sets the
environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.errors import SettingsError
from index.log import configure
from index.settings import AUTO_DEVICE, BUNDLED_MODEL, BUNDLED_READER, IndexSettings

_PREFIX = "ICS_"
_SECRET = ("chat_", "judge_", "database_", "oidc_client_", "proxy_secret", "mail_")
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
}


def _default_data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path("ics-assistant")


def _default_library_dir() -> Path:
    """The data package `library`, where it is installed: a checkout or a wheel's packages."""
    from importlib.resources import files

    return Path(str(files("library")))


class Settings(BaseSettings):
    """Every setting, bounded. `ICS_DATA_DIR=/srv/ics` sets `data_dir`, and so on."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", env_parse_none_str="none", extra="ignore", frozen=True
    )

    data_dir: Path = Field(default_factory=_default_data_dir)
    library_dir: Path = Field(default_factory=_default_library_dir)
    corpus_dir: Path | None = None
    embedding_model: str = BUNDLED_MODEL
    reader_model: str | None = BUNDLED_READER
    device: str = Field(default=AUTO_DEVICE, pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
    chroma_url: str | None = Field(default=None, pattern=r"^https?://")
    chroma_tenant: str = "default_tenant"
    chroma_database: str = "default_database"
    chroma_token: str | None = None
    max_file_mb: int = Field(default=64, ge=1, le=2048)
    load_mb: int = Field(default=1024, ge=128, le=65536)
    load_seconds: float = Field(default=120, ge=1, le=3600)
    ocr: bool = True
    lock_seconds: float = Field(default=600, ge=0, le=86400)
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/]+/?$")
    sign_in: Literal["none", "oidc", "proxy"] = "none"
    oidc_issuer: str | None = Field(default=None, pattern=r"^https?://")
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_scope: str = "openid profile email"
    oidc_roles_claim: str = "roles"
    oidc_trust_email: bool = False
    proxy_secret: SecretStr | None = Field(default=None, min_length=16)
    proxy_user_header: str = "X-Forwarded-User"
    proxy_groups_header: str = "X-Forwarded-Groups"
    roles: Path | None = None
    session_hours: float = Field(default=8, gt=0, le=168)
    requests_per_minute: int = Field(default=600, ge=10, le=100_000)
    uploads_per_hour: int = Field(default=60, ge=1, le=10_000)
    fetch_seconds: float = Field(default=60, ge=1, le=3600)
    fetch_private: bool = False
    chat_model: str | None = None
    chat_base_url: str | None = Field(default=None, pattern=r"^https?://")
    chat_key: SecretStr | None = None
    chat_api_version: str | None = None
    chat_temperature: float | None = Field(default=0, ge=0, le=2)
    chat_window: int = Field(default=8192, ge=1024, le=2_000_000)
    chat_answer_tokens: int = Field(default=600, ge=64, le=4096)
    chat_seconds: float = Field(default=60, ge=0.1, le=3600)
    chat_retries: int = Field(default=2, ge=0, le=10)
    judge_model: str | None = None
    judge_base_url: str | None = Field(default=None, pattern=r"^https?://")
    judge_key: SecretStr | None = None
    check_model: str | None = None
    check_labels: str | None = None
    database_url: SecretStr | None = None
    audit_questions: bool = False
    keep_conversations_days: int | None = Field(default=None, ge=1, le=36500)
    keep_papers_days: int | None = Field(default=None, ge=1, le=36500)
    keep_deleted_days: int | None = Field(default=30, ge=1, le=36500)
    keep_feedback_days: int | None = Field(default=None, ge=1, le=36500)
    keep_record_days: int | None = Field(default=None, ge=1, le=36500)
    watch: Annotated[tuple[Path, ...], NoDecode] = ()
    watch_minutes: float = Field(default=10, gt=0, le=1440)
    contact: str | None = Field(default=None, max_length=200)
    fetch: bool = True
    mail_server: str | None = Field(default=None, pattern=r"^([\w.-]+|\[[\da-fA-F:]+\]):\d{1,5}$")
    mail_from: str | None = Field(default=None, max_length=320)
    mail_user: str | None = None
    mail_password: SecretStr | None = None
    mail_security: Literal["starttls", "tls", "none", "none-anywhere"] = "starttls"
    mail_ca: Path | None = None
    find_differences: bool = False
    exam_balanced: float = Field(default=0.9, ge=0.5, le=1)
    exam_caught: float = Field(default=0.95, ge=0.5, le=1)
    exam_refusals: float = Field(default=0.9, ge=0.5, le=1)

    @field_validator("mail_security", mode="before")
    @classmethod
    def _unprotected(cls, given: Any) -> Any:
        """The word "none" in the environment stands for no value elsewhere."""
        return "none" if given is None else given

    @field_validator("watch", mode="before")
    @classmethod
    def _folders(cls, given: Any) -> Any:
        """Folders parted as in PATH."""
        some = given.split(os.pathsep) if isinstance(given, str) else given
        return tuple(Path(str(f).strip()).expanduser() for f in some if str(f).strip())

    def index(self) -> IndexSettings:
        wanted = IndexSettings.__dataclass_fields__
        return IndexSettings(
            **{name: getattr(self, name) for name in wanted}
            | {"data_dir": self.data_dir.expanduser()}
        )

    @property
    def uploads_dir(self) -> Path:
        """Where what is being uploaded lies: not in a folder that every user of the machine can
        read."""
        return self.data_dir.expanduser() / "uploading"

    def digests(self) -> list[Path]:
        """The digests of the library that ships, in order. Its README and catalogues are none."""
        return sorted(self.library_dir.glob("[0-9]*.md"))

    def of_judge(self) -> Settings:
        """The settings under which the judge's model is opened: its own address and key, or those
        of the model that writes where it is of the same provider; a key goes to no other server
        than the one that it was given for."""
        provider = [
            name.partition(":")[0] for name in (self.judge_model or "", self.chat_model or "")
        ]
        same = provider[0] == provider[1]
        base = self.judge_base_url or (self.chat_base_url if same else None)
        shared = same and base == self.chat_base_url
        own = {
            "chat_model": self.judge_model,
            "chat_base_url": base,
            "chat_key": self.judge_key or (self.chat_key if shared else None),
        }
        return self.model_copy(update=own)

    def has_chat_key(self, provider: str, variable: str) -> bool:
        """Whether the provider's key is here: ours, or in the provider's own variable. One
        without such a variable, and a server of one's own, needs none."""
        own_server = provider == "openai" and self.chat_base_url
        return bool(self.chat_key or not variable or own_server or os.environ.get(variable))


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment with `overrides` (None means not given). Unknown `ICS_…`
    names are refused."""
    from dotenv import dotenv_values

    try:
        given = {*os.environ, *dotenv_values(".env")}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            "The file .env cannot be read as UTF-8 text; save it as UTF-8."
        ) from error
    unknown = sorted(
        n
        for n in given
        if n.startswith(_PREFIX) and n.removeprefix(_PREFIX).lower() not in Settings.model_fields
    )
    if unknown:
        known = ", ".join(_PREFIX + name.upper() for name in sorted(Settings.model_fields))
        raise SettingsError(f"{unknown[0]} is not a setting; the settings are {known}.")
    try:
        settings = Settings(
            **{name: value for name, value in overrides.items() if value is not None}
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        got = (
            "" if name.startswith(_SECRET) else f"; got {first['input']!r}"
        )  # what stands in the wrong place may be a key
        raise SettingsError(f"{_PREFIX}{name.upper()}: {first['msg'].lower()}{got}.") from None
    _quieten(settings)
    configure(settings.log_level)
    return settings


def _quieten(settings: Settings) -> None:
    """Telemetry off in every library; no model hub unless the user named a model to be had from
    one; what is being uploaded lies in the data folder, not in one that every user of the
    machine can read."""
    os.environ["GRADIO_TEMP_DIR"] = str(settings.uploads_dir)
    named = any(
        name not in (BUNDLED_MODEL, BUNDLED_READER, None, "toy") and not Path(name).exists()
        for name in (settings.embedding_model, settings.reader_model, settings.check_model)
    )
    for name, value in _QUIET.items():
        if not (named and name.endswith("_OFFLINE")):
            os.environ[name] = value
