"""A P-256, an RSA-2048 and a symmetric key imported with each method of Google's import jobs, wrapped by an independent
library, which also judges what the imported keys do."""

import os
import sys

from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from gcp_client import connect
from google.cloud import kms_v1

P = kms_v1.CryptoKey.CryptoKeyPurpose
V = kms_v1.CryptoKeyVersion
A = V.CryptoKeyVersionAlgorithm
METHODS = kms_v1.ImportJob.ImportMethod
HSM = kms_v1.ProtectionLevel.HSM
kms = connect(sys.argv[2], sys.argv[3])
location = "projects/imports/locations/europe-west6"
ring = kms.create_key_ring(request={"parent": location, "key_ring_id": sys.argv[3], "key_ring": {}}).name
message, count = b"a message", 0


def key(name, purpose, algorithm):
    return kms.create_crypto_key(
        request={
            "parent": ring,
            "crypto_key_id": name,
            "crypto_key": {
                "purpose": purpose,
                "version_template": {"algorithm": algorithm, "protection_level": HSM},
                "import_only": True,
            },
            "skip_initial_version_creation": True,
        }
    ).name


def pkcs8(private):
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


elliptic, modulus = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
secret = os.urandom(32)
signing = key("signing", P.ASYMMETRIC_SIGN, A.EC_SIGN_P256_SHA256)
decrypting = key("decrypting", P.ASYMMETRIC_DECRYPT, A.RSA_DECRYPT_OAEP_2048_SHA256)
raw = key("raw", P.RAW_ENCRYPT_DECRYPT, A.AES_256_GCM)


def check_signature(version):
    signature = kms.asymmetric_sign(request={"name": version, "data": message}).signature
    elliptic.public_key().verify(signature, message, ec.ECDSA(hashes.SHA256()))


def check_decryption(version):
    block = modulus.public_key().encrypt(
        message, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
    assert kms.asymmetric_decrypt(request={"name": version, "ciphertext": block}).plaintext == message


def check_encryption(version):
    sealed = kms.raw_encrypt(request={"name": version, "plaintext": message, "additional_authenticated_data": b"a"})
    assert AESGCM(secret).decrypt(sealed.initialization_vector, sealed.ciphertext, b"a") == message


KINDS = {
    "pair P-256": (signing, A.EC_SIGN_P256_SHA256, pkcs8(elliptic), check_signature),
    "pair RSA-2048": (decrypting, A.RSA_DECRYPT_OAEP_2048_SHA256, pkcs8(modulus), check_decryption),
    "symmetric": (raw, A.AES_256_GCM, secret, check_encryption),
}
for method, hashed, has_kek in (
    (METHODS.RSA_OAEP_3072_SHA1_AES_256, hashes.SHA1(), True),
    (METHODS.RSA_OAEP_4096_SHA1_AES_256, hashes.SHA1(), True),
    (METHODS.RSA_OAEP_3072_SHA256_AES_256, hashes.SHA256(), True),
    (METHODS.RSA_OAEP_4096_SHA256_AES_256, hashes.SHA256(), True),
    (METHODS.RSA_OAEP_3072_SHA256, hashes.SHA256(), False),
    (METHODS.RSA_OAEP_4096_SHA256, hashes.SHA256(), False),
):
    job = kms.create_import_job(
        request={
            "parent": ring,
            "import_job_id": method.name,
            "import_job": {"import_method": method, "protection_level": HSM},
        }
    )
    job = kms.get_import_job(request={"name": job.name})
    assert job.state == kms_v1.ImportJob.ImportJobState.ACTIVE, job
    wrapping = serialization.load_pem_public_key(job.public_key.pem.encode())
    oaep = padding.OAEP(padding.MGF1(hashed), hashed, None)
    for kind, (parent, algorithm, material, check) in KINDS.items():
        if not has_kek and kind.startswith("pair"):
            continue  # A pair does not fit into an RSA block.
        kek = os.urandom(32)
        wrapped = (
            wrapping.encrypt(kek, oaep) + keywrap.aes_key_wrap_with_padding(kek, material)
            if has_kek else wrapping.encrypt(material, oaep))
        version = kms.import_crypto_key_version(
            request={"parent": parent, "algorithm": algorithm, "import_job": job.name, "wrapped_key": wrapped})
        assert version.state == V.CryptoKeyVersionState.ENABLED and version.import_job == job.name, version
        check(version.name)
        count += 1
assert count == 14
print(f"imports {count}")
