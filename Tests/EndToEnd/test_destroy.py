# SPDX-License-Identifier: Apache-2.0
"""Removing a site: all of it, nothing else, and in as many attempts as it takes."""

import pytest
from project import BUCKET, DOMAIN, TABLE


def leftovers(aws):
    """What is in the account, without hosted zones and what only their owner put into them."""
    dump = aws.dump()
    dump.pop("zones"), dump.pop("history")
    return {name: value for name, value in dump.items() if value}


def only_table(aws):
    """Whether nothing but the counter's table is left."""
    left = leftovers(aws)
    return list(left) == ["regions"] and left["regions"]["us-east-1"].keys() == {"tables"} and (
        list(left["regions"]["us-east-1"]["tables"]) == [TABLE])


def test_destroy_leaves_the_table_and_the_hosted_zone(aws, deployed, zone):
    aws.visit(DOMAIN, "/api/visitors", "POST")
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
        {"Action": "CREATE", "ResourceRecordSet": {
            "Name": DOMAIN, "Type": "MX", "TTL": 300, "ResourceRecords": [{"Value": "10 mail.example.net"}]}}]})
    result = deployed.destroy()
    assert only_table(aws), leftovers(aws)
    assert set(aws.records(zone)) == {(DOMAIN, "MX")}
    table = result.changes["counter.table"]
    assert table["action"] == "keep" and "--delete-data" in f"{table['reason']} {table['hint']}"
    item = aws.client("dynamodb").scan(TableName=TABLE)["Items"]
    assert len(item) == 1


def test_destroy_with_data_leaves_nothing(aws, deployed, zone):
    deployed.destroy("--delete-data")
    assert leftovers(aws) == {}
    assert aws.records(zone) == {}


def test_destroy_twice_finds_nothing_to_do(aws, deployed):
    deployed.destroy("--delete-data")
    again = deployed.destroy("--delete-data")
    assert again.writes == [] and again.record("plan")["hasChanges"] is False
    text = deployed.run("destroy", "--yes")
    assert text.status == 0 and "Nothing to do" in text.out


def test_destroy_twice_keeps_the_table_quietly(aws, deployed):
    deployed.destroy()
    assert deployed.destroy().writes == []
    assert only_table(aws)


def test_table_can_be_deleted_after_all(aws, deployed):
    deployed.destroy()
    deployed.destroy("--delete-data")
    assert leftovers(aws) == {}


def test_count_survives_destroy_and_deploy(aws, deployed):
    for _ in range(2):
        aws.visit(DOMAIN, "/api/visitors", "POST")
    deployed.destroy()
    deployed.deploy()
    assert aws.visit(DOMAIN, "/api/visitors").json == {"count": 2}
    deployed.assert_settled()


def test_destroy_empties_a_bucket_with_versions_delete_markers_and_uploads(aws, live):
    live.write("style.css", "2")
    live.remove("app.js")
    live.deploy()
    aws.client("s3").create_multipart_upload(Bucket=BUCKET, Key="half.mp4")
    live.destroy()
    assert leftovers(aws) == {}


def test_destroy_empties_a_bucket_of_many_pages(aws, live):
    aws.settings({"s3.max_keys": 3})
    for number in range(9):
        live.write(f"p{number}.html", str(number))
    live.deploy()
    live.destroy()
    assert leftovers(aws) == {}


def test_destroy_of_a_site_that_never_was_does_nothing(aws, project):
    result = project.destroy("--delete-data")
    assert result.writes == []


def test_destroy_needs_neither_site_nor_function_folder(aws, deployed):
    for path in (*deployed.site.rglob("*"), *deployed.function.rglob("*")):
        if path.is_file():
            path.unlink()
    deployed.site.joinpath("about").rmdir(), deployed.site.joinpath("images").rmdir()
    deployed.site.rmdir(), deployed.function.rmdir()
    deployed.destroy("--delete-data")
    assert leftovers(aws) == {}


def test_destroy_without_terminal_needs_yes(aws, deployed):
    before = aws.dump()
    result = deployed.run("destroy", "--delete-data")
    assert result.status == 64 and "--yes" in result.err
    assert result.writes == [] and aws.dump() == before


def test_destroy_shows_what_goes_and_what_stays(aws, deployed):
    result = deployed.run("destroy", "--yes")
    for name in (BUCKET, TABLE, DOMAIN, "resume-counter", "resume-viewer-request"):
        assert name in result.err, name
    assert result.status == 0 and result.out.startswith("Everything is gone but:")


