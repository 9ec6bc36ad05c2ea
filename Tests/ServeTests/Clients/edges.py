"""HTTP at its edges, over bare sockets."""
import json
import socket
import time
import urllib.error
import urllib.request

from common import ADDRESS, URL, Connection, client, request


def get(path, method="GET"):
    try:
        with urllib.request.urlopen(urllib.request.Request(URL + path, method=method), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


status, _, body = get("/health")
assert (status, json.loads(body)) == (200, {"status": "ok"})
assert get("/nothing")[0] == 404
assert get("/")[0] == 405 and get("/health", "DELETE")[0] == 405

kms = client()
key = kms.create_key()["KeyMetadata"]["KeyId"]
describe = {"KeyId": key}

# Many requests on one connection, sent before any is answered.
pipe = Connection()
pipe.send(request("DescribeKey", describe) * 20)
for _ in range(20):
    status, _, body = pipe.receive()
    assert status == 200 and json.loads(body)["KeyMetadata"]["KeyId"] == key

# The client says that it sends no more, and still gets its answer.
half = Connection()
half.send(request("DescribeKey", describe))
half.socket.shutdown(socket.SHUT_WR)
assert half.receive()[0] == 200
assert half.receive() is None

# In the middle of a body, and of a head: the connection ends, and the server goes on.
for data in [request("DescribeKey", describe)[:-5], b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le"]:
    broken = Connection()
    broken.send(data)
    broken.socket.shutdown(socket.SHUT_WR)
    answer = broken.receive()
    assert answer is None or answer[0] == 400, answer

# A client that waits for leave to send its body.
waiting = Connection()
head, body = request("DescribeKey", describe, "Expect: 100-continue\r\n").split(b"\r\n\r\n")
waiting.send(head + b"\r\n\r\n")
assert waiting.receive()[0] == 100
waiting.send(body)
assert waiting.receive()[0] == 200
waiting.send(head.replace(f"Content-Length: {len(body)}".encode(), b"Content-Length: 20000000") + b"\r\n\r\n")
status, headers, body = waiting.receive()
assert (status, headers["connection"]) == (413, "close"), (status, headers)
assert waiting.receive() is None

# A body in chunks.
chunks = Connection()
head, body = request("DescribeKey", describe).split(b"\r\n\r\n")
head = head.replace(f"Content-Length: {len(body)}".encode(), b"Transfer-Encoding: chunked")
pieces = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 7]), body[i:i + 7]) for i in range(0, len(body), 7))
chunks.send(head + b"\r\n\r\n" + pieces + b"0\r\n\r\n")
assert chunks.receive()[0] == 200

# 20 MB: refused, and the connection is good for another request.
large = Connection(60)
large.send(request("Encrypt", b'{"Plaintext":"' + b"A" * 20_000_000 + b'"}'))
status, _, body = large.receive()
assert (status, json.loads(body)["__type"]) == (413, "RequestEntityTooLargeException"), body
assert large.ask("DescribeKey", describe)[0] == 200

# Heads that are too large or broken.
for data in [
    b"POST / HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % i for i in range(500)) + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GARBAGE\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n",
]:
    wrong = Connection()
    wrong.send(data)
    try:
        answer = wrong.receive()
        assert answer is None or 400 <= answer[0] < 500, answer
    except ConnectionResetError:
        pass

# A slow client: its bytes drip, others are served meanwhile.
slow = Connection()
for byte in request("DescribeKey", describe)[:40]:
    slow.send(bytes([byte]))
    time.sleep(0.005)
assert Connection().ask("DescribeKey", describe)[0] == 200
slow.send(request("DescribeKey", describe)[40:])
assert slow.receive()[0] == 200

status, headers, text = get("/metrics")
assert headers["content-type"].startswith("application/openmetrics-text"), headers
lines = text.decode().splitlines()
assert lines[-1] == "# EOF"
assert any(line.startswith('keyshift_kms_requests_total{operation="DescribeKey",code="OK"') for line in lines), lines
assert 'keyshift_kms_in_flight 0' in lines, lines
