package dev.burdock.tests.door;

import static dev.burdock.tests.door.RawRequest.arrives;
import static dev.burdock.tests.door.RawRequest.refused;

import java.util.List;
import java.util.stream.Stream;

/** What clients send, well-formed and not, and what of it may arrive. */
final class RawRequests {
  private static final String GET = "GET ~/a HTTP/1.1^Host: h^";
  private static final String POST = "POST ~/a HTTP/1.1^Host: h^";
  private static final String SMUGGLED = "GET /_synapse/admin/v1/users HTTP/1.1^Host: h^^";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked^^";

  private RawRequests() {}

  static Stream<RawRequest> all() {
    return Stream.of(wellFormed(), lengths(), encodings(), chunks(), lines(), targets(), versions())
        .flatMap(List::stream);
  }

  private static List<RawRequest> wellFormed() {
    return List.of(
        arrives("HTTP/1.1", GET + "^", "GET ~/a"),
        arrives("HTTP/1.1", GET + "^", "GET ~/a").byteByByte(),
        arrives("HTTP/1.0 without Host", "GET ~/a HTTP/1.0^^", "GET ~/a"),
        arrives("HTTP/1.0 kept alive", "GET ~/a HTTP/1.0^Connection: keep-alive^^", "GET ~/a"),
        arrives("a counted body", POST + "Content-Length: 3^^abc", "POST ~/a abc"),
        arrives("an HTTP/1.0 body", "PUT ~/a HTTP/1.0^Content-Length: 2^^ab", "PUT ~/a ab"),
        arrives("an empty body", POST + "Content-Length: 0^^", "POST ~/a"),
        arrives("a body in chunks", CHUNKED + "3^abc^1^d^0^^", "POST ~/a abcd"),
        arrives("a body in chunks", CHUNKED + "3^abc^1^d^0^^", "POST ~/a abcd").byteByByte(),
        arrives(
            "chunks with zeros and capitals",
            CHUNKED + "00A^0123456789^000^^",
            "POST ~/a 0123456789"),
        arrives("a capital coding", POST + "Transfer-Encoding: Chunked^^1^x^0^^", "POST ~/a x"),
        arrives(
            "two requests in one segment",
            GET + "^" + "GET ~/b HTTP/1.1^Host: h^^",
            "GET ~/a",
            "GET ~/b"),
        arrives(
            "a request behind a body",
            POST + "Content-Length: 1^^xGET ~/b HTTP/1.1^Host: h^^",
            "POST ~/a x",
            "GET ~/b"),
        arrives("an empty line before it", "^" + GET + "^", "GET ~/a"),
        arrives("a name beyond ASCII in a header", GET + "X-Name: \u00e4^^", "GET ~/a"),
        arrives(
            "a request as a body",
            POST + "Content-Length: 50^^" + SMUGGLED,
            "POST ~/a GET /_synapse/admin/v1/users HTTP/1.1\r\nHost: h\r\n\r\n"),
        arrives(
            "an upgrade to a web socket",
            GET
                + "Connection: Upgrade^Upgrade: websocket^"
                + "Sec-WebSocket-Version: 13^Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==^^",
            "GET ~/a"),
        arrives(
            "an upgrade to HTTP/2",
            GET
                + "Connection: Upgrade, HTTP2-Settings^Upgrade: h2c^"
                + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA^^",
            "GET ~/a"),
        arrives(
            "a body that waits for leave",
            POST + "Expect: 100-continue^Content-Length: 1^^x",
            "POST ~/a x"),
        arrives("OPTIONS of a path", "OPTIONS ~/a HTTP/1.1^Host: h^^", "OPTIONS ~/a"));
  }

  private static List<RawRequest> lengths() {
    return List.of(
        refused(
            "a length and chunks",
            POST + "Content-Length: 5^Transfer-Encoding: chunked^^0^^" + SMUGGLED),
        refused(
            "chunks and a length",
            POST + "Transfer-Encoding: chunked^Content-Length: 5^^0^^" + SMUGGLED),
        refused(
            "both on HTTP/1.0",
            "POST ~/a HTTP/1.0^Content-Length: 60^" + "Transfer-Encoding: chunked^^0^^" + SMUGGLED),
        refused("one length twice", POST + "Content-Length: 1^Content-Length: 1^^x"),
        refused("two lengths", POST + "Content-Length: 0^Content-Length: 50^^" + SMUGGLED),
        refused("two lengths in one", POST + "Content-Length: 0, 50^^" + SMUGGLED),
        refused("a length with a sign", POST + "Content-Length: +1^^x"),
        refused("a negative length", POST + "Content-Length: -1^^x"),
        refused("a hexadecimal length", POST + "Content-Length: 0x1^^x"),
        refused("no length", POST + "Content-Length: ^^x"),
        refused("a length beyond all", POST + "Content-Length: 18446744073709551617^^x"));
  }

