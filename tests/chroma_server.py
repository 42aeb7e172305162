"""A real Chroma server, `chroma run`, that tests start, stop and start again on the same port and files."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path


class ChromaServer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen | None = None

    def start(self) -> ChromaServer:
        chroma = Path(sys.executable).with_name("chroma")
        command = [str(chroma), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(240):
            try:
                urllib.request.urlopen(self.url + "/api/v2/heartbeat", timeout=2).read()
                return self
            except OSError:
                assert self._process.poll() is None
                time.sleep(0.1)  # the server has not begun to listen
        raise AssertionError("chroma run does not listen")

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def database(self) -> dict[str, str]:
        """Settings of a new tenant and database."""
        import chromadb
        from chromadb.config import Settings

        admin = chromadb.AdminClient(
            Settings(
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
                chroma_server_host="127.0.0.1",
                chroma_server_http_port=self.port,
                anonymized_telemetry=False,
            )
        )
        tenant, database = f"tenant-{uuid.uuid4().hex[:8]}", f"database-{uuid.uuid4().hex[:8]}"
        admin.create_tenant(tenant)
        admin.create_database(database, tenant)
        return {"chroma_url": self.url, "chroma_tenant": tenant, "chroma_database": database}
