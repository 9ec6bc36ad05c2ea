"""Kills the server at random moments while it makes and changes keys, and starts it again on its state file: all that
was answered is there, nothing is handed out twice. What was asked and not answered may or may not have happened.

Arguments: an address that is not used, the server's program, the state file, the file of its key, how many kills."""
import base64
import json
import random
import subprocess
import sys
import threading
import time
import urllib.parse

import common
from common import Connection
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_der_public_key

PROGRAM, STATE, KEY = sys.argv[2:5]
KILLS = int(sys.argv[5])
POLICY = '{"Version":"2012-10-17","Id":"%s","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":{"AWS":"arn:aws:iam::111122223333:root"}}]}'
GRANTEE = "arn:aws:iam::999999999999:root"
chance = random.Random(time.time_ns())
handed = set()


def start():
    return subprocess.Popen(
        [PROGRAM, "--aws", "127.0.0.1:0", "--state", STATE, "--state-key", KEY], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL)


def listening(server):
    line = server.stdout.readline().decode()
    assert line.startswith("keyshift serve: AWS KMS at "), f"the server said {line!r}"
    common.ADDRESS = urllib.parse.urlparse(line.split()[-1])


def once(text):
    assert text not in handed, f"handed out twice: {text}"
    handed.add(text)


class Worker:
    """One client. Each has keys of its own, so that it knows what they are like."""

    def __init__(self, number):
        self.number, self.count, self.answered, self.imports = number, 0, 0, 0
        self.keys, self.aliases, self.gone, self.tokens, self.blobs = {}, {}, set(), [], []
        self.unsure = self.failure = None

    def ask(self, operation, **body):
        """The answer; None when the server was killed before it."""
        try:
            answer = self.connection.ask(operation, body)
        except OSError:
            answer = None
        if answer is None:
            self.unsure = (operation, body)
            raise ConnectionError
        status, _, content = answer
        assert status == 200, (operation, body, content)
        self.answered += 1
        return json.loads(content) if content else {}

    def run(self):
        try:
            self.connection = Connection()
            while True:
                self.step()
        except OSError:
            pass
        except Exception as error:
            self.failure = error

    def step(self):
        self.count += 1
        name = f"{self.number}-{self.count}"
        kind = chance.randrange(10)
        if kind < 3 or not self.keys:
            spec, usage, origin = chance.choice([
                ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "AWS_KMS"), ("ECC_NIST_P256", "SIGN_VERIFY", "AWS_KMS"),
                ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "EXTERNAL")])
            key = self.ask("CreateKey", KeySpec=spec, KeyUsage=usage, Origin=origin, Description=name)["KeyMetadata"]
            once(key["KeyId"])
            self.keys[key["KeyId"]] = {
                "spec": spec, "state": key["KeyState"], "tags": {}, "grants": set(), "revoked": set(), "policy": None,
                "text": name}
            return
        waiting = [id for id, key in self.keys.items() if key["state"] == "PendingImport"]
        if waiting and chance.random() < 0.1:
            return self.bring(waiting[0], self.keys[waiting[0]])
        id = chance.choice(list(self.keys))
        key = self.keys[id]
        if kind == 3:
            self.ask("CreateAlias", AliasName=f"alias/{name}", TargetKeyId=id)
            self.aliases[f"alias/{name}"] = id
        elif kind == 4 and self.aliases:
            alias = chance.choice(list(self.aliases))
            self.ask("DeleteAlias", AliasName=alias)
            del self.aliases[alias]
            self.gone.add(alias)
        elif kind == 5 and key["state"] == "Enabled":
            grant = self.ask("CreateGrant", KeyId=id, GranteePrincipal=GRANTEE, Operations=["DescribeKey"])["GrantId"]
            once(grant)
            key["grants"].add(grant)
        elif kind == 6 and key["grants"]:
            grant = chance.choice(list(key["grants"]))
            self.ask("RevokeGrant", KeyId=id, GrantId=grant)
            key["grants"].remove(grant)
            key["revoked"].add(grant)
        elif kind == 7:
            tag = f"t{chance.randrange(20)}"
            self.ask("TagResource", KeyId=id, Tags=[{"TagKey": tag, "TagValue": name}])
            key["tags"][tag] = name
        elif kind == 8 and key["state"] == "Enabled" and key["spec"] == "SYMMETRIC_DEFAULT":
            answer = self.ask("GenerateDataKey", KeyId=id, KeySpec="AES_256")
            once(answer["Plaintext"])
            once(base64.b64decode(answer["CiphertextBlob"])[124:136])
            self.blobs.append((answer["CiphertextBlob"], answer["Plaintext"]))
        elif kind == 9:
            self.ask("PutKeyPolicy", KeyId=id, PolicyName="default", Policy=POLICY % name)
            key["policy"] = name

    def bring(self, id, key):
        # Most imports use what another life of the server handed out.
        if "token" not in key:
            # Each life of the server makes its wrapping keys anew, which takes it a while.
            if chance.random() > 0.5:
                return
            answer = self.ask(
                "GetParametersForImport", KeyId=id, WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048")
            once(answer["ImportToken"])
            key["token"], key["public"] = answer["ImportToken"], answer["PublicKey"]
            return
        scheme = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        wrapped = load_der_public_key(base64.b64decode(key["public"])).encrypt(bytes(32), scheme)
        self.ask(
            "ImportKeyMaterial", KeyId=id, ImportToken=key["token"], ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
            EncryptedKeyMaterial=base64.b64encode(wrapped).decode())
        key["state"] = "Enabled"
        self.imports += 1

    def is_unsure(self, operation, **members):
        return self.unsure is not None and self.unsure[0] == operation and all(
            self.unsure[1].get(name) == value for name, value in members.items())

    def check(self, share):
        """Looks at what was asked for last without an answer, and at a share of the rest."""
        self.connection = Connection()
        last = self.unsure[1] if self.unsure else {}
        for id, key in self.keys.items():
            if id != last.get("KeyId") and chance.random() >= share:
                continue
            seen = self.ask("DescribeKey", KeyId=id)["KeyMetadata"]
            assert seen["Description"] == key["text"], (seen, key)
            if seen["KeyState"] != key["state"]:
                assert self.is_unsure("ImportKeyMaterial", KeyId=id), (seen, key)
                key["state"] = seen["KeyState"]
            tags = {tag["TagKey"]: tag["TagValue"] for tag in self.ask("ListResourceTags", KeyId=id)["Tags"]}
            if tags != key["tags"]:
                assert self.is_unsure("TagResource", KeyId=id), (tags, key)
                key["tags"] = tags
            grants = {grant["GrantId"] for grant in self.ask("ListGrants", KeyId=id, Limit=100)["Grants"]}
            if grants != key["grants"]:
                made, lost = grants - key["grants"], key["grants"] - grants
                assert len(made) <= 1 and (not made or self.is_unsure("CreateGrant", KeyId=id)), (made, key)
                assert len(lost) <= 1 and (not lost or self.is_unsure("RevokeGrant", KeyId=id)), (lost, key)
                key["grants"] = grants
                handed.update(made)
            policy = self.ask("GetKeyPolicy", KeyId=id)["Policy"]
            if key["policy"] and policy != POLICY % key["policy"]:
                assert self.is_unsure("PutKeyPolicy", KeyId=id, Policy=policy), (policy, key)
                key["policy"] = None
        for alias, id in list(self.aliases.items()):
            if alias == last.get("AliasName") or chance.random() < share:
                status, _, content = self.connection.ask("DescribeKey", {"KeyId": alias})
                if status != 200:
                    assert self.is_unsure("DeleteAlias", AliasName=alias), (alias, content)
                    del self.aliases[alias]
                else:
                    assert id.encode() in content, (alias, content)
        for alias in self.gone:
            if chance.random() < share:
                status, _, content = self.connection.ask("DescribeKey", {"KeyId": alias})
                assert status == 400, (alias, content)
        for blob, plaintext in self.blobs:
            if chance.random() < share:
                assert self.ask("Decrypt", CiphertextBlob=blob)["Plaintext"] == plaintext
        self.connection.close()


workers = [Worker(1), Worker(2), Worker(3)]
answered = 0
server = None
try:
    for kill in range(KILLS):
        server = start()
        if kill % 6 == 5:
            # While it starts, which is when it reads its file and goes on.
            time.sleep(chance.random() * 0.15)
            server.kill()
            server.wait()
            server = start()
        listening(server)
        for worker in workers:
            # What was not answered is settled before anything else is asked, or nobody could tell.
            worker.check(0.02)
            worker.unsure, worker.answered = None, 0
        threads = [threading.Thread(target=worker.run) for worker in workers]
        for thread in threads:
            thread.start()
        time.sleep(0.02 + chance.random() * 0.3)
        server.kill()
        server.wait()
        for thread in threads:
            thread.join()
        for worker in workers:
            if worker.failure:
                raise worker.failure
        answered += sum(worker.answered for worker in workers)
    server = start()
    listening(server)
    for worker in workers:
        worker.check(1)
finally:
    if server is not None:
        server.kill()
        server.wait()
keys, imports = sum(len(worker.keys) for worker in workers), sum(worker.imports for worker in workers)
assert answered > 4 * KILLS, f"only {answered} answers"
print(f"{KILLS} kills, {answered} answers, {keys} keys, {imports} imports, {len(handed)} things handed out once")
