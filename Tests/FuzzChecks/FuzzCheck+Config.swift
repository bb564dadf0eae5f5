// SPDX-License-Identifier: Apache-2.0

import AWSServices
import SiteConfig

extension FuzzCheck {
    /// A configuration is read, or refused with mistakes that lie within the file.
    static let config = FuzzCheck("config") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        // Any break that YAML knows begins a line; the end of the file may be one further down.
        let lines = text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) } + 2
        for environment in [nil, "staging"] {
            do {
                let config = try ConfigLoader.load(
                    text: text, file: "/site/resume.yaml", environment: environment, workingDirectory: "/")
                try FuzzFinding.unless(!config.name.isEmpty, "a configuration without a name")
                try FuzzFinding.unless(config.site.path.hasPrefix("/"), "a path that is not absolute")
            } catch let error as ConfigError {
                try FuzzFinding.unless(!error.diagnostics.isEmpty, "refused without a reason")
                for diagnostic in error.diagnostics {
                    try FuzzFinding.unless(
                        (0...lines).contains(diagnostic.position.line), "a mistake at \(diagnostic.position)")
                    try FuzzFinding.unless(
                        !"\(diagnostic)".unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" },
                        "a control character in a message: \("\(diagnostic)".debugDescription)")
                }
            }
        }
    }

    /// A shared configuration file is read, or refused with a line of the file.
    static let ini = FuzzCheck("ini") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let file = try SharedConfigFile(parsing: text, path: "~/.aws/config")
            let config = SharedConfig(config: file, credentials: file)
            for name in config.profileNames {
                try FuzzFinding.unless(config.profile(name) != nil, "a profile that cannot be found: \(name)")
            }
        } catch let error as SharedConfigError {
            let lines = text.count { $0.isNewline } + 1
            try FuzzFinding.unless((1...lines).contains(error.line ?? 1), "a mistake at line \(error.line ?? 0)")
        }
    }
}
