#!/usr/bin/env python3
"""Requests per second of the fake KMS beside moto_server's, in one interleaved run, with quotas and latency off.

    Tests/Benchmarks/serve.py [--server .build-release/release/keyshift-serve] [--seconds 3] [--rounds 3]

Both are asked the same over kept connections of a bare client, so that the client costs little; the figures are medians
over the rounds. Needs boto3 and moto[server,kms] from PyPI. What moto cannot do (it decrypts no RSA block that another
program made) is asked of it all the same with a ciphertext of its own.
"""
import argparse
import base64
import os
import socket
import statistics
import subprocess
import sys
import threading
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


def request(port, operation, body):
    import json

    content = json.dumps(body).encode()
    day, now = time.strftime("%Y%m%d", time.gmtime()), time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    return (
        f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Amz-Target: TrentService.{operation}\r\n"
        f"Content-Type: application/x-amz-json-1.1\r\nX-Amz-Date: {now}\r\n"
        f"Authorization: AWS4-HMAC-SHA256 Credential=123456789012/{day}/us-east-1/kms/aws4_request, "
        f"SignedHeaders=host, Signature=any\r\nContent-Length: {len(content)}\r\n\r\n").encode() + content


def load(port, data, seconds, connections):
    """Answered requests per second over some connections."""
    counts = [0] * connections
    end = time.monotonic() + seconds

    def run(index):
        channel = socket.create_connection(("127.0.0.1", port))
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        buffer = b""
        while time.monotonic() < end:
            channel.sendall(data)
            while b"\r\n\r\n" not in buffer:
                part = channel.recv(65536)
                if not part:
                    # A server that does not keep connections.
                    channel = socket.create_connection(("127.0.0.1", port))
                    channel.sendall(data)
                    buffer = b""
                    continue
                buffer += part
            head, buffer = buffer.split(b"\r\n\r\n", 1)
            if not head.split(b"\r\n")[0].split(b" ")[1] == b"200":
                sys.exit(f"refused: {head} {buffer}")
            length = int([line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")][0][15:])
            while len(buffer) < length:
                buffer += channel.recv(65536)
            buffer = buffer[length:]
            counts[index] += 1
        channel.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


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
    parser.add_argument("--seconds", type=float, default=3)
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
                    data = request(port, *work[name][operation])
                    rates[name].append(load(port, data, options.seconds, options.connections))
            ours, theirs = (statistics.median(rates[name]) for name in ("keyshift", "moto"))
            print(f"{operation:20} {ours:12.0f} {theirs:10.0f} {ours / theirs:8.1f}")
    finally:
        for server in servers:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
