"""What the SDK can send: its request classes by method and path, and how they are built and sent."""

import importlib
import inspect
import pkgutil
import typing

import lark_oapi
from lark_oapi.core.enum import AccessTokenType
from lark_oapi.core.model import BaseRequest, RequestOption


def template(path):
    """A path without the names of its parameters, which are not on the wire."""
    return "/".join(":" if part.startswith(":") else part for part in path.split("/"))


class Call:
    """One request class of the SDK."""

    def __init__(self, request, version):
        self.request = request
        self.version = version
        empty = request.builder().build()
        self.method = empty.http_method.name
        self.path = empty.uri
        self.tokens = sorted(kind.name.lower() for kind in empty.token_types or ())

    @property
    def key(self):
        return self.method, template(self.path)

    def parameters(self):
        """Names of the parameters of the path, in order, and all that else is set beside the body."""
        path = [part[1:] for part in self.path.split("/") if part.startswith(":")]
        known = set(vars(BaseRequest())) | {"request_body"}
        others = [name for name in vars(self.request()) if name not in known]
        return path, [name for name in others if name not in path]

    def body(self):
        """The class of the body."""
        build = getattr(self.request.builder(), "request_body", None)
        return None if build is None else next(iter(typing.get_type_hints(build).values()))

    def build(self, instance, names):
        """The request with all that the instance has. `names` are those of the path's parameters there."""
        builder = self.request.builder()
        for ours, theirs in zip(names, self.parameters()[0]):
            getattr(builder, theirs)(instance["path"][ours])
        for name, given in instance.get("query", {}).items():
            getattr(builder, name)(given)
        if "body" in instance and self.body():
            builder.request_body(built(self.body(), instance["body"]))
        return builder.build()

    def send(self, client, request):
        """Sends it as a user of the SDK does: by the method of its resource."""
        option = RequestOption.builder()
        if "tenant" not in self.tokens:
            option = option.user_access_token("u-interop")
        return self.sender(client)(request, option.build())

    def sender(self, client):
        version = client
        for name in self.version:
            version = getattr(version, name)
        for resource in vars(version).values():
            for _, method in inspect.getmembers(resource, inspect.ismethod):
                hints = typing.get_type_hints(method) if not inspect.iscoroutinefunction(method) else {}
                if hints.get("request") is self.request:
                    return method
        raise LookupError(f"no resource sends {self.request.__name__}")


def fields(kind):
    """The fields of a class of the SDK with their types."""
    return getattr(kind, "_types", {})


def element(kind):
    """What a list or a map of the SDK holds; `None` for anything else."""
    arguments = typing.get_args(kind)
    return arguments[-1] if arguments and typing.get_origin(kind) in (list, dict) else None


def built(kind, given):
    """A value of the SDK's, field by field through its builders."""
    if isinstance(given, list) and element(kind):
        return [built(element(kind), item) for item in given]
    # A class without fields holds nothing: what its pages leave open passes as it is.
    if not isinstance(given, dict) or not fields(kind):
        return given
    builder = kind.builder()
    for name, member in given.items():
        getattr(builder, name)(built(fields(kind)[name], member))
    return builder.build()


def calls(services):
    """Every request class of these services: pairs of project and version."""
    found = []
    for project, version in services:
        package = f"lark_oapi.api.{project}.{version}.model"
        try:
            models = importlib.import_module(package)
        except ModuleNotFoundError:
            continue
        for module in pkgutil.iter_modules(models.__path__):
            if not module.name.endswith("_request"):
                continue
            members = vars(importlib.import_module(f"{package}.{module.name}")).values()
            requests = (kind for kind in members if inspect.isclass(kind) and issubclass(kind, BaseRequest))
            found += [Call(kind, (project, version)) for kind in requests if kind is not BaseRequest]
    return found


def client(base_url, is_person=False):
    """A client of the SDK for a server on this machine. It asks it for a token, too, unless each call brings a person's."""
    builder = lark_oapi.Client.builder().app_id("cli_interop").app_secret("secret").enable_set_token(is_person)
    return builder.domain(base_url).log_level(lark_oapi.LogLevel.ERROR).build()


__all__ = ["AccessTokenType", "built", "calls", "client", "element", "fields", "template"]
