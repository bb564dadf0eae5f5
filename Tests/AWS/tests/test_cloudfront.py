# SPDX-License-Identifier: Apache-2.0
"""CloudFront: what moto lacks."""

import copy

import pytest
import stack
from refusals import refuses


@pytest.fixture
def cf(aws):
    return aws.client("cloudfront")


@pytest.fixture
def config(aws):
    return stack.distribution_config("resume-site", stack.create_oac(aws), function=stack.create_viewer_function(aws))


def create(cf, config):
    return cf.create_distribution(DistributionConfig=config)


def contains(full, part):
    """Whether everything in `part` is in `full`; lists of methods may be in another order."""
    if isinstance(part, dict):
        return all(contains(full.get(k), v) for k, v in part.items() if not (k == "Items" and v == []))
    if isinstance(part, list):
        if all(isinstance(v, str) for v in part):
            return sorted(full) == sorted(part)
        return len(full) == len(part) and all(contains(f, p) for f, p in zip(full, part))
    return full == part


def test_config_reads_back_with_defaults_filled_in(cf, config):
    made = create(cf, config)
    read = cf.get_distribution_config(Id=made["Distribution"]["Id"])
    assert read["ETag"] == made["ETag"]
    found = read["DistributionConfig"]
    assert contains(found, config)
    assert found["ViewerCertificate"] == {
        "CloudFrontDefaultCertificate": True, "SSLSupportMethod": "vip", "MinimumProtocolVersion": "TLSv1",
        "CertificateSource": "cloudfront"}
    assert found["Aliases"] == {"Quantity": 0}
    assert found["Origins"]["Items"][0]["ConnectionAttempts"] == 3
    assert found["DefaultCacheBehavior"]["AllowedMethods"] == {
        "Quantity": 2, "Items": ["HEAD", "GET"], "CachedMethods": {"Quantity": 2, "Items": ["HEAD", "GET"]}}
    # Sending back what was read changes nothing but the ETag.
    updated = cf.update_distribution(Id=made["Distribution"]["Id"], IfMatch=read["ETag"], DistributionConfig=found)
    assert updated["ETag"] != read["ETag"]
    assert updated["Distribution"]["DistributionConfig"] == found


def test_etags_are_enforced(cf, config):
    made = create(cf, config)
    identifier, config = made["Distribution"]["Id"], made["Distribution"]["DistributionConfig"]
    with refuses("InvalidIfMatchVersion", 400):
        cf.update_distribution(Id=identifier, DistributionConfig=config)
    with refuses("PreconditionFailed", 412):
        cf.update_distribution(Id=identifier, IfMatch="EOLD", DistributionConfig=config)
    first = cf.update_distribution(Id=identifier, IfMatch=made["ETag"], DistributionConfig=config)
    with refuses("PreconditionFailed", 412):
        cf.update_distribution(Id=identifier, IfMatch=made["ETag"], DistributionConfig=config)
    cf.update_distribution(Id=identifier, IfMatch=first["ETag"], DistributionConfig=config)


def test_status_takes_reads(aws, cf, config):
    aws.settings(cloudfront__in_progress_reads=2)
    made = create(cf, config)
    identifier = made["Distribution"]["Id"]
    assert made["Distribution"]["Status"] == "InProgress"
    assert [cf.get_distribution(Id=identifier)["Distribution"]["Status"] for _ in range(3)] == [
        "InProgress", "InProgress", "Deployed"]


def test_delete_needs_disabled_and_deployed(aws, cf, config):
    made = create(cf, config)
    identifier = made["Distribution"]["Id"]
    with refuses("DistributionNotDisabled", 409):
        cf.delete_distribution(Id=identifier, IfMatch=made["ETag"])
    config = made["Distribution"]["DistributionConfig"]
    etag = cf.update_distribution(Id=identifier, IfMatch=made["ETag"],
                                  DistributionConfig={**config, "Enabled": False})["ETag"]
    with refuses("DistributionNotDisabled", 409):
        cf.delete_distribution(Id=identifier, IfMatch=etag)
    while cf.get_distribution(Id=identifier)["Distribution"]["Status"] != "Deployed":
        pass
    with refuses("PreconditionFailed", 412):
        cf.delete_distribution(Id=identifier, IfMatch=made["ETag"])
    cf.delete_distribution(Id=identifier, IfMatch=etag)
    with refuses("NoSuchDistribution", 404):
        cf.get_distribution(Id=identifier)
    oac = config["Origins"]["Items"][0]["OriginAccessControlId"]
    cf.delete_origin_access_control(Id=oac, IfMatch=cf.get_origin_access_control(Id=oac)["ETag"])


