"""Feishu's official Python SDK against the mock server: both ways round, for each endpoint that both have.

`interop.py BASE_URL JSON_SCHEMAS TABLE REQUESTS`. Each difference must stand in the table, with what the page says of it, and each entry of
the table must be a difference. REQUESTS is written: a full request for each endpoint, for the SDKs of other languages.
"""

import json
import sys

import flows
import sdk
import shapes
from instances import full, leaves, optional, with_value, without
from server import Server, wire

# Values of the SDK's types, for fields that it has of another type or alone.
SAMPLES = {"string": "x", "integer": 1, "boolean": True}


class Run:
    """The differences found so far: by endpoint and pointer."""

    def __init__(self, base_url, schemas):
        self.server = Server(base_url)
        self.schemas = schemas
        self.client = sdk.client(base_url)
        self.person = sdk.client(base_url, is_person=True)
        self.found = {}
        self.counts = {"endpoints": 0, "requests": 0, "fields": 0, "refused": 0, "lists": 0}

    def differ(self, endpoint, at, what):
        self.found.setdefault(endpoint, {})[at] = what

    def endpoint(self, endpoint, calls):
        """Compares an endpoint with all requests of the SDK that mean it."""
        if not calls:
            self.differ(endpoint["id"], "/", "not in the SDK")
            return
        self.counts["endpoints"] += 1
        for call in calls:
            shape = self.shape(endpoint, call)
            for at, what in shape.told().items():
                self.differ(endpoint["id"], at, what)
            # The SDK's forms take open files, and the mock server keeps no request for a token: `flows` makes such calls.
            if endpoint["form"] or not endpoint["tokens"]:
                continue
            instance = self.both_ways(endpoint, call, shape)
            self.refusals(endpoint, call, shape, instance)
            self.list(endpoint, call, instance)

    def shape(self, endpoint, call):
        """What the classes of the SDK have and the page has not, and the other way round."""
        schema = self.schemas[endpoint["id"]]["request"]["schema"]
        parts, out = schema["properties"], shapes.Shape()
        if call.tokens != sorted(endpoint["tokens"]):
            out["/tokens"] = f"{', '.join(endpoint['tokens'])} here, {', '.join(call.tokens)} in the SDK"
        documented = parts.get("query", {}).get("properties", {})
        others = call.parameters()[1]
        out |= {f"/query/{name}": "not in the SDK" for name in documented if name not in others}
        out |= {f"/query/{name}": "only in the SDK: string" for name in others if name not in documented}
        if "body" in parts and call.body():
            shapes.compare(parts["body"], call.body(), schema, "/body", out)
        elif "body" in parts or call.body():
            out["/body"] = "not in the SDK" if "body" in parts else "only in the SDK"
        return out

    def both_ways(self, endpoint, call, shape):
        """A request of the SDK with every field that both have is accepted, kept as it was given, and equal to ours."""
        schema = self.schemas[endpoint["id"]]["request"]["schema"]
        instance = full(schema)
        for at, what in shape.items():
            if what == "not in the SDK":
                instance = without(instance, optional(schema, at))
        reply, made = self.send(endpoint, call, instance)
        ours = self.server.ours(endpoint["id"], instance)
        theirs = wire(made["target"], made["request"]["body"])
        unequal = [name for name in ours["query"] if ours["query"][name] != theirs["query"].get(name)]
        for name in unequal:
            what = f"{ours['query'][name]} here, {theirs['query'].get(name)} in the SDK"
            self.differ(endpoint["id"], f"/query/{name}", what)
            instance = without(instance, f"/query/{name}")
        if unequal:
            reply, made = self.send(endpoint, call, instance)
            ours = self.server.ours(endpoint["id"], instance)
            theirs = wire(made["target"], made["request"]["body"])
        self.counts["fields"] += leaves(instance)
        if reply.code != 0:
            self.differ(endpoint["id"], "/refused", reply.raw.content.decode())
        for part, given in instance.items():
            if made["request"].get(part, {}) != given:
                self.differ(endpoint["id"], f"/kept/{part}", made["request"].get(part))
        if ours != theirs:
            self.differ(endpoint["id"], "/sent", {"here": ours, "in the SDK": theirs})
        return instance

    def refusals(self, endpoint, call, shape, instance):
        """What only the SDK has, or has of another type, is refused here, at its place."""
        for at, what in shape.items():
            kind = what.removeprefix("only in the SDK: ")
            kind = what.split(", ")[-1].removesuffix(" in the SDK") if " here, " in what else kind
            if kind not in SAMPLES:
                continue
            refused = with_value(instance, at, SAMPLES[kind])
            # Its parent may be left out, because the SDK lacks a member that it needs.
            if refused == instance:
                continue
            reply, _ = self.send(endpoint, call, refused)
            violations = json.loads(reply.raw.content).get("error", {}).get("field_violations", [])
            if [found["field"] for found in violations[:1]] != [at.replace("*", "0")]:
                self.differ(endpoint["id"], f"{at} (sent)", violations)
            self.counts["refused"] += 1

    def list(self, endpoint, call, instance):
        """A list ends for who asks for each page with the token of the one before."""
        if "page_token" in instance.get("query", {}):
            client = self.client_of(call)
            flows.walk(lambda page: call.send(client, call.build(page, names(endpoint))), instance)
            self.counts["lists"] += 1

    def client_of(self, call):
        return self.client if "tenant" in call.tokens else self.person

    def send(self, endpoint, call, instance):
        """The SDK's answer, and what the mock server recorded."""
        self.server.forget()
        reply = call.send(self.client_of(call), call.build(instance, names(endpoint)))
        self.counts["requests"] += 1
        return reply, self.server.call_of(endpoint["id"])


