// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import AWSSigning
internal import SiteDeploy

/// A DynamoDB on this machine: moto's, in a Python process, with the counter's table in it. It forgets everything when it
/// ends.
package struct LocalTable: Sendable {
    /// What the emulator is called with; no real keys.
    package static let credentials = AWSCredentials(accessKeyID: "AKIDLOCALPREVIEW", secretAccessKey: "local-preview")

    /// Calls DynamoDB at an address.
    package typealias Connect = @Sendable (_ endpoint: String) throws -> DynamoDBClient

    private static let announcement = "listening on port "

    let python: String
    let tableName: String
    let region: String
    let path: String?
    let connect: Connect
    /// The emulator's address once the table is there.
    let endpoint = Announced<Result<String, TableFailure>>()

    /// Runs the emulator until the task is cancelled.
    ///
    /// - Parameter line: Told what it writes besides.
    func run(line: @escaping @Sendable (String) -> Void) async {
        let ports = Mailbox<Int>()
        let child = ChildProcess(
            words: [python, "-c", Self.program],
            environment: [
                "PATH": path ?? "/usr/local/bin:/usr/bin:/bin", "LANG": "en_US.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
                "AWS_DEFAULT_REGION": region, "AWS_ACCESS_KEY_ID": Self.credentials.accessKeyID,
                "AWS_SECRET_ACCESS_KEY": Self.credentials.secretAccessKey, "AWS_CONFIG_FILE": "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
            ],
            folder: nil)
        await withTaskGroup { group in
            group.addTask {
                let how = await child.run { text in
                    if text.hasPrefix(Self.announcement), let port = Int(text.dropFirst(Self.announcement.count)) {
                        ports.send(port)
                    } else {
                        line(text)
                    }
                }
                endpoint.announce(.failure(TableFailure(reason: "The local DynamoDB ended: \(how).")))
            }
            group.addTask {
                guard let port = try? await ports.next() else { return }
                await create(at: "http://127.0.0.1:\(port)")
                _ = try? await ports.next()
            }
            _ = await group.next()
            group.cancelAll()
        }
    }

    /// Creates the table as a deploy does.
    private func create(at address: String) async {
        do {
            _ = try await connect(address).createTable(
                tableName, key: TableResource.key, deletionProtection: true, tags: [:])
            endpoint.announce(.success(address))
        } catch {
            endpoint.announce(.failure(TableFailure(reason: "The local DynamoDB refused the table: \(error)")))
        }
    }

    /// Passes what arrives on to moto, one request at a time, as DynamoDB works on an item. It ends with the process that
    /// started it, even when that is killed.
    private static let program = """
        import os, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        import requests
        from moto import mock_aws

        REGION = os.environ["AWS_DEFAULT_REGION"]
        PARENT = os.getppid()
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("X-Amz-Target", "").startswith("DynamoDB_"):
                    headers = {"Content-Type": "application/x-amz-json-1.0"}
                    for name in ("X-Amz-Target", "Authorization"):
                        if name in self.headers:
                            headers[name] = self.headers[name]
                    with lock:
                        answer = requests.post(f"https://dynamodb.{REGION}.amazonaws.com/", data=body, headers=headers)
                    self.answer(answer.status_code, answer.content)
                else:
                    self.do_GET()

            def do_GET(self):
                self.answer(501, b'{"__type":"NotImplemented","message":"The preview has no AWS but DynamoDB."}')

            do_PUT = do_DELETE = do_HEAD = do_GET

            def answer(self, status, content):
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        mock_aws().start()
        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print("\(announcement)%d" % server.server_address[1], flush=True)
        while os.getppid() == PARENT:
            time.sleep(1)
        """
}
