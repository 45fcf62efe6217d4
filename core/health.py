"""What a load balancer asks: is the process alive, and can it serve?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse


def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers. No query."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and every migration is applied, else 503."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database not reachable\n", content_type="text/plain", status=503)
    if missing:
        return HttpResponse("migrations missing\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
