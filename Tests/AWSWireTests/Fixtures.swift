// SPDX-License-Identifier: Apache-2.0

/// Answers as AWS writes them.
enum Fixtures {
    /// CloudFront, GetDistributionConfig, with elements that no model has.
    static let distributionConfig = """
        <?xml version="1.0" encoding="UTF-8"?>
        <DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">
          <CallerReference>resume-2026</CallerReference>
          <Aliases><Quantity>2</Quantity><Items><CNAME>example.com</CNAME><CNAME>www.example.com</CNAME></Items></Aliases>
          <DefaultRootObject>index.html</DefaultRootObject>
          <Origins>
            <Quantity>1</Quantity>
            <Items>
              <Origin>
                <Id>site</Id>
                <DomainName>resume-site.s3.eu-central-1.amazonaws.com</DomainName>
                <OriginPath/>
                <CustomHeaders><Quantity>0</Quantity></CustomHeaders>
                <S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig>
                <ConnectionAttempts>3</ConnectionAttempts>
                <NewInAYear mode="fast &amp; &quot;loose&quot;"><Deep><Deeper>1</Deeper></Deep></NewInAYear>
                <OriginAccessControlId>E2QWRUHAPOMQZL</OriginAccessControlId>
              </Origin>
            </Items>
          </Origins>
          <DefaultCacheBehavior>
            <TargetOriginId>site</TargetOriginId>
            <TrustedKeyGroups><Enabled>false</Enabled><Quantity>0</Quantity></TrustedKeyGroups>
            <ViewerProtocolPolicy>redirect-to-https</ViewerProtocolPolicy>
            <AllowedMethods>
              <Quantity>2</Quantity><Items><Method>HEAD</Method><Method>GET</Method></Items>
              <CachedMethods><Quantity>2</Quantity><Items><Method>HEAD</Method><Method>GET</Method></Items></CachedMethods>
            </AllowedMethods>
            <Compress>true</Compress>
          </DefaultCacheBehavior>
          <Comment>Résumé of A &amp; B &lt;c&gt;</Comment>
          <PriceClass>PriceClass_100</PriceClass>
          <Enabled>true</Enabled>
          <ViewerCertificate><ACMCertificateArn>arn:aws:acm:us-east-1:123456789012:certificate/1</ACMCertificateArn>
            <SSLSupportMethod>sni-only</SSLSupportMethod></ViewerCertificate>
          <x:Extension xmlns:x="urn:example" x:kind="odd">kept</x:Extension>
          <HttpVersion>http2and3</HttpVersion>
          <Staging>false</Staging>
        </DistributionConfig>
        """

    /// S3, ListObjectsV2 with `encoding-type=url`.
    static let objectList = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>resume-site</Name><Prefix></Prefix>\
        <KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>\
        <Contents><Key>a+b/%C3%A4.html</Key><LastModified>2026-09-01T08:09:10.000Z</LastModified>\
        <ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>0</Size><StorageClass>STANDARD</StorageClass>\
        </Contents><Contents><Key>index.html</Key><LastModified>2026-09-01T08:09:11.000Z</LastModified>\
        <ETag>&#34;0cc175b9c0f1b6a831c399e269772661&#34;</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass>\
        </Contents></ListBucketResult>
        """
}
