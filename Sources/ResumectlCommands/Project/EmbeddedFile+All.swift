// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file

// Made by scripts/embed.py from the files that it names; change those and run it again.

extension EmbeddedFile {
    /// The files, in the order in which they are written.
    static let all: [EmbeddedFile] = [
        EmbeddedFile(path: "config/resume.schema.json", text: #"""
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "resumectl configuration",
  "description": "A personal site on AWS; docs/configuration.md describes every key.",
  "type": "object",
  "additionalProperties": false,
  "required": ["name", "site"],
  "properties": {
    "name": {
      "description": "The site's name. Resource names and the ownership tag are made from it, so a changed name is another site. With an environment it becomes <name>-<environment>.",
      "type": "string",
      "minLength": 2,
      "maxLength": 32,
      "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
    },
    "region": {
      "description": "The AWS region of the bucket, function, API and table. Default: the region of the AWS profile or environment, else us-east-1.",
      "type": "string",
      "minLength": 8,
      "maxLength": 25,
      "pattern": "^[a-z]{2}-[a-z]+-[0-9]+$"
    },
    "domain": {
      "description": "The site's domain, for example example.com or resume.example.com. Default: CloudFront's own name.",
      "type": "string",
      "minLength": 1,
      "maxLength": 64,
      "pattern": "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$"
    },
    "aliases": {
      "description": "Further names, which redirect to the domain. An empty list means none. Default: www. in front of the domain when that is an apex.",
      "type": "array",
      "maxItems": 99,
      "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": 253,
        "pattern": "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$"
      }
    },
    "dns": {
      "description": "Where the domain's DNS records are kept: settings of Route 53, or the word external when they are kept elsewhere and entered there by hand.",
      "anyOf": [
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "zone": {
              "description": "The Route 53 hosted zone, by name or id. Default: the public zone with the longest name that fits the domain.",
              "type": "string",
              "minLength": 1,
              "maxLength": 253,
              "pattern": "^(Z[A-Z0-9]{4,31}|[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+)$"
            },
            "createZone": {
              "description": "Whether to create the zone when it does not exist: the one named by zone, else one for the domain.",
              "type": "boolean",
              "default": false
            }
          }
        },
        {
          "type": "string",
          "enum": ["external"]
        }
      ]
    },
    "site": {
      "description": "The folder to publish and how it is served.",
      "type": "object",
      "additionalProperties": false,
      "required": ["path"],
      "properties": {
        "path": {
          "description": "The folder to publish, absolute or relative to this file.",
          "type": "string",
          "minLength": 1,
          "maxLength": 1024
        },
        "index": {
          "description": "The page that is served for / and, with clean URLs, for every folder.",
          "type": "string",
          "minLength": 1,
          "maxLength": 255,
          "pattern": "^[^/]+$",
          "default": "index.html"
        },
        "notFound": {
          "description": "The page for addresses that do not exist, relative to path. The default need not exist.",
          "type": "string",
          "minLength": 1,
          "maxLength": 1000,
          "pattern": "^[^/].*$",
          "default": "404.html"
        },
        "cleanUrls": {
          "description": "Whether pages can be reached without their file names, for example /about/ for about/index.html.",
          "type": "boolean",
          "default": true
        },
        "exclude": {
          "description": "File patterns of what is not published. A pattern that matches a folder leaves out all in it.",
          "type": "array",
          "maxItems": 200,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 512
          }
        },
        "headers": {
          "description": "Headers by file pattern. All rules that match apply; for one header the last of them wins.",
          "type": "array",
          "maxItems": 100,
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["match"],
            "properties": {
              "match": {
                "description": "The file pattern, for example \"assets/**\".",
                "type": "string",
                "minLength": 1,
                "maxLength": 512
              },
              "cacheControl": {
                "description": "Cache-Control, for example \"public, max-age=31536000\".",
                "type": "string",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": "^[!-~]([ -~]*[!-~])?$"
              },
              "contentType": {
                "description": "Content-Type, for example \"text/plain; charset=utf-8\". Default: by the file name's ending.",
                "type": "string",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": "^[!-~]([ -~]*[!-~])?$"
              },
              "contentDisposition": {
                "description": "Content-Disposition, \"inline\" or \"attachment\".",
                "type": "string",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": "^[!-~]([ -~]*[!-~])?$"
              },
              "contentEncoding": {
                "description": "Content-Encoding of files that are stored compressed.",
                "type": "string",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": "^[!-~]([ -~]*[!-~])?$"
              },
              "contentLanguage": {
                "description": "Content-Language, for example \"en\".",
                "type": "string",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": "^[!-~]([ -~]*[!-~])?$"
              },
              "metadata": {
                "description": "Metadata, sent to visitors as x-amz-meta-<key>.",
                "type": "object",
                "maxProperties": 20,
                "propertyNames": {
                  "minLength": 1,
                  "maxLength": 128,
                  "pattern": "^(?!resumectl)[a-z0-9][a-z0-9_-]*$"
                },
                "additionalProperties": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 1024,
                  "pattern": "^[!-~]([ -~]*[!-~])?$"
                }
              }
            }
          }
        }
      }
    },
    "cdn": {
      "description": "Settings of the CloudFront distribution.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "priceClass": {
          "description": "Which of CloudFront's locations serve the site: PriceClass_100 is North America and Europe.",
          "type": "string",
          "enum": ["PriceClass_100", "PriceClass_200", "PriceClass_All"],
          "default": "PriceClass_100"
        },
        "httpVersion": {
          "description": "The HTTP versions that visitors can use.",
          "type": "string",
          "enum": ["http1.1", "http2", "http3", "http2and3"],
          "default": "http2and3"
        },
        "minimumTls": {
          "description": "CloudFront's security policy for TLS. It applies with a domain; CloudFront's own name has a fixed one.",
          "type": "string",
          "enum": ["TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"],
          "default": "TLSv1.2_2021"
        }
      }
    },
    "counter": {
      "description": "The visitor counter: a function and its API. Leave it out for none.",
      "type": "object",
      "additionalProperties": false,
      "required": ["path"],
      "properties": {
        "path": {
          "description": "The folder with the function's code, absolute or relative to this file.",
          "type": "string",
          "minLength": 1,
          "maxLength": 1024
        },
        "handler": {
          "description": "The function's entry point, file.function. For provided.al2023 it defaults to bootstrap.",
          "type": "string",
          "minLength": 1,
          "maxLength": 128,
          "pattern": "^\\S+$",
          "default": "app.handler"
        },
        "runtime": {
          "description": "Lambda's runtime.",
          "type": "string",
          "enum": ["python3.10", "python3.11", "python3.12", "python3.13", "python3.14", "nodejs22.x", "nodejs24.x", "provided.al2023"],
          "default": "python3.13"
        },
        "architecture": {
          "description": "The processor the function runs on.",
          "type": "string",
          "enum": ["arm64", "x86_64"],
          "default": "arm64"
        },
        "memory": {
          "description": "Memory in MB; processor time grows with it.",
          "type": "integer",
          "minimum": 128,
          "maximum": 10240,
          "default": 256
        },
        "timeout": {
          "description": "The longest run of one call in seconds. API Gateway gives up after 30.",
          "type": "integer",
          "minimum": 1,
          "maximum": 29,
          "default": 5
        },
        "environment": {
          "description": "Environment variables of the function, as they are: ${NAME} is not replaced. No place for secrets.",
          "type": "object",
          "maxProperties": 100,
          "propertyNames": {
            "minLength": 2,
            "maxLength": 256,
            "pattern": "^[A-Za-z][A-Za-z0-9_]+$"
          },
          "additionalProperties": {
            "type": "string",
            "maxLength": 4096
          }
        },
        "route": {
          "description": "The path of the API on the site.",
          "type": "string",
          "minLength": 2,
          "maxLength": 255,
          "pattern": "^(/[A-Za-z0-9._~-]+)+$",
          "default": "/api/visitors"
        },
        "exposure": {
          "description": "How visitors reach the API: under the site's own name (cloudfront), or at API Gateway's address with CORS for the site (direct).",
          "type": "string",
          "enum": ["cloudfront", "direct"],
          "default": "cloudfront"
        },
        "throttling": {
          "description": "Limits on how often the API can be called.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "rate": {
              "description": "Requests a second in the long run.",
              "type": "integer",
              "minimum": 1,
              "maximum": 10000,
              "default": 10
            },
            "burst": {
              "description": "Requests at the same moment.",
              "type": "integer",
              "minimum": 1,
              "maximum": 5000,
              "default": 20
            }
          }
        },
        "logRetentionDays": {
          "description": "How long the function's log lines are kept, in days.",
          "type": "integer",
          "enum": [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
          "default": 30
        },
        "exclude": {
          "description": "File patterns of what does not go into the function's zip, such as tests.",
          "type": "array",
          "maxItems": 200,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 512
          }
        }
      }
    },
    "account": {
      "description": "The AWS account that the site belongs to: its twelve digits, in quotes. A run with credentials of any other account ends before anything is changed. Default: the account of the credentials.",
      "type": "string",
      "minLength": 12,
      "maxLength": 12,
      "pattern": "^[0-9]{12}$"
    },
    "role": {
      "description": "The IAM role that a run in GitHub Actions takes on, by its ARN. It counts there alone: elsewhere the AWS profile or environment says who you are.",
      "type": "string",
      "minLength": 20,
      "maxLength": 640,
      "pattern": "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[!-~]+$"
    },
    "tags": {
      "description": "Tags of your own for every resource that can have tags, such as a cost centre.",
      "type": "object",
      "maxProperties": 40,
      "propertyNames": {
        "minLength": 1,
        "maxLength": 128,
        "pattern": "^(?![aA][wW][sS]:|resumectl:)[^!\"#$%&'()*,;<>?\\[\\\\\\]^`{|}~\\t\\n]+$"
      },
      "additionalProperties": {
        "type": "string",
        "maxLength": 256,
        "pattern": "^[^!\"#$%&'()*,;<>?\\[\\\\\\]^`{|}~\\t\\n]*$"
      }
    },
    "names": {
      "description": "Resource names, for those that must not follow from the site's name. No environment is added to them.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "bucket": {
          "description": "The S3 bucket's name. Default: <name>-<account>-<region>.",
          "type": "string",
          "minLength": 3,
          "maxLength": 63,
          "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
        },
        "table": {
          "description": "The DynamoDB table's name. Default: <name>-visitors.",
          "type": "string",
          "minLength": 3,
          "maxLength": 255,
          "pattern": "^[A-Za-z0-9_.\\-]+$"
        },
        "function": {
          "description": "The Lambda function's name. Default: <name>-counter.",
          "type": "string",
          "minLength": 1,
          "maxLength": 64,
          "pattern": "^[A-Za-z0-9\\-_]+$"
        },
        "role": {
          "description": "The function's IAM role. Default: <name>-counter.",
          "type": "string",
          "minLength": 1,
          "maxLength": 64,
          "pattern": "^[A-Za-z0-9_+=,.@\\-]+$"
        },
        "logGroup": {
          "description": "The function's log group. Default: /aws/lambda/<function>.",
          "type": "string",
          "minLength": 1,
          "maxLength": 512,
          "pattern": "^[.\\-_/#A-Za-z0-9]+$"
        },
        "api": {
          "description": "The HTTP API's name. Default: <name>.",
          "type": "string",
          "minLength": 1,
          "maxLength": 128,
          "pattern": "^[A-Za-z0-9 \\-_.]+$"
        },
        "edgeFunction": {
          "description": "The CloudFront function's name. Default: <name>-viewer-request.",
          "type": "string",
          "minLength": 1,
          "maxLength": 64,
          "pattern": "^[A-Za-z0-9\\-_]+$"
        },
        "originAccessControl": {
          "description": "The name of CloudFront's origin access control. Default: <name>.",
          "type": "string",
          "minLength": 1,
          "maxLength": 64,
          "pattern": "^[A-Za-z0-9\\-_.]+$"
        }
      }
    },
    "environments": {
      "description": "Variants of the site, chosen with --env. Each has the same keys as the file itself and replaces only what it sets: groups of keys merge, texts, numbers and lists replace, null removes.",
      "type": "object",
      "propertyNames": {
        "minLength": 1,
        "maxLength": 20,
        "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
      },
      "additionalProperties": {
        "anyOf": [
          {
            "$ref": "#/definitions/overlay"
          },
          {
            "type": "null"
          }
        ]
      }
    }
  },
  "definitions": {
    "overlay": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "name": {
          "description": "The site's name. Resource names and the ownership tag are made from it, so a changed name is another site. With an environment it becomes <name>-<environment>.",
          "type": "string",
          "minLength": 2,
          "maxLength": 32,
          "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
        },
        "region": {
          "description": "The AWS region of the bucket, function, API and table. Default: the region of the AWS profile or environment, else us-east-1.",
          "type": ["string", "null"],
          "minLength": 8,
          "maxLength": 25,
          "pattern": "^[a-z]{2}-[a-z]+-[0-9]+$"
        },
        "domain": {
          "description": "The site's domain, for example example.com or resume.example.com. Default: CloudFront's own name.",
          "type": ["string", "null"],
          "minLength": 1,
          "maxLength": 64,
          "pattern": "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$"
        },
        "aliases": {
          "description": "Further names, which redirect to the domain. An empty list means none. Default: www. in front of the domain when that is an apex.",
          "type": ["array", "null"],
          "maxItems": 99,
          "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": 253,
            "pattern": "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$"
          }
        },
        "dns": {
          "description": "Where the domain's DNS records are kept: settings of Route 53, or the word external when they are kept elsewhere and entered there by hand.",
          "anyOf": [
            {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "zone": {
                  "description": "The Route 53 hosted zone, by name or id. Default: the public zone with the longest name that fits the domain.",
                  "type": ["string", "null"],
                  "minLength": 1,
                  "maxLength": 253,
                  "pattern": "^(Z[A-Z0-9]{4,31}|[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+)$"
                },
                "createZone": {
                  "description": "Whether to create the zone when it does not exist: the one named by zone, else one for the domain.",
                  "type": ["boolean", "null"]
                }
              }
            },
            {
              "type": "string",
              "enum": ["external"]
            },
            {
              "type": "null"
            }
          ]
        },
        "site": {
          "description": "The folder to publish and how it is served.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "path": {
              "description": "The folder to publish, absolute or relative to this file.",
              "type": "string",
              "minLength": 1,
              "maxLength": 1024
            },
            "index": {
              "description": "The page that is served for / and, with clean URLs, for every folder.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 255,
              "pattern": "^[^/]+$"
            },
            "notFound": {
              "description": "The page for addresses that do not exist, relative to path. The default need not exist.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 1000,
              "pattern": "^[^/].*$"
            },
            "cleanUrls": {
              "description": "Whether pages can be reached without their file names, for example /about/ for about/index.html.",
              "type": ["boolean", "null"]
            },
            "exclude": {
              "description": "File patterns of what is not published. A pattern that matches a folder leaves out all in it.",
              "type": ["array", "null"],
              "maxItems": 200,
              "items": {
                "type": "string",
                "minLength": 1,
                "maxLength": 512
              }
            },
            "headers": {
              "description": "Headers by file pattern. All rules that match apply; for one header the last of them wins.",
              "type": ["array", "null"],
              "maxItems": 100,
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["match"],
                "properties": {
                  "match": {
                    "description": "The file pattern, for example \"assets/**\".",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 512
                  },
                  "cacheControl": {
                    "description": "Cache-Control, for example \"public, max-age=31536000\".",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 1024,
                    "pattern": "^[!-~]([ -~]*[!-~])?$"
                  },
                  "contentType": {
                    "description": "Content-Type, for example \"text/plain; charset=utf-8\". Default: by the file name's ending.",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 1024,
                    "pattern": "^[!-~]([ -~]*[!-~])?$"
                  },
                  "contentDisposition": {
                    "description": "Content-Disposition, \"inline\" or \"attachment\".",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 1024,
                    "pattern": "^[!-~]([ -~]*[!-~])?$"
                  },
                  "contentEncoding": {
                    "description": "Content-Encoding of files that are stored compressed.",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 1024,
                    "pattern": "^[!-~]([ -~]*[!-~])?$"
                  },
                  "contentLanguage": {
                    "description": "Content-Language, for example \"en\".",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 1024,
                    "pattern": "^[!-~]([ -~]*[!-~])?$"
                  },
                  "metadata": {
                    "description": "Metadata, sent to visitors as x-amz-meta-<key>.",
                    "type": "object",
                    "maxProperties": 20,
                    "propertyNames": {
                      "minLength": 1,
                      "maxLength": 128,
                      "pattern": "^(?!resumectl)[a-z0-9][a-z0-9_-]*$"
                    },
                    "additionalProperties": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 1024,
                      "pattern": "^[!-~]([ -~]*[!-~])?$"
                    }
                  }
                }
              }
            }
          }
        },
        "cdn": {
          "description": "Settings of the CloudFront distribution.",
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "priceClass": {
              "description": "Which of CloudFront's locations serve the site: PriceClass_100 is North America and Europe.",
              "type": ["string", "null"],
              "enum": ["PriceClass_100", "PriceClass_200", "PriceClass_All", null]
            },
            "httpVersion": {
              "description": "The HTTP versions that visitors can use.",
              "type": ["string", "null"],
              "enum": ["http1.1", "http2", "http3", "http2and3", null]
            },
            "minimumTls": {
              "description": "CloudFront's security policy for TLS. It applies with a domain; CloudFront's own name has a fixed one.",
              "type": ["string", "null"],
              "enum": ["TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025", null]
            }
          }
        },
        "counter": {
          "description": "The visitor counter: a function and its API. Leave it out for none.",
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "path": {
              "description": "The folder with the function's code, absolute or relative to this file.",
              "type": "string",
              "minLength": 1,
              "maxLength": 1024
            },
            "handler": {
              "description": "The function's entry point, file.function. For provided.al2023 it defaults to bootstrap.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 128,
              "pattern": "^\\S+$"
            },
            "runtime": {
              "description": "Lambda's runtime.",
              "type": ["string", "null"],
              "enum": ["python3.10", "python3.11", "python3.12", "python3.13", "python3.14", "nodejs22.x", "nodejs24.x", "provided.al2023", null]
            },
            "architecture": {
              "description": "The processor the function runs on.",
              "type": ["string", "null"],
              "enum": ["arm64", "x86_64", null]
            },
            "memory": {
              "description": "Memory in MB; processor time grows with it.",
              "type": ["integer", "null"],
              "minimum": 128,
              "maximum": 10240
            },
            "timeout": {
              "description": "The longest run of one call in seconds. API Gateway gives up after 30.",
              "type": ["integer", "null"],
              "minimum": 1,
              "maximum": 29
            },
            "environment": {
              "description": "Environment variables of the function, as they are: ${NAME} is not replaced. No place for secrets.",
              "type": ["object", "null"],
              "maxProperties": 100,
              "propertyNames": {
                "minLength": 2,
                "maxLength": 256,
                "pattern": "^[A-Za-z][A-Za-z0-9_]+$"
              },
              "additionalProperties": {
                "type": ["string", "null"],
                "maxLength": 4096
              }
            },
            "route": {
              "description": "The path of the API on the site.",
              "type": ["string", "null"],
              "minLength": 2,
              "maxLength": 255,
              "pattern": "^(/[A-Za-z0-9._~-]+)+$"
            },
            "exposure": {
              "description": "How visitors reach the API: under the site's own name (cloudfront), or at API Gateway's address with CORS for the site (direct).",
              "type": ["string", "null"],
              "enum": ["cloudfront", "direct", null]
            },
            "throttling": {
              "description": "Limits on how often the API can be called.",
              "type": ["object", "null"],
              "additionalProperties": false,
              "properties": {
                "rate": {
                  "description": "Requests a second in the long run.",
                  "type": ["integer", "null"],
                  "minimum": 1,
                  "maximum": 10000
                },
                "burst": {
                  "description": "Requests at the same moment.",
                  "type": ["integer", "null"],
                  "minimum": 1,
                  "maximum": 5000
                }
              }
            },
            "logRetentionDays": {
              "description": "How long the function's log lines are kept, in days.",
              "type": ["integer", "null"],
              "enum": [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, null]
            },
            "exclude": {
              "description": "File patterns of what does not go into the function's zip, such as tests.",
              "type": ["array", "null"],
              "maxItems": 200,
              "items": {
                "type": "string",
                "minLength": 1,
                "maxLength": 512
              }
            }
          }
        },
        "account": {
          "description": "The AWS account that the site belongs to: its twelve digits, in quotes. A run with credentials of any other account ends before anything is changed. Default: the account of the credentials.",
          "type": ["string", "null"],
          "minLength": 12,
          "maxLength": 12,
          "pattern": "^[0-9]{12}$"
        },
        "role": {
          "description": "The IAM role that a run in GitHub Actions takes on, by its ARN. It counts there alone: elsewhere the AWS profile or environment says who you are.",
          "type": ["string", "null"],
          "minLength": 20,
          "maxLength": 640,
          "pattern": "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[!-~]+$"
        },
        "tags": {
          "description": "Tags of your own for every resource that can have tags, such as a cost centre.",
          "type": ["object", "null"],
          "maxProperties": 40,
          "propertyNames": {
            "minLength": 1,
            "maxLength": 128,
            "pattern": "^(?![aA][wW][sS]:|resumectl:)[^!\"#$%&'()*,;<>?\\[\\\\\\]^`{|}~\\t\\n]+$"
          },
          "additionalProperties": {
            "type": ["string", "null"],
            "maxLength": 256,
            "pattern": "^[^!\"#$%&'()*,;<>?\\[\\\\\\]^`{|}~\\t\\n]*$"
          }
        },
        "names": {
          "description": "Resource names, for those that must not follow from the site's name. No environment is added to them.",
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "bucket": {
              "description": "The S3 bucket's name. Default: <name>-<account>-<region>.",
              "type": ["string", "null"],
              "minLength": 3,
              "maxLength": 63,
              "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
            },
            "table": {
              "description": "The DynamoDB table's name. Default: <name>-visitors.",
              "type": ["string", "null"],
              "minLength": 3,
              "maxLength": 255,
              "pattern": "^[A-Za-z0-9_.\\-]+$"
            },
            "function": {
              "description": "The Lambda function's name. Default: <name>-counter.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 64,
              "pattern": "^[A-Za-z0-9\\-_]+$"
            },
            "role": {
              "description": "The function's IAM role. Default: <name>-counter.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 64,
              "pattern": "^[A-Za-z0-9_+=,.@\\-]+$"
            },
            "logGroup": {
              "description": "The function's log group. Default: /aws/lambda/<function>.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 512,
              "pattern": "^[.\\-_/#A-Za-z0-9]+$"
            },
            "api": {
              "description": "The HTTP API's name. Default: <name>.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 128,
              "pattern": "^[A-Za-z0-9 \\-_.]+$"
            },
            "edgeFunction": {
              "description": "The CloudFront function's name. Default: <name>-viewer-request.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 64,
              "pattern": "^[A-Za-z0-9\\-_]+$"
            },
            "originAccessControl": {
              "description": "The name of CloudFront's origin access control. Default: <name>.",
              "type": ["string", "null"],
              "minLength": 1,
              "maxLength": 64,
              "pattern": "^[A-Za-z0-9\\-_.]+$"
            }
          }
        }
      }
    }
  }
}

