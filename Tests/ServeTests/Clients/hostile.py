"""Ten thousand mutated requests over eight connections at once: what is answered is a modelled status, memory stays
bounded, and the server still serves at the end. Half-sent requests and sudden ends are among them."""
import json
import random
import sys
import threading

from common import Connection, client, request

COUNT, WORKERS = 10_000, 8
MODELLED = {"KMSInternalException", "DependencyTimeoutException", "KeyUnavailableException"}
kms = client()
key = kms.create_key()["KeyMetadata"]["KeyId"]
sign = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
blob = __import__("base64").b64encode(kms.encrypt(KeyId=key, Plaintext=b"p")["CiphertextBlob"]).decode()
SEEDS = [
    ("Encrypt", {"KeyId": key, "Plaintext": "cGxhaW4=", "EncryptionContext": {"a": "b"}}),
    ("Decrypt", {"CiphertextBlob": blob}),
    ("Sign", {"KeyId": sign, "Message": "bWVzc2FnZQ==", "SigningAlgorithm": "ECDSA_SHA_256", "MessageType": "RAW"}),
    ("Verify", {"KeyId": sign, "Message": "bQ==", "Signature": "MEUCIQ==", "SigningAlgorithm": "ECDSA_SHA_256"}),
    ("DescribeKey", {"KeyId": f"arn:aws:kms:us-east-1:111122223333:key/{key}"}),
    ("TagResource", {"KeyId": key, "Tags": [{"TagKey": "a", "TagValue": "b"}]}),
    ("GenerateDataKey", {"KeyId": key, "NumberOfBytes": 32}),
    ("GetParametersForImport", {"KeyId": key, "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"}),
    ("ScheduleKeyDeletion", {"KeyId": "nothing", "PendingWindowInDays": 7}),
    ("NoOperation", {}),
]
VALUES = [None, True, -1, 1e999, 10**40, 0.5, "", "\x00", "é\ud83d\ude00", "=", "A" * 5000, [], [[]], {}, {"": ""}, "[" * 500]


def mutated(chance):
    operation, body = chance.choice(SEEDS)
    body = json.loads(json.dumps(body))
    kind = chance.randrange(8)
    if kind == 0 and body:
        body[chance.choice(list(body))] = chance.choice(VALUES)
    elif kind == 1 and body:
        del body[chance.choice(list(body))]
    elif kind == 2:
        body[chance.choice(["X", "DryRun", "GrantTokens", "Recipient", "KeyId", "Marker", "Limit"])] = chance.choice(VALUES)
    content = json.dumps(body).encode()
    if kind == 3:
        content = bytes(chance.randrange(256) if chance.random() < 0.05 else byte for byte in content)
    elif kind == 4:
        content = content[:chance.randrange(len(content) + 1)]
    elif kind == 5:
        content = chance.choice([b"", b"null", b"[" * 20_000, b'{"a":' * 5_000, b'"', b"\xef\xbb\xbf{}", content * 2,
                                 b'{"KeyId":"' + b"k" * chance.randrange(900_000) + b'"}'])
    data = request(operation, content)
    if kind == 6:
        head, rest = data.split(b"\r\n\r\n", 1)
        lines = head.split(b"\r\n")
        at = chance.randrange(1, len(lines))
        if not lines[at].startswith(b"Content-Length"):
            lines[at] = bytes(chance.randrange(33, 256) if chance.random() < 0.1 else byte for byte in lines[at])
        data = b"\r\n".join(lines) + b"\r\n\r\n" + rest
    if kind == 7:
        data = bytes(chance.randrange(256) if chance.random() < 0.02 else byte for byte in data)
    return kind, data


problems, statuses, lock = [], {}, threading.Lock()


def work(number):
    chance = random.Random(number)
    connection = None
    for _ in range(COUNT // WORKERS):
        kind, data = mutated(chance)
        connection = connection or Connection(20)
        try:
            if chance.random() < 0.02:
                connection.send(data[:chance.randrange(1, len(data))])
                connection.close()
                connection = None
                continue
            connection.send(data)
            if kind == 7:
                # A broken frame may leave the server waiting for the rest, which never comes.
                connection.socket.shutdown(1)
            answer = connection.receive()
        except TimeoutError:
            problems.append(("hangs", data[:2000]))
            connection = None
            continue
        except OSError:
            connection = None
            continue
        status = answer and answer[0]
        with lock:
            statuses[status] = statuses.get(status, 0) + 1
        if answer is None or kind in (6, 7) or answer[1].get("connection") == "close":
            connection.close()
            connection = None
        if status is not None and status >= 500:
            body = json.loads(answer[2])
            if body.get("__type") not in MODELLED:
                problems.append((status, body, data[:2000]))


threads = [threading.Thread(target=work, args=(number,)) for number in range(WORKERS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not problems, problems[:3]
assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key
with open(f"/proc/{sys.argv[2]}/status") as file:
    peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
assert peak < 400_000, f"{peak} KiB"
assert statuses.get(400, 0) > 3000 and statuses.get(200, 0) > 500, statuses
print(statuses, f"{peak} KiB at most")