def test_caller_reference(cf, config):
    made = create(cf, config)
    with refuses("DistributionAlreadyExists", 409):
        create(cf, config)
    changed = {**made["Distribution"]["DistributionConfig"], "CallerReference": "other"}
    with refuses("IllegalUpdate", 400):
        cf.update_distribution(Id=made["Distribution"]["Id"], IfMatch=made["ETag"], DistributionConfig=changed)


def with_origin(config, **changes):
    config["Origins"]["Items"][0].update(changes)


def with_default(config, **changes):
    config["DefaultCacheBehavior"].update(changes)


@pytest.mark.parametrize("code, change", [
    ("InvalidOriginAccessControl", lambda c: with_origin(c, OriginAccessControlId="ENOSUCH")),
    ("InvalidArgument", lambda c: with_origin(c, DomainName="www.example.org")),
    ("InvalidOrigin", lambda c: with_origin(c, DomainName="https://b.s3.us-east-1.amazonaws.com")),
    ("InvalidRelativePath", lambda c: with_origin(c, OriginPath="/site/")),
    ("NoSuchOrigin", lambda c: with_default(c, TargetOriginId="other")),
    ("NoSuchCachePolicy", lambda c: with_default(c, CachePolicyId="658327ea-0000-0000-0000-7e88639e58f6")),
    ("NoSuchResponseHeadersPolicy", lambda c: with_default(c, ResponseHeadersPolicyId="x")),
    ("NoSuchOriginRequestPolicy", lambda c: with_default(c, OriginRequestPolicyId="x")),
    ("InvalidArgument", lambda c: c["DefaultCacheBehavior"].pop("CachePolicyId")),
    ("InvalidArgument", lambda c: with_default(c, MinTTL=0)),
    ("InvalidFunctionAssociation", lambda c: c["DefaultCacheBehavior"]["FunctionAssociations"]["Items"][0].update(
        FunctionARN="arn:aws:cloudfront::123456789012:function/other")),
    ("InvalidFunctionAssociation", lambda c: c["DefaultCacheBehavior"]["FunctionAssociations"]["Items"][0].update(
        EventType="origin-request")),
    ("InvalidFunctionAssociation", lambda c: with_default(c, LambdaFunctionAssociations={"Quantity": 1, "Items": [{
        "LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:f:1", "EventType": "viewer-response"}]})),
    ("InvalidArgument", lambda c: with_default(c, AllowedMethods={"Quantity": 1, "Items": ["GET"]})),
    ("InvalidDefaultRootObject", lambda c: c.update(DefaultRootObject="/index.html")),
    ("InvalidArgument", lambda c: c["CustomErrorResponses"]["Items"][0].update(ResponseCode="")),
    ("InvalidErrorCode", lambda c: c["CustomErrorResponses"]["Items"][0].update(ErrorCode=418)),
    ("InvalidViewerCertificate", lambda c: c.update(Aliases={"Quantity": 1, "Items": ["example.com"]})),
])
def test_bad_configurations_are_refused(aws, cf, config, code, change):
    config = copy.deepcopy(config)
    change(config)
    with refuses(code):
        create(cf, config)
    assert aws.violations() == []


def aliased(config, certificate, *names):
    config = copy.deepcopy(config)
    config["Aliases"] = {"Quantity": len(names), "Items": list(names)}
    config["ViewerCertificate"] = {"ACMCertificateArn": certificate, "SSLSupportMethod": "sni-only",
                                   "MinimumProtocolVersion": "TLSv1.2_2021"}
    return config


def test_aliases_need_an_issued_covering_certificate_of_us_east_1(aws, cf, config):
    zone = stack.create_zone(aws)
    certificate = stack.create_certificate(aws, zone, "example.com", "*.example.com")
    pending = aws.client("acm").request_certificate(DomainName="example.com", ValidationMethod="EMAIL")
    elsewhere = aws.client("acm", "eu-west-1").request_certificate(DomainName="example.com", ValidationMethod="DNS")
    for arn in (pending["CertificateArn"], elsewhere["CertificateArn"]):
        with refuses("InvalidViewerCertificate", 400):
            create(cf, aliased(config, arn, "example.com"))
    for name in ("example.org", "a.b.example.com"):
        with refuses("InvalidViewerCertificate", 400):
            create(cf, aliased(config, certificate, "example.com", name))
    made = create(cf, aliased(config, certificate, "example.com", "www.example.com"))
    shown = made["Distribution"]["DistributionConfig"]["ViewerCertificate"]
    assert shown["CertificateSource"] == "acm" and shown["Certificate"] == certificate


