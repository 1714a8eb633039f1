# The account of the role. Apply with credentials of prod (222222222222).

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

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "s3_list" {
  name                 = "s3-list-role"
  description          = "Lists the buckets of production. Request it in Slack: /assume prod-s3"
  assume_role_policy   = data.aws_iam_policy_document.break_glass.json
  max_session_duration = 8 * 3600
  tags                 = { assume-bot = "managed" }

  lifecycle {
    # The bot adds users to the trust policy while they hold the role. Without this line, the next apply would remove the
    # access of all users.
    ignore_changes = [assume_role_policy]
  }
}

# Replaces permanent trust in the utils account: only break-glass access, with MFA, from this account.
data "aws_iam_policy_document" "break_glass" {
  statement {
    sid     = "BreakGlass"
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}

data "aws_iam_policy_document" "list_buckets" {
  statement {
    effect    = "Allow"
    actions   = ["s3:ListAllMyBuckets"]
    resources = ["*"]
  }
}

# No inline_policy blocks and no aws_iam_role_policies_exclusive: they would remove the session guard of the bot.
resource "aws_iam_role_policy" "list_buckets" {
  name   = "list-buckets"
  role   = aws_iam_role.s3_list.id
  policy = data.aws_iam_policy_document.list_buckets.json
}

# The manager role of the bot. It can edit only roles and users that are tagged assume-bot = managed.
module "assume_bot" {
  source = "../../../terraform/account"

  hub_account_id = "999999999999"
  external_id    = var.external_id
}

output "role_arn" {
  value = aws_iam_role.s3_list.arn
}
