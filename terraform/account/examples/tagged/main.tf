# Every role that carries the tag `assume-bot = managed` can be asked for; this is one of them.
module "assume_bot" {
  source = "../.."

  hub_account_id  = "999999999999"
  external_id     = var.external_id
  organization_id = "o-a1b2c3d4e5"

  # These may look at the account with `assume-bot doctor`, and write nothing.
  operator_arns = ["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef"]
}

variable "external_id" {
  description = "The same text as assume-bot:externalId of the hub."
  type        = string
  sensitive   = true
}

resource "aws_iam_role" "s3_list" {
  name               = "s3-list-role"
  assume_role_policy = data.aws_iam_policy_document.nobody.json
  tags               = { assume-bot = "managed" }

  lifecycle {
    # The bot writes people into the trust policy for as long as they hold the role. Without this line the next apply
    # would take everybody's access away.
    ignore_changes = [assume_role_policy]
  }
}

resource "aws_iam_role_policy_attachment" "s3_list" {
  role       = aws_iam_role.s3_list.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
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