def test_an_alias_belongs_to_one_distribution(aws, cf, config):
    zone = stack.create_zone(aws)
    certificate = stack.create_certificate(aws, zone, "example.com", "*.example.com")
    first = create(cf, aliased(config, certificate, "example.com"))["Distribution"]["Id"]
    with refuses("CNAMEAlreadyExists", 409):
        create(cf, aliased({**config, "CallerReference": "2"}, certificate, "Example.com"))
    second = create(cf, aliased({**config, "CallerReference": "2"}, certificate, "www.example.com"))
    listed = cf.list_conflicting_aliases(DistributionId=second["Distribution"]["Id"], Alias="example.com")
    assert [i["DistributionId"] for i in listed["ConflictingAliasesList"]["Items"]] == [first]
    aws.settings(cloudfront__foreign_aliases="shop.example.com")
    with refuses("CNAMEAlreadyExists", 409):
        create(cf, aliased({**config, "CallerReference": "3"}, certificate, "shop.example.com"))


def test_alias_whose_cname_leads_to_another_distribution_is_refused(aws, cf, config):
    aws.settings(cloudfront__remembered_cnames=1)
    zone = stack.create_zone(aws)
    certificate = stack.create_certificate(aws, zone, "example.com", "*.example.com")
    wanted = aliased(config, certificate, "example.com", "www.example.com")
    first = {"Name": "www.example.com", "Type": "CNAME", "TTL": 60,
             "ResourceRecords": [{"Value": "d0gone0example.cloudfront.net"}]}

    def change(action, record):
        aws.client("route53").change_resource_record_sets(
            HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]})

    change("CREATE", first)
    with pytest.raises(cf.exceptions.CNAMEAlreadyExists, match="incorrectly configured DNS record"):
        create(cf, wanted)
    change("DELETE", first)
    # It is remembered for a while; an alias record to the same place shows addresses alone.
    change("CREATE", {"Name": "www.example.com", "Type": "A", "AliasTarget": {
        "HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": "d0gone0example.cloudfront.net", "EvaluateTargetHealth": False}})
    with refuses("CNAMEAlreadyExists", 409):
        create(cf, wanted)
    made = create(cf, wanted)
    # A name that the distribution has is not looked at again.
    change("DELETE", {"Name": "www.example.com", "Type": "A", "AliasTarget": {
        "HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": "d0gone0example.cloudfront.net", "EvaluateTargetHealth": False}})
    change("CREATE", first)
    cf.update_distribution(Id=made["Distribution"]["Id"], IfMatch=made["ETag"],
                           DistributionConfig=made["Distribution"]["DistributionConfig"])


def test_list_has_summaries_in_pages(cf, config):
    for number in range(3):
        create(cf, {**config, "CallerReference": str(number)})
    page = cf.list_distributions(MaxItems="2")["DistributionList"]
    assert (page["Quantity"], page["IsTruncated"]) == (2, True)
    rest = cf.list_distributions(MaxItems="2", Marker=page["NextMarker"])["DistributionList"]
    assert (rest["Quantity"], rest["IsTruncated"]) == (1, False)
    assert "CallerReference" not in rest["Items"][0] and rest["Items"][0]["Aliases"] == {"Quantity": 0}


def test_tags(aws, cf, config):
    made = cf.create_distribution_with_tags(DistributionConfigWithTags={
        "DistributionConfig": config, "Tags": {"Items": stack.tag_list()}})["Distribution"]
    cf.tag_resource(Resource=made["ARN"], Tags={"Items": [{"Key": "a", "Value": "1"}]})
    cf.untag_resource(Resource=made["ARN"], TagKeys={"Items": ["resumectl:site"]})
    assert cf.list_tags_for_resource(Resource=made["ARN"])["Tags"]["Items"] == [{"Key": "a", "Value": "1"}]
    with refuses("NoSuchResource", 404):
        cf.list_tags_for_resource(Resource=made["ARN"] + "X")
    with refuses("InvalidTagging", 400):
        cf.tag_resource(Resource=made["ARN"], Tags={"Items": [{"Key": "aws:a", "Value": "1"}]})


def test_access_controls(aws, cf, config):
    oac = config["Origins"]["Items"][0]["OriginAccessControlId"]
    with refuses("OriginAccessControlAlreadyExists", 409):
        stack.create_oac(aws)
    read = cf.get_origin_access_control_config(Id=oac)
    assert read["OriginAccessControlConfig"]["Name"] == "resume"
    with refuses("PreconditionFailed", 412):
        cf.update_origin_access_control(Id=oac, IfMatch="EX",
                                        OriginAccessControlConfig=read["OriginAccessControlConfig"])
    etag = cf.update_origin_access_control(
        Id=oac, IfMatch=read["ETag"], OriginAccessControlConfig=read["OriginAccessControlConfig"])["ETag"]
    create(cf, config)
    with refuses("OriginAccessControlInUse", 409):
        cf.delete_origin_access_control(Id=oac, IfMatch=etag)
    with refuses("NoSuchOriginAccessControl", 404):
        cf.get_origin_access_control(Id="ENONE")
    assert cf.list_origin_access_controls()["OriginAccessControlList"]["Items"][0]["Id"] == oac


