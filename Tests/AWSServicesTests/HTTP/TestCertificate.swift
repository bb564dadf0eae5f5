// SPDX-License-Identifier: Apache-2.0

/// A certificate for `localhost` alone, signed by itself, valid until 2126. The key guards nothing: it is for tests.
enum TestCertificate {
    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBlTCCATugAwIBAgIUTHp0JLh7LXmLeOhVFh03sUt3qmgwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA5NTk0NloYDzIxMjYxMDI4
        MDk1OTQ2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAATylP3m2p+iFPLpsmczKHcoIWpJPm3v59cR+XdIkkBhV4ISJ0atuVPK
        /yB8wP4EoqFrTH2MrD0kAo2x9vdQpDPwo2kwZzAdBgNVHQ4EFgQULLW9OpKYA2dl
        mmhdllvB3otDL54wHwYDVR0jBBgwFoAULLW9OpKYA2dlmmhdllvB3otDL54wFAYD
        VR0RBA0wC4IJbG9jYWxob3N0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
        SAAwRQIhAKu8UZcQOb3Bh6zVPwl1rgt32jGO/T/LigfmGpcUG0AMAiBCUubUXbuy
        GbAxlFLBeffIvkzlooN+emEGJVUU2OhACw==
        -----END CERTIFICATE-----

        """

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOjeBdd7sPC1bIkYL
        Y8hEJAmzrvY2IAtzZIKvqwVCfyKhRANCAATylP3m2p+iFPLpsmczKHcoIWpJPm3v
        59cR+XdIkkBhV4ISJ0atuVPK/yB8wP4EoqFrTH2MrD0kAo2x9vdQpDPw
        -----END PRIVATE KEY-----

        """
}
