"""What Prometheus reads from one server process."""

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client import PlatformCollector, ProcessCollector

from model import BackgroundModel

LATENCY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def add_metrics(app: Flask, model: BackgroundModel) -> None:
    """Counts and times all requests of an application, and serves /metrics.

    The registry belongs to the application and not to the module, so that a test may make several applications.
    Paths that the application does not know are one label value: callers must not be able to add more.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    requests = Counter("http_requests", "Requests answered.", ["route", "status"], registry=registry)
    latency = Histogram(
        "http_request_duration_seconds", "Time to answer.", ["route"], buckets=LATENCY_BUCKETS, registry=registry
    )
    in_progress = Gauge("http_requests_in_progress", "Requests being answered.", ["route"], registry=registry)
    loaded = Gauge("model_loaded", "1 once the model is loaded, otherwise 0.", registry=registry)
    loaded.set_function(lambda: float(model.classifier is not None))

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        g.route = request.url_rule.rule if request.url_rule else "unknown"
        in_progress.labels(g.route).inc()

    @app.after_request
    def count(response: Response) -> Response:
        requests.labels(g.route, response.status_code).inc()
        latency.labels(g.route).observe(time.perf_counter() - g.started)
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        in_progress.labels(g.route).dec()

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
