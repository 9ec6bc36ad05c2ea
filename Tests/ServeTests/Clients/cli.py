"""A handful of operations by the aws command line, as an operator types them."""
import base64
import json
import os
import subprocess
import sys
import tempfile

from common import URL
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

ENVIRONMENT = {
    **os.environ, "AWS_ACCESS_KEY_ID": "111122223333", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1",
}


def run(*words):
    command = [sys.executable, "-m", "awscli", "kms", *words, "--endpoint-url", URL]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=120)


def aws(*words):
    done = run(*words, "--output", "json")
    assert done.returncode == 0, (words, done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else None


key = aws("create-key", "--key-spec", "ECC_NIST_P256", "--key-usage", "SIGN_VERIFY", "--tags", "TagKey=a,TagValue=b")
key = key["KeyMetadata"]
assert aws("create-alias", "--alias-name", "alias/cli", "--target-key-id", key["KeyId"]) is None
assert aws("describe-key", "--key-id", "alias/cli")["KeyMetadata"] == key
assert aws("list-resource-tags", "--key-id", key["KeyId"])["Tags"] == [{"TagKey": "a", "TagValue": "b"}]
assert key["KeyId"] in [item["KeyId"] for item in aws("list-keys")["Keys"]]
public = load_der_public_key(base64.b64decode(aws("get-public-key", "--key-id", key["Arn"])["PublicKey"]))
with tempfile.NamedTemporaryFile() as file:
    file.write(b"message")
    file.flush()
    signed = aws("sign", "--key-id", "alias/cli", "--message", f"fileb://{file.name}", "--signing-algorithm",
                 "ECDSA_SHA_256")
    public.verify(base64.b64decode(signed["Signature"]), b"message", ec.ECDSA(hashes.SHA256()))
    wrapper = aws("create-key")["KeyMetadata"]["KeyId"]
    blob = aws("encrypt", "--key-id", wrapper, "--plaintext", f"fileb://{file.name}")["CiphertextBlob"]
    file.seek(0)
    file.truncate()
    file.write(base64.b64decode(blob))
    file.flush()
    opened = aws("decrypt", "--ciphertext-blob", f"fileb://{file.name}")
    assert base64.b64decode(opened["Plaintext"]) == b"message", opened
assert aws("disable-key", "--key-id", key["KeyId"]) is None
wrong = run("describe-key", "--key-id", "nothing")
assert wrong.returncode == 254 or wrong.returncode == 255, wrong
sentence = "An error occurred (NotFoundException) when calling the DescribeKey operation: Invalid keyId 'nothing'"
assert sentence in wrong.stderr, wrong.stderr
print("ok")
