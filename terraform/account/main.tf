data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
}

resource "aws_iam_role" "manager" {
  name                 = var.manager_role_name
  description          = "assume-bot edits trust policies and session guards through this role. Only its reconcile function can assume it."
  assume_role_policy   = jsonencode(local.trust_policy)
  permissions_boundary = var.permissions_boundary_arn
  max_session_duration = 3600
  tags                 = var.tags
}

resource "aws_iam_role_policy" "manager" {
  name   = "edit-targets"
  role   = aws_iam_role.manager.id
  policy = jsonencode(local.manager_policy)

  lifecycle {
    precondition {
      condition     = local.manager_policy_characters <= local.most_characters
      error_message = "The policy of ${var.manager_role_name} has ${local.manager_policy_characters} ${local.too_long}"
    }
  }
}

resource "aws_iam_role" "inspector" {
  count = length(var.operator_arns) > 0 ? 1 : 0

  name                 = local.inspector_role_name
  description          = "Operators of assume-bot inspect its targets through this role. It is read-only."
  assume_role_policy   = jsonencode(local.inspector_trust_policy)
  permissions_boundary = var.permissions_boundary_arn
  max_session_duration = 3600
  tags                 = var.tags
}

resource "aws_iam_role_policy" "inspector" {
  count = length(var.operator_arns) > 0 ? 1 : 0

  name   = "read-targets"
  role   = aws_iam_role.inspector[0].id
  policy = jsonencode(local.inspector_policy)

  lifecycle {
    precondition {
      condition     = local.inspector_policy_characters <= local.most_characters
      error_message = "The policy of ${local.inspector_role_name} has ${local.inspector_policy_characters} ${local.too_long}"
    }
  }
}
