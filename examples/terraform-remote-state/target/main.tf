# An account that Terraform manages. Apply once in prod and once in dns, each with its own credentials:
#   terraform apply -var role_name=prod-deploy
#   terraform apply -var role_name=dns-deploy -var policy_arn=arn:aws:iam::aws:policy/AmazonRoute53FullAccess

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

variable "role_name" {
  description = "The name of the deploy role of this account, as in its ARN in access.yaml."
  type        = string
}

variable "policy_arn" {
  description = "The managed policy of the deploy role. Choose a narrow policy, and never one that allows IAM actions on the role itself."
  type        = string
  default     = "arn:aws:iam::aws:policy/PowerUserAccess"
}

resource "aws_iam_role" "deploy" {
  name                 = var.role_name
  description          = "The deploy role of Terraform. Request it in Slack: /assume terraform-prod"
  assume_role_policy   = data.aws_iam_policy_document.no_trust.json
  max_session_duration = 4 * 3600
  tags                 = { assume-bot = "managed" }

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

resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = var.policy_arn
}

# The manager role of the bot. It can edit only roles and users that are tagged assume-bot = managed.
module "assume_bot" {
  source = "../../../terraform/account"

  hub_account_id = "999999999999"
  external_id    = var.external_id
}