def names(endpoint):
    """The parameters of the path, in order."""
    return [part[1:] for part in endpoint["path"].split("/") if part.startswith(":")]


def judged(found, table):
    """Prints the differences with their judgements; whether each stands in the table, and nothing else does."""
    exact = True
    for endpoint in sorted(found.keys() | table.keys()):
        places = {**dict.fromkeys(table.get(endpoint, {})), **found.get(endpoint, {})}
        for at, what in places.items():
            entry = table.get(endpoint, {}).get(at)
            if entry is None:
                print(f"NEW       {endpoint} {at}: {what}")
            elif what != entry["difference"]:
                print(f"{'GONE' if what is None else 'CHANGED':9} {endpoint} {at}: {entry['difference']} -> {what}")
            else:
                print(f"known     {endpoint} {at}: {what} ({entry['judgement']})")
                continue
            exact = False
    return exact


def requests_of(run, endpoints):
    """A full request for each endpoint without a form: JSON cannot show a file."""
    return {
        endpoint["id"]: {**endpoint, "request": full(run.schemas[endpoint["id"]]["request"]["schema"])}
        for endpoint in endpoints
        if not endpoint["form"]
    }


def main(base_url, schemas, table, requests):
    with open(schemas, encoding="utf-8") as file:
        run = Run(base_url, json.load(file))
    with open(table, encoding="utf-8") as file:
        known = json.load(file)
    endpoints = run.server.endpoints()
    with open(requests, "w", encoding="utf-8") as file:
        json.dump(requests_of(run, endpoints), file, ensure_ascii=False)
    services = sorted({tuple(endpoint["id"].split("/")[:2]) for endpoint in endpoints})
    calls = sdk.calls(services)
    for endpoint in endpoints:
        key = endpoint["method"], sdk.template(endpoint["path"])
        run.endpoint(endpoint, [call for call in calls if call.key == key])
    exact = judged(run.found, known)
    flows.run(run.client, run.server)
    counts = run.counts
    print(
        f"Python: {counts['endpoints']} of {len(endpoints)} endpoints are in the SDK; {counts['requests']} of its requests were read "
        f"here, {counts['fields']} values of them equal to ours, {counts['refused']} refused at the place of a difference; "
        f"{counts['lists']} lists walked, orders, an upload, a store app and a person"
    )
    if not exact:
        sys.exit(f"compare with the page, and mend {table}")
    if counts["endpoints"] == 0:
        sys.exit("nothing was compared")


if __name__ == "__main__":
    main(*sys.argv[1:])
