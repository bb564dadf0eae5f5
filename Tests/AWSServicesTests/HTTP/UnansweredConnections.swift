// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
    import Glibc
    import Testing

    /// Connections that fill the queue of a server that accepts none, so that no other one comes about.
    final class UnansweredConnections {
        private let port: Int
        private var descriptors: [Int32] = []
        private var pending = 0

        /// Begins to open connections to a port of the loopback address, until some of them get no answer.
        init(to port: Int, count: Int) throws {
            self.port = port
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
            for _ in 0..<count {
                let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
                descriptors.append(descriptor)
                _ = withUnsafePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    }
                }
            }
            pending = try Self.pending(to: port)
        }

        deinit {
            for descriptor in descriptors { close(descriptor) }
        }

        /// Waits until somebody else tries to connect, too.
        func waitForOneMore() async throws {
            while try Self.pending(to: port) <= pending {
                try Task.checkCancellation()
                await Task.yield()
            }
        }

        /// How many connections to a port have been asked for and not answered (proc(5), "/proc/net/tcp").
        private static func pending(to port: Int) throws -> Int {
            let file = try #require(fopen("/proc/net/tcp", "r"))
            defer { fclose(file) }
            var text: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            while case let count = fread(&piece, 1, piece.count, file), count > 0 { text += piece[..<count] }
            let hexadecimal = String(port, radix: 16, uppercase: true)
            let end = ":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
            return String(decoding: text, as: UTF8.self).split(separator: "\n").count { line in
                let fields = line.split(separator: " ")
                return fields.count > 3 && fields[2].hasSuffix(end) && fields[3] == "02"
            }
        }
    }
#endif
