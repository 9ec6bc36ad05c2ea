// Results tests.
