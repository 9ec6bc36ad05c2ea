"""gRPC as clients meet it at its edges: deadlines, unknown methods, metadata, size limits, calls at once, and calls that
are answered while the server ends."""

import concurrent.futures
import os
import signal
import sys
import time

import grpc
from gcp_client import connect, reason
from google.api_core import exceptions
from google.cloud import kms_v1

URL, PROCESS = sys.argv[2], int(sys.argv[3])
LOCATION = "projects/edges/locations/europe-west6"
SERVICE = "/google.cloud.kms.v1.KeyManagementService/"
kms = connect(URL, "grpc")
ring = kms.create_key_ring(request={"parent": LOCATION, "key_ring_id": "r", "key_ring": {}}).name
template = {"algorithm": kms_v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm.EC_SIGN_P256_SHA256}
key = kms.create_crypto_key(
    request={"parent": ring, "crypto_key_id": "k", "crypto_key": {"purpose": 5, "version_template": template}}
).name
version = f"{key}/cryptoKeyVersions/1"
channel = grpc.insecure_channel(URL.split("://")[1])


def raw(method, message=b"", **more):
    """The code that a call without a generated client ends with."""
    try:
        channel.unary_unary(method)(message, timeout=20, **more)
        return grpc.StatusCode.OK
    except grpc.RpcError as error:
        return error.code()


# Methods that there are not, and messages that are none
assert raw(SERVICE + "DeleteCryptoKey") == grpc.StatusCode.UNIMPLEMENTED
assert raw("/google.cloud.kms.v1.EkmService/GetEkmConfig") == grpc.StatusCode.UNIMPLEMENTED
assert raw("/") == grpc.StatusCode.UNIMPLEMENTED
assert raw(SERVICE + "Encrypt", b"\xff\xff\xff") == grpc.StatusCode.INVALID_ARGUMENT
assert raw(SERVICE + "Encrypt") == grpc.StatusCode.INVALID_ARGUMENT
name = kms_v1.GetKeyRingRequest.pb(kms_v1.GetKeyRingRequest(name=ring)).SerializeToString()
assert raw(SERVICE + "GetKeyRing", name) == grpc.StatusCode.OK
# A field that nobody knows is ignored, as protocol buffers have it.
assert raw(SERVICE + "GetKeyRing", name + b"\xfa\x3f\x01x") == grpc.StatusCode.OK
for compression in (grpc.Compression.Gzip, grpc.Compression.Deflate):
    assert raw(SERVICE + "GetKeyRing", name, compression=compression) in (
        grpc.StatusCode.OK, grpc.StatusCode.UNIMPLEMENTED)

# Sizes
big = kms_v1.EncryptRequest.pb(kms_v1.EncryptRequest(name=key, plaintext=bytes(1 << 20))).SerializeToString()
assert raw(SERVICE + "Encrypt", big) == grpc.StatusCode.INVALID_ARGUMENT
assert raw(SERVICE + "Encrypt", bytes(8 << 20)) in (grpc.StatusCode.CANCELLED, grpc.StatusCode.RESOURCE_EXHAUSTED)

# Deadlines: calls that wait for others longer than they may are given up, and the server does not begin them
slow = {"algorithm": kms_v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm.RSA_SIGN_PKCS1_4096_SHA256}
rsa = kms.create_crypto_key(
    request={"parent": ring, "crypto_key_id": "rsa", "crypto_key": {"purpose": 5, "version_template": slow}}
).name + "/cryptoKeyVersions/1"
signing = channel.unary_unary(SERVICE + "AsymmetricSign")
request = kms_v1.AsymmetricSignRequest.pb(kms_v1.AsymmetricSignRequest(name=rsa, data=b"m")).SerializeToString()
waiting = [signing.future(request, timeout=0.05) for _ in range(90)]
ended = [call.code() for call in waiting]
assert set(ended) <= {grpc.StatusCode.OK, grpc.StatusCode.DEADLINE_EXCEEDED}, set(ended)
assert grpc.StatusCode.DEADLINE_EXCEEDED in ended, "the machine is too fast for this test"

# Streams of one connection do not wait for each other, and each call is counted once
with concurrent.futures.ThreadPoolExecutor(16) as pool:
    signatures = list(
        pool.map(lambda i: kms.asymmetric_sign(request={"name": version, "data": b"%d" % i}).signature, range(200)))
assert len(set(signatures)) == 200

# The server ends: what it has begun it answers, and then the connection ends
found = []
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    def sign(i):
        try:
            kms.asymmetric_sign(request={"name": version, "data": b"%d" % i}, retry=None, timeout=10)
            return "OK"
        except exceptions.GoogleAPICallError as error:
            return error.grpc_status_code.name
    futures = [pool.submit(sign, i) for i in range(400)]
    time.sleep(0.05)
    os.kill(PROCESS, signal.SIGTERM)
    found = [future.result() for future in futures]
assert "OK" in found and set(found) <= {"OK", "UNAVAILABLE"}, set(found)
print({code: found.count(code) for code in set(found)})
