"""The image of deploy/Dockerfile without an engine: its steps done in a folder with a Debian of its own (debootstrap), and what it
starts run there as its user, on a root that may only be read: `python tests/rehearsed_image.py`, by hand, for it needs root,
namespaces and Debian's packages over the network."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent

TRIES = 6
AWAY = re.compile(r"Temporary failure|Could not connect|Connection (?:failed|timed out|reset)|Unable to fetch|NewConnectionError|NameResolutionError")
"""What a network that is away for a moment makes programs say."""
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
_ENTER = """
set -e
root=$1; shift
mount --bind "$root" "$root"
mkdir -p "$root/proc" "$root/dev" "$root/tmp"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
for folder in $LENT; do mkdir -p "$root$folder"; mount --bind "$folder" "$root$folder"; done
[ -z "$READ_ONLY" ] || { mount --bind "$root/data" "$root/data"; mount -o remount,bind,ro "$root"; }
exec chroot $AS "$root" "$@"
"""


def steps(text: str) -> list[tuple[str, str]]:
    """(instruction, the rest) of a Dockerfile, in order."""
    joined = re.sub(r"\\\n", " ", text)
    lines = (line.strip() for line in joined.splitlines())
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


class Image:
    """Made by `build` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8"}
        self.user, self.folder, self.command, self.health = "", "/", [], []

    def build(self) -> Image:
        """Every step of every stage, one after the other in the same root."""
        apt = (line.split()[-1] for name in sorted(Path("/etc/apt").rglob("*.sources")) for line in name.read_text().splitlines() if line.startswith("URIs:"))
        mirror = next(apt, "")
        need = "python3,python3-venv,ca-certificates"  # what the base image brings
        for left in range(TRIES - 1, -1, -1):
            made = subprocess.run(["debootstrap", "--variant=minbase", f"--include={need}", "bookworm", str(self.root), *filter(None, [mirror])], capture_output=True, text=True)
            if made.returncode == 0:
                break
            assert left, made.stdout[-2000:] + made.stderr[-2000:]
            time.sleep(20)  # as below
        for name in ("pip.conf", "xdg", "ssl/certs", "apt/apt.conf.d", "hosts", "resolv.conf"):  # how this machine reaches packages
            here = Path("/etc") / name
            if here.exists():
                inside = (self.root / "etc" / name).parent
                inside.mkdir(parents=True, exist_ok=True)
                subprocess.run(["cp", "-rL", "--remove-destination", here, inside], check=True, capture_output=True)
        for instruction, rest in steps(DOCKERFILE.read_text()):
            getattr(self, f"_{instruction.lower()}", lambda _: None)(rest)
        return self

    def _workdir(self, path: str) -> None:
        self.folder = path
        (self.root / path.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def _user(self, name: str) -> None:
        self.user = name

    def _env(self, given: str) -> None:
        self.environment |= dict(part.split("=", 1) for part in shlex.split(given))

    def _cmd(self, given: str) -> None:
        self.command = json.loads(given)

    def _healthcheck(self, given: str) -> None:
        self.health = json.loads(given.split("CMD", 1)[1])

    def _copy(self, given: str) -> None:
        """Of the files that git knows, those that .dockerignore lets in; from another stage: it is here already."""
        if given.startswith("--from"):
            return
        *sources, target = given.split()
        let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
        known = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
        for name in known:
            inside = any(name == one or name.startswith(f"{one}/") for one in let_in)
            if inside and any(source in (".", name) for source in sources) and (ROOT / name).is_file():
                place = self.root / self.folder.lstrip("/") / (name if target.endswith(("/", ".")) else target)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, place)

    def _run(self, command: str) -> None:
        for _ in range(TRIES):
            done = self.start(["sh", "-c", f"cd {self.folder} && {command}"], read_only=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            told = done.communicate(timeout=900)[0]
            if done.returncode == 0:
                return
            if not AWAY.search(told):
                break
            time.sleep(20)  # a name server that is busy answers later
        raise AssertionError((command, told[-2000:]))

    def start(self, command: list[str], read_only: bool = True, **how: object) -> subprocess.Popen:
        """A command inside, as the user that is set by now."""
        lent = [f for f in os.environ.get("PIP_FIND_LINKS", "").split() if Path(f).is_dir()]
        passed = {k: v for k, v in os.environ.items() if k.startswith("PIP_") or k.lower().endswith("_proxy")}
        settings = {**self.environment, **passed, "HOME": "/tmp"}
        inside = ["env", "-i", *(f"{k}={v}" for k, v in settings.items()), *command]
        how_in = {"LENT": " ".join(lent), "READ_ONLY": "1" if read_only else "", "AS": f"--userspec={self.user}:{self.user}" if self.user else ""}
        return subprocess.Popen(["unshare", "--mount", "sh", "-c", _ENTER, "sh", str(self.root), *inside], env={"PATH": os.environ["PATH"], **how_in}, text=True, **how)


def main() -> None:
    """Builds it, starts it, asks a question, sees what it may write, and ends it."""
    with tempfile.TemporaryDirectory(prefix="ics-image-") as name:
        image = Image(Path(name)).build()
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        image.environment |= {"ICS_HOST": "127.0.0.1", "ICS_PORT": str(port)}
        running = image.start(image.command)
        url = f"http://127.0.0.1:{port}/"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}ready", timeout=5).read()
                break
            except OSError:
                time.sleep(1)  # the starter library is indexed
        health = [part.replace(":7860/", f":{port}/") for part in image.health]
        asked = urllib.request.Request(f"{url}api/ask", json.dumps({"question": "What did government say to the ten-target limit, and has anything happened?"}).encode(), {"content-type": "application/json"})
        answer = json.load(urllib.request.urlopen(asked, timeout=60))
        wrote = image.start(["sh", "-c", "touch /opt/ics/x || touch /etc/x || touch /x"], stderr=subprocess.DEVNULL)
        found = {
            "healthy": image.start(health).wait(60) == 0,
            "answers": "14 June 2023" in answer["answer"] and bool(answer["citations"]),
            "writes as its user": {p.stat().st_uid for p in (image.root / "data").rglob("*")} == {10001},
            "writes nowhere else": wrote.wait(30) != 0,
        }
        running.send_signal(signal.SIGTERM)
        found["ends when told to"] = running.wait(15) in (0, -signal.SIGTERM, 143)
    for what, right in found.items():
        print(f"{what}: {'yes' if right else 'NO'}")
    sys.exit(not all(found.values()))


if __name__ == "__main__":
    main()