"""#),
        EmbeddedFile(path: "site/404.html", text: #"""
<!doctype html>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
  <title>Page not found, Elin Sandvik</title>
  <meta name="description" content="There is no page at this address.">
  <meta name="robots" content="noindex">
  <meta name="color-scheme" content="light dark">
  <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
  <meta name="theme-color" content="#0e1518" media="(prefers-color-scheme: dark)">
  <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/assets/style.css">
</head>
<body>
  <a class="skip" href="#main">Skip to the content</a>

  <header class="masthead">
    <nav class="nav" aria-label="On this site">
      <ul>
        <li class="home"><a href="/">Elin Sandvik</a></li>
        <li><a href="/colophon/">Colophon</a></li>
      </ul>
    </nav>
  </header>

  <main id="main" class="page" tabindex="-1">
    <h1>No page here</h1>
    <p class="role">Error 404</p>
    <div class="prose">
      <p class="lead">The address may be mistyped, or the page was moved when I last tidied up.</p>
      <p>Everything I have done is on <a href="/">one page</a>. If a link on it brought you here, please tell me: <a href="mailto:elin@example.com">elin@example.com</a>.</p>
    </div>
  </main>
</body>
</html>

"""#),
        EmbeddedFile(path: "site/assets/counter.js", text: #"""
