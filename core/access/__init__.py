"""Who may enter which URL: the mechanism. The words (permissions, roles) belong to the shop."""

from core.access.routes import PUBLIC, route, wrap

__all__ = ["PUBLIC", "route", "wrap"]
