// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// The resources that a configuration asks for, without a look at any account.
struct SiteOutline {
    /// In dependency order; nothing can be read with them.
    let resources: [any Resource]

    /// - Parameter config: The site.
    /// - Throws: `DeployError` when the bucket's name is no name.
    init(config: SiteConfig) throws {
        let region = config.region ?? "us-east-1"
        let account = AWSAccount.unknown(partition: AWSPartition.of(region: region).id, region: region)
        let deployer = try SiteDeployer(config: config, account: account, clients: .unreachable, needsFiles: false)
        resources = deployer.stack.resources.filter { Self.isWanted($0, by: config) }
    }

    private static func isWanted(_ resource: any Resource, by config: SiteConfig) -> Bool {
        switch resource.address {
        // It holds what the site has no longer.
        case RetiredCertificatesResource.address: return false
        case EdgeFunctionResource.address: return EdgeFunctionCode(for: config).isNeeded
        case HostedZoneResource.address: return config.domain != nil && !config.hasExternalDNS
        default: break
        }
        switch resource.group {
        case .counter: return config.counter != nil
        case .domain: return config.domain != nil
        default: return true
        }
    }

    /// A resource's title; what only an account tells is left open in it.
    static func title(of resource: any Resource) -> String {
        resource.title.replacing(AWSAccount.unknown(partition: "", region: "").id, with: "<account>")
    }
}

extension SiteClients {
    /// Clients that lead nowhere.
    fileprivate static var unreachable: SiteClients {
        func caller(_ service: AWSService) -> any ServiceCaller { Unreachable(service: service) }
        return SiteClients(
            s3: S3Client(caller: caller(.s3)), cloudFront: CloudFrontClient(caller: caller(.cloudFront)),
            route53: Route53Client(caller: caller(.route53)), acm: ACMClient(caller: caller(.acm)),
            apiGateway: APIGatewayClient(caller: caller(.apiGateway)), lambda: LambdaClient(caller: caller(.lambda)),
            dynamoDB: DynamoDBClient(caller: caller(.dynamoDB)), iam: IAMClient(caller: caller(.iam)),
            logs: LogsClient(caller: caller(.logs)), globalTagging: TaggingClient(caller: caller(.tagging)))
    }
}

/// Sends nothing.
private struct Unreachable: ServiceCaller {
    let service: AWSService
    let region = "us-east-1"

    func send(_ request: ServiceRequest) async throws -> ServiceResponse {
        throw AWSError(
            service: service, operation: request.operation, code: "Unreachable", message: "there is no account")
    }
}
