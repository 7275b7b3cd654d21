"""Every setting of the hub; read once, at the edge, into a frozen object.

Each is explained here, those about graphics cards in `gpu_settings`. Names in the environment are
the field names in capitals with the prefix `LLMHUB_`; `.env.example` shows them all (a test
compares the two).
"""

from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from llmhub.addresses import check_staff_url
from llmhub.errors import SettingsError
from llmhub.gpu_settings import FIRST_WEEK, LAST_WEEK, GpuSettings
from llmhub.setting_types import Bytes, ImageName, Port, Seconds, TimeZone, parse_size


class Settings(GpuSettings):
    """The hub's settings; raises SettingsError through `load`."""

    model_config = SettingsConfigDict(
        env_prefix="LLMHUB_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    # Where things are
    name: str = Field("llmhub", pattern=r"^[a-z][a-z0-9-]{0,20}$")
    """Prefix of containers, volumes and the network; several hubs can live on one host."""
    state_dir: Path = Path("/srv/llmhub")
    """Everything that must survive: database, secrets, homes, models, course releases."""

    # How it is reached
    public_url: str = "http://localhost:8000"
    """What students type; scheme and host decide cookies and links."""
    staff_url: str = "http://127.0.0.1:8010"
    """The second origin for admin and service pages, used when there is no `subdomain_host`.
    Its *host* must differ from that of public_url, for browsers share cookies between ports; where
    public_url is reached from elsewhere, this must be given too."""
    bind_address: str = "127.0.0.1"
    """Address on which both origins listen."""
    port: Port = 8000
    """Port of the students' origin."""
    staff_port: Port = 8010
    """Port of the staff origin."""
    proxy_api_port: Port = 8001
    """Port of the proxy's own API, on 127.0.0.1 only."""
    hub_port: Port = 8081
    """Port of the hub's API, on the bridge's gateway only."""
    course_port: Port = 8082
    """Port of the course service, on the bridge's gateway only."""
    subdomain_host: str = ""
    """E.g. https://lab.example.edu: every student gets an origin of their own. Needs wildcard DNS
    and a wildcard certificate."""
    tls_certificate: Path | None = None
    """PEM chain for the proxy; empty: plain HTTP (loopback, or TLS ends before the proxy)."""
    tls_key: Path | None = None
    """PEM key that belongs to tls_certificate."""
    subnet: IPv4Network = IPv4Network("10.213.0.0/24")
    """Addresses of the students' bridge; its first address is the gateway with the hub's API."""

    # Who may log in
    authenticator: str = "llmhub.accounts.authenticator.InviteAuthenticator"
    """Dotted class of the authenticator; others are configured through extra_config."""
    extra_config: Path | None = None
    """A Python file in JupyterHub's own configuration language, read last."""

    # What a student gets
    notebook_image: ImageName = "llmhub/base:0.1.0"
    """Image of the notebook, where the rule for `gpu_image` names no other."""
    sidecar_image: ImageName = "llmhub/ollama:0.1.0"
    """Image of the model server."""
    course_image: ImageName = "llmhub/course:0.1.0"
    """Image with the course's own programs, in which git repositories are fetched too."""
    notebook_memory: Bytes = 4 * 2**30
    """Memory of a notebook container; swap is not added."""
    notebook_cpus: float = Field(2.0, gt=0)
    """Cores a notebook may use at most."""
    sidecar_memory: Bytes = 4 * 2**30
    """Memory of a model server."""
    sidecar_cpus: float = Field(2.0, gt=0)
    """Cores a model server may use at most."""
    pids_limit: int = Field(1024, ge=64)
    """Processes and threads of each container."""
    shm_size: Bytes = 2**30
    """/dev/shm of the notebook: PyTorch's data loaders need more than Docker's 64 MB."""
    start_reserve: Bytes = 512 * 2**20
    """Memory that must be free on the host before one more pair is started."""
    uid_first: int = Field(20000, ge=1000)
    """First Unix user id given to students; each has one of their own, never given twice."""
    sidecar_uid: int = Field(19998, ge=1000)
    """Unix user id of every model server. It owns the shared weights, for Ollama sets the times of
    a file that it uses again, which only an owner may. Homes are out of a model server's sight."""
    course_uid: int = Field(19997, ge=1000)
    """Unix user id of the course service, which owns releases, hand-ins and feedback."""
    week: int = Field(1, ge=FIRST_WEEK, le=LAST_WEEK)
    """The week of the course: pages name it, its README opens first (or the nearest earlier one's),
    and the rule for `gpu_image` looks at it too."""
    course_timezone: TimeZone = "UTC"
    """Time zone in which the course's dates are given and shown, such as Europe/Berlin."""

    # How it starts and stops
    concurrent_starts: int = Field(0, ge=0)
    """Pairs started at the same time; 0: twice the number of cores. The others queue."""
    start_timeout: Seconds = 120
    """Seconds from a start's turn until the notebook answers."""
    queue_timeout: Seconds = 600
    """Seconds that a start may wait for its turn."""
    docker_threads: int = Field(16, ge=1)
    """Calls to Docker at the same time, so that one slow call blocks nobody."""
    reconcile_interval: Seconds = 60
    """Seconds between two looks for orphans and dead model servers."""
    orphan_age: Seconds = 300
    """Seconds after which a container that the hub does not know is removed."""
    idle_timeout: Seconds = 3600
    """Seconds without work after which a server is stopped."""
    huggingface_offline: bool = True
    """Whether notebooks look for models in the shared cache only. Unless it is given, deploy sets
    it by the newest model release: online where the models came from registries, for these
    answered; offline with the embedded ones."""

    @field_validator(
        "notebook_memory", "sidecar_memory", "shm_size", "start_reserve", mode="before"
    )
    @classmethod
    def _read_size(cls, value: object) -> object:
        return parse_size(value) if isinstance(value, str) else value

    @field_validator("public_url", "staff_url", "subdomain_host")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        names = ("port", "staff_port", "proxy_api_port", "hub_port", "course_port")
        if len({getattr(self, name) for name in names}) != len(names):
            raise ValueError(f"{', '.join(names[:-1])} and {names[-1]} must differ")
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key go together")
        self._check_schemes()
        if self.subnet.num_addresses < 8:
            raise ValueError("subnet needs room for at least 8 addresses")
        if not self.subdomain_host:
            given = "staff_url" in self.model_fields_set
            check_staff_url(self.public_url, self.staff_url, given)
        return self

    def _check_schemes(self) -> None:
        """Refuse addresses without TLS where the proxy and the staff address speak nothing else.

        Only those that were given: the default ones follow the certificate.
        """
        spoken = ["public_url", "subdomain_host" if self.subdomain_host else "staff_url"]
        for name in spoken if self.tls_certificate is not None else ():
            if name in self.model_fields_set and not getattr(self, name).startswith("https://"):
                raise ValueError(f"{name} must begin with https://, for tls_certificate is given")

    @property
    def gateway(self) -> str:
        """First address of the bridge, where the hub's API listens."""
        return str(next(self.subnet.hosts()))

    @property
    def hub_api_url(self) -> str:
        """The hub's REST API as seen from the host and from students' containers."""
        return f"http://{self.gateway}:{self.hub_port}/hub/api"


def load(env_file: Path | None = None, **instead: str) -> Settings:
    """Read the settings from the environment, over `env_file` if given; `instead` wins over both.

    Raises SettingsError `bad-settings` that names each variable at fault, or `no-settings`.
    """
    if env_file is not None and not env_file.is_file():
        raise SettingsError(
            "no-settings", f"{env_file} is not there: run `make deploy` first, or give STATE=…"
        )
    try:
        return Settings(_env_file=env_file, **instead)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(
            f"LLMHUB_{''.join(str(part) for part in item['loc'][:1]).upper() or '*'}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError("bad-settings", f"Settings that cannot be used: {faults}.") from None
