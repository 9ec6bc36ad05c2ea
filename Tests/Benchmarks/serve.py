#!/usr/bin/env python3
"""Requests per second of the fake KMS beside moto_server's, in one interleaved run, with quotas and latency off.

    Tests/Benchmarks/serve.py [--server .build-release/release/keyshift-serve] [--seconds 3] [--rounds 3]

Both are asked the same by wrk, which costs little itself, over connections that are kept where the server keeps them
(moto_server does not); the figures are medians over the rounds. Needs wrk from Debian, and boto3 and moto[server,kms] from
PyPI. What moto cannot do (it decrypts no RSA block that another program made) is asked of it all the same with a
ciphertext of its own.
"""
import argparse
import base64
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nothing listens at {port}")


SCRIPT = """
wrk.method = "POST"
wrk.body = [==[%s]==]
wrk.headers["X-Amz-Target"] = "TrentService.%s"
wrk.headers["Content-Type"] = "application/x-amz-json-1.1"
wrk.headers["X-Amz-Date"] = "%s"
wrk.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=123456789012/%s/us-east-1/kms/aws4_request, " ..
  "SignedHeaders=host, Signature=any"
"""


def load(port, operation, body, seconds, connections):
    """Answered requests per second over some connections."""
    day, now = time.strftime("%Y%m%d", time.gmtime()), time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % (json.dumps(body), operation, now, day))
        script.flush()
        said = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name, f"http://127.0.0.1:{port}/"],
            capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        sys.exit(f"{operation} was refused: {said}")
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", said)[1])


def operations(port):
    """The same work at a server: keys are its own."""
    import boto3

    kms = boto3.client(
        "kms", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="123456789012",
        aws_secret_access_key="any")

    def key(spec, usage):
        return kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]

    text = lambda data: base64.b64encode(data).decode()
    p256, rsa, wrapper = key("ECC_NIST_P256", "SIGN_VERIFY"), key("RSA_2048", "ENCRYPT_DECRYPT"), key(
        "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    block = kms.encrypt(KeyId=rsa, Plaintext=b"s" * 32, EncryptionAlgorithm="RSAES_OAEP_SHA_256")["CiphertextBlob"]
    blob = kms.encrypt(KeyId=wrapper, Plaintext=b"s" * 32)["CiphertextBlob"]
    return {
        "DescribeKey": ("DescribeKey", {"KeyId": p256}),
        "Sign P-256": ("Sign", {"KeyId": p256, "Message": text(b"m" * 34), "SigningAlgorithm": "ECDSA_SHA_256"}),
        "Decrypt RSA-2048": ("Decrypt", {
            "KeyId": rsa, "CiphertextBlob": text(block), "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}),
        "Decrypt symmetric": ("Decrypt", {"CiphertextBlob": text(blob)}),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default=os.path.join(HERE, "../../.build-release/release/keyshift-serve"))
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    ports = {"keyshift": free_port(), "moto": free_port()}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    servers = [
        subprocess.Popen([options.server, "--aws", f"127.0.0.1:{ports['keyshift']}"], **quiet),
        subprocess.Popen(["moto_server", "-H", "127.0.0.1", "-p", str(ports["moto"])], **quiet),
    ]
    try:
        for port in ports.values():
            wait_for(port)
        work = {name: operations(port) for name, port in ports.items()}
        print(f"{'operation':20} {'keyshift/s':>12} {'moto/s':>10} {'ratio':>8}")
        for operation in work["keyshift"]:
            rates = {name: [] for name in ports}
            for _ in range(options.rounds):
                for name, port in ports.items():
                    rates[name].append(load(port, *work[name][operation], options.seconds, options.connections))
            ours, theirs = (statistics.median(rates[name]) for name in ("keyshift", "moto"))
            print(f"{operation:20} {ours:12.0f} {theirs:10.0f} {ours / theirs:8.1f}")
    finally:
        for server in servers:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
