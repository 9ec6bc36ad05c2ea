import Testing

/// Real clients that use all there is: boto3 and the aws command line.
@Suite("a walk by real clients") struct WalkTests {
  @Test("boto3 uses every operation; an independent library agrees with each signature, ciphertext, secret and key")
  func walk() async throws {
    let server = try ServerProcess(["--seed", "1"])
    let said = try await server.client("walk")
    #expect(said.contains("operations answered"))
    #expect(server.terminate() == 0)
  }

  @Test("what is refused has the service's code, status and message, by hand and for every member of the API's model")
  func refusals() async throws {
    let server = try ServerProcess(["--seed", "1"])
    let said = try await server.client("refusals")
    #expect(said.contains("of them written by hand"))
    #expect(server.terminate() == 0)
  }

  @Test("the aws command line makes keys, signs, encrypts and decrypts, and says what was refused")
  func commandLine() async throws {
    let server = try ServerProcess(["--seed", "1"])
    #expect(try await server.client("cli").hasSuffix("ok\n"))
    #expect(server.terminate() == 0)
  }
}
