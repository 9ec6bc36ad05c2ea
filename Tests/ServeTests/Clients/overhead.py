"""What a client measures on one warm connection minus the drawn latency, at the 90th percentile, for every class of
operation. The aim is half a millisecond; a release build on an idle machine was measured at 0.25 to 0.48. What is
demanded here is three milliseconds, since tests run beside each other: other programs of the machine only ever add, so
the best of several rounds counts, and where even `GET /health`, which does nothing, takes longer than that, what it
takes is the measure."""
import base64
import sys
import time

from common import ADDRESS, Connection, client, request

LIMIT_NS = 3_000_000
AIM_NS = 500_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 6
kms = client()


def key(spec, usage):
    return kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]


text = lambda data: base64.b64encode(data).decode()
p256, rsa, wrapper = key("ECC_NIST_P256", "SIGN_VERIFY"), key("RSA_2048", "ENCRYPT_DECRYPT"), key(
    "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
message = text(b"m" * 34)
cipher = text(kms.encrypt(KeyId=rsa, Plaintext=b"s" * 32, EncryptionAlgorithm="RSAES_OAEP_SHA_256")["CiphertextBlob"])
blob = text(kms.encrypt(KeyId=wrapper, Plaintext=b"s" * 32)["CiphertextBlob"])
operations = {
    "DescribeKey": ("DescribeKey", {"KeyId": p256}),
    "GetPublicKey": ("GetPublicKey", {"KeyId": p256}),
    "Sign P-256": ("Sign", {"KeyId": p256, "Message": message, "SigningAlgorithm": "ECDSA_SHA_256"}),
    "Decrypt RSA-2048": (
        "Decrypt", {"KeyId": rsa, "CiphertextBlob": cipher, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}),
    "Decrypt symmetric": ("Decrypt", {"CiphertextBlob": blob}),
    "Encrypt symmetric": ("Encrypt", {"KeyId": wrapper, "Plaintext": message}),
    "GenerateDataKey": ("GenerateDataKey", {"KeyId": wrapper, "KeySpec": "AES_256"}),
}
connection = Connection()
bad, busy = [], 0
health = f"GET /health HTTP/1.1\r\nHost: {ADDRESS.netloc}\r\n\r\n".encode()
for name, (operation, body) in operations.items():
    data = request(operation, body, "x-keyshift-show-latency: 1\r\n")
    best, idle = None, 0
    for _ in range(ROUNDS):
        extra, empty = [], []
        for _ in range(30):
            began = time.perf_counter_ns()
            connection.send(data)
            status, headers, answer = connection.receive()
            took = time.perf_counter_ns() - began
            assert status == 200, answer
            extra.append(took - int(headers["x-keyshift-drawn-latency-ns"]))
            began = time.perf_counter_ns()
            connection.send(health)
            connection.receive()
            empty.append(time.perf_counter_ns() - began)
        extra.sort()
        empty.sort()
        best = extra[26] if best is None else min(best, extra[26])
        idle = max(idle, empty[26])
        if best <= AIM_NS:
            break
    print(f"{name}: p90 {best / 1000:.0f} us above the drawn latency; GET /health {idle / 1000:.0f} us at worst")
    busy = max(busy, idle)
    bad.append((best, name))
connection.send(request("DescribeKey", {"KeyId": p256}))
assert "x-keyshift-drawn-latency-ns" not in connection.receive()[1], "told without being asked"
bad = [name for best, name in bad if best > max(LIMIT_NS, busy)]
assert not bad, f"more than 3 ms: {bad}"
