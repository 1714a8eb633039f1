# The account of the state: bucket, key and the role that opens them. Apply with credentials of state (333333333333).

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "external_id" {
  description = "The same text as assume-bot:externalId of the hub."
  type        = string
  sensitive   = true
}

variable "keys" {
  description = "The states that the role opens: the keys of terraform.state in access.yaml."
  type        = list(string)
  default     = ["prod/app.tfstate", "prod/network.tfstate"]
}

resource "aws_kms_key" "state" {
  description             = "Encrypts the Terraform state"
  deletion_window_in_days = 30
  enable_key_rotation     = true
}

resource "aws_s3_bucket" "state" {
  bucket = "example-terraform-state"
}

# Versions of the state are never deleted, because a lost state is worse than the cost of storage.
resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.state.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket = aws_s3_bucket.state.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_iam_role" "state" {
  name               = "tf-state"
  description        = "Opens the Terraform state of production. Request it in Slack: /assume terraform-prod"
  assume_role_policy = data.aws_iam_policy_document.no_trust.json
  tags               = { assume-bot = "managed" }

  lifecycle {
    # The bot adds users to the trust policy while they hold the role.
    ignore_changes = [assume_role_policy]
  }
}

# No principal can assume the role without a grant. A trust policy cannot be empty, so this statement matches no principal.
# IAM refuses what no statement allows.
data "aws_iam_policy_document" "no_trust" {
  statement {
    effect  = "Deny"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "aws:PrincipalArn"
      values   = ["true"]
    }
  }
}

# The policy that "assume-bot terraform state-policy terraform-prod" prints for the role.
data "aws_iam_policy_document" "state" {
  statement {
    sid       = "TerraformListsStates"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.state.arn]

    condition {
      test     = "StringEqualsIfExists"
      variable = "s3:prefix"
      values   = concat(["env:/"], var.keys)
    }
  }

  statement {
    sid       = "TerraformReadsAndWritesStates"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = [for key in var.keys : "${aws_s3_bucket.state.arn}/${key}"]
  }

  statement {
    sid       = "TerraformLocksStates"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = [for key in var.keys : "${aws_s3_bucket.state.arn}/${key}.tflock"]
  }

  statement {
    sid       = "TerraformEncryptsStates"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.state.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.eu-central-1.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "state" {
  name   = "state"
  role   = aws_iam_role.state.id
  policy = data.aws_iam_policy_document.state.json
}

# The manager role of the bot. It can edit only roles and users that are tagged assume-bot = managed.
module "assume_bot" {
  source = "../../../terraform/account"

  hub_account_id = "999999999999"
  external_id    = var.external_id
}

output "kms_key_arn" {
  description = "terraform.state.kmsKey of access.yaml."
  value       = aws_kms_key.state.arn
}
