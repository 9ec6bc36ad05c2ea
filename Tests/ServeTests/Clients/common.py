"""What the clients of the tests share: boto3's client of a local server, and requests over bare sockets."""
import json
import socket
import sys
import time
import urllib.parse

URL = sys.argv[1]
ADDRESS = urllib.parse.urlparse(URL)
SCOPE = time.strftime("%Y%m%d", time.gmtime()) + "/us-east-1/kms/aws4_request"
AUTHORIZATION = f"AWS4-HMAC-SHA256 Credential=111122223333/{SCOPE}, SignedHeaders=host, Signature=any"


def client(key="111122223333", secret="any", token=None, region="us-east-1", **config):
    import boto3
    from botocore.config import Config

    return boto3.client(
        "kms", endpoint_url=URL, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret,
        aws_session_token=token, verify=False, config=Config(**config))


def refused(code, call, text=None):
    """Fails unless boto3's call is refused with this code and with this text in the message."""
    from botocore.exceptions import ClientError

    try:
        call()
    except ClientError as error:
        found = error.response["Error"]
        assert found["Code"] == code, found
        assert text is None or text in found["Message"], found
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400, error.response
        return
    raise AssertionError(f"not refused: {code}")


def request(operation, body, headers=""):
    """The bytes of a request."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return (
        f"POST / HTTP/1.1\r\nHost: {ADDRESS.netloc}\r\nX-Amz-Target: TrentService.{operation}\r\n"
        f"Content-Type: application/x-amz-json-1.1\r\nX-Amz-Date: {time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}\r\n"
        f"Authorization: {AUTHORIZATION}\r\nContent-Length: {len(content)}\r\n{headers}\r\n"
    ).encode() + content


class Connection:
    """One connection that is kept open."""

    def __init__(self, timeout=30):
        self.socket = socket.create_connection((ADDRESS.hostname, ADDRESS.port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def receive(self):
        """(status, headers, body) of the next answer; None when the connection is closed before it."""
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        while len(self.buffer) < length:
            if not self._more():
                return None
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return int(lines[0].split(" ")[1]), headers, body

    def _more(self):
        part = self.socket.recv(65536)
        self.buffer += part
        return part

    def ask(self, operation, body, headers=""):
        self.send(request(operation, body, headers))
        return self.receive()

    def close(self):
        self.socket.close()
