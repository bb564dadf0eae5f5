// SPDX-License-Identifier: Apache-2.0

extension Certificate {
    /// Reads `CertificateDetail`.
    init(json: JSONReader) throws {
        arn = try json.arn("CertificateArn")
        domain = try json.text("DomainName")
        names = try json.textsIfPresent("SubjectAlternativeNames") ?? [domain]
        status = CertificateStatus(rawValue: try json.text("Status"))
        validations = try json.objects("DomainValidationOptions").map(CertificateValidation.init)
        inUseBy = try json.texts("InUseBy")
        failureReason = try json.textIfPresent("FailureReason")
        notAfter = try json.secondsIfPresent("NotAfter")
        type = try json.textIfPresent("Type")
        keyAlgorithm = try json.textIfPresent("KeyAlgorithm")
        createdAt = try json.secondsIfPresent("CreatedAt")
    }
}

extension CertificateValidation {
    /// Reads `DomainValidation`.
    init(json: JSONReader) throws {
        domain = try json.text("DomainName")
        status = try json.textIfPresent("ValidationStatus")
        method = try json.textIfPresent("ValidationMethod")
        record = try json.objectIfPresent("ResourceRecord").map { record in
            CertificateValidationRecord(
                name: try record.text("Name"), type: try record.text("Type"), value: try record.text("Value"))
        }
    }
}

extension CertificateSummary {
    /// Reads `CertificateSummary`.
    init(json: JSONReader) throws {
        arn = try json.arn("CertificateArn")
        domain = try json.text("DomainName")
        names = try json.textsIfPresent("SubjectAlternativeNameSummaries") ?? [domain]
        hasMoreNames = try json.boolIfPresent("HasAdditionalSubjectAlternativeNames") ?? false
        status = try json.textIfPresent("Status").map(CertificateStatus.init)
        type = try json.textIfPresent("Type")
    }
}
