"""A real SMTP server for tests (aiosmtpd) on a free port of this machine, and certificates for it."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Post:
    """What the server took, and how it answers: `refuses` is what it says to each recipient instead of taking the mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[list[str]] = []
        self.protected: list[bool] = []
        self.refuses = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to.append(envelope.rcpt_tos)
        self.protected.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 taken"


class SmtpServer:
    """Started by `start`, gone with `stop`; `post` has what came. With a certificate it speaks STARTTLS, or, `at_once`, TLS from
    the first letter; with `secret`, (user, password), it takes nothing of others."""

    def __init__(self, certificate: Path | None = None, at_once: bool = False, secret: tuple[str, str] | None = None) -> None:
        self.post = Post()
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)

        def known(server, session, envelope, mechanism, said):
            right = (said.login.decode(), said.password.decode()) == secret
            return AuthResult(success=right, handled=False)

        asks = {"authenticator": known, "auth_required": True, "auth_require_tls": bool(certificate and not at_once)} if secret else {}
        shape = {"ssl_context": context} if at_once else {"tls_context": context, "require_starttls": context is not None}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        self._controller = Controller(self.post, hostname="127.0.0.1", port=port, **shape, **asks)

    def start(self) -> SmtpServer:
        self._controller.start()
        return self

    def stop(self) -> None:
        if self._controller.server:
            self._controller.stop()


def certificate(folder: Path) -> Path:
    """A certificate that 127.0.0.1 gave itself, with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1)).not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "server.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file
