"""boto3 against a server that knows its callers."""
import datetime

import botocore.auth
from common import Connection, client, refused, request

describe = dict(KeyId="00000000-0000-0000-0000-000000000000")

good = client("AKIAGOOD", "right")
key = good.create_key()["KeyMetadata"]
assert key["AWSAccountId"] == "111122223333", key
temporary = client("ASIATEMP", "right", "token")
assert temporary.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyId"] == key["KeyId"]
temporary.encrypt(KeyId=key["KeyId"], Plaintext=bytes(range(256)) * 16)

refused("InvalidSignatureException", lambda: client("AKIAGOOD", "wrong").list_keys(), "does not match the signature")
refused("UnrecognizedClientException", lambda: client("AKIANONE", "right").list_keys(), "security token included")
refused("UnrecognizedClientException", lambda: client("ASIATEMP", "right", "other").list_keys())
refused("UnrecognizedClientException", lambda: client("ASIATEMP", "right").list_keys())
refused("ExpiredTokenException", lambda: client("ASIAGONE", "right", "token").list_keys(), "is expired")

status, _, body = Connection().ask("DescribeKey", describe)
assert (status, b"UnrecognizedClientException" in body) == (400, True), body
unsigned = Connection()
unsigned.send(request("DescribeKey", describe).replace(b"Authorization", b"X-Nothing"))
status, _, body = unsigned.receive()
assert (status, b"MissingAuthenticationTokenException" in body) == (400, True), body

# boto3 sets its clock right after one refusal and tries again; here it must not.
current = botocore.auth.get_current_datetime


def skewed(seconds):
    def call():
        botocore.auth.get_current_datetime = lambda *rest, **named: (
            current(*rest, **named) + datetime.timedelta(seconds=seconds))
        try:
            client("AKIAGOOD", "right", retries={"max_attempts": 0}).list_keys()
        finally:
            botocore.auth.get_current_datetime = current

    return call


refused("InvalidSignatureException", skewed(-400), "Signature expired: ")
refused("InvalidSignatureException", skewed(400), "Signature not yet current: ")
