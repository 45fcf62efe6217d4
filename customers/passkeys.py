"""Whose passkeys these are: the site at SITE_URL, and nobody else's."""

from urllib.parse import urlsplit

from django.conf import settings
from django_otp_webauthn.helpers import WebAuthnHelper


class ShopPasskeys(WebAuthnHelper):  # type: ignore[misc]
    """Reads the site from SITE_URL alone: a passkey made there opens nothing anywhere else."""

    def get_relying_party_domain(self) -> str:
        return urlsplit(settings.SITE_URL).hostname or "localhost"

    def get_relying_party_name(self) -> str:
        return self.get_relying_party_domain()

    def get_allowed_origins(self) -> list[str]:
        site = urlsplit(settings.SITE_URL)
        return [f"{site.scheme}://{site.netloc}"]