// SPDX-License-Identifier: Apache-2.0
// Shows the visitor count. The first page of a browser session adds one, later ones only read.
// Where the endpoint is: <meta name="counter-endpoint" content="/api/visitors">
(() => {
  "use strict";

  const TIMEOUT_MS = 5000;
  const MARK = "resume:counted";

  const box = document.querySelector("[data-counter]");
  const value = document.querySelector("[data-counter-value]");
  if (!box || !value) return;

  const meta = document.querySelector('meta[name="counter-endpoint"]');
  const endpoint = (meta && meta.content.trim()) || "/api/visitors";

  // The mark is set before the request goes out: when the answer is lost, nobody knows whether
  // the visit was counted, and a second try could count it twice.
  function takeTurn() {
    try {
      if (sessionStorage.getItem(MARK)) return "GET";
      sessionStorage.setItem(MARK, "1");
      return "POST";
    } catch {
      return "GET"; // Storage is forbidden here, so every page would count.
    }
  }

  function giveTurnBack() {
    try {
      sessionStorage.removeItem(MARK);
    } catch {
      // Then there was no mark either.
    }
  }

  async function fetchCount() {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    const method = takeTurn();
    try {
      const response = await fetch(endpoint, {
        method,
        cache: "no-store",
        credentials: "omit",
        headers: { Accept: "application/json" },
        referrerPolicy: "no-referrer",
        signal: abort.signal,
      });
      // 503 and 429 say for sure that the visit was not counted; the next page may try again.
      if (method === "POST" && (response.status === 503 || response.status === 429)) giveTurnBack();
      if (!response.ok) return null;
      const { count } = await response.json();
      return Number.isSafeInteger(count) && count >= 0 ? count : null;
    } finally {
      clearTimeout(timer);
    }
  }

  async function run() {
    let count = null;
    try {
      count = await fetchCount();
    } catch {
      // Offline, too slow, or not JSON: the page is complete without the number.
    }
    if (count === null) {
      box.dataset.state = "unavailable";
      return;
    }
    value.textContent = count.toLocaleString(document.documentElement.lang || undefined);
    box.dataset.state = "ready";
    box.hidden = false;
  }

  // A page that the browser prepares ahead of a click is not a visit yet.
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", run, { once: true });
  } else {
    run();
  }
})();

