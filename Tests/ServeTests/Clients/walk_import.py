"""Import of key material by boto3: material made here, wrapped here with each algorithm, used there."""
import datetime
import hashlib
import hmac
import os

from common import refused
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

HASHES = {"1": hashes.SHA1(), "256": hashes.SHA256()}
OAEP = ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]
KEY_WRAP = ["RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"]
PKCS8 = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
SPKI = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def wrap(material, public, algorithm):
    digest = HASHES[algorithm.rsplit("_", 1)[1]]
    scheme = padding.OAEP(padding.MGF1(digest), digest, None)
    if algorithm in OAEP:
        return public.encrypt(material, scheme)
    key = os.urandom(32)
    return public.encrypt(key, scheme) + keywrap.aes_key_wrap_with_padding(key, material)


def bring(kms, key, material, algorithm, spec, **more):
    parameters = kms.get_parameters_for_import(
        KeyId=key["KeyId"], WrappingAlgorithm=algorithm, WrappingKeySpec=spec)
    assert parameters["KeyId"] == key["Arn"], parameters
    ahead = parameters["ParametersValidTo"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(hours=23) < ahead <= datetime.timedelta(hours=24), parameters
    more = more or {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
    return kms.import_key_material(
        KeyId=key["KeyId"], ImportToken=parameters["ImportToken"],
        EncryptedKeyMaterial=wrap(material, load_der_public_key(parameters["PublicKey"]), algorithm), **more)


def empty(kms, spec, usage):
    key = kms.create_key(KeySpec=spec, KeyUsage=usage, Origin="EXTERNAL")["KeyMetadata"]
    assert key["KeyState"] == "PendingImport" and key["Enabled"] is False and key["Origin"] == "EXTERNAL", key
    return key


def state(kms, key):
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"]


def symmetric(kms):
    material = os.urandom(32)
    blobs = []
    for algorithm in OAEP + KEY_WRAP:
        for spec in ("RSA_2048", "RSA_3072", "RSA_4096"):
            key = empty(kms, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
            answer = bring(kms, key, material, algorithm, spec)
            assert answer["KeyId"] == key["Arn"] and len(answer["KeyMaterialId"]) == 64, answer
            described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
            assert described["KeyState"] == "Enabled" and described["Enabled"] is True, described
            assert described["ExpirationModel"] == "KEY_MATERIAL_DOES_NOT_EXPIRE" and "ValidTo" not in described
            assert described["CurrentKeyMaterialId"] == answer["KeyMaterialId"], described
            blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"secret")["CiphertextBlob"]
            assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"secret"
            blobs.append(blob)
    # The material goes, the key stays and takes the same material again, and no other.
    gone = kms.delete_imported_key_material(KeyId=key["KeyId"])
    assert gone["KeyId"] == key["Arn"] and state(kms, key) == "PendingImport", gone
    refused("KMSInvalidStateException", lambda: kms.decrypt(CiphertextBlob=blob), "is pending import.")
    refused("IncorrectKeyMaterialException", lambda: bring(kms, key, os.urandom(32), OAEP[1], "RSA_2048"))
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    bring(kms, key, material, OAEP[1], "RSA_2048", ExpirationModel="KEY_MATERIAL_EXPIRES", ValidTo=tomorrow)
    described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    assert abs(described["ValidTo"] - tomorrow) < datetime.timedelta(seconds=1), described
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"secret"


def elliptic(kms):
    original = ec.generate_private_key(ec.SECP256R1())
    for algorithm in OAEP + KEY_WRAP:
        key = empty(kms, "ECC_NIST_P256", "SIGN_VERIFY")
        bring(kms, key, original.private_bytes(*PKCS8), algorithm, "RSA_2048")
        public = kms.get_public_key(KeyId=key["KeyId"])["PublicKey"]
        assert public == original.public_key().public_bytes(*SPKI)
        signed = kms.sign(KeyId=key["KeyId"], Message=b"m", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
        original.public_key().verify(signed, b"m", ec.ECDSA(hashes.SHA256()))
        theirs = original.sign(b"n", ec.ECDSA(hashes.SHA256()))
        assert kms.verify(
            KeyId=key["KeyId"], Message=b"n", Signature=theirs, SigningAlgorithm="ECDSA_SHA_256")["SignatureValid"]


def rsa_keys(kms):
    original = rsa.generate_private_key(65537, 2048)
    scheme = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    for algorithm in KEY_WRAP:
        key = empty(kms, "RSA_2048", "ENCRYPT_DECRYPT")
        bring(kms, key, original.private_bytes(*PKCS8), algorithm, "RSA_3072")
        blob = original.public_key().encrypt(b"secret", scheme)
        opened = kms.decrypt(KeyId=key["KeyId"], CiphertextBlob=blob, EncryptionAlgorithm="RSAES_OAEP_SHA_256")
        assert opened["Plaintext"] == b"secret"
        theirs = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"other", EncryptionAlgorithm="RSAES_OAEP_SHA_256")
        assert original.decrypt(theirs["CiphertextBlob"], scheme) == b"other"
    for algorithm in OAEP:
        refused("ValidationException", lambda: kms.get_parameters_for_import(
            KeyId=key["KeyId"], WrappingAlgorithm=algorithm, WrappingKeySpec="RSA_4096"))


def macs(kms):
    material = os.urandom(32)
    key = empty(kms, "HMAC_256", "GENERATE_VERIFY_MAC")
    bring(kms, key, material, OAEP[1], "RSA_2048")
    answer = kms.generate_mac(KeyId=key["KeyId"], Message=b"m", MacAlgorithm="HMAC_SHA_256")
    assert answer["Mac"] == hmac.new(material, b"m", hashlib.sha256).digest()


def walk(kms):
    symmetric(kms)
    elliptic(kms)
    rsa_keys(kms)
    macs(kms)
