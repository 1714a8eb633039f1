# The account of the users. Apply with credentials of utils (111111111111).

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

variable "users" {
  description = "The IAM users of access.yaml."
  type        = set(string)
  default     = ["random_user"]
}

resource "aws_iam_user" "people" {
  for_each = var.users

  name = each.value
}

# Replaces a group with permanent sts:AssumeRole permission. The bot writes one inline policy to the user, with the same end as
# in the trust policy, and removes it again. Do not manage these users with aws_iam_user_policies_exclusive, because it would
# remove that policy.
module "assume_bot" {
  source = "../../../terraform/account"

  hub_account_id = "999999999999"
  external_id    = var.external_id
  user_arns      = [for user in aws_iam_user.people : user.arn]
}
