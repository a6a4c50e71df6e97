import Foundation
import HTTPClient
import JWTKit

extension ClerkKeys {
    private struct KeySet: Decodable {
        struct Key: Decodable {
            var kty: String?
            var kid: String?
            var alg: String?
            var use: String?
            var n: String?
            var e: String?
        }

        /// An entry that may be anything.
        struct Entry: Decodable {
            var key: Key?

            init(from decoder: any Decoder) { key = try? Key(from: decoder) }
        }

        var keys: [Entry]
    }

    /// The RSA keys for signatures in a key set (RFC 7517); others are passed over, and so is what cannot be read.
    static func keys(in json: [UInt8]) async throws(ClerkTokenError) -> [String: any JWTAlgorithm] {
        guard let set = try? JSONDecoder().decode(KeySet.self, from: Data(json)) else {
            throw .keysUnavailable("the key set cannot be read")
        }
        var keys: [String: any JWTAlgorithm] = [:]
        for key in set.keys.compactMap(\.key) {
            guard key.kty == "RSA", key.alg ?? "RS256" == "RS256", key.use ?? "sig" == "sig", let id = key.kid,
                let modulus = key.n, let exponent = key.e,
                let algorithm = try? await Self.algorithm(Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent))
            else { continue }
            keys[id] = algorithm
        }
        if keys.isEmpty { throw .keysUnavailable("the key set holds no RSA key") }
        return keys
    }

    /// Gets the key set from where it is published, else from `/v1/jwks` of the Backend API.
    static func fetch(
        _ configuration: ClerkTokenVerifier.Configuration, http: HTTPClient
    ) async throws(ClerkTokenError) -> [UInt8] {
        let base = configuration.apiURL.hasSuffix("/") ? String(configuration.apiURL.dropLast()) : configuration.apiURL
        let authorization = [("Authorization", "Bearer " + configuration.secretKey)]
        var request = HTTPRequest(
            url: configuration.keySetURL ?? base + "/v1/jwks",
            headers: configuration.keySetURL == nil ? authorization : [], timeout: .seconds(5))
        request.maxBodyBytes = 256 << 10
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await http.send(request)
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .keysUnavailable(error.description)
        }
        guard response.status == 200 else { throw .keysUnavailable("status \(response.status)") }
        return response.body
    }
}
