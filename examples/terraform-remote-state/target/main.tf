# An account that Terraform changes things in. Apply once in prod and once in dns, each with credentials of its own:
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
  description = "The deploy role of this account, as its ARN in access.yaml ends."
  type        = string
}

variable "policy_arn" {
  description = "What the deploy role may do: a managed policy, the narrower the better. Never one that allows IAM on the role itself."
  type        = string
  default     = "arn:aws:iam::aws:policy/PowerUserAccess"
}

resource "aws_iam_role" "deploy" {
  name                 = var.role_name
  description          = "What Terraform works with here. Asked for in Slack: /assume terraform-prod"
  assume_role_policy   = data.aws_iam_policy_document.nobody.json
  max_session_duration = 4 * 3600
  tags                 = { assume-bot = "managed" }

  lifecycle {
    # The bot writes people into the trust policy for as long as they hold the role.
    ignore_changes = [assume_role_policy]
  }
}

# Nobody may assume the role until the bot says so. A trust policy cannot be empty; this statement matches nobody, and what
# no statement allows is refused.
data "aws_iam_policy_document" "nobody" {
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

# The bot's part: the role through which it edits what is tagged assume-bot = managed, and nothing else.
module "assume_bot" {
  source = "../../../terraform/account"

  hub_account_id = "999999999999"
  external_id    = var.external_id
}
