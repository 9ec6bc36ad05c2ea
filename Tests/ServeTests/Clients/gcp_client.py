"""google-cloud-kms's client of a local server, with either transport, and what its refusals say."""

import grpc
from google.api_core import client_options, exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import kms_v1
from google.cloud.kms_v1.services.key_management_service.transports import KeyManagementServiceGrpcTransport
from google.protobuf import json_format


class Anybody(AnonymousCredentials):
    """Credentials that do not end a call when the server wants others."""

    def refresh(self, request):
        pass


def connect(url, transport, credentials=None, options=()):
    """A client of the server at a URL. gRPC, which is the client's default, takes an insecure channel unless it gets
    credentials of one."""
    if transport == "rest":
        return kms_v1.KeyManagementServiceClient(
            transport="rest",
            credentials=Anybody(),
            client_options=client_options.ClientOptions(api_endpoint=url),
        )
    address = url.split("://")[1]
    channel = (
        grpc.secure_channel(address, credentials, options) if credentials else grpc.insecure_channel(address, options)
    )
    return kms_v1.KeyManagementServiceClient(transport=KeyManagementServiceGrpcTransport(channel=channel))


def reason(caught):
    """(status, message, details) of a refusal, the details as JSON has them: the same for both transports."""
    if caught.grpc_status_code is None or not isinstance(caught.response, grpc.Call):
        found = caught.response.json()["error"]
        assert found["code"] == caught.code, found
        return found["status"], found["message"], found.get("details", [])
    details = [
        {"@type": f"type.googleapis.com/{detail.DESCRIPTOR.full_name}", **json_format.MessageToDict(detail)}
        for detail in caught.details
    ]
    return caught.grpc_status_code.name, caught.response.details(), details


def refusal(call, request, **more):
    """What a call is refused with. Fails when it is answered."""
    try:
        call(request=request, retry=None, **more)
    except exceptions.GoogleAPICallError as caught:
        return reason(caught)
    raise AssertionError(f"{request} was answered")