"""#),
        EmbeddedFile(path: "site/assets/favicon.svg", text: #"""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><!-- SPDX-License-Identifier: Apache-2.0 --><style>rect{fill:#00614f}path{fill:#fff}@media(prefers-color-scheme:dark){rect{fill:#5fd0b0}path{fill:#0e1518}}</style><rect width="32" height="32" rx="3"/><path d="M9 7h14v4H9zm0 7h10v4H9zm0 7h14v4H9z"/></svg>

"""#),
        EmbeddedFile(path: "site/assets/style.css", text: #"""
/* SPDX-License-Identifier: Apache-2.0 */

/* One grid for every page: a column of labels, a column of content. */
:root {
  color-scheme: light dark;
  --paper: #ffffff;
  --ink: #12191c;
  --soft: #4d5a60;
  --rule: #d5dcdf;
  --accent: #00614f;
  --wash: #f1f5f4;

  --label: 12rem;
  --gap: clamp(1.5rem, 4vw, 3.5rem);
  --date: 11rem;
  --measure: 39rem;
  --edge: clamp(1.25rem, 5vw, 4rem);
}

@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0e1518;
    --ink: #e7edee;
    --soft: #a3b1b6;
    --rule: #2d393e;
    --accent: #5fd0b0;
    --wash: #172024;
  }
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

html {
  font-family: "Helvetica Neue", Helvetica, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
  font-size: 106.25%;
  line-height: 1.6;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
  scroll-padding-top: 2rem;
}

@media (prefers-reduced-motion: no-preference) {
  html {
    scroll-behavior: smooth;
  }
}

body {
  margin: 0 auto;
  max-width: 74rem;
  padding: 0 var(--edge);
  background: var(--paper);
  color: var(--ink);
  overflow-wrap: break-word;
}

h1,
h2,
h3,
h4,
p,
ul,
ol,
dl,
dd,
pre {
  margin: 0;
}

ul,
ol {
  padding: 0;
}

address {
  font-style: normal;
}

main:focus {
  outline: none;
}

/* Links */

a {
  color: var(--accent);
  text-decoration: underline;
  text-decoration-thickness: 1px;
  text-underline-offset: 0.2em;
}

a:hover {
  text-decoration-thickness: 2px;
}

:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 4px;
  border-radius: 1px;
}

.skip {
  position: absolute;
  top: 0.75rem;
  left: var(--edge);
  z-index: 1;
  padding: 0.5rem 1rem;
  background: var(--accent);
  color: var(--paper);
  transform: translateY(-200%);
}

.skip:focus {
  transform: none;
}

/* Masthead */

.masthead {
  padding-block: 1.75rem clamp(2.5rem, 6vw, 4.5rem);
}

.nav ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.75rem;
  list-style: none;
  font-size: 0.9375rem;
}

.nav a {
  display: inline-block;
  padding-block: 0.375rem;
  color: var(--ink);
  text-decoration-color: transparent;
}

.nav a:hover,
.nav a[aria-current] {
  color: var(--accent);
  text-decoration-color: currentColor;
}

.nav .home {
  margin-right: auto;
  font-weight: 700;
}

h1 {
  margin-top: clamp(3rem, 9vw, 6.5rem);
  margin-left: -0.04em; /* takes back the first letter's own margin, to stand on the grid line */
  font-size: clamp(3.25rem, 15vw, 11.5rem);
  font-weight: 700;
  line-height: 0.95;
  letter-spacing: -0.045em;
}

.role {
  margin-top: clamp(0.75rem, 2vw, 1.5rem);
  color: var(--accent);
  font-size: clamp(1.375rem, 3.2vw, 2rem);
  line-height: 1.25;
  letter-spacing: -0.015em;
}

.contact {
  display: flex;
  flex-wrap: wrap;
  gap: 0.75rem 2.25rem;
  margin-top: clamp(2rem, 5vw, 3.5rem);
  list-style: none;
}

.contact li {
  display: flex;
  align-items: center;
  gap: 0.625rem;
}

.contact a {
  color: inherit;
  text-decoration-color: var(--soft);
}

.contact a:hover {
  color: var(--accent);
  text-decoration-color: currentColor;
}

.contact svg {
  flex: none;
  width: 1.125rem;
  height: 1.125rem;
  fill: none;
  stroke: var(--accent);
  stroke-width: 1.5;
  stroke-linecap: round;
  stroke-linejoin: round;
}

/* Sections */

section {
  display: grid;
  grid-template-columns: var(--label) minmax(0, 1fr);
  column-gap: var(--gap);
  padding-block: clamp(2rem, 4.5vw, 3.25rem);
  border-top: 1px solid var(--rule);
}

h2 {
  font-size: 1.0625rem;
  font-weight: 700;
  line-height: 1.6;
}

h3 {
  font-size: 1.3125rem;
  font-weight: 700;
  line-height: 1.3;
  letter-spacing: -0.012em;
}

h4 {
  font-size: 0.9375rem;
  font-weight: 400;
  color: var(--soft);
}

.body > p,
.body article > p,
.prose > p {
  max-width: var(--measure);
}

.body p + p,
.prose p + p {
  margin-top: 1rem;
}

.lead {
  font-size: clamp(1.3125rem, 2.6vw, 1.6875rem);
  line-height: 1.35;
  letter-spacing: -0.015em;
  text-wrap: balance;
}

.body .lead {
  margin-top: -0.125em;
}

.body .lead + p,
.prose .lead + p {
  margin-top: 1.25rem;
}

/* Experience: dates, a line with a mark for each post, the post */

.timeline {
  list-style: none;
}

.timeline > li {
  display: grid;
  grid-template-columns: var(--date) minmax(0, 1fr);
}

.timeline .when {
  padding-top: 0.1875rem;
  color: var(--soft);
  font-size: 0.9375rem;
  font-variant-numeric: tabular-nums;
}

.timeline article {
  position: relative;
  padding: 0 0 clamp(2.25rem, 4vw, 3rem) clamp(1.5rem, 3vw, 2.25rem);
}

.timeline > li:last-child article {
  padding-bottom: 0;
}

.timeline article::after {
  content: "";
  position: absolute;
  inset: 0 auto 0 -0.5px;
  border-left: 1px solid var(--rule);
}

