import Keys
import Testing

/// Python's `cryptography` as an independent judge of keys, signatures and ciphertexts.
@Suite("an independent judge") struct JudgeTests {
  @Test("Python reads our keys, both halves, and finds them equal")
  func keys() throws {
    let engine = engine()
    for kind in [KeyKind.ed25519, .p256, .p384, .secp256k1, .rsa(bits: 2048)] {
      let key = try engine.generateKeyMaterial(kind: kind, node: "judge", name: "k")
      let answer = try judge(
        """
        spki = private(0).public_key().public_bytes(serialization.Encoding.DER,
          serialization.PublicFormat.SubjectPublicKeyInfo)
        print(spki == a[1])
        """, key.pkcs8, key.publicKey.subjectPublicKeyInfo)
      #expect(answer == "True", "\(kind)")
    }
  }

  @Test("we read keys that Python made and derive the same public half")
  func pythonKeys() throws {
    let answer = try judge(
      """
      keys = [ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP256K1()),
        rsa.generate_private_key(65537, 2048)]
      for k in keys:
        print(k.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
          serialization.NoEncryption()).hex(), k.public_key().public_bytes(serialization.Encoding.DER,
          serialization.PublicFormat.SubjectPublicKeyInfo).hex())
      """)
    let lines = answer.split(separator: "\n")
    #expect(lines.count == 5)
    for line in lines {
      let parts = line.split(separator: " ").map(String.init)
      let material = try engine().importKeyMaterial(pkcs8: try bytes(parts[0]))
      #expect(Hexadecimal.encode(material.publicKey.subjectPublicKeyInfo) == parts[1])
    }
  }

  @Test("Python accepts our signatures and none of a changed message", arguments: SigningKeySpec.allCases)
  func signatures(spec: SigningKeySpec) throws {
    let engine = engine()
    let key = try engine.generateSigningKey(spec: spec, usage: .protocol, node: "judge", name: "s")
    let message = CantonHash.digest(purpose: .test, [1])
    let signature = try engine.sign(message, with: key, algorithm: .matching(spec))
    let program = """
      from cryptography.exceptions import InvalidSignature
      k = public(0)
      def accepts(m):
        try:
          if isinstance(k, ed25519.Ed25519PublicKey): k.verify(a[2], m)
          else: k.verify(a[2], m, ec.ECDSA(hashes.\(spec == .ecP384 ? "SHA384" : "SHA256")()))
          return True
        except InvalidSignature:
          return False
      print(accepts(a[1]), accepts(a[1] + b"x"))
      """
    let answer = try judge(program, key.publicKey.subjectPublicKeyInfo, message, signature.bytes)
    #expect(answer == "True False")
  }

  @Test("Python accepts our RSA signatures")
  func rsaSignatures() throws {
    let engine = engine()
    let key = try engine.generateKeyMaterial(kind: .rsa(bits: 2048), node: "judge", name: "k")
    let pkcs1 = try engine.sign(message: [1, 2], with: key, algorithm: .rsaPkcs1(.sha256))
    let pss = try engine.sign(message: [1, 2], with: key, algorithm: .rsaPss(.sha384))
    let answer = try judge(
      """
      public(0).verify(a[2], a[1], padding.PKCS1v15(), hashes.SHA256())
      public(0).verify(a[3], a[1], padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384())
      print("accepted")
      """, key.publicKey.subjectPublicKeyInfo, [1, 2], pkcs1, pss)
    #expect(answer == "accepted")
  }

  @Test("Python decrypts our RSA-OAEP, and we decrypt Python's")
  func oaep() throws {
    let engine = engine()
    let key = try engine.generateEncryptionKey(spec: .rsa2048, node: "judge", name: "k")
    let publicKey = try #require(key.publicKey.encryption)
    let encrypted = try engine.encrypt([1, 2, 3], for: publicKey, algorithm: .rsaOaepSha256)
    let answer = try judge(
      """
      print(private(0).decrypt(a[1], oaep(hashes.SHA256())).hex())
      print(private(0).public_key().encrypt(b"\\x04\\x05", oaep(hashes.SHA256())).hex())
      """, key.pkcs8, encrypted.ciphertext
    ).split(separator: "\n").map(String.init)
    #expect(answer[0] == "010203")
    let theirs = AsymmetricEncrypted(
      ciphertext: try bytes(answer[1]), algorithm: .rsaOaepSha256, fingerprint: key.fingerprint)
    #expect(try engine.decrypt(theirs, with: key) == [4, 5])
  }

