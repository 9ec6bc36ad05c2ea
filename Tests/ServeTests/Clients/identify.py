"""Prints what identifies the keys that a server makes."""
from common import client

kms = client()
for spec, usage in [("ECC_NIST_P256", "SIGN_VERIFY"), ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")]:
    key = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["KeyId"]
    print(key)
    if usage == "SIGN_VERIFY":
        print(kms.get_public_key(KeyId=key)["PublicKey"].hex())
