#!/usr/bin/env python3
"""Requests per second of the fake KMS beside moto_server's, in one interleaved run, with quotas and latency off.

    Tests/Benchmarks/serve.py [--server .build-release/release/keyshift-serve] [--seconds 3] [--rounds 3]

Both are asked the same by a bare client, so that the client costs little, over connections that are kept where the server
keeps them (moto_server does not); the figures are medians over the rounds. Needs boto3 and moto[server,kms] from PyPI. What moto cannot do (it decrypts no RSA block that another
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


class Channel:
    """A connection that is kept where the server keeps it."""

    def __init__(self, port):
        self.port, self.socket, self.buffer = port, None, b""

    def ask(self, data):
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(data)
        head = self.until(lambda: self.buffer.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in self.buffer else 0).lower()
        if head.split(b" ", 2)[1] != b"200":
            raise RuntimeError(f"refused: {head} {self.buffer}")
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        self.until(lambda: length if len(self.buffer) >= length else 0)
        if b"connection: close" in head:
            self.socket.close()
            self.socket, self.buffer = None, b""

    def until(self, size):
        """Takes as many bytes off the buffer as `size` says once they are there."""
        while not size():
            part = self.socket.recv(65536)
            if not part:
                raise RuntimeError("the connection ended within an answer")
            self.buffer += part
        taken, self.buffer = self.buffer[:size()], self.buffer[size():]
        return taken


def load(port, data, seconds, connections):
    """Answered requests per second over some connections."""
    counts, failures = [0] * connections, []
    end = time.monotonic() + seconds

    def run(index):
        try:
            channel = Channel(port)
            while time.monotonic() < end:
                channel.ask(data)
                counts[index] += 1
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        sys.exit(f"{failures[0]}")
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
