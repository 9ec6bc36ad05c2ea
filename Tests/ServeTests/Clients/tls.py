"""The certificate that the server made, and boto3 that trusts it and nothing else."""
import os
import ssl
import tempfile

from common import ADDRESS, URL, client
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

pem = ssl.get_server_certificate((ADDRESS.hostname, ADDRESS.port))
certificate = x509.load_pem_x509_certificate(pem.encode())
certificate.public_key().verify(
    certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(certificate.signature_hash_algorithm))
assert certificate.version == x509.Version.v3
names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
assert names.get_values_for_type(x509.DNSName) == ["localhost"], names
assert "127.0.0.1" in map(str, names.get_values_for_type(x509.IPAddress)), names
assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 366

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "certificate.pem")
    with open(path, "w") as file:
        file.write(pem)
    os.environ["AWS_CA_BUNDLE"] = path
    import boto3

    kms = boto3.client(
        "kms", endpoint_url=URL, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b", verify=path)
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Enabled"]
