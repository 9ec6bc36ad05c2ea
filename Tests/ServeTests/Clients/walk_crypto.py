"""The cryptographic operations by boto3: whatever the server signs, encrypts, derives or hands out is checked with
Python's `cryptography`, and whatever is made there is checked by the server."""
import hashlib
import hmac

from common import refused
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

MESSAGE = b"a message of some length"
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {
    "ECC_NIST_P256": ec.SECP256R1, "ECC_NIST_P384": ec.SECP384R1, "ECC_NIST_P521": ec.SECP521R1,
    "ECC_SECG_P256K1": ec.SECP256K1,
}
RSA = ["RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512",
       "RSASSA_PSS_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PSS_SHA_512"]
SIGNING = {
    "ECC_NIST_P256": ["ECDSA_SHA_256"], "ECC_NIST_P384": ["ECDSA_SHA_384"], "ECC_NIST_P521": ["ECDSA_SHA_512"],
    "ECC_SECG_P256K1": ["ECDSA_SHA_256"], "ECC_NIST_EDWARDS25519": ["ED25519_SHA_512", "ED25519_PH_SHA_512"],
    "RSA_2048": RSA, "RSA_3072": RSA[:1], "RSA_4096": RSA[3:4],
}
OAEP = {
    "RSAES_OAEP_SHA_1": padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None),
    "RSAES_OAEP_SHA_256": padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None),
}


def create(kms, spec, usage, **more):
    metadata = kms.create_key(KeySpec=spec, KeyUsage=usage, **more)["KeyMetadata"]
    assert metadata["KeySpec"] == metadata["CustomerMasterKeySpec"] == spec and metadata["KeyUsage"] == usage, metadata
    return metadata


def public_key(kms, key, usage):
    answer = kms.get_public_key(KeyId=key["KeyId"])
    assert answer["KeyId"] == key["Arn"] and answer["KeySpec"] == key["KeySpec"], answer
    assert answer["KeyUsage"] == usage, answer
    return load_der_public_key(answer["PublicKey"])


def check(public, algorithm, signature, message, is_digest):
    """Fails unless the signature is one of the message, or of the digest."""
    if algorithm.startswith("ED25519"):
        assert isinstance(public, ed25519.Ed25519PublicKey) and len(signature) == 64
        if algorithm == "ED25519_SHA_512":
            public.verify(signature, message)
        return
    digest = HASHES[algorithm[-3:]]
    over = utils.Prehashed(digest) if is_digest else digest
    if algorithm.startswith("ECDSA"):
        public.verify(signature, message, ec.ECDSA(over))
    elif "PSS" in algorithm:
        public.verify(signature, message, padding.PSS(padding.MGF1(digest), digest.digest_size), over)
    else:
        public.verify(signature, message, padding.PKCS1v15(), over)


def sign_and_verify(kms):
    for spec, algorithms in SIGNING.items():
        key = create(kms, spec, "SIGN_VERIFY")
        assert set(algorithms) <= set(key["SigningAlgorithms"]), key
        public = public_key(kms, key, "SIGN_VERIFY")
        if spec in CURVES:
            assert isinstance(public.curve, CURVES[spec])
        for algorithm in algorithms:
            forms = {"RAW": MESSAGE, "DIGEST": hashlib.new("sha" + algorithm[-3:], MESSAGE).digest()}
            if algorithm == "ED25519_SHA_512":
                del forms["DIGEST"]
            if algorithm == "ED25519_PH_SHA_512":
                del forms["RAW"]
            for kind, message in forms.items():
                request = {"KeyId": key["KeyId"], "Message": message, "MessageType": kind, "SigningAlgorithm": algorithm}
                answer = kms.sign(**request)
                assert answer["KeyId"] == key["Arn"] and answer["SigningAlgorithm"] == algorithm, answer
                check(public, algorithm, answer["Signature"], message, kind == "DIGEST")
                verified = kms.verify(Signature=answer["Signature"], **request)
                assert verified["SignatureValid"] is True and verified["KeyId"] == key["Arn"], verified
                wrong = dict(request, Message=bytes([message[0] ^ 1]) + message[1:])
                refused("KMSInvalidSignatureException", lambda: kms.verify(Signature=answer["Signature"], **wrong))
                refused("DryRunOperationException", lambda: kms.sign(DryRun=True, **request))


def encrypt_and_decrypt(kms):
    for spec in ("RSA_2048", "RSA_3072", "RSA_4096"):
        key = create(kms, spec, "ENCRYPT_DECRYPT")
        public = public_key(kms, key, "ENCRYPT_DECRYPT")
        for algorithm, scheme in OAEP.items():
            limit = public.key_size // 8 - 2 - 2 * (20 if algorithm.endswith("_1") else 32)
            request = {"KeyId": key["KeyId"], "EncryptionAlgorithm": algorithm}
            for plaintext in (b"x", bytes(range(190)), b"y" * limit):
                ours = kms.decrypt(CiphertextBlob=public.encrypt(plaintext, scheme), **request)
                assert ours["Plaintext"] == plaintext and "KeyMaterialId" not in ours, ours
                theirs = kms.encrypt(Plaintext=plaintext, **request)
                assert len(theirs["CiphertextBlob"]) == public.key_size // 8, theirs
                assert kms.decrypt(CiphertextBlob=theirs["CiphertextBlob"], **request)["Plaintext"] == plaintext
            refused("ValidationException", lambda: kms.encrypt(Plaintext=b"z" * (limit + 1), **request),
                    f"cannot encrypt data larger than {limit} bytes.")
    first, second = (kms.create_key()["KeyMetadata"] for _ in range(2))
    context = {"purpose": "walk", "Ü": "ß"}
    blob = kms.encrypt(KeyId=first["KeyId"], Plaintext=b"p" * 4096, EncryptionContext=context)["CiphertextBlob"]
    opened = kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)
    assert opened["Plaintext"] == b"p" * 4096 and opened["KeyId"] == first["Arn"], opened
    assert opened["KeyMaterialId"] == first["CurrentKeyMaterialId"], opened
    refused("InvalidCiphertextException", lambda: kms.decrypt(CiphertextBlob=blob))
    moved = kms.re_encrypt(
        CiphertextBlob=blob, SourceEncryptionContext=context, DestinationKeyId=second["Arn"],
        DestinationEncryptionContext={"b": "c"})
    assert moved["SourceKeyId"] == first["Arn"] and moved["KeyId"] == second["Arn"], moved
    assert moved["SourceKeyMaterialId"] == first["CurrentKeyMaterialId"], moved
    assert moved["DestinationKeyMaterialId"] == second["CurrentKeyMaterialId"], moved
    again = kms.decrypt(KeyId=second["KeyId"], CiphertextBlob=moved["CiphertextBlob"], EncryptionContext={"b": "c"})
    assert again["Plaintext"] == b"p" * 4096, again


