"""CloudTrail's events of what boto3 does, read from the file that the server writes."""
import base64
import json
import sys

from common import client, refused

SECRET = b"a message that must not be told"
kms = client()
ids = []


def done(answer):
    ids.append(answer["ResponseMetadata"]["RequestId"])
    return answer


key = done(kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY", Description="told"))["KeyMetadata"]
done(kms.sign(KeyId=key["KeyId"], Message=SECRET, SigningAlgorithm="ECDSA_SHA_256"))
symmetric = done(kms.create_key())["KeyMetadata"]
sealed = done(kms.encrypt(KeyId=symmetric["KeyId"], Plaintext=SECRET, EncryptionContext={"a": "b"}))["CiphertextBlob"]
done(kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"a": "b"}))
refused("NotFoundException", lambda: kms.describe_key(KeyId="alias/none"))
done(kms.disable_key(KeyId=key["KeyId"]))

text = open(sys.argv[2]).read()
events = [json.loads(line) for line in text.splitlines()]
names = [event["eventName"] for event in events]
assert names == ["CreateKey", "Sign", "CreateKey", "Encrypt", "Decrypt", "DescribeKey", "DisableKey"], names
assert [event["requestID"] for event in events if "errorCode" not in event] == ids
assert len({event["eventID"] for event in events}) == len(events)
for event in events:
    assert event["sourceIPAddress"] == "127.0.0.1" and event["recipientAccountId"] == "111122223333", event
    assert event["userAgent"].startswith("Boto3/"), event
    assert event["userIdentity"]["accessKeyId"] == "111122223333", event
assert events[1]["resources"][0]["ARN"] == key["Arn"]
assert events[4]["requestParameters"]["encryptionContext"] == {"a": "b"}
assert events[4]["additionalEventData"]["keyMaterialId"] == symmetric["CurrentKeyMaterialId"]
assert events[5]["errorCode"] == "NotFoundException"
for secret in (SECRET, sealed):
    assert base64.b64encode(secret).decode() not in text and secret.decode("latin-1") not in text
