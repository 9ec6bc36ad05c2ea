"""Frames and messages that no client sends: broken HTTP/2, broken gRPC, broken protocol buffers. What is answered is a
refusal, the server still serves at the end, and its memory stays bounded."""

import random
import socket
import struct
import sys
import threading

import grpc
from gcp_client import connect
from google.cloud import kms_v1

URL, PROCESS = sys.argv[2], sys.argv[3]
HOST, PORT = URL.split("://")[1].rsplit(":", 1)
LOCATION = "projects/hostile/locations/europe-west6"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
kms = connect(URL, "grpc")
ring = kms.create_key_ring(request={"parent": LOCATION, "key_ring_id": "r", "key_ring": {}}).name


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def literal(name, value):
    """A header without index and without Huffman's code (RFC 7541)."""
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


def head(path, content_type=b"application/grpc", **more):
    fields = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", b"x"),
              (b"content-type", content_type), (b"te", b"trailers")]
    fields += [(name.encode().replace(b"_", b"-"), value) for name, value in more.items()]
    return b"".join(literal(*field) for field in fields)


def send(data, wait=0.3):
    """Sends bytes over a connection of their own; what comes back before the server closes it or `wait` is over."""
    answer = b""
    with socket.create_connection((HOST, int(PORT)), timeout=wait) as connection:
        try:
            connection.sendall(data)
            while part := connection.recv(65536):
                answer += part
        except (TimeoutError, ConnectionError):
            pass
    return answer


SETTINGS = frame(4, 0, 0, b"")
GET = b"/google.cloud.kms.v1.KeyManagementService/GetKeyRing"
message = kms_v1.GetKeyRingRequest.pb(kms_v1.GetKeyRingRequest(name=ring)).SerializeToString()
body = b"\x00" + struct.pack(">I", len(message)) + message
begin = PREFACE + SETTINGS
good = begin + frame(1, 4, 1, head(GET)) + frame(0, 1, 1, body)
assert b"grpc-status" in send(good) or len(send(good)) > 60
cases = [
    PREFACE[:10], PREFACE, PREFACE + b"\x00" * 100, PREFACE + b"\xff" * 1000, b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
    b"PRX / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00", b"\x00" * 4096, b"A" * 200_000,
    begin + frame(1, 4, 1, b"\xff" * 200),  # no HPACK
    begin + frame(1, 4, 0, head(GET)),  # headers of no stream
    begin + frame(1, 4, 2, head(GET)),  # a stream of the server's
    begin + frame(0, 1, 1, body),  # data of no stream
    begin + frame(1, 0, 1, head(GET)) + frame(0, 1, 1, body),  # headers without an end
    begin + frame(1, 5, 1, head(GET)),  # a request without a body
    begin + frame(1, 4, 1, head(GET)) + frame(0, 1, 1, body[:7]),  # half a message
    begin + frame(1, 4, 1, head(GET)) + frame(0, 1, 1, b"\x01" + body[1:]),  # compressed with nothing
    begin + frame(1, 4, 1, head(GET)) + frame(0, 1, 1, b"\x00\xff\xff\xff\xff"),  # 4 GiB to come
    begin + frame(1, 4, 1, head(GET)) + frame(0, 1, 1, body + body),  # two messages
    begin + frame(1, 4, 1, head(GET, b"text/html")) + frame(0, 1, 1, body),
    begin + frame(1, 4, 1, head(GET, grpc_encoding=b"snappy")) + frame(0, 1, 1, b"\x01" + body[1:]),
    begin + frame(1, 4, 1, head(GET, grpc_timeout=b"99999999999H")) + frame(0, 1, 1, body),
    begin + frame(1, 4, 1, head(GET, grpc_timeout=b"x")) + frame(0, 1, 1, body),
    begin + frame(1, 4, 1, head(GET, grpc_timeout=b"0n")) + frame(0, 1, 1, body),
    begin + frame(1, 4, 1, head(GET, grpc_status_details_bin=b"???")) + frame(0, 1, 1, body),
    begin + frame(1, 4, 1, head(b"/" + b"a" * 100)) + frame(0, 1, 1, body),
    begin + b"".join(frame(1, 4, 2 * i + 1, head(GET)) + frame(3, 0, 2 * i + 1, b"\0\0\0\x08") for i in range(2000)),
    begin + b"".join(frame(1, 4, 2 * i + 1, head(GET)) for i in range(2000)),  # more streams than allowed
    begin + frame(1, 0, 1, head(GET)) + b"".join(frame(9, 0, 1, literal(b"a", b"b" * 100)) for _ in range(5000)),
    begin + frame(6, 0, 0, bytes(8)) * 5000,  # pings
    begin + SETTINGS * 5000,
    begin + frame(0, 0, 1, bytes(16_384)) * 100,
    begin + b"\xff\xff\xff" + bytes(6),
]
for case in cases:
    send(case)

# Messages with mutations, through a proper client
channel = grpc.insecure_channel(f"{HOST}:{PORT}")
key = kms.create_crypto_key(
    request={"parent": ring, "crypto_key_id": "k", "crypto_key": {"purpose": 1, "version_template": {"algorithm": 1}}}).name
requests = [
    ("GetKeyRing", kms_v1.GetKeyRingRequest(name=ring)),
    ("Encrypt", kms_v1.EncryptRequest(name=key, plaintext=b"p", plaintext_crc32c=5)),
    ("CreateCryptoKey", kms_v1.CreateCryptoKeyRequest(
        parent=ring, crypto_key_id="x", crypto_key={"purpose": 5, "labels": {"a": "b"}, "version_template": {"algorithm": 12}})),
    ("ListCryptoKeys", kms_v1.ListCryptoKeysRequest(parent=ring, page_size=3, filter="a=b")),
    ("UpdateCryptoKey", kms_v1.UpdateCryptoKeyRequest(
        crypto_key={"name": key, "next_rotation_time": "2030-01-01T00:00:00Z"}, update_mask={"paths": ["labels"]})),
    ("AsymmetricSign", kms_v1.AsymmetricSignRequest(name=f"{key}/cryptoKeyVersions/1", digest={"sha256": bytes(32)})),
]
seeds = [(name, type(request).pb(request).SerializeToString()) for name, request in requests]
codes, lock = {}, threading.Lock()


def work(number):
    chance = random.Random(number)
    for _ in range(500):
        name, content = chance.choice(seeds)
        content = bytearray(content)
        for _ in range(chance.randrange(4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        content = bytes(content[:chance.randrange(len(content) + 1)]) if chance.random() < 0.2 else bytes(content)
        if chance.random() < 0.05:
            content = chance.randbytes(chance.randrange(20_000))
        try:
            channel.unary_unary(f"/google.cloud.kms.v1.KeyManagementService/{name}")(content, timeout=20)
            code = "OK"
        except grpc.RpcError as error:
            code = error.code().name
        with lock:
            codes[code] = codes.get(code, 0) + 1


threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert set(codes) <= {
    "OK", "INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "UNIMPLEMENTED"}, codes
assert codes["OK"] > 100 and codes["INVALID_ARGUMENT"] > 100, codes
assert kms.get_key_ring(request={"name": ring}).name == ring
assert connect(URL, "rest").get_key_ring(request={"name": ring}).name == ring
with open(f"/proc/{PROCESS}/status") as file:
    peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
assert peak < 400_000, f"{peak} KiB"
print(codes, f"{peak} KiB at most")
