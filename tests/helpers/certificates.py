"""A station's certificate in memory; a `sync.renewing.CertificateStore`."""

from __future__ import annotations

from dataclasses import replace

from sync.ports import StationIdentity


class KeptCertificates:
    """Keeps what the real store keeps, without a store."""

    def __init__(self, who: StationIdentity) -> None:
        self.who = who
        self.key = b""

    def identity(self) -> StationIdentity | None:
        """Who the station is."""
        return self.who

    def pending_key(self) -> bytes:
        """The key for which HQ was asked."""
        return self.key

    def keep_pending_key(self, tls_key: bytes) -> None:
        """Keep it."""
        self.key = tls_key

    def keep_certificate(self, certificate: bytes, tls_key: bytes) -> None:
        """Take the pair into use."""
        self.who, self.key = replace(self.who, certificate=certificate, tls_key=tls_key), b""

    def close(self) -> None:
        """Nothing to close."""