  private static List<RawRequest> encodings() {
    return List.of(
        refused("chunks on HTTP/1.0", "POST ~/a HTTP/1.0^Transfer-Encoding: chunked^^0^^"),
        refused("chunked twice in one", POST + "Transfer-Encoding: chunked, chunked^^0^^"),
        refused("chunked twice", POST + "Transfer-Encoding: chunked^Transfer-Encoding: chunked^^"),
        refused("another coding first", POST + "Transfer-Encoding: gzip, chunked^^0^^"),
        refused("another coding last", POST + "Transfer-Encoding: chunked, identity^^0^^"),
        refused("no coding", POST + "Transfer-Encoding: identity^Content-Length: 1^^x"),
        refused("nearly chunked", POST + "Transfer-Encoding: xchunked^^0^^"),
        refused("a blank before the colon", POST + "Transfer-Encoding : chunked^^0^^"),
        refused("a vertical tabulator", POST + "Transfer-Encoding:\u000bchunked^^0^^"),
        refused("a folded header", POST + "Transfer-Encoding:^ chunked^^0^^"));
  }

  private static List<RawRequest> chunks() {
    return List.of(
        refused("a chunk with an extension", CHUNKED + "1;a=b^x^0^^"),
        refused("a chunk with a prefix", CHUNKED + "0x1^x^0^^"),
        refused("a chunk with a sign", CHUNKED + "+1^x^0^^"),
        refused("a chunk with a blank", CHUNKED + "1 ^x^0^^"),
        refused("a chunk longer than it says", CHUNKED + "1^xy^0^^"),
        refused("a chunk that ends with LF", CHUNKED + "1\nx^0^^"),
        refused("a chunk beyond all", CHUNKED + "100000001^x^0^^"),
        refused("a trailer", CHUNKED + "0^Content-Length: 5^^"));
  }

  private static List<RawRequest> lines() {
    return List.of(
        refused("lines that end with LF", "GET ~/a HTTP/1.1\nHost: h\n\n"),
        refused("one line that ends with LF", GET + "X: y\nTransfer-Encoding: chunked^^"),
        refused("a bare CR", GET + "X: y\rZ: 1^^"),
        refused("a null", GET + "X: \u0000^^"),
        refused("a header without a colon", GET + "X^^"),
        refused("a header without a name", GET + ": x^^"),
        refused("a folded first header", "GET ~/a HTTP/1.1^ Host: h^^"),
        refused("no Host", "GET ~/a HTTP/1.1^^"),
        refused("two Hosts", GET + "Host: i^^"),
        refused("a Host with a path", "GET ~/a HTTP/1.1^Host: h/_synapse^^"),
        refused("a Host with a user", "GET ~/a HTTP/1.1^Host: u@h^^"),
        refused("too many headers", GET + "X: y^".repeat(101) + "^"),
        refused("too long a header", GET + "X: " + "y".repeat(40_000) + "^^"),
        refused("too long a path", "GET ~/" + "%41".repeat(3_000) + " HTTP/1.1^Host: h^^"),
        refused("too long a line", "GET ~/" + "y".repeat(70_000) + " HTTP/1.1^Host: h^^"));
  }

  private static List<RawRequest> targets() {
    return List.of(
        refused("a whole address", "GET http://h~/a HTTP/1.1^Host: h^^"),
        refused("CONNECT", "CONNECT h:80 HTTP/1.1^Host: h^^"),
        refused("a star", "OPTIONS * HTTP/1.1^Host: *^^"),
        refused("TRACE", "TRACE ~/a HTTP/1.1^Host: h^^"),
        refused("a broken escape", "GET ~/a?since=%zz HTTP/1.1^Host: h^^"),
        refused("a cut escape", "GET ~/a?since=%2 HTTP/1.1^Host: h^^"),
        refused("dots", "GET ~/../../../_synapse/admin HTTP/1.1^Host: h^^"),
        refused("dots before", "GET /_synapse/admin/../..~/a HTTP/1.1^Host: h^^"),
        refused("escaped dots", "GET /_synapse/admin/%2e%2E/..~/a HTTP/1.1^Host: h^^"),
        refused("dots and escaped slashes", "GET ~/..%2f..%2f_synapse HTTP/1.1^Host: h^^"),
        refused("backslashes", "GET ~\\..\\..\\_synapse HTTP/1.1^Host: h^^"),
        refused("a host at the start", "GET //h~/a HTTP/1.1^Host: h^^"),
        refused("a fragment", "GET ~/a#b HTTP/1.1^Host: h^^"),
        refused("letters beyond ASCII", "GET ~/\u00e4 HTTP/1.1^Host: h^^"));
  }

  private static List<RawRequest> versions() {
    return List.of(
        refused("no version", "GET ~/a^^"),
        refused("a later version", "GET ~/a HTTP/1.2^Host: h^^"),
        refused("a version of small letters", "GET ~/a http/1.1^Host: h^^"),
        refused("two blanks", "GET  ~/a HTTP/1.1^Host: h^^"),
        refused("a tabulator", "GET\t~/a HTTP/1.1^Host: h^^"),
        refused("a blank at the end", "GET ~/a HTTP/1.1 ^Host: h^^"),
        refused("no method", " ~/a HTTP/1.1^Host: h^^"),
        refused("a TLS greeting", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\r\n"),
        refused("HTTP/2, reset rapidly", Http2Bytes.rapidReset(1_000)),
        refused("HTTP/2, headers without end", Http2Bytes.continuations(1_000)));
  }
}
