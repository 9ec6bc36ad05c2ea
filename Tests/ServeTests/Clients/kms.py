"""boto3 against the server; Python's `cryptography` judges what comes back."""
import json
import time

from common import client, refused
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

kms = client()

key = kms.create_key(
    KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY", Description="namespace",
    Tags=[{"TagKey": "CreatedBy", "TagValue": "Canton"}])["KeyMetadata"]
assert key["Arn"] == f"arn:aws:kms:us-east-1:111122223333:key/{key['KeyId']}", key
assert kms.describe_key(KeyId=key["Arn"])["KeyMetadata"] == key
public = serialization.load_der_public_key(kms.get_public_key(KeyId=key["KeyId"])["PublicKey"])
answer = kms.sign(KeyId=key["KeyId"], Message=b"message", SigningAlgorithm="ECDSA_SHA_256")
public.verify(answer["Signature"], b"message", ec.ECDSA(hashes.SHA256()))
assert answer["KeyId"] == key["Arn"]
metadata = answer["ResponseMetadata"]
assert len(metadata["HTTPHeaders"]["x-amzn-requestid"]) == 36 and metadata["RequestId"], metadata
assert metadata["HTTPHeaders"]["content-type"] == "application/x-amz-json-1.1"

rsa = kms.create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["KeyId"]
public = serialization.load_der_public_key(kms.get_public_key(KeyId=rsa)["PublicKey"])
oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
blob = public.encrypt(b"secret", oaep)
opened = kms.decrypt(KeyId=rsa, CiphertextBlob=blob, EncryptionAlgorithm="RSAES_OAEP_SHA_256")
assert opened["Plaintext"] == b"secret"

wrapper = kms.create_key()["KeyMetadata"]["KeyId"]
blob = kms.encrypt(KeyId=wrapper, Plaintext=b"secret")["CiphertextBlob"]
assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"secret"

# Another Region and another account have keys of their own.
refused("NotFoundException", lambda: client(region="eu-west-1").describe_key(KeyId=key["KeyId"]), "eu-west-1")
refused("NotFoundException", lambda: client("999999999999").describe_key(KeyId=key["KeyId"]), "999999999999")

# A key is replicated to another Region, and used across accounts where its policy lets in.
primary = kms.create_key(MultiRegion=True)["KeyMetadata"]
kms.replicate_key(KeyId=primary["KeyId"], ReplicaRegion="eu-west-1")
blob = kms.encrypt(KeyId=primary["KeyId"], Plaintext=b"everywhere")["CiphertextBlob"]
deadline = time.monotonic() + 20
while client(region="eu-west-1").describe_key(KeyId=primary["KeyId"])["KeyMetadata"]["KeyState"] != "Enabled":
    assert time.monotonic() < deadline
    time.sleep(0.5)
assert client(region="eu-west-1").decrypt(CiphertextBlob=blob)["Plaintext"] == b"everywhere"
refused("UnsupportedOperationException", lambda: client(region="eu-west-1").replicate_key(
    KeyId=primary["KeyId"], ReplicaRegion="us-east-2"))
allow = [{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {
    "AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::999999999999:root"]}}]
kms.put_key_policy(
    KeyId=key["KeyId"], PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": allow}))
assert client("999999999999").describe_key(KeyId=key["Arn"])["KeyMetadata"]["Arn"] == key["Arn"]

refused("NotFoundException", lambda: kms.describe_key(KeyId="nothing"), "Invalid keyId 'nothing'")
kms.disable_key(KeyId=key["KeyId"])
refused(
    "DisabledException", lambda: kms.sign(KeyId=key["KeyId"], Message=b"m", SigningAlgorithm="ECDSA_SHA_256"),
    "is disabled.")
refused("ValidationException", lambda: kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=3))
