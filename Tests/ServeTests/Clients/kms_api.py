"""What of AWS's API the server does not have, with the reason."""

ABSENT = {
    # Key stores outside the service.
    "ConnectCustomKeyStore", "CreateCustomKeyStore", "DeleteCustomKeyStore", "DescribeCustomKeyStores",
    "DisconnectCustomKeyStore", "UpdateCustomKeyStore",
}

# Operations that are there but cannot succeed: each Region is a service of its own, without the others.
ALONE = {"ReplicateKey", "UpdatePrimaryRegion"}
