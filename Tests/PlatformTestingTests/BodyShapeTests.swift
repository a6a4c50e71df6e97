import FixtureTape
import Testing

@testable import PlatformTesting

@Suite("The shape of bodies")
struct BodyShapeTests {
    private static func lines(_ bodies: String...) throws -> [String] {
        var shape = BodyShape()
        for body in bodies { shape.add(try JSONValue(parsing: Array(body.utf8)), from: "/e") }
        return shape.lines
    }

    @Test("each path and type stands there once, indices left out")
    func paths() throws {
        #expect(
            try Self.lines(
                #"{"users":[{"id":"1","tags":[["a"]]},{"id":2,"tags":[]}],"next":null}"#, #"{"users":{},"next":3}"#)
                == [
                    "/e next null", "/e next number", "/e users array", "/e users object", "/e users[] object",
                    "/e users[].id number", "/e users[].id string", "/e users[].tags array", "/e users[].tags[] array",
                    "/e users[].tags[][] string",
                ])
    }

    @Test("keys that are data stand as *: those that are no identifiers, and those of objects that share none")
    func maps() throws {
        #expect(
            try Self.lines(#"{"sizes":{"1280":"a","640":"b"},"name":"x","new:_membership":"y"}"#) == [
                "/e * string", "/e name string", "/e sizes object", "/e sizes.* string",
            ])
        let mapped = ["ada", "ben", "cleo"].map { #"{"people":{"\#($0)":{"age":1}}}"# }
        #expect(
            try Self.lines(mapped[0], mapped[1], mapped[2]) == [
                "/e people object", "/e people.* object", "/e people.*.age number",
            ])
        #expect(try Self.lines(mapped[0], mapped[1]).contains("/e people.ada.age number"))
    }
}
