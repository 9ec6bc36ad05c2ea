"""Key policies and grants by boto3."""
import json

from common import refused


def policies(kms, root):
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert kms.list_key_policies(KeyId=key)["PolicyNames"] == ["default"]
    answer = kms.get_key_policy(KeyId=key)
    assert answer["PolicyName"] == "default", answer
    assert json.loads(answer["Policy"])["Statement"][0]["Principal"] == {"AWS": root}, answer
    policy = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Sid": "all", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"},
        {"Sid": "none", "Effect": "Deny", "Principal": "*", "Action": "kms:Encrypt", "Resource": "*"}]})
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    assert json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]) == json.loads(policy)
    refused("AccessDeniedException", lambda: kms.encrypt(KeyId=key, Plaintext=b"x"), "kms:Encrypt")
    assert kms.generate_data_key(KeyId=key, KeySpec="AES_256")["Plaintext"]


def grants(kms, root):
    key = kms.create_key()["KeyMetadata"]
    made = kms.create_grant(
        KeyId=key["KeyId"], GranteePrincipal=root, RetiringPrincipal=root, Operations=["Encrypt", "Decrypt"],
        Constraints={"EncryptionContextSubset": {"a": "b"}}, Name="walk")
    assert len(made["GrantId"]) == 64 and made["GrantToken"], made
    again = kms.create_grant(
        KeyId=key["KeyId"], GranteePrincipal=root, RetiringPrincipal=root, Operations=["Encrypt", "Decrypt"],
        Constraints={"EncryptionContextSubset": {"a": "b"}}, Name="walk")
    assert again["GrantId"] == made["GrantId"], (made, again)
    listed = kms.list_grants(KeyId=key["KeyId"])["Grants"]
    assert len(listed) == 1, listed
    grant = listed[0]
    assert grant["KeyId"] == key["Arn"] and grant["GrantId"] == made["GrantId"] and grant["Name"] == "walk", grant
    assert grant["Operations"] == ["Encrypt", "Decrypt"] and grant["IssuingAccount"] == root, grant
    assert grant["Constraints"] == {"EncryptionContextSubset": {"a": "b"}} and grant["CreationDate"], grant
    retirable = kms.list_retirable_grants(RetiringPrincipal=root)["Grants"]
    assert made["GrantId"] in [item["GrantId"] for item in retirable], retirable
    other = kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=root, Operations=["Encrypt"])
    kms.revoke_grant(KeyId=key["KeyId"], GrantId=other["GrantId"])
    kms.retire_grant(GrantToken=made["GrantToken"])
    assert kms.list_grants(KeyId=key["KeyId"])["Grants"] == []


def walk(kms):
    account = kms.create_key()["KeyMetadata"]["AWSAccountId"]
    policies(kms, f"arn:aws:iam::{account}:root")
    grants(kms, f"arn:aws:iam::{account}:root")