def data_keys(kms):
    key = kms.create_key()["KeyMetadata"]
    for size, request in ((16, {"KeySpec": "AES_128"}), (32, {"KeySpec": "AES_256"}), (1024, {"NumberOfBytes": 1024})):
        answer = kms.generate_data_key(KeyId=key["KeyId"], EncryptionContext={"a": "b"}, **request)
        assert len(answer["Plaintext"]) == size and answer["KeyMaterialId"] == key["CurrentKeyMaterialId"], answer
        opened = kms.decrypt(CiphertextBlob=answer["CiphertextBlob"], EncryptionContext={"a": "b"})
        assert opened["Plaintext"] == answer["Plaintext"], opened
        hidden = kms.generate_data_key_without_plaintext(KeyId=key["KeyId"], **request)
        assert "Plaintext" not in hidden and hidden["KeyId"] == key["Arn"], hidden
        assert len(kms.decrypt(CiphertextBlob=hidden["CiphertextBlob"])["Plaintext"]) == size
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    for spec in ("RSA_2048", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1",
                 "ECC_NIST_EDWARDS25519"):
        answer = kms.generate_data_key_pair(KeyId=key["KeyId"], KeyPairSpec=spec)
        private = load_der_private_key(answer["PrivateKeyPlaintext"], None)
        assert private.public_key().public_bytes(*form) == answer["PublicKey"], spec
        opened = kms.decrypt(CiphertextBlob=answer["PrivateKeyCiphertextBlob"])["Plaintext"]
        assert opened == answer["PrivateKeyPlaintext"] and answer["KeyPairSpec"] == spec, answer
        hidden = kms.generate_data_key_pair_without_plaintext(KeyId=key["KeyId"], KeyPairSpec=spec)
        assert "PrivateKeyPlaintext" not in hidden and hidden["KeyPairSpec"] == spec, hidden
        private = load_der_private_key(kms.decrypt(CiphertextBlob=hidden["PrivateKeyCiphertextBlob"])["Plaintext"], None)
        assert private.public_key().public_bytes(*form) == hidden["PublicKey"], spec


def agree(kms):
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    for spec in ("ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"):
        key = create(kms, spec, "KEY_AGREEMENT")
        assert key["KeyAgreementAlgorithms"] == ["ECDH"], key
        public = public_key(kms, key, "KEY_AGREEMENT")
        ours = ec.generate_private_key(CURVES[spec]())
        answer = kms.derive_shared_secret(
            KeyId=key["KeyId"], KeyAgreementAlgorithm="ECDH", PublicKey=ours.public_key().public_bytes(*form))
        assert answer["SharedSecret"] == ours.exchange(ec.ECDH(), public), spec
        assert answer["KeyOrigin"] == "AWS_KMS" and answer["KeyAgreementAlgorithm"] == "ECDH", answer


def macs(kms):
    for size in ("224", "256", "384", "512"):
        key = create(kms, "HMAC_" + size, "GENERATE_VERIFY_MAC")
        algorithm = "HMAC_SHA_" + size
        assert key["MacAlgorithms"] == [algorithm] and "CurrentKeyMaterialId" not in key, key
        request = {"KeyId": key["KeyId"], "Message": MESSAGE, "MacAlgorithm": algorithm}
        answer = kms.generate_mac(**request)
        assert len(answer["Mac"]) == int(size) // 8 and answer["KeyId"] == key["Arn"], answer
        verified = kms.verify_mac(Mac=answer["Mac"], **request)
        assert verified["MacValid"] is True and verified["MacAlgorithm"] == algorithm, verified
        refused("KMSInvalidMacException", lambda: kms.verify_mac(Mac=answer["Mac"][:-1] + b"\0\0", **request))
    # A key that we know the bytes of is imported in walk_import; here only that two keys differ.
    assert hmac.compare_digest(answer["Mac"], kms.generate_mac(**request)["Mac"])


def random_bytes(kms):
    first, second = (kms.generate_random(NumberOfBytes=1024)["Plaintext"] for _ in range(2))
    assert len(first) == 1024 and first != second
    refused("ValidationException", lambda: kms.generate_random(), "NumberOfBytes is required.")


def walk(kms):
    sign_and_verify(kms)
    encrypt_and_decrypt(kms)
    data_keys(kms)
    agree(kms)
    macs(kms)
    random_bytes(kms)
