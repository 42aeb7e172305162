"""What the program says of itself to programs and to who runs it: the way in described as a page,
whether it is well, and its counts."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.people.acting import need
from assistant.services import counts
from assistant.templating import render
from assistant.ui.readiness import Readiness
from assistant.web.asked import Way


def add_about(app: FastAPI, way: Way, readiness: Readiness) -> None:
    """The addresses, on the application."""
    _health(app, readiness)

    @app.get("/api", include_in_schema=False)
    def described() -> HTMLResponse:
        way.begin("reader")
        return HTMLResponse(render("assistant.web", "described.html", routes=_routes(app)))

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        need("auditor")
        ready = readiness.note is None
        documents = way.services.library.documents() if ready else []
        told = counts.told(ready, len(documents), sum(s.passages for s in documents))
        return Response(told, media_type=counts.KIND)


def _routes(app: FastAPI) -> list[dict[str, Any]]:
    """Each method of each address with what it is, takes and may answer, from the description."""
    said = app.openapi()
    shapes = said.get("components", {}).get("schemas", {})
    return [
        {
            "path": path,
            "method": method.upper(),
            "about": operation.get("description", ""),
            "takes": _takes(operation, shapes),
            "answers": sorted(operation["responses"].items()),
        }
        for path, operations in said["paths"].items()
        for method, operation in operations.items()
    ]


def _takes(operation: dict[str, Any], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, kind and whether it must be there, of each value in the address or the body."""
    found = [(p["name"], p["schema"], p["required"]) for p in operation.get("parameters", ())]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        shape = shapes[content["schema"]["$ref"].rpartition("/")[2]]
        must = shape.get("required", ())
        found += [(name, p, name in must) for name, p in shape["properties"].items()]
    return [{"name": name, "kind": _kind(p), "must": must} for name, p, must in found]


def _kind(shape: dict[str, Any]) -> str:
    """A JSON schema in a few words."""
    if "anyOf" in shape:
        return " or ".join(_kind(s) for s in shape["anyOf"] if s.get("type") != "null")
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if "items" in shape:
        return f"list of {_kind(shape['items'])}"
    named = shape.get("$ref", "").rpartition("/")[2]
    return str(shape.get("format") or named or shape.get("type", "anything"))


def _health(app: FastAPI, readiness: Readiness) -> None:
    @app.api_route("/health", methods=["GET", "HEAD"], include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"state": "running"}

    @app.api_route("/ready", methods=["GET", "HEAD"], include_in_schema=False)
    async def ready(_: Request) -> JSONResponse:
        state = "failed" if readiness.error else "getting ready" if readiness.note else "ready"
        return JSONResponse({"state": state}, 200 if state == "ready" else 503)
