"""The mock server's own paths."""

import json
import urllib.error
import urllib.parse
import urllib.request


class Server:
    def __init__(self, base_url):
        self.base_url = base_url

    def ask(self, path, method="GET", body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.base_url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as refused:
            return json.load(refused)

    def endpoints(self):
        return self.ask("/mock/endpoints")

    def forget(self):
        self.ask("/mock/calls", "DELETE")

    def call_of(self, endpoint):
        """The one call of an endpoint since the last were forgotten."""
        [call] = [call for call in self.ask("/mock/calls") if call["endpoint"] == endpoint]
        return call

    def ours(self, endpoint, instance):
        """What the crate's own client sends for a request."""
        encoded = self.ask("/mock/encode", "POST", {"endpoint": endpoint, "request": instance})
        return wire(encoded.get("target", ""), encoded.get("body"))


def wire(target, body):
    """A request as it is compared: path, values of the query by name, body."""
    parts = urllib.parse.urlsplit(target)
    query = urllib.parse.parse_qs(parts.query, keep_blank_values=True)
    return {"path": urllib.parse.unquote(parts.path), "query": query, "body": body or None}
