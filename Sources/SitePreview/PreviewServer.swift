// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
package import SiteDeploy

/// The local server of a site.
package struct PreviewServer: Sendable {
    /// The port that is tried first when the user names none.
    package static let usualPort = 8000
    private static let portsTried = 20
    /// What API Gateway takes.
    private static let maximumBody = 10 << 20

    /// The port that is listened on.
    package var port: Int { listener.port }
    private let listener: HTTPListener

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - host: The address, such as `127.0.0.1`.
    ///   - port: The port; 0 takes any, `nil` the usual one or the next that is free.
    /// - Throws: `DeployError` with `preview-port-taken` or `preview-address`.
    package init(host: String, port: Int?) async throws {
        let usual = Self.usualPort
        let candidates = port.map { [$0] } ?? Array(usual..<usual + Self.portsTried) + [0]
        for candidate in candidates {
            do {
                listener = try await HTTPListener(host: host, port: candidate, maximumBody: Self.maximumBody)
                return
            } catch  where HTTPListener.isTaken(error) {
                continue
            } catch {
                throw DeployError(
                    code: .previewAddress, summary: "The preview cannot listen on this address",
                    detail: "\(host):\(candidate)",
                    hint: "Leave out --host to use 127.0.0.1, or choose another --port.",
                    cause: "\(error)", kind: .configuration)
            }
        }
        throw DeployError(
            code: .previewPortTaken, summary: "Another program listens on this port",
            detail: "\(host):\(port ?? usual)",
            hint: "Choose another one with --port, or leave it out to get a free one.",
            kind: .configuration)
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - front: Answers requests.
    ///   - folder: Reads the files of the answers.
    ///   - event: Told each request.
    package func serve(
        _ front: SiteFront, folder: SiteFolder, event: @escaping @Sendable (PreviewEvent) -> Void
    ) async {
        await listener.serve(read: { folder.read($0, $1) }) { request in
            let start = ContinuousClock.now
            let response = await front.answer(request)
            // What live reload asks for is not the user's site.
            if !request.path.hasPrefix("/.resumectl/") {
                let query = request.query.isEmpty ? "" : "?\(request.query)"
                event(
                    .request(
                        method: request.method, target: request.path + query,
                        status: response.status, duration: start.duration(to: .now)))
            }
            return response
        }
    }
}