.timeline > li:first-child article::after {
  top: 0.5rem;
}

.timeline article::before {
  content: "";
  position: absolute;
  z-index: 1;
  top: 0.5rem;
  left: -0.375rem;
  width: 0.75rem;
  height: 0.75rem;
  border: 2px solid var(--accent);
  border-radius: 50%;
  background: var(--paper);
}

.timeline .when time {
  white-space: nowrap;
}

.timeline .current article::before {
  background: var(--accent);
}

.timeline .where {
  color: var(--soft);
}

.timeline .where + p {
  margin-top: 0.75rem;
}

.timeline article ul {
  max-width: var(--measure);
  margin-top: 0.625rem;
  padding-left: 1.125rem;
  list-style: disc;
}

.timeline article li {
  padding-left: 0.25rem;
}

.timeline article li + li {
  margin-top: 0.375rem;
}

.timeline article li::marker {
  color: var(--accent);
}

/* Projects */

.entries article + article {
  margin-top: clamp(2rem, 3.5vw, 2.75rem);
}

.entries h3 {
  margin-bottom: 0.375rem;
}

.url {
  overflow-wrap: anywhere;
}

/* The same line and marks as the posts, lying down: both ways share their first two stops */

.routes {
  margin-top: 1.5rem;
}

.route {
  --stops: 5;
  display: grid;
  grid-template-columns: repeat(var(--stops), minmax(0, 1fr));
  margin-top: 0.75rem;
  list-style: none;
  font-size: 0.9375rem;
  line-height: 1.35;
}

.route + h4 {
  margin-top: 1.75rem;
}

.route li {
  position: relative;
  padding: 1.375rem 0.5rem 0 0;
}

.route li::before {
  content: "";
  position: absolute;
  z-index: 1;
  top: 0;
  left: 0;
  width: 0.75rem;
  height: 0.75rem;
  border: 2px solid var(--accent);
  border-radius: 50%;
  background: var(--paper);
}

.route li:not(:last-child)::after {
  content: "";
  position: absolute;
  top: 0.3125rem;
  left: 0.75rem;
  right: 0;
  border-top: 2px solid var(--accent);
}

.route li:last-child::before {
  background: var(--accent);
}

/* Skills, education, certifications */

.pairs > div {
  display: grid;
  grid-template-columns: var(--date) minmax(0, 1fr);
  column-gap: clamp(1.5rem, 3vw, 2.25rem);
}

.pairs > div + div {
  margin-top: 0.75rem;
}

.pairs dt {
  color: var(--soft);
  font-variant-numeric: tabular-nums;
}

.pairs dd {
  max-width: var(--measure);
}

.note {
  display: block;
  color: var(--soft);
}

/* Other pages */

.page > h1 {
  margin-top: 0;
  font-size: clamp(2.75rem, 9vw, 5.5rem);
}

.page > .role {
  margin-bottom: clamp(2.5rem, 6vw, 4.5rem);
}

pre {
  margin-top: 1.25rem;
  padding: 1rem 1.25rem;
  overflow-x: auto;
  background: var(--wash);
  font: 0.9375rem/1.7 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
}

code {
  font-family: inherit;
}

/* Foot */

.footer {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  justify-content: space-between;
  gap: 0.5rem 2rem;
  min-height: 7rem;
  padding-block: 2rem 3rem;
  border-top: 1px solid var(--rule);
}

.counter .count {
  margin-right: 0.25rem;
  color: var(--accent);
  font-size: 2rem;
  font-weight: 700;
  line-height: 1.2;
  letter-spacing: -0.02em;
  font-variant-numeric: tabular-nums;
}

.small {
  color: var(--soft);
  font-size: 0.9375rem;
}

[hidden] {
  display: none;
}

/* Wide windows: the label stays in sight while its section passes */

@media screen and (min-width: 60.01rem) {
  h2 {
    position: sticky;
    top: 1.5rem;
    align-self: start;
  }
}

/* Narrow windows: the label goes above its content, the dates above the post */

@media screen and (max-width: 60rem) {
  section {
    grid-template-columns: minmax(0, 1fr);
    row-gap: 1.25rem;
  }

  h2 {
    color: var(--accent);
  }
}

@media screen and (max-width: 40rem) {
  .timeline > li {
    position: relative;
    grid-template-columns: minmax(0, 1fr);
    padding-left: 1.5rem;
  }

  .timeline > li::before {
    content: "";
    position: absolute;
    inset: 0.625rem auto 0 0.3125rem;
    border-left: 1px solid var(--rule);
  }

  .timeline .when {
    padding: 0 0 0.125rem;
  }

  .timeline .when::before {
    content: "";
    position: absolute;
    top: 0.4375rem;
    left: -0.0625rem;
    width: 0.75rem;
    height: 0.75rem;
    border: 2px solid var(--accent);
    border-radius: 50%;
    background: var(--paper);
  }

  .timeline .current .when::before {
    background: var(--accent);
  }

  .timeline article {
    padding-left: 0;
  }

  .timeline article::before,
  .timeline article::after {
    content: none;
  }

  .contact {
    flex-direction: column;
  }

  .routes {
    display: grid;
    grid-template: auto auto / repeat(2, minmax(0, 1fr));
    grid-auto-flow: column;
    column-gap: 1.5rem;
  }

  .route {
    grid-template-columns: none;
    align-content: start;
  }

  .route + h4 {
    margin-top: 0;
  }

  .route li {
    padding: 0 0 1rem 1.5rem;
  }

  .route li::before {
    top: 0.1875rem;
  }

  .route li:not(:last-child)::after {
    inset: 0.9375rem auto -0.1875rem 0.3125rem;
    border-top: 0;
    border-left: 2px solid var(--accent);
  }

  .pairs > div {
    grid-template-columns: minmax(0, 1fr);
  }
}

/* Paper: two plain pages, A4 or Letter */

@media print {
  @page {
    margin: 15mm 17mm;
  }

  :root {
    color-scheme: light;
    --paper: #ffffff;
    --ink: #000000;
    --soft: #40484c;
    --rule: #b4bcbf;
    --accent: #00503f;
    --wash: transparent;
    --label: 26mm;
    --gap: 5mm;
    --date: 33mm;
    --measure: none;
    --edge: 0;
  }

  html {
    font-size: 9.75pt;
    line-height: 1.42;
  }

  body {
    max-width: none;
  }

  .nav,
  .skip,
  .screen,
  .footer {
    display: none;
  }

  .masthead {
    padding-block: 0 6mm;
  }

  h1,
  .page > h1 {
    margin-top: 0;
    font-size: 34pt;
  }

  .role {
    margin-top: 1.5mm;
    font-size: 14pt;
  }

  .contact {
    gap: 1mm 6mm;
    margin-top: 4mm;
  }

  .contact a,
  a {
    color: inherit;
    text-decoration: none;
  }

  section {
    padding-block: 4mm;
    break-inside: avoid;
  }
  section:has(.timeline) {
    break-inside: auto;
  }

  h3,
  h4 {
    break-after: avoid;
  }

  h2 {
    font-size: 1rem;
    line-height: inherit;
  }

  .timeline .when {
    padding-top: 0.4mm;
    font-size: 8.5pt;
  }

  .timeline article {
    padding: 0 0 4mm 6mm;
  }

  .timeline .where + p,
  .timeline article ul {
    margin-top: 1mm;
  }

  .timeline article li + li {
    margin-top: 0.6mm;
  }

  .entries article + article,
  .routes {
    margin-top: 5mm;
  }

  .pairs > div {
    column-gap: 6mm;
  }

  .pairs > div + div {
    margin-top: 1mm;
  }

  h3 {
    font-size: 11pt;
  }

  .lead {
    font-size: 12pt;
  }

  .timeline > li,
  .entries article,
  .pairs > div {
    break-inside: avoid;
  }

  p,
  li {
    orphans: 3;
    widows: 3;
  }
}

"""#),
        EmbeddedFile(path: "site/colophon/index.html", text: #"""
<!doctype html>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <!-- When the counter is on another host, add that host to connect-src. -->
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'">
  <title>Colophon, Elin Sandvik</title>
  <meta name="description" content="How this site is made, where it lives and what its visitor counter keeps.">
  <meta name="color-scheme" content="light dark">
  <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
  <meta name="theme-color" content="#0e1518" media="(prefers-color-scheme: dark)">
  <meta property="og:type" content="website">
  <meta property="og:title" content="Colophon, Elin Sandvik">
  <meta property="og:description" content="How this site is made, where it lives and what its visitor counter keeps.">
  <meta name="counter-endpoint" content="/api/visitors">
  <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/assets/style.css">
  <script src="/assets/counter.js" defer></script>
