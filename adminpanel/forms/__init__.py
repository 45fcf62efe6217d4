"""The back office's forms. They check shape; the services check business."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is nothing but a pressed button; None when just looking."""
    return request.POST if request.method == "POST" else None
