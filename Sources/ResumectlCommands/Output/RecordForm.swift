// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// DNS records to enter elsewhere, as the fields of a provider's form.
enum RecordForm {
    /// A block of lines for each record, an empty line between them.
    static func lines(_ records: [ManualRecord]) -> [String] {
        var lines: [String] = []
        for record in records {
            if !lines.isEmpty { lines.append("") }
            var fields = [("Type", record.type), ("Name", record.name)]
            if record.relativeName != record.name {
                fields.append(("", "\(record.relativeName)   where the form adds the domain by itself"))
            }
            fields.append(("Value", record.value))
            fields.append(("Now", record.live ?? "not known"))
            lines += fields.map { name, value in
                "    " + name + String(repeating: " ", count: 7 - name.utf8.count) + value
            }
        }
        return lines
    }
}

/// One of them as a part of a JSON record.
struct ManualRecordRecord: Encodable {
    let recordType: String
    let name: String
    let relativeName: String
    let value: String
    let live: String?

    init(_ record: ManualRecord) {
        recordType = record.type
        name = record.name
        relativeName = record.relativeName
        value = record.value
        live = record.live
    }
}
