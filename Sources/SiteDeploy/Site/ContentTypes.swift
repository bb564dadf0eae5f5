// SPDX-License-Identifier: Apache-2.0

/// The `Content-Type` of a file, chosen by its name alone.
///
/// The table is resumectl's own, so the same site has the same types from every machine, whatever its system knows.
/// Types of text carry `; charset=utf-8`.
package enum ContentTypes {
    /// The type for names that tell nothing; browsers download such files.
    package static let unknown = "application/octet-stream"

    /// The type for a file's name or path; letter case does not count.
    package static func type(for path: String) -> String {
        let name = ObjectKey(path).name.lowercased()
        return byName[name] ?? byExtension[extensionOfName(name)] ?? unknown
    }

    /// What comes after the last dot of a name; empty when there is none.
    static func extensionOfName(_ name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(name[name.utf8.index(after: dot)...])
    }

    /// Files known by their whole name.
    private static let byName: [String: String] = [
        // Universal links of Apple's systems are looked up without an extension, and must be JSON.
        "apple-app-site-association": "application/json",
        "cname": text("plain"),
        "license": text("plain"),
        "readme": text("plain"),
        "humans.txt": text("plain"),
    ]

    private static func text(_ kind: String) -> String { "text/\(kind); charset=utf-8" }

    /// Reference: the IANA registry "Media Types"; the HTML standard for JavaScript.
    private static let byExtension: [String: String] = [
        // Pages, scripts, styles and their data.
        "html": text("html"), "htm": text("html"), "shtml": text("html"),
        "xhtml": "application/xhtml+xml; charset=utf-8", "xht": "application/xhtml+xml; charset=utf-8",
        "css": text("css"), "js": text("javascript"), "mjs": text("javascript"), "cjs": text("javascript"),
        "json": "application/json; charset=utf-8", "map": "application/json; charset=utf-8",
        "json5": "application/json5; charset=utf-8", "jsonld": "application/ld+json; charset=utf-8",
        "geojson": "application/geo+json; charset=utf-8", "topojson": "application/json; charset=utf-8",
        "webmanifest": "application/manifest+json; charset=utf-8", "wasm": "application/wasm",
        "xml": "application/xml; charset=utf-8", "xsl": "application/xslt+xml; charset=utf-8",
        "xslt": "application/xslt+xml; charset=utf-8", "xsd": "application/xml; charset=utf-8",
        "rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8",
        "opml": "text/x-opml; charset=utf-8", "kml": "application/vnd.google-earth.kml+xml; charset=utf-8",
        "gpx": "application/gpx+xml; charset=utf-8",
        // Plain text.
        "txt": text("plain"), "text": text("plain"), "log": text("plain"), "conf": text("plain"),
        "ini": text("plain"), "asc": text("plain"), "rst": text("plain"), "adoc": text("plain"),
        "srt": text("plain"), "diff": text("plain"), "patch": text("plain"), "tex": text("plain"),
        "bib": text("plain"), "swift": text("plain"), "py": text("plain"), "rb": text("plain"),
        "go": text("plain"), "rs": text("plain"), "c": text("plain"), "h": text("plain"), "cpp": text("plain"),
        "hpp": text("plain"), "java": text("plain"), "sh": text("plain"), "sql": text("plain"),
        "toml": "application/toml; charset=utf-8", "yaml": "application/yaml; charset=utf-8",
        "yml": "application/yaml; charset=utf-8", "md": text("markdown"), "markdown": text("markdown"),
        "csv": text("csv"), "tsv": text("tab-separated-values"), "ics": text("calendar"), "ifb": text("calendar"),
        "vcf": text("vcard"), "vcard": text("vcard"), "vtt": text("vtt"),
        "pem": "application/x-pem-file", "pgp": "application/pgp-encrypted", "sig": "application/pgp-signature",
        // Images.
        "png": "image/png", "apng": "image/apng", "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg",
        "jfif": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "jxl": "image/jxl",
        "heic": "image/heic", "heif": "image/heif", "svg": "image/svg+xml; charset=utf-8", "svgz": "image/svg+xml",
        "ico": "image/vnd.microsoft.icon", "cur": "image/vnd.microsoft.icon", "bmp": "image/bmp",
        "tif": "image/tiff", "tiff": "image/tiff", "jp2": "image/jp2", "psd": "image/vnd.adobe.photoshop",
        // Fonts.
        "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf", "ttc": "font/collection",
        "eot": "application/vnd.ms-fontobject",
        // Sound and film.
        "mp3": "audio/mpeg", "m4a": "audio/mp4", "m4b": "audio/mp4", "aac": "audio/aac", "oga": "audio/ogg",
        "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav", "flac": "audio/flac", "weba": "audio/webm",
        "mid": "audio/midi", "midi": "audio/midi", "aif": "audio/aiff", "aiff": "audio/aiff",
        "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg", "mov": "video/quicktime",
        "mkv": "video/matroska", "avi": "video/x-msvideo", "mpg": "video/mpeg", "mpeg": "video/mpeg",
        "3gp": "video/3gpp", "ts": "video/mp2t", "m3u8": "application/vnd.apple.mpegurl", "m3u": "audio/mpegurl",
        "mpd": "application/dash+xml",
        // Documents and books.
        "pdf": "application/pdf", "rtf": "application/rtf", "epub": "application/epub+zip",
        "mobi": "application/x-mobipocket-ebook", "ps": "application/postscript", "eps": "application/postscript",
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation",
        // Archives and programs.
        "zip": "application/zip", "gz": "application/gzip", "tgz": "application/gzip", "bz2": "application/x-bzip2",
        "xz": "application/x-xz", "zst": "application/zstd", "br": "application/x-brotli",
        "7z": "application/x-7z-compressed", "rar": "application/vnd.rar", "tar": "application/x-tar",
        "jar": "application/java-archive", "apk": "application/vnd.android.package-archive",
        "dmg": "application/x-apple-diskimage", "iso": "application/x-iso9660-image",
        // Models.
        "gltf": "model/gltf+json", "glb": "model/gltf-binary", "stl": "model/stl", "obj": "model/obj",
        "usdz": "model/vnd.usdz+zip",
    ]
}
