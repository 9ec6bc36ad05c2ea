import Keys
import Testing

@Suite("codecs") struct CodecTests {
  @Test("hexadecimal is lowercase, reads both cases and refuses anything else")
  func hexadecimal() {
    #expect(Hexadecimal.encode([0x00, 0xab, 0xff]) == "00abff")
    #expect(Hexadecimal.decode("00ABff") == [0x00, 0xab, 0xff])
    #expect(Hexadecimal.decode("0") == nil)
    #expect(Hexadecimal.decode("zz") == nil)
  }

  @Test(
    "base64 agrees with RFC 4648",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")])
  func base64(plain: String, text: String) {
    #expect(Base64.encode([UInt8](plain.utf8)) == text)
    #expect(Base64.decode(text) == [UInt8](plain.utf8))
  }

  @Test(
    "base64 refuses short, misplaced, foreign and non-canonical text",
    arguments: ["Zg", "Zg=a", "Z=g=", "Zm9?", "Zh==", "===="])
  func badBase64(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("a byte reader takes back what a byte writer wrote")
  func wireForm() throws {
    var writer = ByteWriter()
    writer.u8(1)
    writer.u16(0x0203)
    writer.u32(0x0405_0607)
    writer.u64(.max)
    writer.i64(-2)
    writer.bool(true)
    writer.bytes([9, 8])
    writer.string("müde")
    #expect(writer.output.prefix(7) == [1, 2, 3, 4, 5, 6, 7])
    var reader = ByteReader(writer.output)
    #expect(try reader.u8() == 1)
    #expect(try reader.u16() == 0x0203)
    #expect(try reader.u32() == 0x0405_0607)
    #expect(try reader.u64() == .max)
    #expect(try reader.i64() == -2)
    #expect(try reader.bool())
    #expect(try reader.bytes() == [9, 8])
    #expect(try reader.string() == "müde")
    try reader.finish()
    #expect(throws: ByteReaderError.truncated(offset: writer.output.count)) { try reader.u8() }
  }

  @Test("a byte reader refuses a length beyond its input")
  func truncated() {
    var reader = ByteReader([0, 0, 0, 9, 1])
    #expect(throws: ByteReaderError.truncated(offset: 4)) { try reader.bytes() }
  }

  @Test("protobuf fields come back, and the wire form is the documented one")
  func protobuf() throws {
    let message = ProtobufWriter.message { writer in
      writer.varint(1, 150)
      writer.varint(2, 0)
      writer.string(3, "testing")
      writer.int(4, -1)
      writer.packed(5, [3, 270, 86942])
      writer.message(6, [])
    }
    let expected = "089601" + "1a0774657374696e67" + "20ffffffffffffffffff01" + "2a06038e029ea705" + "3200"
    #expect(Hexadecimal.encode(message) == expected)
    let fields = try ProtobufReader.fields(message)
    #expect(fields.map(\.number) == [1, 3, 4, 5, 6])
    #expect(try fields[0].varint() == 150)
    #expect(try fields[1].string() == "testing")
    #expect(try fields[2].int() == -1)
    #expect(try fields[3].varints() == [3, 270, 86942])
    #expect(try fields[4].bytes() == [])
    #expect(throws: ProtobufError.wrongType(field: 1)) { try fields[0].bytes() }
  }

  @Test("a protobuf reader refuses cut and overlong input")
  func badProtobuf() {
    #expect(throws: ProtobufError.truncated(offset: 1)) { try ProtobufReader.fields([0x0a, 0x05, 0x01]) }
    let overlong = [0x08] + [UInt8](repeating: 0xff, count: 10) + [0x01]
    #expect(throws: ProtobufError.malformedVarint(offset: 1)) { try ProtobufReader.fields(overlong) }
    #expect(throws: ProtobufError.unsupportedField(offset: 0)) { try ProtobufReader.fields([0x0b]) }
  }
}
