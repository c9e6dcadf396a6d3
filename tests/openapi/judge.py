"""Whether the document accepts a request, decided from what stands on the wire."""

import json
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import jsonschema_rs

DOCUMENT = "urn:document"
# How the text of a parameter is read.
READERS = {"integer": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__, "string": str}


class Operation:
    def __init__(self, registry, path, method, operation):
        at = [registry, "paths", path, method]
        self.template = path.split("/")
        self.parameters = [
            (parameter, validator(*at, "parameters", str(index), "schema"))
            for index, parameter in enumerate(operation.get("parameters", []))
        ]
        self.body = operation.get("requestBody")
        content = self.body["content"] if self.body else {}
        self.media = {kind: validator(*at, "requestBody", "content", kind, "schema") for kind in content}

    def accepts(self, request):
        """`None` for a form, whose schema describes no bytes."""
        url = urlsplit(request.url)
        try:
            segments = [unquote(segment, errors="strict") for segment in url.path.split("/")]
            query = parse_qsl(url.query, keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            return False
        sent = {
            "path": [(name.strip("{}"), value) for name, value in zip(self.template, segments, strict=True)],
            "query": query,
            "header": list(request.headers.items()),
        }
        if not all(self.fits(parameter, judge, sent) for parameter, judge in self.parameters):
            return False
        return self.accepts_body(request) if self.body else True

    @staticmethod
    def fits(parameter, judge, sent):
        name, schema = parameter["name"], parameter["schema"]
        texts = [as_text(value) for other, value in sent[parameter["in"]] if other.lower() == name.lower()]
        if not texts:
            return not parameter["required"]
        try:
            if schema.get("type") == "array":
                parts = texts if parameter["explode"] else [part for text in texts for part in text.split(",")]
                return judge.is_valid([READERS[schema["items"]["type"]](part) for part in parts])
            [text] = texts
            return judge.is_valid(READERS[schema["type"]](text))
        except (KeyError, ValueError):
            return False

    def accepts_body(self, request):
        if not request.body:
            return not self.body["required"]
        kind = request.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data") and "multipart/form-data" in self.media:
            return None
        judge = self.media.get(kind)
        try:
            return judge is not None and judge.is_valid(json.loads(request.body))
        except ValueError:
            return False


def operations(document):
    """All operations by their ids. Their validators share one document: it is large."""
    registry = jsonschema_rs.Registry([(DOCUMENT, document)], draft=jsonschema_rs.Draft202012)
    return {
        operation["operationId"]: Operation(registry, path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def validator(registry, *at):
    pointer = "".join("/" + quote(key.replace("~", "~0").replace("/", "~1"), safe="~") for key in at)
    return jsonschema_rs.Draft202012Validator({"$ref": f"{DOCUMENT}#{pointer}"}, registry=registry)


def as_text(value):
    return value.decode() if isinstance(value, bytes) else value