</head>
<body>
  <a class="skip" href="#main">Skip to the content</a>

  <header class="masthead">
    <nav class="nav" aria-label="On this site">
      <ul>
        <li class="home"><a href="/">Elin Sandvik</a></li>
        <li><a href="/#projects">Projects</a></li>
        <li><a href="/colophon/" aria-current="page">Colophon</a></li>
      </ul>
    </nav>
  </header>

  <main id="main" class="page" tabindex="-1">
    <h1>Colophon</h1>
    <p class="role">How this site is made</p>

    <section aria-labelledby="files">
      <h2 id="files">Files</h2>
      <div class="body">
        <p>Three HTML pages, one stylesheet, one script and one icon, written by hand. Nothing is built and nothing is loaded from elsewhere, fonts included: the letters you see are the ones your device already has. The front page and all it needs weigh less than a small photograph.</p>
        <p>It follows your light or dark setting. Printed, or saved as a PDF, it becomes a plain two-page resume.</p>
      </div>
    </section>

    <section aria-labelledby="hosting">
      <h2 id="hosting">Hosting</h2>
      <div class="body">
        <p>The files are in a private S3 bucket that only CloudFront can read. The certificate, the DNS records and the API behind the counter are in the same AWS account. resumectl put them there and keeps them so:</p>
        <pre><code>resumectl plan
resumectl deploy</code></pre>
      </div>
    </section>

    <section aria-labelledby="counter">
      <h2 id="counter">Counter</h2>
      <div class="body">
        <p>The first page that you open in a tab adds one to a number in DynamoDB. The pages after it only read that number. Your browser remembers that it was counted until you close the tab; no cookie is set.</p>
        <p>The number is all that the counter stores: no address, no browser name, nothing about you. If it cannot be reached, the line at the foot of the page stays empty and all else works.</p>
      </div>
    </section>
  </main>

  <footer class="footer">
    <p class="counter" aria-live="polite" aria-atomic="true"><span data-counter hidden><span class="count" data-counter-value>–</span> visits so far</span></p>
    <p class="small"><a href="/">Back to the resume</a></p>
  </footer>
</body>
</html>

"""#),
        EmbeddedFile(path: "site/index.html", text: #"""
<!doctype html>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- A sample: the person and the companies are invented. Replace the words, keep the structure. -->
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <!-- When the counter is on another host, add that host to connect-src. -->
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'">
  <title>Elin Sandvik, infrastructure engineer</title>
  <meta name="description" content="Elin Sandvik is an infrastructure engineer in Bergen, Norway. She builds cloud platforms with few parts, known costs and changes that can be undone.">
  <meta name="color-scheme" content="light dark">
  <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
  <meta name="theme-color" content="#0e1518" media="(prefers-color-scheme: dark)">
  <meta property="og:type" content="profile">
  <meta property="og:title" content="Elin Sandvik, infrastructure engineer">
  <meta property="og:description" content="Resume: cloud platforms with few parts, known costs and changes that can be undone.">
  <meta property="og:locale" content="en_GB">
  <meta property="profile:first_name" content="Elin">
  <meta property="profile:last_name" content="Sandvik">
  <!-- With a domain of your own, add og:url, og:image and a canonical link. -->
  <meta name="counter-endpoint" content="/api/visitors">
  <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/assets/style.css">
  <script src="/assets/counter.js" defer></script>
</head>
<body>
  <a class="skip" href="#main">Skip to the resume</a>

  <header class="masthead">
    <nav class="nav" aria-label="On this site">
      <ul>
        <li><a href="#experience">Experience</a></li>
        <li><a href="#projects">Projects</a></li>
        <li><a href="#skills">Skills</a></li>
        <li><a href="/colophon/">Colophon</a></li>
      </ul>
    </nav>

    <h1>Elin Sandvik</h1>
    <p class="role">Infrastructure engineer</p>

    <address>
      <ul class="contact">
        <li>
          <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 18s6-5.2 6-10a6 6 0 1 0-12 0c0 4.8 6 10 6 10Z"/><circle cx="10" cy="8" r="2"/></svg>
          <span>Bergen, Norway</span>
        </li>
        <li>
          <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M2.5 4.5h15v11h-15z"/><path d="m2.5 5.5 7.5 6 7.5-6"/></svg>
          <a href="mailto:elin@example.com">elin@example.com</a>
        </li>
        <li>
          <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m7 5.5-5 4.5 5 4.5M13 5.5l5 4.5-5 4.5"/></svg>
          <a href="https://github.com/example" rel="me">github.com/example</a>
        </li>
        <li>
          <svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="6.5" r="3.5"/><path d="M3 17.5c.8-3.600 3.5-5.5 7-5.5s6.200 1.900 7 5.5"/></svg>
          <a href="https://www.linkedin.com/in/example" rel="me">linkedin.com/in/example</a>
        </li>
      </ul>
    </address>
  </header>

  <main id="main" tabindex="-1">
    <section aria-labelledby="summary">
      <h2 id="summary">Summary</h2>
      <div class="body">
        <p class="lead">I build and run the cloud side of products for teams that have better things to do than look after servers.</p>
        <p>Ten years with a hosting company, a ferry line and an energy-data firm have taught me to prefer few parts, known costs and changes that can be undone. I write Python and Swift, I draw before I build, and I like to be the person who deletes the most code.</p>
      </div>
    </section>

    <section aria-labelledby="experience">
      <h2 id="experience">Experience</h2>
      <ol class="timeline body">
        <li class="current">
          <p class="when"><time datetime="2022-03">Mar 2022</time> – present</p>
          <article>
            <h3>Senior infrastructure engineer</h3>
            <p class="where">Tidemark Analytics, Bergen</p>
            <p>Metering data for 31 grid operators, 2 billion readings a day.</p>
            <ul>
              <li>Moved 38 services from hand-built machines to containers and functions described in code. A new environment takes 25 minutes; it used to take two weeks.</li>
              <li>Cut the AWS bill by 41&nbsp;% in one year with right-sizing, storage tiers and a monthly hour in which we switch things off.</li>
              <li>Brought the recovery of the metering pipeline from 4 hours to 12 minutes, shown in a drill every quarter.</li>
              <li>Lead the on-call review. Pages at night fell from 19 a week to 3, and two juniors now run it with me.</li>
            </ul>
          </article>
        </li>
        <li>
          <p class="when"><time datetime="2019-08">Aug 2019</time> – <time datetime="2022-02">Feb 2022</time></p>
          <article>
            <h3>Cloud engineer</h3>
            <p class="where">Norrvik Ferries, Ålesund</p>
            <p>Booking and boarding for 14 vessels and 2.1 million passengers a year.</p>
            <ul>
              <li>Built the booking API on API Gateway, Lambda and DynamoDB. It carried summer peaks of 900 bookings a minute without a queue.</li>
              <li>Made the ships’ boarding lists sync over satellite links that drop every few minutes, with no lost or doubled passenger.</li>
              <li>Took releases from one a month, at night, to about twenty a week, at noon.</li>
            </ul>
          </article>
        </li>
        <li>
          <p class="when"><time datetime="2016-06">Jun 2016</time> – <time datetime="2019-07">Jul 2019</time></p>
          <article>
            <h3>Systems administrator</h3>
            <p class="where">Lysefjell Hosting, Stavanger</p>
            <p>Shared and managed hosting, 420 Linux servers in two halls.</p>
            <ul>
              <li>Moved 1,100 customer sites to automatic TLS certificates in one spring, with four support calls in total.</li>
              <li>Replaced a wiki of 90 manual steps with Ansible; patch day became patch hour.</li>
            </ul>
          </article>
        </li>
      </ol>
    </section>

    <section aria-labelledby="projects">
      <h2 id="projects">Projects</h2>
      <div class="body entries">
        <article>
          <h3>This site</h3>
          <p>This page is deployed with resumectl: one command takes a folder and a YAML file to HTTPS in my own AWS account. It has no framework and no tracker, and it asks nothing from any other host. <span class="screen">How it is made is in the <a href="/colophon/">colophon</a>.</span></p>
          <div class="routes">
            <h4 id="route-page">The page lives in</h4>
            <ol class="route" aria-labelledby="route-page">
              <li>Browser</li>
              <li>CloudFront</li>
              <li>S3, private</li>
            </ol>
            <h4 id="route-count">The visitor count lives in</h4>
            <ol class="route" aria-labelledby="route-count">
              <li>Browser</li>
              <li>CloudFront</li>
              <li>API Gateway</li>
              <li>Lambda</li>
              <li>DynamoDB</li>
            </ol>
          </div>
        </article>
        <article>
          <h3>Tidewatch</h3>
          <p>An alarm for cloud bills that names the change behind a rise and not just the sum. Open source, written in Python, in use at some sixty small companies. <a class="url" href="https://github.com/example/tidewatch">github.com/example/tidewatch</a></p>
        </article>
        <article>
          <h3>Roof over Bergen</h3>
          <p>Eight years of rain from a weather station on my roof, as a static site that is rebuilt every ten minutes and costs 70 cents a month. <a class="url" href="https://github.com/example/roof">github.com/example/roof</a></p>
        </article>
      </div>
    </section>

    <section aria-labelledby="skills">
      <h2 id="skills">Skills</h2>
      <dl class="body pairs">
        <div>
          <dt>AWS</dt>
          <dd>Lambda, API Gateway, DynamoDB, S3, CloudFront, ECS, IAM, Organizations</dd>
        </div>
        <div>
          <dt>Described in code</dt>
          <dd>CloudFormation, OpenTofu, Ansible, GitHub Actions</dd>
        </div>
        <div>
          <dt>Running it</dt>
          <dd>Linux, containers, Prometheus, OpenTelemetry, incident review, cost review</dd>
        </div>
        <div>
          <dt>Languages</dt>
          <dd>Python, Swift, SQL, shell</dd>
        </div>
        <div>
          <dt>Spoken</dt>
          <dd>Norwegian (native), English (fluent), German (good)</dd>
        </div>
      </dl>
    </section>

    <section aria-labelledby="education">
      <h2 id="education">Education</h2>
      <dl class="body pairs">
        <div>
          <dt>2013 – 2016</dt>
          <dd>BSc, Computer Engineering <span class="note">Western Coast University College, Bergen. Thesis on clock drift in sensor networks.</span></dd>
        </div>
      </dl>
    </section>

    <section aria-labelledby="certifications">
      <h2 id="certifications">Certifications</h2>
      <dl class="body pairs">
        <div>
          <dt>2025</dt>
          <dd>AWS Certified Solutions Architect – Professional</dd>
        </div>
        <div>
          <dt>2024</dt>
          <dd>Certified Kubernetes Administrator</dd>
        </div>
        <div>
          <dt>2023</dt>
          <dd>AWS Certified Security – Specialty</dd>
        </div>
      </dl>
    </section>
  </main>

  <footer class="footer">
    <!-- Empty, and no trouble to anybody, until counter.js has a number to show. -->
    <p class="counter" aria-live="polite" aria-atomic="true"><span data-counter hidden><span class="count" data-counter-value>–</span> visits so far</span></p>
    <p class="small">Made by hand, without trackers. <a href="/colophon/">Colophon</a></p>
  </footer>
