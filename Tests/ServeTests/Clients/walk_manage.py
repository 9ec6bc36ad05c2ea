"""The life of keys by boto3: aliases, lists with pages, tags, descriptions, rotation, states, deletion."""
import datetime
import time

from common import refused


def pages(kms, operation, member, **request):
    return [item for page in kms.get_paginator(operation).paginate(**request) for item in page[member]]


def aliases(kms):
    first, second = (kms.create_key()["KeyMetadata"] for _ in range(2))
    kms.create_alias(AliasName="alias/walk/a", TargetKeyId=first["KeyId"])
    kms.create_alias(AliasName="alias/walk/b", TargetKeyId=first["Arn"])
    found = {item["AliasName"]: item for item in kms.list_aliases(KeyId=first["KeyId"])["Aliases"]}
    assert set(found) == {"alias/walk/a", "alias/walk/b"}, found
    item = found["alias/walk/a"]
    assert item["TargetKeyId"] == first["KeyId"] and item["AliasArn"] == first["Arn"].rsplit(":", 1)[0] + ":alias/walk/a"
    assert item["CreationDate"] == item["LastUpdatedDate"], item
    assert kms.describe_key(KeyId="alias/walk/a")["KeyMetadata"]["KeyId"] == first["KeyId"]
    blob = kms.encrypt(KeyId=item["AliasArn"], Plaintext=b"x")
    assert blob["KeyId"] == first["Arn"], blob
    kms.update_alias(AliasName="alias/walk/a", TargetKeyId=second["KeyId"])
    assert kms.describe_key(KeyId="alias/walk/a")["KeyMetadata"]["KeyId"] == second["KeyId"]
    kms.delete_alias(AliasName="alias/walk/b")
    refused("NotFoundException", lambda: kms.describe_key(KeyId="alias/walk/b"), "is not found.")
    names = [item["AliasName"] for item in pages(kms, "list_aliases", "Aliases", PaginationConfig={"PageSize": 1})]
    assert names.count("alias/walk/a") == 1 and "alias/walk/b" not in names, names


def lists(kms):
    made = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(3)}
    whole = kms.list_keys(Limit=1000)
    assert whole["Truncated"] is False and "NextMarker" not in whole, whole
    ids = [item["KeyId"] for item in whole["Keys"]]
    assert made <= set(ids) and all(item["KeyArn"].endswith(item["KeyId"]) for item in whole["Keys"])
    assert [item["KeyId"] for item in pages(kms, "list_keys", "Keys", PaginationConfig={"PageSize": 2})] == ids
    part = kms.list_keys(Limit=1)
    assert part["Truncated"] is True and part["NextMarker"], part


def tags(kms):
    key = kms.create_key(Tags=[{"TagKey": "a", "TagValue": "1"}])["KeyMetadata"]["KeyId"]
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "a", "TagValue": "2"}, {"TagKey": "b", "TagValue": ""}])
    answer = kms.list_resource_tags(KeyId=key)
    assert {tag["TagKey"]: tag["TagValue"] for tag in answer["Tags"]} == {"a": "2", "b": ""}, answer
    assert answer["Truncated"] is False, answer
    kms.untag_resource(KeyId=key, TagKeys=["a", "nothing"])
    assert pages(kms, "list_resource_tags", "Tags", KeyId=key) == [{"TagKey": "b", "TagValue": ""}]


def states(kms):
    key = kms.create_key(Description="before")["KeyMetadata"]
    kms.update_key_description(KeyId=key["KeyId"], Description="after")
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["Description"] == "after"
    kms.disable_key(KeyId=key["KeyId"])
    described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    assert described["KeyState"] == "Disabled" and described["Enabled"] is False, described
    kms.enable_key(KeyId=key["KeyId"])
    answer = kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    ahead = answer["DeletionDate"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(days=6, hours=23) < ahead <= datetime.timedelta(days=7), answer
    assert answer["KeyId"] == key["Arn"] and answer["KeyState"] == "PendingDeletion", answer
    assert answer["PendingWindowInDays"] == 7, answer
    described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    assert described["DeletionDate"] == answer["DeletionDate"], described
    refused("KMSInvalidStateException", lambda: kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x"), "is pending deletion.")
    assert kms.cancel_key_deletion(KeyId=key["KeyId"])["KeyId"] == key["Arn"]
    described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    assert described["KeyState"] == "Disabled" and "DeletionDate" not in described, described


def rotation(kms):
    key = kms.create_key()["KeyMetadata"]
    status = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert status["KeyRotationEnabled"] is False and status["KeyId"] == key["Arn"], status
    assert "NextRotationDate" not in status and "RotationPeriodInDays" not in status, status
    kms.enable_key_rotation(KeyId=key["KeyId"], RotationPeriodInDays=90)
    status = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert status["KeyRotationEnabled"] is True and status["RotationPeriodInDays"] == 90, status
    assert abs(status["NextRotationDate"] - key["CreationDate"] - datetime.timedelta(days=90)) < datetime.timedelta(days=1)
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"old")["CiphertextBlob"]
    assert kms.rotate_key_on_demand(KeyId=key["KeyId"])["KeyId"] == key["Arn"]
    for _ in range(200):
        if "OnDemandRotationStartDate" not in kms.get_key_rotation_status(KeyId=key["KeyId"]):
            break
        time.sleep(0.1)
    rotations = kms.list_key_rotations(KeyId=key["KeyId"])["Rotations"]
    assert [item["RotationType"] for item in rotations] == ["ON_DEMAND"], rotations
    whole = pages(kms, "list_key_rotations", "Rotations", KeyId=key["KeyId"], IncludeKeyMaterial="ALL_KEY_MATERIAL")
    assert sorted(item["KeyMaterialState"] for item in whole) == ["CURRENT", "NON_CURRENT"], whole
    current = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["CurrentKeyMaterialId"]
    assert current != key["CurrentKeyMaterialId"]
    opened = kms.decrypt(CiphertextBlob=blob)
    assert opened["Plaintext"] == b"old" and opened["KeyMaterialId"] == key["CurrentKeyMaterialId"], opened
    kms.disable_key_rotation(KeyId=key["KeyId"])
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is False


def last_use(kms):
    key = kms.create_key()["KeyMetadata"]
    before = kms.get_key_last_usage(KeyId=key["KeyId"])
    assert before["KeyCreationDate"] == key["CreationDate"], before
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    use = kms.get_key_last_usage(KeyId=key["KeyId"])["KeyLastUsage"]
    assert use["Operation"] == "Encrypt", use


def walk(kms):
    aliases(kms)
    lists(kms)
    tags(kms)
    states(kms)
    rotation(kms)
    last_use(kms)