def test_destroy_spares_what_is_not_ours(aws, deployed, zone):
    aws.client("s3").create_bucket(Bucket="other-bucket")
    aws.client("iam").create_role(RoleName="other", AssumeRolePolicyDocument=(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},'
        '"Action":"sts:AssumeRole"}]}'))
    aws.client("logs").create_log_group(logGroupName="/aws/lambda/other")
    aws.client("apigatewayv2").create_api(Name="resume", ProtocolType="HTTP")
    deployed.destroy("--delete-data")
    left = leftovers(aws)
    assert list(left["buckets"]) == ["other-bucket"] and list(left["roles"]) == ["other"]
    assert set(left) == {"buckets", "roles", "regions"}
    assert set(left["regions"]["us-east-1"]) == {"apis", "logGroups"}


@pytest.mark.parametrize("service,operation,tags", [
    ("s3", "bucket", {"Bucket": BUCKET}), ("dynamodb", "table", {}), ("lambda", "function", {})])
def test_resource_whose_tag_was_taken_away_is_kept(aws, deployed, service, operation, tags):
    """Without our tag it is nobody's, so it is shown and stays; the rest goes."""
    client = aws.client(service)
    if service == "s3":
        client.delete_bucket_tagging(**tags)
    elif service == "dynamodb":
        arn = client.describe_table(TableName=TABLE)["Table"]["TableArn"]
        client.untag_resource(ResourceArn=arn, TagKeys=["resumectl:site"])
    else:
        arn = client.get_function(FunctionName="resume-counter")["Configuration"]["FunctionArn"]
        client.untag_resource(Resource=arn, TagKeys=["resumectl:site"])
    result = deployed.destroy("--delete-data")
    kept = [step for step in result.changes.values() if step["action"] == "keep" and "resumectl:site" in step["reason"]]
    assert len(kept) == 1, result.changes
    left = leftovers(aws)
    assert {"s3": "buckets", "dynamodb": "regions", "lambda": "regions"}[service] in left
    assert "distributions" not in left and "accessControls" not in left


def test_records_led_elsewhere_by_hand_stay(aws, deployed, zone):
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
        {"Action": "UPSERT", "ResourceRecordSet": {
            "Name": DOMAIN, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}}]})
    deployed.destroy()
    assert set(aws.records(zone)) == {(DOMAIN, "A")}


def test_hosted_zone_that_a_deploy_made_goes_with_the_site(aws, project):
    project.set("dns.createZone", True)
    project.deploy()
    assert len(aws.dump()["zones"]) == 1
    project.destroy("--delete-data")
    assert leftovers(aws) == {} and aws.dump()["zones"] == []


def test_hosted_zone_with_records_of_others_stays(aws, project):
    project.set("dns.createZone", True)
    project.deploy()
    zone = aws.client("route53").list_hosted_zones()["HostedZones"][0]["Id"]
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
        {"Action": "CREATE", "ResourceRecordSet": {
            "Name": DOMAIN, "Type": "MX", "TTL": 300, "ResourceRecords": [{"Value": "10 mail.example.net"}]}}]})
    result = project.run("destroy", "--yes", "--delete-data")
    assert result.status == 0 and "Everything is gone but: Hosted zone example.com." in result.out, result
    assert leftovers(aws) == {} and len(aws.dump()["zones"]) == 1
    again = project.destroy("--delete-data")
    assert "dns.zone" not in again.record("result")["done"]


def test_hosted_zone_goes_when_route_53_is_slow_to_see_that_it_is_empty(aws, project):
    project.set("dns.createZone", True)
    aws.settings({"route53.busy_changes": 1})
    project.deploy()
    aws.settings({"route53.lingering_records": 1})
    result = project.run("destroy", "--yes", "--delete-data")
    assert result.status == 0 and "Everything is gone.\n" in result.out, result
    assert leftovers(aws) == {} and aws.dump()["zones"] == []


@pytest.mark.parametrize("part", [1, 3, 5, 7, 9, 12, 15])
def test_destroy_that_was_killed_is_finished_by_the_next(aws, deployed, zone, part):
    deployed.kill_after(part, "destroy", "--yes", "--delete-data")
    deployed.destroy("--delete-data")
    assert leftovers(aws) == {} and aws.records(zone) == {}
    assert deployed.destroy("--delete-data").writes == []


@pytest.mark.parametrize("part", [2, 6, 10, 14])
def test_deploy_after_a_destroy_that_was_killed_brings_the_site_back(aws, deployed, part):
    aws.visit(DOMAIN, "/api/visitors", "POST")
    deployed.kill_after(part, "destroy", "--yes")
    deployed.deploy()
    assert aws.visit(DOMAIN).status == 200
    assert aws.visit(DOMAIN, "/api/visitors").json == {"count": 1}
    deployed.assert_settled()


def test_destroy_waits_until_cloudfront_has_let_go(aws, deployed):
    aws.settings({"cloudfront.in_progress_reads": 2, "dynamodb.deleting_reads": 1})
    deployed.destroy("--delete-data")
    assert leftovers(aws) == {}


def test_destroy_removes_a_counter_that_the_configuration_lost(aws, deployed):
    deployed.set("counter", None)
    deployed.destroy("--delete-data")
    assert leftovers(aws) == {}
