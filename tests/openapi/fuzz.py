"""Requests that schemathesis makes from the exported OpenAPI document, sent to the mock server.

`fuzz.py BASE_URL DOCUMENT CONFIGURATION EXCEPTIONS`. The mock accepts what the document accepts and refuses what it refuses, never fails, and its
responses keep to the document. Where the two disagree, the reason stands in the exceptions, and each exception occurs.
"""

import json
import re
import sys

import schemathesis
from judge import operations
from schemathesis.cli import schemathesis as command

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "agrees_with_the_document",
]
# Every run sends the same requests.
GENERATION = ["--generation-deterministic", "--phases=examples,coverage,fuzzing", "--max-examples=5"]
TOKENS = {"tenant": "t-mock", "user": "u-mock", "app": "a-mock"}


class Exceptions:
    """The known reasons for which the mock and the document disagree."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.unused = {known["disagreement"] for known in json.load(file)}
        self.new = set()
        self.patterns = {pattern: re.compile(pattern, re.DOTALL) for pattern in self.unused}

    def are(self, disagreements):
        """Whether each of them is known."""
        for line in disagreements:
            fitting = {pattern for pattern, compiled in self.patterns.items() if compiled.fullmatch(line)}
            self.unused -= fitting
            if not fitting:
                self.new.add(line)
        return self.new.isdisjoint(disagreements)


def disagreements(accepted, endpoint, response):
    """A line for each fault that the mock finds in a request that the document accepts, and one for the reverse."""
    # The page on which a person agrees redirects.
    if response.status_code in (200, 302):
        kind = response.request.headers.get("Content-Type", "no media type")
        return [] if accepted else [f"{endpoint} accepted with {kind}"]
    if not accepted:
        return []
    error = response.json().get("error")
    # In a failure of OAuth it is a word.
    faults = error.get("field_violations", []) if isinstance(error, dict) else []
    return [f"{endpoint} {fault['field']} {fault['description']}" for fault in faults] or [f"{endpoint} {response.text}"]


def register(document, exceptions):
    judges = operations(document)

    @schemathesis.hook
    def before_call(context, case, kwargs):
        accepted = case.operation.definition.raw.get("x-tokens", ["tenant"])
        case.headers["Authorization"] = f"Bearer {TOKENS[accepted[0]]}"

    @schemathesis.check
    def agrees_with_the_document(ctx, response, case):
        if case.method != case.operation.method.upper():
            return
        endpoint = case.operation.definition.raw["operationId"]
        accepted = judges[endpoint].accepts(response.request)
        if accepted is None:
            # A negative form may become a valid one when it is written, so only positive ones are judged.
            if case.meta.generation.mode.is_negative:
                return
            accepted = True
        found = disagreements(accepted, endpoint, response)
        assert exceptions.are(found), "the mock and the document disagree"


def main(base_url, path, configuration, table):
    exceptions = Exceptions(table)
    with open(path, encoding="utf-8") as file:
        register(json.load(file), exceptions)
    arguments = ["--config-file", configuration, "run", path, "--url", base_url, "--checks", ",".join(CHECKS), *GENERATION]
    try:
        command.main([*arguments, "--continue-on-failure", "--no-color"])
    except SystemExit as end:
        status = end.code
    for line in sorted(exceptions.new):
        print(f"new: {line}")
    for line in sorted(exceptions.unused):
        print(f"no longer occurs: {line}")
    if status or exceptions.unused:
        sys.exit(f"compare with the page, and mend the export, the mock or {table}")


if __name__ == "__main__":
    main(*sys.argv[1:])
