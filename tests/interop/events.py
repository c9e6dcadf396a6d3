"""Feishu's official Python SDK as the receiver of the mock server's events: over a long connection, and as a webhook."""

import http.server
import json
import sys
import threading
import time
import urllib.request

import lark_oapi as lark
from lark_oapi.core.model import RawRequest
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse

base_url = sys.argv[1]
KEY, TOKEN = "encrypt key", "verification token"
received = []


def handled(event):
    received.append(event.event["text"])


def pressed(event):
    return P2CardActionTriggerResponse({"toast": {"type": "info", "content": event.event.action.tag}})


handler = (
    lark.EventDispatcherHandler.builder(KEY, TOKEN, lark.LogLevel.CRITICAL)
    .register_p1_customized_event("approval_instance", handled)
    .register_p2_customized_event("corehr.process.updated_v2", handled)
    .register_p2_card_action_trigger(pressed)
    .build()
)


class Webhook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        request = RawRequest()
        request.uri = self.path
        # The SDK looks for the names as the platform writes them; HTTP does not tell cases apart.
        request.headers = {name.title(): value for name, value in self.headers.items()}
        request.body = self.rfile.read(int(self.headers["content-length"]))
        response = handler.do(request)
        self.send_response(response.status_code)
        self.send_header("content-length", str(len(response.content)))
        self.end_headers()
        self.wfile.write(response.content)

    def log_message(self, *_):
        pass


def send(event_type, version, event, **more):
    """Has the mock server send an event, and returns what came back."""
    body = {"type": event_type, "version": version, "event": event, "verification_token": TOKEN, **more}
    request = urllib.request.Request(f"{base_url}/mock/events", json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request) as response:
        return json.load(response)["data"]["answer"]


CASES = [
    ("approval_instance", "1.0", {"text": "审批"}),
    ("corehr.process.updated_v2", "2.0", {"text": "x" * 100_000}),
]
CARD = ("card.action.trigger", "2.0", {"action": {"tag": "button"}})

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
for case in CASES:
    answer = send(*case, url=url, encrypt_key=KEY)
    assert answer["status"] == 200 and received.pop() == case[2]["text"], (case[0], answer)
    assert send(*case, url=url, encrypt_key="another")["status"] == 500 and not received
answer = send(*CARD, url=url, encrypt_key=KEY)
assert json.loads(answer["body"])["toast"]["content"] == "button", answer

connection = lark.ws.Client("cli_1", "secret", event_handler=handler, log_level=lark.LogLevel.CRITICAL, domain=base_url)
threading.Thread(target=connection.start, daemon=True).start()
begun = time.monotonic()
while (answer := send(*CASES[0])) is None:
    assert time.monotonic() - begun < 30, "the SDK's long connection does not open"
assert answer["code"] == 200 and received.pop() == CASES[0][2]["text"], answer
answer = send(*CASES[1])
assert answer["code"] == 200 and received.pop() == CASES[1][2]["text"], answer
answer = send(*CARD)
assert answer == {"code": 200, "data": {"toast": {"type": "info", "content": "button"}}}, answer
print("Python SDK: 6 events and callbacks received and answered, 2 forged ones refused")
