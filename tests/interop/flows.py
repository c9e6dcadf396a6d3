"""What programs do with the SDK beside single calls: lists, errors, uploads, store apps, and people."""

import hashlib
import json
import urllib.parse
import urllib.request

import lark_oapi as lark
from lark_oapi.api.approval.v4 import GetInstanceRequest, QueryTaskRequest
from lark_oapi.api.auth.v3 import ResendAppTicketRequest, ResendAppTicketRequestBody
from lark_oapi.api.authen.v1 import (
    CreateOidcAccessTokenRequest,
    CreateOidcAccessTokenRequestBody,
    CreateOidcRefreshAccessTokenRequest,
    CreateOidcRefreshAccessTokenRequestBody,
    GetUserInfoRequest,
)
from lark_oapi.core.utils import Files
from requests_toolbelt import MultipartEncoder

INSTANCE = "approval/v4/instance/get"
UPLOAD = "approval/v2/file/upload"
CHINESE = '报销单 "1".pdf'


def check(condition, what):
    if not condition:
        raise SystemExit(f"the SDK and the mock server disagree: {what}")


def run(client, server):
    orders(client, server)
    upload(client, server)
    store_app(server)
    person(client, server)


def instance(client, option=None):
    request = GetInstanceRequest.builder().instance_id("1").build()
    return client.approval.v4.instance.get(request, option)


def orders(client, server):
    """Errors arrive as their pages document them, and ordered data in its turn."""
    for order in ({"data": {"status": "PENDING"}}, {"code": 1390003}, {"data": {"status": "APPROVED"}}):
        check(server.ask("/mock/answers", "POST", {"endpoint": INSTANCE, **order})["code"] == 0, order)
    replies = [instance(client) for _ in range(4)]
    found = [(reply.code, reply.data.status if reply.success() else None) for reply in replies]
    check(found == [(0, "PENDING"), (1390003, None), (0, "APPROVED"), (0, "APPROVED")], found)
    check(replies[1].msg and replies[1].error["log_id"], "an error has a message and a log id")
    server.ask("/mock/answers", "DELETE")


def upload(client, server):
    """A file with a Chinese name arrives with its name and content."""
    content = "内容 \r\n--boundary".encode()
    file = (CHINESE, content, "application/pdf")
    # The SDK has no class for the endpoint: its form is made as for those that it has.
    form = MultipartEncoder(Files.parse_form_data({"name": CHINESE, "type": "attachment", "content": file}))
    request = lark.BaseRequest.builder().http_method(lark.HttpMethod.POST).uri("/approval/openapi/v2/file/upload")
    request = request.token_types({lark.AccessTokenType.TENANT}).body(form).build()
    option = lark.RequestOption.builder().headers({"Content-Type": form.content_type}).build()
    server.forget()
    reply = client.request(request, option)
    check(reply.code == 0, reply.raw.content)
    body = server.call_of(UPLOAD)["request"]["body"]
    check(body["name"] == CHINESE, body)
    check(body["content"]["sha256"] == hashlib.sha256(content).hexdigest(), body)
    check(body["content"]["file_name"].replace("%22", '"').replace("\\", "") == CHINESE, body)


def store_app(server):
    """A store app asks for its ticket, gets it, and calls in a tenant."""
    builder = lark.Client.builder().app_id("cli_store").app_secret("secret").app_type(lark.AppType.ISV)
    builder = builder.domain(server.base_url).log_level(lark.LogLevel.CRITICAL)
    secrets = ResendAppTicketRequestBody.builder().app_id("cli_store").app_secret("secret").build()
    resend = ResendAppTicketRequest.builder().request_body(secrets).build()
    check(builder.build().auth.v3.app_ticket.resend(resend).code == 0, "the ticket is sent again")
    server.forget()
    option = lark.RequestOption.builder().tenant_key("k").app_ticket("ticket").build()
    reply = instance(builder.build(), option)
    check(reply.code == 0, reply.raw.content)
    ids = [call["endpoint"] for call in server.ask("/mock/calls")]
    check(ids == ["auth/v3/app_access_token/create", "auth/v3/tenant_access_token/create", INSTANCE], ids)


def person(client, server):
    """A person agrees on the authorization page; the code is exchanged and refreshed, and calls are the person's."""
    exchange = CreateOidcAccessTokenRequestBody.builder().grant_type("authorization_code").code(code(server)).build()
    exchange = CreateOidcAccessTokenRequest.builder().request_body(exchange).build()
    tokens = client.authen.v1.oidc_access_token.create(exchange).data
    check(not client.authen.v1.oidc_access_token.create(exchange).success(), "a code is used once")
    refresh = CreateOidcRefreshAccessTokenRequestBody.builder().grant_type("refresh_token")
    refresh = refresh.refresh_token(tokens.refresh_token).build()
    refresh = CreateOidcRefreshAccessTokenRequest.builder().request_body(refresh).build()
    token = client.authen.v1.oidc_refresh_access_token.create(refresh).data.access_token
    check(token not in (None, tokens.access_token), "a refresh gives a new token")
    option = lark.RequestOption.builder().user_access_token(token).build()
    builder = lark.Client.builder().enable_set_token(True).domain(server.base_url)
    client = builder.log_level(lark.LogLevel.CRITICAL).build()
    profile = client.authen.v1.user_info.get(GetUserInfoRequest.builder().build(), option)
    check(profile.success() and profile.data.open_id, profile.raw.content)
    server.forget()
    query = QueryTaskRequest.builder().user_id("ou_1").topic("1").build()
    check(client.approval.v4.task.query(query, option).code == 0, "the person's tasks")
    check(server.call_of("approval/v4/task/query")["token"] == "user", "the call is the person's")


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def code(server):
    """The code of a person who agrees."""
    query = {"client_id": "cli_interop", "response_type": "code", "redirect_uri": "https://example.com/back"}
    page = f"{server.base_url}/open-apis/authen/v1/authorize?{urllib.parse.urlencode(query)}"
    try:
        urllib.request.build_opener(Stay).open(page, timeout=30)
    except urllib.error.HTTPError as answer:
        location = urllib.parse.urlsplit(answer.headers["location"])
        return urllib.parse.parse_qs(location.query)["code"][0]
    raise SystemExit("the authorization page does not redirect")


def walk(send, instance):
    """Walks through a list, which must end."""
    query = {name: value for name, value in instance["query"].items() if name != "page_token"}
    for _ in range(10):
        reply = send({**instance, "query": query})
        check(reply.code == 0, reply.raw.content)
        data = json.loads(reply.raw.content)["data"]
        if not data.get("has_more"):
            return
        query = {**query, "page_token": data["page_token"]}
    raise SystemExit("a list does not end")
