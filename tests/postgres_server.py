"""A real PostgreSQL server for tests, in a folder of its own, on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path


def binary(name: str) -> str:
    """The program, where Debian and others keep it."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    assert path, f"{name} is not on this machine; install postgresql (as .ci/run does)"
    return path


class PostgresServer:
    """Started by `start`, gone with `stop`; `database` gives the address of an empty one."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ics-postgres-"))
        self._as = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}  # it does not run as root
        if self._as:
            shutil.chown(self._folder, "postgres", "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]

    def _run(self, *command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder, env={**os.environ, "LC_ALL": "C"}, **self._as)

    def start(self) -> PostgresServer:
        data = str(self._folder / "data")
        self._run(binary("initdb"), "-D", data, "-U", "ics", "-E", "UTF8", "--auth=trust")
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run(binary("pg_ctl"), "-D", data, "-w", "-l", str(self._folder / "log"), "-o", options, "start")
        return self

    def database(self) -> str:
        import psycopg

        name = f"ics_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(f"postgresql://ics@127.0.0.1:{self._port}/postgres", autocommit=True) as made:
            made.execute(f"CREATE DATABASE {name}")
        return f"postgresql://ics:unused@127.0.0.1:{self._port}/{name}"

    def stop(self) -> None:
        self._run(binary("pg_ctl"), "-D", str(self._folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)