  @Test("Python decrypts our ECIES from the written construction, and we decrypt Python's")
  func ecies() throws {
    let engine = engine()
    let key = try engine.generateEncryptionKey(spec: .ecP256, node: "judge", name: "e")
    let publicKey = try #require(key.publicKey.encryption)
    let plaintext = [UInt8](1...40)
    let encrypted = try engine.encrypt(plaintext, for: publicKey, algorithm: .eciesHkdfHmacSha256Aes128Cbc)
    let answer = try judge(
      """
      import hashlib
      from cryptography.hazmat.primitives.padding import PKCS7
      X962 = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
      def keys(point, shared):
        stream = b"".join(hashlib.sha256(point + shared + c.to_bytes(4, "big")).digest() for c in (1, 2, 3))
        return stream[:16], stream[16:80]
      def tag(key, body):
        m = hmac.HMAC(key, hashes.SHA256()); m.update(body + bytes(8)); return m.finalize()
      c = a[1]
      iv, point, body, mac = c[:16], c[16:81], c[81:-32], c[-32:]
      cipher, mackey = keys(point, private(0).exchange(ec.ECDH(),
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)))
      assert tag(mackey, body) == mac
      d = Cipher(algorithms.AES(cipher), modes.CBC(iv)).decryptor()
      u = PKCS7(128).unpadder()
      print((u.update(d.update(body) + d.finalize()) + u.finalize()).hex())
      e = ec.generate_private_key(ec.SECP256R1())
      point = e.public_key().public_bytes(*X962)
      cipher, mackey = keys(point, e.exchange(ec.ECDH(), private(0).public_key()))
      p = PKCS7(128).padder()
      x = Cipher(algorithms.AES(cipher), modes.CBC(iv)).encryptor()
      body = x.update(p.update(b"\\x09\\x08") + p.finalize()) + x.finalize()
      print((iv + point + body + tag(mackey, body)).hex())
      """, key.pkcs8, encrypted.ciphertext
    ).split(separator: "\n").map(String.init)
    #expect(answer[0] == Hexadecimal.encode(plaintext))
    let theirs = AsymmetricEncrypted(
      ciphertext: try bytes(answer[1]), algorithm: .eciesHkdfHmacSha256Aes128Cbc, fingerprint: key.fingerprint)
    #expect(try engine.decrypt(theirs, with: key) == [9, 8])
  }

  @Test("Python opens our sealed bytes and unwraps our wrapped keys")
  func symmetric() throws {
    let engine = engine()
    let key = engine.generateSymmetricKey()
    let sealed = try engine.seal([1, 2, 3], with: key)
    let wrapping = try engine.generateKeyMaterial(kind: .rsa(bits: 2048), node: "judge", name: "k")
    let wrapped = try engine.rsaAesKeyWrap([9, 9, 9], for: wrapping.publicKey, hash: .sha256)
    let large = try engine.aes256GcmSeal([4], key: [UInt8](repeating: 1, count: 32), authenticating: [5])
    let answer = try judge(
      """
      print(AESGCM(a[0]).decrypt(a[1][:12], a[1][12:], None).hex())
      kek = private(2).decrypt(a[3][:256], oaep(hashes.SHA256()))
      print(keywrap.aes_key_unwrap_with_padding(kek, a[3][256:]).hex())
      print(AESGCM(b"\\x01" * 32).decrypt(a[4][:12], a[4][12:], b"\\x05").hex())
      """, key.bytes, sealed, wrapping.pkcs8, wrapped, large)
    #expect(answer == "010203\n090909\n04")
  }
}