</body>
</html>

"""#),
        EmbeddedFile(path: "site/robots.txt", text: #"""
User-agent: *
Disallow: /api/

"""#),
        EmbeddedFile(path: "lambda/app.py", text: #"""
# SPDX-License-Identifier: Apache-2.0
"""The visitor counter behind an API Gateway HTTP API, payload format 2.0.

``GET`` and ``HEAD`` read the count, ``POST`` adds one. The answer is ``{"count": n}``.

======  =================================================================
status  when
======  =================================================================
200     the count was read or added to
400     the event is not one of payload format 2.0
405     another method; ``Allow`` names the right ones
500     the function is not configured, or AWS failed; ``id`` is in the log
503     DynamoDB is throttling; ``Retry-After`` says when to come back
======  =================================================================

Environment: ``TABLE_NAME`` (required), ``COUNTER_ID`` (``visitors`` by default).
Permissions: ``dynamodb:UpdateItem`` and ``dynamodb:GetItem`` on that one table.

Each call writes one line of JSON to the log. It says what was done, never for whom: no address,
no user agent, no cookie, no query string.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from typing import Any

from botocore.exceptions import ClientError

import counter

METHODS = ("GET", "HEAD", "POST")
RETRY_AFTER_SECONDS = 1

Response = dict[str, Any]


class MalformedEventError(Exception):
    """The event is not an HTTP API event of payload format 2.0."""


def handler(event: Any, context: Any) -> Response:
    """Answers one request. It never raises: each failure becomes a response and a log line."""
    started = time.perf_counter()
    request_id = str(getattr(context, "aws_request_id", None) or uuid.uuid4())
    method: str | None = None
    fields: dict[str, Any] = {}
    try:
        method = _method(event)
        if method not in METHODS:
            # An unknown method is the visitor's own text, which has no place in the log.
            method = "other"
            level, message = "WARN", "method not allowed"
            response = _response(405, {"error": "method not allowed"}, Allow=", ".join(METHODS))
        else:
            count = counter.add_one() if method == "POST" else counter.read()
            level, message = "INFO", "counted" if method == "POST" else "read"
            fields["count"] = count
            response = _response(200, {"count": count})
    except MalformedEventError as error:
        level, message = "WARN", f"malformed event: {error}"
        response = _response(400, {"error": "malformed request"})
    except counter.ConfigurationError as error:
        level, message = "ERROR", f"not configured: {error}"
        response = _internal_error(request_id)
    except Exception as error:
        fields.update(_describe(error))
        if counter.is_throttling(error):
            level, message = "WARN", "DynamoDB is throttling"
            response = _response(
                503,
                {"error": "busy, try again"},
                **{"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        else:
            level, message = "ERROR", "request failed"
            response = _internal_error(request_id)

    if method == "HEAD":
        response["body"] = ""
    _log(
        level=level,
        message=message,
        requestId=request_id,
        method=method,
        status=response["statusCode"],
        durationMs=round((time.perf_counter() - started) * 1000, 1),
        **fields,
    )
    return response


def _method(event: Any) -> str:
    """Returns the request's method, or raises ``MalformedEventError`` with the reason."""
    if not isinstance(event, dict):
        raise MalformedEventError("not a JSON object")
    if event.get("version") != "2.0":
        raise MalformedEventError(
            "version is not 2.0; set the integration's payload format version to 2.0"
        )
    request = event.get("requestContext")
    http = request.get("http") if isinstance(request, dict) else None
    method = http.get("method") if isinstance(http, dict) else None
    if not isinstance(method, str) or not method:
        raise MalformedEventError("requestContext.http.method is missing")
    return method.upper()


def _response(status: int, body: dict[str, Any], **headers: str) -> Response:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store", **headers},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def _internal_error(request_id: str) -> Response:
    """Says only where to look: the id is the one in the log line."""
    return _response(500, {"error": "internal error", "id": request_id})


def _describe(error: Exception) -> dict[str, Any]:
    """Returns what the owner needs to find the cause of a failure. It goes to the log only."""
    fields: dict[str, Any] = {"error": type(error).__name__, "detail": str(error)}
    if isinstance(error, ClientError):
        metadata = error.response.get("ResponseMetadata", {})
        fields["awsOperation"] = error.operation_name
        fields["awsCode"] = error.response.get("Error", {}).get("Code")
        fields["awsStatus"] = metadata.get("HTTPStatusCode")
        fields["awsRequestId"] = metadata.get("RequestId")
    return fields


def _log(**fields: Any) -> None:
    # Not the logging module: in Lambda its handler puts its own text in front of the JSON.
    print(
        json.dumps({key: value for key, value in fields.items() if value is not None}), flush=True
    )


if os.environ.get("AWS_LAMBDA_RUNTIME_API"):
    # Lambda lends a full processor while the function starts; making the client takes a second
    # at the small share that a visit gets.
    counter.connection.client()

"""#),
        EmbeddedFile(path: "lambda/counter.py", text: #"""
