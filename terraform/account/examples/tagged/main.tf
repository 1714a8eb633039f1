# Users can request every role with the tag `assume-bot = managed`. This is one of them.
module "assume_bot" {
  source = "../.."

  hub_account_id  = "999999999999"
  external_id     = var.external_id
  organization_id = "o-a1b2c3d4e5"

  # These operators can inspect the account with `assume-bot doctor`. They have no write access.
  operator_arns = ["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef"]
}

variable "external_id" {
  description = "The same text as assume-bot:externalId of the hub."
  type        = string
  sensitive   = true
}

resource "aws_iam_role" "s3_list" {
  name               = "s3-list-role"
  assume_role_policy = data.aws_iam_policy_document.no_trust.json
  tags               = { assume-bot = "managed" }

  lifecycle {
    # The bot adds users to the trust policy while they hold the role. Without this line, the next apply would remove the
    # access of all users.
    ignore_changes = [assume_role_policy]
  }
}

resource "aws_iam_role_policy_attachment" "s3_list" {
  role       = aws_iam_role.s3_list.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
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
