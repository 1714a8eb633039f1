# The CloudFormation stacks of the project use the same documents: templates in policies/, with JSON values.
locals {
  manager_arn = "arn:${local.partition}:iam::${local.account_id}:role/${var.manager_role_name}"
  is_tagged   = { StringEquals = { "aws:ResourceTag/assume-bot" = "managed" } }

  # A statement needs a resource. The manager role itself has no effect here, because a later statement denies it.
  role_arns = try(length(var.role_arns), 0) == 0 ? [local.manager_arn] : var.role_arns
  user_arns = try(length(var.user_arns), 0) == 0 ? [local.manager_arn] : var.user_arns

  manager_policy = jsondecode(templatefile("${path.module}/policies/manager.json.tftpl", {
    manager_arn    = jsonencode(local.manager_arn)
    role_resources = jsonencode(var.role_arns == null ? ["arn:${local.partition}:iam::${local.account_id}:role/*"] : local.role_arns)
    role_condition = var.role_arns == null ? jsonencode(local.is_tagged) : "{}"
    user_resources = jsonencode(var.user_arns == null ? ["arn:${local.partition}:iam::${local.account_id}:user/*"] : local.user_arns)
    user_condition = var.user_arns == null ? jsonencode(local.is_tagged) : "{}"
  }))

  trust_policy = jsondecode(templatefile("${path.module}/policies/trust.json.tftpl", {
    hub_root_arn = jsonencode("arn:${local.partition}:iam::${var.hub_account_id}:root")
    caller = jsonencode(merge(
      {
        "aws:PrincipalArn" = "arn:${local.partition}:iam::${var.hub_account_id}:role/${var.reconcile_role_name}"
        "sts:ExternalId"   = jsondecode(var.other_external_id == null ? jsonencode(var.external_id) : jsonencode([var.external_id, var.other_external_id]))
      },
      var.organization_id == null ? {} : { "aws:PrincipalOrgID" = var.organization_id }
    ))
  }))

  # For assume-bot-manager, the name is assume-bot-inspector. `doctor` derives the name by the same rule.
  inspector_role_name = "${substr(replace(var.manager_role_name, "/-manager$/", ""), 0, 54)}-inspector"
  inspector_arn       = "arn:${local.partition}:iam::${local.account_id}:role/${local.inspector_role_name}"

  inspector_policy = jsondecode(templatefile("${path.module}/policies/inspector.json.tftpl", {
    role_resources  = jsonencode(var.role_arns == null ? ["arn:${local.partition}:iam::${local.account_id}:role/*"] : length(var.role_arns) == 0 ? [local.inspector_arn] : var.role_arns)
    role_condition  = var.role_arns == null ? jsonencode(local.is_tagged) : "{}"
    user_resources  = jsonencode(var.user_arns == null ? ["arn:${local.partition}:iam::${local.account_id}:user/*"] : length(var.user_arns) == 0 ? [local.inspector_arn] : var.user_arns)
    user_condition  = var.user_arns == null ? jsonencode(local.is_tagged) : "{}"
    seen_role_arns  = jsonencode([var.role_arns == null ? "arn:${local.partition}:iam::${local.account_id}:role/*" : local.manager_arn])
    other_user_arns = jsonencode(length(var.other_user_arns) == 0 ? [local.inspector_arn] : var.other_user_arns)
    group_arns      = jsonencode("arn:${local.partition}:iam::${local.account_id}:group/*")
    policy_arns     = jsonencode(["arn:${local.partition}:iam::${local.account_id}:policy/*", "arn:${local.partition}:iam::aws:policy/*"])
  }))

  # Measured before the first change: IAM accepts this many characters of inline policies for a role.
  most_characters           = 10240
  manager_policy_characters = length(jsonencode(local.manager_policy))
  inspector_policy_characters = (
    length(var.operator_arns) > 0 ? length(jsonencode(local.inspector_policy)) : 0
  )
  too_long = "characters, and IAM accepts 10240. Select roles and users by path (role_arns or user_arns with .../path/*) or by tag (null)."

  inspector_trust_policy = jsondecode(templatefile("${path.module}/policies/inspector-trust.json.tftpl", {
    root_arns = jsonencode(distinct([for arn in var.operator_arns : replace(arn, "/:(user|role)/.*$/", ":root")]))
    caller = jsonencode(merge(
      { "aws:PrincipalArn" = var.operator_arns },
      var.organization_id == null ? {} : { "aws:PrincipalOrgID" = var.organization_id }
    ))
  }))

  # The default: the roles of CloudFormation, of StackSets (service-managed and self-managed), and of the CDK.
  scp_exempt_principals = coalesce(var.scp_exempt_principals, [
    "arn:${local.partition}:iam::*:role/stacksets-exec-*",
    "arn:${local.partition}:iam::*:role/AWSCloudFormationStackSetExecutionRole",
    "arn:${local.partition}:iam::*:role/cdk-*-cfn-exec-role-*",
  ])

  # The roles of the bot and their managed policies.
  protected_arns = flatten([for name in [var.manager_role_name, local.inspector_role_name] : [
    "arn:${local.partition}:iam::*:role/${name}",
    "arn:${local.partition}:iam::*:policy/${name}-targets-*",
  ]])

  service_control_policy = jsondecode(templatefile("${path.module}/policies/service-control.json.tftpl", {
    manager_arns      = jsonencode(["arn:${local.partition}:iam::*:role/${var.manager_role_name}"])
    inspector_arns    = jsonencode(["arn:${local.partition}:iam::*:role/${local.inspector_role_name}"])
    protected_arns    = jsonencode(local.protected_arns)
    exempt_principals = jsonencode(local.scp_exempt_principals)
  }))
}