# SPDX-License-Identifier: Apache-2.0
"""One number in one DynamoDB item, added to atomically.

The table has the partition key ``id`` (S). The item holds ``count`` (N) and nothing else: no
address, no browser name, no time of a visit.

Why the SDK's own retries are off
---------------------------------
``ADD`` is not idempotent. When the answer to an ``UpdateItem`` is lost (a read timeout, a reset
connection, a 5xx after the write), the SDK would send it again and the visitor would be counted
twice, with nobody told. So each request goes out once, and this module repeats it once more
only where that cannot count twice:

=====================================  ======  =====
failure                                write   read
=====================================  ======  =====
DynamoDB refused it (throttling)       repeat  repeat
no connection was ever made            repeat  repeat
connection lost while waiting, 5xx     no      repeat
read timeout                           no      no
anything else                          no      no
=====================================  ======  =====

A visit whose answer was lost is reported as an error; at worst it is counted but not shown.

With the limits below a call ends within 4 seconds, which a function timeout of 5 seconds holds.

What costs processor time, making the client and its first encrypted connection, is done when
Lambda loads this module: it then has a whole processor, and in a call only the share that goes
with its memory (256 MB: a seventh). AWS reference: AWS Lambda Developer Guide, "Understanding the
Lambda execution environment lifecycle" and "Configure Lambda function memory".
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

CONNECT_TIMEOUT_SECONDS = 1.0
READ_TIMEOUT_SECONDS = 1.5

# Lambda drops the connections of a function that sleeps, and the first request on a dropped one
# fails in a way that cannot be told from a lost answer. Older connections are closed unused.
IDLE_SECONDS = 10.0

THROTTLING_CODES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


class ConfigurationError(Exception):
    """The function's environment is not complete; the message says what is missing."""


class StoredValueError(Exception):
    """The item exists, but its ``count`` is not a number."""


class _Connection:
    """The process's one DynamoDB client, made at first use and shared by all calls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._client: Any = None
        self._last_used = 0.0

    def client(self) -> Any:
        """Returns the client, without connections that have been idle for too long."""
        with self._lock:
            # The wall clock, because the monotonic one may stand still while Lambda sleeps.
            now = time.time()
            if self._client is None:
                self._client = boto3.client(
                    "dynamodb",
                    config=Config(
                        connect_timeout=CONNECT_TIMEOUT_SECONDS,
                        read_timeout=READ_TIMEOUT_SECONDS,
                        retries={"mode": "standard", "total_max_attempts": 1},
                    ),
                )
            elif not 0 <= now - self._last_used <= IDLE_SECONDS:
                self._client.close()
            self._last_used = now
            return self._client

    def reset(self) -> None:
        """Forgets the client; the next call makes a new one."""
        with self._lock:
            self._client = None


connection = _Connection()


def add_one() -> int:
    """Adds one visit and returns the new count.

    Raises ``ConfigurationError``, or what botocore raises. DynamoDB creates the item when it is
    not there, and serialises parallel additions, so no visit is lost.

    AWS reference: Amazon DynamoDB API Reference, "UpdateItem".
    """
    table, key = _table_name(), _key()

    def send() -> dict[str, Any]:
        return connection.client().update_item(
            TableName=table,
            Key=key,
            UpdateExpression="ADD #count :one",
            ExpressionAttributeNames={"#count": "count"},  # COUNT is a reserved word
            ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="UPDATED_NEW",
        )

    return _number(_send(send, repeatable=_was_not_applied)["Attributes"])


def read() -> int:
    """Returns the count, 0 when nobody was counted yet.

    The read is consistent, so it never shows less than an answer given before it.

    AWS reference: Amazon DynamoDB API Reference, "GetItem".
    """
    table, key = _table_name(), _key()

    def send() -> dict[str, Any]:
        return connection.client().get_item(
            TableName=table,
            Key=key,
            ConsistentRead=True,
            ProjectionExpression="#count",
            ExpressionAttributeNames={"#count": "count"},
        )

    item = _send(send, repeatable=_is_transient).get("Item")
    return _number(item) if item else 0


def prepare() -> None:
    """Makes the client and opens its connection by a read, which changes nothing.

    A failure is left to the first call, which meets it again and answers for it.
    """
    try:
        read()
    except Exception:
        # Only the connection was wanted; a module that cannot be loaded would answer nothing.
        return


def is_throttling(error: Exception) -> bool:
    """Whether DynamoDB refused the request because of its rate."""
    return isinstance(error, ClientError) and _code(error) in THROTTLING_CODES


def _send(
    send: Callable[[], dict[str, Any]], repeatable: Callable[[Exception], bool]
) -> dict[str, Any]:
    """Sends a request, and once more after a failure that ``repeatable`` accepts."""
    try:
        return send()
    except Exception as error:
        if not repeatable(error):
            raise
    time.sleep(random.uniform(0.02, 0.08))
    return send()


def _was_not_applied(error: Exception) -> bool:
    """Whether it is certain that a write did not happen."""
    return is_throttling(error) or isinstance(error, (ConnectTimeoutError, EndpointConnectionError))


def _is_transient(error: Exception) -> bool:
    """Whether a read may do better at once. Not a timeout: the visitor has waited enough."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= 500 or is_throttling(error)
    return _was_not_applied(error) or isinstance(error, ConnectionClosedError)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _table_name() -> str:
    name = os.environ.get("TABLE_NAME", "").strip()
    if not name:
        raise ConfigurationError(
            "TABLE_NAME is not set. Set it to the name of the counter's DynamoDB table."
        )
    return name


def _key() -> dict[str, dict[str, str]]:
    return {"id": {"S": os.environ.get("COUNTER_ID", "").strip() or "visitors"}}


def _number(attributes: dict[str, Any]) -> int:
    try:
        return int(Decimal(attributes["count"]["N"]))
    except (KeyError, InvalidOperation) as error:
        raise StoredValueError("The item's attribute 'count' is not a number.") from error


if os.environ.get("AWS_LAMBDA_FUNCTION_NAME"):
    prepare()

"""#),
        EmbeddedFile(path: "lambda/requirements-dev.txt", text: #"""
# For the tests only. The Lambda runtime ships boto3; the function needs nothing else.
awslambdaric==4.2.2
boto3==1.43.67
moto[dynamodb]==5.2.5
pytest==9.2.0

"""#),
        EmbeddedFile(path: ".github/workflows/deploy.yml", text: #"""
# SPDX-License-Identifier: Apache-2.0
#
# A sample: checks and plans a pull request, deploys what comes to main.
#
# It does nothing before the repository has the variables (Settings, Secrets and variables, Actions, Variables)
#   RESUMECTL_ROLE        the role that `resumectl ci setup` made; deploys as it
#   RESUMECTL_PLAN_ROLE   a role that may only read; without it pull requests are checked, not planned
# Put the repository that resumectl comes from, and the full hash of a release's commit, in place of OWNER and COMMIT.
name: Deploy
on:
  push:
    branches: [main]
  pull_request:
    branches: [main]
  workflow_dispatch:

permissions: {}

jobs:
  # Without AWS: for pull requests from forks too, whose runs get no token.
  validate:
    name: Check the configuration
    if: github.event_name == 'pull_request' && vars.RESUMECTL_ROLE != ''
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      - uses: OWNER/resumectl@COMMIT
        with:
          command: validate

  # What a deploy would change, on the page of the pull request's run. Only for branches of this repository.
  plan:
    name: Plan
    if: >-
      github.event_name == 'pull_request' && vars.RESUMECTL_PLAN_ROLE != ''
      && github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
      id-token: write # for the role
    concurrency:
      group: plan-${{ github.ref }}
      cancel-in-progress: true
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      - uses: OWNER/resumectl@COMMIT
        with:
          command: plan
          role: ${{ vars.RESUMECTL_PLAN_ROLE }}

  deploy:
    name: Deploy
    if: github.event_name != 'pull_request' && github.ref == 'refs/heads/main' && vars.RESUMECTL_ROLE != ''
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    permissions:
      contents: read
      id-token: write # for the role
    # One deploy at a time, and none is cancelled in its middle.
    concurrency:
      group: deploy
      cancel-in-progress: false
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      - id: site
        uses: OWNER/resumectl@COMMIT
        with:
          command: deploy
          role: ${{ vars.RESUMECTL_ROLE }}
      - name: Ask for the page
        if: steps.site.outputs.url != ''
        env:
          URL: ${{ steps.site.outputs.url }}
        # After a first deploy CloudFront needs some minutes until the name answers.
        run: curl --fail --silent --show-error --output /dev/null --retry 30 --retry-delay 20 --retry-all-errors "$URL"

"""#),
    ]
}