def test_functions_have_two_stages(cf):
    settings = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
    made = cf.create_function(Name="f", FunctionConfig=settings, FunctionCode=b"one")
    with refuses("FunctionAlreadyExists", 409):
        cf.create_function(Name="f", FunctionConfig=settings, FunctionCode=b"one")
    with refuses("NoSuchFunctionExists", 404):
        cf.describe_function(Name="f", Stage="LIVE")
    cf.publish_function(Name="f", IfMatch=made["ETag"])
    with refuses("InvalidIfMatchVersion", 400):
        cf.update_function(Name="f", FunctionConfig=settings, FunctionCode=b"two", IfMatch="")
    with refuses("PreconditionFailed", 412):
        cf.update_function(Name="f", FunctionConfig=settings, FunctionCode=b"two", IfMatch="EX")
    updated = cf.update_function(Name="f", FunctionConfig=settings, FunctionCode=b"two", IfMatch=made["ETag"])
    assert updated["ETag"] != made["ETag"]
    assert cf.get_function(Name="f", Stage="LIVE")["FunctionCode"].read() == b"one"
    assert cf.get_function(Name="f", Stage="DEVELOPMENT")["FunctionCode"].read() == b"two"
    assert cf.describe_function(Name="f")["ETag"] == updated["ETag"]
    assert cf.describe_function(Name="f", Stage="LIVE")["ETag"] != updated["ETag"]
    assert [i["FunctionMetadata"]["Stage"] for i in cf.list_functions()["FunctionList"]["Items"]] == [
        "DEVELOPMENT", "LIVE"]
    with refuses("PreconditionFailed", 412):
        cf.publish_function(Name="f", IfMatch=made["ETag"])
    with refuses("FunctionSizeLimitExceeded", 413):
        cf.update_function(Name="f", FunctionConfig=settings, FunctionCode=b"x" * 10241, IfMatch=updated["ETag"])
    cf.delete_function(Name="f", IfMatch=updated["ETag"])


def test_function_in_use_and_unpublished(aws, cf, config):
    create(cf, config)
    with refuses("FunctionInUse", 409):
        cf.delete_function(Name="resume", IfMatch=cf.describe_function(Name="resume")["ETag"])
    made = cf.create_function(Name="g", FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"},
                              FunctionCode=b"x")
    config["DefaultCacheBehavior"]["FunctionAssociations"]["Items"][0]["FunctionARN"] = \
        made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
    with refuses("InvalidFunctionAssociation", 400):
        create(cf, {**config, "CallerReference": "2"})


def invalidate(cf, identifier, reference, *paths):
    return cf.create_invalidation(DistributionId=identifier, InvalidationBatch={
        "Paths": {"Quantity": len(paths), "Items": list(paths)}, "CallerReference": reference})["Invalidation"]


def test_invalidations(aws, cf, config):
    identifier = create(cf, config)["Distribution"]["Id"]
    made = invalidate(cf, identifier, "a", "/index.html", "/images/*")
    assert made["Status"] == "InProgress"
    assert invalidate(cf, identifier, "a", "/index.html", "/images/*")["Id"] == made["Id"]
    with refuses("InvalidArgument", 400):
        invalidate(cf, identifier, "a", "/other.html")
    reads = [cf.get_invalidation(DistributionId=identifier, Id=made["Id"])["Invalidation"]["Status"]
             for _ in range(2)]
    assert reads == ["InProgress", "Completed"]
    second = invalidate(cf, identifier, "b", "/a%20b.html")
    listed = cf.list_invalidations(DistributionId=identifier)["InvalidationList"]["Items"]
    assert [i["Id"] for i in listed] == [second["Id"], made["Id"]]
    with refuses("NoSuchInvalidation", 404):
        cf.get_invalidation(DistributionId=identifier, Id="INONE")
    for path in ("index.html", "/a b.html", "/ü.html", "/a*b", "/a%2"):
        with refuses("InvalidArgument", 400):
            invalidate(cf, identifier, f"bad {path}", path)
    with refuses("TooManyInvalidationsInProgress", 400):
        invalidate(cf, identifier, "many", *[f"/{n}/*" for n in range(16)])
