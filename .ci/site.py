#!/usr/bin/env python3
"""Plays the documentation site with saved pages, on this machine: site.py PAGE|DIR...

Prints its address, then serves until its input ends. Pages that state a method and an address are in the list of
endpoints, those below a folder of events in the list of events.
"""
import http.server
import json
import pathlib
import re
import sys
import threading
import urllib.parse

FRONT = re.compile(r'---\ntitle: (".*")\nfullPath: (".*")\nupdateTime: "(\d+)"\n---\n\n')
METHOD = re.compile(r"HTTP Method</md-th>\s*<md-td>\s*(\w+)")
ADDRESS = re.compile(r"HTTP URL</md-th>\s*<md-td>\s*https://[^/\s]+(/[^\s?<]*)")


class Site(http.server.BaseHTTPRequestHandler):
    apis, events, pages = [], [], {}

    @classmethod
    def add(cls, file):
        text = file.read_text(encoding="utf-8")
        front = FRONT.match(text)
        title, path, time = json.loads(front[1]), json.loads(front[2]), int(front[3])
        cls.pages[path] = {"title": title, "fullPath": path, "updateTime": time, "content": text[front.end() :]}
        entry = {"name": title, "fullPath": "/document" + path, "updateTime": time // 1000, "meta": {"Project": "", "Type": 1}, "tags": []}
        method, address = METHOD.search(text), ADDRESS.search(text)
        if method and address:
            project = address[1].split("/")[2]
            cls.apis.append(entry | {"url": f"{method[1]}:{address[1]}", "meta": {"Project": project, "Type": 1}})
        elif "/event" in path:
            cls.events.append(entry)

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        asked = urllib.parse.parse_qs(address.query).get("fullPath", [""])[0]
        lists = {"/api/tools/server-side-api/list": {"apis": self.apis}, "/api/tools/server-side-event/list": {"events": self.events}}
        data = lists.get(address.path) or self.pages.get(asked)
        body = json.dumps({"code": 0 if data else 404, "msg": "", "data": data}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    for place in map(pathlib.Path, sys.argv[1:]):
        for file in sorted(place.rglob("*.md")) if place.is_dir() else [place]:
            Site.add(file)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


main()
