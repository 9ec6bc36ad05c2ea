"""Sends the requests of a file, a JSON object a line, and writes status and body of each answer to another, a line each."""
import json
import sys

from common import Connection

connection = Connection()
with open(sys.argv[2]) as requests, open(sys.argv[3], "w") as answers:
    for line in requests:
        request = json.loads(line)
        status, _, body = connection.ask(request["operation"], request["body"].encode())
        answers.write(json.dumps({"status": status, "body": body.decode()}) + "\n")
